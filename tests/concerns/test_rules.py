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
    waiting_on,
    working_days,
)

FRIDAY = date(2012, 3, 2)
MONDAY = date(2012, 3, 5)


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        pytest.param(FRIDAY, FRIDAY, 0, id="the day itself"),
        pytest.param(FRIDAY, FRIDAY - timedelta(days=1), 0, id="backwards"),
        pytest.param(FRIDAY, date(2012, 3, 4), 0, id="over the week end"),
        pytest.param(FRIDAY, MONDAY, 1, id="Friday to Monday"),
        pytest.param(date(2012, 3, 3), MONDAY, 1, id="raised on a Saturday"),
        pytest.param(MONDAY, date(2012, 3, 9), 4, id="Monday to Friday"),
        pytest.param(MONDAY, date(2012, 3, 12), 5, id="a whole week"),
        pytest.param(MONDAY, date(2012, 3, 20), 11, id="two weeks and a day"),
        pytest.param(date(2012, 12, 31), date(2013, 1, 1), 1, id="a bank holiday still counts"),
    ],
)
def test_working_days_are_counted_by_hand(start: date, end: date, days: int) -> None:
    assert working_days(start, end) == days


def test_working_days_agree_with_counting_one_by_one() -> None:
    for offset in range(7):
        start = FRIDAY + timedelta(days=offset)
        for length in range(40):
            one_by_one = sum((start + timedelta(days=n)).weekday() < 5 for n in range(1, length + 1))
            assert working_days(start, start + timedelta(days=length)) == one_by_one


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
