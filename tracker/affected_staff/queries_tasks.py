"""What managers must do, as columns beside affected people, in the order of the day it is due."""

from datetime import date
from typing import Any

import sqlalchemy as sa

from tracker.affected_staff.models import AffectedPerson
from tracker.affected_staff.models_support import IndividualMeeting
from tracker.affected_staff.models_tasks import TaskMark
from tracker.affected_staff.rules_support import MeetingState
from tracker.affected_staff.task_rules import MEETING_ASKED, NOTHING_MORE, Facts, Task, task_for
from tracker.database import db

FAR = date(9999, 12, 31)
"""Stands for no day at all where days are compared in the database."""


def knows() -> sa.ColumnElement[bool]:
    """Whether the person has been told the status they have."""
    return sa.func.coalesce(
        sa.and_(
            AffectedPerson.told_status == AffectedPerson.status,
            AffectedPerson.told_status_on == AffectedPerson.status_on,
        ),
        sa.false(),
    )


def met() -> sa.ColumnElement[bool]:
    """Whether an individual meeting has been held since the status began."""
    return (
        sa.select(IndividualMeeting.id)
        .where(
            IndividualMeeting.affected_person_id == AffectedPerson.id,
            IndividualMeeting.state == MeetingState.HELD,
            IndividualMeeting.on >= AffectedPerson.status_on,
        )
        .exists()
    )


def planned_on() -> sa.ScalarSelect[date]:
    """The day of the next planned meeting."""
    return (
        sa.select(sa.func.min(IndividualMeeting.on))
        .where(
            IndividualMeeting.affected_person_id == AffectedPerson.id,
            IndividualMeeting.state == MeetingState.PLANNED,
        )
        .scalar_subquery()
    )


def marked() -> sa.ColumnElement[bool]:
    """Whether what the status asks for has been marked as done."""
    return (
        sa.select(TaskMark.id)
        .where(
            TaskMark.affected_person_id == AffectedPerson.id,
            TaskMark.status == AffectedPerson.status,
            TaskMark.status_on == AffectedPerson.status_on,
        )
        .exists()
    )


def task_columns() -> list[sa.ColumnElement[Any]]:
    """The columns that ``task_of`` reads besides status and days."""
    return [knows(), met(), planned_on(), marked()]


def due_on() -> sa.ColumnElement[date]:
    """The day the task is due, ``FAR`` where none is set and a day later where there is nothing to do.

    It says in the database what ``task_rules.task_for`` says of one person; a test holds them equal.
    """
    nothing = sa.or_(
        AffectedPerson.status.in_(NOTHING_MORE), AffectedPerson.status.in_(MEETING_ASKED), marked()
    )
    asks = sa.and_(AffectedPerson.status.in_(MEETING_ASKED), sa.not_(met()))
    return sa.case(
        (sa.not_(knows()), AffectedPerson.status_on),
        (asks, sa.func.coalesce(planned_on(), AffectedPerson.next_step_on, NO_DAY)),
        (nothing, sa.literal(FAR, sa.Date())),
        else_=sa.func.coalesce(AffectedPerson.next_step_on, NO_DAY),
    )


NO_DAY = sa.literal(date(9999, 12, 30), sa.Date())
"""A task without a day comes after all that have one, before those who ask for nothing."""


def task_of(row: AffectedPerson) -> Task | None:
    """What is to be done for one person. One statement."""
    columns = db.session.execute(sa.select(*task_columns()).where(AffectedPerson.id == row.id)).one()
    return task_for(facts_of(row.status, row.status_on, row.next_step_on, tuple(columns)))


def facts_of(status: Any, since: date, next_step_on: date | None, columns: tuple[Any, ...]) -> Facts:
    """The facts of a row from its own columns and those of ``task_columns``."""
    knows_, met_, planned, marked_ = columns
    return Facts(status, since, bool(knows_), bool(met_), planned, next_step_on, bool(marked_))
