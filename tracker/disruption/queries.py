"""An employer's heat map: computed once for each state of the data, protected whole, then cut to a viewer."""

from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
import sqlalchemy as sa

from tracker.affected_staff.columns import EmployerColumns, exposure_columns
from tracker.affected_staff.models import ExposureVersion
from tracker.database import db
from tracker.disruption.rules import month_date
from tracker.organisation.models import Employer
from tracker.organisation.queries import visible_employers
from tracker.organisation.rules import TreeUnit
from tracker.policy.access.permissions import Permission
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.policy.disclosure.bands import heat_cell
from tracker.policy.disclosure.heat_map import protect_heat_map
from tracker.policy.disclosure.standards import ORDINARY
from tracker.policy.disruption.calculation import Calculation, calculate
from tracker.policy.disruption.columns import SEVERITY_CODE, ExposureColumns
from tracker.policy.disruption.contributors import load_cells
from tracker.policy.disruption.heat_map import HeatMap, heat_map
from tracker.policy.disruption.method import Severity, load_method
from tracker.policy.disruption.months import month_number
from tracker.policy.disruption.schedule import Floats
from tracker.web.clock import today

KEPT = 6
"""How many computed heat maps a process keeps; the least lately used goes first."""

NOT_ASSESSED = "n.a."
"""Printed instead of no load where nobody of a unit has been looked at for any change: that is not nought."""

ENOUGH = ORDINARY.threshold
"""People that a cell known to be showable counts as, when only its words are wanted."""

Key = tuple[int, int, bool, int, int]
CellText = tuple[str, str]
_kept: "OrderedDict[Key, Computed]" = OrderedDict()
_worlds: dict[tuple[int, bool], EmployerColumns] = {}


@dataclass(frozen=True)
class Computed:
    """One employer's heat map over a run of months, with what is withheld.

    ``shown`` holds the means that may be shown, not a number where they may not. ``present`` tells of each
    unit whether anybody was there in any of the months, ``assessed`` whether any impact reaches it.
    ``texts`` and ``lines`` remember what was asked for.
    """

    world: EmployerColumns
    calculation: Calculation
    figures: HeatMap
    shown: Floats
    present: list[bool]
    assessed: list[bool]
    coverage: float
    unknown_severity: float
    texts: dict[int, list[CellText]] = field(default_factory=dict)
    lines: "dict[Hashable, Lines]" = field(default_factory=dict)

    def cells(self, row: int) -> list[CellText]:
        """Text and band of one unit's cells, as they may be shown; worked out when first asked for."""
        known = self.texts.get(row)
        if known is None:
            known = self.texts[row] = [self._cell(row, month) for month in range(self.shown.shape[1])]
        return known

    def _cell(self, row: int, month: int) -> CellText:
        mean = self.shown[row, month]
        cell = heat_cell(None if np.isnan(mean) else float(mean), self.people(row, month))
        if cell.band == 0 and not self.assessed[row]:
            return NOT_ASSESSED, "n"
        return cell.text, "c" if cell.band is None else str(cell.band)

    def people(self, row: int, month: int) -> int:
        """People behind a cell: those there on the last day, or somebody when all had left by then."""
        roster = int(self.figures.rolled.roster[row, month])
        return roster or int(self.figures.rolled.person_days[row, month] > 0)

    def shown_mean(self, row: int, month: int) -> float | None:
        """The mean of a cell, None when it is withheld or nobody was there."""
        mean = self.shown[row, month]
        return None if np.isnan(mean) else float(mean)


@dataclass(frozen=True)
class EmployerChoice:
    """An employer whose heat map can be asked for; ``version`` rises with each write the measure reads."""

    id: int
    reference: str
    name: str
    version: int


def employers_of(viewer: Viewer) -> list[EmployerChoice]:
    """Employers whose heat map the viewer may ask for."""
    columns = (
        visible_employers(viewer)
        .outerjoin(ExposureVersion, ExposureVersion.employer_id == Employer.id)
        .with_only_columns(
            Employer.id, Employer.reference, Employer.name, sa.func.coalesce(ExposureVersion.number, 0)
        )
    )
    return [EmployerChoice(*row) for row in db.session.execute(columns)]


def computed(employer: EmployerChoice, viewer: Viewer, first_month: int, months: int) -> Computed:
    """The heat map for the present state of the data: from memory when it is known."""
    published_only = not viewer.may(Permission.CHANGE_DRAFT_READ)
    key = (employer.id, employer.version, published_only, first_month, months)
    found = _kept.get(key)
    if found is None:
        world = _world(employer, published_only)
        found = _compute(world, first_month, months)
        _kept[key] = found
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    _kept.move_to_end(key)
    return found


def _world(employer: EmployerChoice, published_only: bool) -> EmployerColumns:
    """The columns behind every heat map of the employer in this state."""
    known = _worlds.get((employer.id, published_only))
    if known is None or known.version != employer.version:
        known = exposure_columns(employer.id, today())
        if published_only:
            known = _published(known)
        _worlds[employer.id, published_only] = known
    return known


def _published(world: EmployerColumns) -> EmployerColumns:
    """The world without what has not been published, for whoever may not know of it."""
    columns = world.columns
    known = world.published[columns.impacts.change][columns.exposures.impact]
    exposures = ExposureColumns(columns.exposures.person[known], columns.exposures.impact[known])
    return replace(world, columns=replace(columns, exposures=exposures))


