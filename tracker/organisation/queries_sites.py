"""Sites for pages: as of a day, with who works there; one site through time."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from tracker.database import AnySelect, db
from tracker.organisation.models import (
    Employer,
    Establishment,
    Person,
    Posting,
    Unit,
    UnitPeriod,
)
from tracker.organisation.models_operations import EstablishmentPast
from tracker.organisation.queries import valid_on, visible_employers, visible_units
from tracker.organisation.rules import Contract
from tracker.policy.access.viewer import Viewer
from tracker.web.listing import Listing, Page, paginate


def visible_sites(viewer: Viewer) -> sa.Select[Establishment]:
    """Sites of the viewer's employers: where a place of work is says nothing of anybody."""
    employers = visible_employers(viewer).with_only_columns(Employer.id).order_by(None)
    return sa.select(Establishment).where(Establishment.employer_id.in_(employers))


def get_site(reference: str, viewer: Viewer) -> Establishment:
    """The site with that reference, if the viewer may see it; raises ``NoResultFound`` otherwise."""
    return db.session.scalars(visible_sites(viewer).where(Establishment.reference == reference)).one()


@dataclass(frozen=True)
class SiteThen:
    """What a site was called, and where it was, on a day."""

    name: str
    address: str


def site_then(site: Establishment, day: date) -> SiteThen:
    """The site's name and address on the day. One statement."""
    query = sa.select(site_name(day), site_address(day)).select_from(Establishment)
    return SiteThen(*db.session.execute(query.where(Establishment.id == site.id)).one())


def planned_employer(reference: str, viewer: Viewer) -> Employer:
    """The employer that an operation is planned for: the one named, else the viewer's first by name."""
    query = visible_employers(viewer)
    if reference:
        query = query.where(Employer.reference == reference)
    return db.session.scalars(query.limit(1)).one()


def site_name(day: date | sa.ColumnElement[date]) -> sa.ColumnElement[str]:
    """What a site in a statement was called on a day. Every page that names a site asks this."""
    return _known_as(day, Establishment.name, EstablishmentPast.name)


def site_address(day: date | sa.ColumnElement[date]) -> sa.ColumnElement[str]:
    """Where a site in a statement was on a day."""
    return _known_as(day, Establishment.address, EstablishmentPast.address)


def _known_as(day: Any, column: Any, past: Any) -> sa.ColumnElement[str]:
    """The earliest kept one that still held on the day, else the newest."""
    return sa.func.coalesce(
        sa.select(past)
        .where(EstablishmentPast.establishment_id == Establishment.id, EstablishmentPast.until >= day)
        .order_by(EstablishmentPast.until)
        .limit(1)
        .correlate(Establishment)
        .scalar_subquery(),
        column,
    )


def _heads_and_fte() -> list[sa.Label[Any]]:
    """Headcount and FTE of people, and of agency workers apart. A person has one posting on any day."""
    agency = Person.contract == Contract.AGENCY
    return [
        sa.func.sum(sa.case((agency, 0), else_=1)).label("heads"),
        sa.func.sum(sa.case((agency, 0.0), else_=Posting.fte)).label("fte"),
        sa.func.sum(sa.case((agency, 1), else_=0)).label("agency"),
        sa.func.sum(sa.case((agency, Posting.fte), else_=0.0)).label("agency_fte"),
    ]


def _or_nobody(there: sa.Subquery) -> list[sa.ColumnElement[Any]]:
    return [
        sa.func.coalesce(there.c.heads, 0),
        sa.func.coalesce(there.c.fte, 0.0),
        sa.func.coalesce(there.c.agency, 0),
        sa.func.coalesce(there.c.agency_fte, 0.0),
    ]


@dataclass(frozen=True)
class SiteRow:
    """A line of the list. Heads are public inside the employer; FTE and agency are for who reads the people.

    ``people`` are without agency workers.
    """

    reference: str
    name: str
    address: str
    valid_to: date | None
    units: int
    people: int
    fte: float
    agency: int
    agency_fte: float


