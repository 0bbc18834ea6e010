"""Waiting after wrong passwords, and that nobody can make somebody else wait for long."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.browser import Browser
from tests.factories import PASSWORD
from tracker import database as base
from tracker.accounts import throttle
from tracker.accounts.models import SignInThrottle
from tracker.accounts.throttle import TooManyTriesError, Tries, tries_to_sign_in
from tracker.audit import services as audit
from tracker.database import unit_of_work
from tracker.policy.access.roles import Role

SECRET = "for tests only"
MOMENT = datetime(2012, 3, 1, 12, tzinfo=UTC)


def tries(email: str = "ada@tracker.example", address: str = "192.0.2.1", browser: str = "") -> Tries:
    return tries_to_sign_in(email, address, browser, SECRET)


def fail(which: Tries, times: int, moment: datetime = MOMENT) -> None:
    for _ in range(times):
        with unit_of_work():
            throttle.count_failure(which, moment)
            audit.record(audit.NOBODY, "test:arrange", "test", "-")


def wait(which: Tries, moment: datetime = MOMENT) -> int:
    try:
        throttle.check_tries(which, moment)
    except TooManyTriesError as refused:
        return refused.seconds
    return 0


def test_the_fifth_failure_makes_the_next_try_wait(database: SQLAlchemy) -> None:
    fail(tries(), 4)
    assert wait(tries()) == 0

    fail(tries(), 1)

    assert wait(tries()) == 2
    assert wait(tries(), MOMENT + timedelta(seconds=2)) == 0


def test_a_wait_never_grows_past_a_quarter_of_an_hour(database: SQLAlchemy) -> None:
    fail(tries(), 40)

    assert wait(tries()) == 900
    assert wait(tries(), MOMENT + timedelta(minutes=15)) == 0


def test_failures_are_forgotten_after_a_day(database: SQLAlchemy) -> None:
    fail(tries(), 5)
    next_day = MOMENT + timedelta(days=1)

    fail(tries(), 4, next_day)

    assert wait(tries(), next_day) == 0


def test_letter_case_and_blanks_make_no_new_account(database: SQLAlchemy) -> None:
    fail(tries("ADA@tracker.example "), 5)

    assert wait(tries()) == 2


def test_another_account_at_the_same_address_does_not_wait(database: SQLAlchemy) -> None:
    fail(tries(), 40)

    assert wait(tries("grace@tracker.example")) == 0


def test_the_account_is_not_kept_from_its_owner_elsewhere(database: SQLAlchemy) -> None:
    fail(tries(), 40)

    assert wait(tries(address="192.0.2.2")) == 0


def test_a_browser_that_signed_in_before_waits_for_its_own_failures_only(database: SQLAlchemy) -> None:
    known = throttle.browser_mark("ada@tracker.example", SECRET)
    fail(tries(), 40)

    assert wait(tries(browser=known)) == 0
    fail(tries(browser=known), 5)
    assert wait(tries(browser=known)) == 2


@pytest.mark.parametrize(
    "mark",
    [
        pytest.param(throttle.browser_mark("grace@tracker.example", SECRET), id="of another account"),
        pytest.param(throttle.browser_mark("ada@tracker.example", "another key"), id="not ours"),
        pytest.param("nonsense", id="nonsense"),
        pytest.param("", id="none"),
    ],
)
def test_a_mark_that_is_not_this_browsers_counts_for_nothing(mark: str) -> None:
    assert tries(browser=mark) == tries()


def test_one_address_trying_many_accounts_waits_a_little(database: SQLAlchemy) -> None:
    for number in range(99):
        fail(tries(f"person{number}@tracker.example"), 1)
    assert wait(tries()) == 0

    fail(tries("person99@tracker.example"), 1)

    assert wait(tries()) == 2
    fail(tries("person99@tracker.example"), 60)
    assert wait(tries()) == 10


def test_neither_address_nor_account_is_stored(database: SQLAlchemy) -> None:
    fail(tries(), 1)

    stored = database.session.scalars(sa.select(SignInThrottle.key)).all()

    assert len(stored) == 2
    assert all(len(key) == 64 and int(key, 16) >= 0 for key in stored)


@pytest.fixture
def attempt(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> Callable[..., tuple[int, str]]:
    """Try to sign in as Ada some seconds from the start; what the page answers."""
    began = base.now()
    holder = factories.account(email="ada@tracker.example")
    factories.give_role(holder, Role.STAFF)

    def attempt(password: str, after: float, by: Browser = browser) -> tuple[int, str]:
        monkeypatch.setattr(base, "now", lambda: began + timedelta(seconds=after))
        by.get("/sign-in", follow=True)
        data = {"csrf_token": by.token, "email": "ada@tracker.example", "password": password}
        response = by.client.post("/sign-in?next=/account", data=data)
        shown = response.get_data(as_text=True)
        response.close()
        return response.status_code, "Wait 2 seconds" if "Wait 2 seconds, then try again" in shown else ""

    return attempt


def test_the_right_password_waits_too_and_then_works(attempt: Callable[..., tuple[int, str]]) -> None:
    for _ in range(4):
        assert attempt("wrong", 0) == (400, "")
    assert attempt("wrong", 0) == (400, "")

    assert attempt(PASSWORD, 0) == (429, "Wait 2 seconds")
    assert attempt(PASSWORD, 1.9)[0] == 429
    assert attempt(PASSWORD, 2.1)[0] == 302


def test_four_wrong_passwords_cost_nothing(attempt: Callable[..., tuple[int, str]]) -> None:
    for _ in range(4):
        attempt("wrong", 0)

    assert attempt(PASSWORD, 0)[0] == 302


def test_a_sign_in_clears_the_count(app: Flask, attempt: Callable[..., tuple[int, str]]) -> None:
    for _ in range(4):
        attempt("wrong", 0)
    attempt(PASSWORD, 0)

    another = Browser(app)
    for _ in range(4):
        assert attempt("wrong", 1, another) == (400, "")
    assert attempt(PASSWORD, 1, another)[0] == 302


def test_a_colleague_at_the_same_address_cannot_lock_the_owner_out(
    app: Flask, browser: Browser, attempt: Callable[..., tuple[int, str]]
) -> None:
    attempt(PASSWORD, 0)
    browser.client.delete_cookie("tracker")
    colleague = Browser(app)
    for _ in range(8):
        attempt("wrong", 1, colleague)
    assert attempt(PASSWORD, 1, colleague)[0] == 429

    assert attempt(PASSWORD, 1)[0] == 302


def test_a_present_password_typed_wrong_waits_as_well(
    sign_in_as: Callable[..., tuple[Browser, object]],
) -> None:
    browser, _viewer = sign_in_as(Role.STAFF)
    new = {"new_password": "harbour-lantern-quilt-71"}
    for _ in range(5):
        page = browser.post("/account/password", {"current_password": "wrong", **new}, 400)
        assert page.field_errors == {"current_password": "Enter the password that you sign in with now"}

    page = browser.post("/account/password", {"current_password": PASSWORD, **new}, 429)

    assert page.field_errors["current_password"].startswith("Wait ")
