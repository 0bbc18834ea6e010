"""What administrators do with accounts and access, and what auditors may look at."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.browser import Browser
from tests.factories import PASSWORD
from tracker import database as base
from tracker.accounts import access_services, services
from tracker.accounts.access_services import GrantError, Reach
from tracker.accounts.models import AccessGrant, Account, OneTimeLink
from tracker.accounts.rules import usual_last_day
from tracker.database import unit_of_work
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.clock import today

SignInAs = Callable[..., tuple[Browser, Viewer]]
NEW_PASSWORD = "harbour-lantern-quilt-71"


@pytest.fixture
def admin(sign_in_as: SignInAs) -> Browser:
    return sign_in_as(Role.ADMINISTRATOR)[0]


def grants(account: Account) -> list[AccessGrant]:
    query = sa.select(AccessGrant).where(AccessGrant.account_id == account.id).order_by(AccessGrant.id)
    return list(base.db.session.scalars(query))


def link_on(browser: Browser) -> str:
    """The path of the link on the page last seen."""
    assert browser.page is not None
    code = browser.page.soup.select_one(".one-time-link code")
    assert code is not None
    return code.get_text().removeprefix("http://127.0.0.1:8000")


# ---- the list


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

    assert counts == [4, 4]


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


# ---- inviting and links


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


# ---- giving and ending access


def test_access_is_given_for_a_year(admin: Browser) -> None:
    unit = factories.unit("Custody", code="CUS")
    holder = factories.account(name="Grace Hopper")
    admin.get(f"/accounts/{holder.reference}/grants/new?role=manager")

    page = admin.submit({"unit": "custody"})

    [grant] = grants(holder)
    assert page.flash == ["Grace Hopper can now act as manager"]
    assert (grant.role, grant.unit_id, grant.employer_id) == (Role.MANAGER, unit.id, unit.employer_id)
    assert (grant.valid_from, grant.valid_to) == (today(), usual_last_day(today()))
    assert page.table("Access")[0][:2] == ["Manager", "Custody and everything below it"]


def test_each_role_names_what_it_reaches(admin: Browser) -> None:
    employer = factories.the_employer()
    programme = factories.programme(name="One Front Desk")
    union = factories.union(name="Public Workers")
    factories.bargaining_group(union)
    member = factories.person(unit=factories.unit())
    wanted: list[tuple[Role, dict[str, str], Reach]] = [
        (
            Role.HR_PARTNER,
            {"employer": programme.reference},
            Reach(employer_id=employer.id, programme_id=programme.id),
        ),
        (Role.PROGRAMME_DIRECTOR, {"employer": employer.reference}, Reach(employer_id=employer.id)),
        (
            Role.UNION_REPRESENTATIVE,
            {"union": union.reference},
            Reach(employer_id=employer.id, union_id=union.id),
        ),
        (Role.STAFF, {}, Reach(employer_id=employer.id)),
        (Role.ADMINISTRATOR, {}, Reach()),
    ]
    for role, typed, reach in wanted:
        holder = factories.account(person_id=member.id if role is Role.STAFF else None)
        admin.get(f"/accounts/{holder.reference}/grants/new?role={role}")
        admin.submit(typed)

        [grant] = grants(holder)
        assert grant.role is role
        assert (grant.employer_id, grant.programme_id, grant.union_id, grant.unit_id) == (
            reach.employer_id,
            reach.programme_id,
            reach.union_id,
            reach.unit_id,
        )


@pytest.mark.parametrize(
    ("role", "typed", "errors"),
    [
        pytest.param("manager", {"unit": ""}, {"unit": "Enter the unit"}, id="no unit"),
        pytest.param(
            "manager",
            {"unit": "Nowhere"},
            {"unit": "Enter the code or exact name of a unit on the register"},
            id="unknown unit",
        ),
        pytest.param(
            "manager",
            {"unit": "Desk"},
            {"unit": "Several units are called that: enter one of the codes D1, D2"},
            id="two units of that name",
        ),
        pytest.param(
            "HR partner", {"employer": ""}, {"employer": "Choose what the access reaches"}, id="no programme"
        ),
        pytest.param(
            "HR partner",
            {"employer": "ZZZZZZZZZZ"},
            {"employer": "Choose what the access reaches"},
            id="invented programme",
        ),
        pytest.param(
            "union representative",
            {"union": "ZZZZZZZZZZ"},
            {"union": "Choose the union"},
            id="invented union",
        ),
        pytest.param(
            "auditor",
            {"valid_from-day": "", "valid_from-month": "", "valid_from-year": ""},
            {"valid_from": "Enter the first day"},
            id="no first day",
        ),
        pytest.param(
            "auditor",
            {"valid_to-day": "30", "valid_to-month": "2"},
            {"valid_to": "Last day must be a real date, such as 27 3 2012"},
            id="no such day",
        ),
        pytest.param(
            "auditor",
            {"valid_to-day": "1", "valid_to-month": "1", "valid_to-year": "2012"},
            {"valid_to": "Last day must be on or after the first day"},
            id="over before it begins",
        ),
    ],
)
def test_what_is_wrong_with_access_is_said_by_the_field(
    admin: Browser, role: str, typed: dict[str, str], errors: dict[str, str]
) -> None:
    factories.unit("Desk", code="D1")
    factories.unit("Desk", code="D2")
    holder = factories.account()
    admin.get(f"/accounts/{holder.reference}/grants/new?role={role}")

    page = admin.submit(typed, 400)

    assert page.field_errors == errors
    for name, value in typed.items():
        box = page.soup.select_one(f"#{name}")
        assert box is not None
        if box.name == "input":
            assert box.get("value", "") == value
    assert grants(holder) == []


def test_a_code_goes_before_a_name(admin: Browser) -> None:
    coded = factories.unit("Front office", code="desk")
    factories.unit("Desk", code="D2")
    holder = factories.account()
    admin.get(f"/accounts/{holder.reference}/grants/new?role=manager")

    admin.submit({"unit": "DESK"})

    assert [grant.unit_id for grant in grants(holder)] == [coded.id]


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


@pytest.mark.parametrize(
    ("held", "wanted"),
    [
        (Role.ADMINISTRATOR, Role.AUDITOR),
        (Role.AUDITOR, Role.ADMINISTRATOR),
        (Role.MANAGER, Role.ADMINISTRATOR),
        (Role.MANAGER, Role.AUDITOR),
    ],
)
def test_roles_kept_apart_are_never_held_together(database: SQLAlchemy, held: Role, wanted: Role) -> None:
    by = factories.viewer(Role.ADMINISTRATOR)
    holder = factories.account()
    factories.give_role(holder, held)

    with pytest.raises(GrantError, match="kept apart"):
        give(holder, wanted, by)

    assert [grant.role for grant in grants(holder)] == [held]


def test_roles_kept_apart_may_follow_each_other_but_share_no_day(database: SQLAlchemy) -> None:
    by = factories.viewer(Role.ADMINISTRATOR)
    holder = factories.account()
    give(holder, Role.AUDITOR, by, date(2031, 1, 1), date(2031, 6, 30))

    for first, last in (
        (date(2031, 6, 30), date(2031, 12, 31)),
        (date(2030, 1, 1), date(2031, 1, 1)),
        (date(2030, 1, 1), None),
    ):
        with pytest.raises(GrantError, match="kept apart"):
            give(holder, Role.ADMINISTRATOR, by, first, last)
    give(holder, Role.ADMINISTRATOR, by, date(2031, 7, 1), date(2031, 12, 31))
    give(holder, Role.ADMINISTRATOR, by, date(2030, 1, 1), date(2030, 12, 31))

    assert len(grants(holder)) == 3


def test_a_revoked_grant_keeps_nothing_apart(database: SQLAlchemy) -> None:
    by = factories.viewer(Role.ADMINISTRATOR)
    holder = factories.account()
    factories.give_role(holder, Role.AUDITOR)
    with unit_of_work():
        access_services.revoke_access(grants(holder)[0], by=by, moment=base.now())

    give(holder, Role.ADMINISTRATOR, by)

    assert len(grants(holder)) == 2


def test_the_same_access_is_not_given_twice(database: SQLAlchemy) -> None:
    by = factories.viewer(Role.ADMINISTRATOR)
    holder = factories.account()
    give(holder, Role.AUDITOR, by)

    with pytest.raises(GrantError, match="have this access already"):
        give(holder, Role.AUDITOR, by)


def test_two_units_are_two_grants(database: SQLAlchemy) -> None:
    by = factories.viewer(Role.ADMINISTRATOR)
    holder = factories.account()

    for unit in (factories.unit(), factories.unit()):
        give(holder, Role.MANAGER, by, reach=Reach(unit_id=unit.id, employer_id=unit.employer_id))

    assert len(grants(holder)) == 2


@pytest.mark.parametrize(
    ("role", "message"),
    [
        (Role.HR_PARTNER, "Choose the employer"),
        (Role.UNION_REPRESENTATIVE, "Choose the union"),
        (Role.MANAGER, "Enter the unit"),
        (Role.STAFF, "Enter the staff number"),
    ],
)
def test_no_access_without_what_it_reaches(database: SQLAlchemy, role: Role, message: str) -> None:
    with pytest.raises(GrantError, match=message):
        give(factories.account(), role, factories.viewer(Role.ADMINISTRATOR))


def test_nobody_gives_or_ends_access_of_their_own(sign_in_as: SignInAs) -> None:
    browser, viewer = sign_in_as(Role.ADMINISTRATOR)
    own = base.db.session.get_one(Account, viewer.account_id)
    [grant] = grants(own)
    page = browser.get(f"/accounts/{own.reference}")
    assert "Another administrator gives and ends your access" in page.text

    browser.get(f"/accounts/{own.reference}/grants/new?role=staff")
    refused = browser.submit(status=400)
    ended = browser.post(f"/grants/{grant.reference}/end")
    off = browser.post(f"/accounts/{own.reference}/deactivate")

    assert refused.errors == ["You cannot give access to your own account: ask another administrator"]
    assert ended.flash == ["You cannot end your own access: ask another administrator"]
    assert off.flash == ["You cannot turn off your own account: ask another administrator"]
    assert [one.revoked_at for one in grants(own)] == [None]


def test_access_is_ended_after_asking(admin: Browser) -> None:
    holder = factories.account(name="Grace Hopper")
    grant = factories.give_role(holder, Role.MANAGER)

    asked = admin.get(f"/grants/{grant.reference}/end")
    assert "This cannot be undone" in asked.text
    page = admin.submit(button="End this access")
    again = admin.post(f"/grants/{grant.reference}/end")

    assert page.flash == ["Grace Hopper can no longer act as manager under this access"]
    assert page.table("Access")[0][5].startswith("Revoked")
    assert again.flash == ["This access was ended already"]


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


# ---- editing


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


# ---- one's own account


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
