"""Totals, places, ties and pairs, by hand-worked examples."""

from fractions import Fraction

import pytest

from tracker.selection.rules import (
    POOL_MOVES,
    PoolOutcome,
    PoolState,
    SelectionError,
    Weighted,
    check_open_to_design,
    check_tie,
    expected_to_select,
    in_words,
    missing_for_scoring,
    needed_of_tied,
    pair_again,
    pair_scorers,
    place,
    work_out,
)

KEPT, SELECTED, TIED = PoolOutcome.KEPT, PoolOutcome.SELECTED, PoolOutcome.TIED


def test_a_total_is_weight_times_agreed_score_added_up() -> None:
    criteria = [Weighted(1, "Skills", 50), Weighted(2, "Experience", 30), Weighted(3, "Training", 20)]

    working = work_out(criteria, {1: 4, 2: 3, 3: 2}, {1: 3, 2: 3, 3: 5}, {3: 4}, threshold=2)

    assert [line.points for line in working.lines] == [Fraction(175), Fraction(90), Fraction(80)]
    assert in_words(working.total) == "345"
    assert [line.spread for line in working.lines] == [1, 0, 3]
    assert [line.flagged for line in working.lines] == [False, False, True]
    assert working.unsettled == 0


@pytest.mark.parametrize(
    ("second", "unsettled"), [pytest.param(4, 0, id="one apart"), pytest.param(5, 1, id="two apart")]
)
def test_scores_as_far_apart_as_the_threshold_go_to_the_moderator(second: int, unsettled: int) -> None:
    working = work_out([Weighted(1, "Skills", 100)], {1: 3}, {1: second}, {}, threshold=2)

    assert working.unsettled == unsettled


def outcomes(
    totals: dict[int, int], to_select: int, settled: dict[int, PoolOutcome] | None = None
) -> list[object]:
    placed = place({key: Fraction(value) for key, value in totals.items()}, to_select, settled)
    return [(one.member, one.rank, one.outcome) for one in placed]


def test_the_lowest_are_selected() -> None:
    assert outcomes({1: 300, 2: 450, 3: 200, 4: 350}, 2) == [
        (2, 1, KEPT),
        (4, 2, KEPT),
        (1, 3, SELECTED),
        (3, 4, SELECTED),
    ]


def test_level_people_away_from_the_break_point_are_no_tie() -> None:
    assert outcomes({1: 400, 2: 400, 3: 300, 4: 300}, 2) == [
        (1, 1, KEPT),
        (2, 1, KEPT),
        (3, 3, SELECTED),
        (4, 3, SELECTED),
    ]


def test_a_tie_at_the_break_point_is_never_broken() -> None:
    found = outcomes({1: 400, 2: 300, 3: 300, 4: 300, 5: 100}, 2)

    assert found == [(1, 1, KEPT), (2, 2, TIED), (3, 2, TIED), (4, 2, TIED), (5, 5, SELECTED)]
    placed = place(
        {1: Fraction(400), 2: Fraction(300), 3: Fraction(300), 4: Fraction(300), 5: Fraction(100)}, 2
    )
    assert needed_of_tied(placed, 2) == 1


def test_a_decision_settles_exactly_the_tie_it_was_about() -> None:
    totals = {1: 400, 2: 300, 3: 300}

    assert outcomes(totals, 1, {2: KEPT, 3: SELECTED})[1:] == [(2, 2, KEPT), (3, 2, SELECTED)]
    assert outcomes(totals, 1, {2: KEPT, 3: KEPT})[1:] == [(2, 2, TIED), (3, 2, TIED)]
    assert outcomes(totals, 1, {3: SELECTED})[1:] == [(2, 2, TIED), (3, 2, TIED)]
    assert outcomes({1: 400, 2: 300, 3: 250}, 1, {2: SELECTED, 3: KEPT})[1:] == [
        (2, 2, KEPT),
        (3, 3, SELECTED),
    ]


@pytest.mark.parametrize("chosen", [[], [1, 2], [9]], ids=["too few", "too many", "not level"])
def test_exactly_as_many_as_needed_are_chosen_of_the_tied(chosen: list[int]) -> None:
    check_tie([1, 2], [1], 1)

    with pytest.raises(SelectionError):
        check_tie([1, 2], chosen, 1)


def test_scorers_take_turns_and_new_scores_come_from_others_first() -> None:
    assert pair_scorers([1, 2, 3], [7, 8]) == {1: (7, 8), 2: (8, 7), 3: (7, 8)}
    assert pair_again([7, 8, 9], {7, 8}) == (9, 7)
    with pytest.raises(SelectionError):
        pair_scorers([1], [7])


def test_everything_that_stands_in_the_way_is_named() -> None:
    assert missing_for_scoring(
        weights=[60, 30], undefined=["Skills"], members={5}, to_select=1, scorers={7: 5}, moderators=0
    ) == [
        "The weights add up to 90: make them add up to 100",
        "Write the definition of “Skills”",
        "Put at least two people into the pool",
        "Put two scorers on the panel",
        "Put a moderator on the panel",
        "Take the scorer who is in the pool off the panel",
    ]
    ready = {
        "weights": [100],
        "undefined": [],
        "members": {5, 6},
        "scorers": {7: None, 8: 9},
        "moderators": 1,
    }
    assert missing_for_scoring(to_select=1, **ready) == []  # type: ignore[arg-type]  # as the call above
    assert missing_for_scoring(to_select=2, **ready) != []  # type: ignore[arg-type]


def test_the_criteria_are_locked_from_scoring_on() -> None:
    for state in PoolState:
        if state in (PoolState.DRAFT, PoolState.CONSULTED):
            check_open_to_design(state)
        else:
            with pytest.raises(SelectionError):
                check_open_to_design(state)
    assert PoolState.SCORING not in POOL_MOVES[PoolState.DRAFT], "nothing is scored that was not consulted on"
    assert expected_to_select(5, 3) == 2
    assert expected_to_select(2, 3) == 0
