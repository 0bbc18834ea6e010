"""Operations on the structure for pages: the list, and everything a preview shows before it is done."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from tracker.database import AnySelect, db
from tracker.organisation.models import Employer, Person, Posting, Unit
from tracker.organisation.models_operations import GrantProposal, Operation
from tracker.organisation.operation_effects import Effects
from tracker.organisation.queries import valid_on
from tracker.organisation.queries_operation_reach import ChangeLine, GrantLine, changes_naming, grants_touched
from tracker.organisation.queries_structure import Structure
from tracker.organisation.rules import Contract
from tracker.organisation.rules_operations import OperationKind, OperationState, below_counts
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.web.listing import Listing, Page, paginate

account = sa.table("account", sa.column("id"), sa.column("name"))
"""A table of a package above this one, by name: who planned or did it."""


def visible_operations(viewer: Viewer) -> sa.Select[Operation]:
    """Plans and what was done at the viewer's employers; only those who alter the structure read them."""
    query = sa.select(Operation).join(Operation.employer).options(contains_eager(Operation.employer))
    if viewer.may(Permission.ORGANISATION_EDIT):
        return query.where(Operation.employer_id.in_(viewer.employer_ids))
    return query.where(sa.false())


def get_operation(reference: str, viewer: Viewer) -> Operation:
    """The operation with that reference; raises ``NoResultFound`` when the viewer may not read it."""
    query = visible_operations(viewer).where(Operation.reference == reference)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


@dataclass(frozen=True)
class OperationRow:
    """A line of the list."""

    reference: str
    kind: OperationKind
    title: str
    employer: str
    on: date
    state: OperationState
    drafted_at: datetime
    by: str | None


SORTS: dict[str, Any] = {
    "drafted": Operation.drafted_at,
    "on": Operation.on,
    "title": Operation.title,
    "state": Operation.state,
}


def operations_page(viewer: Viewer, listing: Listing) -> Page[OperationRow]:
    """One page of operations, the newest plan first unless asked; discarded ones are left out."""
    query: AnySelect = (
        visible_operations(viewer)
        .outerjoin(account, account.c.id == sa.func.coalesce(Operation.done_by_id, Operation.drafted_by_id))
        .where(Operation.state != OperationState.DISCARDED)
        .with_only_columns(
            Operation.reference,
            Operation.kind,
            Operation.title,
            Employer.name,
            Operation.on,
            Operation.state,
            Operation.drafted_at,
            account.c.name,
        )
    )
    if listing.q:
        query = query.where(Operation.title.icontains(listing.q, autoescape=True))
    return paginate(query, listing, SORTS, Operation.id, OperationRow)


@dataclass(frozen=True)
class Move:
    """People and posts that go from one unit to another: heads and whole-time equivalents side by side."""

    source: str
    target: str
    people: int = 0
    people_fte: float = 0.0
    agency: int = 0
    agency_fte: float = 0.0
    posts: int = 0
    posts_fte: float = 0.0


@dataclass(frozen=True)
class Moved:
    """One person, and where from and to."""

    name: str
    staff_number: str
    title: str
    grade: str
    fte: float
    source: str
    target: str


@dataclass(frozen=True)
class Below:
    """A unit that comes to stand under another, and everybody in it and below: nobody of them is moved."""

    name: str
    source: str
    target: str
    people: int
    fte: float
    agency: int
    agency_fte: float


@dataclass(frozen=True)
class Preview:
    """Everything that confirming would do. ``others``: changes of programmes not read."""

    effects: Effects
    moves: list[Move]
    new: list[tuple[str, str]]
    closing: list[str]
    below: list[Below]
    grants: list[GrantLine]
    changes: list[ChangeLine]
    others: int

    @property
    def total(self) -> Move:
        """Everybody and everything that goes, together."""
        return Move(
            "",
            "",
            sum(move.people for move in self.moves),
            round(sum(move.people_fte for move in self.moves), 2),
            sum(move.agency for move in self.moves),
            round(sum(move.agency_fte for move in self.moves), 2),
            sum(move.posts for move in self.moves),
            round(sum(move.posts_fte for move in self.moves), 2),
        )


def preview_of(plan: Mapping[str, Any], effects: Effects, structure: Structure, viewer: Viewer) -> Preview:
    """Who and what the effects move, whose access they touch, and which live changes name the units."""
    names = {unit.id: unit.name for unit in structure.units.values()}
    names |= {new.id: new.name for new in effects.new_units}
    named = [plan.get("unit"), plan.get("into"), *plan.get("units", ())]
    touched = {unit.id for unit in structure.units.values() if unit.reference in named}
    touched |= set(effects.closing)
    changes, others = changes_naming(touched, structure, viewer)
    standing = _standing(structure)
    return Preview(
        effects,
        _moves(effects, names),
        [(new.name, names.get(new.parent_id or 0, "")) for new in effects.new_units],
        [names[unit_id] for unit_id in effects.closing],
        _below(effects, structure, names, standing),
        grants_touched(effects, structure, names, _everybody(standing)),
        changes,
        others,
    )


