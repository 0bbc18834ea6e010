"""The shared golden cases of single figures and of the heat map's cells."""

from collections.abc import Collection, Mapping
from typing import Any

import pytest

from tests.policy.golden_cases import Answer, assert_same, cases
from tracker.policy.disclosure.audit import Need, bounds, needs, needs_of_sums
from tracker.policy.disclosure.bands import band, contrast, heat_cell
from tracker.policy.disclosure.differencing import exposed_groups
from tracker.policy.disclosure.figures import (
    is_count_unsafe,
    is_dominated,
    is_sum_unsafe,
    publishable_share,
    rounded_count,
    unsafe_counts,
)
from tracker.policy.disclosure.secondary import protect, protect_counts
from tracker.policy.disclosure.standards import WITHHELD, Standard
from tracker.policy.disclosure.table import Table, tree_by_columns, tree_of, two_way
from tracker.policy.disruption.hot_spots import UnitMean, hot_spots


@pytest.mark.parametrize(("given", "question", "expected"), cases({"B", "C"}))
def test_golden_case(given: Mapping[str, Any], question: Mapping[str, Any], expected: Any) -> None:
    assert_same(ANSWERS[question["q"]](given, question), expected)


def standard(q: Mapping[str, Any]) -> Standard:
    return Standard(q["t"], q.get("p", 10), shows_zeros=not q.get("sensitive", False))


def shown(value: object) -> str:
    return WITHHELD if value is None else str(value)


def counts(given: Mapping[str, Any], q: Mapping[str, Any]) -> Any:
    return [shown(rounded_count(value, standard(q))) for value in q["values"]]


def shares(given: Mapping[str, Any], q: Mapping[str, Any]) -> Any:
    return [shown(publishable_share(part, whole, standard(q))) for part, whole in q["values"]]


def table_cells(q: Mapping[str, Any]) -> dict[str, int]:
    """A table with its margins, cells named as in the cases."""
    cells: dict[str, int] = {}
    if "matrix" in q:
        rows, columns = q["rows"], q["cols"]
        leaves: Any = {
            r: dict(zip(columns, line, strict=True)) for r, line in zip(rows, q["matrix"], strict=True)
        }
        tree = {"Total": rows}
    else:
        leaves, tree, columns = q["leaves"], q["tree"], q.get("cols")
    members = {name: [name] for name in leaves}
    pending = dict(tree)
    while pending:
        for node, below in list(pending.items()):
            if all(child in members for child in below):
                members[node] = [leaf for child in below for leaf in members[child]]
                del pending[node]
    for node, inside in members.items():
        if columns:
            for column in columns:
                cells[f"{node}|{column}"] = sum(leaves[leaf][column] for leaf in inside)
            cells[f"{node}|Total"] = sum(cells[f"{node}|{column}"] for column in columns)
        else:
            cells[node] = sum(leaves[leaf] for leaf in inside)
    return cells


def primary(given: Mapping[str, Any], q: Mapping[str, Any]) -> Any:
    return sorted(unsafe_counts(table_cells(q), standard(q), q.get("public", ())))


def magnitude(given: Mapping[str, Any], q: Mapping[str, Any]) -> Any:
    unsafe = is_sum_unsafe(q["contributions"], standard(q))
    return {"unsafe": unsafe, "reason": None if not unsafe else "R4"}


def table_of(q: Mapping[str, Any]) -> Table:
    public = q.get("public", ())
    if "matrix" in q:
        return two_way(q["rows"], q["cols"], q["matrix"], public)
    if q.get("cols"):
        return tree_by_columns(q["tree"], q["leaves"], q["cols"], public)
    return tree_of(q["tree"], q["leaves"], public)


def needs_in(q: Mapping[str, Any], table: Table, cells: Collection[str]) -> dict[Any, Need]:
    if "magnitude" in q:
        return needs_of_sums(table, cells, q["magnitude"])
    return needs(table, cells, standard(q))


def audited(given: Mapping[str, Any], q: Mapping[str, Any]) -> Any:
    table = table_of(q)
    cells = q.get(
        "primary", [name for name in q["suppressed"] if is_count_unsafe(int(table.values[name]), standard(q))]
    )
    wanted = needs_in(q, table, cells)
    found = bounds(table, q["suppressed"], cells, rounded=q.get("rounded"), threshold=q["t"])
    return {
        cell: {"lo": one.lo, "hi": one.hi, "protected": wanted[cell].is_met(one)}
        for cell, one in found.items()
    }


def secondary(given: Mapping[str, Any], q: Mapping[str, Any]) -> Any:
    table = table_of(q)
    if "primary" in q:
        pattern = protect(table, needs_in(q, table, q["primary"]))
    else:
        pattern = protect_counts(table, standard(q))
    extra = pattern.secondary
    totals = [cell for cell in extra or () if cell in table.totals]
    return {
        "status": "protected" if pattern.is_released else "withhold",
        "primary": sorted(pattern.primary),
        "secondary": None if extra is None else sorted(extra),
        "aggregates": len(totals),
        "leaves": len(extra or ()) - len(totals),
        "value": sum(table.values[cell] for cell in extra or ()),
        "ties": 1,
        "bounds": {
            cell: [one.lo, one.hi]
            for cell, one in (
                bounds(table, pattern.hidden, pattern.primary) if pattern.is_released else {}
            ).items()
        },
    }


def differences(given: Mapping[str, Any], q: Mapping[str, Any]) -> Any:
    releases = {one["id"]: frozenset(one["members"]) for one in q["releases"]}
    return [
        {"in": list(one.inside), "not_in": list(one.outside), "size": one.size, "lo": one.lo, "hi": one.hi}
        for one in exposed_groups(releases, standard(q))
    ]


ANSWERS: dict[str, Answer] = {
    "audit": audited,
    "secondary": secondary,
    "differencing": differences,
    "publish_count": counts,
    "publish_share": shares,
    "primary_counts": primary,
    "primary_magnitude": magnitude,
    "nk_dominance": lambda given, q: is_dominated(q["contributions"], q["n"], q["k"]),
    "band": lambda given, q: [band(value) for value in q["values"]],
    "heat_cell": lambda given, q: [heat_cell(mean, n, standard(q)) for mean, n in q["values"]],
    "contrast": lambda given, q: [round(contrast(one, other), 2) for one, other in q["pairs"]],
    "hot_spots": lambda given, q: [
        list(spot) for spot in hot_spots([UnitMean(**row) for row in q["rows"]], q["top"], q["t"])
    ],
}
