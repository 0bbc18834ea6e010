"""The statutory steps of a change: which are required, when each is due, and where each stands. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.compliance.clocks import Clock, Dates


class StepKind(StrEnum):
    """A step that the law asks for. The value is its name on the board."""

    INFORMATION = "section 188 information to each representative"
    HR1 = "form HR1"
    HR1_COPIES = "copies of form HR1 to each representative"
    TOPICS = "avoiding, reducing and mitigating discussed"
    COMPLETED = "consultation completed"
    TRANSFER_INFORMATION = "information about the transfer"
    MEASURES = "measures of both employers, or that there are none"
    LIABILITY = "employee liability information"
    EQUALITY = "equality assessment"


SLUGS: Mapping[str, StepKind] = {
    "information": StepKind.INFORMATION,
    "hr1": StepKind.HR1,
    "hr1-copies": StepKind.HR1_COPIES,
    "topics": StepKind.TOPICS,
    "completed": StepKind.COMPLETED,
    "transfer-information": StepKind.TRANSFER_INFORMATION,
    "measures": StepKind.MEASURES,
    "liability-information": StepKind.LIABILITY,
    "equality": StepKind.EQUALITY,
}
SLUG_OF: Mapping[StepKind, str] = {kind: slug for slug, kind in SLUGS.items()}

COLLECTIVE = (StepKind.INFORMATION, StepKind.HR1, StepKind.HR1_COPIES, StepKind.TOPICS, StepKind.COMPLETED)
TRANSFER = (StepKind.TRANSFER_INFORMATION, StepKind.MEASURES, StepKind.LIABILITY)
_DUE_BY = {
    StepKind.INFORMATION: "Latest start of consultation",
    StepKind.HR1: "HR1 due",
    StepKind.HR1_COPIES: "HR1 due",
    StepKind.LIABILITY: "Employee liability information due",
}


class Outcome(StrEnum):
    """What became of a step, as somebody recorded it."""

    DONE = "done"
    NOT_NEEDED = "not needed"
    WAIVED = "waived"


class StepState(StrEnum):
    """Where a step stands."""

    DUE = "due"
    DONE = "done"
    LATE = "late"
    NOT_NEEDED = "not needed"
    WAIVED = "waived"
    AWAITING = "awaiting approval"
    DEFENDED = "defended"


RED = frozenset({StepState.DUE, StepState.LATE, StepState.AWAITING})
"""A required step in such a state holds the change back."""


@dataclass(frozen=True)
class Recorded:
    """What somebody recorded. ``approved`` tells of a waiver that a second person has agreed to."""

    outcome: Outcome
    on: date | None
    approved: bool


@dataclass(frozen=True)
class Step:
    """A step on the board. ``gate``: the change is held back while it is red."""

    kind: StepKind
    state: StepState
    due_on: date | None
    done_on: date | None
    gate: bool

    @property
    def red(self) -> bool:
        """Whether it holds the change back."""
        return self.gate and self.state in RED


def required(found: Sequence[Clock], dates: Dates) -> tuple[StepKind, ...]:
    """Steps that the law asks of the change, by its clocks. An unknown duty is treated as one."""
    duty = next(clock.finding for clock in found if clock.name == "Collective consultation")
    collective = COLLECTIVE if duty.value is None or duty.value.begins else ()
    transfer = TRANSFER if dates.transfer_on is not None else ()
    return (*collective, *transfer, StepKind.EQUALITY)


def board(
    found: Sequence[Clock],
    dates: Dates,
    recorded: Mapping[StepKind, Recorded],
    today: date,
    defended: Collection[StepKind] = (),
) -> list[Step]:
    """Every required step, and any other that somebody recorded, where it stands today.

    ``defended``: steps for which special circumstances hold, which two people have put on record.
    """
    needed = required(found, dates)
    due = {clock.name: clock.on for clock in found}
    steps = []
    for kind in StepKind:
        if kind not in needed and kind not in recorded:
            continue
        due_on = due.get(_DUE_BY[kind]) if kind in _DUE_BY else _before_leaving(kind, dates)
        gate = kind in needed and kind is not StepKind.EQUALITY
        state = _state(recorded.get(kind), due_on, today)
        if kind in defended and state in (StepState.DUE, StepState.LATE):
            state = StepState.DEFENDED
        done = recorded[kind].on if kind in recorded else None
        steps.append(Step(kind, state, due_on, done, gate))
    return steps


def _before_leaving(kind: StepKind, dates: Dates) -> date | None:
    if kind in TRANSFER:
        return dates.transfer_on
    if kind is StepKind.EQUALITY:
        return dates.decided_on
    return dates.first_notice_on or dates.first_dismissal_on


def _state(recorded: Recorded | None, due_on: date | None, today: date) -> StepState:
    if recorded is not None:
        if recorded.outcome is Outcome.WAIVED and not recorded.approved:
            return StepState.AWAITING
        return StepState(recorded.outcome.value)
    return StepState.LATE if due_on is not None and due_on < today else StepState.DUE
