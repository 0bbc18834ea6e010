from datetime import date, timedelta

import pytest

from tracker.concerns.procedure import Span, days_to, due_day, is_late
from tracker.concerns.rules import (
    CLOCK_ESCALATES,
    CLOSED,
    STEPS,
    ConcernAct,
    ConcernMoveError,
    ConcernState,
    Side,
    acts_open,
    check_act,
    concern_text,
    days_waited,
    waiting_on,
)
from tracker.policy.calendar.nations import Nation

FRIDAY = date(2012, 3, 2)
MONDAY = date(2012, 3, 5)


@pytest.mark.parametrize(
    ("start", "end", "nation", "days"),
    [
        pytest.param(FRIDAY, FRIDAY, Nation.ENGLAND, 0, id="the day itself"),
        pytest.param(FRIDAY, FRIDAY - timedelta(days=1), Nation.ENGLAND, 0, id="backwards"),
        pytest.param(date(2012, 3, 3), MONDAY, Nation.ENGLAND, 1, id="raised on a Saturday"),
        pytest.param(MONDAY, date(2012, 3, 20), Nation.ENGLAND, 11, id="two weeks and a day"),
        pytest.param(date(2012, 6, 1), date(2012, 6, 6), Nation.ENGLAND, 1, id="spring and jubilee holidays"),
        pytest.param(date(2012, 11, 29), date(2012, 11, 30), Nation.ENGLAND, 1, id="an English Friday"),
        pytest.param(date(2012, 11, 29), date(2012, 11, 30), Nation.SCOTLAND, 0, id="Saint Andrew's"),
        pytest.param(date(2012, 12, 31), date(2013, 1, 1), Nation.ELSEWHERE, 1, id="no holidays known"),
    ],
)
def test_a_concern_waits_in_working_days(start: date, end: date, nation: Nation, days: int) -> None:
    assert days_waited(start, end, nation) == days


MINE = {"withdrawn"}
OUTSIDE = {"conciliate"}
LIFE = {
    (ConcernState.RAISED, Side.MANAGEMENT): {"acknowledge", "answer", "discuss"},
    (ConcernState.RAISED, Side.UNION): MINE,
    (ConcernState.ACKNOWLEDGED, Side.MANAGEMENT): {"answer", "discuss"},
    (ConcernState.ACKNOWLEDGED, Side.UNION): MINE,
    (ConcernState.DISCUSSED, Side.MANAGEMENT): {"answer"},
    (ConcernState.DISCUSSED, Side.UNION): MINE,
    (ConcernState.ANSWERED, Side.UNION): {"reply", "accept", "fail", "agreed", "not agreed"} | MINE,
    (ConcernState.AGREED, Side.UNION): {"agreed"} | MINE,
    (ConcernState.NOT_AGREED, Side.MANAGEMENT): {"answer"} | OUTSIDE,
    (ConcernState.NOT_AGREED, Side.UNION): {"escalate", "not agreed"} | OUTSIDE | MINE,
    (ConcernState.ESCALATED, Side.MANAGEMENT): {"answer"},
    (ConcernState.ESCALATED, Side.UNION): MINE,
    (ConcernState.CONCILIATION, Side.MANAGEMENT): {"answer"},
    (ConcernState.CONCILIATION, Side.UNION): MINE,
    (ConcernState.REOPENED, Side.MANAGEMENT): {"answer", "discuss"},
    (ConcernState.REOPENED, Side.UNION): MINE,
    (ConcernState.CLOSED_AGREED, Side.UNION): {"reopen"},
    (ConcernState.CLOSED_NOT_AGREED, Side.UNION): {"reopen"},
}


@pytest.mark.parametrize("state", ConcernState)
@pytest.mark.parametrize("side", Side)
def test_each_side_may_do_what_the_agreed_life_says(state: ConcernState, side: Side) -> None:
    assert set(acts_open(state, side, is_raiser=True)) == LIFE.get((state, side), set())


