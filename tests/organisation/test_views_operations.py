"""Pages of what is done to the structure: planned, looked at, done; two people at once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.browser import Browser
from tracker.audit.models import AuditEntry
from tracker.organisation.models import Establishment, Person, Posting, Unit
from tracker.organisation.models_operations import GrantProposal, Operation
from tracker.organisation.queries import valid_on
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.clock import today

SignIn = Callable[..., tuple[Browser, Viewer]]
TOMORROW = today() + timedelta(days=1)
ON = {"on-day": str(TOMORROW.day), "on-month": str(TOMORROW.month), "on-year": str(TOMORROW.year)}


def plan(browser: Browser, kind: str, about: str = "", **given: str) -> str:
    """The address of the preview of a plan that was typed."""
    return browser.post(f"/register/structure/new/{kind}{about}", {**ON, **given}).url


def confirm(browser: Browser, address: str, **given: str) -> None:
    browser.get(address)
    browser.submit({"understood": "y", **given}, action=f"{address}/do")


def test_a_merger_is_previewed_then_done(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    top = factories.unit("Corporate")
    one, two = (factories.unit(name, parent=top) for name in ("Payroll", "Pensions"))
    factories.person(unit=one, name="Ada Brook", fte=0.5)
    factories.person(unit=two, name="Bo Carr")
    factories.change(title="Share payroll", units=(one,))
    holder = factories.account(name="Mo Manager")
    factories.give_role(holder, Role.MANAGER, unit=one)
    browser, _ = sign_in_as(Role.HR_PARTNER, employer=factories.the_employer())

    address = plan(browser, "merge", units="Payroll\nPensions", name="Pay", parent=top.reference, into="")
    page = browser.get(address)
    before = database.session.scalars(sa.select(Unit)).all()
    confirm(browser, address)

    assert page.facts["People who move"] == "2 people, 1.50 FTE"
    assert page.table("What moves") == [
        ["Payroll", "Pay", "1", "0.50", "0", "0.00", "0", "0.00"],
        ["Pensions", "Pay", "1", "1.00", "0", "0.00", "0", "0.00"],
    ]
    assert [row[0] for row in page.table("Everybody who moves")] == ["Ada Brook", "Bo Carr"]
    assert page.table("Managers")[0][:4] == ["Mo Manager", "Payroll", "1", "0"]
    assert "Share payroll" in page.links
    assert len(before) == 3
    assert browser.page is not None
    assert browser.page.flash == ["Done: Merge units: Payroll, Pensions"]
    [new] = database.session.scalars(sa.select(Unit).where(Unit.code == "Pay")).all()
    there = sa.select(Posting.person_id).where(Posting.unit_id == new.id, valid_on(Posting, TOMORROW))
    assert len(database.session.scalars(there).all()) == 2
    shown = browser.get(f"/register/units/{new.reference}?as-at={TOMORROW.isoformat()}")
    assert {"Payroll", "Pensions"} <= set(shown.links)
    assert database.session.scalars(sa.select(GrantProposal.unit_id)).all() == [new.id]
    actions = database.session.scalars(sa.select(AuditEntry.action)).all()
    assert actions.count("organisation:edit") == 2


def test_access_is_proposed_only_where_it_was_offered(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    one, two = factories.unit("Payroll"), factories.unit("Pensions")
    holder, other = factories.account(name="Mo"), factories.account(name="Cy")
    grant = factories.give_role(holder, Role.MANAGER, unit=one)
    elsewhere = factories.give_role(other, Role.MANAGER, unit=factories.unit("Estates"))
    browser, _ = sign_in_as(Role.HR_PARTNER, employer=factories.the_employer())
    address = plan(browser, "merge", units="Payroll\nPensions", into=two.reference)

    confirm(browser, address, follow=f"{grant.reference}:0")
    found = database.session.execute(sa.select(GrantProposal.grant_id, GrantProposal.unit_id)).all()

    assert [tuple(row) for row in found] == [(grant.id, two.id)]
    assert elsewhere.reference not in browser.get(address).text


def test_nothing_is_done_before_the_box_is_ticked(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    unit = factories.unit("Payroll")
    browser, _ = sign_in_as(Role.HR_PARTNER, employer=factories.the_employer())
    address = plan(browser, "rename", f"?unit={unit.reference}", name="Pay")

    browser.get(address)
    page = browser.submit({}, 400, action=f"{address}/do")

    assert page.field_errors["understood"] == "Tick the box to say that you have read who and what moves"
    assert database.session.scalars(sa.select(Operation.state)).all() == ["draft"]


@pytest.mark.parametrize(
    ("kind", "typed", "field", "message"),
    [
        pytest.param("rename", {"name": ""}, "name", "Enter the new name", id="no name"),
        pytest.param("rename", {"name": "Payroll"}, "name", "Payroll is its name already", id="same name"),
        pytest.param("rename", {"name": "X", "on-year": "2009"}, "on", "", id="before it began"),
        pytest.param("split", {"parts": "One"}, "parts", "Enter the names of at least two", id="one part"),
        pytest.param(
            "merge", {"units": "Payroll\nNobody", "name": "X"}, "units", "Line 2: no unit", id="line"
        ),
        pytest.param("close", {}, "on", "Ada Brook would still work there", id="somebody there"),
    ],
)
def test_messages_stand_by_the_field_and_what_was_typed_stays(
    sign_in_as: SignIn, kind: str, typed: dict[str, str], field: str, message: str
) -> None:
    unit = factories.unit("Payroll")
    factories.person(unit=unit, name="Ada Brook")
    browser, _ = sign_in_as(Role.HR_PARTNER, employer=factories.the_employer())

    page = browser.post(f"/register/structure/new/{kind}?unit={unit.reference}", {**ON, **typed}, 400)

    assert message in page.field_errors.get(field, " ".join(page.errors))
    assert page.errors
    day = page.soup.select_one("#on-day")
    assert day is not None
    assert day["value"] == ON["on-day"]


def test_two_people_at_once_meet_on_a_conflict_page(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    one, two = factories.unit("Payroll"), factories.unit("Pensions")
    first, _ = sign_in_as(Role.HR_PARTNER, employer=factories.the_employer())
    second, _ = sign_in_as(Role.HR_PARTNER, employer=factories.the_employer())
    address = plan(first, "merge", units="Payroll\nPensions", into=one.reference)
    first.get(address)
    factories.person(unit=two, name="Late Joiner")

    page = first.submit({"understood": "y"}, 409, action=f"{address}/do")
    assert "Something changed while you were reading" in page.text
    assert page.facts["People who move"] == "1 person, 1.00 FTE"
    second.get(address)
    first.submit({"understood": "y"}, action=f"{address}/do")
    again = second.submit({"understood": "y"}, 409, action=f"{address}/do")

    assert again.h1 == "Merge units: Payroll, Pensions"
    assert database.session.scalars(sa.select(Operation.state)).all() == ["done"]


def test_an_edit_over_another_shows_both(sign_in_as: SignIn) -> None:
    unit = factories.unit("Payroll")
    first, _ = sign_in_as(Role.HR_PARTNER, employer=factories.the_employer())
    second, _ = sign_in_as(Role.HR_PARTNER, employer=factories.the_employer())
    address = plan(first, "rename", f"?unit={unit.reference}", name="Pay")
    first.get(f"{address}/edit")
    second.get(f"{address}/edit")

    first.submit({"name": "Pay and rewards"})
    page = second.submit({"name": "Wages"}, 409)

    assert page.table("What differs") == [["New name", "Pay and rewards", "Wages"]]
    second.submit({"name": "Wages"})
    assert second.get(address).facts["New name"] == "Wages"


def test_a_split_of_500_people_asks_by_job_and_grade_and_by_number(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    unit = factories.unit("Contact")
    factories.unit("Nights", parent=unit)
    people = [
        Person(employer_id=unit.employer_id, staff_number=f"{n:03}", name=f"Person {n:03}")
        for n in range(500)
    ]
    factories.save(*people)
    factories.save(
        *(
            Posting(
                person_id=each.id,
                unit_id=unit.id,
                title=("Call taker", "Despatcher")[n % 2],
                grade="D",
                valid_from=factories.BEGAN,
            )
            for n, each in enumerate(people)
        )
    )
    browser, _ = sign_in_as(Role.HR_PARTNER, employer=factories.the_employer())

    assign = plan(browser, "split", f"?unit={unit.reference}", parts="North\nSouth")
    page = browser.get(assign)
    preview = browser.post(
        assign,
        {"rest": "1", "group_1": "2", "child_0": "2", "people_1": "001\n003", "people_2": "000"},
    )

    assert [row[:4] for row in page.table("People and posts")] == [
        ["Call taker", "D", "250", "250.00"],
        ["Despatcher", "D", "250", "250.00"],
    ]
    assert preview.facts["People who move"] == "500 people, 500.00 FTE"
    assert [row[:3] for row in preview.table("What moves")] == [
        ["Contact", "South", "249"],
        ["Contact", "North", "251"],
    ]
    assert "Showing 1 to 50 of 500" in preview.text
    assert preview.table("Units that come") == [["Nights", "Contact", "South", "0", "0.00", "0", "0.00"]]


def test_a_number_that_is_not_in_the_unit_is_said_by_the_list(sign_in_as: SignIn) -> None:
    unit = factories.unit("Contact")
    browser, _ = sign_in_as(Role.HR_PARTNER, employer=factories.the_employer())
    assign = plan(browser, "split", f"?unit={unit.reference}", parts="North\nSouth")

    browser.get(assign)
    page = browser.post(assign, {"rest": "1", "people_1": "99999"}, 400)

    assert page.field_errors["people_1"].startswith("99999: nobody and no post of Contact")


def test_a_plan_is_discarded_and_nothing_was_altered(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    unit = factories.unit("Payroll")
    browser, _ = sign_in_as(Role.HR_PARTNER, employer=factories.the_employer())
    address = plan(browser, "rename", f"?unit={unit.reference}", name="Pay")

    browser.get(address)
    page = browser.submit({}, action=f"{address}/discard")

    assert page.flash == ["Plan discarded: Rename a unit: Payroll. Nothing was altered"]
    assert "Nothing has been planned or done yet" in page.text


def test_another_employers_plans_and_units_are_not_there(sign_in_as: SignIn) -> None:
    unit = factories.unit("Payroll")
    mine, _ = sign_in_as(Role.HR_PARTNER, employer=factories.the_employer())
    stranger, _ = sign_in_as(Role.HR_PARTNER, employer=factories.employer())
    address = plan(mine, "rename", f"?unit={unit.reference}", name="Pay")
    mine.get(address)

    stranger.get(address, 404)
    stranger.get(f"{address}/edit", 404)
    stranger.get(f"/register/structure/new/rename?unit={unit.reference}", 404)


def test_a_site_is_renamed_merged_and_closed(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    old, new = factories.establishment(name="Old yard"), factories.establishment(name="New house")
    unit = factories.unit("Payroll", establishment_id=old.id)
    factories.person(unit=unit, name="Ada Brook", establishment_id=old.id)
    browser, _ = sign_in_as(Role.HR_PARTNER, employer=factories.the_employer())
    about = f"?site={old.reference}"

    refused = browser.post(f"/register/structure/new/close-site{about}", ON, 400)
    confirm(browser, plan(browser, "rename-site", about, name="Older yard", address="1 High Street"))
    confirm(browser, plan(browser, "merge-sites", about, into_site=new.reference))
    now = browser.get("/register/sites").table("2 sites")
    then = browser.get(f"/register/sites?as-at={TOMORROW.isoformat()}").table("1 site")

    assert "Payroll would still be at Old yard" in " ".join(refused.errors)
    assert now == [
        ["New house", "–", "0", "0", "0.00", "0", "0.00"],
        [f"Old yard until {today().day} {today():%B %Y}", "–", "1", "1", "1.00", "0", "0.00"],
    ]
    assert then == [["New house", "–", "1", "1", "1.00", "0", "0.00"]]
    assert database.session.scalars(sa.select(Establishment.name).order_by(Establishment.id)).all() == [
        "Older yard",
        "New house",
    ]
