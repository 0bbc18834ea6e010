"""How far a figure depends on what is not known: unknown severities and the choice of weights."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import product
from typing import Any

from tracker.policy.disruption.areas import area_month
from tracker.policy.disruption.load import month_load
from tracker.policy.disruption.method import Method, Severity
from tracker.policy.disruption.records import World


@dataclass(frozen=True)
class Bounds:
    """Upheaval-days with every unknown severity counted as low, as the method says, and as high."""

    low: Fraction
    central: Fraction
    high: Fraction


def severity_bounds(world: World, method: Method, person_id: str, month: int) -> Bounds:
    return Bounds(
        low=month_load(world, replace(method, severity_when_unknown=Severity.LOW), person_id, month),
        central=month_load(world, method, person_id, month),
        high=month_load(world, replace(method, severity_when_unknown=Severity.HIGH), person_id, month),
    )


def corner_ranks(
    world: World, method: Method, units: Sequence[str], month: int, grid: Mapping[str, Sequence[float]]
) -> dict[str, float]:
    """Share of the corners of a box of parameters in which each unit has the highest mean; a tie is shared.

    Parameters are named as in `impact_weight.technology`.
    """
    wins = dict.fromkeys(units, 0.0)
    corners = list(product(*grid.values()))
    for corner in corners:
        draft = method.revised(_nested(dict(zip(grid, corner, strict=True))))
        means = {unit: area_month(world, draft, [unit], month).mean_daily_load or 0 for unit in units}
        best = max(means.values())
        first = [unit for unit in units if means[unit] == best]
        for unit in first:
            wins[unit] += 1 / len(first) / len(corners)
    return wins


def _nested(values: Mapping[str, float]) -> dict[str, Any]:
    nested: dict[str, Any] = {}
    for name, value in values.items():
        table, _, entry = name.partition(".")
        if entry:
            nested.setdefault(table, {})[entry] = value
        else:
            nested[table] = value
    return nested
