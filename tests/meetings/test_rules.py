"""Stages, marks and actions: plain values."""

from datetime import date

import pytest

from tracker.meetings.rules import (
    ActionState,
    MarkMissing,
    Stage,
    StageError,
    check_lock,
    check_step,
    is_late,
    marks_missing,
)


@pytest.mark.parametrize(
    ("stage", "wanted"),
    [(Stage.PLANNED, Stage.DRAFT), (Stage.DRAFT, Stage.WITH_BOTH), (Stage.WITH_BOTH, Stage.LOCKED)],
)
def test_stages_follow_one_another_and_nothing_else_does(stage: Stage, wanted: Stage) -> None:
    check_step(stage, wanted)
    for other in set(Stage) - {wanted}:
        with pytest.raises(StageError):
            check_step(stage, other)


def test_a_mark_of_an_earlier_version_counts_no_more() -> None:
    unions, paragraphs = {7: "Alpha", 8: "Beta"}, {1: 2, 2: 1}

    missing = marks_missing(unions, paragraphs, {(1, 1, 7), (2, 1, 7), (1, 2, 8), (2, 1, 8)})

    assert missing == [MarkMissing("Alpha", 1)]
    with pytest.raises(StageError, match="Alpha: 1 to mark"):
        check_lock(missing)
    check_lock(marks_missing(unions, paragraphs, {(1, 2, 7), (2, 1, 7), (1, 2, 8), (2, 1, 8)}))


@pytest.mark.parametrize(
    ("state", "due", "late"),
    [
        (ActionState.OPEN, date(2026, 11, 25), True),
        (ActionState.OPEN, date(2026, 11, 26), False),
        (ActionState.DONE, date(2026, 11, 25), False),
    ],
)
def test_an_open_action_is_late_the_day_after(state: ActionState, due: date, late: bool) -> None:
    assert is_late(state, due, date(2026, 11, 26)) is late
