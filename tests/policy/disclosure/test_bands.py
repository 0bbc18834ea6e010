from fractions import Fraction

import pytest

from tracker.policy.disclosure.bands import (
    BACKGROUNDS,
    SMALLEST_CONTRAST,
    TEXTS,
    WITHHELD_BACKGROUND,
    HeatCell,
    band,
    contrast,
    heat_cell,
)


@pytest.mark.parametrize(
    ("mean", "expected"),
    [(0, 0), (0.001, 1), (0.2499, 1), (0.25, 2), (0.5, 3), (0.75, 4), (0.999, 4), (1, 5), (3, 5)],
)
def test_a_band_includes_its_lower_edge(mean: float, expected: int) -> None:
    assert band(mean) == expected


def test_binary_noise_below_an_edge_does_not_change_the_band() -> None:
    assert band(0.1 + 0.1 + 0.1 + 0.1 + 0.1 + 0.1 + 0.1 + 0.05) == band(0.75)
    assert band(1 - 1e-12) == 5


@pytest.mark.parametrize(
    ("mean", "n", "cell"),
    [
        pytest.param(0.0, 12, HeatCell("0.00", 0), id="nought-is-shown"),
        pytest.param(0.245, 5, HeatCell("0.25", 1), id="colour-follows-the-unrounded-value"),
        pytest.param(0.9, 4, HeatCell("c", None), id="four-people"),
        pytest.param(None, 30, HeatCell("c", None), id="withheld-as-a-partner"),
        pytest.param(None, 0, HeatCell("-", None), id="no-staff"),
    ],
)
def test_what_a_cell_shows(mean: float | None, n: int, cell: HeatCell) -> None:
    assert heat_cell(mean, n) == cell


def test_every_number_can_be_read_on_its_colour() -> None:
    pairs = [*zip(TEXTS, BACKGROUNDS, strict=True), ("#000000", WITHHELD_BACKGROUND)]

    assert [pair for pair in pairs if contrast(*pair) < SMALLEST_CONTRAST] == []
    assert contrast("#000000", "#FFFFFF") == pytest.approx(Fraction(21))
