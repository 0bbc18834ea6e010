"""Attaching people to a change: who is meant, what is kept, what a refresh takes in, how it ends."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tracker.affected_staff.columns import exposure_version
from tracker.affected_staff.models import AffectedPerson, AffectedStep, Exposure, Impact
from tracker.affected_staff.rules import AffectedStatus, ImpactState
from tracker.audit import services as audit
from tracker.changes.models import Change
from tracker.database import unit_of_work
from tracker.organisation.models import Person, Posting, Unit
from tracker.policy.access.roles import Role
from tracker.web.clock import today

FORM = {"kind": "job_loss", "severity": "high", "reach": "direct", "who": "rule"}


def attach(browser: Any, change: Change, **given: Any) -> Any:
    """Fill in the form, look at the preview, confirm."""
    browser.post(f"/changes/{change.reference}/impacts/new", {**FORM, **given})
    return browser.submit({}, action=browser.page.url.replace("/preview", "/assess"))


def names(database: SQLAlchemy, change: Change) -> list[str]:
    """Who is affected by the change, by name."""
    return sorted(
        database.session.scalars(
            sa.select(Person.name)
            .join(AffectedPerson, AffectedPerson.person_id == Person.id)
            .where(AffectedPerson.change_id == change.id)
        )
    )


def leave(database: SQLAlchemy, person: Person, to: Unit) -> None:
    """The person works elsewhere from today."""
    now = today()
    with unit_of_work():
        posting = database.session.query(Posting).filter_by(person_id=person.id).one()
        posting.valid_to = now - timedelta(days=1)
        database.session.add(Posting(person_id=person.id, unit_id=to.id, valid_from=now, title="Clerk"))
        audit.record(audit.NOBODY, "test:arrange", "test", "-")


def test_a_rule_means_everyone_in_the_unit_and_below_of_the_grade(
    sign_in_as: Callable[..., Any], database: SQLAlchemy
) -> None:
    top = factories.unit("Finance")
    below, beside = factories.unit("Payroll", parent=top), factories.unit("Stores")
    factories.person(unit=top, name="Ana", grade="C")
    factories.person(unit=below, name="Bo", grade="C")
    factories.person(unit=below, name="Cy", grade="D")
    factories.person(unit=beside, name="Di", grade="C")
    change = factories.change()
    browser, _ = sign_in_as(Role.HR_PARTNER)
    before = exposure_version(top.employer_id)

    page = attach(browser, change, units=[top.reference], grades="C")

    assert names(database, change) == ["Ana", "Bo"]
    assert page.flash == ["2 people are now attached to the change"]
    impact = database.session.scalars(sa.select(Impact)).one()
    assert (impact.state, impact.derived_on) == (ImpactState.ASSESSED, today())
    assert database.session.query(Exposure).count() == 2
    assert exposure_version(top.employer_id) == before + 1
    assert (
        database.session.scalars(sa.select(AffectedStep.status)).all()
        == [AffectedStatus.POTENTIALLY_AFFECTED] * 2
    )


def test_the_preview_shows_exactly_who_and_keeps_nobody(
    sign_in_as: Callable[..., Any], database: SQLAlchemy
) -> None:
    unit = factories.unit("Payroll")
    factories.person(unit=unit, name="Ana")
    factories.person(unit=factories.unit(), name="Elsewhere")
    change = factories.change()
    browser, _ = sign_in_as(Role.HR_PARTNER)

    page = browser.post(f"/changes/{change.reference}/impacts/new", {**FORM, "units": [unit.reference]})

    assert page.h1 == "Exactly who is affected"
    assert "Ana" in page.text
    assert "Elsewhere" not in page.text
    assert names(database, change) == []


def test_staff_numbers_are_taken_from_a_list(sign_in_as: Callable[..., Any], database: SQLAlchemy) -> None:
    unit = factories.unit()
    for name, number in (("Ana", "00017"), ("Bo", "00018"), ("Cy", "00019")):
        factories.person(unit=unit, name=name, staff_number=number)
    change = factories.change()
    browser, _ = sign_in_as(Role.HR_PARTNER)

    attach(browser, change, who="list", staff_numbers="00017\n00019,00017")

    assert names(database, change) == ["Ana", "Cy"]


def test_unknown_staff_numbers_are_named_by_line_and_nothing_is_lost(
    sign_in_as: Callable[..., Any], database: SQLAlchemy
) -> None:
    factories.person(unit=factories.unit(), staff_number="00017")
    change = factories.change()
    browser, _ = sign_in_as(Role.HR_PARTNER)
    typed = {**FORM, "who": "list", "staff_numbers": "00017\n99999", "description": "Clerks"}

    page = browser.post(f"/changes/{change.reference}/impacts/new", typed, 400)

    assert page.errors == ["Number 2, 99999, is not on the register: correct or remove it"]
    assert page.soup.select("#staff_numbers")[0].get_text().split() == ["00017", "99999"]
    assert page.soup.select("#description")[0]["value"] == "Clerks"
    assert database.session.query(Impact).count() == 0


def test_an_impact_for_nobody_says_what_to_do(sign_in_as: Callable[..., Any]) -> None:
    change = factories.change()
    browser, _ = sign_in_as(Role.HR_PARTNER)

    page = browser.post(f"/changes/{change.reference}/impacts/new", FORM, 400)

    assert page.errors == ["Choose at least one unit, grade, site or post"]


def test_dates_of_the_group_must_be_in_order_with_those_of_the_change(sign_in_as: Callable[..., Any]) -> None:
    unit = factories.unit()
    change = factories.change(transition_start=date(2012, 3, 1))
    browser, _ = sign_in_as(Role.HR_PARTNER)
    dates = {"transition_end-day": "1", "transition_end-month": "2", "transition_end-year": "2012"}

    page = browser.post(
        f"/changes/{change.reference}/impacts/new", {**FORM, "units": [unit.reference], **dates}, 400
    )

    assert page.errors == ["Transition ends must be on or after transition starts, 1 March 2012"]


def test_a_later_move_does_not_rewrite_who_was_affected_until_it_is_refreshed(
    sign_in_as: Callable[..., Any], database: SQLAlchemy
) -> None:
    here, elsewhere = factories.unit("Payroll"), factories.unit("Stores")
    ana, _bo = factories.person(unit=here, name="Ana"), factories.person(unit=here, name="Bo")
    change = factories.change()
    browser, _ = sign_in_as(Role.HR_PARTNER)
    attach(browser, change, units=[here.reference])
    leave(database, ana, elsewhere)
    factories.person(unit=here, name="Cy")

    assert names(database, change) == ["Ana", "Bo"]
    impact = database.session.scalars(sa.select(Impact)).one()
    page = browser.get(f"/impacts/{impact.reference}/refresh")
    assert "1 person joins" in page.text
    assert "1 person leaves" in page.text
    page = browser.submit({}, action=f"/impacts/{impact.reference}/refresh")

    assert page.flash == ["1 joined and 1 left"]
    statuses = dict(
        database.session.execute(
            sa.select(Person.name, AffectedPerson.status).join(
                AffectedPerson, AffectedPerson.person_id == Person.id
            )
        ).all()
    )
    assert statuses == {
        "Ana": AffectedStatus.NO_LONGER_AFFECTED,
        "Bo": AffectedStatus.POTENTIALLY_AFFECTED,
        "Cy": AffectedStatus.POTENTIALLY_AFFECTED,
    }


def test_ending_an_impact_releases_those_under_no_other(
    sign_in_as: Callable[..., Any], database: SQLAlchemy
) -> None:
    unit = factories.unit()
    both, one = factories.person(unit=unit, name="Both"), factories.person(unit=unit, name="One")
    change = factories.change()
    impact = factories.affected(change, both, one)
    factories.affected(change, both)
    browser, _ = sign_in_as(Role.HR_PARTNER)

    browser.get(f"/impacts/{impact.reference}/supersede")
    browser.submit({"reason": "The plan was dropped"}, action=f"/impacts/{impact.reference}/supersede")

    statuses = dict(
        database.session.execute(
            sa.select(Person.name, AffectedPerson.status).join(
                AffectedPerson, AffectedPerson.person_id == Person.id
            )
        ).all()
    )
    assert statuses == {"Both": AffectedStatus.AT_RISK, "One": AffectedStatus.NO_LONGER_AFFECTED}


def test_only_hr_of_the_programme_attaches_people(sign_in_as: Callable[..., Any]) -> None:
    change = factories.change()
    impact = factories.affected(change, factories.person(unit=factories.unit()))
    other = factories.programme(employer_id=factories.employer().id)
    stranger, _ = sign_in_as(Role.HR_PARTNER, programme=other)
    director, _ = sign_in_as(Role.PROGRAMME_DIRECTOR)
    rep, _ = sign_in_as(Role.UNION_REPRESENTATIVE)

    stranger.get(f"/impacts/{impact.reference}", 404)
    stranger.get(f"/changes/{change.reference}/impacts/new", 404)
    director.get(f"/changes/{change.reference}/impacts/new", 403)
    rep.get(f"/impacts/{impact.reference}", 403)
    assert "confidential: fewer" in director.get(f"/impacts/{impact.reference}").text


def test_numbers_typed_beside_a_rule_are_not_ignored_in_silence(sign_in_as: Callable[..., Any]) -> None:
    unit = factories.unit()
    browser, _ = sign_in_as(Role.HR_PARTNER)
    typed = {**FORM, "units": [unit.reference], "staff_numbers": "00017"}

    page = browser.post(f"/changes/{factories.change().reference}/impacts/new", typed, 400)

    assert page.errors == ["Choose “A list of staff numbers” above, or clear this box"]
