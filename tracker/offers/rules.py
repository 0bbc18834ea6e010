"""Words and decisions of bargaining over a clause, on plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Move(StrEnum):
    """What a side does about a clause."""

    OFFER = "offer"
    ACCEPT = "accept"
    WITHDRAW = "withdraw"


class ClauseState(StrEnum):
    """Where a clause stands."""

    UNION_OFFERED = "union’s offer on the table"
    MANAGEMENT_OFFERED = "management’s offer on the table"
    AGREED = "agreed"
    NOTHING = "nothing on the table"


class ClauseMoveError(Exception):
    """A move that does not follow; the message is in words for the page."""


@dataclass(frozen=True)
class Moved:
    """One move, by whom and what."""

    from_union: bool
    move: Move


def state_of(moves: Sequence[Moved]) -> ClauseState:
    """Where a clause stands after these moves, oldest first.

    The latest offer is on the table; to withdraw it leaves nothing there, to accept it ends the bargaining.
    """
    if not moves or moves[-1].move is Move.WITHDRAW:
        return ClauseState.NOTHING
    if moves[-1].move is Move.ACCEPT:
        return ClauseState.AGREED
    return ClauseState.UNION_OFFERED if moves[-1].from_union else ClauseState.MANAGEMENT_OFFERED


def moves_open(state: ClauseState, *, from_union: bool) -> list[Move]:
    """What a side can do now: accept only what the other side offers, withdraw only its own."""
    if state is ClauseState.AGREED:
        return []
    own = ClauseState.UNION_OFFERED if from_union else ClauseState.MANAGEMENT_OFFERED
    if state is ClauseState.NOTHING:
        return [Move.OFFER]
    return [Move.OFFER, Move.WITHDRAW] if state is own else [Move.OFFER, Move.ACCEPT]


def check_move(state: ClauseState, move: Move, *, from_union: bool) -> None:
    """Raise ``ClauseMoveError`` when the side may not do that now."""
    if move not in moves_open(state, from_union=from_union):
        raise ClauseMoveError(f"That cannot be done: {state} now")
