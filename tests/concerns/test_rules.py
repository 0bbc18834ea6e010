from datetime import date, timedelta

import pytest

from tracker.concerns.rules import (
    CLOSING,
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


LIFE = {
    (ConcernState.RAISED, Side.MANAGEMENT): {"acknowledge", "answer"},
    (ConcernState.RAISED, Side.UNION): {"withdrawn"},
    (ConcernState.ACKNOWLEDGED, Side.MANAGEMENT): {"answer"},
    (ConcernState.ACKNOWLEDGED, Side.UNION): {"withdrawn"},
    (ConcernState.ANSWERED, Side.MANAGEMENT): set(),
    (ConcernState.ANSWERED, Side.UNION): {"reply", "agreed", "not agreed", "withdrawn"},
}


@pytest.mark.parametrize("state", ConcernState)
@pytest.mark.parametrize("side", Side)
def test_each_side_may_do_what_the_agreed_life_says(state: ConcernState, side: Side) -> None:
    assert set(acts_open(state, side, is_raiser=True)) == LIFE.get((state, side), set())


def test_nothing_follows_a_closed_concern_and_nobody_is_waited_for() -> None:
    for state in CLOSING:
        assert waiting_on(state) is Side.NOBODY
        for act in ConcernAct:
            with pytest.raises(ConcernMoveError):
                check_act(state, act, STEPS[act].side, is_raiser=True)


def test_management_waits_for_the_union_only_after_an_answer() -> None:
    turns = {state: waiting_on(state) for state in ConcernState if state not in CLOSING}

    assert turns == {
        ConcernState.RAISED: Side.MANAGEMENT,
        ConcernState.ACKNOWLEDGED: Side.MANAGEMENT,
        ConcernState.ANSWERED: Side.UNION,
    }


def test_only_the_raiser_withdraws() -> None:
    check_act(ConcernState.RAISED, ConcernAct.WITHDRAW, Side.UNION, is_raiser=True)

    with pytest.raises(ConcernMoveError, match="who raised"):
        check_act(ConcernState.RAISED, ConcernAct.WITHDRAW, Side.UNION, is_raiser=False)


def test_a_concern_without_detail_is_its_sentence() -> None:
    assert concern_text("Travel doubles", "") == "Travel doubles"
    assert concern_text("Travel doubles", "Two hours") == "Travel doubles\n\nTwo hours"
