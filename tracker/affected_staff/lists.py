"""Lists of affected people, and one person's history in a change."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from tracker.affected_staff.models import AffectedPerson, Exposure, Impact, ImpactListed
from tracker.affected_staff.queries import visible_affected
from tracker.affected_staff.rules import AffectedStatus, ImpactKind, ImpactState, Reach, Severity
from tracker.audit.looks import is_noted
from tracker.changes.models import Change
from tracker.database import AnySelect, db
from tracker.organisation.models import Establishment, Person, Posting, Unit, UnitPeriod
from tracker.organisation.queries import unit_name_on, valid_on
from tracker.organisation.queries_bands import grade_column, reads_bands
from tracker.organisation.queries_sites import site_name
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.clock import london
from tracker.web.listing import Listing, Page, paginate

MOST_AT_ONCE = 2_000
"""People that can be moved in one go: more than that is a mistake or a job for several."""


@dataclass(frozen=True)
class AffectedRow:
    """One line of the list. ``staff_number`` is masked where the viewer may not read it whole."""

    reference: str
    name: str
    staff_number: str
    job: str
    grade: str
    unit: str
    status: AffectedStatus
    status_on: date
    first_told_on: date | None
    next_step_on: date | None
    told: bool
    person_id: int
    looked_at: bool


TOLD, NOT_TOLD = "told", "not told"
TOLD_FILTER = {TOLD: "Told where they stand", NOT_TOLD: "Not told where they stand"}
SORTS: dict[str, Any] = {
    "name": Person.name,
    "unit": UnitPeriod.name,
    "status": AffectedPerson.status,
    "since": AffectedPerson.status_on,
    "next": AffectedPerson.next_step_on,
}


def masked(staff_number: str) -> str:
    """All but the last three signs hidden."""
    return "…" + staff_number[-3:]


def with_unit(query: sa.Select[AffectedPerson], day: date) -> sa.Select[AffectedPerson]:
    """The select with each person's unit as derived, under its name on the day: see ``unit_name_column``."""
    latest = (
        sa.select(sa.func.max(UnitPeriod.valid_from))
        .where(UnitPeriod.unit_id == AffectedPerson.unit_id, UnitPeriod.valid_from <= day)
        .correlate(AffectedPerson)
        .scalar_subquery()
    )
    return query.join(Unit, Unit.id == AffectedPerson.unit_id).outerjoin(
        UnitPeriod, sa.and_(UnitPeriod.unit_id == Unit.id, UnitPeriod.valid_from == latest)
    )


def unit_name_column() -> sa.SQLColumnExpression[str]:
    """The name of the unit that ``with_unit`` joined."""
    return sa.func.coalesce(UnitPeriod.name, Unit.code)


def is_told() -> sa.SQLColumnExpression[bool]:
    """Whether they have been told where they stand now."""
    same = sa.and_(
        AffectedPerson.told_status == AffectedPerson.status,
        AffectedPerson.told_status_on == AffectedPerson.status_on,
    )
    return sa.func.coalesce(same, sa.false())


def affected_of(change: Change, viewer: Viewer, day: date, listing: Listing) -> AnySelect:
    """Affected people of the change that the viewer may see, narrowed to what the address asks for."""
    grade = _grade(viewer, day)
    query: AnySelect = (
        with_unit(visible_affected(viewer, day), day)
        .where(AffectedPerson.change_id == change.id)
        .with_only_columns(
            AffectedPerson.reference,
            Person.name,
            Person.staff_number,
            AffectedPerson.title,
            grade,
            unit_name_column(),
            AffectedPerson.status,
            AffectedPerson.status_on,
            AffectedPerson.first_told_on,
            AffectedPerson.next_step_on,
            is_told(),
            AffectedPerson.person_id,
            is_noted(viewer, AffectedPerson.person_id, day),
        )
        .order_by(None)
    )
    status = listing.value("status")
    if status in {each.value for each in AffectedStatus}:
        query = query.where(AffectedPerson.status == AffectedStatus(status))
    if viewer.role is not Role.UNION_REPRESENTATIVE and listing.value("told") in TOLD_FILTER:
        query = query.where(is_told() == (listing.value("told") == TOLD))
    if listing.q:
        like = f"%{listing.q}%"
        fields = [Person.name, AffectedPerson.title, grade, UnitPeriod.name]
        if viewer.role is not Role.UNION_REPRESENTATIVE:
            fields.append(Person.staff_number)
        query = query.where(sa.or_(*(each.ilike(like) for each in fields)))
    return query


