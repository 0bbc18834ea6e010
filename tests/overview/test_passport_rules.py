"""What is settled for somebody in a change, what is open, and when it will be known."""

from datetime import date

import pytest

from tracker.affected_staff.rules import AffectedStatus
from tracker.changes.rules import Certainty, ChangeState, Milestones
from tracker.overview.passport_rules import NextDate, Open, Told, is_over, next_date, not_yet_known, settled

TODAY = date(2012, 3, 15)
DATES = Milestones(
    announced=date(2012, 2, 1),
    consult_start=date(2012, 3, 1),
    consult_end=date(2012, 4, 30),
    transition_start=date(2012, 7, 2),
)


def told(
    status: AffectedStatus = AffectedStatus.AT_RISK,
    state: ChangeState = ChangeState.IN_CONSULTATION,
    *,
    next_step_on: date | None = None,
    certainty: Certainty = Certainty.PROPOSED,
    dates: Milestones = DATES,
) -> Told:
    return Told(status, date(2012, 3, 5), next_step_on, state, certainty, dates)


def test_while_it_is_consulted_on_nothing_is_settled_and_the_decision_is_open() -> None:
    assert settled(told()) == []
    assert not_yet_known(told(), TODAY) == [
        Open("Whether the change goes ahead, and in which form", date(2012, 4, 30), False),
        Open("What becomes of you", date(2012, 7, 2), False),
    ]


def test_once_decided_only_what_becomes_of_the_person_is_open() -> None:
    decided = told(state=ChangeState.DECIDED, certainty=Certainty.COMMITTED, next_step_on=date(2012, 5, 8))

    assert settled(decided) == ["It is decided that the change goes ahead"]
    assert not_yet_known(decided, TODAY) == [Open("What becomes of you", date(2012, 5, 8), True)]


def test_without_dates_it_says_that_none_has_been_set() -> None:
    open_ = not_yet_known(told(dates=Milestones()), TODAY)

    assert [(each.when, each.confidence) for each in open_] == [(None, "no date has been set yet")] * 3


def test_a_day_that_has_passed_is_no_day_to_know_by() -> None:
    late = told(next_step_on=date(2012, 3, 14), dates=Milestones(transition_start=date(2012, 3, 14)))

    assert [each.when for each in not_yet_known(late, TODAY)] == [None, None]


@pytest.mark.parametrize(
    ("status", "state", "over"),
    [
        pytest.param(AffectedStatus.AT_RISK, ChangeState.IN_CONSULTATION, False, id="going on"),
        pytest.param(AffectedStatus.SLOTTED_IN, ChangeState.IMPLEMENTING, True, id="settled"),
        pytest.param(AffectedStatus.AT_RISK, ChangeState.WITHDRAWN, True, id="withdrawn"),
        pytest.param(AffectedStatus.AT_RISK, ChangeState.PAUSED, False, id="paused"),
    ],
)
def test_it_is_over_when_settled_or_when_the_change_is(
    status: AffectedStatus, state: ChangeState, over: bool
) -> None:
    assert is_over(told(status, state)) is over
    assert (not_yet_known(told(status, state), TODAY) == []) is over


def test_what_is_settled_names_the_outcome_and_its_day() -> None:
    assert settled(told(AffectedStatus.SLOTTED_IN, ChangeState.IMPLEMENTING)) == [
        "You have a place in the new structure, since 5 March 2012",
        "It is decided that the change goes ahead",
    ]


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        pytest.param(None, NextDate(date(2012, 4, 30), "Consultation ends", False), id="of the change"),
        pytest.param(date(2012, 4, 29), NextDate(date(2012, 4, 29), "Next step for you", False), id="own"),
        pytest.param(
            date(2012, 4, 30),
            NextDate(date(2012, 4, 30), "Next step for you", False),
            id="own on the same day",
        ),
        pytest.param(TODAY, NextDate(TODAY, "Next step for you", False), id="today"),
        pytest.param(
            date(2012, 3, 14), NextDate(date(2012, 4, 30), "Consultation ends", False), id="yesterday is past"
        ),
    ],
)
def test_the_next_date_is_the_first_to_come(own: date | None, expected: NextDate) -> None:
    assert next_date(told(next_step_on=own), TODAY) == expected
