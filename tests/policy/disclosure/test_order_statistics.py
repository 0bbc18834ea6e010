"""Which medians, percentiles and longest values may be shown."""

from fractions import Fraction

import numpy as np
import pytest

from tracker.policy.disclosure.order_statistics import hidden_counts, hidden_groups, is_statistic_unsafe

SPREAD = [10 + n % 7 for n in range(24)]
"""Twenty-four people, none of whom stands out."""


def ends(*sub_end: int) -> "np.typing.NDArray[np.int64]":
    return np.array(sub_end, np.int64)


@pytest.mark.parametrize(
    ("value", "ordered", "unsafe"),
    [
        pytest.param(5, [5] * 19, True, id="nineteen people"),
        pytest.param(5, [5] * 20, False, id="twenty people"),
        pytest.param(9, [5] * 16 + [9] * 4, True, id="longest shared by four"),
        pytest.param(9, [5] * 16 + [9] * 5, False, id="longest shared by five"),
        pytest.param(9, [5] * 40 + [9], True, id="longest of one person"),
        pytest.param(1, [1] * 4 + [5] * 36, True, id="at the low end, four at or below"),
        pytest.param(Fraction(21, 2), list(range(1, 21)), False, id="median of twenty"),
        pytest.param(36, list(range(1, 41)), False, id="ninetieth of forty: five at or above"),
        pytest.param(27, list(range(1, 31)), True, id="ninetieth of thirty: four at or above"),
    ],
)
def test_a_value_near_the_end_needs_company(value: int | Fraction, ordered: list[int], unsafe: bool) -> None:
    assert is_statistic_unsafe(value, ordered) is unsafe


def test_a_unit_of_twenty_is_shown_and_one_of_nineteen_is_not() -> None:
    assert hidden_groups([SPREAD[:20]], ends(1)).tolist() == [False]
    assert hidden_groups([SPREAD[:19]], ends(1)).tolist() == [True]


def test_a_small_unit_takes_another_with_it_so_that_it_cannot_be_subtracted() -> None:
    """The top shows 72 people; with both teams of 24 shown the third, of three, would be left over."""
    hidden = hidden_groups([[], SPREAD, SPREAD, SPREAD[:3]], ends(4, 2, 3, 4))

    assert not hidden[0]
    assert hidden[3]
    assert hidden[1] or hidden[2]


def test_large_units_are_all_shown() -> None:
    assert hidden_groups([[], SPREAD, SPREAD], ends(3, 2, 3)).tolist() == [False, False, False]


def test_the_manager_left_over_above_the_teams_is_protected_too() -> None:
    """One person is of the department itself: both teams beside it would tell that person's wait."""
    hidden = hidden_groups([[400], SPREAD, SPREAD], ends(3, 2, 3))

    assert hidden[0] or hidden[1] or hidden[2]


def test_one_wait_that_outweighs_the_rest_hides_its_unit() -> None:
    assert hidden_groups([[1] * 20 + [5000]], ends(1)).tolist() == [True]
    assert hidden_groups([[100] * 20 + [150]], ends(1)).tolist() == [False]


def test_counts_below_five_are_withheld_and_nought_is_shown() -> None:
    assert hidden_counts([4], ends(1)).tolist() == [True]
    assert hidden_counts([5], ends(1)).tolist() == [False]
    assert hidden_counts([0], ends(1)).tolist() == [False]


def test_a_withheld_count_cannot_be_subtracted() -> None:
    hidden = hidden_counts([0, 3, 9, 30], ends(4, 2, 3, 4))

    assert hidden[1]
    assert hidden[2] or hidden[3]
    assert not hidden[0]
