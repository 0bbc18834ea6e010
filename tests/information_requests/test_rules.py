from datetime import date, timedelta

import pytest

from tracker.information_requests.rules import (
    ON_MANAGEMENT,
    OPEN,
    RULES,
    Ages,
    Ended,
    Kept,
    Party,
    RequestAct,
    RequestMoveError,
    RequestState,
    Wait,
    acts_open,
    ages_of,
    check_act,
    kept_of,
    state_after,
    waiting_on,
)

DUE = date(2026, 3, 2)


def test_every_state_waits_on_one_side_until_it_is_over() -> None:
    for state in RequestState:
        assert (waiting_on(state) is Party.NOBODY) is (state not in OPEN)
        assert (waiting_on(state) is Party.MANAGEMENT) is (state in ON_MANAGEMENT)
        if state not in OPEN:
            assert acts_open(state, Party.UNION) == acts_open(state, Party.MANAGEMENT) == []


def test_only_the_union_ends_a_request() -> None:
    ends = [act for act, rule in RULES.items() if rule.then not in OPEN]
    assert {RULES[act].by for act in ends} == {Party.UNION}


def test_a_part_leaves_the_rest_to_management() -> None:
    assert state_after(RequestAct.SUPPLY, part=True) is RequestState.PART
    assert waiting_on(RequestState.PART) is Party.MANAGEMENT
    assert state_after(RequestAct.SUPPLY, part=False) is RequestState.SUPPLIED


@pytest.mark.parametrize(
    ("state", "act", "party"),
    [
        (RequestState.SUPPLIED, RequestAct.SUPPLY, Party.MANAGEMENT),
        (RequestState.ASKED, RequestAct.DISPUTE, Party.UNION),
        (RequestState.ASKED, RequestAct.SUPPLY, Party.UNION),
        (RequestState.SETTLED, RequestAct.WITHDRAW, Party.UNION),
    ],
)
def test_what_a_state_does_not_allow_is_refused(state: RequestState, act: RequestAct, party: Party) -> None:
    with pytest.raises(RequestMoveError):
        check_act(state, act, party)


def test_ages_are_those_of_one_side_and_the_middle_is_somebodys_own() -> None:
    waits = [Wait(Party.UNION, 1), Wait(Party.UNION, 8), Wait(Party.MANAGEMENT, 30)]
    assert ages_of(waits, Party.UNION) == Ages(2, 1, 8)
    assert ages_of([], Party.UNION) == Ages(0, None, None)


def test_the_day_itself_is_in_time_and_the_next_is_not() -> None:
    turns = [
        Ended(Party.MANAGEMENT, DUE, DUE),
        Ended(Party.MANAGEMENT, DUE, DUE + timedelta(days=1)),
        Ended(Party.UNION, DUE, DUE),
    ]
    assert kept_of(turns, Party.MANAGEMENT) == Kept(1, 2)
    assert kept_of(turns, Party.UNION) == Kept(1, 1)