def test_a_closed_concern_waits_for_nobody_and_a_withdrawn_one_stays_so() -> None:
    for state in CLOSED:
        assert waiting_on(state) is Side.NOBODY
    for act, step in STEPS.items():
        for side in step.sides:
            with pytest.raises(ConcernMoveError):
                check_act(ConcernState.WITHDRAWN, act, side, is_raiser=True, late=True)


def test_the_union_is_waited_for_after_an_answer_until_it_closes_or_goes_on() -> None:
    on_union = {state for state in ConcernState if waiting_on(state) is Side.UNION}

    assert on_union == {ConcernState.ANSWERED, ConcernState.AGREED, ConcernState.NOT_AGREED}


@pytest.mark.parametrize("state", sorted(CLOCK_ESCALATES))
def test_lateness_alone_lets_the_union_escalate_before_an_answer(state: ConcernState) -> None:
    with pytest.raises(ConcernMoveError, match="once the day it is due has passed"):
        check_act(state, ConcernAct.ESCALATE, Side.UNION)

    check_act(state, ConcernAct.ESCALATE, Side.UNION, late=True)


def test_another_representative_agrees_but_does_not_close() -> None:
    check_act(ConcernState.ANSWERED, ConcernAct.ACCEPT, Side.UNION, is_raiser=False)

    for act in (ConcernAct.AGREE, ConcernAct.DISAGREE):
        with pytest.raises(ConcernMoveError, match="who raised"):
            check_act(ConcernState.ANSWERED, act, Side.UNION, is_raiser=False)


THURSDAY = date(2012, 3, 1)


@pytest.mark.parametrize(
    ("start", "target", "pauses", "due"),
    [
        pytest.param(THURSDAY, 1, [], FRIDAY, id="the next day"),
        pytest.param(FRIDAY, 1, [], MONDAY, id="over a weekend"),
        pytest.param(date(2012, 3, 3), 1, [], MONDAY, id="begun on a Saturday"),
        pytest.param(date(2012, 4, 5), 2, [], date(2012, 4, 11), id="over Easter"),
        pytest.param(THURSDAY, 2, [(FRIDAY, FRIDAY)], date(2012, 3, 6), id="one day paused"),
        pytest.param(
            THURSDAY, 1, [(FRIDAY, date(2012, 3, 9))], date(2012, 3, 12), id="paused past the target"
        ),
        pytest.param(THURSDAY, 1, [(MONDAY, MONDAY)], FRIDAY, id="a pause after the target"),
        pytest.param(THURSDAY, 2, [(FRIDAY, FRIDAY), (FRIDAY, FRIDAY)], date(2012, 3, 6), id="paused twice"),
    ],
)
def test_a_stage_is_due_after_so_many_working_days(
    start: date, target: int, pauses: list[Span], due: date
) -> None:
    assert due_day(start, target, pauses) == due
    assert days_to(start, due, pauses) == target
    assert not is_late(due, due)
    assert is_late(due + timedelta(days=1), due)


def test_days_over_are_counted_as_days_left_are() -> None:
    assert days_to(MONDAY, FRIDAY) == -1
    assert days_to(FRIDAY, FRIDAY) == 0
    assert days_to(FRIDAY, MONDAY) == 1
    assert days_to(FRIDAY, MONDAY, [(MONDAY, MONDAY)]) == 0


def test_only_the_raiser_withdraws() -> None:
    check_act(ConcernState.RAISED, ConcernAct.WITHDRAW, Side.UNION, is_raiser=True)

    with pytest.raises(ConcernMoveError, match="who raised"):
        check_act(ConcernState.RAISED, ConcernAct.WITHDRAW, Side.UNION, is_raiser=False)


def test_a_concern_without_detail_is_its_sentence() -> None:
    assert concern_text("Travel doubles", "") == "Travel doubles"
    assert concern_text("Travel doubles", "Two hours") == "Travel doubles\n\nTwo hours"
