"""The measure on columns: each exposure becomes the load it puts on a stay in each month.

Exposures share few schedules. A stay that sees the whole of a schedule (nearly all do) is kept as a pair
(stay, schedule row) and the months of that row are worked out once. Only what is cut by a move or by service,
or recorded more than once, gets a row of months of its own.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from tracker.policy.disruption.columns import Column, Columns, root_changes
from tracker.policy.disruption.method import Impact, Method
from tracker.policy.disruption.months import Horizon
from tracker.policy.disruption.schedule import Flags, Floats, Ints, Schedules, schedules
from tracker.policy.disruption.stays import Stays, stays

BATCH = 1024  # rows of days held at a time: 1,024 x four years x 8 bytes = 12 MB

Rows = tuple[Ints, Ints, Floats]
"""Stays, the impact row that each load is named after, and the months of load."""


@dataclass(frozen=True)
class Loads:
    """Months of load and who carries them: stay `stay[i]` carries `months[row[i]]`.

    `root` and `impact` tell of each row of months which change (at its root) and which impact it comes from.
    """

    months: Floats
    root: Ints
    impact: Ints
    stay: Ints
    row: Ints


@dataclass(frozen=True)
class Calculation:
    """What every view of the measure is read from. Loads are in 1/`scale` of an upheaval-day."""

    horizon: Horizon
    scale: int
    people: int
    sub_end: Column
    stays: Stays
    shared: Loads
    single: Loads


def calculate(columns: Columns, method: Method, first_month: int, months: int) -> Calculation:
    """Works the measure out for a run of months. `first_month` is year x 12 + month - 1."""
    horizon = Horizon(first_month, months)
    plan = schedules(columns.impacts, method, horizon)
    where = stays(columns, horizon)
    root = root_changes(columns.change_parent)[columns.impacts.change]
    kind = np.asarray(columns.impacts.impact, np.int64)
    person = np.asarray(columns.exposures.person, np.int64)
    row = np.asarray(columns.exposures.impact, np.int64)
    heavy = (plan.daily != 0).any(axis=1)
    if plan.active is not None:
        heavy |= plan.active.any(axis=1)  # F4 counts what is active, whatever it weighs
    person, row = person[heavy[row]], row[heavy[row]]
    key = (person * len(columns.change_parent) + root[row]) * len(Impact) + kind[row]

    if plan.active is not None:
        alone = np.zeros(len(key), bool)
        surcharge = float(method.concurrency_surcharge)
        parts = list(
            _surcharged(plan.daily, plan.active, where, horizon, _Records(person, row, key), surcharge)
        )
    else:
        alone = ~_repeated(key)
        repeated = _Records(person[~alone], row[~alone], key[~alone])
        parts = list(_merged(plan, where, horizon, repeated))
    whole_stay, whole_row, cut = _whole_and_cut(plan, where, horizon, person[alone], row[alone])
    parts.append(cut)
    stay = np.concatenate([part[0] for part in parts])
    named = np.concatenate([part[1] for part in parts])
    load = np.concatenate([part[2] for part in parts])
    return Calculation(
        horizon=horizon,
        scale=plan.scale,
        people=len(columns.people.service_from),
        sub_end=columns.sub_end,
        stays=where,
        shared=Loads(_by_month(plan.daily, horizon), root, kind, whole_stay, whole_row),
        single=Loads(load, root[named], kind[named], stay, np.arange(len(stay))),
    )


@dataclass(frozen=True)
class _Records:
    """Exposures with their key F3 as one number that sorts by person, then root change, then impact."""

    person: Ints
    row: Ints
    key: Ints


def _repeated(key: Ints) -> Flags:
    """Which exposures share their key with another."""
    ordered = np.sort(key)
    twice = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    if not twice.size:
        return np.zeros(len(key), bool)
    found = np.searchsorted(twice, key)
    shared: Flags = twice[np.minimum(found, len(twice) - 1)] == key
    return shared


def _whole_and_cut(
    plan: Schedules, where: Stays, horizon: Horizon, person: Ints, row: Ints
) -> tuple[Ints, Ints, Rows]:
    """Pairs (stay, row) that see the whole of a schedule, and the months of those that see a part of it."""
    loaded = plan.daily != 0
    opening = horizon.starts[0]
    first = loaded.argmax(axis=1) + opening
    beyond = opening + loaded.shape[1] - loaded[:, ::-1].argmax(axis=1)
    record, stay = _stays_of(where, person)
    row = row[record]
    start, end = where.start[stay], where.end[stay]
    meets = (start < beyond[row]) & (end > first[row])
    whole = (start <= first[row]) & (end >= beyond[row])
    cut = meets & ~whole
    load = _months_between(_running(plan.daily), horizon, row[cut], start[cut], end[cut])
    return stay[whole], row[whole], (stay[cut], row[cut], load)


def _merged(plan: Schedules, where: Stays, horizon: Horizon, records: _Records) -> Iterator[Rows]:
    """F5 where one burden is recorded several times: on each day the heaviest record counts."""
    if not records.key.size:
        return
    order = np.lexsort((records.row, records.key))
    key, row, person = records.key[order], records.row[order], records.person[order]
    new = np.ones(len(key), bool)
    new[1:] = key[1:] != key[:-1]
    burden = np.cumsum(new) - 1
    starts = np.flatnonzero(new)
    place = np.arange(len(key)) - starts[burden]
    together = np.full((len(starts), int(place.max()) + 1), -1)
    together[burden, place] = row
    combinations, combination = np.unique(together, axis=0, return_inverse=True)
    combination = combination.reshape(-1)
    by_combination = np.argsort(combination, kind="stable")
    edges = np.searchsorted(combination[by_combination], np.arange(0, len(combinations) + BATCH, BATCH))
    for batch, chosen in enumerate(np.split(by_combination, edges[1:-1])):
        members = combinations[batch * BATCH : (batch + 1) * BATCH]
        daily = np.zeros((len(members), plan.daily.shape[1]))
        for column in members.T:
            daily = np.where((column >= 0)[:, None], np.maximum(daily, plan.daily[column]), daily)
        record, stay = _stays_of(where, person[starts[chosen]])
        local = combination[chosen][record] - batch * BATCH
        load = _months_between(_running(daily), horizon, local, where.start[stay], where.end[stay])
        yield stay, row[starts[chosen]][record], load


def _surcharged(
    days: Floats, active_days: Flags, where: Stays, horizon: Horizon, records: _Records, surcharge: float
) -> Iterator[Rows]:
    """F4 and F5 with a surcharge: each day's loads grow with the number of changes active."""
    order = np.lexsort((records.row, records.key))
    key, row, person = records.key[order], records.row[order], records.person[order]
    first = 0
    while first < len(key):
        last = min(first + BATCH, len(key))
        if last < len(key):  # end the batch with a whole person
            whole = int(np.searchsorted(person, person[last]))
            last = whole if whole > first else int(np.searchsorted(person, person[last], side="right"))
        batch = slice(first, last)
        keys, change = _firsts(key[batch]), _firsts(key[batch] // len(Impact))
        heaviest = np.maximum.reduceat(days[row[batch]], keys, axis=0)
        active = np.maximum.reduceat(active_days[row[batch]].astype(np.int16), change, axis=0)
        concurrent = np.add.reduceat(active, _firsts(person[batch][change]), axis=0)
        whose = np.cumsum(np.isin(np.arange(last - first), _firsts(person[batch]))) - 1
        daily = heaviest * (1 + surcharge * np.maximum(concurrent - 1, 0))[whose[keys]]
        record, stay = _stays_of(where, person[batch][keys])
        load = _months_between(_running(daily), horizon, record, where.start[stay], where.end[stay])
        yield stay, row[batch][keys][record], load
        first = last


def _firsts(ordered: Ints) -> Ints:
    """Positions where a new value begins."""
    new = np.ones(len(ordered), bool)
    new[1:] = ordered[1:] != ordered[:-1]
    return np.flatnonzero(new)


def _stays_of(where: Stays, person: Ints) -> tuple[Ints, Ints]:
    """Every pair of a record and a stay of its person: positions in `person`, and stays."""
    begin, count = where.first[person], where.first[person + 1] - where.first[person]
    record = np.repeat(np.arange(len(person)), count)
    before = np.cumsum(count) - count
    return record, np.arange(len(record)) - before[record] + begin[record]


def _running(daily: Floats) -> Floats:
    """Load up to the start of each day, one more column than there are days."""
    total = np.zeros((daily.shape[0], daily.shape[1] + 1))
    np.cumsum(daily, axis=1, out=total[:, 1:])
    return total


def _months_between(running: Floats, horizon: Horizon, row: Ints, start: Ints, end: Ints) -> Floats:
    """Load of each row in each month, of the days from `start` until before `end` only."""
    starts = np.array(horizon.starts)
    load = np.empty((len(row), horizon.months))
    for batch in range(0, len(row), BATCH):
        part = slice(batch, batch + BATCH)
        edges = np.clip(starts[None, :], start[part, None], end[part, None]) - starts[0]
        load[part] = np.diff(running[row[part, None], edges], axis=1)
    return load


def _by_month(daily: Floats, horizon: Horizon) -> Floats:
    starts = np.array(horizon.starts[:-1]) - horizon.starts[0]
    return np.add.reduceat(daily, starts, axis=1)
