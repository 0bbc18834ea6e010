"""Waits, passwords and access grants, judged on plain values."""

import doctest
from datetime import UTC, date, datetime, timedelta

import pytest

from tracker.accounts import passwords, rules
from tracker.accounts.rules import (
    FOR_A_PERSON,
    FOR_AN_ADDRESS,
    AccountState,
    GrantState,
    Patience,
    account_state,
    grant_state,
    password_problem,
    seconds_to_wait,
)

LAST = datetime(2012, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("patience", "failures", "seconds"),
    [
        pytest.param(FOR_A_PERSON, 4, 0, id="the last free one"),
        pytest.param(FOR_A_PERSON, 5, 2, id="the first that costs"),
        pytest.param(FOR_A_PERSON, 6, 4, id="twice as long"),
        pytest.param(FOR_A_PERSON, 13, 512, id="still doubling"),
        pytest.param(FOR_A_PERSON, 14, 900, id="the longest wait"),
        pytest.param(FOR_A_PERSON, 1_000_000, 900, id="never longer, never for good"),
        pytest.param(FOR_AN_ADDRESS, 99, 0, id="a building: free"),
        pytest.param(FOR_AN_ADDRESS, 100, 2, id="a building: first that costs"),
        pytest.param(FOR_AN_ADDRESS, 1_000, 10, id="a building: longest"),
    ],
)
def test_each_failure_past_the_free_ones_doubles_the_wait(
    patience: Patience, failures: int, seconds: int
) -> None:
    assert patience.wait(failures) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("after", "left"),
    [
        pytest.param(timedelta(0), 2, id="at once"),
        pytest.param(timedelta(seconds=1.5), 1, id="half a second left counts as one"),
        pytest.param(timedelta(seconds=1.999999), 1, id="a microsecond early"),
        pytest.param(timedelta(seconds=2), 0, id="exactly then"),
        pytest.param(timedelta(hours=1), 0, id="long after"),
    ],
)
def test_the_wait_ends_by_itself(after: timedelta, left: int) -> None:
    assert seconds_to_wait(FOR_A_PERSON, 5, LAST, LAST + after) == left


@pytest.mark.parametrize(
    ("password", "problem"),
    [
        pytest.param("k7Qz!pW2vR8", "12 characters or more", id="eleven characters"),
        pytest.param("k7Qz!pW2vR8x", None, id="twelve good characters"),
        pytest.param("violet-anchor-marble-52", None, id="unrelated words"),
        pytest.param("password1234", "too easy to guess", id="the usual one"),
        pytest.param("ada.lovelace1", "too easy to guess", id="one's own address"),
        pytest.param("k7Qz!pW2vR8x" * 16 + "k7Qz!pW2", None, id="two hundred characters"),
        pytest.param("k7Qz!pW2vR8x" * 16 + "k7Qz!pW2v", "200 characters or fewer", id="one more"),
    ],
)
def test_a_password_is_long_enough_and_hard_to_guess(password: str, problem: str | None) -> None:
    found = password_problem(password, ("ada.lovelace@tracker.example", "Ada Lovelace"))

    assert (problem in found) if problem and found else found == problem


def test_a_password_matches_however_the_keyboard_wrote_its_accents() -> None:
    stored = passwords.hasher.hash("caf\u00e9-anchor-marble")

    assert passwords.matches(stored, "cafe\u0301-anchor-marble")
    assert not passwords.matches(stored, "cafe-anchor-marble")


def test_no_password_matches_an_account_that_has_none() -> None:
    assert not passwords.matches(None, "anything")
    assert not passwords.matches("not a hash", "anything")


@pytest.mark.parametrize(
    ("day", "state"),
    [
        pytest.param(date(2012, 2, 29), GrantState.SCHEDULED, id="the day before"),
        pytest.param(date(2012, 3, 1), GrantState.LIVE, id="the first day"),
        pytest.param(date(2012, 3, 31), GrantState.LIVE, id="the last day"),
        pytest.param(date(2012, 4, 1), GrantState.ENDED, id="the day after"),
    ],
)
def test_a_grant_counts_on_both_its_first_and_last_day(day: date, state: GrantState) -> None:
    assert grant_state(date(2012, 3, 1), date(2012, 3, 31), False, day) is state
    assert grant_state(date(2012, 3, 1), date(2012, 3, 31), True, day) is GrantState.REVOKED


@pytest.mark.parametrize(
    ("active", "has_password", "state"),
    [
        (True, False, AccountState.INVITED),
        (True, True, AccountState.ACTIVE),
        (False, True, AccountState.INACTIVE),
        (False, False, AccountState.INACTIVE),
    ],
)
def test_the_state_of_an_account(active: bool, has_password: bool, state: AccountState) -> None:
    assert account_state(active, has_password) is state


def test_the_examples_in_the_rules_are_true() -> None:
    result = doctest.testmod(rules)

    assert (result.attempted > 0, result.failed) == (True, 0)
