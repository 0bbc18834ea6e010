"""The shared golden cases, answered by the readable engine and, where it has an answer, by the columns."""

from collections.abc import Callable, Mapping
from datetime import date
from importlib.util import find_spec
from typing import Any

import numpy as np
import pytest

from tests.policy.disruption.worlds import columns_of
from tests.policy.golden_cases import Answer, assert_same, cases
from tracker.policy.disclosure.tree import arrange_units
from tracker.policy.disruption import areas, people
from tracker.policy.disruption.calculation import calculate
from tracker.policy.disruption.drivers import By, drivers
from tracker.policy.disruption.errors import DisruptionError
from tracker.policy.disruption.heat_map import heat_map
from tracker.policy.disruption.inequality import gini, top_share
from tracker.policy.disruption.load import daily_load, month_load, segments
from tracker.policy.disruption.method import Impact, Method, Reach, Severity, load_method
from tracker.policy.disruption.months import month_label
from tracker.policy.disruption.person_months import person_months
from tracker.policy.disruption.phases import phase_on
from tracker.policy.disruption.records import Change, Exposure, Milestones, Person, Stay, World
from tracker.policy.disruption.sensitivity import corner_ranks, severity_bounds
from tracker.policy.disruption.sequence import (
    Aim,
    Movable,
    Problem,
    best_sequence,
    with_cp_sat,
    with_highs,
)
from tracker.policy.disruption.shift import ShiftError, move

SOLVERS = [with_highs, *([with_cp_sat] if find_spec("ortools") else [])]


@pytest.mark.parametrize(("given", "question", "expected"), cases({"A", "A-what-if"}))
def test_golden_case(given: Mapping[str, Any], question: Mapping[str, Any], expected: Any) -> None:
    if expected == {"error": "invalid"}:
        with pytest.raises(DisruptionError):
            world_of(given)
        return

    assert_same(ANSWERS[question["q"]](given, question), expected)
    if question["q"] in BY_COLUMNS:
        assert_same(BY_COLUMNS[question["q"]](given, question), expected)


def world_of(given: Mapping[str, Any]) -> World:
    return World(
        people=[
            Person(
                person["id"],
                tuple(Stay(unit, day(first), day(last)) for unit, first, last in person.get("units", [])),
                day(person.get("start")),
                day(person.get("end")),
                person.get("fte", 1.0),
            )
            for person in given["people"]
        ],
        changes=[
            Change(
                change["id"],
                Milestones(**{k: day(v) for k, v in change.items() if k in Milestones.__dataclass_fields__}),
                change.get("part_of"),
            )
            for change in given["changes"]
        ],
        exposures=[
            Exposure(
                exposure["id"],
                exposure["person"],
                exposure["change"],
                Impact(exposure["impact"]),
                Severity(exposure["severity"]),
                Reach(exposure.get("reach", "direct")),
                tuple((name, date.fromisoformat(on)) for name, on in exposure.get("dates", {}).items()),
                day(exposure.get("from")),
                day(exposure.get("to")),
            )
            for exposure in given["exposures"]
        ],
    )


def day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def month_of(text: str) -> int:
    return int(text[:4]) * 12 + int(text[5:]) - 1


def method_of(given: Mapping[str, Any]) -> Method:
    parameters = dict(given.get("method", {}))
    version = parameters.pop("version", None)
    return load_method().revised(parameters, version) if parameters else load_method()


def of_person(ask: Callable[[World, Method, str, int], Any]) -> Answer:
    return lambda given, q: ask(world_of(given), method_of(given), q["person"], month_of(q["month"]))


def of_day(ask: Callable[[World, Method, str, date], Any]) -> Answer:
    return lambda given, q: ask(world_of(given), method_of(given), q["person"], date.fromisoformat(q["date"]))


def phase(given: Mapping[str, Any], q: Mapping[str, Any]) -> Any:
    world = world_of(given)
    exposure = next(each for each in world.exposures if each.id == q["exposure"])
    return phase_on(world.milestones(exposure), method_of(given), date.fromisoformat(q["date"]))


def concurrency(world: World, method: Method, person: str, on: date) -> int:
    return sum(s.concurrent for s in segments(world, method, person, on.toordinal(), on.toordinal() + 1))


