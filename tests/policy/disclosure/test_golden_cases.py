"""The shared golden cases of single figures and of the heat map's cells."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.policy.golden_cases import Answer, assert_same, cases
from tracker.policy.disclosure.bands import band, contrast, heat_cell
from tracker.policy.disclosure.figures import (
    is_dominated,
    is_sum_unsafe,
    publishable_share,
    rounded_count,
    unsafe_counts,
)
from tracker.policy.disclosure.standards import WITHHELD, Standard
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


ANSWERS: dict[str, Answer] = {
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
