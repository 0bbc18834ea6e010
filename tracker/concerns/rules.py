"""Words and decisions of union concerns, on plain values."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.policy.calendar.nations import Nation
from tracker.policy.calendar.working_days import weekdays_between, working_days_between


class ConcernState(StrEnum):
    """Life of a concern. It closes only by its raiser's word; time never closes it."""

    RAISED = "raised"
    ACKNOWLEDGED = "acknowledged"
    DISCUSSED = "under discussion"
    ANSWERED = "answered"
    AGREED = "agreed"
    NOT_AGREED = "not agreed"
    ESCALATED = "escalated"
    CONCILIATION = "conciliation"
    REOPENED = "reopened"
    CLOSED_AGREED = "closed, agreed"
    CLOSED_NOT_AGREED = "closed, not agreed"
    WITHDRAWN = "withdrawn"


class ConcernSeverity(StrEnum):
    """How much it matters to the union."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class MessageKind(StrEnum):
    """What a message in the shared thread does."""

    ACKNOWLEDGEMENT = "acknowledgement"
    DISCUSSION = "discussion"
    ANSWER = "answer"
    REPLY = "reply"
    ACCEPTANCE = "acceptance"
    FAILURE = "failure to agree"
    ESCALATION = "escalation"
    CONCILIATION = "conciliation"
    CLOSING = "closing"
    REOPENING = "reopening"


class Side(StrEnum):
    """The two who talk to each other about a concern, and nobody else."""

    UNION = "union"
    MANAGEMENT = "management"
    NOBODY = "nobody"


class Room(StrEnum):
    """Where one side talks to itself about a concern. The shared thread is neither."""

    UNION = "union"
    MANAGEMENT = "management"


class ConcernAct(StrEnum):
    """What one side does with a concern once it is raised."""

    ACKNOWLEDGE = "acknowledge"
    DISCUSS = "discuss"
    ANSWER = "answer"
    REPLY = "reply"
    ACCEPT = "accept"
    FAIL = "fail"
    ESCALATE = "escalate"
    CONCILIATE = "conciliate"
    AGREE = "agreed"
    DISAGREE = "not agreed"
    WITHDRAW = "withdrawn"
    REOPEN = "reopen"


@dataclass(frozen=True)
class Step:
    """Who may do an act, in which states, and what follows.

    ``needs_words``: not to be done in silence. ``when_late``: states in which only lateness allows it.
    ``by_raiser``: by whoever speaks for the raiser alone.
    """

    sides: frozenset[Side]
    when: frozenset[ConcernState]
    then: ConcernState
    kind: MessageKind
    needs_words: bool = False
    when_late: frozenset[ConcernState] = frozenset()
    by_raiser: bool = False


_S, _K = ConcernState, MessageKind
CLOSED = frozenset({_S.CLOSED_AGREED, _S.CLOSED_NOT_AGREED, _S.WITHDRAWN})
OPEN = frozenset(set(ConcernState) - CLOSED)
ON_MANAGEMENT = frozenset(
    {_S.RAISED, _S.ACKNOWLEDGED, _S.DISCUSSED, _S.ESCALATED, _S.CONCILIATION, _S.REOPENED}
)
"""An answer, or what came out of conciliation, is management's to give."""
CLOCK_ESCALATES = frozenset({_S.RAISED, _S.ACKNOWLEDGED, _S.DISCUSSED, _S.REOPENED})
"""Where a target that has passed takes the concern to the next person, whether anybody wants it or not."""
_UNION, _MANAGEMENT = frozenset({Side.UNION}), frozenset({Side.MANAGEMENT})
STEPS: dict[ConcernAct, Step] = {
    ConcernAct.ACKNOWLEDGE: Step(_MANAGEMENT, frozenset({_S.RAISED}), _S.ACKNOWLEDGED, _K.ACKNOWLEDGEMENT),
    ConcernAct.ANSWER: Step(
        _MANAGEMENT, ON_MANAGEMENT | {_S.NOT_AGREED}, _S.ANSWERED, _K.ANSWER, needs_words=True
    ),
    ConcernAct.DISCUSS: Step(
        _MANAGEMENT,
        frozenset({_S.RAISED, _S.ACKNOWLEDGED, _S.REOPENED}),
        _S.DISCUSSED,
        _K.DISCUSSION,
        needs_words=True,
    ),
    ConcernAct.REPLY: Step(_UNION, frozenset({_S.ANSWERED}), _S.DISCUSSED, _K.REPLY, needs_words=True),
    ConcernAct.ACCEPT: Step(_UNION, frozenset({_S.ANSWERED}), _S.AGREED, _K.ACCEPTANCE),
    ConcernAct.FAIL: Step(
        _UNION,
        frozenset({_S.ANSWERED}),
        _S.NOT_AGREED,
        _K.FAILURE,
        needs_words=True,
        when_late=frozenset({_S.ESCALATED, _S.CONCILIATION}),
    ),
    ConcernAct.ESCALATE: Step(
        _UNION,
        frozenset({_S.NOT_AGREED}),
        _S.ESCALATED,
        _K.ESCALATION,
        needs_words=True,
        when_late=CLOCK_ESCALATES,
    ),
    ConcernAct.CONCILIATE: Step(
        _UNION | _MANAGEMENT,
        frozenset({_S.NOT_AGREED}),
        _S.CONCILIATION,
        _K.CONCILIATION,
        needs_words=True,
    ),
    ConcernAct.AGREE: Step(
        _UNION, frozenset({_S.ANSWERED, _S.AGREED}), _S.CLOSED_AGREED, _K.CLOSING, by_raiser=True
    ),
    ConcernAct.DISAGREE: Step(
        _UNION,
        frozenset({_S.ANSWERED, _S.NOT_AGREED}),
        _S.CLOSED_NOT_AGREED,
        _K.CLOSING,
        needs_words=True,
        by_raiser=True,
    ),
    ConcernAct.WITHDRAW: Step(_UNION, OPEN, _S.WITHDRAWN, _K.CLOSING, by_raiser=True),
    ConcernAct.REOPEN: Step(
        _UNION,
        frozenset({_S.CLOSED_AGREED, _S.CLOSED_NOT_AGREED}),
        _S.REOPENED,
        _K.REOPENING,
        needs_words=True,
    ),
}
"""The whole life of a concern. A reply says that the answer does not settle it: an answer is due again."""

