"""Who an impact's rule means on a day, and how that differs from the people already under it."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from tracker.affected_staff.models import AffectedPerson, Exposure, Impact, ImpactListed
from tracker.affected_staff.rules import SETTLED, AffectedStatus
from tracker.changes.models import Change, Programme
from tracker.database import AnySelect, db
from tracker.organisation.models import Establishment, Person, Posting, Unit, UnitPeriod
from tracker.organisation.models_operations import UnitSuccession
from tracker.organisation.queries import subtree_ids, valid_on
from tracker.organisation.queries_structure import units_become
from tracker.organisation.rules import Contract
from tracker.web.clock import london
from tracker.web.listing import Listing, Page, paginate


@dataclass(frozen=True)
class PersonRow:
    """One person of a preview."""

    reference: str
    name: str
    staff_number: str
    job: str
    grade: str
    unit: str
    fte: float


@dataclass(frozen=True)
class UnitCount:
    """People of a preview in one unit: heads and FTE side by side, agency workers apart."""

    unit: str
    people: int
    fte: float
    agency: int = 0
    agency_fte: float = 0.0


def employer_of(change: Change) -> int:
    """The employer whose register the change's rules are read against."""
    found = db.session.scalar(sa.select(Programme.employer_id).where(Programme.id == change.programme_id))
    assert found is not None
    return found


def meant(impact: Impact, employer_id: int, day: date) -> AnySelect:
    """Ids of the people whom the impact's rule means on the day.

    A unit that was split or merged since the impact was assessed means the units that came of it, as long as
    nothing else went into them.
    """
    return _matching(impact, employer_id, day, _units(impact, employer_id, day)).with_only_columns(Person.id)


def _units(impact: Impact, employer_id: int, day: date, *, widely: bool = False) -> list[int]:
    """The units that the rule names, and what became of them. ``widely``: whatever else went into that."""
    named = db.session.scalars(
        sa.select(Unit.id).where(
            Unit.employer_id == employer_id, Unit.reference.in_(impact.rule.get("units") or ())
        )
    ).all()
    if not named or impact.derived_on is None:
        return list(named)
    since = london(impact.assessed_at).date()
    become = {each for units in units_become(named, since, day).values() for each in units} | set(named)
    return sorted(become if widely else become - _joined_from_outside(become, set(named), since, day))


def _joined_from_outside(units: set[int], named: set[int], since: date, day: date) -> set[int]:
    """Those of the units, none of them named, into which others went too, or which were there before."""
    rows = db.session.execute(
        sa.select(UnitSuccession.from_id, UnitSuccession.to_id).where(
            UnitSuccession.to_id.in_(units - named), UnitSuccession.on > since, UnitSuccession.on <= day
        )
    )
    mixed = {to for source, to in rows if source not in units}
    before = sa.select(UnitPeriod.unit_id).where(
        UnitPeriod.unit_id.in_(units - named), UnitPeriod.valid_from <= since
    )
    return mixed | set(db.session.scalars(before))


def _matching(impact: Impact, employer_id: int, day: date, units: list[int]) -> AnySelect:
    rule = impact.rule
    query: AnySelect = (
        sa.select(Person.id)
        .join(Posting, sa.and_(Posting.person_id == Person.id, valid_on(Posting, day)))
        .where(
            Person.employer_id == employer_id,
            sa.or_(Person.service_end.is_(None), Person.service_end >= day),
        )
    )
    if rule.get("listed"):
        listed = sa.select(ImpactListed.person_id).where(ImpactListed.impact_id == impact.id)
        return query.where(Person.id.in_(listed))
    if rule.get("units"):
        query = query.where(Posting.unit_id.in_(sa.select(subtree_ids(units, day).c.id)))
    if rule.get("grades"):
        query = query.where(Posting.grade.in_(rule["grades"]))
    if rule.get("posts"):
        query = query.where(Posting.title.in_(rule["posts"]))
    if rule.get("sites"):
        sites = sa.select(Establishment.id).where(Establishment.reference.in_(rule["sites"]))
        query = query.where(Posting.establishment_id.in_(sites))
    return query


def under_now(impact: Impact) -> sa.Select[int]:
    """Ids of the people under the impact whose exposure has not been ended."""
    return sa.select(Exposure.person_id).where(Exposure.impact_id == impact.id, Exposure.last_day.is_(None))


