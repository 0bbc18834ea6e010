"""Words and decisions of union concerns, on plain values."""

from enum import StrEnum


class ConcernState(StrEnum):
    """Life of a concern. It closes only by its raiser's word; time never closes it."""

    RAISED = "raised"
    ACKNOWLEDGED = "acknowledged"
    ANSWERED = "answered"
    AGREED = "closed, agreed"
    NOT_AGREED = "closed, not agreed"
    WITHDRAWN = "withdrawn"


class ConcernSeverity(StrEnum):
    """How much it matters to the union."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class MessageKind(StrEnum):
    """What a message in the shared thread does."""

    ACKNOWLEDGEMENT = "acknowledgement"
    ANSWER = "answer"
    REPLY = "reply"
    CLOSING = "closing"


CLOSING = frozenset({ConcernState.AGREED, ConcernState.NOT_AGREED, ConcernState.WITHDRAWN})
MOVES: dict[ConcernState, frozenset[ConcernState]] = {
    ConcernState.RAISED: frozenset(
        {ConcernState.ACKNOWLEDGED, ConcernState.ANSWERED, ConcernState.WITHDRAWN}
    ),
    ConcernState.ACKNOWLEDGED: frozenset({ConcernState.ANSWERED, ConcernState.WITHDRAWN}),
    ConcernState.ANSWERED: CLOSING | frozenset({ConcernState.ACKNOWLEDGED}),
    **dict.fromkeys(CLOSING, frozenset()),
}
"""ANSWERED to ACKNOWLEDGED: the union replies that the answer does not settle it, and the answer is due again."""


class ConcernMoveError(Exception):
    """A state that may not follow the present one."""


def check_move(current: ConcernState, wanted: ConcernState) -> None:
    """Raise ``ConcernMoveError`` when the wanted state may not follow."""
    if wanted not in MOVES[current]:
        allowed = " or ".join(sorted(MOVES[current])) or "nothing more: it is closed"
        raise ConcernMoveError(f"A concern that is {current} can become {allowed}")


def waits_for_management(state: ConcernState) -> bool:
    """Whose turn it is."""
    return state in (ConcernState.RAISED, ConcernState.ACKNOWLEDGED)
