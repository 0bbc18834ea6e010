"""The best sequence: when each change should begin so that the heaviest month is as light as can be (1.12).

A time-indexed integer programme in three stages: the lightest peak, then the least moving, then the
earliest starts. Solved by CP-SAT of OR-Tools where that is installed, else by HiGHS. The plan that comes
back is always worked out again from the given loads; one that does not hold is refused.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array, vstack

Floats = npt.NDArray[np.float64]
SECONDS = 20.0
SLACK = 1e-6


class SequenceError(ValueError):
    """A problem that cannot be put: a change without a window, loads of the wrong shape."""


class Aim(StrEnum):
    """What is to be as small as can be."""

    PEAK_GROUP = "peak_group"
    PEAK_TOTAL = "peak_total"
    EXCESS = "excess"


class Status(StrEnum):
    """How sure the answer is. ``BEST_FOUND``: time ran out before anything better was ruled out."""

    OPTIMAL = "optimal"
    BEST_FOUND = "best found"
    INFEASIBLE = "infeasible"
    NO_ANSWER = "no answer"


@dataclass(frozen=True)
class Movable:
    """A change that may begin in any month of its window.

    ``loads``: for each start, upheaval-days or mean load of one member of each group in each month, shape
    (groups, months), waiting and settling included. ``length``: months from its start to its end.
    """

    id: str
    planned: int
    loads: Mapping[int, Floats]
    length: int = 1
    cost: float = 1.0


@dataclass(frozen=True)
class Problem:
    """``base``: the load that does not move, (groups, months). ``sizes``: people in each group.

    ``precedence``: (first, second, months between the end of one and the start of the other).
    ``most_movement``: months of moving, each times its change's cost, None for no limit.
    """

    movables: Sequence[Movable]
    base: Floats
    sizes: Floats
    precedence: Sequence[tuple[str, str, int]] = ()
    most_movement: float | None = None
    aim: Aim = Aim.PEAK_GROUP
    action_level: float = 1.0

    def __post_init__(self) -> None:
        known = {movable.id for movable in self.movables}
        if len(known) < len(self.movables):
            raise SequenceError("a change is given twice")
        for movable in self.movables:
            if not movable.loads:
                raise SequenceError(f"change {movable.id} has no month in which it may begin")
            if any(load.shape != self.base.shape for load in movable.loads.values()):
                raise SequenceError(f"change {movable.id}: loads are not groups by months")
        unknown = [
            name for first, second, _ in self.precedence for name in (first, second) if name not in known
        ]
        if unknown:
            raise SequenceError(f"there is no change {unknown[0]}")

    def load(self, starts: Mapping[str, int]) -> Floats:
        """The whole load, (groups, months), with each change at its start."""
        total = self.base.copy()
        for movable in self.movables:
            total = total + movable.loads[starts[movable.id]]
        return total

    def worth(self, load: Floats) -> float:
        """What the aim makes of a load."""
        if load.size == 0:
            return 0.0
        if self.aim is Aim.PEAK_GROUP:
            return float(load.max())
        if self.aim is Aim.PEAK_TOTAL:
            return float((self.sizes[:, None] * load).sum(axis=0).max())
        return float((self.sizes[:, None] * np.maximum(load - self.action_level, 0.0)).sum())

    def cost_of(self, starts: Mapping[str, int]) -> float:
        """What the moving costs."""
        return sum(one.cost * abs(starts[one.id] - one.planned) for one in self.movables)

    def is_sound(self, starts: Mapping[str, int]) -> bool:
        """Whether windows, precedence and budget are kept."""
        if any(starts.get(one.id) not in one.loads for one in self.movables):
            return False
        length = {one.id: one.length for one in self.movables}
        ordered = all(
            starts[second] >= starts[first] + length[first] + lag for first, second, lag in self.precedence
        )
        return ordered and (self.most_movement is None or self.cost_of(starts) <= self.most_movement + SLACK)


@dataclass(frozen=True)
class Plan:
    """The answer. ``before`` and ``after``: what the aim makes of the plan as it is and as proposed, both
    worked out anew. ``gap``: how much better, as a share, an undiscovered plan could still be.
    """

    status: Status
    before: float
    after: float | None = None
    movement: int | None = None
    starts: Mapping[str, int] = field(default_factory=dict)
    gap: float = 0.0
    seconds: float = 0.0


def best_sequence(
    problem: Problem,
    *,
    seconds: float = SECONDS,
    solver: "Solver | None" = None,
    planned: Floats | None = None,
) -> Plan:
    """The best plan that could be found and proved in the time. ``planned``: the load of the plan as it is,
    needed where a planned start lies outside its window.
    """
    began = time.monotonic()
    before = problem.worth(planned if planned is not None else _as_planned(problem))
    model = _Model(problem)
    solve = solver or installed_solver()
    first = solve(model, model.aim_costs, began + seconds)
    if first.status in (Status.INFEASIBLE, Status.NO_ANSWER):
        return Plan(first.status, before, seconds=time.monotonic() - began)
    model.keep(model.aim_costs, first.value + SLACK)
    best, proved = first.x, first.status is Status.OPTIMAL
    for costs in (model.move_costs, *model.start_costs):
        found = solve(model, costs, began + seconds)
        if found.status not in (Status.OPTIMAL, Status.BEST_FOUND):
            proved = False
            break
        best = found.x
        proved = proved and found.status is Status.OPTIMAL
        model.keep(costs, found.value + SLACK)
    starts = model.starts(best)
    if starts is None or not problem.is_sound(starts):
        return Plan(Status.NO_ANSWER, before, seconds=time.monotonic() - began)
    after = problem.worth(problem.load(starts))
    if after > first.value + 10 * SLACK * max(1.0, abs(first.value)):
        return Plan(Status.NO_ANSWER, before, seconds=time.monotonic() - began)
    return Plan(
        Status.OPTIMAL if proved else Status.BEST_FOUND,
        before,
        after,
        sum(abs(starts[one.id] - one.planned) for one in problem.movables),
        starts,
        0.0 if proved else max(0.0, first.gap),
        time.monotonic() - began,
    )


def _as_planned(problem: Problem) -> Floats:
    missing = [one.id for one in problem.movables if one.planned not in one.loads]
    if missing:
        raise SequenceError(f"the planned start of {missing[0]} is not in its window: give the planned load")
    return problem.load({one.id: one.planned for one in problem.movables})


@dataclass(frozen=True)
class Found:
    """What a solver says: values of the variables, what the costs make of them, and the remaining gap."""

    status: Status
    x: Floats
    value: float = 0.0
    gap: float = 0.0


class _Model:
    """Variables: one for each change and start, then the peak or the excess of each group and month."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.pairs = [(one, start) for one in problem.movables for start in sorted(one.loads)]
        groups, months = problem.base.shape
        self.extra = groups * months if problem.aim is Aim.EXCESS else 1
        self.binaries = len(self.pairs)
        self.size = self.binaries + self.extra
        self.rows: list[csr_array] = []
        self.least: list[float] = []
        self.most: list[float] = []
        self._one_start_each()
        self._loads()
        self._order()
        self.move_costs = self._costs(lambda one, start: one.cost * abs(start - one.planned))
        if problem.most_movement is not None:
            self.keep(self.move_costs, problem.most_movement)
        self.start_costs = [
            self._costs(lambda one, start, this=this: float(start) if one is this else 0.0)
            for this in problem.movables
        ]
        self.aim_costs = np.zeros(self.size)
        self.aim_costs[self.binaries :] = (
            np.repeat(problem.sizes, months) if problem.aim is Aim.EXCESS else 1.0
        )

    def _costs(self, of: Callable[..., float]) -> Floats:
        costs = np.zeros(self.size)
        costs[: self.binaries] = [of(one, start) for one, start in self.pairs]
        return costs

    def _add(self, rows: Any, least: Sequence[float], most: Sequence[float]) -> None:
        self.rows.append(csr_array(rows))
        self.least += least
        self.most += most

    def keep(self, costs: Floats, most: float) -> None:
        """From now on these costs may not exceed this."""
        self._add(costs[None, :], [-np.inf], [most])

    def _one_start_each(self) -> None:
        for one in self.problem.movables:
            row = np.array([float(other is one) for other, _ in self.pairs] + [0.0] * self.extra)
            self._add(row[None, :], [1.0], [1.0])

    def _loads(self) -> None:
        problem = self.problem
        loads = np.stack([one.loads[start] for one, start in self.pairs], axis=-1) if self.pairs else None
        base = problem.base
        if problem.aim is Aim.PEAK_TOTAL:
            base = (problem.sizes[:, None] * base).sum(axis=0, keepdims=True)
            loads = (
                None if loads is None else (problem.sizes[:, None, None] * loads).sum(axis=0, keepdims=True)
            )
        flat = base.ravel()
        part = np.zeros((flat.size, self.binaries)) if loads is None else loads.reshape(flat.size, -1)
        if problem.aim is Aim.EXCESS:
            own, flat = -np.eye(flat.size), flat - problem.action_level
        else:
            own = -np.ones((flat.size, 1))
        self._add(np.hstack([part, own]), [-np.inf] * flat.size, list(-flat))

    def _order(self) -> None:
        by_id = {one.id: one for one in self.problem.movables}
        place = {(one.id, start): number for number, (one, start) in enumerate(self.pairs)}
        for first, second, lag in self.problem.precedence:
            for begin in by_id[first].loads:
                row = np.zeros(self.size)
                row[place[first, begin]] = 1.0
                early = [s for s in by_id[second].loads if s < begin + by_id[first].length + lag]
                for start in early:
                    row[place[second, start]] = 1.0
                if early:
                    self._add(row[None, :], [-np.inf], [1.0])

    @property
    def matrix(self) -> csr_array:
        """All rows so far."""
        return csr_array(vstack(self.rows))

    def starts(self, x: Floats) -> dict[str, int] | None:
        """The start of each change; None where the solver's answer is not one for each."""
        chosen: dict[str, int] = {}
        for value, (one, start) in zip(x[: self.binaries], self.pairs, strict=True):
            if abs(value - round(value)) > SLACK * 10:
                return None
            if round(value) == 1:
                if one.id in chosen:
                    return None
                chosen[one.id] = start
        return chosen if len(chosen) == len(self.problem.movables) else None


