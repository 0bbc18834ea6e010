"""Units in preorder: every unit is followed by everything beneath it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]


class UnitTreeError(ValueError):
    """The units do not form a tree."""


@dataclass(frozen=True)
class UnitTree:
    """The tree as arrays over rows in preorder.

    `parent[row]` is -1 at the top. The subtree of a row is `row .. sub_end[row] - 1`.
    `row_of[i]` is the row of the i-th unit given to `arrange_units`.
    """

    parent: Ints
    sub_end: Ints
    depth: Ints
    row_of: Ints


def arrange_units(parents: Sequence[int | None]) -> UnitTree:
    """Puts units in preorder; `parents[i]` is the position of the parent, None at the top.

    Siblings keep the order in which they were given.
    """
    children: list[list[int]] = [[] for _ in parents]
    tops: list[int] = []
    for unit, above in enumerate(parents):
        if above is None:
            tops.append(unit)
        elif 0 <= above < len(parents):
            children[above].append(unit)
        else:
            raise UnitTreeError(f"Unit {unit} has parent {above}, which is not one of the units")
    count = len(parents)
    row_of = np.full(count, -1, np.int64)
    parent = np.full(count, -1, np.int64)
    depth = np.zeros(count, np.int64)
    sub_end = np.zeros(count, np.int64)
    waiting = list(reversed(tops))
    row = 0
    while waiting:
        unit = waiting.pop()
        above = parents[unit]
        row_of[unit] = row
        if above is not None:
            parent[row] = row_of[above]
            depth[row] = depth[parent[row]] + 1
        waiting.extend(reversed(children[unit]))
        row += 1
    if row != count:
        circular = [unit for unit in range(count) if row_of[unit] < 0]
        raise UnitTreeError(f"Units above one another in a circle: {circular[:5]}")
    sub_end[:] = np.arange(1, count + 1)
    for last in range(count - 1, -1, -1):
        if parent[last] >= 0:
            sub_end[parent[last]] = max(sub_end[parent[last]], sub_end[last])
    return UnitTree(parent, sub_end, depth, row_of)


def parents_and_depths(sub_end: npt.NDArray[np.integer[Any]]) -> tuple[Ints, Ints]:
    """The parent (-1 at the top) and the depth of each row, from the ends of the subtrees."""
    parent = np.full(len(sub_end), -1, np.int64)
    depth = np.zeros(len(sub_end), np.int64)
    above: list[int] = []
    ends = sub_end.tolist()
    for row, end in enumerate(ends):
        while above and ends[above[-1]] <= row:
            above.pop()
        if above:
            parent[row] = above[-1]
        depth[row] = len(above)
        if end > row + 1:
            above.append(row)
    return parent, depth
