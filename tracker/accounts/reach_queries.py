"""What a grant or an account can name: employers, programmes, unions, units, people on the register."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from tracker.accounts.models import Account
from tracker.database import db
from tracker.organisation.models import (
    BargainingGroup,
    Employer,
    Person,
    RecognisedUnion,
    Recognition,
    Unit,
    UnitPeriod,
)
from tracker.organisation.queries import valid_on

programme = sa.table(
    "programme", sa.column("id"), sa.column("reference"), sa.column("employer_id"), sa.column("name")
)
"""A table of the package above this one, by name."""


@dataclass(frozen=True)
class Choice:
    """Something a grant can reach: what the form sends, what it says, and the row behind it."""

    value: str
    label: str
    id: int
    employer_id: int | None


def employer_choices(day: date) -> list[Choice]:
    """Employers of today, by name."""
    rows = db.session.execute(
        sa.select(Employer.reference, Employer.name, Employer.id)
        .where(valid_on(Employer, day))
        .order_by(Employer.name)
    )
    return [Choice(reference, name, id_, id_) for reference, name, id_ in rows]


def programme_choices() -> list[Choice]:
    """Every programme, by name."""
    columns = (programme.c.reference, programme.c.name, programme.c.id, programme.c.employer_id)
    rows = db.session.execute(sa.select(*columns).order_by(programme.c.name, programme.c.id))
    return [Choice(*row) for row in rows]


def union_choices(day: date) -> list[Choice]:
    """Unions of today, by name."""
    rows = db.session.execute(
        sa.select(RecognisedUnion.reference, RecognisedUnion.name, RecognisedUnion.id)
        .where(valid_on(RecognisedUnion, day))
        .order_by(RecognisedUnion.name)
    )
    return [Choice(reference, name, id_, None) for reference, name, id_ in rows]


def units_called(text: str, day: date) -> list[Choice]:
    """At most ten units of today with that code or name, whatever the letter case; the code goes first."""
    wanted = text.strip().lower()
    rows = db.session.execute(
        sa.select(Unit.code, UnitPeriod.name, Unit.id, Unit.employer_id)
        .join(UnitPeriod, UnitPeriod.unit_id == Unit.id)
        .where(
            valid_on(UnitPeriod, day),
            sa.or_(sa.func.lower(Unit.code) == wanted, sa.func.lower(UnitPeriod.name) == wanted),
        )
        .order_by((sa.func.lower(Unit.code) == wanted).desc(), Unit.code)
        .limit(10)
    )
    return [Choice(*row) for row in rows]


def only_employer_of(union_id: int) -> int | None:
    """The employer that recognises the union, when just one does: pages then show its name."""
    query = (
        sa.select(BargainingGroup.employer_id)
        .join(Recognition, Recognition.bargaining_group_id == BargainingGroup.id)
        .where(Recognition.union_id == union_id)
        .distinct()
        .limit(2)
    )
    found = list(db.session.scalars(query))
    return found[0] if len(found) == 1 else None


def people_numbered(staff_number: str) -> list[Person]:
    """People on the register with that staff number: one for each employer that uses it."""
    wanted = staff_number.strip()
    return list(db.session.scalars(sa.select(Person).where(Person.staff_number == wanted).limit(10)))


def staff_number_of(account: Account) -> str:
    """The staff number the account is linked with, empty when it is linked with nobody."""
    if account.person_id is None:
        return ""
    return db.session.scalar(sa.select(Person.staff_number).where(Person.id == account.person_id)) or ""