Solver = Callable[[_Model, Floats, float], Found]


def installed_solver() -> Solver:
    """CP-SAT where OR-Tools is installed, HiGHS where it is not."""
    try:
        from ortools.sat.python import cp_model  # noqa: F401
    except ImportError:
        return with_highs
    return with_cp_sat


def with_highs(model: _Model, costs: Floats, end: float) -> Found:
    """One stage by SciPy's HiGHS; tried again without presolve when its answer does not hold."""
    matrix = model.matrix
    least, most = np.array(model.least), np.array(model.most)
    upper = np.full(model.size, np.inf)
    upper[: model.binaries] = 1.0
    integral = np.zeros(model.size)
    integral[: model.binaries] = 1.0
    for presolve in (True, False):
        left = end - time.monotonic()
        if left <= 0:
            return Found(Status.NO_ANSWER, np.zeros(model.size))
        found = milp(
            costs,
            integrality=integral,
            bounds=Bounds(np.zeros(model.size), upper),
            constraints=LinearConstraint(matrix, least, most),
            options={"time_limit": left, "mip_rel_gap": 0.0, "presolve": presolve},
        )
        if found.x is None:
            if found.status == 2 and not presolve:
                return Found(Status.INFEASIBLE, np.zeros(model.size))
            continue
        sums = matrix @ found.x
        if (sums < least - 10 * SLACK).any() or (sums > most + 10 * SLACK).any():
            continue
        proved = found.status == 0
        gap = 0.0 if proved else float(found.mip_gap or 0.0)
        return Found(
            Status.OPTIMAL if proved else Status.BEST_FOUND, np.asarray(found.x), float(found.fun), gap
        )
    return Found(Status.NO_ANSWER, np.zeros(model.size))


