"""Small organisations for the journeys. Crowds are inserted in one statement."""

from datetime import date, timedelta

import sqlalchemy as sa

from tests import factories
from tracker.affected_staff.models import ExposureVersion
from tracker.audit import services as audit
from tracker.changes.models import Change
from tracker.database import db, new_reference, table_of, unit_of_work
from tracker.organisation.models import BargainingGroup, Person, Posting, Unit
from tracker.organisation.rules import Contract, StaffKind
from tracker.web.clock import today


def crowd(unit: Unit, size: int, *, group: BargainingGroup | None = None, first: int = 1) -> list[str]:
    """Put so many people into a unit; gives back their staff numbers."""
    numbers = [f"{unit.code}-{n:04d}" for n in range(first, first + size)]
    with unit_of_work():
        connection = db.session.connection()
        connection.execute(
            sa.insert(table_of(Person)),
            [
                {
                    "employer_id": unit.employer_id,
                    "reference": new_reference(),
                    "staff_number": number,
                    "name": f"Someone {number}",
                    "kind": StaffKind.OTHER,
                    "contract": Contract.PERMANENT,
                    "service_start": factories.BEGAN,
                }
                for number in numbers
            ],
        )
        ids = db.session.execute(
            sa.select(Person.id).where(Person.staff_number.in_(numbers)).order_by(Person.id)
        ).scalars()
        connection.execute(
            sa.insert(table_of(Posting)),
            [
                {
                    "person_id": key,
                    "unit_id": unit.id,
                    "bargaining_group_id": group.id if group else None,
                    "title": "Clerk",
                    "grade": "C",
                    "fte": 1.0,
                    "valid_from": factories.BEGAN,
                }
                for key in ids
            ],
        )
        audit.record(audit.NOBODY, "test:arrange", "test", "-")
    return numbers


def people_of(unit: Unit) -> list[Person]:
    """Everybody posted to a unit."""
    query = sa.select(Person).join(Posting, Posting.person_id == Person.id).where(Posting.unit_id == unit.id)
    return list(db.session.scalars(query.order_by(Person.staff_number)))


def reorganised(people: int = 6) -> tuple[Unit, Change]:
    """A team in a department, with a published change under way now that puts all of its posts at risk."""
    department = factories.unit("Finance")
    team = factories.unit("Payroll", parent=department)
    crowd(department, people)
    crowd(team, people)
    day = today()
    change = factories.change(
        title="Share payroll with the county",
        units=(team,),
        announced=day - timedelta(days=60),
        transition_start=day.replace(day=1),
        transition_end=day.replace(day=1) + timedelta(days=60),
    )
    factories.affected(change, *people_of(team))
    bump_measure(team.employer_id)
    return team, change


def bump_measure(employer_id: int) -> None:
    """Make the measure read anew: this process has served other tests' employers of this id."""
    fresh = factories.number() + 1_000
    held = db.session.scalar(sa.select(ExposureVersion).where(ExposureVersion.employer_id == employer_id))
    if held is None:
        factories.save(ExposureVersion(employer_id=employer_id, number=fresh))
        return
    with unit_of_work():
        held.number = fresh
        audit.record(audit.NOBODY, "test:arrange", "test", "-")


def month_of(day: date) -> str:
    """The month as addresses name it."""
    return f"{day:%Y-%m}"
