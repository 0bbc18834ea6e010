"""One's own account."""

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Flask

from tests import factories
from tests.browser import Browser
from tests.factories import PASSWORD
from tracker import database as base
from tracker.accounts import access_services, services
from tracker.accounts.access_services import Reach
from tracker.accounts.models import Account
from tracker.database import unit_of_work
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.clock import today

SignInAs = Callable[..., tuple[Browser, Viewer]]
NEW_PASSWORD = "harbour-lantern-quilt-71"


def give(
    account: Account,
    role: Role,
    by: Viewer,
    first: date | None = None,
    last: date | None = None,
    reach: Reach | None = None,
) -> None:
    with unit_of_work():
        access_services.grant_access(
            account,
            role,
            reach or Reach(),
            valid_from=first or today(),
            valid_to=last,
            by=by,
            moment=base.now(),
        )


def test_ones_own_account_shows_roles_scope_and_giver(sign_in_as: SignInAs) -> None:
    unit = factories.unit("Custody")
    browser, viewer = sign_in_as(Role.MANAGER, unit=unit)
    giver = factories.viewer(Role.ADMINISTRATOR)
    account = base.db.session.get_one(Account, viewer.account_id)
    give(
        account,
        Role.UNION_REPRESENTATIVE,
        giver,
        reach=Reach(union_id=factories.union(name="Public Workers").id),
    )

    page = browser.get("/account")

    rows = {row[0]: row for row in page.table("Access")}
    assert rows["Manager"][1:5] == [
        "Custody and everything below it",
        "1 Apr 2010",
        "Until ended",
        "Set up at the start",
    ]
    assert (rows["Union representative"][1], rows["Union representative"][4]) == (
        "Public Workers",
        giver.name,
    )


def test_somebody_ends_their_own_other_session_and_nobody_elses(
    app: Flask, sign_in_as: SignInAs, browser: Browser
) -> None:
    holder = factories.account()
    factories.give_role(holder, Role.STAFF)
    here = Browser(app)
    for one in (browser, here):
        one.post("/sign-in", {"email": holder.email, "password": PASSWORD}, 302, follow=False)
    page = here.get("/account")
    [form] = [one for one in page.soup.select("main form") if "/end" in str(one["action"])]
    stranger, _ = sign_in_as(Role.STAFF, person=factories.person(unit=factories.unit()))

    stranger.get("/account")
    stranger.post(str(form["action"]), status=404)
    browser.get("/account")
    here.post(str(form["action"]))

    browser.get("/account", 302)
    here.get("/account")


def test_a_changed_password_signs_out_everywhere_else(app: Flask, browser: Browser) -> None:
    holder = factories.account()
    factories.give_role(holder, Role.STAFF)
    here = Browser(app)
    for one in (browser, here):
        one.post("/sign-in", {"email": holder.email, "password": PASSWORD}, 302, follow=False)
    here.get("/account/password")

    page = here.submit({"current_password": PASSWORD, "new_password": NEW_PASSWORD})

    assert page.flash == ["Password changed. Everywhere else you are signed out"]
    browser.get("/account", 302)
    browser.post("/sign-in", {"email": holder.email, "password": PASSWORD}, 400)
    browser.post("/sign-in", {"email": holder.email, "password": NEW_PASSWORD}, 302, follow=False)


def test_own_account_costs_the_same_whatever_is_on_it(
    sign_in_as: SignInAs, count_queries: Callable[[], Any]
) -> None:
    browser, viewer = sign_in_as(Role.ADMINISTRATOR)
    account = base.db.session.get_one(Account, viewer.account_id)
    counts = []
    for _ in range(2):
        with unit_of_work():
            services.make_link(account, by=viewer, moment=base.now())
        with count_queries() as queries:
            browser.get("/account")
        counts.append(queries.count)

    assert counts == [5, 5]
