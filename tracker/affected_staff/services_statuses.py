"""Where affected people stand: moving, telling, correcting. Everything here is part of a unit of work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from tracker.affected_staff.models import AffectedPerson, AffectedStep, Exposure
from tracker.affected_staff.queries import steps_by_person
from tracker.affected_staff.rules import (
    AffectedStatus,
    Standing,
    StatusMoveError,
    Telling,
    shown_to_self,
    standing_steps,
    why_not,
)
from tracker.affected_staff.services_attaching import bump
from tracker.audit import services as audit
from tracker.database import check_version, db, table_of
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer

NAMED = 3
"""How many of those who cannot move a message names."""


@dataclass(frozen=True, kw_only=True)
class StepGiven:
    """A step as somebody records it. No ``status``: they stay, and were told or have a next step."""

    status: AffectedStatus | None
    on: date
    reason: str
    told: Telling | None = None
    next_step_on: date | None = None

    def why_not(self, row: AffectedPerson) -> str:
        """Why the person may not take this step now, empty when they may."""
        before = Standing(row.status, row.status_on, row.last_told_on)
        return why_not(before, self.status, self.on, self.told.on if self.told else None)


def move_statuses(
    rows: Sequence[AffectedPerson],
    given: StepGiven,
    *,
    employer_id: int,
    by: Viewer,
    moment: datetime,
) -> None:
    """Move people of one change. Raises ``StatusMoveError`` when any may not; then nobody moves."""
    wrong = [f"{row.person.name}: {why}" for row in rows if (why := given.why_not(row))]
    if wrong:
        more = f"; and {len(wrong) - NAMED} more" if len(wrong) > NAMED else ""
        raise StatusMoveError("; ".join(wrong[:NAMED]) + more)
    take(rows, given, employer_id=employer_id, by=by, moment=moment)
    word = given.status.value if given.status else "told"
    for row in rows:
        audit.record(
            by,
            Permission.AFFECTED_STAFF_UPDATE,
            "affected person",
            row.reference,
            version=row.version,
            facts={"status": word},
        )


def correct(
    row: AffectedPerson,
    given: StepGiven,
    *,
    takes_back_telling: bool,
    seen: int | None,
    employer_id: int,
    by: Viewer,
    moment: datetime,
    permission: Permission = Permission.AFFECTED_STAFF_UPDATE,
) -> None:
    """Put another step in place of the last one, which was wrong and stays in the history.

    ``permission`` is what the record names. Raises ``StatusMoveError`` when the step may not follow what
    stood before.
    """
    check_version(row, seen)
    before, wrong = before_last(row)
    if given.status is not before.status:
        since = Standing(before.status, before.on, None)
        if why := why_not(since, given.status, given.on, None):
            raise StatusMoveError(why)
    take(
        [row],
        given,
        employer_id=employer_id,
        by=by,
        moment=moment,
        corrects={row.id: wrong.id},
        takes_back_telling=takes_back_telling,
    )
    audit.record(
        by,
        permission,
        "affected person",
        row.reference,
        version=row.version,
        facts={"status": row.status.value, "corrects": wrong.status.value},
    )


def before_last(row: AffectedPerson) -> tuple[AffectedStep, AffectedStep]:
    """The step that stood before the last one, and the last. Raises ``StatusMoveError`` for the first."""
    steps = standing_steps(steps_by_person([row.id])[row.id])
    if len(steps) < 2:
        raise StatusMoveError(
            "This is how they came into the change, so there is nothing to go back to: move them instead"
        )
    return steps[-2], steps[-1]


def take(
    rows: Sequence[AffectedPerson],
    given: StepGiven,
    *,
    employer_id: int,
    by: Viewer,
    moment: datetime,
    move_id: int | None = None,
    corrects: Mapping[int, int] | None = None,
    takes_back_telling: bool = False,
) -> None:
    """Record the step for each and bring the people up to date with it. The caller has judged and audits."""
    if given.status is not None:
        _follow(rows, given.status, given.on)
    steps: list[dict[str, Any]] = []
    for row in rows:
        if given.status is not None:
            row.status = given.status
            row.status_on = given.on
        row.next_step_on = given.next_step_on
        steps.append(
            {
                "affected_person_id": row.id,
                "status": row.status,
                "reason": given.reason,
                "on": row.status_on,
                "next_step_on": given.next_step_on,
                "told_on": given.told.on if given.told else None,
                "told_how": given.told.how if given.told else None,
                "told_by": given.told.by if given.told else "",
                "told_by_id": given.told.by_id if given.told else None,
                "corrects_id": (corrects or {}).get(row.id),
                "takes_back_telling": takes_back_telling,
                "move_id": move_id,
                "recorded_at": moment,
                "recorded_by_id": by.account_id,
            }
        )
    db.session.execute(sa.insert(table_of(AffectedStep)), steps)
    if given.told is not None or takes_back_telling:
        _remember_telling(rows)
    db.session.flush()
    bump(employer_id)


def _remember_telling(rows: Sequence[AffectedPerson]) -> None:
    """Bring what each has been told up to date with their steps."""
    steps = steps_by_person([row.id for row in rows])
    for row in rows:
        told = shown_to_self(steps[row.id])
        last = told[-1] if told else None
        row.first_told_on = told[0].told_on if told else None
        row.last_told_on = last.told_on if last else None
        row.told_status = last.status if last else None
        row.told_status_on = last.on if last else None
        row.told_next_step_on = last.next_step_on if last else None


def _follow(rows: Sequence[AffectedPerson], status: AffectedStatus, on: date) -> None:
    """Who is no longer affected carries no load after that day; who is again, carries it again.

    Called while ``rows`` still have their former status: only exposures that it ended are taken up again,
    not those of a group that the person had left before.
    """
    out = [row for row in rows if row.status is AffectedStatus.NO_LONGER_AFFECTED]
    for day in {row.status_on for row in out}:
        _expose([row.id for row in out if row.status_on == day], Exposure.last_day == day, None)
    if status is AffectedStatus.NO_LONGER_AFFECTED:
        _expose([row.id for row in rows], Exposure.last_day.is_(None), on)


def _expose(affected_ids: Sequence[int], where: sa.ColumnElement[bool], last_day: date | None) -> None:
    here = Exposure.affected_person_id.in_(affected_ids)
    update = sa.update(Exposure).where(here, where).values(last_day=last_day)
    db.session.execute(update.execution_options(synchronize_session=False))
