"""What a heat-map cell shows: a number, and a colour from fixed bands that never rescale to the data."""

from dataclasses import dataclass

from tracker.policy.disclosure.figures import half_up
from tracker.policy.disclosure.standards import NOBODY, ORDINARY, WITHHELD, Standard

TOLERANCE = 1e-9
LOWER_EDGES = (0.25, 0.5, 0.75, 1.0)
"""Band 0 is nought, band 1 is above nought; these begin bands 2 to 5, the edge itself included."""

BACKGROUNDS = ("#FFFFFF", "#ADD1F1", "#6BACE6", "#2073BC", "#12436D", "#092135")
TEXTS = ("#000000", "#000000", "#000000", "#FFFFFF", "#FFFFFF", "#FFFFFF")
WITHHELD_BACKGROUND = "#F2F2F2"
SMALLEST_CONTRAST = 4.5  # WCAG 2.2, 1.4.3


@dataclass(frozen=True)
class HeatCell:
    """`band` is None where there is no number."""

    text: str
    band: int | None


def band(mean: float) -> int:
    if mean < TOLERANCE:
        return 0
    return 1 + sum(mean >= edge - TOLERANCE for edge in LOWER_EDGES)


def heat_cell(mean: float | None, n: int, standard: Standard = ORDINARY) -> HeatCell:
    """A mean daily load over `n` people. `mean` is None where it is withheld for another reason."""
    if n == 0:
        return HeatCell(NOBODY, None)
    if mean is None or n < standard.threshold:
        return HeatCell(WITHHELD, None)
    return HeatCell(str(half_up(mean, 2)), band(mean))


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio of two colours written as #RRGGBB."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
