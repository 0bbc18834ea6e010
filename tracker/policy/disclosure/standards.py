"""The thresholds of disclosure control, as data."""

from dataclasses import dataclass
from enum import StrEnum


class Attribute(StrEnum):
    """What a figure tells about people.

    Ordinary: organisational facts, such as who is in scope of a change, its phase, severity and load.
    Sensitive: protected characteristics, health, union membership, individual grievances.
    """

    ORDINARY = "ordinary"
    SENSITIVE = "sensitive"


@dataclass(frozen=True)
class Standard:
    """`threshold` is the smallest count that may be shown (t); `percent` the p of the p % rule."""

    threshold: int
    percent: int
    shows_zeros: bool
    smallest_denominator: int = 20
    smallest_distribution: int = 20
    rounding: int = 5
    source: str = ""


STANDARDS: dict[Attribute, Standard] = {
    Attribute.ORDINARY: Standard(
        threshold=5,
        percent=10,
        shows_zeros=True,
        source="Common practice for official workforce tables: fewer than five withheld, true zeros shown",
    ),
    Attribute.SENSITIVE: Standard(
        threshold=10,
        percent=10,
        shows_zeros=False,
        source="Common practice for research outputs about persons: ten, and nobody is an answer too",
    ),
}

ORDINARY = STANDARDS[Attribute.ORDINARY]
SENSITIVE = STANDARDS[Attribute.SENSITIVE]

WITHHELD = "c"  # printed for every withheld figure, whatever the reason (R7)
NOBODY = "-"  # printed where there is no staff