def joins(impact: Impact, employer_id: int, day: date) -> AnySelect:
    """Ids of people the rule means on the day who are not under the impact.

    Whoever HR recorded as no longer affected stays out: that ended their exposure on the day itself, whereas
    leaving the group ends it on the day before.
    """
    taken_out = (
        sa.select(Exposure.person_id)
        .join(AffectedPerson, AffectedPerson.id == Exposure.affected_person_id)
        .where(
            Exposure.impact_id == impact.id,
            AffectedPerson.status == AffectedStatus.NO_LONGER_AFFECTED,
            Exposure.last_day == AffectedPerson.status_on,
        )
    )
    return meant(impact, employer_id, day).where(
        Person.id.not_in(under_now(impact)), Person.id.not_in(taken_out)
    )


def leavers(impact: Impact, employer_id: int, day: date) -> AnySelect:
    """Ids of people under the impact whom the rule no longer means on the day.

    Those whose place is settled stay: a move to another unit is what the change did to them. So do those
    whose unit became part of another, whoever else is in that.
    """
    settled = sa.select(AffectedPerson.person_id).where(
        AffectedPerson.change_id == impact.change_id, AffectedPerson.status.in_(SETTLED)
    )
    units = _units(impact, employer_id, day, widely=True)
    meant_still = _matching(impact, employer_id, day, units).with_only_columns(Person.id)
    return under_now(impact).where(Exposure.person_id.not_in(meant_still), Exposure.person_id.not_in(settled))


def _described(people: AnySelect, day: date) -> AnySelect:
    """People with their job, grade and unit on the day."""
    return (
        sa.select(
            Person.reference,
            Person.name,
            Person.staff_number,
            sa.func.coalesce(Posting.title, ""),
            sa.func.coalesce(Posting.grade, ""),
            sa.func.coalesce(UnitPeriod.name, Unit.code, ""),
            sa.func.coalesce(Posting.fte, 0),
        )
        .outerjoin(Posting, sa.and_(Posting.person_id == Person.id, valid_on(Posting, day)))
        .outerjoin(Unit, Unit.id == Posting.unit_id)
        .outerjoin(UnitPeriod, sa.and_(UnitPeriod.unit_id == Unit.id, valid_on(UnitPeriod, day)))
        .where(Person.id.in_(people))
    )


SORTS = {"name": Person.name, "number": Person.staff_number, "grade": Posting.grade, "unit": UnitPeriod.name}


def people_page(people: AnySelect, day: date, listing: Listing) -> Page[PersonRow]:
    """One page of the people, by name unless asked otherwise."""
    query = _described(people, day)
    if listing.q:
        like = f"%{listing.q}%"
        query = query.where(sa.or_(Person.name.ilike(like), Person.staff_number.ilike(like)))
    return paginate(query, listing, SORTS, Person.id, PersonRow)


def counts_by_unit(people: AnySelect, day: date) -> list[UnitCount]:
    """Heads and whole-time equivalents of the people by unit, the largest first, agency workers apart."""
    agency = sa.case((Person.contract == Contract.AGENCY, 1), else_=0)
    described = _described(people, day).add_columns(agency).subquery()
    unit, fte, apart = list(described.c)[5], list(described.c)[6], list(described.c)[7]
    rows = db.session.execute(
        sa.select(
            unit,
            sa.func.sum(1 - apart),
            sa.func.sum((1 - apart) * fte),
            sa.func.sum(apart),
            sa.func.sum(apart * fte),
        )
        .group_by(unit)
        .order_by(sa.func.count().desc(), unit)
    )
    return [
        UnitCount(
            row[0] or "No unit",
            int(row[1]),
            round(float(row[2] or 0), 2),
            int(row[3]),
            round(float(row[4] or 0), 2),
        )
        for row in rows
    ]


def numbers_known(employer_id: int, numbers: list[str]) -> dict[str, int]:
    """Staff numbers of the employer that are on the register, with the person's id. 500 in a statement."""
    known: dict[str, int] = {}
    for start in range(0, len(numbers), 500):
        rows = db.session.execute(
            sa.select(Person.staff_number, Person.id).where(
                Person.employer_id == employer_id, Person.staff_number.in_(numbers[start : start + 500])
            )
        )
        known.update({row.staff_number: row.id for row in rows})
    return known
