"""Best sequences against every plan there is, and what is refused."""

from itertools import product
from random import Random

import numpy as np
import pytest

from tracker.policy.disruption.sequence import (
    Aim,
    Found,
    Movable,
    Problem,
    SequenceError,
    Status,
    best_sequence,
    with_cp_sat,
    with_highs,
)

SOLVERS = pytest.mark.parametrize("solver", [with_highs, with_cp_sat], ids=["HiGHS", "CP-SAT"])


def random_problem(random: Random, aim: Aim) -> Problem:
    groups, months = random.randint(1, 3), random.randint(3, 5)
    movables = []
    for n in range(random.randint(2, 3)):
        first = random.randint(0, 1)
        window = range(first, min(months, first + random.randint(1, 3)))
        weight, length = random.choice([0.3, 0.5, 0.7, 1.0]), random.randint(1, 2)
        loads = {}
        for start in window:
            load = np.zeros((groups, months))
            load[random.randrange(groups), start : start + length] = weight
            loads[start] = load
        movables.append(Movable(f"c{n}", window[0], loads, length, random.choice([1.0, 2.0])))
    precedence = [("c0", "c1", random.randint(-1, 1))] if random.random() < 0.4 else []
    return Problem(
        movables,
        np.array([[random.choice([0.0, 0.0, 0.25, 0.5]) for _ in range(months)] for _ in range(groups)]),
        np.array([float(random.randint(1, 9)) for _ in range(groups)]),
        precedence,
        random.choice([None, 1.0, 3.0]),
        aim,
        0.5,
    )


def every_plan(problem: Problem) -> list[tuple[float, float, list[int]]]:
    """What the aim makes of each sound plan, what its moving costs, and its starts; the best first."""
    names = [one.id for one in problem.movables]
    found = []
    for starts in product(*(sorted(one.loads) for one in problem.movables)):
        plan = dict(zip(names, starts, strict=True))
        if problem.is_sound(plan):
            worth = round(problem.worth(problem.load(plan)), 6)
            found.append((worth, round(problem.cost_of(plan), 6), list(starts)))
    return sorted(found)


@SOLVERS
@pytest.mark.parametrize("aim", list(Aim))
def test_the_best_sequence_is_the_best_of_all(aim: Aim, solver: object) -> None:
    random = Random(5)
    infeasible = 0
    for _ in range(40):
        problem = random_problem(random, aim)
        plans = every_plan(problem)

        plan = best_sequence(problem, solver=solver)  # type: ignore[arg-type]  # a solver

        if not plans:
            infeasible += 1
            assert plan.status is Status.INFEASIBLE
            continue
        assert plan.status is Status.OPTIMAL
        assert plan.after == pytest.approx(plans[0][0], abs=1e-5)
        assert problem.cost_of(plan.starts) == pytest.approx(plans[0][1], abs=1e-5)
        assert list(plan.starts.values()) == plans[0][2]
    assert infeasible < 40


def test_an_answer_that_breaks_the_plan_is_refused() -> None:
    load = {0: np.array([[1.0, 0.0]]), 1: np.array([[0.0, 1.0]])}
    problem = Problem([Movable("a", 0, load)], np.zeros((1, 2)), np.ones(1))

    def wrong(model: object, costs: object, end: float) -> Found:
        return Found(Status.OPTIMAL, np.array([1.0, 1.0, 1.0]), 1.0)

    assert best_sequence(problem, solver=wrong).status is Status.NO_ANSWER


def test_a_peak_that_is_not_what_the_solver_said_is_refused() -> None:
    load = {0: np.array([[1.0, 0.0]]), 1: np.array([[0.0, 1.0]])}
    problem = Problem([Movable("a", 0, load)], np.zeros((1, 2)), np.ones(1))

    def wrong(model: object, costs: object, end: float) -> Found:
        return Found(Status.OPTIMAL, np.array([1.0, 0.0, 0.2]), 0.2)

    assert best_sequence(problem, solver=wrong).status is Status.NO_ANSWER


@SOLVERS
def test_without_time_there_is_no_answer(solver: object) -> None:
    load = {0: np.array([[1.0]])}
    problem = Problem([Movable("a", 0, load)], np.zeros((1, 1)), np.ones(1))

    assert best_sequence(problem, seconds=0.0, solver=solver).status is Status.NO_ANSWER  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("movables", "precedence", "says"),
    [
        pytest.param([Movable("a", 0, {})], [], "no month", id="no window"),
        pytest.param([Movable("a", 0, {0: np.zeros((2, 2))})], [], "groups by months", id="wrong shape"),
        pytest.param([Movable("a", 0, {0: np.zeros((1, 2))})] * 2, [], "twice", id="twice"),
        pytest.param([Movable("a", 0, {0: np.zeros((1, 2))})], [("a", "b", 0)], "no change b", id="unknown"),
    ],
)
def test_a_problem_that_cannot_be_put_is_refused(
    movables: list[Movable], precedence: list[tuple[str, str, int]], says: str
) -> None:
    with pytest.raises(SequenceError, match=says):
        Problem(movables, np.zeros((1, 2)), np.ones(1), precedence)
