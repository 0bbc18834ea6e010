"""Results of elections, and duties of two employers, on plain values."""

from datetime import date

import pytest

from tracker.compliance.elections import (
    CandidateError,
    Result,
    read_candidates,
    result_of,
    written_candidates,
)
from tracker.compliance.transfers import Measures, Party, Side, lines_of
from tracker.policy.law.findings import Grade
from tracker.policy.law.parameters import rule_book
from tracker.policy.law.representatives import ELECTION_CONDITIONS, election_conditions

TRANSFER = date(2026, 12, 1)


@pytest.mark.parametrize(
    ("seats", "votes", "expected"),
    [
        pytest.param(1, {"A": 3, "B": 2}, Result(("A",), (), 0, "Counted"), id="one seat"),
        pytest.param(2, {"A": 3, "B": 2, "C": 1}, Result(("A", "B"), (), 0, "Counted"), id="two seats"),
        pytest.param(
            1, {"A": 3, "B": 3}, Result((), ("A", "B"), 0, "2 candidates are level for 1 seat"), id="tie"
        ),
        pytest.param(
            2,
            {"A": 5, "B": 3, "C": 3},
            Result(("A",), ("B", "C"), 0, "2 candidates are level for 1 seat"),
            id="tie for the last seat",
        ),
        pytest.param(2, {"A": 3, "B": 3}, Result(("A", "B"), (), 0, "No contest"), id="no contest"),
        pytest.param(1, {"A": None, "B": 2}, None, id="not counted"),
        pytest.param(1, {}, None, id="nobody"),
    ],
)
def test_who_is_elected(seats: int, votes: dict[str, int | None], expected: Result | None) -> None:
    assert result_of(seats, votes) == expected


def test_empty_seats_ask_for_another_election() -> None:
    result = result_of(3, {"A": None})

    assert result is not None
    assert result.empty_seats == 2
    assert "hold another election" in result.words


def test_candidates_are_read_as_they_are_written() -> None:
    assert read_candidates(written_candidates({"Khan, A.": 3, "B": None})) == {"Khan, A.": 3, "B": None}
    with pytest.raises(CandidateError, match="Line 1: enter the candidate"):
        read_candidates(", 3")


def test_a_condition_nobody_judged_is_unknown_and_one_not_met_a_breach() -> None:
    every: dict[str, bool | None] = dict.fromkeys(ELECTION_CONDITIONS, True)

    assert election_conditions(every).grade is Grade.INFO
    assert election_conditions(every | {"secret": None}).grade is Grade.UNKNOWN
    assert election_conditions(every | {"secret": None, "fair": False}).grade is Grade.BREACH


def liability(given: date | None, today: date, as_at: date | None = None) -> str:
    parties = {Side.TRANSFEROR: Party(liability_as_at=as_at)}
    lines = lines_of(rule_book(), TRANSFER, given, parties, today)
    return next(line.outgoing.state for line in lines if line.name == "Employee liability information")


@pytest.mark.parametrize(
    ("given", "today", "state"),
    [
        (None, date(2026, 11, 3), "due"),
        (None, date(2026, 11, 4), "late"),
        (date(2026, 11, 3), date(2026, 11, 20), "done"),
        (date(2026, 11, 4), date(2026, 11, 20), "late"),
    ],
)
def test_liability_information_at_its_boundary(given: date | None, today: date, state: str) -> None:
    assert liability(given, today) == state


def test_information_on_the_day_of_the_transfer_is_late() -> None:
    def state(on: date) -> str:
        parties = {Side.TRANSFEROR: Party(measures=Measures.NONE, informed_on=on)}
        lines = lines_of(rule_book(), TRANSFER, None, parties, TRANSFER)
        return next(line.outgoing.state for line in lines if line.name.startswith("Information"))

    assert state(date(2026, 11, 30)) == "done"
    assert state(TRANSFER) == "late"
