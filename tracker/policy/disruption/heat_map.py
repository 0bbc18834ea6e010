"""F13, F14, F16: load, person-days and roster of every unit in every month."""

from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from tracker.policy.disruption.calculation import Calculation, Loads
from tracker.policy.disruption.columns import Column
from tracker.policy.disruption.schedule import Floats, Ints
from tracker.policy.disruption.stays import NO_UNIT, days_by_month

Table = TypeVar("Table", Floats, Ints)

LARGEST_TABLE = 4_000_000  # cells of the (unit, schedule) count table held at a time


@dataclass(frozen=True)
class UnitMonths:
    """Tables by unit (rows in preorder) and month."""

    total: Floats  # upheaval-days
    person_days: Ints
    roster: Ints  # people there on the last day of the month

    @property
    def mean(self) -> Floats:
        """Mean daily load, F14; not a number where nobody was there."""
        nothing = np.full(self.total.shape, np.nan)
        np.divide(self.total, self.person_days, out=nothing, where=self.person_days > 0)
        return nothing


@dataclass(frozen=True)
class HeatMap:
    """`rolled` counts each unit with everything beneath it, `own` its own people only."""

    first_month: int
    rolled: UnitMonths
    own: UnitMonths


def heat_map(calculation: Calculation) -> HeatMap:
    """Exact figures: pass them through `disclosure` before anybody sees them."""
    total = unit_loads(calculation, calculation.shared) + unit_loads(calculation, calculation.single)
    person_days, roster = _presence(calculation)
    sub_end = calculation.sub_end
    return HeatMap(
        calculation.horizon.first_month,
        rolled=UnitMonths(
            roll_up(total, sub_end) / calculation.scale,
            roll_up(person_days, sub_end),
            roll_up(roster, sub_end),
        ),
        own=UnitMonths(total / calculation.scale, person_days, roster),
    )


def roll_up(own: Table, sub_end: Column) -> Table:
    """Sums over each unit and everything beneath it: a difference of running totals in preorder."""
    running = np.zeros((own.shape[0] + 1, *own.shape[1:]), own.dtype)
    np.cumsum(own, axis=0, out=running[1:])
    return running[np.asarray(sub_end)] - running[:-1]


def unit_loads(calculation: Calculation, loads: Loads) -> Floats:
    """Loads by each unit's own people, in 1/scale."""
    units, (rows, months) = len(calculation.sub_end), loads.months.shape
    unit = calculation.stays.unit[loads.stay]
    row = loads.row[unit != NO_UNIT]
    unit = unit[unit != NO_UNIT]
    total = np.zeros((units, months))
    if loads is calculation.single:
        order = np.argsort(unit, kind="stable")
        if len(order):
            unit, row = unit[order], row[order]
            first = np.flatnonzero(np.r_[True, unit[1:] != unit[:-1]])
            total[unit[first]] = np.add.reduceat(loads.months[row], first, axis=0)
        return total
    block = max(1, LARGEST_TABLE // max(rows, 1))
    for top in range(0, units, block):
        size = min(block, units - top)
        inside = slice(None) if size == units else (unit >= top) & (unit < top + size)
        cell = (unit[inside] - top) * rows + row[inside]
        counts = np.bincount(cell, minlength=size * rows).reshape(size, rows)
        total[top : top + size] = counts.astype(np.float64) @ loads.months
    return total


def _presence(calculation: Calculation) -> tuple[Ints, Ints]:
    """Person-days and month-end roster of each unit's own people."""
    where, horizon = calculation.stays, calculation.horizon
    units = len(calculation.sub_end)
    starts = np.array(horizon.starts)
    placed = where.unit != NO_UNIT
    throughout = placed & (where.start == starts[0]) & (where.end == starts[-1])
    steady = np.bincount(where.unit[throughout], minlength=units)
    person_days = steady[:, None] * np.diff(starts)[None, :]
    roster = np.repeat(steady[:, None], horizon.months, axis=1)
    part = placed & ~throughout
    if part.any():
        unit = where.unit[part]
        order = np.argsort(unit, kind="stable")
        unit, start, end = unit[order], where.start[part][order], where.end[part][order]
        first = np.flatnonzero(np.r_[True, unit[1:] != unit[:-1]])
        person_days[unit[first]] += np.add.reduceat(days_by_month(start, end, horizon), first, axis=0)
        present = (start[:, None] < starts[None, 1:]) & (end[:, None] >= starts[None, 1:])
        roster[unit[first]] += np.add.reduceat(present.astype(np.int64), first, axis=0)
    return person_days, roster