Standing = list[dict[int, float]]
"""By unit: heads and FTE of people, heads and FTE of agency workers."""


def _standing(structure: Structure) -> Standing:
    """Heads and whole-time equivalents in each unit alone on the day, agency workers apart. One statement."""
    agency = Person.contract == Contract.AGENCY
    rows = db.session.execute(
        sa.select(
            Posting.unit_id, agency, sa.func.count(Posting.person_id.distinct()), sa.func.sum(Posting.fte)
        )
        .join(Unit, Unit.id == Posting.unit_id)
        .join(Person, Person.id == Posting.person_id)
        .where(Unit.employer_id == structure.employer_id, valid_on(Posting, structure.on))
        .group_by(Posting.unit_id, agency)
    )
    found: Standing = [{}, {}, {}, {}]
    for unit_id, is_agency, heads, fte in rows:
        place = 2 if is_agency else 0
        found[place][unit_id], found[place + 1][unit_id] = heads, fte
    return found


def _everybody(standing: Standing) -> dict[int, int]:
    """Heads by unit, agency workers among them: whom a manager's report lists."""
    people, _, agency, _ = standing
    return {unit: int(people.get(unit, 0) + agency.get(unit, 0)) for unit in {*people, *agency}}


def _below(effects: Effects, structure: Structure, names: dict[int, str], standing: Standing) -> list[Below]:
    parents, units = structure.parents(), structure.units
    people, fte, agency, agency_fte = (below_counts(parents, each) for each in standing)
    return [
        Below(
            names[unit_id],
            names.get(units[unit_id].parent_id or 0, ""),
            names.get(parent or 0, ""),
            int(people.get(unit_id, 0)),
            round(fte.get(unit_id, 0.0), 2),
            int(agency.get(unit_id, 0)),
            round(agency_fte.get(unit_id, 0.0), 2),
        )
        for unit_id, parent in effects.parents.items()
        if unit_id in units
    ]


def _moves(effects: Effects, names: dict[int, str]) -> list[Move]:
    """Heads and whole-time equivalents by unit left and unit come to; each person and post counts once."""
    found: dict[tuple[int, int], dict[str, dict[int, float]]] = {}
    for stays, default in ((effects.people, "people"), (effects.posts, "posts")):
        for stay, target in stays:
            line = found.setdefault((stay.unit_id, target), {"people": {}, "agency": {}, "posts": {}})
            part = "agency" if stay.contract is Contract.AGENCY else default
            line[part].setdefault(stay.owner_id, stay.fte)
    moves = []
    for (source, target), line in found.items():
        figures: list[Any] = []
        for part in ("people", "agency", "posts"):
            figures += [len(line[part]), round(sum(line[part].values()), 2)]
        moves.append(Move(names.get(source, ""), names.get(target, ""), *figures))
    return moves


def people_moved(effects: Effects, structure: Structure, listing: Listing) -> Page[Moved]:
    """One page of the people who go, by name; each once."""
    names = {unit.id: unit.name for unit in structure.units.values()}
    names |= {new.id: new.name for new in effects.new_units}
    words = listing.q.casefold()
    people = {
        stay.owner_id: (stay, target)
        for stay, target in reversed(effects.people)
        if words in stay.name.casefold() or words in stay.key.casefold()
    }
    ordered = sorted(people.values(), key=lambda pair: (pair[0].name, pair[0].owner_id))
    page: Page[Moved] = Page([], len(ordered), listing)
    start = max(page.first - 1, 0)
    rows = [
        Moved(
            stay.name,
            stay.key,
            stay.title,
            stay.grade,
            stay.fte,
            names.get(stay.unit_id, ""),
            names.get(target, ""),
        )
        for stay, target in ordered[start : start + listing.per_page]
    ]
    return Page(rows, len(ordered), listing)


def proposals_of(row: Operation) -> int:
    """How many accesses were proposed to follow when the operation was done."""
    return (
        db.session.scalar(
            sa.select(sa.func.count()).select_from(GrantProposal).where(GrantProposal.operation_id == row.id)
        )
        or 0
    )


def choices_of(units: Iterable[Any]) -> list[tuple[str, str]]:
    """Units of a tree as the options of a select, indented by depth."""
    return [(unit.reference, "– " * unit.depth + unit.name) for unit in units]
