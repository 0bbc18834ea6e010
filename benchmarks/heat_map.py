"""The heat map of 13,000 people against plain pandas, in one run: `python -m benchmarks.heat_map`.

Exits with 1 when the measure is less than 20 times as quick as pandas, or when the two do not agree.
"""

import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from tracker.policy.disclosure.heat_map import protect_heat_map
from tracker.policy.disclosure.tree import UnitTree, arrange_units
from tracker.policy.disruption.calculation import calculate
from tracker.policy.disruption.columns import (
    NO_DAY,
    Columns,
    ExposureColumns,
    ImpactColumns,
    PeopleColumns,
    PlacementColumns,
    open_end,
)
from tracker.policy.disruption.contributors import load_cells
from tracker.policy.disruption.heat_map import heat_map
from tracker.policy.disruption.method import Impact, Method, Phase, Reach, Severity, load_method
from tracker.policy.disruption.months import Horizon, first_day
from tracker.policy.disruption.schedule import phase_bounds

SEED = 20261124
PEOPLE, CHANGES, EXPOSURES, UNITS, MONTHS = 13_000, 60, 120_000, 300, 48
FIRST_MONTH = 2024 * 12
ROUNDS = 7
LEAST_RATIO = 20.0

Table = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Figures:
    """Upheaval-days, person-days and roster by unit, with everything beneath it, and month."""

    total: Table
    person_days: Table
    roster: Table


def main() -> int:
    rng = np.random.default_rng(SEED)
    tree = make_tree(rng)
    columns = make_columns(rng, tree)
    method = load_method()
    ways: dict[str, Callable[[], Figures]] = {
        "this product": lambda: measured(columns, method),
        "plain pandas": lambda: with_pandas(columns, tree, method),
    }
    ours, theirs = (way() for way in ways.values())
    for name in ("total", "person_days", "roster"):
        np.testing.assert_allclose(getattr(ours, name), getattr(theirs, name), rtol=1e-9, atol=1e-6)
    print(f"{PEOPLE:,} people, {EXPOSURES:,} exposures, {UNITS} units, {MONTHS} months; results agree")

    times: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(ROUNDS):
        for name, way in ways.items():
            times[name].append(timed(way))
    medians = {name: statistics.median(taken) for name, taken in times.items()}
    for name, median in medians.items():
        print(f"{name}: median {median * 1000:,.1f} ms of {ROUNDS} (best {min(times[name]) * 1000:,.1f})")
    ratio = medians["plain pandas"] / medians["this product"]
    print(f"ratio: {ratio:.0f} (at least {LEAST_RATIO:.0f})")
    print_protection(columns, method)
    return 0 if ratio >= LEAST_RATIO else 1


def timed(way: Callable[[], Any]) -> float:
    start = time.perf_counter()
    way()
    return time.perf_counter() - start


def make_tree(rng: np.random.Generator) -> UnitTree:
    """Six levels at most, each unit under one given shortly before it."""
    parents: list[int | None] = [None]
    depth = [0]
    while len(parents) < UNITS:
        above = int(rng.integers(0, len(parents)))
        if depth[above] < 5:
            parents.append(above)
            depth.append(depth[above] + 1)
    return arrange_units(parents)


