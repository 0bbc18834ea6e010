"""Load schedules: what one day under each impact row weighs, over the days of a horizon."""

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import lcm
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from tracker.policy.disruption.columns import NO_DAY, Column, ImpactColumns, open_end, open_start
from tracker.policy.disruption.method import ACTIVE_PHASES, Impact, Method, Phase, Reach, Severity
from tracker.policy.disruption.months import FAR, Horizon

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

Table = TypeVar("Table", Floats, npt.NDArray[np.int8])

LARGEST_SCALE = 10**6
NOISE = 1e-12  # what is left of a weight without a scale when it is taken off again


@dataclass(frozen=True)
class Schedules:
    """A row for each impact row, a column for each day of the horizon.

    Loads are in 1/`scale` of an upheaval-day: whole numbers held in floating point, so that sums are exact
    and do not depend on the order of records. `active` says on which days a row counts for concurrency (F4);
    None where the method has no surcharge.
    """

    scale: int
    daily: Floats
    active: Flags | None


@lru_cache(maxsize=8)
def weight_table(method: Method) -> tuple[int, Floats]:
    """The scale, and the weight of a day by impact, severity, reach and phase in that scale.

    The scale is the smallest that makes every weight and every surcharge whole; a method whose weights have
    no reasonable common denominator gets scale 1 and ordinary floating point.
    """
    weights = [
        method.base(impact, severity, reach) * method.phase_weight[phase]
        for impact in Impact
        for severity in Severity
        for reach in Reach
        for phase in Phase
    ]
    scale = lcm(*(weight.denominator for weight in weights)) * method.concurrency_surcharge.denominator
    if scale > LARGEST_SCALE:
        scale = 1
    table = np.array([float(weight * Fraction(scale)) for weight in weights])
    return scale, table.reshape(len(Impact), len(Severity), len(Reach), len(Phase))


def schedules(impacts: ImpactColumns, method: Method, horizon: Horizon) -> Schedules:
    scale, table = weight_table(method)
    weights = table[impacts.impact, impacts.severity, impacts.reach]
    starts, ends = phase_bounds(impacts, method)
    first, last = horizon.starts[0], horizon.starts[-1]
    clip_from = np.clip(open_start(impacts.clip_from), first, last)
    clip_to = np.clip(open_end(impacts.clip_to), clip_from, last)
    starts = np.clip(starts, clip_from, clip_to) - first
    ends = np.maximum(np.clip(ends, clip_from, clip_to) - first, starts)
    daily = _by_day(weights, starts, ends, last - first)
    if scale == 1:
        daily[np.abs(daily) < NOISE] = 0
    active = None
    if method.concurrency_surcharge > 0:
        is_active = np.array([phase in ACTIVE_PHASES for phase in Phase])
        weighs = weights.max(axis=1, initial=0) > 0
        active = _by_day((weighs[:, None] & is_active).astype(np.int8), starts, ends, last - first) > 0
    return Schedules(scale, daily, active)


def _by_day(values: Table, starts: Ints, ends: Ints, days: int) -> Table:
    """Each row's value in each phase (columns of `values`), spread over the days of that phase."""
    rows = np.arange(len(values))
    steps = np.zeros((len(values), days + 1), values.dtype)
    for phase, (start, end) in enumerate(zip(starts, ends, strict=True)):
        steps[rows, start] += values[:, phase]
        steps[rows, end] -= values[:, phase]
    return np.cumsum(steps[:, :-1], axis=1, dtype=values.dtype)


def phase_bounds(impacts: ImpactColumns, method: Method) -> tuple[Ints, Ints]:
    """Day ranges [start, end) of each phase (first axis) of each row; an empty one has end <= start."""
    announced, consult_start = _known(impacts.announced), _known(impacts.consult_start)
    transition_start = _known(impacts.transition_start)
    transition = transition_start < FAR
    withdrawn = _known(impacts.withdrawn)
    assumed = transition_start + method.default_transition_days
    after_transition = np.where(impacts.transition_end != NO_DAY, open_end(impacts.transition_end), assumed)
    after_transition = np.where(transition, after_transition, FAR)
    consult_end = np.where(impacts.consult_end != NO_DAY, open_end(impacts.consult_end), transition_start)
    settled_1 = np.where(transition, after_transition + method.settling_days[0], FAR)
    settled_2 = np.where(transition, settled_1 + method.settling_days[1], FAR)
    awaiting = np.maximum(consult_start, consult_end)
    starts = np.stack([announced, consult_start, awaiting, transition_start, after_transition, settled_1])
    ends = np.stack(
        [
            np.minimum(consult_start, transition_start),
            np.minimum(consult_end, transition_start),
            transition_start,
            after_transition,
            settled_1,
            settled_2,
        ]
    )
    return starts, np.minimum(ends, withdrawn)


def _known(days: Column) -> Ints:
    """A date that is not known never comes."""
    return np.where(days == NO_DAY, FAR, days).astype(np.int64)
