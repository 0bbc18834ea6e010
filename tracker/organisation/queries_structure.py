"""The structure as it stands on the day of an operation: units, sites, who and what stands in a unit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa

from tracker.database import AnySelect, db
from tracker.organisation.models import (
    Establishment,
    Person,
    Post,
    Posting,
    PostPeriod,
    Unit,
    UnitPeriod,
)
from tracker.organisation.models_operations import UnitSuccession
from tracker.organisation.queries import valid_on
from tracker.organisation.queries_sites import site_address, site_name
from tracker.organisation.rules import Contract, PostState, StaffKind
from tracker.organisation.rules_operations import OperationError, SuccessionKind, UnitNow, said


@dataclass(frozen=True)
class SiteNow:
    """A site that is there on the day."""

    id: int
    reference: str
    name: str
    address: str
    since: date


@dataclass
class Structure:
    """Every unit and site of an employer on a day."""

    employer_id: int
    on: date
    units: dict[int, UnitNow]
    sites: dict[int, SiteNow]
    codes: frozenset[str]
    _units: dict[str, UnitNow] = field(default_factory=dict)
    _sites: dict[str, SiteNow] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._units = {unit.reference: unit for unit in self.units.values()}
        self._sites = {site.reference: site for site in self.sites.values()}

    def unit(self, reference: str, where: str) -> UnitNow:
        """The unit with that reference; raises ``OperationError`` where it is not there on the day."""
        if reference not in self._units:
            raise OperationError(
                where, f"That unit is not there on {said(self.on)}: choose another or a later day"
            )
        return self._units[reference]

    def site(self, reference: str, where: str) -> SiteNow:
        """The site with that reference; raises ``OperationError`` where it is not there on the day."""
        if reference not in self._sites:
            raise OperationError(
                where, f"That site is not there on {said(self.on)}: choose another or a later day"
            )
        return self._sites[reference]

    def parent_id(self, reference: str) -> int | None:
        """Id of the unit above, None for a top unit."""
        return self.unit(reference, "parent").id if reference else None

    def site_id(self, reference: str) -> int | None:
        """Id of the site, None where none is given."""
        return self.site(reference, "site").id if reference else None

    def parents(self) -> dict[int, int | None]:
        """Which unit each stands under."""
        return {unit.id: unit.parent_id for unit in self.units.values()}


def structure_of(employer_id: int, on: date) -> Structure:
    """Units and sites of the employer on the day. Three statements."""
    spans = (
        sa.select(
            UnitPeriod.unit_id,
            sa.func.min(UnitPeriod.valid_from).label("first"),
            sa.func.max(UnitPeriod.valid_from).label("latest"),
        )
        .join(Unit, Unit.id == UnitPeriod.unit_id)
        .where(Unit.employer_id == employer_id)
        .group_by(UnitPeriod.unit_id)
        .subquery()
    )
    rows = db.session.execute(
        sa.select(
            Unit.id,
            Unit.reference,
            Unit.code,
            UnitPeriod.name,
            UnitPeriod.parent_id,
            UnitPeriod.establishment_id,
            UnitPeriod.id,
            UnitPeriod.valid_from,
            UnitPeriod.valid_to,
            spans.c.first,
            spans.c.latest,
        )
        .join(UnitPeriod, UnitPeriod.unit_id == Unit.id)
        .join(spans, spans.c.unit_id == Unit.id)
        .where(Unit.employer_id == employer_id, valid_on(UnitPeriod, on))
        .order_by(UnitPeriod.name, Unit.id)
    )
    units = [UnitNow(*row) for row in rows]
    sites = db.session.execute(
        sa.select(
            Establishment.id,
            Establishment.reference,
            site_name(on),
            site_address(on),
            Establishment.valid_from,
        )
        .where(Establishment.employer_id == employer_id, valid_on(Establishment, on))
        .order_by(site_name(on), Establishment.id)
    )
    codes = db.session.scalars(sa.select(Unit.code).where(Unit.employer_id == employer_id))
    return Structure(
        employer_id,
        on,
        {unit.id: unit for unit in units},
        {row.id: SiteNow(*row) for row in sites},
        frozenset(code.casefold() for code in codes),
    )


@dataclass(frozen=True)
class Stay:
    """A person's posting, or a post's period, that stands on a day or begins later."""

    id: int
    owner_id: int
    key: str
    name: str
    unit_id: int
    site_id: int | None
    post_id: int | None
    title: str
    grade: str
    fte: float
    since: date
    kind: StaffKind | None = None
    contract: Contract | None = None
    state: PostState | None = None

    @property
    def group(self) -> str:
        """Job and grade, by which people and posts are sent the same way."""
        return f"{self.title} | {self.grade}"


def people_in(where: sa.ColumnElement[bool], on: date) -> list[Stay]:
    """Postings that stand on the day or begin later, by name. One statement."""
    return _stays(
        sa.select(
            Posting.id,
            Person.id,
            Person.staff_number,
            Person.name,
            Posting.unit_id,
            Posting.establishment_id,
            Posting.post_id,
            Posting.title,
            Posting.grade,
            Posting.fte,
            Posting.valid_from,
            Person.kind,
            Person.contract,
            sa.null(),
        )
        .join(Person, Person.id == Posting.person_id)
        .where(where, ends_after(Posting, on))
        .order_by(Person.name, Person.id, Posting.valid_from)
    )


def posts_in(where: sa.ColumnElement[bool], on: date) -> list[Stay]:
    """Periods of posts that stand on the day or begin later, by title. One statement."""
    return _stays(
        sa.select(
            PostPeriod.id,
            Post.id,
            Post.number,
            PostPeriod.title,
            PostPeriod.unit_id,
            PostPeriod.establishment_id,
            Post.id,
            PostPeriod.title,
            PostPeriod.grade,
            PostPeriod.fte,
            PostPeriod.valid_from,
            sa.null(),
            sa.null(),
            PostPeriod.state,
        )
        .join(Post, Post.id == PostPeriod.post_id)
        .where(where, ends_after(PostPeriod, on))
        .order_by(PostPeriod.title, Post.number, PostPeriod.valid_from)
    )


def _stays(query: AnySelect) -> list[Stay]:
    return [Stay(*row) for row in db.session.execute(query)]


def ends_after(model: Any, on: date) -> sa.ColumnElement[bool]:
    """The period stands on the day or begins later."""
    return sa.or_(model.valid_to.is_(None), model.valid_to >= on)


@dataclass(frozen=True)
class ChildPeriod:
    """A period of a unit that stands under another on the day or later."""

    id: int
    unit_id: int
    parent_id: int | None
    name: str


def children_of(unit_ids: Iterable[int], on: date) -> list[ChildPeriod]:
    """Periods on the day or later of units directly below. One statement."""
    rows = db.session.execute(
        sa.select(UnitPeriod.id, UnitPeriod.unit_id, UnitPeriod.parent_id, UnitPeriod.name)
        .where(UnitPeriod.parent_id.in_(list(unit_ids)), ends_after(UnitPeriod, on))
        .order_by(UnitPeriod.name, UnitPeriod.unit_id)
    )
    return [ChildPeriod(*row) for row in rows]


@dataclass(frozen=True)
class Succession:
    """A unit that another came from, or became, on a day."""

    name: str
    reference: str
    kind: SuccessionKind
    on: date


def predecessors_of(unit_id: int) -> list[Succession]:
    """The units that a unit came from, the latest first, by the names they had the day before."""
    return _successions(UnitSuccession.to_id == unit_id, UnitSuccession.from_id, "before")


def successors_of(unit_id: int) -> list[Succession]:
    """The units that a unit became or gave a part to, the latest first, by the names they had that day."""
    return _successions(UnitSuccession.from_id == unit_id, UnitSuccession.to_id, "after")


def _successions(where: sa.ColumnElement[bool], other: Any, side: str) -> list[Succession]:
    on = UnitSuccession.on
    shown = UnitPeriod.valid_from < on if side == "before" else UnitPeriod.valid_from <= on
    ends = UnitPeriod.valid_to.is_(None)
    named = (
        sa.select(UnitPeriod.name)
        .where(UnitPeriod.unit_id == other, shown, sa.or_(ends, UnitPeriod.valid_to >= UnitPeriod.valid_from))
        .order_by(UnitPeriod.valid_from.desc())
        .limit(1)
        .correlate(UnitSuccession)
        .scalar_subquery()
    )
    rows = db.session.execute(
        sa.select(sa.func.coalesce(named, Unit.code), Unit.reference, UnitSuccession.kind, on)
        .join(Unit, Unit.id == other)
        .where(where)
        .order_by(on.desc(), UnitSuccession.id)
    )
    return [Succession(*row) for row in rows]


def units_become(unit_ids: Iterable[int], since: date, day: date) -> dict[int, frozenset[int]]:
    """For each unit that was there on ``since``: the units it has become by ``day``, itself where it stands.

    For reports that carry a unit of the past on to its successors, however many steps away.
    """
    steps: dict[int, list[tuple[int, date]]] = {}
    rows = db.session.execute(
        sa.select(UnitSuccession.from_id, UnitSuccession.to_id, UnitSuccession.on)
        .where(UnitSuccession.on > since, UnitSuccession.on <= day)
        .order_by(UnitSuccession.on, UnitSuccession.id)
    )
    for old, new, on in rows:
        steps.setdefault(old, []).append((new, on))
    wanted = list(unit_ids)
    found = {unit: _become(unit, since, steps) for unit in wanted}
    reached = {each for units in found.values() for each in units}
    standing = set(
        db.session.scalars(
            sa.select(UnitPeriod.unit_id).where(UnitPeriod.unit_id.in_(reached), valid_on(UnitPeriod, day))
        )
    )
    return {unit: frozenset(units & standing) for unit, units in found.items()}


def _become(unit: int, since: date, steps: dict[int, list[tuple[int, date]]]) -> set[int]:
    found, waiting = {unit}, [(unit, since)]
    while waiting:
        here, after = waiting.pop()
        for new, on in steps.get(here, ()):
            if on >= after and new not in found:
                found.add(new)
                waiting.append((new, on))
    return found


def units_named(structure: Structure, lines: Sequence[str]) -> tuple[list[UnitNow], list[str]]:
    """Units by code or name, one in a line, and what to do about lines that name none or several."""
    known: dict[str, list[UnitNow]] = {}
    for unit in structure.units.values():
        for text in {unit.code.casefold(), unit.name.casefold()}:
            known.setdefault(text, []).append(unit)
    found, wrong = [], []
    for number, line in enumerate(lines, start=1):
        units = known.get(line.casefold(), [])
        if len(units) == 1:
            found.append(units[0])
        elif units:
            codes = ", ".join(sorted(unit.code for unit in units))
            wrong.append(f"Line {number}: several units are called {line}. Enter the code of one: {codes}")
        else:
            wrong.append(
                f"Line {number}: no unit is called {line} on {said(structure.on)}. Enter its name or code"
            )
    return found, wrong
