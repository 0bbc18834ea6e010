"""Who looked at whose record: noted before the page leaves, once a day, and read by the person."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.browser import Browser
from tracker.affected_staff.models import AffectedPerson
from tracker.audit import looks, services
from tracker.audit.models import AuditEntry, Look
from tracker.audit.queries import verify_record
from tracker.audit.rules import in_words
from tracker.changes.models import Change
from tracker.database import db, unit_of_work
from tracker.organisation.models import Person, Unit
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.clock import today

SignIn = Callable[..., tuple[Browser, Viewer]]


def world() -> tuple[Unit, Change, Person, Person]:
    unit = factories.unit("Payroll")
    grace, annie = factories.person(unit=unit, name="Grace"), factories.person(unit=unit, name="Annie")
    change = factories.change(title="One payroll", units=(unit,))
    factories.affected(change, grace, annie)
    return unit, change, grace, annie


def looked() -> list[tuple[int, Role]]:
    return [(row.person_id, row.role) for row in db.session.scalars(sa.select(Look).order_by(Look.person_id))]


def entries() -> list[dict[str, str]]:
    rows = db.session.scalars(
        sa.select(AuditEntry).where(AuditEntry.action == looks.ACTION).order_by(AuditEntry.id)
    )
    return [dict(in_words(row.body)) for row in rows]


def test_a_page_of_one_person_is_a_look_at_them(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    _, _, grace, _ = world()
    row = db.session.query(AffectedPerson).filter_by(person_id=grace.id).one()
    hr, _ = sign_in_as(Role.HR_PARTNER)

    hr.get(f"/affected/{row.reference}")

    assert looked() == [(grace.id, Role.HR_PARTNER)]
    [entry] = entries()
    assert (entry["object_type"], entry["object"]) == ("affected person", row.reference)
    assert entry["facts"] == "people: 1, where: page of one person"


@pytest.mark.parametrize(
    ("url", "role"),
    [
        pytest.param("/changes/{change}/affected-staff", Role.HR_PARTNER, id="list of a change"),
        pytest.param("/reports/affected-staff", Role.MANAGER, id="report"),
        pytest.param("/reports/affected-staff?view=print", Role.MANAGER, id="paper"),
    ],
)
def test_a_list_is_one_entry_and_a_look_at_each(
    sign_in_as: SignIn, database: SQLAlchemy, url: str, role: Role
) -> None:
    unit, change, grace, annie = world()
    browser, _ = sign_in_as(role, **({"unit": unit} if role is Role.MANAGER else {}))

    browser.get(url.format(change=change.reference))

    assert looked() == [(grace.id, role), (annie.id, role)]
    assert len(entries()) == 1
    assert verify_record().sound


def test_a_second_look_on_a_day_writes_nothing(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    _, change, grace, _ = world()
    hr, _ = sign_in_as(Role.HR_PARTNER)

    for _ in range(2):
        hr.get(f"/changes/{change.reference}/affected-staff")
        hr.get(f"/register/people/{grace.reference}")

    assert len(looked()) == 2
    assert len(entries()) == 1


def test_each_role_and_account_is_a_look_of_its_own(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    unit, _, grace, _ = world()
    hr, _ = sign_in_as(Role.HR_PARTNER)
    other, _ = sign_in_as(Role.HR_PARTNER)
    manager, _ = sign_in_as(Role.MANAGER, unit=unit)

    for browser in (hr, other, manager):
        browser.get(f"/register/people/{grace.reference}")

    assert sorted(role for _, role in looked()) == [Role.HR_PARTNER, Role.HR_PARTNER, Role.MANAGER]


def test_the_next_day_is_another_look(database: SQLAlchemy) -> None:
    _, _, grace, _ = world()
    viewer = factories.viewer(Role.HR_PARTNER)
    with unit_of_work():
        looks.add_looks(viewer, [grace.id], today() - timedelta(days=1))
        services.record(viewer, "test:arrange", "test", "-")

    assert looks.not_noted(viewer, [grace.id], today()) == {grace.id}
    assert looks.not_noted(viewer, [grace.id], today() - timedelta(days=1)) == set()


def test_a_look_at_oneself_is_not_noted(database: SQLAlchemy) -> None:
    _, _, grace, annie = world()
    viewer = factories.viewer(Role.STAFF, person=grace)

    assert looks.not_noted(viewer, [grace.id, annie.id], today()) == {annie.id}


def test_the_same_look_twice_at_once_is_no_error(database: SQLAlchemy) -> None:
    _, _, grace, _ = world()
    viewer = factories.viewer(Role.HR_PARTNER)

    with unit_of_work():
        looks.add_looks(viewer, [grace.id], today())
        looks.add_looks(viewer, [grace.id], today())
        services.record(viewer, "test:arrange", "test", "-")

    assert len(looked()) == 1


def test_a_page_whose_look_cannot_be_written_is_not_shown(
    sign_in_as: SignIn, database: SQLAlchemy, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, change, _, _ = world()
    hr, _ = sign_in_as(Role.HR_PARTNER)

    def refuse(*_given: Any, **_named: Any) -> None:
        raise RuntimeError("the record cannot be written")

    monkeypatch.setattr(services, "record", refuse)
    page = hr.get(f"/changes/{change.reference}/affected-staff", status=500)

    assert "Grace" not in page.text
    assert looked() == []


def test_a_file_is_a_look_at_everybody_in_it(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    unit, _, grace, annie = world()
    manager, _ = sign_in_as(Role.MANAGER, unit=unit)
    manager.get("/reports/affected-staff?q=nobody")

    manager.post("/reports/affected-staff.csv", {"purpose": "one-to-ones and support"})

    assert {person for person, _ in looked()} == {grace.id, annie.id}
    assert entries() == [], "the export's own entry tells of it"


def test_a_person_reads_role_and_day_and_no_name(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    _, _, grace, _ = world()
    hr, viewer = sign_in_as(Role.HR_PARTNER)
    hr.get(f"/register/people/{grace.reference}")
    staff, _ = sign_in_as(Role.STAFF, person=grace)

    page = staff.get("/passport")

    day = today()
    assert f"{day.day} {day:%B %Y}: HR partner" in page.text
    assert viewer.name not in page.text
