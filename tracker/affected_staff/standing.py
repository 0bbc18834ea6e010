"""One affected person as a viewer may see them: where they stand and every step, each with who told them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import sqlalchemy as sa

from tracker.accounts.models import Account
from tracker.affected_staff.lists import TouchRow, touches
from tracker.affected_staff.models import AffectedPerson, AffectedStep
from tracker.affected_staff.queries import steps_by_person
from tracker.affected_staff.rules import (
    AffectedStatus,
    HowTold,
    knew_of_impact,
    shown_to_self,
    standing_steps,
)
from tracker.database import db
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer


@dataclass(frozen=True)
class StepRow:
    """A step as the viewer may read it; what they may not is empty.

    ``corrected``: another step stands in its place. ``corrects``: it stands in place of that status.
    ``stays``: the status was the same before, and this tells only of a telling or a next step.
    """

    status: AffectedStatus
    on: date
    reason: str
    told_on: date | None
    told_how: HowTold | None
    told_by: str
    next_step_on: date | None
    by: str
    recorded_at: datetime | None
    corrects: AffectedStatus | None
    corrected: bool
    stays: bool


@dataclass(frozen=True)
class Stand:
    """Where the person stands as far as the viewer may know."""

    status: AffectedStatus
    since: date
    next_step_on: date | None
    first_told_on: date | None
    last_told_on: date | None
    told: bool


def stand_of(row: AffectedPerson, viewer: Viewer) -> Stand:
    """For staff themselves what they were told last, for others how it is. ``told``: they know that much."""
    if viewer.role is Role.STAFF:
        assert row.told_status is not None
        assert row.told_status_on is not None
        told = (row.told_status, row.told_status_on, row.told_next_step_on)
        return Stand(*told, row.first_told_on, row.last_told_on, True)
    knows = (row.told_status, row.told_status_on) == (row.status, row.status_on)
    return Stand(row.status, row.status_on, row.next_step_on, row.first_told_on, row.last_told_on, knows)


def steps_of(row: AffectedPerson, viewer: Viewer) -> list[StepRow]:
    """The steps that the viewer may read, newest first: staff themselves those they were told."""
    return steps_of_all([row], viewer)[row.id]


def steps_of_all(rows: Sequence[AffectedPerson], viewer: Viewer) -> dict[int, list[StepRow]]:
    """The same for several, by the number of the affected person. Two statements."""
    steps = steps_by_person([row.id for row in rows])
    names = account_names({step.recorded_by_id for each in steps.values() for step in each})
    return {affected_id: _rows_of(each, names, viewer) for affected_id, each in steps.items()}


def _rows_of(steps: Sequence[AffectedStep], names: dict[int, str], viewer: Viewer) -> list[StepRow]:
    by_id = {step.id: step for step in steps}
    seen = shown_to_self(steps) if viewer.role is Role.STAFF else steps
    standing = {step.id for step in standing_steps(seen)}
    full = viewer.role in (Role.HR_PARTNER, Role.MANAGER, Role.STAFF)
    rows: list[StepRow] = []
    before: AffectedStatus | None = None
    for step in seen:
        wrong = by_id[step.corrects_id] if step.corrects_id else None
        if wrong not in seen:
            wrong = None
        rows.append(
            StepRow(
                status=step.status,
                on=step.on,
                reason=step.reason if full else "",
                told_on=step.told_on if full else None,
                told_how=step.told_how if full else None,
                told_by=step.told_by if full else "",
                next_step_on=step.next_step_on if full else None,
                by=names.get(step.recorded_by_id, "") if full else "",
                recorded_at=step.recorded_at if full else None,
                corrects=wrong.status if wrong else None,
                corrected=step.id not in standing,
                stays=step.status is before and wrong is None,
            )
        )
        before = step.status
    return rows[::-1]


def account_names(ids: set[int]) -> dict[int, str]:
    """Names of accounts by their number. One statement."""
    rows = db.session.execute(sa.select(Account.id, Account.name).where(Account.id.in_(ids)))
    return {row.id: row.name for row in rows}


def touches_for(row: AffectedPerson, viewer: Viewer) -> list[TouchRow]:
    """The impacts on the person; for staff themselves those known when they were last told anything."""
    found = touches(row)
    if viewer.role is not Role.STAFF:
        return found
    knows_all = (row.told_status, row.told_status_on) == (row.status, row.status_on)
    known = [each for each in found if knew_of_impact(each.assessed_on, each.first_day, row.last_told_on)]
    return [each if knows_all else replace(each, last_day=None) for each in known]
