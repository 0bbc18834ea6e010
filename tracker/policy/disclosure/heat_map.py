"""Secondary suppression of the heat map: no withheld cell can be got by subtraction.

A unit's figure is the sum over its children and over its own people (a part like any other, shown or not).
Where a unit is shown, what its withheld parts hold together can be got by subtraction; so that remainder must
itself be publishable, for which one part is never enough. Where a unit is withheld, so is one part at least.

This form is simple and sound against sums and differences of shown cells. It withholds somewhat more than
need be; the pattern with the fewest cells, and an audit by linear programming, belong to a later method.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tracker.policy.disclosure.loads import (
    Flags,
    Ints,
    LoadCells,
    groups_together,
    stacked,
    unsafe_loads,
)
from tracker.policy.disclosure.standards import ORDINARY, Standard
from tracker.policy.disclosure.tree import parents_and_depths

LAST = np.iinfo(np.int64).max


@dataclass(frozen=True)
class HiddenCells:
    """Cells to withhold, by unit and month. `own`: the people placed directly in a unit with children.

    The same cells are withheld whatever is shown of them: mean, total and person-days.
    """

    units: Flags
    own: Flags


def protect_heat_map(
    rolled: LoadCells,
    own: LoadCells,
    sub_end: npt.NDArray[np.integer[Any]],
    standard: Standard = ORDINARY,
) -> HiddenCells:
    """Call it on the whole tree before anything is filtered. `rolled` counts everything beneath a unit."""
    tree = _Tree(np.asarray(sub_end, np.int64))
    table = _Protection(tree, stacked(rolled, own[tree.inner]), standard)
    for depth in range(int(tree.depth.max(initial=0)), -1, -1):
        table.protect_level(depth)
    own_hidden = np.zeros_like(rolled.roster, bool)
    own_hidden[tree.inner] = table.hidden[tree.units :]
    return HiddenCells(table.hidden[: tree.units], own_hidden)


class _Tree:
    """Units and, after them, one node more for the own people of each unit that has children."""

    def __init__(self, sub_end: Ints) -> None:
        self.units = len(sub_end)
        self.sub_end = sub_end
        above, unit_depth = parents_and_depths(sub_end)
        self.inner = np.flatnonzero(sub_end > np.arange(self.units) + 1)
        self.parent = np.concatenate([above, self.inner])
        self.depth = np.concatenate([unit_depth, unit_depth[self.inner] + 1])

    def level(self, depth: int) -> tuple[Ints, Ints, Ints]:
        """The inner units at a depth, their parts in order of unit, and where each unit's parts begin."""
        below = np.flatnonzero((self.depth == depth + 1) & (self.parent >= 0))
        parts = below[np.argsort(self.parent[below], kind="stable")]
        units, first = np.unique(self.parent[parts], return_index=True)
        return units, parts, first

    def beneath(self, unit: int) -> Ints:
        """Every node under a unit."""
        end = int(self.sub_end[unit])
        own = np.searchsorted(self.inner, [unit, end]) + self.units
        return np.concatenate([np.arange(unit + 1, end), np.arange(*own)])


