"""Protected periods, absences and secondments: what is held, and who learns of it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.browser import Browser
from tracker.audit.models import AuditEntry
from tracker.database import EditConflictError, unit_of_work
from tracker.organisation import services_absence as services
from tracker.organisation.models import Person
from tracker.organisation.models_absence import Absence, ProtectedPeriod, Secondment
from tracker.organisation.queries_protected import (
    contact_through_hr,
    may_act_for,
    protected_ids,
    protected_on,
    secondments_of,
    visible_absences,
    visible_protected,
)
from tracker.organisation.rules_absence import AbsenceError, ContactArrangement, ProtectionSource
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.clock import today

SignIn = Callable[..., tuple[Browser, Viewer]]
DAY = date(2024, 5, 1)
UNTIL = date(2025, 6, 30)


def protect(person: Person, **given: Any) -> ProtectedPeriod:
    values = {"until": UNTIL, "source": ProtectionSource.MAPLE_10, "recorded_on": DAY, **given}
    return factories.save(ProtectedPeriod(person_id=person.id, **values))


def away(
    person: Person, contact: ContactArrangement = ContactArrangement.THROUGH_HR, **given: Any
) -> Absence:
    values = {"valid_from": DAY, "valid_to": None, **given}
    return factories.save(Absence(person_id=person.id, contact=contact, **values))


@pytest.mark.parametrize(
    ("day", "stands"),
    [
        pytest.param(DAY - timedelta(days=1), False, id="the day before it was recorded"),
        pytest.param(DAY, True, id="the day it was recorded"),
        pytest.param(UNTIL, True, id="its last day"),
        pytest.param(UNTIL + timedelta(days=1), False, id="the day after"),
    ],
)
def test_somebody_is_protected_from_the_record_to_the_last_day(
    database: SQLAlchemy, day: date, stands: bool
) -> None:
    unit = factories.unit()
    person, other = factories.person(unit=unit), factories.person(unit=unit)
    protect(person)

    assert protected_on([person.id, other.id], day) == ({person.id: UNTIL} if stands else {})
    assert database.session.scalars(protected_ids(day)).all() == ([person.id] if stands else [])


def test_only_those_who_must_act_and_the_person_read_it(database: SQLAlchemy) -> None:
    unit = factories.unit()
    person, other = factories.person(unit=unit), factories.person(unit=unit)
    protect(person)
    away(person)
    mine, beside = factories.programme(), factories.programme()
    factories.affected(factories.change(programme_id=mine.id), person)
    viewers = {
        "HR of the employer": factories.viewer(Role.HR_PARTNER),
        "HR of a programme that affects them": factories.viewer(Role.HR_PARTNER, programme=mine),
        "the person": factories.viewer(Role.STAFF, person=person),
        "HR of another programme": factories.viewer(Role.HR_PARTNER, programme=beside),
        "HR of another employer": factories.viewer(Role.HR_PARTNER, employer=factories.employer()),
        "a colleague": factories.viewer(Role.STAFF, person=other),
        "their manager": factories.viewer(Role.MANAGER, unit=unit),
        "a representative": factories.viewer(Role.UNION_REPRESENTATIVE),
        "a director": factories.viewer(Role.PROGRAMME_DIRECTOR),
        "an administrator": factories.viewer(Role.ADMINISTRATOR),
        "an auditor": factories.viewer(Role.AUDITOR),
    }

    def readers(query: Callable[[Viewer, date], Any]) -> list[str]:
        return [who for who, viewer in viewers.items() if database.session.scalars(query(viewer, DAY)).all()]

    expected = ["HR of the employer", "HR of a programme that affects them", "the person"]
    assert readers(visible_protected) == expected
    assert readers(visible_absences) == expected
    assert [who for who, viewer in viewers.items() if may_act_for(person, viewer, DAY)] == expected


def test_hr_reads_dates_and_the_rule_and_a_manager_only_to_ask_hr(sign_in_as: SignIn) -> None:
    unit = factories.unit()
    person = factories.person(unit=unit, name="Ada Brook")
    protect(person, until=today() + timedelta(days=90), recorded_on=today())
    away(person)
    hr, _ = sign_in_as(Role.HR_PARTNER)
    manager, _ = sign_in_as(Role.MANAGER, unit=unit)

    seen = hr.get(f"/register/people/{person.reference}")
    shown = manager.get(f"/register/people/{person.reference}")

    assert "MAPLE Regulations 1999" in seen.facts["Offered suitable vacancies ahead of others until"]
    assert seen.facts["Away from work"].endswith("Told of changes through HR only")
    assert "contact is through HR for now" in shown.text
    assert not {"Away from work", "Offered suitable vacancies ahead of others until"} & set(shown.facts)


def test_the_person_reads_what_is_held_apart_of_them(sign_in_as: SignIn) -> None:
    unit = factories.unit("Payroll")
    person, other = factories.person(unit=unit), factories.person(unit=unit)
    protect(person, until=today() + timedelta(days=90), recorded_on=today())
    away(person)
    mine, _ = sign_in_as(Role.STAFF, person=person)
    theirs, _ = sign_in_as(Role.STAFF, person=other)

    page = mine.get("/register/own")

    assert "MAPLE" in page.facts["Offered suitable vacancies ahead of others until"]
    assert page.table("Postings")[0][2] == "Payroll"
    assert "Held apart" in page.text.replace("under “Held apart”", "")
    assert "MAPLE" not in theirs.get("/register/own").text
    mine.get(f"/register/people/{person.reference}", 403)


def test_a_manager_learns_nothing_where_contact_is_as_usual(sign_in_as: SignIn) -> None:
    unit = factories.unit()
    person, same = (factories.person(unit=unit, name="Ada Brook", staff_number=n) for n in ("1", "2"))
    away(person, ContactArrangement.AS_USUAL)
    protect(person)
    manager, _ = sign_in_as(Role.MANAGER, unit=unit)

    page = manager.get(f"/register/people/{person.reference}").text

    assert page.replace("Staff number 1", "") == manager.get(
        f"/register/people/{same.reference}"
    ).text.replace("Staff number 2", "")


def test_a_period_is_recorded_replaced_and_removed(database: SQLAlchemy) -> None:
    person = factories.person(unit=factories.unit())
    hr = factories.viewer(Role.HR_PARTNER)

    with unit_of_work():
        held = services.record_protection(
            person, None, until=UNTIL, source=ProtectionSource.MAPLE_10, seen=None, by=hr, day=DAY
        )
    with unit_of_work():
        services.record_protection(
            person,
            held,
            until=UNTIL + timedelta(days=30),
            source=ProtectionSource.SPL_39,
            seen=1,
            by=hr,
            day=DAY + timedelta(days=10),
        )
    found = protected_on([person.id], DAY)
    with pytest.raises(EditConflictError), unit_of_work():
        services.remove_protection(held, person, seen=1, by=hr)
    with unit_of_work():
        services.remove_protection(held, person, seen=2, by=hr)

    assert found == {person.id: UNTIL + timedelta(days=30)}
    assert protected_on([person.id], DAY) == {}
    bodies = " ".join(database.session.scalars(database.select(AuditEntry.body)))
    assert "protected period:record" in bodies
    assert "MAPLE" not in bodies
    assert "SPL" not in bodies


@pytest.mark.parametrize(
    ("until", "sound"),
    [
        pytest.param(DAY - timedelta(days=1), False, id="over"),
        pytest.param(DAY, True, id="today"),
        pytest.param(date(2028, 12, 31), True, id="four years"),
        pytest.param(date(2029, 1, 1), False, id="five years"),
    ],
)
def test_a_last_day_that_is_over_or_far_off_is_refused(
    database: SQLAlchemy, until: date, sound: bool
) -> None:
    person = factories.person(unit=factories.unit())
    hr = factories.viewer(Role.HR_PARTNER)
    source = ProtectionSource.PAL_23

    def record() -> None:
        with unit_of_work():
            services.record_protection(person, None, until=until, source=source, seen=None, by=hr, day=DAY)

    if sound:
        record()
    else:
        with pytest.raises(AbsenceError, match="Protected until must be"):
            record()

    assert bool(protected_on([person.id], DAY)) is sound


def test_absences_of_somebody_do_not_overlap(database: SQLAlchemy) -> None:
    person = factories.person(unit=factories.unit())
    hr = factories.viewer(Role.HR_PARTNER)
    away(person, valid_to=UNTIL)

    def record(first: date) -> None:
        with unit_of_work():
            services.record_absence(
                person, None, first=first, last=None, contact=ContactArrangement.AS_USUAL, seen=None, by=hr
            )

    with pytest.raises(AbsenceError, match="away in that time already"):
        record(UNTIL)
    record(UNTIL + timedelta(days=1))

    assert contact_through_hr([person.id], UNTIL) == {person.id}
    assert contact_through_hr([person.id], UNTIL + timedelta(days=1)) == frozenset()


def test_a_secondment_is_to_a_unit_here_or_to_a_host_outside(database: SQLAlchemy) -> None:
    unit, host = factories.unit(), factories.unit("Change team")
    person = factories.person(unit=unit)
    hr = factories.viewer(Role.HR_PARTNER)

    with unit_of_work():
        services.record_secondment(person, None, first=DAY, last=UNTIL, host=host, seen=None, by=hr)
    with pytest.raises(AbsenceError, match="end that secondment first"), unit_of_work():
        services.record_secondment(person, None, first=UNTIL, last=None, host="Home Office", seen=None, by=hr)
    after = UNTIL + timedelta(days=1)
    with unit_of_work():
        services.record_secondment(person, None, first=after, last=None, host="Home Office", seen=None, by=hr)

    rows = [(row.host, row.valid_from, row.valid_to) for row in secondments_of(person)]
    assert rows == [("Change team", DAY, UNTIL), ("Home Office", after, None)]
    with pytest.raises(Exception, match="one_host"):
        factories.save(Secondment(person_id=person.id, valid_from=DAY, host=""))
