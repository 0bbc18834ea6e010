"""Signing in and out, and what becomes of a form that was being sent by somebody signed out."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.browser import Browser
from tests.factories import PASSWORD
from tracker import database as base
from tracker.accounts.models import Account, SignedInSession
from tracker.accounts.views_sign_in import REFUSED, safe_next
from tracker.audit.models import AuditEntry
from tracker.policy.access.roles import Role


def ada(**given: str) -> Account:
    holder = factories.account(email="ada@tracker.example", name="Ada Lovelace", **given)
    factories.give_role(holder, Role.ADMINISTRATOR)
    return holder


def sign_in(browser: Browser, password: str = PASSWORD, status: int = 200) -> str:
    """The first heading that somebody trying to sign in reads."""
    page = browser.post(
        "/sign-in?next=/account", {"email": "ada@tracker.example", "password": password}, status
    )
    return " ".join([page.h1, *page.errors])


def test_somebody_signs_in_and_goes_on_to_the_page_asked_for(browser: Browser) -> None:
    ada()
    browser.get("/account?x=1", follow=True)

    page = browser.submit({"email": " Ada@Tracker.example ", "password": PASSWORD})

    assert (page.url, page.h1) == ("/account?x=1", "Your account")


@pytest.mark.parametrize(
    ("email", "password"),
    [
        pytest.param("ada@tracker.example", "violet-anchor-marble-53", id="wrong password"),
        pytest.param("nobody@tracker.example", PASSWORD, id="no such account"),
        pytest.param("off@tracker.example", PASSWORD, id="account turned off"),
        pytest.param("invited@tracker.example", PASSWORD, id="invitation not taken up"),
        pytest.param("bare@tracker.example", PASSWORD, id="no access today"),
    ],
)
def test_every_refusal_says_the_same(browser: Browser, email: str, password: str) -> None:
    ada()
    for holder in (
        factories.account(email="off@tracker.example", active=False),
        factories.account(email="invited@tracker.example", password_hash=None),
    ):
        factories.give_role(holder, Role.ADMINISTRATOR)
    factories.account(email="bare@tracker.example")

    page = browser.post("/sign-in", {"email": email, "password": password}, 400)

    assert (page.errors, page.field_errors) == ([REFUSED], {"password": REFUSED})
    assert page.soup.select_one("#email")["value"] == email  # type: ignore[index]  # it is there


def test_a_refusal_is_recorded_without_saying_for_whom(browser: Browser, database: SQLAlchemy) -> None:
    ada()
    sign_in(browser, "wrong", 400)

    entry = database.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc())).first()

    assert entry is not None
    assert (entry.action, entry.actor, entry.object_reference) == ("account:sign in", "-", "-")
    assert '"outcome":"refused"' in entry.body
    assert "ada@" not in entry.body


def test_empty_fields_are_named(browser: Browser) -> None:
    page = browser.post("/sign-in", {"email": "", "password": ""}, 400)

    assert page.field_errors == {"email": "Enter your email address", "password": "Enter your password"}


def test_what_a_browser_held_before_signing_in_is_worth_nothing_after(app: Flask, browser: Browser) -> None:
    """Somebody plants their own cookie, whose form token they know, in a browser that then signs in."""
    ada()
    stranger = Browser(app)
    stranger.get("/sign-in")
    planted, token = stranger.client.get_cookie("tracker"), stranger.token
    assert planted is not None
    browser.client.set_cookie("tracker", planted.value)
    browser.post("/sign-in", {"email": "ada@tracker.example", "password": PASSWORD}, 302, follow=False)

    stranger.get("/account", 302)
    forged = browser.post("/account/password", {"csrf_token": token, "new_password": "x"}, 400, bare=True)

    assert forged.h1 == "Send what you typed again"


def test_the_session_cookie_is_for_this_site_and_not_for_scripts(browser: Browser) -> None:
    ada()
    browser.get("/sign-in")
    page = browser.submit({"email": "ada@tracker.example", "password": PASSWORD}, 302, follow=False)

    assert "HttpOnly" in page.headers["set-cookie"]
    assert "SameSite=Lax" in page.headers["set-cookie"]


def test_signing_out_ends_the_session_on_the_server(app: Flask, browser: Browser) -> None:
    ada()
    sign_in(browser)
    copied = browser.client.get_cookie("tracker")
    assert copied is not None

    page = browser.post("/sign-out")

    assert (page.url, page.flash) == ("/sign-in", ["You have signed out"])
    other = Browser(app)
    other.client.set_cookie("tracker", copied.value)
    other.get("/account", 302)


def test_signing_out_twice_does_no_harm(browser: Browser) -> None:
    browser.get("/sign-in")

    assert browser.post("/sign-out").h1 == "Sign in"


def test_a_session_ends_after_its_hours(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    ada()
    sign_in(browser)
    began = base.now()
    monkeypatch.setattr(base, "now", lambda: began + timedelta(hours=12, seconds=-5))
    browser.get("/account")

    monkeypatch.setattr(base, "now", lambda: began + timedelta(hours=12, seconds=5))

    browser.get("/account", 302)


@pytest.mark.parametrize(
    "address",
    [
        pytest.param("https://evil.example/", id="another site"),
        pytest.param("//evil.example/", id="another site without scheme"),
        pytest.param("/\\evil.example/", id="backslash"),
        pytest.param("/\t/evil.example/", id="tab inside"),
        pytest.param("\t//evil.example/", id="tab before"),
        pytest.param("javascript:alert(1)", id="script"),
        pytest.param("evil.example", id="no slash"),
        pytest.param("", id="nothing"),
    ],
)
def test_nobody_is_sent_to_another_site(app: Flask, address: str) -> None:
    with app.test_request_context():
        assert safe_next(address) == "/"
        assert safe_next("/changes?q=a&page=2") == "/changes?q=a&page=2"


def test_a_signed_in_person_is_not_sent_away_by_the_sign_in_page(browser: Browser) -> None:
    ada()
    sign_in(browser)

    page = browser.get("/sign-in?next=https://evil.example/", 302)

    assert page.headers["location"] == "/"


def test_what_was_typed_survives_signing_in_again(app: Flask, browser: Browser) -> None:
    ada()
    other = factories.account(name="Grace Hopper")
    sign_in(browser)
    url = f"/accounts/{other.reference}/edit"
    browser.get(url)
    browser.client.delete_cookie("tracker")
    typed = {"name": "Grace B. Hopper", "email": "grace@tracker.example", "staff_number": ""}

    kept = browser.post(url, typed, 401, bare=True)
    assert kept.h1 == "Sign in to send what you typed"
    assert "Grace B. Hopper" in kept.text
    wrong = browser.submit({"email": "ada@tracker.example", "password": "wrong"}, 400)
    assert "Grace B. Hopper" in wrong.text
    back = browser.submit({"email": "ada@tracker.example", "password": PASSWORD})
    assert back.h1 == "Send what you typed again"
    saved = browser.submit(button="Send what you typed")

    assert (saved.h1, saved.flash) == ("Grace B. Hopper", ["Account saved"])


def test_what_was_typed_survives_a_sign_in_page_that_was_open_too_long(browser: Browser) -> None:
    ada()
    other = factories.account(name="Grace Hopper")
    sign_in(browser)
    url = f"/accounts/{other.reference}/edit"
    browser.get(url)
    browser.client.delete_cookie("tracker")
    browser.post(url, {"name": "Grace B. Hopper", "email": "grace@tracker.example"}, 401, bare=True)
    browser.client.delete_cookie("tracker")

    again = browser.submit({"email": "ada@tracker.example", "password": PASSWORD}, 401)
    assert "Grace B. Hopper" in again.text
    browser.submit({"email": "ada@tracker.example", "password": PASSWORD})
    saved = browser.submit(button="Send what you typed")

    assert saved.flash == ["Account saved"]


def test_a_form_whose_token_is_stale_is_given_back(browser: Browser) -> None:
    ada()
    other = factories.account(name="Grace Hopper")
    sign_in(browser)
    url = f"/accounts/{other.reference}/edit"
    typed = {"name": "Grace B. Hopper", "email": "grace@tracker.example", "csrf_token": "stale"}

    kept = browser.post(url, typed, 400, bare=True)
    saved = browser.submit(button="Send what you typed")

    assert kept.h1 == "Send what you typed again"
    assert saved.flash == ["Account saved"]


def test_a_kept_form_is_never_sent_to_another_site(browser: Browser) -> None:
    ada()
    page = browser.post(
        "/sign-in",
        {
            "email": "ada@tracker.example",
            "password": PASSWORD,
            "kept:action": "https://evil.example/",
            "kept-name": "x",
        },
    )

    assert page.form()["action"] == "/"


def test_passwords_are_never_kept_on_a_page(browser: Browser) -> None:
    ada()
    sign_in(browser)
    browser.client.delete_cookie("tracker")

    page = browser.post(
        "/account/password",
        {"current_password": "secret-one-one", "new_password": "secret-two-two"},
        401,
        bare=True,
    )

    assert b"secret-" not in page.body


def test_the_role_last_acted_in_is_the_first_of_the_next_session(browser: Browser) -> None:
    holder = factories.account(email="ada@tracker.example")
    factories.give_role(holder, Role.MANAGER)
    factories.give_role(holder, Role.STAFF)
    sign_in(browser)
    browser.get("/act-as")
    browser.submit({"role": "staff"}, 302, follow=False)
    browser.post("/sign-out")

    sign_in(browser)

    page = browser.get("/account")
    assert page.soup.select_one(".acting__role").get_text(" ").split()[-1] == "Staff"  # type: ignore[union-attr]


def test_the_forgotten_password_page_asks_nothing(browser: Browser) -> None:
    page = browser.get("/forgotten-password")

    assert page.soup.select("form") == []
    assert "link that works once" in page.text


def test_the_password_is_compared_outside_any_transaction(
    browser: Browser, database: SQLAlchemy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On SQLite everyone else would wait for the write lock as long as a password takes to check."""
    from tracker.accounts import passwords

    ada()
    seen: list[bool] = []
    real = passwords.matches

    def watched(stored: str | None, password: str) -> bool:
        seen.append(database.session().in_transaction())
        return real(stored, password)

    monkeypatch.setattr(passwords, "matches", watched)
    sign_in(browser)

    assert seen == [False]


