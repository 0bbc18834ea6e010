"""The linear audit: what a reader can work out about a hidden cell from all that is shown (2.4, R6)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from tracker.policy.disclosure.solver import INFINITY, Sums
from tracker.policy.disclosure.standards import Standard
from tracker.policy.disclosure.table import Floats, Table

TOLERANCE = 1e-6


@dataclass(frozen=True)
class Interval:
    """What a reader can be sure of: the value lies between ``lo`` and ``hi``, both possible."""

    lo: float
    hi: float


@dataclass(frozen=True)
class Need:
    """What must stay possible for a hidden cell: up to ``hi``, down to ``lo``, the ends ``width`` apart."""

    lo: float
    hi: float
    width: float

    def is_met(self, found: Interval) -> bool:
        """Whether the interval leaves the reader in doubt enough."""
        return (
            found.lo <= self.lo + TOLERANCE
            and found.hi >= self.hi - TOLERANCE
            and found.hi - found.lo >= self.width - TOLERANCE
        )


def bounds(
    table: Table,
    hidden: Collection[Any],
    cells: Iterable[Any],
    *,
    rounded: int | None = None,
    threshold: int = 0,
) -> dict[Any, Interval]:
    """For each of the cells what follows from the cells that are not hidden.

    ``rounded``: the shown counts were rounded to this base, so that each stands for a range, of which nothing
    below ``threshold`` is shown. Two linear programmes a cell. Raises ``SolverError``.
    """
    lower, upper = _ranges(table, frozenset(hidden), rounded, threshold)
    sums = Sums(table)
    sums.limit(lower, upper)
    return {cell: _range_of(sums, table.place[cell], lower, upper) for cell in cells}


def _ranges(
    table: Table, hidden: frozenset[Any], rounded: int | None, threshold: int
) -> tuple[Floats, Floats]:
    lower, upper = table.vector.copy(), table.vector.copy()
    for name, place in table.place.items():
        if name in hidden:
            lower[place], upper[place] = 0.0, INFINITY
        elif rounded and name not in table.public and table.values[name] > 0:
            shown = int(table.values[name] / rounded + 0.5) * rounded
            half = rounded // 2
            lower[place], upper[place] = max(threshold, shown - half), shown + half
    return lower, upper


def _range_of(sums: Sums, place: int, lower: Floats, upper: Floats) -> Interval:
    if lower[place] == upper[place]:
        return Interval(float(lower[place]), float(upper[place]))
    return Interval(_whole(sums.reach(place, -1)[0]), _whole(sums.reach(place, 1)[0]))


def _whole(value: float) -> float:
    """Without the noise of the solver."""
    nearest = round(value) if abs(value) < INFINITY else value
    return float(nearest) if abs(value - nearest) < TOLERANCE else value


def needs(table: Table, cells: Iterable[Any], standard: Standard) -> dict[Any, Need]:
    """R6 for counts: measured against what the public cells alone already tell."""
    known = bounds(table, [name for name in table.names if name not in table.public], cells)
    found = {}
    for cell, before in known.items():
        hi = min(float(standard.threshold), before.hi)
        width = min(float(standard.threshold), before.hi - before.lo)
        found[cell] = Need(INFINITY, hi, width) if standard.shows_zeros else Need(before.lo, hi, 0.0)
    return found


def needs_of_sums(table: Table, cells: Iterable[Any], share: float) -> dict[Any, Need]:
    """R6 for sums: the value could be ``share`` less or more, such as a fifth."""
    return {
        cell: Need((1 - share) * table.values[cell], (1 + share) * table.values[cell], 0.0) for cell in cells
    }


def is_protected(
    table: Table,
    hidden: Collection[Any],
    wanted: dict[Any, Need],
    *,
    rounded: int | None = None,
    threshold: int = 0,
) -> bool:
    """Whether every cell that must be hidden is: the last word before anything is shown."""
    found = bounds(table, hidden, wanted, rounded=rounded, threshold=threshold)
    return all(need.is_met(found[cell]) for cell, need in wanted.items())
