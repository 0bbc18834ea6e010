"""Secondary suppression: worked examples, and attackers who subtract."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.policy.disclosure.places import Places, names, one_month, places
from tracker.policy.disclosure.figures import is_sum_unsafe
from tracker.policy.disclosure.heat_map import HiddenCells, protect_heat_map
from tracker.policy.disclosure.standards import ORDINARY

EQUAL = 2.0


def protect(where: Places) -> HiddenCells:
    return protect_heat_map(where.rolled(), where.own(), where.tree.sub_end)


@pytest.mark.parametrize(
    ("parents", "sizes", "hidden"),
    [
        pytest.param([None, 0, 0, 0], [0, 12, 20, 30], [], id="nothing-small"),
        pytest.param([None, 0, 0, 0], [0, 5, 5, 5], [], id="exactly-at-the-threshold"),
        pytest.param([None, 0, 0, 0], [0, 4, 12, 20], [1, 2], id="one-small-team-takes-the-smallest-sibling"),
        pytest.param([None, 0, 0, 0], [0, 2, 3, 40], [1, 2], id="two-small-teams-shield-each-other"),
        pytest.param([None, 0, 0, 0], [0, 1, 2, 40], [1, 2, 3], id="two-too-small-take-a-third"),
        pytest.param([None, 0, 1, 1, 0], [0, 0, 3, 12, 20], [2, 3], id="division-totals-stay"),
        pytest.param(
            [None, 0, 1, 1, 0, 4, 4, 0, 7], [0, 0, 15, 12, 0, 9, 14, 0, 4], [4, 5, 7, 8], id="a-total-must-go"
        ),
        pytest.param([None, 0, 0], [0, 3, 0], [0, 1], id="whole-is-small"),
        pytest.param([None, 0], [0, 3], [0, 1], id="only-child"),
        pytest.param([None, 0, 0], [0, 20, 0], [], id="empty-unit-is-not-withheld"),
    ],
)
def test_small_cells_and_their_partners_are_withheld(
    parents: list[int | None], sizes: list[int], hidden: list[int]
) -> None:
    where = one_month(parents, [[EQUAL] * size for size in sizes])

    assert names(protect(where).units) == hidden


def test_a_few_people_placed_directly_in_a_division_take_a_team_with_them() -> None:
    where = one_month([None, 0, 0], [[EQUAL] * 2, [EQUAL] * 12, [EQUAL] * 30])

    result = protect(where)

    assert names(result.own) == [0]
    assert names(result.units) == [1]


def test_a_tiny_office_beside_large_divisions_costs_one_team_and_its_division() -> None:
    office, division = 4, [0, 30, 40, 50]
    sizes = [0, office, *division, *[2 * size for size in division], *[3 * size for size in division]]
    where = one_month([None, 0, 0, 2, 2, 2, 0, 6, 6, 6, 0, 10, 10, 10], [[EQUAL] * size for size in sizes])

    assert names(protect(where).units) == [1, 2, 3]


@pytest.mark.parametrize(
    ("loads", "is_hidden"),
    [
        pytest.param([0.0] * 12, False, id="nobody-carries-anything"),
        pytest.param([EQUAL] * 4 + [0.0] * 8, True, id="four-carry-it"),
        pytest.param([EQUAL] * 5 + [0.0] * 7, False, id="five-carry-it"),
        pytest.param([30.0, 20.0, 1.0, 1.0, 1.0], False, id="rest-is-a-tenth-of-the-largest"),
        pytest.param([30.0, 20.0, 1.0, 1.0, 0.9], True, id="rest-is-less-than-a-tenth"),
        pytest.param([0.0] * 4, True, id="four-people-without-load"),
    ],
)
def test_a_mean_is_judged_as_a_sum(loads: list[float], is_hidden: bool) -> None:
    where = one_month([None], [loads])

    assert bool(protect(where).units[0, 0]) is is_hidden


def test_a_sibling_without_load_is_no_shield_for_a_load() -> None:
    """The smaller sibling's nought is known; with it alone the two would hold the load of four people."""
    where = one_month([None, 0, 0, 0], [[], [EQUAL] * 4, [0.0] * 6, [EQUAL] * 10])

    assert names(protect(where).units) == [1, 3]


SMALL = 0.25


def test_a_partner_is_judged_by_what_is_withheld_beneath_it() -> None:
    """The division could shield the one person; its small team, got by subtracting the other, cannot."""
    where = one_month([None, 0, 0, 2, 2], [[], [31.0], [], [SMALL] * 5, [10.0] * 10])

    assert names(protect(where).units) == [1, 2, 3, 4]


