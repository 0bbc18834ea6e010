"""Completing a task from the row of the report, and taking it back."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.browser import Browser
from tests.reports.conftest import World
from tracker.affected_staff.models import AffectedPerson
from tracker.affected_staff.models_support import IndividualMeeting
from tracker.affected_staff.models_tasks import TaskMark
from tracker.affected_staff.rules import AffectedStatus, HowTold, Telling
from tracker.affected_staff.rules_support import MeetingState
from tracker.affected_staff.services_statuses import StepGiven, move_statuses
from tracker.audit import services as audit
from tracker.audit.models import AuditEntry
from tracker.audit.queries import verify_record
from tracker.database import db, now, unit_of_work
from tracker.organisation.models import Person
from tracker.policy.access.roles import Role
from tracker.reports.task_views import read_done
from tracker.web.clock import today

URL = "/reports/affected-staff"


def alter(person: Person, **columns: Any) -> AffectedPerson:
    with unit_of_work():
        row = db.session.query(AffectedPerson).filter_by(person_id=person.id).one()
        for name, value in columns.items():
            setattr(row, name, value)
        audit.record(audit.NOBODY, "test:arrange", "test", "-")
    return row


def stepped(person: Person, status: AffectedStatus | None, told: str = "") -> AffectedPerson:
    """Somebody whom HR moves today, told by whoever is named."""
    row, hr = fresh(person), factories.viewer(Role.HR_PARTNER)
    heard = Telling(today(), HowTold.IN_PERSON, told, hr.account_id) if told else None
    given = StepGiven(status=status, on=today(), reason="Arranged", told=heard)
    with unit_of_work():
        move_statuses([row], given, employer_id=person.employer_id, by=hr, moment=now())
    return fresh(person)


def fresh(person: Person) -> AffectedPerson:
    db.session.expire_all()
    return db.session.query(AffectedPerson).filter_by(person_id=person.id).one()


def press(browser: Browser, row: AffectedPerson, query: str = "") -> Any:
    browser.get(f"{URL}?{query}")
    return browser.submit({}, action=f"{URL}/{row.reference}/done?{query}", follow=True)


def to_do(browser: Browser, person: Person) -> str:
    rows = {
        row[0].rpartition(" 0001")[0]: row[1] for row in browser.get(f"{URL}?status=").table("Affected staff")
    }
    return rows[person.name]


def meetings() -> list[tuple[MeetingState, Any, str]]:
    db.session.expire_all()
    rows = db.session.scalars(sa.select(IndividualMeeting).order_by(IndividualMeeting.id))
    return [(row.state, row.on, row.held_by) for row in rows]


def undo_action(page: Any) -> str:
    [form] = page.soup.select("form.undo-form")
    return str(form["action"])


def test_one_press_records_the_meeting_and_another_takes_it_back(world: World) -> None:
    row = fresh(world.annie)

    page = press(world.manager, row)

    assert page.flash == ["Recorded: individual meeting with Annie Easley held today"]
    assert meetings() == [(MeetingState.HELD, today(), world.viewer.name)]
    assert to_do(world.manager, world.annie) == "Nothing now"

    page = world.manager.get(page.url)
    page = world.manager.submit({}, action=undo_action(page), follow=True)

    assert page.flash == ["Taken back: Annie Easley waits for you again"]
    assert [state for state, _, _ in meetings()] == [MeetingState.CANCELLED]
    assert to_do(world.manager, world.annie).startswith("Hold an individual consultation meeting")
    assert verify_record().sound


def test_a_planned_meeting_is_the_one_that_was_held_and_goes_back_to_its_day(world: World) -> None:
    row, planned = fresh(world.annie), today() - timedelta(days=2)
    with unit_of_work():
        db.session.add(IndividualMeeting(affected_person_id=row.id, number=1, on=planned, held_by="Somebody"))
        audit.record(audit.NOBODY, "test:arrange", "test", "-")
    assert "Overdue" in to_do(world.manager, world.annie)

    page = press(world.manager, row)
    assert [(state, on) for state, on, _ in meetings()] == [(MeetingState.HELD, today())]
    world.manager.submit({}, action=undo_action(page), follow=True)

    assert [(state, on) for state, on, _ in meetings()] == [(MeetingState.PLANNED, planned)]


def test_telling_from_the_row_lets_the_person_read_it_until_it_is_taken_back(world: World) -> None:
    row = stepped(world.annie, AffectedStatus.RING_FENCED)
    assert to_do(world.manager, world.annie).startswith("Tell them that they are ring-fenced")

    page = press(world.manager, row)

    assert page.flash == ["Recorded: you told Annie Easley today, in person"]
    told = fresh(world.annie)
    assert (told.told_status, told.last_told_on) == (AffectedStatus.RING_FENCED, today())

    world.manager.submit({}, action=undo_action(page), follow=True)

    assert fresh(world.annie).told_status is not AffectedStatus.RING_FENCED


def test_a_manager_takes_back_their_own_telling_and_nobody_elses(world: World) -> None:
    stepped(world.annie, AffectedStatus.RING_FENCED)
    row = stepped(world.annie, None, told="A colleague")
    world.manager.get(URL)

    data = {"csrf_token": world.manager.token, "done": f"tell.{row.reference}.{row.version}."}
    world.manager.open(f"{URL}/{row.reference}/undo", "POST", 302, data=data)

    page = world.manager.get(URL)
    assert page.flash == ["You did not record how Annie Easley was told: ask HR to correct it"]
    assert fresh(world.annie).told_status is AffectedStatus.RING_FENCED


def test_telling_by_a_manager_changes_nothing_but_the_telling(world: World) -> None:
    row = stepped(world.annie, AffectedStatus.RING_FENCED)
    before = (row.status, row.status_on, row.next_step_on)

    press(world.manager, fresh(world.annie))

    row = fresh(world.annie)
    assert (row.status, row.status_on, row.next_step_on) == before
    assert row.told_status_on == today()
    actions = db.session.scalars(
        sa.select(AuditEntry.action)
        .where(AuditEntry.object_reference == row.reference)
        .order_by(AuditEntry.id)
    )
    assert list(actions) == ["affected staff:update", "task:complete"]


def test_what_else_the_status_asks_for_is_marked_and_unmarked(world: World, database: SQLAlchemy) -> None:
    since = today() - timedelta(days=3)
    known = {"told_status": AffectedStatus.RING_FENCED, "told_status_on": since}
    row = alter(world.annie, status=AffectedStatus.RING_FENCED, status_on=since, **known)

    page = press(world.manager, row)

    assert page.flash == ["Marked as done for Annie Easley"]
    assert to_do(world.manager, world.annie) == "Nothing now"
    assert len(database.session.scalars(sa.select(TaskMark)).all()) == 1

    world.manager.get(page.url)
    world.manager.submit({}, action=undo_action(page), follow=True)

    assert database.session.scalars(sa.select(TaskMark)).all() == []
    assert to_do(world.manager, world.annie).startswith("Explain the ring-fence")


def test_a_mark_holds_for_its_status_alone(world: World) -> None:
    since = today() - timedelta(days=3)
    known = {"told_status": AffectedStatus.RING_FENCED, "told_status_on": since}
    press(world.manager, alter(world.annie, status=AffectedStatus.RING_FENCED, status_on=since, **known))

    later = {"told_status": AffectedStatus.IN_TRIAL, "told_status_on": today()}
    alter(world.annie, status=AffectedStatus.IN_TRIAL, status_on=today(), **later)

    assert to_do(world.manager, world.annie).startswith("Review the trial")


def test_a_row_changed_meanwhile_is_not_completed(world: World) -> None:
    row = fresh(world.annie)
    world.manager.get(URL)
    alter(world.annie, next_step_on=today())

    page = world.manager.submit({}, action=f"{URL}/{row.reference}/done?", follow=True)

    assert page.flash == ["Somebody else changed the record of Annie Easley just now: look at the row again"]
    assert meetings() == []


def test_nothing_is_taken_back_once_somebody_has_built_on_it(world: World) -> None:
    page = press(world.manager, fresh(world.annie))
    with unit_of_work():
        db.session.query(IndividualMeeting).one().note = "We spoke of the bus."
        audit.record(audit.NOBODY, "test:arrange", "test", "-")

    page = world.manager.submit({}, action=undo_action(page), follow=True)

    assert page.flash == ["Somebody else changed the record of Annie Easley just now: look at the row again"]
    assert [state for state, _, _ in meetings()] == [MeetingState.HELD]


def test_the_row_of_another_unit_is_not_found(world: World) -> None:
    row = fresh(world.stranger)
    world.manager.get(URL)

    data = {"csrf_token": world.manager.token, "task": "meet", "version": str(row.version)}
    world.manager.open(f"{URL}/{row.reference}/done", "POST", 404, data=data)
    world.manager.open(f"{URL}/{row.reference}/undo", "POST", 404, data={**data, "done": "meet.X.1."})


def test_what_is_overdue_comes_first_and_filters_are_kept(world: World) -> None:
    alter(world.grace, next_step_on=today() + timedelta(days=5))
    alter(world.annie, next_step_on=today() - timedelta(days=1))

    names = [row[0].rpartition(" 0001")[0] for row in world.manager.get(URL).table("Affected staff")]
    assert names == ["Annie Easley", "Grace Hopper"]
    page = press(world.manager, fresh(world.annie), f"change={world.change.reference}&status=at+risk")

    assert f"change={world.change.reference}" in page.url
    assert "status=at+risk" in page.url


def test_hr_sees_what_is_to_be_done_without_a_button(world: World, sign_in_as: Any) -> None:
    hr, _ = sign_in_as(Role.HR_PARTNER)

    page = hr.get(URL)

    assert "Hold an individual consultation meeting" in page.text
    assert "Held today" not in page.text


@pytest.mark.parametrize("text", ["", "meet", "meet.X.Y.", "sleep.X.1.", "meet.X.1.yesterday", "a.b.c.d.e"])
def test_an_address_that_names_nothing_done_is_read_as_nothing(text: str) -> None:
    assert read_done(text) is None
