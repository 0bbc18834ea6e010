"""The three numbers of many waits, worked by hand."""

from fractions import Fraction

import pytest

from tracker.policy.uncertainty.waits import Waits, put_together


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        pytest.param([], Waits(0), id="nobody"),
        pytest.param([7], Waits(1, Fraction(7), 7, 7), id="one"),
        pytest.param([1, 4], Waits(2, Fraction(5, 2), 4, 4), id="halfway between two"),
        pytest.param([9, 1, 5], Waits(3, Fraction(5), 9, 9), id="the middle of three, in any order"),
        pytest.param(list(range(1, 10)), Waits(9, Fraction(5), 9, 9), id="nine: the ninth"),
        pytest.param(list(range(1, 11)), Waits(10, Fraction(11, 2), 9, 10), id="ten: the ninth"),
        pytest.param(list(range(1, 12)), Waits(11, Fraction(6), 10, 11), id="eleven: the tenth"),
        pytest.param(list(range(1, 21)), Waits(20, Fraction(21, 2), 18, 20), id="twenty: the eighteenth"),
        pytest.param([0, 0, 0, 40], Waits(4, Fraction(0), 40, 40), id="most told today"),
    ],
)
def test_median_percentile_and_longest(days: list[int], expected: Waits) -> None:
    assert put_together(days) == expected
