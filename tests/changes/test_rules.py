"""Which state may follow, which dates are in order, what a typed year or amount means."""

from datetime import date

import pytest

from tracker.changes.rules import (
    MOVES,
    NEEDS_PUBLICATION,
    ChangeMoveError,
    ChangeState,
    Milestones,
    check_milestones,
    check_move,
    financial_year,
    is_decision,
    next_states,
    whole_pounds,
    would_circle,
)

S = ChangeState
DAY = date(2011, 3, 1)


@pytest.mark.parametrize("current", list(ChangeState))
def test_exactly_the_listed_states_may_follow(current: ChangeState) -> None:
    for wanted in ChangeState:
        if wanted in MOVES[current]:
            check_move(current, wanted, published=True)
        else:
            with pytest.raises(ChangeMoveError, match="can become"):
                check_move(current, wanted, published=True)


def test_ended_changes_go_nowhere() -> None:
    assert [next_states(state, None) for state in (S.CLOSED, S.WITHDRAWN, S.SUPERSEDED)] == [[], [], []]


@pytest.mark.parametrize("wanted", sorted(NEEDS_PUBLICATION))
def test_an_unpublished_proposal_holds_the_change_back(wanted: ChangeState) -> None:
    before = next(state for state in ChangeState if wanted in MOVES[state])

    with pytest.raises(ChangeMoveError, match="Publish the proposal before"):
        check_move(before, wanted, published=False)


def test_a_paused_change_goes_on_where_it_stopped() -> None:
    assert next_states(S.PAUSED, S.DECIDED) == [S.DECIDED, S.WITHDRAWN, S.SUPERSEDED]

    check_move(S.PAUSED, S.DECIDED, published=True, paused_from=S.DECIDED)
    with pytest.raises(ChangeMoveError, match="can become decided, withdrawn, superseded"):
        check_move(S.PAUSED, S.IMPLEMENTING, published=True, paused_from=S.DECIDED)


def test_going_on_after_a_pause_is_no_decision() -> None:
    assert is_decision(S.IN_CONSULTATION, S.DECIDED, None)
    assert not is_decision(S.PAUSED, S.DECIDED, S.DECIDED)
    assert not is_decision(S.IDEA, S.PROPOSED, None)


@pytest.mark.parametrize(
    ("dates", "wrong"),
    [
        pytest.param(Milestones(), set(), id="none known"),
        pytest.param(Milestones(DAY, DAY, DAY, DAY, DAY, DAY), set(), id="all on one day"),
        pytest.param(
            Milestones(announced=DAY, consult_start=date(2011, 2, 28)),
            {"consult_start"},
            id="consulted before",
        ),
        pytest.param(
            Milestones(consult_start=DAY, consult_end=date(2011, 2, 28)), {"consult_end"}, id="ends first"
        ),
        pytest.param(Milestones(consult_end=DAY), {"consult_start"}, id="an end without a start"),
        pytest.param(Milestones(transition_end=DAY), {"transition_start"}, id="a move without a start"),
        pytest.param(
            Milestones(consult_start=DAY, transition_start=date(2011, 2, 28)),
            {"transition_start"},
            id="moved before consulting",
        ),
        pytest.param(
            Milestones(transition_start=DAY, transition_end=date(2011, 2, 28)),
            {"transition_end"},
            id="move ends first",
        ),
        pytest.param(
            Milestones(announced=DAY, withdrawn=date(2011, 2, 28)), {"withdrawn"}, id="withdrawn before"
        ),
    ],
)
def test_dates_must_be_in_order(dates: Milestones, wrong: set[str]) -> None:
    assert set(check_milestones(dates)) == wrong


def test_the_message_names_the_other_date() -> None:
    wrong = check_milestones(Milestones(announced=DAY, consult_start=date(2011, 2, 28)))

    assert wrong == {"consult_start": "Consultation starts must be on or after announced, 1 March 2011"}


def test_parts_of_parts_may_not_hold_the_whole() -> None:
    parents = {1: None, 2: 1, 3: 2}

    assert would_circle(parents, 1, 3)
    assert would_circle(parents, 1, 1)
    assert not would_circle(parents, 3, 1)


@pytest.mark.parametrize(
    ("text", "year"),
    [("2011", 2011), ("2011/12", 2011), ("2011-2012", 2011), ("1999/00", 1999), ("2011 to 12", 2011)],
)
def test_a_financial_year_is_read_from_its_usual_forms(text: str, year: int) -> None:
    assert financial_year(text) == year


@pytest.mark.parametrize("text", ["", "11/12", "2011/13", "2011/2013", "next year", "1811"])
def test_other_words_are_no_financial_year(text: str) -> None:
    with pytest.raises(ValueError, match=text or "^$"):
        financial_year(text)


@pytest.mark.parametrize(
    ("text", "pounds"),
    [
        ("126m", 126_000_000),
        ("£126,000,000", 126_000_000),
        ("1.5bn", 1_500_000_000),
        ("0", 0),
        ("12.5k", 12_500),
    ],
)
def test_an_amount_is_read_from_its_usual_forms(text: str, pounds: int) -> None:
    assert whole_pounds(text) == pounds


@pytest.mark.parametrize("text", ["", "-5", "12.5", "a lot", "9999bn", "1e9"])
def test_other_words_are_no_amount(text: str) -> None:
    with pytest.raises(ValueError, match=text or "^$"):
        whole_pounds(text)
