"""Inviting somebody, and one-time links."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.browser import Browser
from tests.factories import PASSWORD
from tracker import database as base
from tracker.accounts.models import Account, OneTimeLink
from tracker.policy.access.roles import Role

NEW_PASSWORD = "harbour-lantern-quilt-71"


def link_on(browser: Browser) -> str:
    """The path of the link on the page last seen."""
    assert browser.page is not None
    code = browser.page.soup.select_one(".one-time-link code")
    assert code is not None
    return code.get_text().removeprefix("http://127.0.0.1:8000")


def test_an_invited_person_sets_a_password_and_signs_in(admin: Browser, browser: Browser) -> None:
    member = factories.person(unit=factories.unit(), staff_number="004217")
    page = admin.post(
        "/accounts/invite",
        {"name": " Grace Hopper ", "email": " Grace@Tracker.example ", "staff_number": "004217"},
    )
    assert page.h1 == "Link for Grace Hopper"
    account = base.db.session.scalars(sa.select(Account).where(Account.name == "Grace Hopper")).one()
    assert (account.email, account.person_id) == ("grace@tracker.example", member.id)
    factories.give_role(account, Role.STAFF)
    link = link_on(admin)

    browser.get(link)
    done = browser.submit({"new_password": NEW_PASSWORD})
    assert done.flash == ["Your password is set: sign in with it now"]
    signed_in = browser.post(
        "/sign-in?next=/account", {"email": "grace@tracker.example", "password": NEW_PASSWORD}
    )

    assert signed_in.h1 == "Your account"
    assert signed_in.table("Links made")[0][0] == "Invitation"


def test_the_link_is_shown_once_and_stored_nowhere(admin: Browser, database: SQLAlchemy) -> None:
    admin.post("/accounts/invite", {"name": "Grace Hopper", "email": "grace@tracker.example"})
    secret = link_on(admin).rsplit("/", 1)[1]
    account = database.session.scalars(sa.select(Account).where(Account.name == "Grace Hopper")).one()

    stored = database.session.scalars(sa.select(OneTimeLink.token_hash)).one()

    assert secret not in stored
    assert secret not in admin.get(f"/accounts/{account.reference}").body.decode()


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        pytest.param({"name": ""}, "name", "Enter the full name", id="no name"),
        pytest.param({"email": ""}, "email", "Enter the email address", id="no address"),
        pytest.param(
            {"email": "grace"},
            "email",
            "Enter an email address such as name@example.org",
            id="half an address",
        ),
        pytest.param(
            {"email": "TAKEN@tracker.example"},
            "email",
            "There is an account with this email address already",
            id="address taken",
        ),
        pytest.param(
            {"staff_number": "999999"},
            "staff_number",
            "Enter a staff number that is on the register, or leave it empty",
            id="unknown number",
        ),
        pytest.param(
            {"staff_number": "000001"},
            "staff_number",
            "There is an account for this staff number already",
            id="number taken",
        ),
    ],
)
def test_what_is_wrong_with_an_invitation_is_said_by_the_field(
    admin: Browser, typed: dict[str, str], field: str, message: str
) -> None:
    member = factories.person(unit=factories.unit(), staff_number="000001")
    factories.account(email="taken@tracker.example", person_id=member.id)
    data = {"name": "Grace Hopper", "email": "grace@tracker.example", "staff_number": "", **typed}

    page = admin.post("/accounts/invite", data, 400)

    assert page.field_errors == {field: message}
    for name, value in data.items():
        box = page.soup.select_one(f"#{name}")
        assert box is not None
        assert box.get("value", "") == value


def test_a_link_works_once(admin: Browser, app: Flask) -> None:
    holder = factories.account(email="grace@tracker.example")
    factories.give_role(holder, Role.STAFF)
    admin.post(f"/accounts/{holder.reference}/link")
    link = link_on(admin)
    grace = Browser(app)
    grace.get(link)
    grace.get(link)  # looking spends nothing

    grace.submit({"new_password": NEW_PASSWORD})

    assert grace.get(link, 410).h1 == "This link does not work any more"
    grace.post("/sign-in", {"email": "grace@tracker.example", "password": PASSWORD}, 400)
    grace.post("/sign-in", {"email": "grace@tracker.example", "password": NEW_PASSWORD}, 302, follow=False)


def test_a_newer_link_takes_the_place_of_an_older_one(admin: Browser, browser: Browser) -> None:
    holder = factories.account()
    admin.post(f"/accounts/{holder.reference}/link")
    older = link_on(admin)

    admin.post(f"/accounts/{holder.reference}/link")

    browser.get(older, 410)
    browser.get(link_on(admin))


@pytest.mark.parametrize(
    ("has_password", "life"),
    [
        pytest.param(True, timedelta(hours=1), id="new password: an hour"),
        pytest.param(False, timedelta(days=7), id="invitation: a week"),
    ],
)
def test_a_link_ends(
    admin: Browser, browser: Browser, monkeypatch: pytest.MonkeyPatch, has_password: bool, life: timedelta
) -> None:
    holder = factories.account(**({} if has_password else {"password_hash": None}))
    began = base.now()
    monkeypatch.setattr(base, "now", lambda: began)
    admin.post(f"/accounts/{holder.reference}/link")
    link = link_on(admin)
    monkeypatch.setattr(base, "now", lambda: began + life - timedelta(seconds=1))
    browser.get(link)

    monkeypatch.setattr(base, "now", lambda: began + life)

    browser.get(link, 410)


def test_a_link_of_an_account_turned_off_does_not_work(admin: Browser, browser: Browser) -> None:
    holder = factories.account()
    admin.post(f"/accounts/{holder.reference}/link")
    link = link_on(admin)

    admin.post(f"/accounts/{holder.reference}/deactivate")

    browser.get(link, 410)
    browser.get("/link/nonsense", 410)
    assert admin.post(
        f"/accounts/{holder.reference}/link", bare=True, data={"csrf_token": admin.token}
    ).flash == ["Turn the account on first: nobody can sign in with it now"]


def test_a_weak_password_is_refused_and_the_link_stays_good(admin: Browser, browser: Browser) -> None:
    holder = factories.account(name="Grace Hopper", email="grace.hopper@tracker.example")
    admin.post(f"/accounts/{holder.reference}/link")
    browser.get(link_on(admin))

    page = browser.submit({"new_password": "grace.hopper1"}, 400)

    assert page.field_errors == {
        "new_password": "Password is too easy to guess: add another unrelated word or two"
    }
    browser.submit({"new_password": NEW_PASSWORD})


def test_a_new_password_by_link_signs_everyone_out(admin: Browser, browser: Browser, app: Flask) -> None:
    holder = factories.account()
    factories.give_role(holder, Role.STAFF)
    browser.post("/sign-in", {"email": holder.email, "password": PASSWORD}, 302, follow=False)
    browser.get("/account")
    admin.post(f"/accounts/{holder.reference}/link")
    elsewhere = Browser(app)
    elsewhere.get(link_on(admin))

    elsewhere.submit({"new_password": NEW_PASSWORD})

    browser.get("/account", 302)
