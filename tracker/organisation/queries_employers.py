"""Employers in law: of the organisation through time, of a unit on a day, of one person through time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from tracker.database import db
from tracker.organisation.models import Employer, Person, Posting, Unit, UnitPeriod
from tracker.organisation.models_operations import EmployerTerm, LegalEmployer
from tracker.organisation.queries import valid_on, visible_employers
from tracker.organisation.rules import StaffKind, live_on
from tracker.organisation.rules_employers import Employed, Parents, Term, employed_through_time, term_on
from tracker.organisation.rules_operations import TransferBasis
from tracker.policy.access.viewer import Viewer

CHUNK = 5_000


@dataclass(frozen=True)
class TermRow:
    """A line of the page. ``unit`` is None for the whole organisation."""

    organisation: str
    name: str
    unit: str | None
    unit_reference: str | None
    basis: TransferBasis
    valid_from: date
    valid_to: date | None


def terms_shown(viewer: Viewer) -> list[TermRow]:
    """Every term of the viewer's organisations, oldest first. One statement."""
    employers = visible_employers(viewer).with_only_columns(Employer.id).order_by(None)
    named = (
        sa.select(UnitPeriod.name)
        .where(UnitPeriod.unit_id == EmployerTerm.unit_id, UnitPeriod.valid_from <= EmployerTerm.valid_from)
        .order_by(UnitPeriod.valid_from.desc())
        .limit(1)
        .correlate(EmployerTerm)
        .scalar_subquery()
    )
    rows = db.session.execute(
        sa.select(
            Employer.name,
            LegalEmployer.name,
            sa.func.coalesce(named, Unit.code),
            Unit.reference,
            EmployerTerm.basis,
            EmployerTerm.valid_from,
            EmployerTerm.valid_to,
        )
        .join(LegalEmployer, LegalEmployer.id == EmployerTerm.legal_employer_id)
        .join(Employer, Employer.id == EmployerTerm.employer_id)
        .outerjoin(Unit, Unit.id == EmployerTerm.unit_id)
        .where(EmployerTerm.employer_id.in_(employers))
        .order_by(Employer.name, EmployerTerm.valid_from, EmployerTerm.unit_id.is_not(None), EmployerTerm.id)
    )
    return [TermRow(*row) for row in rows]


def terms_of(employer_id: int) -> list[Term]:
    """Every term of one organisation as plain values. One statement."""
    rows = db.session.execute(
        sa.select(
            EmployerTerm.legal_employer_id,
            LegalEmployer.name,
            EmployerTerm.unit_id,
            EmployerTerm.valid_from,
            EmployerTerm.valid_to,
        )
        .join(LegalEmployer, LegalEmployer.id == EmployerTerm.legal_employer_id)
        .where(EmployerTerm.employer_id == employer_id)
        .order_by(EmployerTerm.valid_from, EmployerTerm.id)
    )
    return [Term(*row) for row in rows]


def employer_of_unit(unit: Unit, day: date) -> str | None:
    """The employer in law of the unit's people on the day; None where none is recorded."""
    terms = terms_of(unit.employer_id)
    parents = _Tree(unit.employer_id).on(day) if any(term.unit_id for term in terms) else {}
    term = term_on(terms, unit.id, parents, day)
    return term.name if term else None


def employed_by(person: Person) -> list[Employed]:
    """Who employed somebody when. Police officers hold an office: nobody does. At most three statements."""
    if person.kind is StaffKind.POLICE_OFFICER:
        return []
    terms = terms_of(person.employer_id)
    if not terms:
        return []
    stays = db.session.execute(
        sa.select(Posting.unit_id, Posting.valid_from, Posting.valid_to)
        .where(Posting.person_id == person.id)
        .order_by(Posting.valid_from)
    )
    tree = _Tree(person.employer_id) if any(term.unit_id for term in terms) else None
    return employed_through_time(
        [(row.unit_id, row.valid_from, row.valid_to) for row in stays],
        terms,
        tree.on if tree else lambda _day: {},
    )


class _Tree:
    """Which unit each stood under, on any day. One statement."""

    def __init__(self, employer_id: int) -> None:
        self.periods: list[Any] = list(
            db.session.execute(
                sa.select(
                    UnitPeriod.unit_id, UnitPeriod.parent_id, UnitPeriod.valid_from, UnitPeriod.valid_to
                )
                .join(Unit, Unit.id == UnitPeriod.unit_id)
                .where(Unit.employer_id == employer_id)
            )
        )

    def on(self, day: date) -> Parents:
        """The tree of the day."""
        return {
            row.unit_id: row.parent_id for row in self.periods if live_on(day, row.valid_from, row.valid_to)
        }


def legal_employers_on(person_ids: Iterable[int], employer_id: int, day: date) -> dict[int, int]:
    """Id of the employer in law of each of the organisation's people on the day: for counts by employer.

    Police officers, and who is posted nowhere or before any term, are left out.
    """
    terms = [term for term in terms_of(employer_id) if live_on(day, term.valid_from, term.valid_to)]
    parents = _Tree(employer_id).on(day) if any(term.unit_id for term in terms) else {}
    known, by_unit, found = list(person_ids), dict[int, int | None](), dict[int, int]()
    for start in range(0, len(known), CHUNK):
        rows = db.session.execute(
            sa.select(Posting.person_id, Posting.unit_id)
            .join(Person, Person.id == Posting.person_id)
            .where(
                Posting.person_id.in_(known[start : start + CHUNK]),
                Person.kind != StaffKind.POLICE_OFFICER,
                valid_on(Posting, day),
            )
        )
        for person_id, unit_id in rows:
            if unit_id not in by_unit:
                term = term_on(terms, unit_id, parents, day)
                by_unit[unit_id] = term.legal_employer_id if term else None
            legal_id = by_unit[unit_id]
            if legal_id is not None:
                found[person_id] = legal_id
    return found
