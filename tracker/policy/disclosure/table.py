"""A table as cells and the sums that hold between them: margins of rows and columns, nodes of a tree."""

from collections.abc import Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

Name = Hashable
Floats = npt.NDArray[np.float64]
TOTAL = "Total"


class TableError(ValueError):
    """A table whose sums do not hold, or that names a cell it does not have."""


@dataclass(frozen=True)
class Table:
    """Cells with their values, and relations ``total = sum of parts`` over every cell that would be shown.

    ``values``: people, or upheaval-days for sums. ``relations``: (total, parts). ``grand``: the cell that
    everything adds up to. ``public``: cells that everybody knows, such as headcounts (R3).
    """

    values: Mapping[Any, float]
    relations: Sequence[tuple[Any, Sequence[Any]]]
    grand: Any
    public: frozenset[Any] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        for total, parts in self.relations:
            unknown = [name for name in (total, *parts) if name not in self.values]
            if unknown:
                raise TableError(f"The table has no cell {unknown[0]}")
            if abs(self.values[total] - sum(self.values[part] for part in parts)) > 1e-6:
                raise TableError(f"{total} is not the sum of its parts")
        if self.grand not in self.values:
            raise TableError(f"The table has no cell {self.grand}")

    @cached_property
    def names(self) -> list[Any]:
        """The cells in the order of the arrays."""
        return list(self.values)

    @cached_property
    def place(self) -> dict[Any, int]:
        """Where each cell stands in the arrays."""
        return {name: number for number, name in enumerate(self.names)}

    @cached_property
    def vector(self) -> Floats:
        """The values, one for each cell."""
        return np.array([float(self.values[name]) for name in self.names])

    @cached_property
    def totals(self) -> frozenset[Any]:
        """Cells that are the sum of others: margins and inner nodes."""
        return frozenset(total for total, _ in self.relations)

    @cached_property
    def matrix(self) -> csr_array:
        """One row a relation, ``total - sum of parts = 0``; one column a cell."""
        rows, columns, entries = [], [], []
        for number, (total, parts) in enumerate(self.relations):
            rows.append(number)
            columns.append(self.place[total])
            entries.append(1.0)
            for part in parts:
                rows.append(number)
                columns.append(self.place[part])
                entries.append(-1.0)
        shape = (len(self.relations), len(self.names))
        return csr_array((entries, (rows, columns)), shape=shape)

    @property
    def size(self) -> float:
        """What everything adds up to."""
        return float(self.values[self.grand])


def two_way(
    rows: Sequence[str],
    columns: Sequence[str],
    matrix: Sequence[Sequence[float]],
    public: Collection[str] = (),
) -> Table:
    """Rows by columns with both margins; cells are named ``row|column``, margins ``row|Total`` and so on."""
    leaves = {row: dict(zip(columns, line, strict=True)) for row, line in zip(rows, matrix, strict=True)}
    return tree_by_columns({TOTAL: list(rows)}, leaves, columns, public)


def tree_of(
    tree: Mapping[str, Sequence[str]], leaves: Mapping[str, float], public: Collection[str] = ()
) -> Table:
    """One figure for every node of a tree, which is given as node to children."""
    values: dict[Any, float] = dict(leaves)
    for node in _bottom_up(tree, leaves):
        values[node] = sum(values[child] for child in tree[node])
    relations = [(node, list(children)) for node, children in tree.items()]
    return Table(values, relations, _top(tree), frozenset(public))


def tree_by_columns(
    tree: Mapping[str, Sequence[str]],
    leaves: Mapping[str, Mapping[str, float]],
    columns: Sequence[str],
    public: Collection[str] = (),
) -> Table:
    """A figure for every node of a tree and every column, with the margin of the columns."""
    values: dict[Any, float] = {}
    relations: list[tuple[Any, Sequence[Any]]] = []
    for node in (*leaves, *_bottom_up(tree, leaves)):
        for column in columns:
            if node in tree:
                parts = [f"{child}|{column}" for child in tree[node]]
                values[f"{node}|{column}"] = sum(values[part] for part in parts)
                relations.append((f"{node}|{column}", parts))
            else:
                values[f"{node}|{column}"] = leaves[node][column]
        across = [f"{node}|{column}" for column in columns]
        values[f"{node}|{TOTAL}"] = sum(values[cell] for cell in across)
        relations.append((f"{node}|{TOTAL}", across))
        if node in tree:
            relations.append((f"{node}|{TOTAL}", [f"{child}|{TOTAL}" for child in tree[node]]))
    return Table(values, relations, f"{_top(tree)}|{TOTAL}", frozenset(public))


def _bottom_up(tree: Mapping[str, Sequence[str]], leaves: Collection[str]) -> list[str]:
    done, order, waiting = set(leaves), [], list(tree)
    while waiting:
        ready = [node for node in waiting if all(child in done for child in tree[node])]
        if not ready:
            raise TableError(f"The nodes {waiting[:3]} have children that are not in the table")
        order += ready
        done.update(ready)
        waiting = [node for node in waiting if node not in done]
    return order


def _top(tree: Mapping[str, Sequence[str]]) -> str:
    below = {child for children in tree.values() for child in children}
    tops = [node for node in tree if node not in below]
    if len(tops) != 1:
        raise TableError("A table has one cell that everything adds up to")
    return tops[0]
