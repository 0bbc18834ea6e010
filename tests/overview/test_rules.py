"""The drawing of a change's phases."""

from datetime import date

import pytest

from tracker.overview.rules import WIDTH, timeline
from tracker.policy.disruption.method import load_method
from tracker.policy.disruption.records import Milestones

TODAY = date(2012, 6, 1)


def test_bars_follow_each_other_without_a_gap_inside_the_drawing() -> None:
    drawing = timeline(
        Milestones(
            announced=date(2012, 1, 1),
            consult_start=date(2012, 2, 1),
            consult_end=date(2012, 3, 1),
            transition_start=date(2012, 4, 1),
            transition_end=date(2012, 5, 1),
        ),
        load_method(),
        TODAY,
    )

    assert drawing is not None
    ends = [round(bar.x + bar.width, 1) for bar in drawing.bars]
    assert ends[:-1] == [bar.x for bar in drawing.bars[1:]]
    assert 0 <= drawing.bars[0].x < ends[-1] <= WIDTH


@pytest.mark.parametrize(
    ("dates", "assumed"),
    [
        pytest.param({"transition_start": date(2012, 4, 1)}, True, id="no end"),
        pytest.param(
            {"transition_start": date(2012, 4, 1), "transition_end": date(2012, 4, 2)}, False, id="end"
        ),
    ],
)
def test_an_assumed_end_is_said(dates: dict[str, date], assumed: bool) -> None:
    drawing = timeline(Milestones(**dates), load_method(), TODAY)

    assert drawing is not None
    assert drawing.end_assumed is assumed


def test_a_change_that_was_never_dated_ends_has_no_last_day() -> None:
    drawing = timeline(Milestones(announced=date(2012, 1, 1)), load_method(), TODAY)

    assert drawing is not None
    assert [(bar.phase, bar.last) for bar in drawing.bars] == [("Announced", None)]


def test_nothing_is_drawn_without_a_date() -> None:
    assert timeline(Milestones(), load_method(), TODAY) is None


def test_days_due_by_law_are_marked_in_order_and_once_a_day() -> None:
    due = [("HR1 due", date(2012, 3, 1)), ("Latest start", date(2012, 3, 1)), ("Election", date(2011, 1, 5))]

    drawing = timeline(Milestones(announced=date(2012, 1, 1)), load_method(), TODAY, due)

    assert drawing is not None
    assert [(mark.number, mark.label) for mark in drawing.marks] == [
        (1, "Election"),
        (2, "HR1 due; Latest start"),
    ]
    assert 0 <= drawing.marks[0].x < drawing.marks[1].x <= WIDTH
