"""Getting in: with address and password, with a one-time link, and again after a session has run out."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests import factories
from tests.journeys.conftest import Live
from tests.journeys.steps import PageAs, Visitor, between_pages, both_ways
from tracker.accounts import services
from tracker.accounts.models import Account
from tracker.database import db, now, unit_of_work
from tracker.policy.access.roles import Role

OpenWindow = Callable[..., Page]
NEW_PASSWORD = "walnut-harbour-candle-7"
TYPED = "Shifts would end after the last bus"


def account_of(role: Role, **scope: Any) -> Account:
    """Somebody who can sign in with the factories' password."""
    return db.session.get_one(Account, factories.viewer(role, **scope).account_id)


def sign_in(visitor: Visitor, email: str, password: str = factories.PASSWORD) -> Visitor:
    """Fill in the sign-in page, wherever it came up."""
    return visitor.type("Email address", email).type("Password", password).press("Sign in")


@both_ways
def test_wrong_password_then_the_page_that_was_asked_for(
    window: OpenWindow, live: Live, *, javascript: bool
) -> None:
    rep = account_of(Role.UNION_REPRESENTATIVE)
    visitor = Visitor(window(live, javascript=javascript))

    visitor.open("/concerns").is_at("Sign in")
    sign_in(visitor, rep.email, "not the password").refused(
        "Enter the email address and password that belong"
    )
    sign_in(visitor, rep.email).is_at("Concerns")

    visitor.press("Sign out", among=visitor.page.get_by_role("banner")).is_told("You have signed out")
    visitor.open("/concerns").is_at("Sign in")


@both_ways
@pytest.mark.parametrize("ended", ["cookie ran out", "session ended"])
def test_what_was_typed_survives_the_end_of_the_session(
    window: OpenWindow, live: Live, *, javascript: bool, ended: str
) -> None:
    unit, union = factories.unit(), factories.union()
    factories.person(unit=unit, group=factories.bargaining_group(union))
    change = factories.change(title="Night buses", units=(unit,))
    rep, admin = account_of(Role.UNION_REPRESENTATIVE, union=union), factories.viewer(Role.ADMINISTRATOR)
    visitor = sign_in(Visitor(window(live, javascript=javascript)).open("/sign-in"), rep.email)

    visitor.press("Raise a concern").choose("Change", change.title)
    visitor.type("Concern in one sentence", TYPED).type("Detail (optional)", "Every\n\nline <b>kept</b>")
    if ended == "cookie ran out":
        visitor.page.context.clear_cookies()
    else:
        with between_pages(), unit_of_work():
            services.end_sessions_of(rep, now(), admin)
    visitor.press("Raise concern").is_at("Sign in to send what you typed").sees(TYPED)
    sign_in(visitor, rep.email, "not the password").refused("belong together").sees(TYPED)
    sign_in(visitor, rep.email).is_at("Send what you typed again").sees(TYPED)
    visitor.press("Send what you typed")

    visitor.is_told("Concern raised").sees(TYPED, "line <b>kept</b>")
    assert visitor.main.locator(".govuk-inset-text").inner_text() == f"{TYPED}\n\nEvery\n\nline <b>kept</b>"


@both_ways
def test_administrator_invites_somebody_who_comes_in(
    page_as: PageAs, window: OpenWindow, live: Live, *, javascript: bool
) -> None:
    employer = factories.employer(name="County force")
    admin = Visitor(page_as(Role.ADMINISTRATOR, javascript=javascript)).open("/")

    admin.press("Invite someone").press("Make the account and its link")
    admin.refused("Enter the full name", "Enter the email address")
    admin.type("Full name", "Nadia Pryce").type("Email address", "nadia.pryce@force.example")
    admin.press("Make the account and its link").sees("This link is shown once")
    link = urlsplit(admin.main.locator(".one-time-link code").inner_text()).path
    admin.press("Go on to give access").follow("HR partner")
    admin.choose("What it reaches", f"Every programme of {employer.name}").press("Give access")
    admin.is_told("Nadia Pryce can now act as HR partner").sees("Every programme of County force")

    nadia = Visitor(window(live, javascript=javascript)).open(link).is_at("Choose your password")
    nadia.type("New password", "password1").press("Set my password").refused("Password must")
    nadia.type("New password", NEW_PASSWORD).press("Set my password").is_told("Your password is set")
    sign_in(nadia, "nadia.pryce@force.example", NEW_PASSWORD).is_at("What waits for you")

    again = Visitor(window(live, javascript=javascript)).open(link)
    again.is_at("This link does not work any more")