class _Protection:
    """The state while levels are protected from the leaves to the top.

    `rest[node]` is what a withheld node comes down to once its shown parts are subtracted from it.
    """

    def __init__(self, tree: _Tree, cells: LoadCells, standard: Standard) -> None:
        self.tree, self.cells, self.standard = tree, cells, standard
        self.present = cells.present
        self.hidden = unsafe_loads(cells, standard)
        self.rest = stacked(cells)
        self.has_hidden_part = np.zeros_like(self.hidden)
        self.has_hidden_part[np.setdiff1d(np.arange(len(self.hidden)), tree.inner)] = True  # leaves
        self.next_part = np.full(self.hidden.shape, -1, np.int64)

    def protect_level(self, depth: int) -> None:
        units, parts, first = self.tree.level(depth)
        if not len(units):
            return
        sizes = np.diff(np.append(first, len(parts)))
        busy = np.ones(len(units), bool)
        while busy.any():
            some = np.repeat(busy, sizes)
            starts = np.concatenate([[0], np.cumsum(sizes[busy])[:-1]])
            busy[busy] = self._hide_one_more(units[busy], parts[some], starts)
        chosen = self.hidden[parts] & self.present[parts]
        together = groups_together(self.rest[parts], chosen, first)
        some_hidden = np.logical_or.reduceat(chosen, first, axis=0)
        kept = self.rest[units]
        for name, column in vars(kept).items():
            column[some_hidden] = getattr(together, name)[some_hidden]
        self.rest[units] = kept
        self.has_hidden_part[units] = some_hidden
        self.next_part[units] = parts[
            np.minimum(self._smallest(parts, first, ~chosen & self.present[parts], True), len(parts) - 1)
        ]

    def _hide_one_more(self, units: Ints, parts: Ints, first: Ints) -> Flags:
        """One part more where the remainder is not safe yet; tells which units had need."""
        chosen = self.hidden[parts] & self.present[parts]
        count = np.add.reduceat(chosen, first, axis=0, dtype=np.int64)
        together = groups_together(self.rest[parts], chosen, first)
        shown = ~self.hidden[units]
        unsafe: Flags = unsafe_loads(together, self.standard)  # as one withheld part by itself always is
        need = np.logical_and(self.present[units], np.where(shown, unsafe, count == 0))
        if not need.any():
            return np.zeros(len(units), bool)
        sizes = np.diff(np.append(first, len(parts)))
        usable = ~self.hidden[parts] & self.present[parts] & np.repeat(need, sizes, axis=0)
        picked = self._smallest(parts, first, usable, together.contributors > 0)
        unit, month = np.nonzero(need & (picked < len(parts)))
        self._hide(parts[picked[unit, month]], month)
        for unit, month in zip(*np.nonzero(need & (picked == len(parts))), strict=True):
            self._hide_everything(int(units[unit]), int(month))
        needed: Flags = np.any(need, axis=1)
        return needed

    def _smallest(self, parts: Ints, first: Ints, usable: Flags, loaded: Flags | bool) -> Ints:
        """For each group the position in `parts` of the usable part with the smallest roster, those without
        load last where load is wanted; `len(parts)` where there is none."""
        count = len(parts)
        sizes = np.diff(np.append(first, count))
        wanted = np.repeat(np.broadcast_to(loaded, (len(first), usable.shape[1])), sizes, axis=0)
        idle = wanted & (self.cells.contributors[parts] == 0)
        order = self.cells.roster[parts] * count + np.arange(count)[:, None]
        order = np.where(idle, order + LAST // 2, order)
        best = np.minimum.reduceat(np.where(usable, order, LAST), first, axis=0)
        return np.where(best == LAST, count, np.where(best >= LAST // 2, best - LAST // 2, best) % count)

    def _hide(self, node: Ints, month: Ints) -> None:
        """Withholds cells and, in each that has parts, one part, down to the leaves."""
        path: list[tuple[Ints, Ints, Ints]] = []
        position = np.arange(len(node))
        self.hidden[node, month] = True
        while True:
            open_ = ~self.has_hidden_part[node, month]
            node, month, position = node[open_], month[open_], position[open_]
            if not len(node):
                break
            self.has_hidden_part[node, month] = True
            path.append((node, month, position))
            node = self.next_part[node, month]
            self.hidden[node, month] = True
            path.append((node, month, position))
        for (above, months, _), (below, _, _) in reversed(list(zip(path[::2], path[1::2], strict=True))):
            self.rest[above, months] = self.rest[below, months]

    def _hide_everything(self, unit: int, month: int) -> None:
        """Where no part is left to hide: the whole subtree, and the unit itself if that is not enough."""
        beneath = self.tree.beneath(unit)
        was_all_hidden = bool((self.hidden[beneath, month] | ~self.present[beneath, month]).all())
        self.hidden[beneath, month] |= self.present[beneath, month]
        self.rest[beneath, month] = self.cells[beneath, month]
        self.has_hidden_part[beneath, month] = True
        if was_all_hidden:
            self.hidden[unit, month] = True
