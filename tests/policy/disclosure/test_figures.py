"""Primary rules on single figures, with the boundary on both sides."""

import pytest

from tracker.policy.disclosure.figures import (
    is_count_unsafe,
    is_sum_unsafe,
    merged_bins,
    publishable_count,
    publishable_share,
    publishable_statistic,
    rounded_count,
    unsafe_counts,
)
from tracker.policy.disclosure.standards import ORDINARY, SENSITIVE


@pytest.mark.parametrize(("count", "is_unsafe"), [(0, False), (1, True), (4, True), (5, False)])
def test_ordinary_counts_of_one_to_four_are_unsafe(count: int, is_unsafe: bool) -> None:
    assert is_count_unsafe(count, ORDINARY) is is_unsafe


@pytest.mark.parametrize(("count", "is_unsafe"), [(0, True), (1, True), (9, True), (10, False)])
def test_sensitive_counts_below_ten_are_unsafe_nought_included(count: int, is_unsafe: bool) -> None:
    assert is_count_unsafe(count, SENSITIVE) is is_unsafe


def test_a_count_is_exact_inside_and_rounded_outside() -> None:
    assert [publishable_count(n) for n in (0, 4, 12)] == [0, None, 12]
    assert [rounded_count(n) for n in (0, 4, 7, 8, 12)] == [0, None, 5, 10, 10]


def test_counts_that_everybody_knows_are_never_unsafe() -> None:
    cells = {"Team": 3, "Team|yes": 2, "Team|no": 1}

    assert unsafe_counts(cells, public=["Team"]) == ["Team|yes", "Team|no"]


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [
        pytest.param(10, 19, None, id="denominator-19"),
        pytest.param(10, 20, 50, id="denominator-20"),
        pytest.param(4, 40, None, id="part-4"),
        pytest.param(5, 40, 13, id="part-5-half-goes-up"),
        pytest.param(36, 40, None, id="complement-4"),
        pytest.param(35, 40, 88, id="complement-5"),
        pytest.param(0, 40, 0, id="nobody"),
        pytest.param(40, 40, 100, id="everybody"),
    ],
)
def test_a_percentage_needs_twenty_people_and_safe_sides(part: int, whole: int, shown: int | None) -> None:
    assert publishable_share(part, whole) == shown


def test_nobody_and_everybody_are_withheld_of_a_sensitive_attribute() -> None:
    assert publishable_share(0, 40, SENSITIVE) is None
    assert publishable_share(40, 40, SENSITIVE) is None


@pytest.mark.parametrize(("roster", "shown"), [(19, None), (20, 0.4)])
def test_a_gini_needs_twenty_people(roster: int, shown: float | None) -> None:
    assert publishable_statistic(0.4, roster) == shown


@pytest.mark.parametrize(
    ("contributions", "is_unsafe"),
    [
        pytest.param([1.0] * 4, True, id="four-people"),
        pytest.param([1.0] * 5, False, id="five-people"),
        pytest.param([0.0] * 5, False, id="five-without-load"),
        pytest.param([1.0] * 4 + [0.0], True, id="four-carry-it"),
        pytest.param([100.0, 80.0, 4.0, 3.0, 3.0], False, id="rest-is-10-percent"),
        pytest.param([100.0, 80.0, 4.0, 3.0, 2.9], True, id="rest-is-less"),
    ],
)
def test_a_sum_needs_five_people_none_of_whom_stands_out(contributions: list[float], is_unsafe: bool) -> None:
    assert is_sum_unsafe(contributions) is is_unsafe


@pytest.mark.parametrize(
    ("counts", "bars"),
    [
        pytest.param([10, 9], None, id="19-people-have-no-distribution"),
        pytest.param([10, 5, 5], [(0, 0, 10), (1, 1, 5), (2, 2, 5)], id="nothing-to-join"),
        pytest.param([20, 5, 3, 1], [(0, 0, 20), (1, 3, 9)], id="tail-joins"),
        pytest.param([20, 0, 3, 2], [(0, 0, 20), (1, 1, 0), (2, 3, 5)], id="true-nought-stays"),
        pytest.param([2, 20, 5], [(0, 1, 22), (2, 2, 5)], id="low-end-joins-its-neighbour"),
    ],
)
def test_small_bars_of_a_histogram_are_joined(
    counts: list[int], bars: list[tuple[int, int, int]] | None
) -> None:
    assert merged_bins(counts) == bars
