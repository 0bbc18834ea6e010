"""Places with people in them, for the tests: a tree, and the loads of the people placed in each unit."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tracker.policy.disclosure.loads import Flags, LoadCells
from tracker.policy.disclosure.tree import UnitTree, arrange_units

Loads = Sequence[float]
DAYS = 30


@dataclass(frozen=True)
class Places:
    """`people[unit][month]` are the loads of the people placed directly in a unit, given in preorder."""

    tree: UnitTree
    people: Sequence[Sequence[Loads]]

    def beneath(self, unit: int, month: int) -> list[float]:
        rows = range(unit, int(self.tree.sub_end[unit]))
        return [load for row in rows for load in self.people[row][month]]

    def rolled(self) -> LoadCells:
        months = range(len(self.people[0]))
        return cells([[self.beneath(unit, month) for month in months] for unit in range(len(self.people))])

    def own(self) -> LoadCells:
        return cells(self.people)

    def parts(self, unit: int) -> list[int]:
        """Rows of the children; the unit's own people are written as -1 - unit."""
        children = [int(row) for row in np.flatnonzero(self.tree.parent == unit)]
        return [*children, -1 - unit] if children else []

    def loads(self, part: int, month: int) -> list[float]:
        return list(self.people[-1 - part][month]) if part < 0 else self.beneath(part, month)


def places(parents: Sequence[int | None], people: Sequence[Sequence[Loads]]) -> Places:
    tree = arrange_units(parents)
    assert tree.row_of.tolist() == list(range(len(parents))), "give units in preorder"
    return Places(tree, people)


def one_month(parents: Sequence[int | None], people: Sequence[Loads]) -> Places:
    return places(parents, [[loads] for loads in people])


def cells(people: Sequence[Sequence[Loads]]) -> LoadCells:
    ordered = [[sorted(loads, reverse=True) for loads in row] for row in people]
    return LoadCells(
        total=np.array([[float(sum(loads)) for loads in row] for row in ordered]),
        person_days=np.array([[DAYS * len(loads) for loads in row] for row in ordered]),
        roster=np.array([[len(loads) for loads in row] for row in ordered]),
        contributors=np.array([[sum(load > 0 for load in loads) for loads in row] for row in ordered]),
        largest=np.array([[float([*loads, 0][0]) for loads in row] for row in ordered]),
        second=np.array([[float([*loads, 0, 0][1]) for loads in row] for row in ordered]),
    )


def names(hidden: Flags, month: int = 0) -> list[int]:
    return [int(row) for row in np.flatnonzero(hidden[:, month])]