def test_sessions_hold_only_the_fingerprint_of_their_secret(browser: Browser, database: SQLAlchemy) -> None:
    ada()
    sign_in(browser)
    with browser.client.session_transaction() as session:
        secret = session["_user_id"]

    [row] = database.session.scalars(sa.select(SignedInSession)).all()

    assert secret not in (row.token_hash, row.reference)
    assert len(secret) >= 43


def test_what_was_typed_survives_a_switch_of_role_in_another_window(sign_in_as: Callable[..., Any]) -> None:
    hr, _ = sign_in_as(Role.HR_PARTNER)
    typed = {"summary": "Two buses instead of one", "detail": "Each way"}

    page = hr.post("/concerns/raise", typed, 403)

    assert page.h1 == "You cannot do this in your current role"
    assert page.facts["Summary"] == "Two buses instead of one"
    again = page.soup.select_one("main form")
    assert again is not None
    assert again["action"] == "/concerns/raise"
    assert {
        box["name"]: box["value"] for box in again.select("input") if box["name"] != "csrf_token"
    } == typed


def test_what_was_typed_about_something_gone_can_be_copied(sign_in_as: Callable[..., Any]) -> None:
    hr, _ = sign_in_as(Role.HR_PARTNER)

    page = hr.post("/concerns/ABCDEFGHJK/answer", {"text": "A shuttle at six"}, 404)

    assert page.facts["Text"] == "A shuttle at six"