def by_change(world: World, method: Method, person: str, on: date) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for segment in segments(world, method, person, on.toordinal(), on.toordinal() + 1):
        for burden in segment.burdens:
            found[burden.root] = found.get(burden.root, 0) + segment.multiplier * burden.weight
    return found


def area(given: Mapping[str, Any], q: Mapping[str, Any]) -> Any:
    return areas.area_month(world_of(given), method_of(given), q["units"], month_of(q["month"]))


def distribution(given: Mapping[str, Any], q: Mapping[str, Any]) -> Any:
    return areas.area_distribution(world_of(given), method_of(given), q["units"], month_of(q["month"]))


def decomposition(given: Mapping[str, Any], q: Mapping[str, Any]) -> Any:
    first, last = month_of(q["from"]), month_of(q["to"])
    by = q.get("by", "change")
    return areas.decomposition(world_of(given), method_of(given), q["units"], first, last - first + 1, by)


def curve(given: Mapping[str, Any], q: Mapping[str, Any]) -> Any:
    world, method = world_of(given), method_of(given)
    return [
        [month_label(month), sum(month_load(world, method, person.id, month) for person in world.people)]
        for month in range(month_of(q["from"]), month_of(q["to"]) + 1)
    ]


def gaps(given: Mapping[str, Any], q: Mapping[str, Any]) -> Any:
    first, last = date.fromisoformat(q["from"]), date.fromisoformat(q["to"])
    return people.gaps(world_of(given), method_of(given), q["person"], first, last)


def recency(given: Mapping[str, Any], q: Mapping[str, Any]) -> Any:
    first, last = date.fromisoformat(q["start"]).toordinal(), date.fromisoformat(q["date"]).toordinal()
    world, method = world_of(given), method_of(given)
    daily = [
        float(daily_load(world, method, q["person"], date.fromordinal(n))) for n in range(first, last + 1)
    ]
    return people.recency(daily, q["half_life"])


def corners(given: Mapping[str, Any], q: Mapping[str, Any]) -> Any:
    return corner_ranks(world_of(given), method_of(given), q["units"], month_of(q["month"]), q["grid"])


def moved(given: Mapping[str, Any], q: Mapping[str, Any]) -> dict[str, Any]:
    """What is given, with the change moved; the error's words where it cannot be."""
    as_of = date.fromisoformat(q["as_of"])
    world = move(world_of(given), q["change"], q["months"], as_of)
    dates = world.change_by_id[q["change"]].milestones
    changes = [
        {**change, **{name: str(day) for name, day in vars(dates).items() if day}}
        if change["id"] == q["change"]
        else change
        for change in given["changes"]
    ]
    return {**given, "changes": changes}


def after_shift(given: Mapping[str, Any], q: Mapping[str, Any]) -> Any:
    try:
        then = moved(given, q)
    except ShiftError as error:
        return {"error": error.why}
    return [ANSWERS[each["q"]](then, each) for each in q["then"]]


def milestones(given: Mapping[str, Any], q: Mapping[str, Any]) -> Any:
    [change] = [one for one in moved(given, q)["changes"] if one["id"] == q["change"]]
    return change


def problem_of(q: Mapping[str, Any]) -> Problem:
    given = q["problem"]
    months = given["months"]
    groups = sorted({*given.get("base", {}), *(name for one in given["changes"] for name in one["profile"])})
    base = np.array([given.get("base", {}).get(name, [0] * months) for name in groups], dtype=float)

    def at(one: Mapping[str, Any], start: int) -> Any:
        load = np.zeros((len(groups), months))
        for row, name in enumerate(groups):
            for number, value in enumerate(one["profile"].get(name, [])):
                if start + number < months:
                    load[row, start + number] = value
        return load

    movables = [
        Movable(
            one["id"],
            one["planned"],
            {start: at(one, start) for start in range(one["window"][0], one["window"][1] + 1)},
            max(len(profile) for profile in one["profile"].values()),
            one.get("cost", 1),
        )
        for one in given["changes"]
    ]
    return Problem(
        movables,
        base,
        np.array([given.get("size", {}).get(name, 1) for name in groups], dtype=float),
        [tuple(one) for one in given.get("precedence", [])],
        given.get("max_movement"),
        Aim(given.get("objective", "peak_group")),
        given.get("threshold", 1.0),
    )