def _compute(world: EmployerColumns, first_month: int, months: int) -> Computed:
    calculation = calculate(world.columns, load_method(), first_month, months)
    figures = heat_map(calculation)
    cells = load_cells(calculation, figures)
    hidden = protect_heat_map(cells.rolled, cells.own, world.columns.sub_end)
    there = np.unique(calculation.stays.person)
    exposed = int(np.isin(there, world.columns.exposures.person).sum())
    severity = world.columns.impacts.severity[world.columns.exposures.impact]
    return Computed(
        world,
        calculation,
        figures,
        shown=np.where(hidden.units, np.nan, figures.rolled.mean),
        present=[bool(days.any()) for days in figures.rolled.person_days],
        assessed=_assessed(world),
        coverage=exposed / len(there) if len(there) else 0.0,
        unknown_severity=float((severity == SEVERITY_CODE[Severity.UNKNOWN]).mean())
        if len(severity)
        else 0.0,
    )


def _assessed(world: EmployerColumns) -> list[bool]:
    """Of each unit with everything below it: whether any impact reaches, or ever reached, anybody there."""
    columns = world.columns
    reached = np.isin(columns.placements.person, columns.exposures.person)
    own = np.bincount(columns.placements.unit[reached], minlength=len(columns.sub_end))
    before = np.concatenate([[0], np.cumsum(own)])
    return [bool(n) for n in before[columns.sub_end] - before[: len(columns.sub_end)]]


@dataclass(frozen=True)
class Row:
    """One unit's line of the heat map."""

    unit: TreeUnit
    depth: int
    has_children: bool
    open: bool
    cells: list[CellText]
    ahead: float


@dataclass(frozen=True)
class Peak:
    """The heaviest cell that may be shown."""

    unit: str
    month: date
    mean: str


def tops(found: Computed, viewer: Viewer) -> list[int]:
    """Rows at the top of what the viewer sees: a manager's own units, everybody else the whole."""
    units = found.world.units
    if viewer.role is Role.MANAGER:
        mine = [row for row, unit in enumerate(units) if unit.id in viewer.unit_ids]
        inside = {row for top in mine for row in range(top + 1, units[top].subtree_end)}
        return [row for row in mine if row not in inside]
    return [row for row, unit in enumerate(units) if unit.depth == 0 and found.present[row]]


Lines = tuple[list[Row], Peak | None]
MOST_LINES = 64
"""Ways of opening one heat map that are remembered."""


def lines_shown(
    found: Computed, viewer: Viewer, opened: frozenset[str], day: date, *, heaviest_first: bool
) -> Lines:
    """The lines to show and the heaviest cell among them; the same for everyone with the same tops."""
    key = (tuple(tops(found, viewer)), opened, month_number(day), heaviest_first)
    known = found.lines.get(key)
    if known is None:
        rows = rows_shown(found, viewer, opened, day, heaviest_first=heaviest_first)
        if len(found.lines) >= MOST_LINES:
            found.lines.clear()
        known = found.lines[key] = rows, peak_of(found, rows)
    return known


def rows_shown(
    found: Computed, viewer: Viewer, opened: frozenset[str], day: date, *, heaviest_first: bool
) -> list[Row]:
    """The lines to show: each top, and the children of whatever was opened.

    ``opened`` holds references; when it is empty the tops are open.
    """
    units = found.world.units
    now = found.figures.first_month
    column = min(max(month_number(day) - now + 1, 0), found.calculation.horizon.months)
    shown: list[Row] = []

    def add(row: int, depth: int, is_top: bool) -> None:
        unit = units[row]
        children = [child for child in _children(units, row) if found.present[child]]
        is_open = bool(children) and (unit.reference in opened or (is_top and not opened))
        shown.append(Row(unit, depth, bool(children), is_open, found.cells(row), _ahead(found, row, column)))
        if not is_open:
            return
        if heaviest_first:
            children = sorted(children, key=lambda child: (-_ahead(found, child, column), units[child].name))
        for child in children:
            add(child, depth + 1, False)

    for top in tops(found, viewer):
        add(top, 0, True)
    return shown


def _children(units: Sequence[TreeUnit], row: int) -> list[int]:
    children, child = [], row + 1
    while child < units[row].subtree_end:
        children.append(child)
        child = units[child].subtree_end
    return children


def _ahead(found: Computed, row: int, column: int) -> float:
    """Mean of the shown months of the next twelve, for sorting; withheld cells do not move a unit."""
    ahead = found.shown[row, column : column + 12]
    known = ahead[~np.isnan(ahead)]
    return float(known.mean()) if known.size else -1.0


def _months(found: Computed) -> int:
    return found.calculation.horizon.months


def peak_of(found: Computed, rows: list[Row]) -> Peak | None:
    """The heaviest shown cell among the lines, the earliest and uppermost in a tie."""
    shown = np.nan_to_num(found.shown[[row.unit.preorder for row in rows]], nan=0.0).round(9)
    if not shown.size or not shown.max():
        return None
    line, month = np.unravel_index(int(shown.argmax()), shown.shape)
    text = heat_cell(float(shown[line, month]), ENOUGH).text
    return Peak(rows[line].unit.name, month_date(found.figures.first_month + int(month)), text)