def test_a_partner_with_teams_already_withheld_is_judged_by_those() -> None:
    where = one_month([None, 0, 0, 2, 2, 2], [[], [31.0], [], [SMALL] * 4, [SMALL] * 5, [10.0] * 10])

    assert names(protect(where).units) == [1, 2, 3, 4, 5]


def test_figures_that_do_not_add_up_are_withheld() -> None:
    where = one_month([None, 0], [[], [EQUAL] * 3])
    claimed = one_month([None, 0], [[EQUAL] * 30, [EQUAL] * 3]).rolled()

    assert protect_heat_map(claimed, where.own(), where.tree.sub_end).units.all()


def test_months_are_protected_each_for_itself() -> None:
    where = places([None, 0, 0], [[[], []], [[EQUAL] * 4, [EQUAL] * 5], [[EQUAL] * 9, [EQUAL] * 9]])

    result = protect(where)

    assert names(result.units, 0) == [1, 2]
    assert names(result.units, 1) == []


def test_people_who_left_before_the_month_ended_are_protected() -> None:
    where = one_month([None], [[EQUAL] * 2])
    gone = where.rolled()
    gone.roster[:] = 0

    assert protect_heat_map(gone, gone, where.tree.sub_end).units.all()


loads = st.lists(st.sampled_from([0.0, 0.0, 1.0, 2.0, 2.0, 15.0, 31.0]), max_size=14) | st.lists(
    st.just(1.0), max_size=3
)


@st.composite
def random_places(draw: st.DrawFn) -> Places:
    parents: list[int | None] = [None]
    path = [0]
    for unit in range(1, draw(st.integers(1, 14))):
        depth = draw(st.integers(1, min(len(path), 4)))
        path = path[:depth]
        parents.append(path[-1])
        path.append(unit)
    return places(parents, [[draw(loads), draw(loads)] for _ in parents])


@settings(max_examples=400, deadline=None)
@given(where=random_places())
def test_no_withheld_cell_follows_from_the_shown_ones(where: Places) -> None:
    """An attacker knows every shown cell and every relation, and solves the equations."""
    result = protect(where)

    for month in range(2):
        assert not determined(where, result, month) & withheld(where, result, month)


@settings(max_examples=400, deadline=None)
@given(where=random_places())
def test_what_subtraction_leaves_is_itself_publishable(where: Places) -> None:
    """A shown unit less all that is shown beneath it holds five people or more, and keeps rule R4."""
    result = protect(where)

    for month in range(2):
        gone = withheld(where, result, month)
        for unit in set(range(len(where.people))) - gone:
            left = remainder(where, unit, gone, month)
            directly = [p for part in where.parts(unit) if part in gone for p in where.loads(part, month)]
            for people in (left, directly):
                assert not people or len(people) >= ORDINARY.threshold
                assert not people or not any(people) or not is_sum_unsafe(people)


@settings(max_examples=200, deadline=None)
@given(where=random_places())
def test_every_unsafe_cell_is_withheld(where: Places) -> None:
    result = protect(where)

    for month in range(2):
        for unit in range(len(where.people)):
            people = where.beneath(unit, month)
            unsafe = 0 < len(people) < ORDINARY.threshold or (any(people) and is_sum_unsafe(people))
            assert result.units[unit, month] or not unsafe


def withheld(where: Places, result: HiddenCells, month: int) -> set[int]:
    """Cells with people that are not shown; own people of a unit as -1 - unit."""
    units = {row for row in names(result.units, month) if where.beneath(row, month)}
    own = {-1 - row for row in names(result.own, month) if where.people[row][month]}
    return units | own


def remainder(where: Places, unit: int, gone: set[int], month: int) -> list[float]:
    """The people in withheld cells beneath a unit, once every shown cell beneath it is subtracted."""
    found: list[float] = []
    for part in where.parts(unit):
        if part in gone:
            inner = [] if part < 0 else [p for p in where.parts(part) if p in gone]
            found += remainder(where, part, gone, month) if inner else where.loads(part, month)
    return found


def determined(where: Places, result: HiddenCells, month: int) -> set[int]:
    """Withheld cells whose value the relations fix: no solution of the homogeneous equations moves them."""
    unknown = sorted(withheld(where, result, month))
    relations = []
    for unit in range(len(where.people)):
        if where.parts(unit):
            row = [1.0 if cell == unit else -1.0 if cell in where.parts(unit) else 0.0 for cell in unknown]
            relations.append(row)
    if not unknown or not relations:
        return set()
    _, sizes, directions = np.linalg.svd(np.array(relations))
    free = directions[int((sizes > 1e-9).sum()) :]
    fixed = np.abs(free).max(axis=0, initial=0) < 1e-9
    return {cell for cell, is_fixed in zip(unknown, fixed, strict=True) if is_fixed}
