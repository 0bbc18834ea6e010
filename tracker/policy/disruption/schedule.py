"""Load schedules: what one day under each impact row weighs, over the days of a horizon."""

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import lcm

import numpy as np
import numpy.typing as npt

from tracker.policy.disruption.columns import NO_DAY, Column, ImpactColumns, open_end, open_start
from tracker.policy.disruption.method import ACTIVE_PHASES, Impact, Method, Phase, Reach, Severity
from tracker.policy.disruption.months import FAR, Horizon

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

LARGEST_SCALE = 10**6


@dataclass(frozen=True)
class Schedules:
    """A row for each impact row, a column for each day of the horizon.

    Loads are in 1/`scale` of an upheaval-day: whole numbers held in floating point, so that sums are exact
    and do not depend on the order of records. `active` says on which days a row counts for concurrency (F4).
    """

    scale: int
    daily: Floats
    active: Flags


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
    rows = np.arange(len(weights))
    steps = np.zeros((len(weights), last - first + 1))
    active_steps = np.zeros((len(weights), last - first + 1), np.int8)
    counts = weights.max(axis=1, initial=0) > 0
    for position, phase in enumerate(Phase):
        start = np.clip(starts[position], clip_from, clip_to) - first
        end = np.maximum(np.clip(ends[position], clip_from, clip_to) - first, start)
        steps[rows, start] += weights[:, position]
        steps[rows, end] -= weights[:, position]
        if phase in ACTIVE_PHASES:
            active_steps[rows, start] += counts
            active_steps[rows, end] -= counts
    active = np.cumsum(active_steps[:, :-1], axis=1, dtype=np.int8) > 0
    return Schedules(scale, np.cumsum(steps[:, :-1], axis=1), active)


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
