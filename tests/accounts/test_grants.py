"""Giving and ending access on pages."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from tests import factories
from tests.browser import Browser
from tracker import database as base
from tracker.accounts.access_services import Reach
from tracker.accounts.models import AccessGrant, Account
from tracker.accounts.rules import usual_last_day
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.clock import today

SignInAs = Callable[..., tuple[Browser, Viewer]]


def grants(account: Account) -> list[AccessGrant]:
    query = sa.select(AccessGrant).where(AccessGrant.account_id == account.id).order_by(AccessGrant.id)
    return list(base.db.session.scalars(query))


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