def sites_page(
    viewer: Viewer, listing: Listing, today: date, *, day: date, employer: str = ""
) -> Page[SiteRow]:
    """One page of the sites that were there on the day, as they were then called. Two statements.

    Units and people are counted as far as the viewer sees the units: a manager's own, with all below.
    """
    seen = visible_units(viewer, today).with_only_columns(Unit.id).order_by(None)
    name = site_name(day)
    units = (
        sa.select(sa.func.count())
        .where(
            UnitPeriod.establishment_id == Establishment.id,
            valid_on(UnitPeriod, day),
            UnitPeriod.unit_id.in_(seen),
        )
        .correlate(Establishment)
        .scalar_subquery()
    )
    there = (
        sa.select(Posting.establishment_id.label("site"), *_heads_and_fte())
        .join(Person, Person.id == Posting.person_id)
        .where(valid_on(Posting, day), Posting.establishment_id.is_not(None), Posting.unit_id.in_(seen))
        .group_by(Posting.establishment_id)
        .subquery()
    )
    heads, fte, agency, agency_fte = _or_nobody(there)
    query: AnySelect = (
        visible_sites(viewer)
        .join(Employer, Employer.id == Establishment.employer_id)
        .outerjoin(there, there.c.site == Establishment.id)
        .where(valid_on(Establishment, day))
        .with_only_columns(
            Establishment.reference,
            name,
            site_address(day),
            Establishment.valid_to,
            units,
            heads,
            fte,
            agency,
            agency_fte,
        )
    )
    if listing.q:
        query = query.where(name.icontains(listing.q, autoescape=True))
    if employer:
        query = query.where(Employer.reference == employer)
    sorts = {"name": name, "people": heads, "fte": fte}
    return paginate(query, listing, sorts, Establishment.id, SiteRow)


@dataclass(frozen=True)
class SitePast:
    """What a site was called and where it was over a period; None for "since it began" and "still"."""

    name: str
    address: str
    until: date | None


def past_of_site(site: Establishment) -> list[SitePast]:
    """Every name and address of the site, newest first."""
    rows = db.session.execute(
        sa.select(EstablishmentPast.name, EstablishmentPast.address, EstablishmentPast.until)
        .where(EstablishmentPast.establishment_id == site.id)
        .order_by(EstablishmentPast.until.desc())
    )
    return [SitePast(site.name, site.address, site.valid_to), *(SitePast(*row) for row in rows)]


@dataclass(frozen=True)
class UnitThere:
    """A unit at the site on a day, and its own people who work there."""

    name: str
    reference: str
    people: int
    fte: float
    agency: int
    agency_fte: float


def units_at(site: Establishment, viewer: Viewer, today: date, day: date) -> list[UnitThere]:
    """Units the viewer sees whose site it is, or whose people work there, by name. One statement."""
    seen = visible_units(viewer, today).with_only_columns(Unit.id).order_by(None)
    here = (
        sa.select(Posting.unit_id.label("unit"), *_heads_and_fte())
        .join(Person, Person.id == Posting.person_id)
        .where(Posting.establishment_id == site.id, valid_on(Posting, day))
        .group_by(Posting.unit_id)
        .subquery()
    )
    rows = db.session.execute(
        sa.select(
            UnitPeriod.name,
            Unit.reference,
            *_or_nobody(here),
        )
        .join(Unit, Unit.id == UnitPeriod.unit_id)
        .outerjoin(here, here.c.unit == Unit.id)
        .where(
            valid_on(UnitPeriod, day),
            sa.or_(UnitPeriod.establishment_id == site.id, here.c.unit.is_not(None)),
            Unit.id.in_(seen),
        )
        .order_by(UnitPeriod.name, Unit.id)
    )
    return [UnitThere(*row) for row in rows]
