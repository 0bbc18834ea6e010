"""The list of accounts, one account, correcting it, turning it off; what auditors may look at."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from tests import factories
from tests.browser import Browser
from tests.factories import PASSWORD
from tracker import database as base
from tracker.accounts.models import Account
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.clock import today

SignInAs = Callable[..., tuple[Browser, Viewer]]


def test_the_list_finds_filters_and_sorts(admin: Browser) -> None:
    grace = factories.account(name="Grace Hopper", email="grace@tracker.example")
    factories.give_role(grace, Role.AUDITOR)
    factories.account(name="Annie Easley", email="annie@tracker.example", password_hash=None)
    factories.account(name="Old Timer", email="old@tracker.example", active=False)

    def names(query: str) -> list[str]:
        return [row[0] for row in admin.get(f"/accounts?{query}").table("Accounts")]

    assert names("q=GRACE") == ["Grace Hopper"]
    assert names("q=annie@") == ["Annie Easley"]
    assert names(f"q={grace.reference}") == ["Grace Hopper"]
    assert names("role=auditor") == ["Grace Hopper"]
    assert names("state=invited") == ["Annie Easley"]
    assert names("state=inactive") == ["Old Timer"]
    assert names("sort=email&order=down")[-1] == "Annie Easley"
    assert admin.get("/accounts?q=100%25").text.endswith("No account matches. Show all accounts")


def test_a_role_that_ended_is_neither_shown_nor_found(admin: Browser) -> None:
    holder = factories.account(name="Grace Hopper")
    factories.grant(holder, Role.AUDITOR, valid_to=today() - timedelta(days=1))

    assert [row[2] for row in admin.get("/accounts?q=Grace").table("Accounts")] == ["None"]
    assert "No account matches" in admin.get("/accounts?role=auditor").text


def test_the_list_costs_the_same_for_one_and_for_three(
    admin: Browser, count_queries: Callable[[], Any]
) -> None:
    counts = []
    for more in (1, 2):
        for _ in range(more):
            factories.give_role(factories.account(name="Zoe"), Role.STAFF)
        with count_queries() as queries:
            assert len(admin.get("/accounts?q=zoe").table("Accounts")) == (1 if more == 1 else 3)
        counts.append(queries.count)

    assert counts == [5, 5]


def test_one_account_costs_the_same_with_one_and_with_three_grants(
    admin: Browser, count_queries: Callable[[], Any]
) -> None:
    holder = factories.account()
    counts = []
    for more in (1, 2):
        for _ in range(more):
            factories.give_role(holder, Role.MANAGER, unit=factories.unit())
        with count_queries() as queries:
            admin.get(f"/accounts/{holder.reference}")
        counts.append(queries.count)

    assert counts == [4, 4]


def test_an_auditor_reads_accounts_by_reference_and_changes_nothing(sign_in_as: SignInAs) -> None:
    auditor, _ = sign_in_as(Role.AUDITOR)
    grace = factories.account(name="Grace Hopper", email="grace@tracker.example")
    factories.give_role(grace, Role.MANAGER)

    listed = auditor.get("/accounts")
    shown = auditor.get(f"/accounts/{grace.reference}")

    for page in (listed, shown, auditor.get("/accounts?q=Grace")):
        assert b"grace@" not in page.body
        assert "Grace Hopper" not in page.text
    assert grace.reference in [row[0] for row in listed.table("Accounts")]
    assert shown.table("Access")[0][0] == "Manager"
    assert shown.soup.main is not None
    assert shown.soup.main.select("form") == []
    for path in ("link", "edit", "grants/new", "deactivate"):
        auditor.get(f"/accounts/{grace.reference}/{path}", 403)
    auditor.post(f"/accounts/{grace.reference}/reactivate", status=403)
    auditor.post(f"/accounts/{grace.reference}/end-sessions", status=403)
    auditor.get("/accounts/invite", 403)


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.ADMINISTRATOR, Role.AUDITOR}))
def test_nobody_else_reads_accounts(sign_in_as: SignInAs, role: Role) -> None:
    browser, viewer = sign_in_as(role)

    browser.get("/accounts", 403)
    browser.get(f"/accounts/{viewer.account_reference}", 403)


def test_what_is_not_there_is_not_found(admin: Browser) -> None:
    for path in ("accounts/ZZZZZZZZZZ", "accounts/ZZZZZZZZZZ/edit", "grants/ZZZZZZZZZZ/end"):
        admin.get(f"/{path}", 404)


def test_an_account_is_corrected(admin: Browser) -> None:
    holder = factories.account(name="Grace Hoper")
    admin.get(f"/accounts/{holder.reference}/edit")

    page = admin.submit({"name": "Grace Hopper", "email": "GRACE@tracker.example"})

    assert page.flash == ["Account saved"]
    assert page.facts[["Email address", " email address"][0]].startswith("grace@tracker.example")


def test_two_administrators_edit_at_once_and_nothing_typed_is_lost(
    admin: Browser, sign_in_as: SignInAs
) -> None:
    other, _ = sign_in_as(Role.ADMINISTRATOR)
    holder = factories.account(name="Grace Hoper")
    url = f"/accounts/{holder.reference}/edit"
    admin.get(url)
    other.get(url)
    other.submit({"name": "Grace Hopper"})

    conflict = admin.submit({"name": "Grace B. Hopper"}, 409)
    assert conflict.table("What differs") == [["Full name", "Grace Hopper", "Grace B. Hopper"]]
    saved = admin.submit()

    assert saved.h1 == "Grace B. Hopper"


def test_a_form_cannot_add_what_it_does_not_ask(admin: Browser) -> None:
    holder = factories.account()
    admin.get(f"/accounts/{holder.reference}/edit")

    admin.submit({"active": "", "password_hash": "x", "person_id": "1", "reference": "AAAAAAAAAA"})

    row = base.db.session.get_one(Account, holder.id)
    assert (row.active, row.password_hash, row.reference) == (True, holder.password_hash, holder.reference)


def test_an_account_is_turned_off_and_on_again(admin: Browser, browser: Browser) -> None:
    holder = factories.account()
    factories.give_role(holder, Role.STAFF)
    admin.get(f"/accounts/{holder.reference}/deactivate")

    off = admin.submit(button="Turn it off")
    assert off.flash == ["Account turned off and signed out everywhere"]
    browser.post("/sign-in", {"email": holder.email, "password": PASSWORD}, 400)
    on = admin.submit(action=f"/accounts/{holder.reference}/reactivate")

    assert on.flash == ["Account turned on"]
    browser.post("/sign-in", {"email": holder.email, "password": PASSWORD}, 302, follow=False)


def test_an_administrator_ends_one_session_or_all(admin: Browser, app: Flask) -> None:
    holder = factories.account()
    factories.give_role(holder, Role.STAFF)
    browsers = [Browser(app) for _ in range(3)]
    for one in browsers:
        one.post("/sign-in", {"email": holder.email, "password": PASSWORD}, 302, follow=False)

    page = admin.get(f"/accounts/{holder.reference}")
    [newest, *_others] = page.soup.select("input[name=session]")
    admin.post(f"/accounts/{holder.reference}/end-sessions", {"session": str(newest["value"])})
    browsers[2].get("/account", 302)
    browsers[0].get("/account")
    admin.post(f"/accounts/{holder.reference}/end-sessions", {"session": ""})

    for one in browsers:
        one.get("/account", 302)


def test_a_session_of_one_account_is_not_ended_under_another(admin: Browser, browser: Browser) -> None:
    holder, other = factories.account(), factories.account()
    factories.give_role(holder, Role.STAFF)
    browser.post("/sign-in", {"email": holder.email, "password": PASSWORD}, 302, follow=False)
    page = admin.get(f"/accounts/{holder.reference}")
    named = str(page.soup.select("input[name=session]")[0]["value"])

    admin.post(f"/accounts/{other.reference}/end-sessions", {"session": named}, 404)

    browser.get("/account")