def make_columns(rng: np.random.Generator, tree: UnitTree) -> Columns:
    """A tenth of people join or leave, a twentieth move once; nobody has one burden twice."""
    opening, closing = first_day(FIRST_MONTH), first_day(FIRST_MONTH + MONTHS)
    joins = np.where(rng.random(PEOPLE) < 0.05, rng.integers(opening, closing - 400, PEOPLE), NO_DAY)
    leaves = np.where(rng.random(PEOPLE) < 0.05, rng.integers(closing - 399, closing, PEOPLE), NO_DAY)
    moves = np.where(rng.random(PEOPLE) < 0.05, rng.integers(opening + 1, closing, PEOPLE), NO_DAY)
    movers = np.flatnonzero(moves)
    everyone = np.arange(PEOPLE)
    placements = PlacementColumns(
        person=np.concatenate([everyone, movers]).astype(np.int32),
        unit=rng.integers(0, UNITS, PEOPLE + len(movers)).astype(np.int32),
        first_day=np.concatenate([everyone * NO_DAY, moves[movers]]).astype(np.int32),
        last_day=np.concatenate([np.maximum(moves - 1, NO_DAY), np.full(len(movers), NO_DAY)]).astype(
            np.int32
        ),
    )
    start = rng.integers(opening + 100, closing - 200, CHANGES)
    length = rng.integers(20, 180, CHANGES)
    rows = CHANGES * len(Impact)  # each change may have any impact, once
    change = np.repeat(np.arange(CHANGES), len(Impact))
    nothing = np.full(rows, NO_DAY, np.int32)
    impacts = ImpactColumns(
        change=change.astype(np.int32),
        impact=np.tile(np.arange(len(Impact)), CHANGES).astype(np.int32),
        severity=rng.integers(0, len(Severity), rows).astype(np.int32),
        reach=rng.integers(0, len(Reach), rows).astype(np.int32),
        announced=(start[change] - 150).astype(np.int32),
        consult_start=(start[change] - 120).astype(np.int32),
        consult_end=(start[change] - 75).astype(np.int32),
        transition_start=start[change].astype(np.int32),
        transition_end=(start + length)[change].astype(np.int32),
        withdrawn=nothing,
        clip_from=nothing,
        clip_to=nothing,
    )
    pairs = np.sort(rng.choice(PEOPLE * rows, EXPOSURES, replace=False))
    return Columns(
        sub_end=tree.sub_end,
        people=PeopleColumns(joins.astype(np.int32), leaves.astype(np.int32)),
        placements=placements,
        change_parent=np.full(CHANGES, -1, np.int32),
        impacts=impacts,
        exposures=ExposureColumns((pairs // rows).astype(np.int32), (pairs % rows).astype(np.int32)),
    )


def measured(columns: Columns, method: Method) -> Figures:
    result = heat_map(calculate(columns, method, FIRST_MONTH, MONTHS)).rolled
    return Figures(result.total, result.person_days.astype(float), result.roster.astype(float))


def with_pandas(columns: Columns, tree: UnitTree, method: Method) -> Figures:
    """As one would write it first: a row for each phase, its list of months exploded, then grouped."""
    stays = stay_frame(columns)
    pieces = piece_frame(columns, method).merge(stays, on="person")
    pieces["start"] = pieces[["start", "stay_start"]].max(axis=1)
    pieces["end"] = pieces[["end", "stay_end"]].min(axis=1)
    loads = by_month(pieces[pieces["start"] < pieces["end"]])
    loads["load"] = loads["weight"] * loads["days"]
    presence = by_month(stays.rename(columns={"stay_start": "start", "stay_end": "end"}))
    last_day = presence[presence["end"] >= presence["month_end"]]
    return Figures(
        rolled(loads.groupby(["unit", "month"])["load"].sum(), tree),
        rolled(presence.groupby(["unit", "month"])["days"].sum(), tree),
        rolled(last_day.groupby(["unit", "month"])["person"].nunique(), tree),
    )


def stay_frame(columns: Columns) -> pd.DataFrame:
    opening, closing = first_day(FIRST_MONTH), first_day(FIRST_MONTH + MONTHS)
    stays, people = columns.placements, columns.people
    start = np.maximum(stays.first_day, people.service_from[stays.person])
    end = np.minimum(open_end(stays.last_day), open_end(people.service_to)[stays.person])
    frame = pd.DataFrame(
        {
            "person": stays.person,
            "unit": stays.unit,
            "stay_start": np.maximum(start, opening),
            "stay_end": np.minimum(end, closing),
        }
    )
    return frame[frame["stay_start"] < frame["stay_end"]]


def piece_frame(columns: Columns, method: Method) -> pd.DataFrame:
    """Person, start, end and weight of each phase of each exposure."""
    impacts, (starts, ends) = columns.impacts, phase_bounds(columns.impacts, method)
    base = [
        float(method.base(tuple(Impact)[impact], tuple(Severity)[severity], tuple(Reach)[reach]))
        for impact, severity, reach in zip(impacts.impact, impacts.severity, impacts.reach, strict=True)
    ]
    phases = pd.concat(
        pd.DataFrame(
            {
                "impact": np.arange(len(base)),
                "start": starts[position],
                "end": ends[position],
                "weight": np.array(base) * float(method.phase_weight[phase]),
            }
        )
        for position, phase in enumerate(Phase)
    )
    exposures = pd.DataFrame({"person": columns.exposures.person, "impact": columns.exposures.impact})
    return exposures.merge(phases[phases["weight"] > 0], on="impact")


def by_month(ranges: pd.DataFrame) -> pd.DataFrame:
    """Each range once for every month that it touches, with its days there."""
    starts = np.array(Horizon(FIRST_MONTH, MONTHS).starts)
    first = np.searchsorted(starts, ranges["start"], side="right") - 1
    last = np.searchsorted(starts, ranges["end"] - 1, side="right") - 1
    months = pd.Series([list(range(a, b + 1)) for a, b in zip(first, last, strict=True)], index=ranges.index)
    exploded = ranges.assign(month=months).explode("month")
    month = exploded["month"].to_numpy(np.int64)
    exploded["month"] = month
    exploded["month_end"] = starts[month + 1]
    begin = np.maximum(exploded["start"], starts[month])
    exploded["days"] = np.minimum(exploded["end"], starts[month + 1]) - begin
    return exploded


def rolled(own: "pd.Series[Any]", tree: UnitTree) -> Table:
    """Own figures of each unit added to every unit above it."""
    table = own.unstack(fill_value=0).reindex(index=range(UNITS), columns=range(MONTHS), fill_value=0)
    above = [[unit] for unit in range(UNITS)]
    for unit in range(UNITS):
        if tree.parent[unit] >= 0:
            above[unit] += above[int(tree.parent[unit])]
    chains = pd.Series(above, name="above").explode().reset_index()
    joined = table.merge(chains, left_index=True, right_on="index")
    return joined.drop(columns="index").groupby("above").sum().to_numpy(float)


def print_protection(columns: Columns, method: Method) -> None:
    calculation = calculate(columns, method, FIRST_MONTH, MONTHS)
    figures = heat_map(calculation)
    cells = load_cells(calculation, figures)
    contributors = statistics.median(timed(lambda: load_cells(calculation, figures)) for _ in range(ROUNDS))
    protection = statistics.median(
        timed(lambda: protect_heat_map(cells.rolled, cells.own, columns.sub_end)) for _ in range(ROUNDS)
    )
    print(f"besides: contributors {contributors * 1000:.1f} ms, disclosure {protection * 1000:.1f} ms")


if __name__ == "__main__":
    sys.exit(main())
