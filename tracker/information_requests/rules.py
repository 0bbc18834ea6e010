"""Words and decisions of information requests, on plain values."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from statistics import median_low

USUAL_DAYS = 10
"""Working days a union gives unless it says otherwise."""


class RequestState(StrEnum):
    """Life of a request. Only the union says that it is settled."""

    ASKED = "asked"
    ACKNOWLEDGED = "acknowledged"
    PART = "supplied in part"
    SUPPLIED = "supplied"
    REFUSED = "refused"
    DISPUTED = "disputed"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"


class RequestAct(StrEnum):
    """What one side does with a request once it is asked."""

    ACKNOWLEDGE = "acknowledge"
    SUPPLY = "supply"
    REFUSE = "refuse"
    DISPUTE = "dispute"
    SETTLE = "settle"
    WITHDRAW = "withdraw"


class Ground(StrEnum):
    """Why information is refused. The first seven follow TULRCA s.182(1) and (2); the rest say a fact."""

    SECURITY = "against national security"
    UNLAWFUL = "the law forbids it"
    CONFIDENCE = "given to the employer in confidence"
    INDIVIDUAL = "about one person, who has not agreed"
    INJURY = "it would badly damage the undertaking"
    PROCEEDINGS = "obtained for legal proceedings"
    EFFORT = "out of proportion to its use in bargaining"
    NOT_HELD = "not held"
    SUPPLIED_BEFORE = "supplied before"


class Party(StrEnum):
    """Whose turn it is."""

    UNION = "union"
    MANAGEMENT = "management"
    NOBODY = "nobody"


@dataclass(frozen=True)
class RequestStepRule:
    """Who does an act, in which states, and what follows. Supplying in part follows from the form."""

    by: Party
    when: frozenset[RequestState]
    then: RequestState
    needs_words: bool


_S = RequestState
ON_MANAGEMENT = frozenset({_S.ASKED, _S.ACKNOWLEDGED, _S.PART, _S.DISPUTED})
ON_UNION = frozenset({_S.SUPPLIED, _S.REFUSED})
OPEN = ON_MANAGEMENT | ON_UNION
RULES: dict[RequestAct, RequestStepRule] = {
    RequestAct.ACKNOWLEDGE: RequestStepRule(
        Party.MANAGEMENT, frozenset({_S.ASKED}), _S.ACKNOWLEDGED, needs_words=False
    ),
    RequestAct.SUPPLY: RequestStepRule(Party.MANAGEMENT, ON_MANAGEMENT, _S.SUPPLIED, needs_words=True),
    RequestAct.REFUSE: RequestStepRule(Party.MANAGEMENT, ON_MANAGEMENT, _S.REFUSED, needs_words=True),
    RequestAct.DISPUTE: RequestStepRule(
        Party.UNION, frozenset({_S.PART, _S.SUPPLIED, _S.REFUSED}), _S.DISPUTED, needs_words=True
    ),
    RequestAct.SETTLE: RequestStepRule(
        Party.UNION, frozenset({_S.PART, _S.SUPPLIED, _S.REFUSED}), _S.SETTLED, needs_words=False
    ),
    RequestAct.WITHDRAW: RequestStepRule(Party.UNION, OPEN, _S.WITHDRAWN, needs_words=False),
}


class RequestMoveError(Exception):
    """An act that the request's state or the person does not allow; the message is in words for the page."""


def waiting_on(state: RequestState) -> Party:
    """Whose turn it is."""
    if state not in OPEN:
        return Party.NOBODY
    return Party.MANAGEMENT if state in ON_MANAGEMENT else Party.UNION


def acts_open(state: RequestState, party: Party) -> list[RequestAct]:
    """What this side can do now."""
    return [act for act, rule in RULES.items() if rule.by is party and state in rule.when]


def check_act(state: RequestState, act: RequestAct, party: Party) -> None:
    """Raise ``RequestMoveError`` when the act may not be done by this side now."""
    if act not in acts_open(state, party):
        raise RequestMoveError(f"That cannot be done: the request is {state} now")


def state_after(act: RequestAct, *, part: bool) -> RequestState:
    """What follows an act; ``part``: more is still to come."""
    return RequestState.PART if act is RequestAct.SUPPLY and part else RULES[act].then


def readers(union: str, *, from_union: bool) -> str:
    """Who reads what a side types, in the words shown by the box."""
    who = f"Read by representatives of {union}, by HR partners of the programme and by its programme director"
    if from_union:
        return f"{who}. Your name is shown to {union} alone: the others see only “{union}”."
    return f"{who}, with your name."


@dataclass(frozen=True)
class Wait:
    """One open matter: whose turn it is, and for how many working days it has been."""

    party: Party
    days: int


@dataclass(frozen=True)
class Ages:
    """How long one side lets the other wait: matters, the middle one's and the longest one's working days.

    With an even number the middle is the lower of the two: some matter has really waited that long.
    """

    count: int = 0
    middle: int | None = None
    longest: int | None = None


def ages_of(waits: Iterable[Wait], party: Party) -> Ages:
    """The ages of what waits on one side.

    >>> ages_of([Wait(Party.UNION, 3), Wait(Party.UNION, 9), Wait(Party.MANAGEMENT, 30)], Party.UNION)
    Ages(count=2, middle=3, longest=9)
    """
    days = sorted(wait.days for wait in waits if wait.party is party)
    return Ages(len(days), median_low(days), days[-1]) if days else Ages()


@dataclass(frozen=True)
class Ended:
    """A turn that is over: whose it was, the day it was due and the day it ended."""

    party: Party
    due_on: date
    ended_on: date


@dataclass(frozen=True)
class Kept:
    """How many turns with a day to keep were over by that day."""

    in_time: int = 0
    total: int = 0

    def __add__(self, other: "Kept") -> "Kept":
        """Both together."""
        return Kept(self.in_time + other.in_time, self.total + other.total)


def kept_of(turns: Sequence[Ended], party: Party) -> Kept:
    """How one side kept its days; the day itself is in time."""
    own = [turn for turn in turns if turn.party is party]
    return Kept(sum(turn.ended_on <= turn.due_on for turn in own), len(own))
