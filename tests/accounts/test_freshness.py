"""Sessions and grants are judged afresh at every request."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from itsdangerous import TimestampSigner

from tests import factories
from tests.browser import Browser, sign_in
from tracker import database as base
from tracker.accounts import access_services, services
from tracker.accounts.models import AccessGrant, Account, SignedInSession
from tracker.database import unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.access import viewer_or_none
from tracker.web.clock import today

SignInAs = Callable[..., tuple[Browser, Viewer]]


def account_of(viewer: Viewer) -> Account:
    return base.db.session.get_one(Account, viewer.account_id)


def test_a_session_ended_on_the_server_is_over_at_the_next_request(sign_in_as: SignInAs) -> None:
    browser, viewer = sign_in_as(Role.STAFF)
    _, admin = sign_in_as(Role.ADMINISTRATOR)
    browser.get("/account")

    with unit_of_work():
        services.end_sessions_of(account_of(viewer), base.now(), admin)

    assert browser.get("/account", 302).headers["location"] == "/sign-in?next=/account"


def test_a_revoked_grant_counts_no_more_at_the_next_request(
    sign_in_as: SignInAs, database: SQLAlchemy
) -> None:
    browser, viewer = sign_in_as(Role.AUDITOR)
    _, admin = sign_in_as(Role.ADMINISTRATOR)
    browser.get("/accounts")
    grant = database.session.scalars(
        sa.select(AccessGrant).where(AccessGrant.account_id == viewer.account_id)
    ).one()

    with unit_of_work():
        access_services.revoke_access(grant, by=admin, moment=base.now())

    browser.get("/accounts", 302)


def test_a_grant_counts_until_the_end_of_its_last_day_in_london(
    app: Flask, database: SQLAlchemy, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = date(2012, 7, 31)
    monkeypatch.setattr(base, "now", lambda: factories.MOMENT.replace(month=7, day=31, hour=12))
    holder = factories.account()
    factories.grant(holder, Role.AUDITOR, valid_to=last)
    with unit_of_work():
        token = services.start_session(holder, base.now(), last, 48)
    browser = Browser(app)
    with browser.client.session_transaction() as session:
        session["_user_id"] = token
    monkeypatch.setattr(base, "now", lambda: factories.MOMENT.replace(month=7, day=31, hour=22, minute=59))
    browser.get("/accounts")

    # In July London is an hour ahead: 23:00 in UTC is midnight.
    monkeypatch.setattr(base, "now", lambda: factories.MOMENT.replace(month=7, day=31, hour=23))

    browser.get("/accounts", 302)


def test_a_grant_of_tomorrow_does_not_count_today(app: Flask, database: SQLAlchemy) -> None:
    holder = factories.account()
    factories.grant(holder, Role.AUDITOR)
    factories.grant(holder, Role.STAFF, valid_from=today() + timedelta(days=2))
    browser = Browser(app, sign_in(app, holder))

    browser.post("/act-as", {"role": "staff"}, 400)


def test_an_account_turned_off_is_out_at_the_next_request(sign_in_as: SignInAs) -> None:
    browser, viewer = sign_in_as(Role.STAFF)
    _, admin = sign_in_as(Role.ADMINISTRATOR)

    with unit_of_work():
        access_services.deactivate(account_of(viewer), by=admin, moment=base.now())

    browser.get("/account", 302)


def test_a_session_left_over_from_an_account_that_is_off_counts_for_nothing(sign_in_as: SignInAs) -> None:
    browser, viewer = sign_in_as(Role.STAFF)
    account = account_of(viewer)
    account.active = False

    factories.save(account)

    browser.get("/account", 302)


@pytest.fixture
def both(app: Flask, database: SQLAlchemy) -> Browser:
    """Somebody who is both manager of a unit and representative of a union."""
    holder = factories.account(name="Dana")
    factories.give_role(holder, Role.MANAGER)
    factories.give_role(holder, Role.UNION_REPRESENTATIVE)
    return Browser(app, sign_in(app, holder))


def acting(browser: Browser) -> str:
    label = browser.get("/account").soup.select_one(".acting__role")
    assert label is not None
    return label.get_text(" ", strip=True).removeprefix("Acting as ")


def test_somebody_acts_in_one_role_at_a_time(both: Browser) -> None:
    assert acting(both) == "Union representative"
    both.get("/reports/affected-staff", 403)

    both.get("/act-as")
    both.submit({"role": "manager"}, 302, follow=False)

    assert acting(both) == "Manager"
    both.get("/reports/affected-staff")
    both.get("/concerns/raise", 403)


def test_a_role_that_is_not_held_cannot_be_acted_in(both: Browser) -> None:
    for role in ("administrator", "", "nonsense"):
        page = both.post("/act-as", {"role": role}, 400)
        assert page.errors == ["Choose one of the roles you hold"]

    assert acting(both) == "Union representative"


def test_switching_role_is_recorded_and_changes_this_session_only(
    app: Flask, both: Browser, database: SQLAlchemy
) -> None:
    holder = database.session.scalars(sa.select(Account).where(Account.name == "Dana")).one()
    other = Browser(app, sign_in(app, holder))

    both.post("/act-as", {"role": "manager"}, 302, follow=False)

    assert (acting(both), acting(other)) == ("Manager", "Union representative")


def test_scopes_are_never_added_together_across_roles(app: Flask, database: SQLAlchemy) -> None:
    unit = factories.unit()
    union = factories.union()
    holder = factories.account()
    factories.give_role(holder, Role.MANAGER, unit=unit)
    factories.give_role(holder, Role.UNION_REPRESENTATIVE, union=union)
    seen: list[Any] = []
    client = sign_in(app, holder)

    def look(response: Any) -> Any:
        seen.append(viewer_or_none())
        return response

    app.after_request_funcs.setdefault(None, []).append(look)
    try:
        Browser(app, client).get("/account")
    finally:
        app.after_request_funcs[None].remove(look)

    [viewer] = seen
    assert (viewer.role, viewer.union_ids, viewer.unit_ids) == (Role.UNION_REPRESENTATIVE, (union.id,), ())
    assert viewer.may(Permission.CONCERN_RAISE)
    assert not viewer.may(Permission.REPORT_AFFECTED_STAFF)


def test_a_session_whose_role_has_ended_goes_on_in_one_still_held(
    app: Flask, both: Browser, database: SQLAlchemy
) -> None:
    grant = database.session.scalars(
        sa.select(AccessGrant).where(AccessGrant.role == Role.UNION_REPRESENTATIVE)
    ).one()
    admin = factories.viewer(Role.ADMINISTRATOR)

    with unit_of_work():
        access_services.revoke_access(grant, by=admin, moment=base.now())

    assert acting(both) == "Manager"


def test_every_request_asks_the_database_once_who_is_asking(
    sign_in_as: SignInAs, count_queries: Callable[[], Any]
) -> None:
    browser, _viewer = sign_in_as(Role.STAFF)

    with count_queries() as queries:
        browser.get("/act-as")

    assert queries.count == 1
    assert len(list(base.db.session.scalars(sa.select(SignedInSession)))) == 1


def test_the_cookie_is_written_anew_once_a_minute(
    app: Flask, database: SQLAlchemy, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder = factories.account()
    factories.give_role(holder, Role.STAFF)
    browser = Browser(app, sign_in(app, holder))
    began = base.now().replace(second=10)

    def written(seconds: int) -> bool:
        monkeypatch.setattr(base, "now", lambda: began + timedelta(seconds=seconds))
        return "set-cookie" in browser.get("/account").headers

    assert [written(at) for at in (0, 1, 49, 50, 51)] == [True, False, False, True, False]


@pytest.mark.parametrize(("minutes", "status"), [(59, 200), (61, 302)])
def test_an_idle_session_runs_out_after_an_hour(
    app: Flask, database: SQLAlchemy, monkeypatch: pytest.MonkeyPatch, minutes: int, status: int
) -> None:
    holder = factories.account()
    factories.give_role(holder, Role.STAFF)
    browser = Browser(app, sign_in(app, holder))
    browser.get("/account")
    real = TimestampSigner.get_timestamp
    monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda signer: real(signer) + minutes * 60)

    browser.get("/account", status)
