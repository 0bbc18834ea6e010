"""The method in plain words: weights with their reasons, a worked example, what hangs on each choice."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from tracker.affected_staff.rules import IMPACT_LABELS
from tracker.affected_staff.rules import ImpactKind as RecordedKind
from tracker.disruption.queries import Computed, tops
from tracker.disruption.rules import PHASE_WORDS, YEAR, Working, working_between
from tracker.policy.access.viewer import Viewer
from tracker.policy.disclosure.figures import is_sum_unsafe
from tracker.policy.disruption.calculation import calculate
from tracker.policy.disruption.contributors import stay_loads
from tracker.policy.disruption.heat_map import heat_map
from tracker.policy.disruption.method import Impact, Method, Phase, Reach, Severity
from tracker.policy.disruption.months import FAR
from tracker.policy.disruption.records import Milestones
from tracker.policy.disruption.schedule import Floats

NOTHING = 1e-9
"""Upheaval-days below which two sums are the same."""

EXAMPLE = Milestones(
    announced=date(2026, 1, 5),
    consult_start=date(2026, 2, 2),
    consult_end=date(2026, 3, 18),
    transition_start=date(2026, 5, 1),
    transition_end=date(2026, 6, 30),
)
"""A made-up move to another office that each week costs somebody an hour more on the way."""

TABLES = {
    "impact_weight": "What changes",
    "severity_factor": "How much",
    "reach_factor": "For whom",
    "phase_weight": "When",
}
NUMBERS = {
    "settling_days": "Days of each part of settling",
    "default_transition_days": "Days of a transition without a last day",
    "concurrency_surcharge": "Surcharge for changes at once",
}
"""The other parameters that move a load, with their names on the page."""


@dataclass(frozen=True)
class Weight:
    """One weight, the range over which it is tried, and none where it is fixed by definition."""

    name: str
    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class WeightTable:
    """Weights of one kind and why they are what they are."""

    title: str
    reason: str
    weights: list[Weight]


def weight_tables(method: Method) -> list[WeightTable]:
    """The four tables whose product is the load of a day."""
    ranges = method.document["sensitivity_range"]
    found = []
    for table, title in TABLES.items():
        rows = []
        for name, value in method.document["parameters"][table].items():
            low, high = ranges.get(f"{table}.{name}", (None, None))
            rows.append(Weight(_words(table, name), float(value), low, high))
        found.append(WeightTable(title, method.document["reason"][table], rows))
    return found


def worked_example(method: Method) -> list[Working]:
    """The sum of one made-up person over the whole of a change."""
    kind = (Impact.RELOCATION, Severity.MEDIUM, Reach.DIRECT)
    return working_between(EXAMPLE, kind, method, 0, FAR)


def _words(table: str, name: str) -> str:
    if table == "impact_weight":
        return IMPACT_LABELS[RecordedKind(name)]
    if table == "phase_weight":
        return PHASE_WORDS[Phase(name)].capitalize()
    return name.capitalize()


@dataclass(frozen=True)
class Effect:
    """What the next twelve months would be if one choice stood at an end of its range.

    ``change`` is None where too few people carry the difference for it to be shown.
    """

    end: float
    change: float | None
    heaviest: str | None


@dataclass(frozen=True)
class Sensitivity:
    """One choice with its two ends. ``change`` is a part of the load, -0.05 for a twentieth less."""

    name: str
    value: str
    low: Effect
    high: Effect

    @property
    def swing(self) -> float:
        """How far the load moves from one end to the other; nought where that is not shown."""
        return abs((self.high.change or 0.0) - (self.low.change or 0.0))


@dataclass(frozen=True)
class Sensitivities:
    """Every choice, the one that moves most first; ``heaviest`` is the unit with most ahead as it stands."""

    heaviest: str | None
    rows: list[Sensitivity]


def sensitivities(found: Computed, viewer: Viewer, method: Method) -> Sensitivities | None:
    """What changes if the weights do, for all the viewer sees together; None where nothing may be shown.

    ``found`` holds twelve months back and twelve ahead. Units are named by the figures that are shown only.
    """
    top = tops(found, viewer)
    ahead = found.shown[:, YEAR:]
    if not top or np.isnan(ahead[top]).any():
        return None
    open_rows = [
        row
        for each in top
        for row in range(each + 1, found.world.units[each].subtree_end)
        if found.present[row] and not np.isnan(ahead[row]).any()
    ]
    now = _ahead(found, method, top)
    base = float(now.people.sum())
    if not base:
        return None
    rows = []
    for name, words, (low, high) in _choices(method):
        ends = []
        for end in (low, high):
            then = _ahead(found, method.revised(_parameter(name, end)), top)
            change = _shown_change(now.people, then.people)
            heaviest = _heaviest(found, open_rows, then) if change is not None else None
            ends.append(Effect(end, change, heaviest))
        rows.append(Sensitivity(words, _value(method.document["parameters"], name), *ends))
    rows.sort(key=lambda row: (-row.swing, row.name))
    return Sensitivities(_heaviest(found, open_rows, now), rows)


def _choices(method: Method) -> Iterator[tuple[str, str, tuple[float, float]]]:
    for name, ends in method.document["sensitivity_range"].items():
        table, _, entry = name.partition(".")
        if table in TABLES:
            yield name, f"{TABLES[table]}: {_words(table, entry).lower()}", tuple(ends)
        elif name in NUMBERS:
            yield name, NUMBERS[name], tuple(ends)


def _parameter(name: str, value: float) -> Mapping[str, Any]:
    table, _, entry = name.partition(".")
    if entry:
        return {table: {entry: value}}
    return {name: [value, value] if name == "settling_days" else value}


def _value(parameters: Mapping[str, Any], name: str) -> str:
    table, _, entry = name.partition(".")
    value = parameters[table][entry] if entry else parameters[table]
    return " and ".join(f"{each:g}" for each in value) if isinstance(value, list) else f"{value:g}"


@dataclass(frozen=True)
class _Ahead:
    """The next twelve months by one method: load and days of each unit, and each person's load at the top."""

    total: Floats
    person_days: Floats
    people: Floats


def _ahead(found: Computed, method: Method, top: list[int]) -> _Ahead:
    first = found.figures.first_month + YEAR
    calculation = calculate(found.world.columns, method, first, YEAR)
    rolled = heat_map(calculation).rolled
    stays, units = calculation.stays, found.world.units
    inside = np.zeros(len(stays.unit), bool)
    for row in top:
        inside |= (stays.unit >= row) & (stays.unit < units[row].subtree_end)
    loads = stay_loads(calculation).sum(axis=1)[inside] / calculation.scale
    return _Ahead(
        rolled.total.sum(axis=1),
        rolled.person_days.sum(axis=1).astype(float),
        np.bincount(stays.person[inside], weights=loads, minlength=calculation.people).astype(float),
    )


def _shown_change(now: Floats, then: Floats) -> float | None:
    """By what part the load moves; None where too few people carry the difference (R4)."""
    moved = np.abs(then - now)
    moved = moved[moved > NOTHING]
    if len(moved) and is_sum_unsafe(moved.tolist()):
        return None
    return float(then.sum() / now.sum() - 1)


def _heaviest(found: Computed, rows: list[int], ahead: _Ahead) -> str | None:
    """The unit with the highest mean among those that are shown."""
    loads = [
        (float(ahead.total[row] / ahead.person_days[row]), row) for row in rows if ahead.person_days[row]
    ]
    mean, row = max(loads, default=(0.0, -1))
    return found.world.units[row].name if mean else None
