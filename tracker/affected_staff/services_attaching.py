"""Putting people under an impact and releasing them: rows by the thousand, in chunks, in one unit of work."""

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa

from tracker.affected_staff.models import AffectedPerson, AffectedStep, Exposure, ExposureVersion, Impact
from tracker.affected_staff.rules import SETTLED, AffectedStatus, ImpactState
from tracker.database import db, new_reference, table_of
from tracker.organisation.models import Person, Posting
from tracker.organisation.queries import valid_on
from tracker.policy.access.viewer import Viewer

CHUNK = 5_000


def bump(employer_id: int) -> None:
    """Tell everyone who keeps results of the measure that they are out of date."""
    row = db.session.scalar(
        sa.select(ExposureVersion).where(ExposureVersion.employer_id == employer_id).with_for_update()
    )
    if row is None:
        db.session.add(ExposureVersion(employer_id=employer_id))
    else:
        row.number += 1


def attach(
    impact: Impact, people: Sequence[int], *, first_day: date | None, by: Viewer, day: date, moment: datetime
) -> None:
    """Put people under the impact, each as an affected person of the change first where they are not yet."""
    db.session.flush()
    for start in range(0, len(people), CHUNK):
        chunk = people[start : start + CHUNK]
        _make_affected(impact.change_id, chunk, by=by, day=day, moment=moment)
        _affect_again(impact.change_id, chunk, by=by, day=day, moment=moment)
        _expose_again(impact, chunk)
        known = sa.select(Exposure.person_id).where(Exposure.impact_id == impact.id)
        wanted = sa.select(
            sa.literal(impact.id),
            AffectedPerson.person_id,
            AffectedPerson.id,
            sa.literal(first_day, sa.Date()),
        ).where(
            AffectedPerson.change_id == impact.change_id,
            AffectedPerson.person_id.in_(chunk),
            AffectedPerson.person_id.not_in(known),
        )
        db.session.execute(
            sa.insert(table_of(Exposure)).from_select(
                ["impact_id", "person_id", "affected_person_id", "first_day"], wanted
            )
        )


def _expose_again(impact: Impact, people: Sequence[int]) -> None:
    """Somebody who left the group and came back goes on being exposed."""
    db.session.execute(
        sa.update(Exposure)
        .where(
            Exposure.impact_id == impact.id, Exposure.person_id.in_(people), Exposure.last_day.is_not(None)
        )
        .values(last_day=None)
        .execution_options(synchronize_session=False)
    )


def _affect_again(change_id: int, people: Sequence[int], *, by: Viewer, day: date, moment: datetime) -> None:
    """Somebody who was no longer affected and comes under a further impact is so again."""
    gone = (
        AffectedPerson.change_id == change_id,
        AffectedPerson.person_id.in_(people),
        AffectedPerson.status == AffectedStatus.NO_LONGER_AFFECTED,
    )
    ids = db.session.scalars(sa.select(AffectedPerson.id).where(*gone)).all()
    if not ids:
        return
    status = AffectedStatus.POTENTIALLY_AFFECTED
    db.session.execute(
        sa.update(AffectedPerson)
        .where(AffectedPerson.id.in_(ids))
        .values(status=status, status_on=day, version=AffectedPerson.version + 1)
        .execution_options(synchronize_session=False)
    )
    note_steps(ids, status, "", on=day, by=by, moment=moment)


def _make_affected(change_id: int, people: Sequence[int], *, by: Viewer, day: date, moment: datetime) -> None:
    known = sa.select(AffectedPerson.person_id).where(AffectedPerson.change_id == change_id)
    new = db.session.execute(
        sa.select(Person.id, Posting.unit_id, Posting.bargaining_group_id, Posting.title, Posting.grade)
        .join(Posting, sa.and_(Posting.person_id == Person.id, valid_on(Posting, day)))
        .where(Person.id.in_(people), Person.id.not_in(known))
    ).all()
    if not new:
        return
    rows = [
        {
            "reference": new_reference(),
            "version": 1,
            "change_id": change_id,
            "person_id": row.id,
            "unit_id": row.unit_id,
            "bargaining_group_id": row.bargaining_group_id,
            "title": row.title,
            "grade": row.grade,
            "status": AffectedStatus.POTENTIALLY_AFFECTED,
            "status_on": day,
        }
        for row in new
    ]
    db.session.execute(sa.insert(table_of(AffectedPerson)), rows)
    ids = db.session.scalars(
        sa.select(AffectedPerson.id).where(
            AffectedPerson.change_id == change_id,
            AffectedPerson.person_id.in_([row.id for row in new]),
        )
    ).all()
    note_steps(ids, AffectedStatus.POTENTIALLY_AFFECTED, "", on=day, by=by, moment=moment)


def note_steps(
    affected_ids: Sequence[int],
    status: AffectedStatus,
    reason: str,
    *,
    on: date,
    by: Viewer,
    moment: datetime,
) -> None:
    rows = [
        {
            "affected_person_id": affected_id,
            "status": status,
            "reason": reason,
            "on": on,
            "recorded_at": moment,
            "recorded_by_id": by.account_id,
        }
        for affected_id in affected_ids
    ]
    if rows:
        db.session.execute(sa.insert(table_of(AffectedStep)), rows)


def end_exposures(impact: Impact, people: Sequence[int], *, last_day: date) -> None:
    """End the exposures of people who left; whoever had joined only since then was never exposed."""
    for start in range(0, len(people), CHUNK):
        here = (Exposure.impact_id == impact.id, Exposure.person_id.in_(people[start : start + CHUNK]))
        db.session.execute(
            sa.delete(Exposure)
            .where(*here, Exposure.first_day > last_day)
            .execution_options(synchronize_session=False)
        )
        db.session.execute(
            sa.update(Exposure)
            .where(*here)
            .values(last_day=last_day)
            .execution_options(synchronize_session=False)
        )


def release(
    change_id: int, people: Sequence[int], reason: str, *, by: Viewer, day: date, moment: datetime
) -> int:
    """Whoever of these has no live impact of the change left is no longer affected. Gives back how many.

    An outcome stays: somebody redeployed or transferred has moved because of the change.
    """
    live = (
        sa.select(Exposure.person_id)
        .join(Impact, Impact.id == Exposure.impact_id)
        .where(
            Impact.change_id == change_id, Impact.state == ImpactState.ASSESSED, Exposure.last_day.is_(None)
        )
    )
    released = 0
    for start in range(0, len(people), CHUNK):
        free = (
            AffectedPerson.change_id == change_id,
            AffectedPerson.person_id.in_(people[start : start + CHUNK]),
            AffectedPerson.person_id.not_in(live),
            AffectedPerson.status.not_in(SETTLED),
        )
        ids = db.session.scalars(sa.select(AffectedPerson.id).where(*free)).all()
        db.session.execute(
            sa.update(AffectedPerson)
            .where(*free)
            .values(
                status=AffectedStatus.NO_LONGER_AFFECTED,
                status_on=day,
                next_step_on=None,
                version=AffectedPerson.version + 1,
            )
            .execution_options(synchronize_session=False)
        )
        note_steps(ids, AffectedStatus.NO_LONGER_AFFECTED, reason, on=day, by=by, moment=moment)
        released += len(ids)
    return released
