"""Which steps are required, where each stands, and what is red."""

from datetime import date, timedelta

import pytest

from tracker.compliance.clocks import Clock, Dates, clocks
from tracker.compliance.steps import (
    COLLECTIVE,
    TRANSFER,
    Outcome,
    Recorded,
    StepKind,
    StepState,
    board,
    required,
)
from tracker.policy.law.parameters import Regime, rule_book

LAW = rule_book()
PROPOSED = date(2026, 9, 1)
LEAVES = date(2026, 11, 26)
DAY = timedelta(days=1)


def plan(number: int | None, **more: date) -> tuple[list[Clock], Dates]:
    dates = Dates(proposed_on=PROPOSED, first_dismissal_on=LEAVES, **more)
    return clocks(LAW, Regime.GREAT_BRITAIN, number, dates), dates


def asked(number: int | None, **more: date) -> tuple[StepKind, ...]:
    found, dates = plan(number, **more)
    return required(found, dates)


@pytest.mark.parametrize(("number", "steps"), [(19, ()), (20, COLLECTIVE), (None, COLLECTIVE)])
def test_collective_steps_from_twenty_and_while_the_number_is_not_known(
    number: int | None, steps: tuple[StepKind, ...]
) -> None:
    assert asked(number) == (*steps, StepKind.EQUALITY)


def test_a_transfer_asks_for_its_own_steps() -> None:
    assert asked(0, transfer_on=date(2026, 12, 1)) == (*TRANSFER, StepKind.EQUALITY)


@pytest.mark.parametrize(
    ("recorded", "today", "state", "red"),
    [
        (None, date(2026, 10, 11), StepState.DUE, True),
        (None, date(2026, 10, 12), StepState.LATE, True),
        (Recorded(Outcome.DONE, PROPOSED, approved=False), LEAVES, StepState.DONE, False),
        (Recorded(Outcome.NOT_NEEDED, None, approved=False), LEAVES, StepState.NOT_NEEDED, False),
        (Recorded(Outcome.WAIVED, None, approved=False), LEAVES, StepState.AWAITING, True),
        (Recorded(Outcome.WAIVED, None, approved=True), LEAVES, StepState.WAIVED, False),
    ],
)
def test_where_form_hr1_stands(recorded: Recorded | None, today: date, state: StepState, red: bool) -> None:
    found, dates = plan(150)
    known = {} if recorded is None else {StepKind.HR1: recorded}

    steps = {step.kind: step for step in board(found, dates, known, today)}

    assert (steps[StepKind.HR1].state, steps[StepKind.HR1].red) == (state, red)


def test_the_equality_assessment_is_shown_and_holds_nothing_back() -> None:
    found, dates = plan(5)

    [step] = board(found, dates, {}, PROPOSED)

    assert (step.kind, step.red) == (StepKind.EQUALITY, False)


def test_a_recorded_step_stays_on_the_board_when_it_is_no_longer_required() -> None:
    found, dates = plan(5)
    known = {StepKind.HR1: Recorded(Outcome.DONE, PROPOSED, approved=False)}

    kinds = [step.kind for step in board(found, dates, known, PROPOSED)]

    assert kinds == [StepKind.HR1, StepKind.EQUALITY]