def sequence(given: Mapping[str, Any], q: Mapping[str, Any]) -> Any:
    problem = problem_of(q)
    answers = [best_sequence(problem, solver=solver) for solver in SOLVERS]
    assert len({(one.status, tuple(one.starts.items())) for one in answers}) == 1
    plan = answers[0]
    return {
        "status": plan.status.value,
        "peak_before": plan.before,
        "peak_after": plan.after,
        "movement": plan.movement,
        "starts": plan.starts,
        "excess_before": plan.before,
        "excess_after": plan.after,
    }


ANSWERS: dict[str, Answer] = {
    "shift": after_shift,
    "milestones_after_shift": milestones,
    "sequence": sequence,
    "phase": phase,
    "daily_load": of_day(daily_load),
    "daily_by_change": of_day(by_change),
    "concurrency": of_day(concurrency),
    "month_total": of_person(month_load),
    "month_mean": of_person(people.month_mean),
    "month_peak": of_person(people.month_peak),
    "u12": of_person(people.u12),
    "f12": of_person(people.f12),
    "state": of_person(people.person_state),
    "gaps": gaps,
    "recency": recency,
    "severity_bounds": of_person(severity_bounds),
    "corner_ranks": corners,
    "area_month": area,
    "area_distribution": distribution,
    "decomposition": decomposition,
    "curve": curve,
    "gini": lambda given, q: gini(q["values"]),
    "top_share": lambda given, q: top_share(q["values"], q["fraction"]),
}


def calculated(given: Mapping[str, Any], first: int, months: int) -> tuple[Any, dict[str, int], World]:
    """The world worked out on columns, with all units under one."""
    world = world_of(given)
    units = sorted({stay.unit for person in world.people for stay in person.stays})
    tree = arrange_units([None] + [0] * len(units))
    columns = columns_of(world, ["all", *units], tree)
    rows = {unit: int(tree.row_of[number]) for number, unit in enumerate(units, start=1)}
    return calculate(columns, method_of(given), first, months), rows, world


def person_by_columns(read: Callable[[Any, int, int], Any]) -> Answer:
    def answer(given: Mapping[str, Any], q: Mapping[str, Any]) -> Any:
        month = month_of(q["month"])
        calculation, _, world = calculated(given, month - 11, 24)
        row = [person.id for person in world.people].index(q["person"])
        return read(person_months(calculation), row, month)

    return answer


def area_by_columns(given: Mapping[str, Any], q: Mapping[str, Any]) -> Any:
    calculation, rows, _ = calculated(given, month_of(q["month"]), 1)
    own = heat_map(calculation).own
    inside = [rows[unit] for unit in q["units"]]
    total, days = float(own.total[inside].sum()), int(own.person_days[inside].sum())
    exact = area(given, q)  # whole-time figures are not kept in columns
    return {
        "upheaval_days": total,
        "person_days": days,
        "mean_daily_load": total / days,
        "person_weeks": total / 7,
        "fte_person_weeks": exact.fte_person_weeks,
    }


def curve_by_columns(given: Mapping[str, Any], q: Mapping[str, Any]) -> Any:
    first, last = month_of(q["from"]), month_of(q["to"])
    calculation, _, _ = calculated(given, first, last - first + 1)
    totals = heat_map(calculation).rolled.total[0]
    return [[month_label(first + number), total] for number, total in enumerate(totals)]


def decomposition_by_columns(given: Mapping[str, Any], q: Mapping[str, Any]) -> Any:
    first, last = month_of(q["from"]), month_of(q["to"])
    calculation, rows, world = calculated(given, first, last - first + 1)
    [unit] = q["units"]
    by = By(q.get("by", "change") if q.get("by") == "impact" else "root")
    names = [impact.value for impact in Impact] if by is By.IMPACT else [c.id for c in world.changes]
    found = drivers(calculation, rows[unit], first, last - first + 1, by)
    return {names[driver.row]: driver.upheaval_days for driver in found}


BY_COLUMNS: dict[str, Answer] = {
    "month_total": person_by_columns(lambda table, row, month: table.total[row, 11]),
    "u12": person_by_columns(lambda table, row, month: table.year_to(month)[row]),
    "f12": person_by_columns(lambda table, row, month: table.year_after(month)[row]),
    "area_month": area_by_columns,
    "curve": curve_by_columns,
    "decomposition": decomposition_by_columns,
}
