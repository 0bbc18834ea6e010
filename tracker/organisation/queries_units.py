"""Units for pages: choices for a filter, the tree with its figures, one unit through time."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from tracker.database import AnySelect, db
from tracker.organisation.models import Employer, Unit, UnitPeriod
from tracker.organisation.queries import valid_on, visible_employers, visible_units
from tracker.organisation.queries_figures import NOTHING, Figures, figures_by_unit
from tracker.organisation.rules import TreeUnit, in_tree_order
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer


@dataclass(frozen=True)
class PlacedUnit:
    """A unit in the tree of its employer."""

    unit: TreeUnit
    employer: str
    employer_reference: str


def placed_units(viewer: Viewer, today: date, day: date, employer: str = "") -> list[PlacedUnit]:
    """The units the viewer may see as they stood on the day, by employer, in preorder. One statement.

    Scope is judged today: whoever may see a unit now may see where it stood before.
    """
    employers = visible_employers(viewer).with_only_columns(Employer.id).order_by(None)
    query: AnySelect = (
        sa.select(
            Unit.id,
            Unit.reference,
            Unit.code,
            UnitPeriod.name,
            UnitPeriod.parent_id,
            Employer.name,
            Employer.reference,
        )
        .join(UnitPeriod, UnitPeriod.unit_id == Unit.id)
        .join(Employer, Employer.id == Unit.employer_id)
        .where(Unit.employer_id.in_(employers), valid_on(UnitPeriod, day))
    )
    if viewer.role is Role.MANAGER:
        query = query.where(
            Unit.id.in_(visible_units(viewer, today).with_only_columns(Unit.id).order_by(None))
        )
    if employer:
        query = query.where(Employer.reference == employer)
    by_employer: dict[tuple[str, str], list[tuple[int, str, str, str, int | None]]] = {}
    for *unit, name, reference in db.session.execute(query):
        by_employer.setdefault((name, reference), []).append(tuple(unit))
    return [
        PlacedUnit(unit, name, reference)
        for (name, reference), units in sorted(by_employer.items())
        for unit in in_tree_order(units)
    ]


measured = sa.table("exposure_version", sa.column("employer_id"), sa.column("number"))
"""A table of a package above this one, by name: its number rises with each change of the register."""


_VERSIONS = sa.select(measured.c.employer_id, measured.c.number).order_by(measured.c.employer_id)
_VERSIONS_OF = _VERSIONS.where(measured.c.employer_id.in_(sa.bindparam("employers", expanding=True)))


def register_version(viewer: Viewer) -> tuple[tuple[int, int], ...]:
    """Which state of the register of each of the viewer's employers this is. One statement.

    Representatives may read of several employers: for them every employer's state counts.
    """
    if viewer.role in (Role.HR_PARTNER, Role.MANAGER, Role.PROGRAMME_DIRECTOR):
        rows = db.session.connection().execute(_VERSIONS_OF, {"employers": viewer.employer_ids})
    else:
        rows = db.session.connection().execute(_VERSIONS)
    return tuple((employer_id, number) for employer_id, number in rows.all())


def employers_of(units: list[PlacedUnit]) -> list[tuple[str, str]]:
    """Reference and name of each employer among the units."""
    return list(dict.fromkeys((placed.employer_reference, placed.employer) for placed in units))


@dataclass(frozen=True)
class UnitLine:
    """A row of the tree. ``below`` counts it and everything below it; ``above`` are names, top first."""

    placed: PlacedUnit
    own: Figures
    below: Figures
    is_open: bool
    has_units: bool
    above: tuple[str, ...] = ()


@dataclass(frozen=True)
class Opened:
    """Which units are shown with what is below them: those named, or all but those named."""

    named: frozenset[str]
    every: bool = False

    def has(self, reference: str) -> bool:
        """Whether the unit is shown open."""
        return (reference in self.named) != self.every

    def turned(self, reference: str) -> "Opened":
        """The same with one unit opened, or closed."""
        return Opened(self.named ^ {reference}, self.every)


EVERYTHING = Opened(frozenset(), every=True)


def unit_lines(
    units: list[PlacedUnit], viewer: Viewer, day: date, opened: Opened, words: str = ""
) -> list[UnitLine]:
    """The units to show, with figures. With ``words``: those called so or with that code, open or not."""
    own = figures_by_unit([placed.unit.id for placed in units], viewer, day)
    below: dict[int, Figures] = {}
    for placed in reversed(units):
        unit = placed.unit
        below[unit.id] = below.get(unit.id, NOTHING).plus(own[unit.id])
        if unit.parent_id is not None:
            so_far = below.get(unit.parent_id, NOTHING)
            below[unit.parent_id] = so_far.plus(below[unit.id])
    lines: list[UnitLine] = []
    above: list[str] = []
    hidden_below = -1
    for placed in units:
        unit = placed.unit
        above = [*above[: unit.depth], unit.name]
        if words:
            if words.casefold() in unit.name.casefold() or words.casefold() == unit.code.casefold():
                lines.append(UnitLine(placed, own[unit.id], below[unit.id], False, False, tuple(above[:-1])))
            continue
        if unit.depth == 0:
            hidden_below = -1
        if hidden_below >= 0 and unit.depth > hidden_below:
            continue
        is_open = opened.has(unit.reference)
        hidden_below = -1 if is_open else unit.depth
        has_units = unit.subtree_end > unit.preorder + 1
        lines.append(UnitLine(placed, own[unit.id], below[unit.id], is_open, has_units, tuple(above[:-1])))
    return lines


def get_unit(reference: str, viewer: Viewer, today: date) -> Unit:
    """The unit with that reference, if the viewer may see it; raises ``NoResultFound`` otherwise."""
    return db.session.scalars(visible_units(viewer, today).where(Unit.reference == reference)).one()


@dataclass(frozen=True)
class UnitPast:
    """A unit's name and place over a period."""

    name: str
    parent: str | None
    valid_from: date
    valid_to: date | None


def past_of(unit: Unit) -> list[UnitPast]:
    """Every period of the unit, newest first, with the name its parent had when the period began."""
    above = sa.orm.aliased(UnitPeriod)
    rows = db.session.execute(
        sa.select(UnitPeriod.name, above.name, UnitPeriod.valid_from, UnitPeriod.valid_to)
        .outerjoin(
            above,
            sa.and_(
                above.unit_id == UnitPeriod.parent_id,
                above.valid_from <= UnitPeriod.valid_from,
                sa.or_(above.valid_to.is_(None), above.valid_to >= UnitPeriod.valid_from),
            ),
        )
        .where(UnitPeriod.unit_id == unit.id)
        .order_by(UnitPeriod.valid_from.desc(), UnitPeriod.id.desc())
    )
    return [UnitPast(*row) for row in rows]
