from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.policy.disclosure.breakdown import LoadPart, hidden_parts
from tracker.policy.disclosure.figures import is_sum_unsafe


def part(loads: Sequence[float]) -> LoadPart:
    ordered = sorted((load for load in loads if load > 0), reverse=True)
    return LoadPart(sum(ordered), len(ordered), [*ordered, 0.0][0], [*ordered, 0.0, 0.0][1])


@pytest.mark.parametrize(
    ("people", "hidden"),
    [
        pytest.param([20, 10], [False, False], id="all-safe"),
        pytest.param([20, 10, 4], [False, True, True], id="a-small-part-takes-the-next-smallest"),
        pytest.param([20, 4], [True, True], id="nothing-left-to-show"),
        pytest.param([20, 0], [False, False], id="a-part-without-load-is-safe"),
    ],
)
def test_small_parts_and_what_would_give_them_away_are_withheld(
    people: list[int], hidden: list[bool]
) -> None:
    assert hidden_parts([part([1.0] * count) for count in people]) == hidden


load = st.sampled_from([0.0, 0.0, 1.0, 2.0, 15.0, 31.0])
tables = st.integers(1, 5).flatmap(
    lambda parts: st.lists(st.lists(load, min_size=parts, max_size=parts), min_size=1, max_size=16)
)


@given(people=tables)
def test_neither_a_shown_part_nor_the_remainder_is_unsafe(people: list[list[float]]) -> None:
    """Rows are people, columns are parts; one person may carry several."""
    columns = [list(column) for column in zip(*people, strict=True)]

    hidden = hidden_parts([part(column) for column in columns])

    shown = [column for column, is_hidden in zip(columns, hidden, strict=True) if not is_hidden]
    for column in shown:
        assert not any(column) or not is_sum_unsafe([each for each in column if each > 0])
    rest = [sum(v for v, is_hidden in zip(row, hidden, strict=True) if is_hidden) for row in people]
    if shown and any(hidden):
        assert not any(rest) or not is_sum_unsafe([each for each in rest if each > 0])
