"""What a manager must do for one person and by when; the database orders by the same."""

import itertools
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tracker.affected_staff.models import AffectedPerson
from tracker.affected_staff.models_support import IndividualMeeting
from tracker.affected_staff.models_tasks import TaskMark
from tracker.affected_staff.queries_tasks import FAR, due_on, task_of
from tracker.affected_staff.rules import MANAGER_ACTION, AffectedStatus
from tracker.affected_staff.rules_support import MeetingState
from tracker.affected_staff.task_rules import Facts, Task, TaskKind, task_for
from tracker.audit import services as audit
from tracker.database import db, unit_of_work

SINCE = date(2012, 3, 5)
LATER = date(2012, 4, 2)
S = AffectedStatus


def facts(status: AffectedStatus = S.AT_RISK, **given: Any) -> Facts:
    values: dict[str, Any] = {
        "since": SINCE,
        "knows": True,
        "met": False,
        "planned_on": None,
        "next_step_on": None,
        "marked": False,
        **given,
    }
    return Facts(status, **values)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(
            facts(knows=False, planned_on=LATER),
            Task(TaskKind.TELL, "Tell them that they are at risk", SINCE),
            id="hard news first, due the day it counts",
        ),
        pytest.param(
            facts(S.SLOTTED_IN, knows=False),
            Task(TaskKind.TELL, "Tell them that they are slotted in", SINCE),
            id="an outcome is told too",
        ),
        pytest.param(facts(), Task(TaskKind.MEET, MANAGER_ACTION[S.AT_RISK], None), id="a meeting, no day"),
        pytest.param(
            facts(planned_on=LATER, next_step_on=date(2012, 3, 20)),
            Task(TaskKind.MEET, MANAGER_ACTION[S.AT_RISK], LATER),
            id="a meeting by the day it is planned for",
        ),
        pytest.param(
            facts(next_step_on=LATER),
            Task(TaskKind.MEET, MANAGER_ACTION[S.AT_RISK], LATER),
            id="a meeting by the next step",
        ),
        pytest.param(facts(met=True, next_step_on=LATER), None, id="met since: nothing"),
        pytest.param(facts(S.POTENTIALLY_AFFECTED, next_step_on=LATER), None, id="told: nothing yet"),
        pytest.param(
            facts(S.RING_FENCED, next_step_on=LATER),
            Task(TaskKind.FOLLOW, MANAGER_ACTION[S.RING_FENCED], LATER),
            id="what else the status asks for",
        ),
        pytest.param(facts(S.RING_FENCED, marked=True), None, id="marked as done"),
        pytest.param(facts(S.NO_LONGER_AFFECTED), None, id="no longer affected and told"),
    ],
)
def test_one_thing_at_a_time(given: Facts, expected: Task | None) -> None:
    assert task_for(given) == expected


@pytest.mark.parametrize(("after", "overdue"), [(-1, False), (0, False), (1, True)])
def test_a_task_is_overdue_from_the_day_after(after: int, overdue: bool) -> None:
    assert Task(TaskKind.MEET, "", LATER).is_overdue(LATER + timedelta(days=after)) is overdue


def test_a_task_without_a_day_is_never_overdue() -> None:
    assert not Task(TaskKind.MEET, "", None).is_overdue(date(2099, 1, 1))


def test_the_database_orders_by_the_day_that_the_rule_names(database: SQLAlchemy) -> None:
    """Every status, told or not, met or not, with and without days."""
    unit, change = factories.unit(), factories.change()
    cases = list(
        itertools.product(
            S, (True, False), ("none", "planned", "held", "held before"), (None, LATER), (True, False)
        )
    )
    people = [factories.person(unit=unit) for _ in range(4)]
    factories.affected(change, *people)
    rows = database.session.scalars(sa.select(AffectedPerson).order_by(AffectedPerson.id)).all()
    for start in range(0, len(cases), len(rows)):
        with unit_of_work():
            db.session.execute(sa.delete(IndividualMeeting))
            db.session.execute(sa.delete(TaskMark))
            for row, case in zip(rows, cases[start : start + len(rows)], strict=False):
                arrange(row, change.owner_id, *case)
            audit.record(audit.NOBODY, "test:arrange", "test", "-")
        for row in rows:
            task = task_of(row)
            due = database.session.scalar(sa.select(due_on()).where(AffectedPerson.id == row.id))
            if task is None:
                assert due == FAR
            else:
                assert due == (task.due or FAR - timedelta(days=1))


def arrange(
    row: AffectedPerson,
    account_id: int,
    status: AffectedStatus,
    knows: bool,
    meeting: str,
    next_step_on: date | None,
    marked: bool,
) -> None:
    row.status, row.status_on, row.next_step_on = status, SINCE, next_step_on
    row.told_status, row.told_status_on = (status, SINCE) if knows else (None, None)
    if meeting != "none":
        on = {"planned": date(2012, 3, 12), "held": SINCE, "held before": SINCE - timedelta(days=1)}[meeting]
        state = MeetingState.PLANNED if meeting == "planned" else MeetingState.HELD
        db.session.add(IndividualMeeting(affected_person_id=row.id, number=1, state=state, on=on))
    if marked:
        db.session.add(
            TaskMark(
                affected_person_id=row.id,
                status=status,
                status_on=SINCE,
                marked_on=SINCE,
                marked_by_id=account_id,
                marked_at=factories.MOMENT,
            )
        )
