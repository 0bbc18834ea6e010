"""Who is protected, away or seconded, and who may know it: HR partners who must act, and the person."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from tracker.database import db
from tracker.organisation.models import Person, Unit, UnitPeriod
from tracker.organisation.models_absence import Absence, ProtectedPeriod, Secondment
from tracker.organisation.queries import valid_on, visible_people
from tracker.organisation.rules_absence import ContactArrangement
from tracker.policy.access.permissions import Permission
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer

CHUNK = 5_000

affected_person = sa.table("affected_person", sa.column("person_id"), sa.column("change_id"))
change = sa.table("change", sa.column("id"), sa.column("programme_id"))
"""Tables of packages above this one, by name: which programme touches somebody."""


def protected_on(person_ids: Iterable[int], day: date) -> dict[int, date]:
    """Which of the people must be offered a suitable vacancy ahead of others on the day, and until when.

    It asks nothing of a viewer: show it only to whoever ``visible_protected`` shows it to. Who is not in it
    may be protected all the same: HR has not recorded it.
    """
    found: dict[int, date] = {}
    for ids in _chunks(person_ids):
        rows = db.session.execute(
            sa.select(ProtectedPeriod.person_id, ProtectedPeriod.until).where(
                ProtectedPeriod.person_id.in_(ids), *_stands(day)
            )
        )
        found.update((row.person_id, row.until) for row in rows)
    return found


def _chunks(ids: Iterable[int]) -> Iterator[Sequence[int]]:
    known = list(ids)
    return (known[start : start + CHUNK] for start in range(0, len(known), CHUNK))


def protected_ids(day: date) -> sa.Select[int]:
    """Ids of everybody protected on the day, to narrow a select of people that a viewer may read."""
    return sa.select(ProtectedPeriod.person_id).where(*_stands(day))


def _stands(day: date) -> tuple[sa.ColumnElement[bool], ...]:
    return ProtectedPeriod.recorded_on <= day, ProtectedPeriod.until >= day


def visible_protected(viewer: Viewer, day: date) -> sa.Select[ProtectedPeriod]:
    """Protected periods the viewer may read, with their person.

    HR partners of the whole employer read those of its people; HR partners of one programme those of people
    whom it affects; staff their own. Nobody else learns that there is one.
    """
    query = sa.select(ProtectedPeriod).join(ProtectedPeriod.person)
    if not viewer.may(Permission.PROTECTED_PERIOD_READ):
        return query.where(sa.false())
    return query.where(ProtectedPeriod.person_id.in_(_must_act_for(viewer, day)))


def visible_absences(viewer: Viewer, day: date) -> sa.Select[Absence]:
    """Long absences the viewer may read, with their person; the same readers as of protected periods."""
    query = sa.select(Absence).join(Absence.person)
    if not viewer.may(Permission.PROTECTED_PERIOD_READ):
        return query.where(sa.false())
    return query.where(Absence.person_id.in_(_must_act_for(viewer, day)))


def _must_act_for(viewer: Viewer, day: date) -> sa.Select[int]:
    people: Any = visible_people(viewer, day).with_only_columns(Person.id).order_by(None)
    if viewer.role is not Role.HR_PARTNER:
        return people  # type: ignore[no-any-return]  # staff: themselves
    touched = (
        sa.select(affected_person.c.person_id)
        .join(change, change.c.id == affected_person.c.change_id)
        .where(change.c.programme_id.in_(viewer.programme_ids))
    )
    return people.where(  # type: ignore[no-any-return]  # a select of one column
        sa.or_(Person.employer_id.in_(viewer.whole_employer_ids), Person.id.in_(touched))
    )


def may_act_for(person: Person, viewer: Viewer, day: date) -> bool:
    """Whether the viewer may read and record this person's protection and absence."""
    if not viewer.may(Permission.PROTECTED_PERIOD_READ):
        return False
    ids = _must_act_for(viewer, day).where(Person.id == person.id)
    return db.session.scalar(ids) is not None


def contact_through_hr(person_ids: Iterable[int], day: date) -> frozenset[int]:
    """Whom a manager asks HR to reach, without learning more: away on the day, and so arranged."""
    found: set[int] = set()
    for ids in _chunks(person_ids):
        found.update(
            db.session.scalars(
                sa.select(Absence.person_id).where(
                    Absence.person_id.in_(ids),
                    Absence.contact == ContactArrangement.THROUGH_HR,
                    valid_on(Absence, day),
                )
            )
        )
    return frozenset(found)


@dataclass(frozen=True)
class Apart:
    """What the viewer is shown of somebody's protection and absence; ``may_act`` false shows nothing of it.

    ``through_hr`` is all that a manager learns: to reach them, ask HR.
    """

    may_act: bool
    protection: ProtectedPeriod | None = None
    absences: Sequence[Absence] = ()
    through_hr: bool = False


def apart_of(person: Person, viewer: Viewer, day: date) -> Apart:
    """Protection and absences of somebody whom the viewer may read. At most three statements."""
    if not may_act_for(person, viewer, day):
        return Apart(False, through_hr=person.id in contact_through_hr([person.id], day))
    protection = db.session.scalar(
        sa.select(ProtectedPeriod).where(ProtectedPeriod.person_id == person.id, ProtectedPeriod.until >= day)
    )
    absences = db.session.scalars(
        sa.select(Absence)
        .where(Absence.person_id == person.id, sa.or_(Absence.valid_to.is_(None), Absence.valid_to >= day))
        .order_by(Absence.valid_from, Absence.id)
    )
    return Apart(True, protection, absences.all())


@dataclass(frozen=True)
class SecondmentRow:
    """Where somebody works for a time, beside their own posting. ``host_reference`` is of a unit here."""

    reference: str
    host: str
    host_reference: str | None
    valid_from: date
    valid_to: date | None


def secondments_of(person: Person) -> list[SecondmentRow]:
    """Every secondment of somebody whom the viewer may read, in date order. One statement."""
    rows = db.session.execute(
        sa.select(
            Secondment.reference,
            sa.func.coalesce(UnitPeriod.name, Unit.code, Secondment.host),
            Unit.reference,
            Secondment.valid_from,
            Secondment.valid_to,
        )
        .outerjoin(Unit, Unit.id == Secondment.host_unit_id)
        .outerjoin(
            UnitPeriod,
            sa.and_(
                UnitPeriod.unit_id == Unit.id,
                UnitPeriod.valid_from <= Secondment.valid_from,
                sa.or_(UnitPeriod.valid_to.is_(None), UnitPeriod.valid_to >= Secondment.valid_from),
            ),
        )
        .where(Secondment.person_id == person.id)
        .order_by(Secondment.valid_from, Secondment.id)
    )
    return [SecondmentRow(*row) for row in rows]
