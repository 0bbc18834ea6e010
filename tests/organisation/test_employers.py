"""Employers in law that change while people, posts and units stay."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.browser import Browser
from tests.organisation.test_operations import do, draft
from tracker.database import db
from tracker.organisation.models_operations import EmployerTerm, LegalEmployer
from tracker.organisation.queries_employers import employed_by, employer_of_unit, legal_employers_on
from tracker.organisation.rules import StaffKind
from tracker.organisation.rules_employers import Employed, Term, employed_through_time, term_on
from tracker.organisation.rules_operations import OperationError, OperationKind, TransferBasis
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer

SignIn = Callable[..., tuple[Browser, Viewer]]
AUTHORITY, COMMISSIONER, CHIEF = "Police authority", "Police and crime commissioner", "Chief constable"
FIRST, SECOND, THIRD = date(2010, 4, 1), date(2012, 11, 22), date(2014, 4, 1)
TERMS = [
    Term(1, AUTHORITY, None, FIRST, SECOND - timedelta(days=1)),
    Term(2, COMMISSIONER, None, SECOND, THIRD - timedelta(days=1)),
    Term(3, CHIEF, None, THIRD, None),
    Term(2, COMMISSIONER, 7, THIRD, None),
]


@pytest.fixture
def hr(database: SQLAlchemy) -> Viewer:
    return factories.viewer(Role.HR_PARTNER, employer=factories.the_employer())


def transfer(by: Viewer, on: date, name: str, staying: tuple[str, ...] = ()) -> None:
    do(OperationKind.EMPLOYER, by, on, name=name, basis=TransferBasis.STATUTORY.value, staying=list(staying))


@pytest.mark.parametrize(
    ("day", "unit", "name"),
    [
        pytest.param(date(2012, 11, 21), 1, AUTHORITY, id="last day of the authority"),
        pytest.param(date(2012, 11, 22), 1, COMMISSIONER, id="first day of the commissioner"),
        pytest.param(date(2014, 3, 31), 9, COMMISSIONER, id="last day of the commissioner"),
        pytest.param(date(2014, 4, 1), 9, CHIEF, id="first day of the chief constable"),
        pytest.param(date(2014, 4, 1), 8, COMMISSIONER, id="below the unit that stays"),
        pytest.param(date(2010, 3, 31), 1, None, id="before any is recorded"),
    ],
)
def test_the_employer_of_a_day_is_that_of_the_nearest_unit(day: date, unit: int, name: str | None) -> None:
    found = term_on(TERMS, unit, {8: 7, 7: 1, 9: 1, 1: None}, day)

    assert (found.name if found else None) == name


def test_somebody_is_employed_without_a_gap_by_one_body_after_another() -> None:
    stays: list[tuple[int, date, date | None]] = [(9, FIRST, date(2011, 5, 31)), (8, date(2011, 6, 1), None)]

    found = employed_through_time(stays, TERMS, lambda _day: {8: 7, 7: 1, 9: 1, 1: None})

    assert found == [Employed(AUTHORITY, FIRST, date(2012, 11, 21)), Employed(COMMISSIONER, SECOND, None)]


def test_a_transfer_keeps_people_and_units_and_leaves_out_a_unit_that_stays(hr: Viewer) -> None:
    force, office = factories.unit("Force"), factories.unit("Office of the commissioner")
    team = factories.unit("Office team", parent=office)
    goes, stays = factories.person(unit=force), factories.person(unit=team)
    officer = factories.person(unit=force, kind=StaffKind.POLICE_OFFICER)

    transfer(hr, FIRST, AUTHORITY)
    transfer(hr, SECOND, COMMISSIONER)
    transfer(hr, THIRD, CHIEF, (office.reference,))

    assert [each.name for each in employed_by(goes)] == [AUTHORITY, COMMISSIONER, CHIEF]
    assert [each.name for each in employed_by(stays)] == [AUTHORITY, COMMISSIONER]
    assert employed_by(officer) == []
    assert [employer_of_unit(team, day) for day in (SECOND, THIRD)] == [COMMISSIONER, COMMISSIONER]
    assert [employer_of_unit(force, day) for day in (SECOND, THIRD)] == [COMMISSIONER, CHIEF]
    names = {row.id: row.name for row in db.session.scalars(sa.select(LegalEmployer))}
    found = legal_employers_on([goes.id, stays.id, officer.id], goes.employer_id, THIRD)
    assert {person: names[body] for person, body in found.items()} == {goes.id: CHIEF, stays.id: COMMISSIONER}
    assert len(names) == 3


def test_a_transfer_before_another_or_to_the_same_body_is_refused(hr: Viewer) -> None:
    factories.unit("Force")
    plan: dict[str, Any] = {"basis": TransferBasis.STATUTORY.value, "staying": []}
    transfer(hr, SECOND, COMMISSIONER)

    with pytest.raises(OperationError, match="There was a transfer on 22 November 2012"):
        draft(OperationKind.EMPLOYER, hr, SECOND, name=CHIEF, **plan)
    with pytest.raises(OperationError, match="is the employer already"):
        draft(OperationKind.EMPLOYER, hr, THIRD, name=COMMISSIONER.upper(), **plan)


def test_the_pages_say_who_employs_on_the_day(sign_in_as: SignIn, hr: Viewer, database: SQLAlchemy) -> None:
    unit = factories.unit("Force")
    person = factories.person(unit=unit, service_start=FIRST)
    transfer(hr, FIRST, AUTHORITY)
    transfer(hr, SECOND, COMMISSIONER)
    browser, _ = sign_in_as(Role.HR_PARTNER, employer=factories.the_employer())

    then = browser.get(f"/register/units/{unit.reference}?as-at=21/11/2012").text
    now = browser.get(f"/register/units/{unit.reference}").text
    shown = browser.get(f"/register/people/{person.reference}").table("Employers in law")
    listed = browser.get("/register/employers").table("Employers in law")

    assert f"Employer in law on 21 November 2012: {AUTHORITY}" in then
    assert f"Employer in law today: {COMMISSIONER}" in now
    assert shown == [
        ["1 Apr 2010", "21 Nov 2012", AUTHORITY],
        ["22 Nov 2012", "still", COMMISSIONER],
    ]
    assert [row[:3] for row in listed] == shown
    terms = sa.select(EmployerTerm.valid_to).order_by(EmployerTerm.id)
    assert database.session.scalars(terms).all() == [date(2012, 11, 21), None]
