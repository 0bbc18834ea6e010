"""Pages of programmes."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.browser import Browser
from tracker.changes.models import Programme, SavingsTarget
from tracker.changes.rules import ChangeState
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer

SignIn = Callable[..., tuple[Browser, Viewer]]


def saved(database: SQLAlchemy) -> dict[int, int]:
    rows = database.session.execute(sa.select(SavingsTarget.year, SavingsTarget.pounds))
    return {row.year: row.pounds for row in rows}


def with_targets(**targets: int) -> Programme:
    programme = factories.programme(name="Paragon")
    for year, pounds in targets.items():
        factories.save(SavingsTarget(programme_id=programme.id, year=int(year[1:]), pounds=pounds))
    return programme


FILLED = {
    "name": "Paragon",
    "aim": "Save and keep the service.",
    "sponsor": "Deputy Chief Constable",
    "starts-day": "1",
    "starts-month": "4",
    "starts-year": "2010",
    "targets-0-year": "2011/12",
    "targets-0-pounds": "£38m",
    "targets-1-year": "2012",
    "targets-1-pounds": "40,000,000",
}


def test_a_programme_is_begun_with_targets_for_several_years(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    browser, _ = sign_in_as(Role.HR_PARTNER)

    browser.get("/programmes/new")
    page = browser.submit(FILLED, button="Save")

    assert page.h1 == "Paragon"
    assert page.flash == ["Paragon is recorded"]
    assert page.table("Savings target") == [
        ["2011/12", "£38,000,000"],
        ["2012/13", "£40,000,000"],
        ["Total", "£78,000,000"],
    ]


def test_bad_input_is_said_by_the_field_and_kept(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    browser, _ = sign_in_as(Role.HR_PARTNER)
    bad = {
        **FILLED,
        "name": "",
        "ends-day": "1",
        "ends-month": "3",
        "ends-year": "2010",
        "targets-0-pounds": "a lot",
        "targets-2-year": "2012/13",
        "targets-2-pounds": "1",
    }

    browser.get("/programmes/new")
    page = browser.submit(bad, button="Save", status=400)

    assert page.field_errors == {
        "name": "Enter the name of the programme",
        "ends": "The programme must end on or after the day it starts",
        "targets-0-pounds": "Enter the target in whole pounds, such as 14,000,000 or 14m",
        "targets-2-year": "2012/13 has a target already: give each year once",
    }
    assert len(page.errors) == 4
    assert page.soup.select_one("#targets-0-pounds")["value"] == "a lot"  # type: ignore[index]  # it is there
    assert database.session.scalars(sa.select(Programme)).all() == []


def test_editing_adds_changes_and_takes_away_targets(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    browser, _ = sign_in_as(Role.HR_PARTNER)
    programme = with_targets(y2011=5, y2012=6)

    browser.get(f"/programmes/{programme.reference}/edit")
    changed = {
        "targets-0-pounds": "7",
        "targets-1-year": "",
        "targets-1-pounds": "",
        "targets-2-year": "2013/14",
        "targets-2-pounds": "8",
    }
    browser.submit(changed, button="Save", follow=False, status=302)

    assert saved(database) == {2011: 7, 2013: 8}


def test_two_people_editing_at_once_lose_nothing(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    first, _ = sign_in_as(Role.HR_PARTNER)
    second, _ = sign_in_as(Role.HR_PARTNER)
    programme = with_targets(y2011=5)
    for browser in (first, second):
        browser.get(f"/programmes/{programme.reference}/edit")
    second.submit({"sponsor": "Chief Constable"}, button="Save", follow=False, status=302)

    page = first.submit({"aim": "Mine", "targets-0-pounds": "9"}, button="Save", status=409)

    rows = {row[0]: row[1:] for row in page.table("What differs")}
    assert rows["Sponsor"] == ["Chief Constable", "Deputy Chief Constable"]
    assert rows["Aim"] == ["Spend less and keep the service whole.", "Mine"]
    assert page.soup.select_one("#targets-0-pounds")["value"] == "9"  # type: ignore[index]  # it is there
    first.submit(button="Save", follow=False, status=302)
    assert saved(database) == {2011: 9}


def test_the_page_counts_changes_by_state(sign_in_as: SignIn) -> None:
    browser, _ = sign_in_as(Role.HR_PARTNER)
    programme = factories.programme(ends=date(2015, 3, 31))
    for state in (ChangeState.IDEA, ChangeState.PROPOSED, ChangeState.PROPOSED):
        factories.change(programme_id=programme.id, state=state)
    factories.change(programme_id=factories.programme().id)

    page = browser.get(f"/programmes/{programme.reference}")

    assert page.table("Changes by state") == [["Idea", "1"], ["Proposed", "2"], ["All", "3"]]
    assert page.facts["Ends"] == "31 March 2015"
    assert "No savings target has been set." in page.text


@pytest.mark.parametrize(
    ("role", "shown"),
    [
        (Role.HR_PARTNER, True),
        (Role.PROGRAMME_DIRECTOR, True),
        (Role.UNION_REPRESENTATIVE, True),
        (Role.MANAGER, False),
        (Role.STAFF, False),
    ],
)
def test_aim_and_savings_are_kept_from_managers_and_staff(
    sign_in_as: SignIn, role: Role, *, shown: bool
) -> None:
    union, unit = factories.union(), factories.unit()
    factories.bargaining_group(union)
    me = factories.person(unit=unit)
    programme = with_targets(y2011=5_000_000)
    factories.affected(factories.change(programme_id=programme.id, units=(unit,)), me)
    scope: dict[Role, dict[str, Any]] = {
        Role.UNION_REPRESENTATIVE: {"union": union},
        Role.MANAGER: {"unit": unit},
        Role.STAFF: {"person": me},
    }
    browser, _ = sign_in_as(role, **scope.get(role, {}))

    page = browser.get(f"/programmes/{programme.reference}")

    assert page.h1 == "Paragon"
    assert ("£5,000,000" in page.text, programme.aim in page.text) == (shown, shown)


def test_the_wrong_role_is_refused_and_the_wrong_scope_finds_nothing(sign_in_as: SignIn) -> None:
    programme = factories.programme()
    other, _ = sign_in_as(Role.HR_PARTNER, programme=factories.programme())
    other.get(f"/programmes/{programme.reference}", status=404)
    other.get(f"/programmes/{programme.reference}/edit", status=404)
    other.get("/programmes/new", status=403)

    director, _ = sign_in_as(Role.PROGRAMME_DIRECTOR)
    director.get(f"/programmes/{programme.reference}")
    director.get(f"/programmes/{programme.reference}/edit")
    director.get("/programmes/new", status=403)
    rep, _ = sign_in_as(Role.UNION_REPRESENTATIVE)
    rep.get(f"/programmes/{programme.reference}/edit", status=403)
    auditor, _ = sign_in_as(Role.AUDITOR)
    auditor.get("/programmes", status=403)