CLOSINGS = (ConcernAct.AGREE, ConcernAct.DISAGREE, ConcernAct.WITHDRAW)


class ConcernMoveError(Exception):
    """An act that the concern's state or the person does not allow; the message is in words for the page."""


def acts_open(state: ConcernState, side: Side, *, is_raiser: bool, late: bool = False) -> list[ConcernAct]:
    """What this side can do now. Only whoever speaks for the raiser closes or withdraws.

    ``late``: whether the target of the stage has passed.
    """
    return [
        act
        for act, step in STEPS.items()
        if side in step.sides
        and (state in step.when or (late and state in step.when_late))
        and (is_raiser or not step.by_raiser)
    ]


def check_act(
    state: ConcernState, act: ConcernAct, side: Side, *, is_raiser: bool = False, late: bool = False
) -> None:
    """Raise ``ConcernMoveError`` when the act may not be done by this side now."""
    if act in acts_open(state, side, is_raiser=is_raiser, late=late):
        return
    step = STEPS[act]
    if step.by_raiser and side in step.sides and state in step.when:
        what = "withdraw it" if act is ConcernAct.WITHDRAW else "close it"
        raise ConcernMoveError(f"Only the representative who raised a concern can {what}")
    if state in step.when_late and side in step.sides:
        what = "escalated" if act is ConcernAct.ESCALATE else "recorded as a failure to agree"
        raise ConcernMoveError(f"It can be {what} once the day it is due has passed")
    raise ConcernMoveError(f"{_SAYINGS[act]}: the concern is {state} now")


_SAYINGS = {
    ConcernAct.ACKNOWLEDGE: "It cannot be acknowledged",
    ConcernAct.DISCUSS: "It cannot be taken into discussion",
    ConcernAct.ANSWER: "It cannot be answered",
    ConcernAct.REPLY: "There is no answer to reply to",
    ConcernAct.ACCEPT: "There is no answer to agree with",
    ConcernAct.FAIL: "There is no answer to disagree with",
    ConcernAct.ESCALATE: "It cannot be escalated",
    ConcernAct.CONCILIATE: "It cannot go to conciliation before a failure to agree",
    ConcernAct.AGREE: "It cannot be closed as agreed",
    ConcernAct.DISAGREE: "It cannot be closed as not agreed",
    ConcernAct.WITHDRAW: "It cannot be withdrawn",
    ConcernAct.REOPEN: "It cannot be reopened",
}


def waiting_on(state: ConcernState) -> Side:
    """Whose turn it is."""
    if state in CLOSED:
        return Side.NOBODY
    return Side.MANAGEMENT if state in ON_MANAGEMENT else Side.UNION


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


def concern_text(summary: str, detail: str = "", remedy: str = "", about: str = "") -> str:
    """What the union wrote as the one text that is committed to. ``about``: a paragraph or policy clause."""
    parts = [summary, detail, f"Wanted: {remedy}" if remedy else "", f"About: {about}" if about else ""]
    return "\n\n".join(part for part in parts if part)


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


def room_readers(room: Room, union: str) -> str:
    """Who reads what is typed in a sealed room, in the words shown by the box."""
    if room is Room.UNION:
        return f"Read by representatives of {union} alone, with your name. Management has no way to it."
    return (
        "Read by HR partners of the programme and by its programme director, with your name. "
        "No union has a way to it."
    )
