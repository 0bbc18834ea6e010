"""The heat map and what is behind a cell, as each role sees them."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.pages import PageSeen
from tracker.affected_staff.models import ExposureVersion
from tracker.audit import services as audit
from tracker.audit.models import AuditEntry
from tracker.database import db, unit_of_work
from tracker.disruption import queries
from tracker.organisation.models import Person, Recognition, Unit
from tracker.policy.access.roles import Role

PERIOD = "from=2012-01&months=12"


@pytest.fixture(autouse=True)
def forget() -> None:
    """Each test starts with nothing computed."""
    queries._kept.clear()
    queries._worlds.clear()


def cells(page: PageSeen, unit: str) -> list[str]:
    """The words of one unit's line."""
    for line in page.soup.select("table.heat tbody tr"):
        if unit in line.select("th")[0].get_text():
            return [cell.get_text(strip=True) for cell in line.select("td")]
    return []


def team(people: int, *, parent: Unit | None = None, name: str = "Payroll", **dates: Any) -> Unit:
    """A unit of so many, all with their post at risk from 1 March 2012 on."""
    unit = factories.unit(name, parent=parent)
    dates = dates or {"transition_start": date(2012, 3, 1), "transition_end": date(2012, 3, 31)}
    change = factories.change(units=(unit,), title=f"Close {name}", **dates)
    factories.affected(change, *[factories.person(unit=unit) for _ in range(people)])
    return unit


def test_a_month_in_transition_reads_one(sign_in_as: Callable[..., Any]) -> None:
    team(6)
    browser, _ = sign_in_as(Role.HR_PARTNER)

    page = browser.get(f"/upheaval/?{PERIOD}")

    settling = ["0.50"] * 2 + ["0.49"] + ["0.25"] * 2 + ["0.23"] + ["0.00"] * 3
    assert cells(page, "Payroll") == ["0.00", "0.00", "1.00", *settling]
    assert "Payroll in March 2012, 1.00" in page.text


@pytest.mark.parametrize(("people", "shown"), [(4, "c"), (5, "1.00")], ids=["four withheld", "five shown"])
def test_fewer_than_five_are_withheld(sign_in_as: Callable[..., Any], people: int, shown: str) -> None:
    team(people)
    browser, _ = sign_in_as(Role.PROGRAMME_DIRECTOR)

    page = browser.get(f"/upheaval/?{PERIOD}")

    assert cells(page, "Payroll")[2] == shown


def test_a_withheld_team_cannot_be_found_by_subtraction(sign_in_as: Callable[..., Any]) -> None:
    top = factories.unit("Finance")
    team(6, parent=top, name="Payroll")
    team(7, parent=top, name="Pensions")
    team(3, parent=top, name="Treasury")
    browser, _ = sign_in_as(Role.PROGRAMME_DIRECTOR)

    page = browser.get(f"/upheaval/?{PERIOD}")

    march = {name: cells(page, name)[2] for name in ("Finance", "Payroll", "Pensions", "Treasury")}
    assert march["Treasury"] == "c"
    assert "c" in (march["Finance"], march["Payroll"], march["Pensions"])


def test_a_manager_sees_only_the_own_subtree(sign_in_as: Callable[..., Any]) -> None:
    mine, other = team(6, name="Payroll"), team(6, name="Pensions")
    browser, _ = sign_in_as(Role.MANAGER, unit=mine)

    page = browser.get(f"/upheaval/?{PERIOD}")

    assert cells(page, "Payroll")[2] == "1.00"
    assert "Pensions" not in page.text
    browser.get(f"/upheaval/{other.reference}/2012-03?{PERIOD}", 404)
    browser.get(f"/upheaval/{mine.reference}/2012-03?{PERIOD}")


