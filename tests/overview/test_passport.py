"""The change passport of a member of staff."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy

from tests import factories, factories_changes
from tests.browser import Browser
from tracker.affected_staff.models import AffectedPerson
from tracker.affected_staff.rules import AffectedStatus
from tracker.audit import services as audit
from tracker.changes.models import Change
from tracker.database import db, unit_of_work
from tracker.organisation.models import Person
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.clock import today

SignIn = Callable[..., tuple[Browser, Viewer]]


def alter(change: Change, person: Person, **columns: Any) -> None:
    with unit_of_work():
        row = db.session.query(AffectedPerson).filter_by(change_id=change.id, person_id=person.id).one()
        for name, value in columns.items():
            setattr(row, name, value)
        audit.record(audit.NOBODY, "test:arrange", "test", "-")


def world() -> tuple[Change, Person]:
    union = factories.union(name="Alpha")
    group = factories.bargaining_group(union, name="Police staff")
    grace = factories.person(unit=factories.unit("Payroll"), group=group, name="Grace")
    change = factories.change(title="One payroll", consult_end=today() + timedelta(days=30))
    factories.affected(change, grace)
    return change, grace


@pytest.mark.parametrize("url", ["/", "/passport", "/passport?view=print"])
def test_it_says_what_is_proposed_settled_and_open(
    sign_in_as: SignIn, database: SQLAlchemy, url: str
) -> None:
    change, grace = world()
    told = today() - timedelta(days=10)
    alter(change, grace, first_told_on=told, last_told_on=told, told_status_on=told, status_on=told)
    staff, _ = sign_in_as(Role.STAFF, person=grace)

    page = staff.get(url)

    ends = today() + timedelta(days=30)
    assert "One payroll" in page.text
    assert "You are At risk since" in page.text
    assert f"Next: consultation ends, {ends.day} {ends:%B %Y} (proposed, may still move)" in page.text
    assert "Nothing yet." in page.text
    assert "What becomes of you: no date has been set yet" in page.text
    assert "10 days so far" in page.text
    assert "Recognised for Police staff: Alpha." in page.text
    assert "No meeting or letter or offer of support is recorded for you here." in page.text
    assert "Nobody else, since looks began to be recorded." in page.text


def test_nobody_learns_here_what_they_have_not_been_told(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    change, grace = world()
    alter(change, grace, status=AffectedStatus.LEAVING_COMPULSORY, status_on=today())
    staff, _ = sign_in_as(Role.STAFF, person=grace)

    for url in ("/", "/passport", "/passport?view=print", f"/changes/{change.reference}"):
        text = staff.get(url).text
        assert "At risk" in text
        assert "compulsory" not in text.lower()
        assert "employment ends" not in text


def test_a_change_somebody_has_not_been_told_of_is_not_there(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    change, grace = world()
    alter(change, grace, first_told_on=None, last_told_on=None, told_status=None, told_status_on=None)
    staff, _ = sign_in_as(Role.STAFF, person=grace)

    for url in ("/", "/passport", "/passport?view=print"):
        page = staff.get(url)
        assert "One payroll" not in page.text
        assert "No change is recorded as affecting you, or nobody has told you of one yet." in page.text
    staff.get(f"/changes/{change.reference}", status=404)


def test_an_outcome_that_was_told_stops_the_clock_and_folds_the_change(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    change, grace = world()
    told, since = today() - timedelta(days=20), today() - timedelta(days=5)
    factories_changes.agreed_pause(
        change, first=today() - timedelta(days=12), last=today() - timedelta(days=11)
    )
    alter(
        change,
        grace,
        first_told_on=told,
        last_told_on=since,
        status=AffectedStatus.SLOTTED_IN,
        status_on=since,
        told_status=AffectedStatus.SLOTTED_IN,
        told_status_on=since,
    )
    staff, _ = sign_in_as(Role.STAFF, person=grace)

    page = staff.get("/passport")

    assert "Changes that are over for you (1)" in page.text
    assert "You have a place in the new structure, since" in page.text
    assert "15 days between, less 2 days of agreed pauses" in page.text
    assert "13 days : told on" in page.text


def test_nobody_reads_the_passport_of_another(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    world()
    other, _ = sign_in_as(Role.STAFF, person=factories.person(unit=factories.unit()))

    assert "One payroll" not in other.get("/passport").text
