"""Completing what a manager must do with one press, and taking it back. Each is part of a unit of work."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from tracker.affected_staff.models import AffectedPerson
from tracker.affected_staff.models_support import IndividualMeeting
from tracker.affected_staff.models_tasks import TaskMark
from tracker.affected_staff.queries_tasks import task_of
from tracker.affected_staff.rules import HowTold, Telling
from tracker.affected_staff.rules_support import Companion, MeetingState, next_number
from tracker.affected_staff.services_meetings import (
    MeetingGiven,
    Outcome,
    add_meeting,
    live_numbers,
    record_outcome,
)
from tracker.affected_staff.services_statuses import StepGiven, before_last, correct, take
from tracker.affected_staff.task_rules import TaskKind
from tracker.audit import services as audit
from tracker.database import EditConflictError, check_version, db
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer

UNDONE = "Marked as done by mistake"


class TaskError(Exception):
    """Something that cannot be completed or taken back now; the message is in words for the page."""


@dataclass(frozen=True)
class Done:
    """What completing a task wrote: enough to take it back as long as nobody has built on it.

    ``was_on`` is the day for which a meeting had been planned before it was said to be held.
    """

    kind: TaskKind
    reference: str
    version: int
    was_on: date | None = None


def complete_task(
    row: AffectedPerson,
    kind: TaskKind,
    *,
    seen: int | None,
    employer_id: int,
    by: Viewer,
    day: date,
    moment: datetime,
) -> Done:
    """Do what the row asks for as of today. Raises ``TaskError`` when it asks for something else by now."""
    check_version(row, seen)
    task = task_of(row)
    if task is None or task.kind is not kind:
        raise TaskError(f"Nothing of this kind is to be done for {row.person.name} any more: look at the row")
    if kind is TaskKind.TELL:
        return _tell(row, employer_id=employer_id, by=by, day=day, moment=moment)
    if kind is TaskKind.MEET:
        return _meet(row, by=by, day=day, moment=moment)
    mark = TaskMark(
        affected_person_id=row.id,
        status=row.status,
        status_on=row.status_on,
        marked_on=day,
        marked_by_id=by.account_id,
        marked_at=moment,
    )
    db.session.add(mark)
    db.session.flush()
    _record(by, row, "marked")
    return Done(kind, mark.reference, row.version)


def _tell(row: AffectedPerson, *, employer_id: int, by: Viewer, day: date, moment: datetime) -> Done:
    told = Telling(day, HowTold.IN_PERSON, by.name, by.account_id)
    given = StepGiven(status=None, on=row.status_on, reason="", told=told, next_step_on=row.next_step_on)
    take([row], given, employer_id=employer_id, by=by, moment=moment)
    db.session.flush()
    _record(by, row, "told")
    return Done(TaskKind.TELL, row.reference, row.version)


def _meet(row: AffectedPerson, *, by: Viewer, day: date, moment: datetime) -> Done:
    planned = db.session.scalars(
        sa.select(IndividualMeeting)
        .where(
            IndividualMeeting.affected_person_id == row.id, IndividualMeeting.state == MeetingState.PLANNED
        )
        .order_by(IndividualMeeting.on, IndividualMeeting.id)
        .limit(1)
    ).one_or_none()
    if planned is not None:
        was_on = planned.on
        outcome = _outcome(MeetingState.HELD, day, by, companion=Companion.NOBODY)
        record_outcome(planned, outcome, seen=None, by=by, moment=moment)
        return Done(TaskKind.MEET, planned.reference, planned.version, was_on)
    live = live_numbers([row.id]).get(row.id, frozenset())
    number = next_number(live)
    if number in live:
        raise TaskError(
            f"{row.person.name} has had all the meetings there are: record what came of them on their page"
        )
    given = MeetingGiven(
        number=number,
        state=MeetingState.HELD,
        on=day,
        at=None,
        held_by=by.name,
        held_by_id=by.account_id,
        companion=Companion.NOBODY,
    )
    meeting = add_meeting(row, given, by=by, moment=moment)
    return Done(TaskKind.MEET, meeting.reference, meeting.version)


def undo_task(row: AffectedPerson, done: Done, *, employer_id: int, by: Viewer, moment: datetime) -> None:
    """Take back what was completed. Raises ``EditConflictError`` once somebody has built on it."""
    if done.kind is TaskKind.TELL:
        check_version(row, done.version)
        _check_own_telling(row, by)
        given = StepGiven(
            status=row.status, on=row.status_on, reason=UNDONE, told=None, next_step_on=row.next_step_on
        )
        correct(
            row,
            given,
            takes_back_telling=True,
            seen=done.version,
            employer_id=employer_id,
            by=by,
            moment=moment,
            permission=Permission.TASK_COMPLETE,
        )
        return
    if done.kind is TaskKind.MEET:
        meeting = db.session.scalars(
            sa.select(IndividualMeeting).where(
                IndividualMeeting.reference == done.reference, IndividualMeeting.affected_person_id == row.id
            )
        ).one()
        state = MeetingState.PLANNED if done.was_on else MeetingState.CANCELLED
        outcome = _outcome(state, done.was_on or meeting.on, by, reason=UNDONE)
        record_outcome(meeting, outcome, seen=done.version, by=by, moment=moment)
        return
    gone = db.session.scalars(
        sa.select(TaskMark).where(TaskMark.reference == done.reference, TaskMark.affected_person_id == row.id)
    ).one_or_none()
    if gone is None:
        raise EditConflictError
    db.session.delete(gone)
    _record(by, row, "unmarked")


def _check_own_telling(row: AffectedPerson, by: Viewer) -> None:
    """Managers take back that they told somebody: not what others recorded, and never a status."""
    before, last = before_last(row)
    stays = last.status is before.status and last.on == before.on
    if not stays or last.told_by_id != by.account_id or last.recorded_by_id != by.account_id:
        raise TaskError(f"You did not record how {row.person.name} was told: ask HR to correct it")


def _outcome(
    state: MeetingState, on: date, by: Viewer, *, reason: str = "", companion: Companion | None = None
) -> Outcome:
    return Outcome(
        state=state,
        on=on,
        reason=reason,
        held_by=by.name,
        held_by_id=by.account_id,
        companion=companion,
        companion_name="",
        note="",
        invited_id=None,
    )


def _record(by: Viewer, row: AffectedPerson, step: str) -> None:
    audit.record(
        by,
        Permission.TASK_COMPLETE,
        "affected person",
        row.reference,
        version=row.version,
        facts={"step": step},
    )