def _grade(viewer: Viewer, day: date) -> sa.SQLColumnExpression[str]:
    return grade_column(viewer, Person.employer_id, AffectedPerson.grade, day)


def grade_for(person: AffectedPerson, viewer: Viewer, day: date) -> str:
    """Somebody's grade as the viewer may read it. One statement for whoever reads bands."""
    if not reads_bands(viewer):
        return person.grade
    query = visible_affected(viewer, day).where(AffectedPerson.id == person.id)
    return db.session.scalars(query.with_only_columns(_grade(viewer, day)).order_by(None)).one()


def affected_page(change: Change, viewer: Viewer, day: date, listing: Listing) -> Page[AffectedRow]:
    """One page of the list, by name unless asked otherwise."""

    def row(*values: Any) -> AffectedRow:
        made = AffectedRow(*values)
        hides = viewer.role is Role.UNION_REPRESENTATIVE
        return replace(made, staff_number=masked(made.staff_number)) if hides else made

    sorts = {**SORTS, "grade": _grade(viewer, day)}
    return paginate(affected_of(change, viewer, day, listing), listing, sorts, AffectedPerson.id, row)


def references_meant(change: Change, viewer: Viewer, day: date, listing: Listing) -> list[str]:
    """References of everyone on the narrowed list, for moving them all."""
    query = affected_of(change, viewer, day, listing).order_by(Person.name, AffectedPerson.id)
    return [row[0] for row in db.session.execute(query.limit(MOST_AT_ONCE + 1))]


@dataclass(frozen=True)
class TouchRow:
    """One impact the person is or was under."""

    reference: str
    kind: ImpactKind
    severity: Severity
    reach: Reach
    state: ImpactState
    description: str
    first_day: date | None
    last_day: date | None
    assessed_on: date


def touches(person: AffectedPerson) -> list[TouchRow]:
    """The impacts of the change on the person."""
    rows = db.session.execute(
        sa.select(
            Impact.reference,
            Impact.kind,
            Impact.severity,
            Impact.reach,
            Impact.state,
            Impact.description,
            Exposure.first_day,
            sa.func.coalesce(Exposure.last_day, Impact.clip_to),
            Impact.assessed_at,
        )
        .join(Exposure, Exposure.impact_id == Impact.id)
        .where(Exposure.affected_person_id == person.id)
        .order_by(Impact.id)
    )
    return [TouchRow(*row[:8], assessed_on=london(row[8]).date()) for row in rows]


def unit_name(unit_id: int, day: date) -> str:
    """The name of a unit on the day."""
    return db.session.scalar(sa.select(unit_name_on(unit_id, day))) or ""


def register_choices(employer_id: int, day: date) -> tuple[dict[str, str], dict[str, str]]:
    """Grades and post titles in use on the day, each naming itself."""
    here = (
        sa.select(Posting.grade, Posting.title)
        .join(Person, Person.id == Posting.person_id)
        .where(Person.employer_id == employer_id, valid_on(Posting, day))
        .distinct()
    )
    rows = db.session.execute(here).all()
    grades = sorted({row.grade for row in rows if row.grade})
    posts = sorted({row.title for row in rows if row.title})
    return {name: name for name in grades}, {name: name for name in posts}


def unit_names(references: list[str], day: date) -> list[str]:
    """Names on the day of the units with these references."""
    query = sa.select(unit_name_on(Unit.id, day)).where(Unit.reference.in_(references)).order_by(Unit.code)
    return list(db.session.scalars(query))


def site_names(references: list[str], day: date) -> list[str]:
    """Names on the day of the sites with these references."""
    return list(
        db.session.scalars(
            sa.select(site_name(day))
            .where(Establishment.reference.in_(references))
            .order_by(site_name(day), Establishment.id)
        )
    )


def listed_numbers(impact: Impact) -> list[str]:
    """Staff numbers that HR put under the impact one by one."""
    return list(
        db.session.scalars(
            sa.select(Person.staff_number)
            .join(ImpactListed, ImpactListed.person_id == Person.id)
            .where(ImpactListed.impact_id == impact.id)
            .order_by(ImpactListed.id)
        )
    )


def number_for(person: AffectedPerson, viewer: Viewer) -> str:
    """The staff number as the viewer may read it."""
    number = person.person.staff_number
    return masked(number) if viewer.role is Role.UNION_REPRESENTATIVE else number
