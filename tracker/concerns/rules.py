"""Words and decisions of union concerns, on plain values."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.policy.calendar.nations import Nation
from tracker.policy.calendar.working_days import weekdays_between, working_days_between


class ConcernState(StrEnum):
    """Life of a concern. It closes only by its union's word; time never closes it."""

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


class Side(StrEnum):
    """The two who talk to each other about a concern, and nobody else."""

    UNION = "union"
    MANAGEMENT = "management"
    NOBODY = "nobody"


class ConcernAct(StrEnum):
    """What one side does with a concern once it is raised."""

    ACKNOWLEDGE = "acknowledge"
    ANSWER = "answer"
    REPLY = "reply"
    AGREE = "agreed"
    DISAGREE = "not agreed"
    WITHDRAW = "withdrawn"


@dataclass(frozen=True)
class Step:
    """Who may do an act, in which states, and what follows. ``needs_words``: not to be done in silence."""

    side: Side
    when: frozenset[ConcernState]
    then: ConcernState
    kind: MessageKind
    needs_words: bool


_RAISED, _ACKNOWLEDGED, _ANSWERED = ConcernState.RAISED, ConcernState.ACKNOWLEDGED, ConcernState.ANSWERED
OPEN = frozenset({_RAISED, _ACKNOWLEDGED, _ANSWERED})
CLOSING = frozenset(set(ConcernState) - OPEN)
STEPS: dict[ConcernAct, Step] = {
    ConcernAct.ACKNOWLEDGE: Step(
        Side.MANAGEMENT, frozenset({_RAISED}), _ACKNOWLEDGED, MessageKind.ACKNOWLEDGEMENT, False
    ),
    ConcernAct.ANSWER: Step(
        Side.MANAGEMENT, frozenset({_RAISED, _ACKNOWLEDGED}), _ANSWERED, MessageKind.ANSWER, True
    ),
    ConcernAct.REPLY: Step(Side.UNION, frozenset({_ANSWERED}), _ACKNOWLEDGED, MessageKind.REPLY, True),
    ConcernAct.AGREE: Step(
        Side.UNION, frozenset({_ANSWERED}), ConcernState.AGREED, MessageKind.CLOSING, False
    ),
    ConcernAct.DISAGREE: Step(
        Side.UNION, frozenset({_ANSWERED}), ConcernState.NOT_AGREED, MessageKind.CLOSING, True
    ),
    ConcernAct.WITHDRAW: Step(Side.UNION, OPEN, ConcernState.WITHDRAWN, MessageKind.CLOSING, False),
}
"""The whole life of a concern. A reply says that the answer does not settle it: the answer is due again."""

CLOSINGS = (ConcernAct.AGREE, ConcernAct.DISAGREE, ConcernAct.WITHDRAW)


class ConcernMoveError(Exception):
    """An act that the concern's state or the person does not allow; the message is in words for the page."""


def acts_open(state: ConcernState, side: Side, *, is_raiser: bool) -> list[ConcernAct]:
    """What this side can do now. Only the raiser withdraws."""
    return [
        act
        for act, step in STEPS.items()
        if step.side is side and state in step.when and (act is not ConcernAct.WITHDRAW or is_raiser)
    ]


def check_act(state: ConcernState, act: ConcernAct, side: Side, *, is_raiser: bool = False) -> None:
    """Raise ``ConcernMoveError`` when the act may not be done by this side now."""
    if act in acts_open(state, side, is_raiser=is_raiser):
        return
    if act is ConcernAct.WITHDRAW and side is Side.UNION and state in OPEN:
        raise ConcernMoveError("Only the representative who raised a concern can withdraw it")
    raise ConcernMoveError(f"{_SAYINGS[act]}: the concern is {state} now")


_SAYINGS = {
    ConcernAct.ACKNOWLEDGE: "It cannot be acknowledged",
    ConcernAct.ANSWER: "It cannot be answered",
    ConcernAct.REPLY: "There is no answer to reply to",
    ConcernAct.AGREE: "It cannot be closed as agreed",
    ConcernAct.DISAGREE: "It cannot be closed as not agreed",
    ConcernAct.WITHDRAW: "It cannot be withdrawn",
}


def waiting_on(state: ConcernState) -> Side:
    """Whose turn it is."""
    if state in CLOSING:
        return Side.NOBODY
    return Side.UNION if state is ConcernState.ANSWERED else Side.MANAGEMENT


def states_waiting_on(side: Side) -> list[ConcernState]:
    """The states in which it is that side's turn."""
    return [state for state in ConcernState if waiting_on(state) is side]


def days_waited(start: date, end: date, nation: Nation) -> int:
    """Working days after ``start`` up to and including ``end``; bank holidays are the employer's nation's.

    Where the calendar knows no holidays of the nation, every Monday to Friday counts.
    """
    if nation is Nation.ELSEWHERE:
        return weekdays_between(start, end)
    return working_days_between(start, end, nation)


EVIDENCE = "concern"
"""The field name in the commitment of a concern's text; a message's is its kind."""


def concern_text(summary: str, detail: str) -> str:
    """The sentence and the detail as the one text that is committed to."""
    return f"{summary}\n\n{detail}" if detail else summary


def readers(side: Side, union: str) -> str:
    """Who reads what a side types, in the words shown by the box."""
    if side is Side.UNION:
        return (
            f"Read by representatives of {union}, by HR partners of the programme and by its programme "
            f"director. Your name is shown to {union} alone: the others see only “{union}”."
        )
    return (
        f"Read by representatives of {union}, by HR partners of the programme and by its programme director, "
        "with your name."
    )
