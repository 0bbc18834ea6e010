"""Where each person is on each day of a horizon: their stays in units, and time in service without a unit."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from tracker.policy.disruption.columns import Columns, open_end, open_start
from tracker.policy.disruption.months import Horizon

Ints = npt.NDArray[np.int64]
NO_UNIT = -1


@dataclass(frozen=True)
class Stays:
    """Half-open stays [start, end) in service and within the horizon, in order of person and start.

    Together they cover each person's service once. The stays of person p are `first[p] .. first[p + 1] - 1`.
    """

    person: Ints
    unit: Ints
    start: Ints
    end: Ints
    first: Ints


def stays(columns: Columns, horizon: Horizon) -> Stays:
    opening, closing = horizon.starts[0], horizon.starts[-1]
    service_start = np.clip(open_start(columns.people.service_from), opening, closing)
    service_end = np.clip(open_end(columns.people.service_to), opening, closing)
    order = np.lexsort((columns.placements.first_day, columns.placements.person))
    person = np.asarray(columns.placements.person[order], np.int64)
    unit = np.asarray(columns.placements.unit[order], np.int64)
    start = np.maximum(open_start(columns.placements.first_day[order]), service_start[person])
    end = np.minimum(open_end(columns.placements.last_day[order]), service_end[person])
    within = start < end
    person, unit, start, end = person[within], unit[within], start[within], end[within]

    before = np.empty_like(start)  # where the stay before this one ended, or service began
    before[1:] = end[:-1]
    is_first = np.ones(len(person), bool)
    is_first[1:] = person[1:] != person[:-1]
    before[is_first] = service_start[person[is_first]]
    after = service_start.copy()  # where the last stay of each person ended
    after[person] = end  # stays are in order, so the last one wins
    everyone = np.arange(len(after))

    person = np.concatenate([person, person, everyone])
    unit = np.concatenate([unit, np.full(len(before) + len(after), NO_UNIT)])
    start, end = np.concatenate([start, before, after]), np.concatenate([end, start, service_end])
    some = start < end
    person, unit, start, end = person[some], unit[some], start[some], end[some]
    order = np.lexsort((start, person))
    first = np.zeros(len(after) + 1, np.int64)
    np.cumsum(np.bincount(person, minlength=len(after)), out=first[1:])
    return Stays(person[order], unit[order], start[order], end[order], first)


def days_by_month(start: Ints, end: Ints, horizon: Horizon) -> Ints:
    """Days of each half-open range in each month: one row for each range."""
    starts = np.array(horizon.starts)
    edges = np.clip(starts[None, :], start[:, None], end[:, None])
    days: Ints = np.diff(edges, axis=1)
    return days