SCALE = 1_000_000
"""CP-SAT counts in whole numbers: loads in millionths."""


def with_cp_sat(model: _Model, costs: Floats, end: float) -> Found:
    """One stage by CP-SAT, loads scaled to whole numbers."""
    from ortools.sat.python import cp_model

    left = end - time.monotonic()
    if left <= 0:
        return Found(Status.NO_ANSWER, np.zeros(model.size))
    program = cp_model.CpModel()
    far = int(
        SCALE
        * (
            np.abs(model.problem.base).sum()
            + sum(max(np.abs(load).sum() for load in one.loads.values()) for one in model.problem.movables)
            * max(1.0, float(model.problem.sizes.sum()))
            + 1
        )
    )
    variables: list[Any] = [program.new_bool_var(f"x{n}") for n in range(model.binaries)]
    variables += [program.new_int_var(0, far, f"z{n}") for n in range(model.extra)]
    scaled = np.ones(model.size)
    scaled[: model.binaries] = SCALE
    matrix = model.matrix.tocsr()
    for number, (low, high) in enumerate(zip(model.least, model.most, strict=True)):
        row = matrix[[number]].tocoo()
        terms = [
            (variables[column], round(entry * scaled[column]))
            for column, entry in zip(row.coords[1], row.data, strict=True)
        ]
        total = sum(variable * factor for variable, factor in terms)
        if high < np.inf:
            program.add(total <= int(np.floor(high * SCALE + 1)))
        if low > -np.inf:
            program.add(total >= int(np.ceil(low * SCALE - 1)))
    program.minimize(
        sum(
            variable * round(cost * scaled[n])
            for n, (variable, cost) in enumerate(zip(variables, costs, strict=True))
            if cost
        )
    )
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = left
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = 1
    status = solver.solve(program)
    if status == cp_model.INFEASIBLE:
        return Found(Status.INFEASIBLE, np.zeros(model.size))
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Found(Status.NO_ANSWER, np.zeros(model.size))
    x = np.array([solver.value(variable) for variable in variables], dtype=float)
    x[model.binaries :] /= SCALE
    value, bound = solver.objective_value / SCALE, solver.best_objective_bound / SCALE
    gap = 0.0 if value <= 0 else max(0.0, (value - bound) / value)
    return Found(
        Status.OPTIMAL if status == cp_model.OPTIMAL else Status.BEST_FOUND, x, float(costs @ x), gap
    )
