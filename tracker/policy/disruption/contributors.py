"""Who carries the load of a cell: how many people, and the two largest loads, as rule R4 needs them."""

from dataclasses import dataclass

import numpy as np

from tracker.policy.disclosure.loads import LoadCells, two_largest
from tracker.policy.disclosure.tree import parents_and_depths
from tracker.policy.disruption.calculation import Calculation
from tracker.policy.disruption.heat_map import HeatMap, roll_up
from tracker.policy.disruption.schedule import Flags, Floats, Ints
from tracker.policy.disruption.stays import NO_UNIT

PAIRS = 8192  # pairs (stay, schedule) at a time, so that their months stay in cache


@dataclass(frozen=True)
class ProtectedInput:
    """The heat map as `disclosure.heat_map.protect_heat_map` takes it: rolled up, and own people only."""

    rolled: LoadCells
    own: LoadCells


def load_cells(calculation: Calculation, figures: HeatMap) -> ProtectedInput:
    """Somebody who moves within a month counts once, with the sum, in every unit that holds both places."""
    stay = np.flatnonzero(calculation.stays.unit != NO_UNIT)
    load = stay_loads(calculation)[stay]
    person, unit = calculation.stays.person[stay], calculation.stays.unit[stay]
    entry, month = np.nonzero(_in_two_places(person, load))
    movers = _Entries(person[entry], unit[entry], month, load[entry, month])
    load[entry, month] = 0

    parent, depth = parents_and_depths(calculation.sub_end)
    own = _of_units(unit, load, figures.own.total.shape)
    rolled = _rolled_up(own, parent, depth, calculation)
    _add(own, movers)
    _add(rolled, _with_ancestors(movers, parent))
    scale = calculation.scale
    return ProtectedInput(
        rolled=LoadCells(
            **vars(figures.rolled),
            contributors=rolled.count,
            largest=rolled.largest / scale,
            second=rolled.second / scale,
        ),
        own=LoadCells(
            **vars(figures.own),
            contributors=own.count,
            largest=own.largest / scale,
            second=own.second / scale,
        ),
    )


def stay_loads(calculation: Calculation) -> Floats:
    """Load of every stay in every month, in 1/scale."""
    total = np.zeros((len(calculation.stays.person), calculation.horizon.months))
    for loads in (calculation.shared, calculation.single):
        order = np.argsort(loads.stay, kind="stable")
        stay, row = loads.stay[order], loads.row[order]
        first = _firsts(stay)
        edges = np.append(first, len(stay))
        begin = 0
        while begin < len(first):
            end = max(begin + 1, int(np.searchsorted(edges, edges[begin] + PAIRS, side="right")) - 1)
            months = loads.months[row[edges[begin] : edges[end]]]
            total[stay[first[begin:end]]] += np.add.reduceat(months, first[begin:end] - edges[begin], axis=0)
            begin = end
    return total


@dataclass(frozen=True)
class _Contributors:
    """By unit and month; loads in 1/scale."""

    count: Ints
    largest: Floats
    second: Floats


@dataclass(frozen=True)
class _Entries:
    """Loads of single people, one by one."""

    person: Ints
    unit: Ints
    month: Ints
    load: Floats


def _in_two_places(person: Ints, load: Floats) -> Flags:
    """Which loads belong to somebody with load in more than one stay in the same month."""
    several = np.flatnonzero((np.diff(person, prepend=-1) == 0) | (np.diff(person, append=-1) == 0))
    found = np.zeros(load.shape, bool)
    if len(several):
        loaded = load[several] > 0
        first = _firsts(person[several])
        places = np.add.reduceat(loaded, first, axis=0, dtype=np.int64)
        sizes = np.diff(np.append(first, len(several)))
        found[several] = loaded & (np.repeat(places, sizes, axis=0) > 1)
    return found


def _of_units(unit: Ints, load: Floats, shape: tuple[int, ...]) -> _Contributors:
    found = _Contributors(np.zeros(shape, np.int64), np.zeros(shape), np.zeros(shape))
    if len(unit):
        order = np.argsort(unit, kind="stable")
        unit, load = unit[order], load[order]
        first = _firsts(unit)
        where = unit[first]
        found.count[where] = np.add.reduceat(load > 0, first, axis=0, dtype=np.int64)
        found.largest[where], found.second[where] = two_largest(load, np.zeros_like(load), first)
    return found


def _rolled_up(own: _Contributors, parent: Ints, depth: Ints, calculation: Calculation) -> _Contributors:
    """Counts by running totals; the two largest level by level from the deepest."""
    largest, second = own.largest.copy(), own.second.copy()
    for level in range(int(depth.max(initial=0)), 0, -1):
        rows = np.flatnonzero(depth == level)
        first = _firsts(parent[rows])
        above = parent[rows[first]]
        top, runner_up = two_largest(largest[rows], second[rows], first)
        _merge(largest, second, above, top, runner_up)
    return _Contributors(roll_up(own.count, calculation.sub_end), largest, second)


def _merge(
    largest: Floats, second: Floats, where: Ints | tuple[Ints, Ints], top: Floats, runner_up: Floats
) -> None:
    """Two largest of what is there and what comes; `where` names each place once."""
    here, next_here = largest[where], second[where]
    largest[where] = np.maximum(here, top)
    second[where] = np.maximum(np.minimum(here, top), np.where(here >= top, next_here, runner_up))


def _with_ancestors(movers: _Entries, parent: Ints) -> _Entries:
    """Each entry once for its own unit and once for every unit above it."""
    index, unit = [np.arange(len(movers.unit))], [movers.unit]
    while True:
        above = parent[unit[-1]]
        index.append(index[-1][above >= 0])
        unit.append(above[above >= 0])
        if not len(unit[-1]):
            break
    chosen = np.concatenate(index)
    return _Entries(movers.person[chosen], np.concatenate(unit), movers.month[chosen], movers.load[chosen])


def _add(found: _Contributors, entries: _Entries) -> None:
    """Puts entries in, each person once in a cell with all their load there."""
    if not len(entries.person):
        return
    order = np.lexsort((entries.person, entries.month, entries.unit))
    cell = (entries.unit * found.count.shape[1] + entries.month)[order]
    person = entries.person[order]
    first = np.flatnonzero((np.diff(cell, prepend=-1) != 0) | (np.diff(person, prepend=-1) != 0))
    load, cell = np.add.reduceat(entries.load[order], first), cell[first]
    order = np.lexsort((-load, cell))
    load, cell = load[order], cell[order]
    first = _firsts(cell)
    count = np.diff(np.append(first, len(cell)))
    runner_up = np.where(count > 1, load[np.minimum(first + 1, len(load) - 1)], 0)
    unit, month = np.divmod(cell[first], found.count.shape[1])
    found.count[unit, month] += count
    _merge(found.largest, found.second, (unit, month), load[first], runner_up)


def _firsts(ordered: Ints) -> Ints:
    """Positions where a new value begins."""
    return np.flatnonzero(np.diff(ordered, prepend=-1))
