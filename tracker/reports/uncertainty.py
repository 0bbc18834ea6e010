"""The uncertainty clock by unit: exact for whoever reads each person, else through disclosure control."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np
import sqlalchemy as sa

from tracker.affected_staff.clocks import ClockRow, clocks
from tracker.affected_staff.models import AffectedPerson
from tracker.affected_staff.queries import visible_affected
from tracker.changes.models import Change, Programme
from tracker.changes.rules import ENDED
from tracker.organisation.queries import unit_tree
from tracker.organisation.rules import TreeUnit
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.policy.disclosure.order_statistics import hidden_counts, hidden_groups, is_statistic_unsafe
from tracker.policy.uncertainty.waits import put_together

ELSEWHERE = "Units that no longer stand, or outside these"


@dataclass(frozen=True)
class UnitWaits:
    """One unit with everything below it. A figure is None where it is withheld, or where nobody waits.

    ``people`` have a clock that runs or ran; ``not_started`` have none yet.
    """

    unit: TreeUnit
    has_children: bool
    people: int | None
    not_started: int | None
    median: Fraction | None = None
    ninetieth: int | None = None
    longest: int | None = None
    withheld: frozenset[str] = frozenset()

    @property
    def empty(self) -> bool:
        """Nobody here is affected by a change that goes on."""
        return self.people == 0 and self.not_started == 0


@dataclass(frozen=True)
class UncertaintyTable:
    """Every unit in preorder, worked out and protected as a whole before anything is cut from it."""

    rows: list[UnitWaits]
    exact: bool

    def shown(self, reference: str) -> list[UnitWaits]:
        """A unit and those right below it, the tops when none is named; none without anybody."""
        rows = self.rows
        top = next((n for n, row in enumerate(rows) if row.unit.reference == reference), None)
        if top is None:
            return [row for row in rows if row.unit.depth == 0 and not row.empty]
        unit = rows[top].unit
        below = [
            row
            for row in rows[top + 1 : unit.subtree_end]
            if row.unit.depth == unit.depth + 1 and not row.empty
        ]
        return [rows[top], *below]

    def path(self, reference: str) -> list[TreeUnit]:
        """The units above one, from the top."""
        by_id = {row.unit.id: row.unit for row in self.rows}
        unit = next((row.unit for row in self.rows if row.unit.reference == reference), None)
        above: list[TreeUnit] = []
        while unit is not None and unit.parent_id in by_id:
            unit = by_id[unit.parent_id]
            above.insert(0, unit)
        return above


def reads_each(viewer: Viewer) -> bool:
    """Whether the viewer reads the whole record of each person, so that exact figures tell nothing new."""
    return viewer.may(Permission.PERSON_READ)


def uncertainty_table(
    employer_id: int, viewer: Viewer, day: date, change_id: int | None = None
) -> UncertaintyTable:
    """Everybody in changes that go on, each once by their longest clock. Three statements.

    ``change_id`` narrows it for whoever gets exact figures: further cuts would let others subtract.
    """
    exact = reads_each(viewer)
    rows = _longest(clocks(_people(employer_id, viewer, day, change_id if exact else None), day))
    units = _units(employer_id, rows, viewer, day)
    place = {unit.id: number for number, unit in enumerate(units)}
    waits: list[list[int]] = [[] for _ in units]
    waiting_to_start = [0] * len(units)
    for row in rows:
        number = place.get(row.unit_id, len(units) - 1)
        if row.clock.days is None:
            waiting_to_start[number] += 1
        else:
            waits[number].append(row.clock.days)
    table = [_unit(units, number, waits, waiting_to_start) for number in range(len(units))]
    return UncertaintyTable(table if exact else _protected(table, units, waits, waiting_to_start), exact)


def _people(employer_id: int, viewer: Viewer, day: date, change_id: int | None) -> sa.Select[AffectedPerson]:
    going_on = (Programme.employer_id == employer_id, Change.state.not_in(ENDED))
    if not reads_each(viewer):
        return (
            sa.select(AffectedPerson)
            .join(AffectedPerson.change)
            .join(Change.programme)
            .where(*going_on, Change.published_number.is_not(None))
        )
    query = visible_affected(viewer, day).where(*going_on)
    return query if change_id is None else query.where(AffectedPerson.change_id == change_id)


def _longest(rows: Sequence[ClockRow]) -> list[ClockRow]:
    """Each person once, by the clock with the most days; one that has not started counts least."""
    best: dict[int, ClockRow] = {}
    for row in rows:
        known = best.get(row.person_id)
        if known is None or _length(row) > _length(known):
            best[row.person_id] = row
    return list(best.values())


def _length(row: ClockRow) -> int:
    return -1 if row.clock.days is None else row.clock.days


def _units(employer_id: int, rows: Sequence[ClockRow], viewer: Viewer, day: date) -> list[TreeUnit]:
    """The tree as it stands, cut to a manager's own units, and one line for whoever was derived elsewhere."""
    units = unit_tree(employer_id, day)
    if viewer.unit_ids:
        units = _below(units, viewer.unit_ids)
    known = {unit.id for unit in units}
    if any(row.unit_id not in known for row in rows):
        end = len(units)
        units = [*units, TreeUnit(0, "elsewhere", "", ELSEWHERE, None, 0, end, end + 1)]
    return units


def _below(units: list[TreeUnit], tops: Sequence[int]) -> list[TreeUnit]:
    """The subtrees of the tops by themselves, in preorder with depths of their own."""
    kept: list[TreeUnit] = []
    until = -1
    for unit in units:
        if unit.preorder >= until and unit.id in tops:
            until, shift, base = unit.subtree_end, unit.preorder - len(kept), unit.depth
        if unit.preorder < until:
            kept.append(
                replace(
                    unit,
                    depth=unit.depth - base,
                    preorder=unit.preorder - shift,
                    subtree_end=unit.subtree_end - shift,
                )
            )
    return kept


def _unit(
    units: list[TreeUnit], number: int, waits: list[list[int]], waiting_to_start: list[int]
) -> UnitWaits:
    unit = units[number]
    below = slice(number, unit.subtree_end)
    found = put_together([days for own in waits[below] for days in own])
    return UnitWaits(
        unit,
        unit.subtree_end > number + 1,
        found.people,
        sum(waiting_to_start[below]),
        found.median,
        found.ninetieth,
        found.longest,
    )


def _protected(
    table: list[UnitWaits], units: list[TreeUnit], waits: list[list[int]], waiting_to_start: list[int]
) -> list[UnitWaits]:
    ends = np.array([unit.subtree_end for unit in units], np.int64)
    if not len(ends):
        return table
    groups, counts = hidden_groups(waits, ends), hidden_counts(waiting_to_start, ends)
    shown = []
    for number, row in enumerate(table):
        ordered = sorted(days for own in waits[number : row.unit.subtree_end] for days in own)
        withheld = {"people", "median", "ninetieth", "longest"} if groups[number] else set()
        for name in ("median", "ninetieth", "longest"):
            value = getattr(row, name)
            if value is not None and is_statistic_unsafe(value, ordered):
                withheld.add(name)
        if counts[number]:
            withheld.add("not_started")
        hidden: dict[str, Any] = dict.fromkeys(withheld)
        shown.append(replace(row, **hidden, withheld=frozenset(withheld)))
    return shown


def hidden_cells(rows: Sequence[UnitWaits]) -> int:
    """How many figures of the rows are withheld."""
    return sum(len(row.withheld) for row in rows)
