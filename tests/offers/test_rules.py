import pytest

from tracker.offers.rules import ClauseMoveError, ClauseState, Move, Moved, check_move, moves_open, state_of

UNION, MANAGEMENT = True, False


@pytest.mark.parametrize(
    ("moves", "state"),
    [
        ([], ClauseState.NOTHING),
        ([Moved(UNION, Move.OFFER)], ClauseState.UNION_OFFERED),
        ([Moved(UNION, Move.OFFER), Moved(MANAGEMENT, Move.OFFER)], ClauseState.MANAGEMENT_OFFERED),
        ([Moved(UNION, Move.OFFER), Moved(UNION, Move.WITHDRAW)], ClauseState.NOTHING),
        ([Moved(UNION, Move.OFFER), Moved(MANAGEMENT, Move.ACCEPT)], ClauseState.AGREED),
    ],
)
def test_the_latest_move_says_where_a_clause_stands(moves: list[Moved], state: ClauseState) -> None:
    assert state_of(moves) is state


def test_nobody_accepts_or_withdraws_what_is_not_theirs_to() -> None:
    with pytest.raises(ClauseMoveError):
        check_move(ClauseState.UNION_OFFERED, Move.ACCEPT, from_union=True)
    with pytest.raises(ClauseMoveError):
        check_move(ClauseState.UNION_OFFERED, Move.WITHDRAW, from_union=False)
    check_move(ClauseState.UNION_OFFERED, Move.ACCEPT, from_union=False)
    assert moves_open(ClauseState.AGREED, from_union=True) == []
    assert moves_open(ClauseState.NOTHING, from_union=False) == [Move.OFFER]
