"""Which further cells to hide so that no hidden one can be worked out: the fewest, found exactly (2.5).

A master problem chooses cells; for each one that must be hidden a linear programme asks whether a reader
could still pin it down, and if so its dual values give a cut that every sound choice fulfils. Ends when
nothing is left to object to. The audit then says yes or no; without its yes nothing is released.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from tracker.policy.disclosure.audit import TOLERANCE, Need, is_protected, needs
from tracker.policy.disclosure.figures import is_count_unsafe
from tracker.policy.disclosure.solver import SolverError, Sums
from tracker.policy.disclosure.standards import Standard
from tracker.policy.disclosure.table import Floats, Table

SECONDS = 20.0
MOST_ROUNDS = 200


@dataclass(frozen=True)
class Pattern:
    """What is hidden. ``secondary`` is None when nothing will do: the whole breakdown is withheld (R10)."""

    primary: tuple[Any, ...]
    secondary: tuple[Any, ...] | None

    @property
    def hidden(self) -> frozenset[Any]:
        """Every hidden cell; which of them was unsafe by itself is told to nobody (R7)."""
        return frozenset((*self.primary, *(self.secondary or ())))

    @property
    def is_released(self) -> bool:
        """Whether anything may be shown."""
        return self.secondary is not None


def protect_counts(table: Table, standard: Standard, *, seconds: float = SECONDS) -> Pattern:
    """R1, then the smallest secondary suppression by (totals, cells, people), audited."""
    primary = [
        name
        for name in table.names
        if name not in table.public and is_count_unsafe(int(table.values[name]), standard)
    ]
    if not primary:
        return Pattern((), ())
    return protect(
        table, needs(table, primary, standard), zeros_hide=not standard.shows_zeros, seconds=seconds
    )


def protect(
    table: Table, wanted: dict[Any, Need], *, zeros_hide: bool = False, seconds: float = SECONDS
) -> Pattern:
    """The smallest pattern that meets the needs of the cells that must be hidden, else a withheld one."""
    primary = tuple(wanted)
    if table.grand in wanted or any(name in table.public for name in wanted):
        return Pattern(primary, None)
    try:
        chosen = _Search(table, wanted, zeros_hide, time.monotonic() + seconds).run()
    except TimeoutError:
        return Pattern(primary, None)
    if chosen is None:
        return Pattern(primary, None)
    secondary = tuple(sorted(chosen - set(primary), key=str))
    if not is_protected(table, {*primary, *secondary}, wanted):
        return Pattern(primary, None)
    return Pattern(primary, secondary)


class _Search:
    """One search: the cuts so far and the best choice under them."""

    def __init__(self, table: Table, wanted: dict[Any, Need], zeros_hide: bool, end: float) -> None:
        self.table, self.wanted, self.end = table, wanted, end
        count = len(table.names)
        self.least, self.most = np.zeros(count), np.ones(count)
        for name, place in table.place.items():
            if name in wanted:
                self.least[place] = 1.0
            elif name == table.grand or name in table.public or (table.values[name] == 0 and not zeros_hide):
                self.most[place] = 0.0
        self.costs, self.sums = _costs(table), Sums(table)
        self.cuts: list[Floats] = []
        self.sides: list[float] = []
        dense = table.matrix.toarray()
        for cell, need in wanted.items():
            place = table.place[cell]
            for relation in dense[dense[:, place] != 0.0]:
                self._relation_cuts(-relation / relation[place], place, float(table.values[cell]), need)

    def run(self) -> set[Any] | None:
        """The chosen cells, None when none will do. Raises ``TimeoutError`` or ``SolverError``."""
        for _ in range(MOST_ROUNDS):
            choice = self._choose()
            if choice is None:
                return None
            self.sums.limit(-self.table.vector * choice, self.table.size * choice)
            before = len(self.cuts)
            for cell, need in self.wanted.items():
                self._object(choice, cell, need)
            if len(self.cuts) == before:
                return {name for name, place in self.table.place.items() if choice[place] > 0.5}
        raise TimeoutError

    def _relation_cuts(self, slack: Floats, place: int, value: float, need: Need) -> None:
        """What a single sum asks for: a cell moves only if others of the sum can. Saves most rounds."""
        slack = slack.copy()
        slack[place] = 0.0
        for amount, signs in _amounts(value, need):
            coefficients = sum(self._coefficients(sign * slack) for sign in signs)
            self._cut(np.asarray(coefficients), amount)

    def _coefficients(self, slack: Floats) -> Floats:
        """How much each cell adds to what can be reached, by weak duality."""
        up, down = np.maximum(slack, 0.0), np.maximum(-slack, 0.0)
        return np.asarray(self.table.size * up + self.table.vector * down)

    def _cut(self, coefficients: Floats, amount: float) -> None:
        self.cuts.append(np.minimum(coefficients, amount))
        self.sides.append(amount)

    def _left(self) -> float:
        left = self.end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def _choose(self) -> Floats | None:
        constraints = (
            [LinearConstraint(np.array(self.cuts), np.array(self.sides), np.inf)] if self.cuts else []
        )
        found = milp(
            self.costs,
            integrality=np.ones(len(self.costs)),
            bounds=Bounds(self.least, self.most),
            constraints=constraints,
            options={"mip_rel_gap": 0.0, "time_limit": self._left()},
        )
        if found.status == 2:
            return None
        if found.status != 0 or found.x is None:
            raise TimeoutError
        choice: Floats = np.round(found.x)
        if constraints and bool((np.array(self.cuts) @ choice < np.array(self.sides) - TOLERANCE).any()):
            raise SolverError("The solver's choice breaks its own conditions")
        return choice

    def _object(self, choice: Floats, cell: Any, need: Need) -> None:
        """Add a cut for each need of the cell that the choice does not meet."""
        value = float(self.table.values[cell])
        reach: dict[int, tuple[float, Floats]] = {}

        def both(sign: int) -> tuple[float, Floats]:
            if sign not in reach:
                reach[sign] = self._reach(choice, self.table.place[cell], sign)
            return reach[sign]

        for amount, signs in _amounts(value, need):
            found = [both(sign) for sign in signs]
            if sum(one for one, _ in found) < amount - TOLERANCE:
                self._cut(np.asarray(sum(part for _, part in found)), amount)

    def _reach(self, choice: Floats, place: int, sign: int) -> tuple[float, Floats]:
        """How far the cell could be away, up (1) or down (-1), and the cut's coefficients from the duals."""
        self._left()
        reached, duals = self.sums.reach(place, sign)
        aim = np.zeros(len(choice))
        aim[place] = float(sign)
        return sign * reached, self._coefficients(aim + self.table.matrix.T @ duals)


def _amounts(value: float, need: Need) -> Iterator[tuple[float, tuple[int, ...]]]:
    """How much the cell must be able to move, and in which directions."""
    if need.hi > value:
        yield need.hi - value, (1,)
    if need.lo < value:
        yield value - need.lo, (-1,)
    if need.width > 0:
        yield need.width, (1, -1)


def _costs(table: Table) -> Floats:
    """Fewest totals first, then fewest cells, then least people."""
    more = float(table.vector.sum()) + 1.0
    count = len(table.names)
    return np.array(
        [table.values[name] + (more * (count + 1) if name in table.totals else more) for name in table.names]
    )
