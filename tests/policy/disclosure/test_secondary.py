"""Secondary suppression on random tables: what a reader can solve for, and nothing hidden for nothing."""

from collections.abc import Iterator
from itertools import combinations
from random import Random

import numpy as np
import pytest

from tracker.policy.disclosure.audit import Interval, bounds, is_protected, needs
from tracker.policy.disclosure.secondary import Pattern, protect, protect_counts
from tracker.policy.disclosure.standards import ORDINARY, SENSITIVE, Standard
from tracker.policy.disclosure.table import Table, TableError, tree_by_columns, tree_of, two_way

STANDARDS = pytest.mark.parametrize("standard", [ORDINARY, SENSITIVE], ids=["ordinary", "sensitive"])


def random_table(random: Random) -> Table:
    """Rows by columns, or an organisation of two levels by whether they are affected."""
    small = [0, 1, 2, 3, 4, 6, 9, 14, 22, 40]
    if random.random() < 0.5:
        rows, columns = random.randint(2, 3), random.randint(2, 3)
        matrix = [[random.choice(small) for _ in range(columns)] for _ in range(rows)]
        return two_way([f"r{n}" for n in range(rows)], [f"c{n}" for n in range(columns)], matrix)
    divisions = random.randint(2, 3)
    tree = {"force": [f"d{n}" for n in range(divisions)]}
    leaves = {}
    for n in range(divisions):
        tree[f"d{n}"] = [f"t{n}{k}" for k in range(random.randint(1, 2))]
        for team in tree[f"d{n}"]:
            leaves[team] = {"yes": random.choice(small), "no": random.choice(small)}
    return tree_by_columns(tree, leaves, ["yes", "no"])


def tables(count: int, seed: int) -> Iterator[Table]:
    random = Random(seed)
    yield from (random_table(random) for _ in range(count))


def pinned_by_elimination(table: Table, hidden: frozenset[str]) -> set[str]:
    """Hidden cells that the equations alone give away, found without the solver that chose the pattern.

    A cell is given away when no solution of ``A d = 0`` over the hidden cells moves it.
    """
    names = [name for name in table.names if name in hidden]
    if not names:
        return set()
    part = table.matrix.toarray()[:, [table.place[name] for name in names]]
    _, values, rows = np.linalg.svd(part)
    rank = int((values > 1e-9).sum())
    free = rows[rank:]
    return {name for number, name in enumerate(names) if np.allclose(free[:, number], 0.0, atol=1e-9)}


@STANDARDS
@pytest.mark.parametrize("seed", range(4))
def test_two_thousand_tables_give_nobody_away(standard: Standard, seed: int) -> None:
    """A reader who solves the equations of all that is shown finds no small cell, in any of them."""
    released = 0
    for table in tables(250, seed):
        pattern = protect_counts(table, standard)
        if not pattern.is_released:
            continue
        released += 1
        small = {name for name in pattern.primary if not (table.values[name] == 0 and standard.shows_zeros)}
        assert pinned_by_elimination(table, pattern.hidden) & small == set(), table.values

    assert released > 50


@STANDARDS
def test_what_is_shown_leaves_each_small_cell_wide_open(standard: Standard) -> None:
    for table in tables(60, seed=7):
        pattern = protect_counts(table, standard)
        if pattern.is_released and pattern.primary:
            assert is_protected(table, pattern.hidden, needs(table, pattern.primary, standard))


@STANDARDS
def test_nothing_is_hidden_that_need_not_be(standard: Standard) -> None:
    """Leaving any one, or any two, of the further cells open would give a small one away."""
    for table in tables(40, seed=11):
        pattern = protect_counts(table, standard)
        wanted = needs(table, pattern.primary, standard)
        for left_open in (1, 2):
            for kept in combinations(
                pattern.secondary or (), max(0, len(pattern.secondary or ()) - left_open)
            ):
                if len(kept) < len(pattern.secondary or ()):
                    assert not is_protected(table, {*pattern.primary, *kept}, wanted), table.values


def test_hiding_only_the_small_cell_is_seen_through() -> None:
    """The attack itself works: without secondary suppression it finds the cell."""
    table = two_way(["A", "B"], ["x", "y"], [[3, 22], [25, 18]])

    assert pinned_by_elimination(table, frozenset({"A|x"})) == {"A|x"}
    assert bounds(table, ["A|x"], ["A|x"]) == {"A|x": Interval(3.0, 3.0)}


def test_a_table_in_which_nothing_is_small_is_shown_whole() -> None:
    assert protect_counts(two_way(["A", "B"], ["x", "y"], [[30, 22], [25, 18]]), ORDINARY) == Pattern((), ())


def test_out_of_time_is_withheld() -> None:
    table = two_way(["A", "B"], ["x", "y"], [[3, 22], [25, 18]])

    pattern = protect_counts(table, ORDINARY, seconds=0.0)

    assert not pattern.is_released
    assert pattern.primary == ("A|x",)


def test_a_public_cell_that_would_have_to_be_hidden_withholds_everything() -> None:
    table = tree_of({"All": ["T1", "T2"]}, {"T1": 3, "T2": 40}, public=["T1"])

    assert not protect(table, needs(table, ["T1"], ORDINARY)).is_released


@pytest.mark.parametrize(
    "arrange",
    [
        pytest.param(lambda: Table({"a": 3, "b": 4, "all": 8}, [("all", ["a", "b"])], "all"), id="wrong sum"),
        pytest.param(lambda: Table({"a": 3, "all": 3}, [("all", ["a", "b"])], "all"), id="unknown part"),
        pytest.param(lambda: Table({"a": 3}, [], "all"), id="no grand total"),
        pytest.param(lambda: tree_of({"All": ["T1", "T2"]}, {"T1": 3}), id="missing leaf"),
        pytest.param(lambda: tree_of({"A": ["T1"], "B": ["T2"]}, {"T1": 3, "T2": 3}), id="two tops"),
    ],
)
def test_a_table_whose_sums_do_not_hold_is_refused(arrange: object) -> None:
    with pytest.raises(TableError):
        arrange()  # type: ignore[operator]  # one of the functions above