def test_an_unpublished_change_adds_nothing_for_those_who_may_not_know_of_it(
    sign_in_as: Callable[..., Any],
) -> None:
    unit = factories.unit("Payroll")
    change = factories.change(
        published=False, units=(unit,), transition_start=date(2012, 3, 1), transition_end=date(2012, 3, 31)
    )
    factories.affected(change, *[factories.person(unit=unit) for _ in range(6)])
    group = factories.bargaining_group(factories.union(name="Ours"))
    union = factories.union(name="Theirs")
    factories.save(Recognition(union_id=union.id, bargaining_group_id=group.id, valid_from=factories.BEGAN))

    shown = {}
    for role, scope in ((Role.HR_PARTNER, {}), (Role.UNION_REPRESENTATIVE, {"union": union})):
        browser, _ = sign_in_as(role, **scope)
        shown[role] = cells(browser.get(f"/upheaval/?{PERIOD}"), "Payroll")[2]

    assert shown == {Role.HR_PARTNER: "1.00", Role.UNION_REPRESENTATIVE: "n.a."}


def test_the_cell_names_the_change_and_shows_one_persons_sum(sign_in_as: Callable[..., Any]) -> None:
    unit = team(6)
    browser, _ = sign_in_as(Role.PROGRAMME_DIRECTOR)

    page = browser.get(f"/upheaval/{unit.reference}/2012-04?{PERIOD}")

    assert page.h1 == "Payroll, April 2012"
    assert "Close Payroll" in page.text
    assert [
        cell.get_text(strip=True) for cell in page.soup.select("table")[1].select("tbody tr")[0].select("td")
    ] == [
        "Settling, first part",
        "30",
        "1",
        "1",
        "1",
        "0.5",
        "15.00",
    ]
    assert "People" not in page.text.split("How one")[0]


def test_figures_are_fresh_after_a_write(sign_in_as: Callable[..., Any], database: SQLAlchemy) -> None:
    unit = team(6)
    browser, _ = sign_in_as(Role.HR_PARTNER)
    if not database.session.query(ExposureVersion).count():
        factories.save(ExposureVersion(employer_id=unit.employer_id, number=1))
    before = cells(browser.get(f"/upheaval/?{PERIOD}"), "Payroll")[2]

    change = factories.change(transition_start=date(2012, 3, 1), transition_end=date(2012, 3, 31))
    people = database.session.query(Person).all()
    factories.affected(change, *people)
    with unit_of_work():
        database.session.query(ExposureVersion).one().number += 1
        audit.record(audit.NOBODY, "test:arrange", "test", "-")

    assert (before, cells(browser.get(f"/upheaval/?{PERIOD}"), "Payroll")[2]) == ("1.00", "2.00")


def test_a_month_that_is_none_is_said_and_nothing_breaks(sign_in_as: Callable[..., Any]) -> None:
    unit = team(6)
    browser, _ = sign_in_as(Role.HR_PARTNER)

    page = browser.get("/upheaval/?from=2012-13&months=7")

    assert "Enter the month as year and month" in page.text
    browser.get(f"/upheaval/{unit.reference}/2012-13", 404)


def test_the_file_holds_what_the_page_shows_and_is_recorded(sign_in_as: Callable[..., Any]) -> None:
    team(4, name="=Payroll")
    browser, _ = sign_in_as(Role.HR_PARTNER)
    browser.get(f"/upheaval/?{PERIOD}")

    answer = browser.client.post(
        f"/upheaval/export?{PERIOD}",
        data={"csrf_token": browser.page.soup.select_one("[name=csrf_token]")["value"]},
    )

    lines = answer.get_data(as_text=True).splitlines()
    assert lines[1].split(",")[1] == "'=Payroll"
    assert lines[1].split(",")[4] == "c"
    assert db.session.query(AuditEntry).filter_by(action="disruption:export").count() == 1


@pytest.mark.parametrize("units", [1, 3])
def test_the_page_takes_the_same_few_statements_however_many_units(
    sign_in_as: Callable[..., Any], count_queries: Callable[[], Any], units: int
) -> None:
    for number in range(units):
        team(5, name=f"Team {number}")
    browser, _ = sign_in_as(Role.HR_PARTNER)
    browser.get(f"/upheaval/?{PERIOD}")

    with count_queries() as queries_made:
        browser.get(f"/upheaval/?{PERIOD}")

    assert queries_made.count <= 5
