"""Recording who is protected, away or seconded. The record says only that it was done."""

from datetime import date

import sqlalchemy as sa

from tracker.audit import services as audit
from tracker.database import check_version, db
from tracker.organisation.models import Person, Unit
from tracker.organisation.models_absence import Absence, ProtectedPeriod, Secondment
from tracker.organisation.rules import live_on
from tracker.organisation.rules_absence import (
    AbsenceError,
    ContactArrangement,
    ProtectionSource,
    check_protected_until,
)
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer


def record_protection(
    person: Person,
    held: ProtectedPeriod | None,
    *,
    until: date,
    source: ProtectionSource,
    seen: int | None,
    by: Viewer,
    day: date,
) -> ProtectedPeriod:
    """Say until when somebody is protected; what was held of them before is replaced."""
    check_protected_until(until, day)
    if held is None:
        held = ProtectedPeriod(person_id=person.id, until=until, source=source, recorded_on=day)
        db.session.add(held)
    else:
        check_version(held, seen)
        if held.until < day:
            held.recorded_on = day  # another period: the one that is over protected nobody in between
        held.until, held.source = until, source
    db.session.flush()
    _record(by, person, "recorded")
    return held


def remove_protection(held: ProtectedPeriod, person: Person, *, seen: int | None, by: Viewer) -> None:
    """Keep nothing more of it."""
    check_version(held, seen)
    db.session.delete(held)
    _record(by, person, "removed")


def record_absence(
    person: Person,
    held: Absence | None,
    *,
    first: date,
    last: date | None,
    contact: ContactArrangement,
    seen: int | None,
    by: Viewer,
) -> Absence:
    """Say from when to when somebody is away, and how they are told of changes meanwhile."""
    if last is not None and last < first:
        raise AbsenceError("valid_to", "Last day must be on or after the first day")
    others = db.session.scalars(sa.select(Absence).where(Absence.person_id == person.id))
    for other in others:
        if other is not held and _meet(other, first, last):
            raise AbsenceError("valid_from", "They are recorded as away in that time already: change that")
    if held is None:
        held = Absence(person_id=person.id)
        db.session.add(held)
    else:
        check_version(held, seen)
    held.valid_from, held.valid_to, held.contact = first, last, contact
    db.session.flush()
    _record(by, person, "recorded")
    return held


def remove_absence(held: Absence, person: Person, *, seen: int | None, by: Viewer) -> None:
    """Keep nothing more of it."""
    check_version(held, seen)
    db.session.delete(held)
    _record(by, person, "removed")


def record_secondment(
    person: Person,
    held: Secondment | None,
    *,
    first: date,
    last: date | None,
    host: Unit | str,
    seen: int | None,
    by: Viewer,
) -> Secondment:
    """Say where somebody works for a time. Their own posting stays."""
    if last is not None and last < first:
        raise AbsenceError("valid_to", "Last day must be on or after the first day")
    others = db.session.scalars(sa.select(Secondment).where(Secondment.person_id == person.id))
    for other in others:
        if other is not held and _meet(other, first, last):
            raise AbsenceError(
                "valid_from", "They are seconded in that time already: end that secondment first"
            )
    if held is None:
        held = Secondment(person_id=person.id)
        db.session.add(held)
    else:
        check_version(held, seen)
    held.valid_from, held.valid_to = first, last
    held.host_unit_id = host.id if isinstance(host, Unit) else None
    held.host = host if isinstance(host, str) else ""
    db.session.flush()
    audit.record(by, Permission.PERSON_EDIT, "person", person.reference, facts={"step": "secondment"})
    return held


def _meet(other: Absence | Secondment, first: date, last: date | None) -> bool:
    """Whether the two share a day."""
    return live_on(first, other.valid_from, other.valid_to) or live_on(other.valid_from, first, last)


def _record(by: Viewer, person: Person, step: str) -> None:
    """Absence and protection read alike in the record: who reads it learns neither."""
    audit.record(by, Permission.PROTECTED_PERIOD_RECORD, "person", person.reference, facts={"step": step})
