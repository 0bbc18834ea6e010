"""People of the register for pages: one page of the list, one person with their postings."""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from tracker.database import AnySelect, db
from tracker.organisation.models import Establishment, Person, Post, Posting, Unit, UnitPeriod
from tracker.organisation.queries import day_shown, employer_named, subtree_ids, valid_on, visible_people
from tracker.organisation.queries_sites import site_name
from tracker.organisation.rules import Contract, StaffKind
from tracker.policy.access.viewer import Viewer
from tracker.web.kept import kept
from tracker.web.listing import Listing, Page, paginate


@dataclass(frozen=True)
class PersonRow:
    """A line of the list: somebody and where they were posted on the day."""

    reference: str
    name: str
    staff_number: str
    title: str
    grade: str
    unit: str
    unit_reference: str
    fte: float
    contract: Contract
    contract_end: date | None


SORTS = {
    "name": Person.name,
    "number": Person.staff_number,
    "title": Posting.title,
    "grade": Posting.grade,
    "unit": UnitPeriod.name,
    "fte": Posting.fte,
}


@dataclass(frozen=True)
class People:
    """Everybody that a list finds: headcount beside FTE, agency workers apart."""

    heads: int
    fte: float
    agency: int
    agency_fte: float

    @property
    def rows(self) -> int:
        """How many lines the list has."""
        return self.heads + self.agency


def _totals(query: AnySelect) -> People:
    """One statement."""
    agency = sa.case((Person.contract == Contract.AGENCY, 1), else_=0)
    sums = query.order_by(None).with_only_columns(
        sa.func.count(), sa.func.sum(Posting.fte), sa.func.sum(agency), sa.func.sum(agency * Posting.fte)
    )
    lines, fte, apart, apart_fte = db.session.execute(sums).one()
    apart, apart_fte = int(apart or 0), round(apart_fte or 0.0, 2)
    return People(lines - apart, round((fte or 0.0) - apart_fte, 2), apart, apart_fte)


def people_page(
    viewer: Viewer,
    listing: Listing,
    today: date,
    *,
    day: date,
    version: Hashable,
    unit_id: int | None = None,
    employer: str = "",
    kind: StaffKind | None = None,
    contract: Contract | None = None,
) -> tuple[Page[PersonRow], People]:
    """One page of the people the viewer may read today, as they were posted on the day, and all in figures.

    One statement, and one for the figures where that was not done since the register's ``version``.
    """
    query: AnySelect = (
        visible_people(viewer, today)
        .order_by(None)
        .join(Posting, Posting.person_id == Person.id)
        .join(Unit, Unit.id == Posting.unit_id)
        .outerjoin(UnitPeriod, sa.and_(UnitPeriod.unit_id == Unit.id, valid_on(UnitPeriod, day)))
        .where(valid_on(Posting, day))
        .with_only_columns(
            Person.reference,
            Person.name,
            Person.staff_number,
            Posting.title,
            Posting.grade,
            sa.func.coalesce(UnitPeriod.name, Unit.code),
            Unit.reference,
            Posting.fte,
            Person.contract,
            Person.contract_end,
        )
    )
    if listing.q:
        query = query.where(
            sa.or_(
                Person.name.icontains(listing.q, autoescape=True),
                Person.staff_number.istartswith(listing.q, autoescape=True),
            )
        )
    if unit_id is not None:
        query = query.where(Posting.unit_id.in_(sa.select(subtree_ids([unit_id], day).c.id)))
    if employer:
        query = query.where(Person.employer_id.in_(employer_named(employer)))
    if kind is not None:
        query = query.where(Person.kind == kind)
    if contract is not None:
        query = query.where(Person.contract == contract)
    asked = (
        "people", viewer.grant_references, today, day, version, unit_id, employer, kind, contract, listing.q
    )  # fmt: skip
    found = kept.get(asked, lambda: _totals(query))
    return paginate(query, listing, SORTS, Person.id, PersonRow, total=lambda: found.rows), found


def get_person(reference: str, viewer: Viewer, today: date) -> Person:
    """The person with that reference, if the viewer may read them; raises ``NoResultFound`` otherwise."""
    return db.session.scalars(visible_people(viewer, today).where(Person.reference == reference)).one()


def get_own(viewer: Viewer, today: date) -> Person:
    """The viewer's own register row; raises ``NoResultFound`` for an account without one."""
    return db.session.scalars(visible_people(viewer, today).where(Person.id == viewer.person_id)).one()


@dataclass(frozen=True)
class PostingRow:
    """Where somebody worked over a period, under the name the unit had when it began."""

    unit: str
    unit_reference: str
    title: str
    grade: str
    fte: float
    site: str | None
    post: str | None
    valid_from: date
    valid_to: date | None


def postings_of(person: Person, day: date) -> list[PostingRow]:
    """Every posting in date order, by the names of the day where it holds then. One statement."""
    shown = day_shown(Posting, day)
    rows = db.session.execute(
        sa.select(
            sa.func.coalesce(UnitPeriod.name, Unit.code),
            Unit.reference,
            Posting.title,
            Posting.grade,
            Posting.fte,
            site_name(shown),
            Post.number,
            Posting.valid_from,
            Posting.valid_to,
        )
        .join(Unit, Unit.id == Posting.unit_id)
        .outerjoin(
            UnitPeriod,
            sa.and_(
                UnitPeriod.unit_id == Unit.id,
                UnitPeriod.valid_from <= shown,
                sa.or_(UnitPeriod.valid_to.is_(None), UnitPeriod.valid_to >= shown),
            ),
        )
        .outerjoin(Establishment, Establishment.id == Posting.establishment_id)
        .outerjoin(Post, Post.id == Posting.post_id)
        .where(Posting.person_id == person.id)
        .order_by(Posting.valid_from, Posting.id)
    )
    return [PostingRow(*row) for row in rows]
