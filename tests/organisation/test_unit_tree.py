"""The tree of units: opened, closed, searched and paged by addresses alone, with its totals."""

from collections.abc import Callable

import pytest
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.browser import Browser
from tracker.organisation.models import Unit, UnitPeriod
from tracker.organisation.rules import Contract
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer

SignIn = Callable[..., tuple[Browser, Viewer]]


@pytest.fixture
def tree(database: SQLAlchemy) -> Unit:
    """Three hundred and one units: a top, ten departments, twenty-nine teams in each."""
    top = factories.unit("Force", code="F")
    employer = top.employer_id
    departments = [Unit(employer_id=employer, code=f"D{n}") for n in range(10)]
    teams = [Unit(employer_id=employer, code=f"D{n}-{m:02}") for n in range(10) for m in range(29)]
    factories.save(*departments, *teams)
    above = [top] * 10 + [departments[n] for n in range(10) for _ in range(29)]
    factories.save(
        *(
            UnitPeriod(
                unit_id=each.id,
                name=each.code.replace("D", "Department ").replace("-", " team "),
                parent_id=parent.id,
                valid_from=factories.BEGAN,
            )
            for each, parent in zip([*departments, *teams], above, strict=True)
        )
    )
    return top


def names(browser: Browser) -> list[str]:
    assert browser.page is not None
    return [row[0] for row in browser.page.table()]


def test_everything_open_comes_in_pages_of_a_bearable_size(sign_in_as: SignIn, tree: Unit) -> None:
    browser, _ = sign_in_as(Role.HR_PARTNER)
    page = browser.get("/register/units")
    assert len(names(browser)) == 11

    page = browser.get(page.links["Open all units"])
    assert len(page.body) < 120_000
    assert len(names(browser)) == 100
    assert "Showing 1 to 100 of 301" in page.text
    seen = names(browser)
    for _ in range(3):
        page = browser.get(page.links["Next page"])
        seen += names(browser)

    assert len(seen) == 301
    assert "in Force, Department 9" in names(browser)[0]
    assert len(page.body) < 120_000


def test_one_is_closed_while_all_others_stay_open_and_opened_again(sign_in_as: SignIn, tree: Unit) -> None:
    browser, _ = sign_in_as(Role.HR_PARTNER)
    page = browser.get("/register/units?open=all")

    page = browser.get(page.links["Close Department 0"])
    assert "Showing 1 to 100 of 272" in page.text
    assert names(browser)[2] == "Department 1 (level 2)"
    assert len(page.url) < 100
    page = browser.get(page.links["Open Department 0"])

    assert "Showing 1 to 100 of 301" in page.text
    page = browser.get(page.links["close all"])
    assert names(browser) == ["Force"]


def test_a_unit_is_found_wherever_it_is_and_says_where(sign_in_as: SignIn, tree: Unit) -> None:
    browser, _ = sign_in_as(Role.HR_PARTNER)
    browser.get("/register/units?q=3+team+07")
    assert names(browser) == ["Department 3 team 07 in Force, Department 3"]
    browser.get("/register/units?q=d4")
    assert names(browser)[0].startswith("Department 4")
    page = browser.get("/register/units?q=nowhere")

    assert "No unit matches." in page.text


def test_agency_workers_are_apart_with_their_hours_on_every_total(sign_in_as: SignIn) -> None:
    site = factories.establishment(name="Lloyd House")
    top = factories.unit("Force")
    unit = factories.unit("Payroll", parent=top, establishment_id=site.id)
    factories.person(unit=unit, fte=0.5, establishment_id=site.id)
    factories.person(unit=unit, fte=0.8, establishment_id=site.id, contract=Contract.AGENCY)
    browser, _ = sign_in_as(Role.HR_PARTNER, employer=factories.the_employer())

    assert browser.get("/register/units").table()[0][2:6] == ["1", "0.50", "1", "0.80"]
    shown = browser.get(f"/register/units/{top.reference}")
    assert shown.table("Units below") == [["Payroll", "1", "0.50", "1", "0.80", "0", "0.00"]]
    assert browser.get("/register/sites").table() == [["Lloyd House", "–", "1", "1", "0.50", "1", "0.80"]]
    there = browser.get(f"/register/sites/{site.reference}")
    assert there.table("Units there") == [["Payroll", "1", "0.50", "1", "0.80"]]
    manager, _ = sign_in_as(Role.PROGRAMME_DIRECTOR)
    assert "0.80" not in manager.get("/register/sites").text
