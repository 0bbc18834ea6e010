"""Words and decisions of impacts and affected people, on plain values."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol, TypeVar


class ImpactKind(StrEnum):
    """What the change alters for the person; the value is the measure's own name for it."""

    JOB_LOSS = "job_loss"
    EMPLOYER_TRANSFER = "employer_transfer"
    ROLE_CHANGE = "role_change"
    PAY_TERMS = "pay_terms"
    RELOCATION = "relocation"
    SHIFT_PATTERN = "shift_pattern"
    TEAM_CHANGE = "team_change"
    LINE_MANAGER = "line_manager"
    TECHNOLOGY = "technology"
    PROCESS = "process"
    WORKLOAD = "workload"


IMPACT_LABELS: dict[ImpactKind, str] = {
    ImpactKind.JOB_LOSS: "Job at risk",
    ImpactKind.EMPLOYER_TRANSFER: "Transfer to another employer",
    ImpactKind.ROLE_CHANGE: "Change of role",
    ImpactKind.PAY_TERMS: "Pay or terms",
    ImpactKind.RELOCATION: "Place of work",
    ImpactKind.SHIFT_PATTERN: "Hours or shift pattern",
    ImpactKind.TEAM_CHANGE: "Team",
    ImpactKind.LINE_MANAGER: "Line manager",
    ImpactKind.TECHNOLOGY: "Systems and tools",
    ImpactKind.PROCESS: "Way of working",
    ImpactKind.WORKLOAD: "Workload",
}


class Severity(StrEnum):
    """How heavy, by the rubric of the method."""

    NONE = "none"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    UNKNOWN = "unknown"


class Reach(StrEnum):
    """Whether it alters the person's own work or that of people they work with daily."""

    DIRECT = "direct"
    INDIRECT = "indirect"


class ImpactState(StrEnum):
    """A draft impact has no people; assessing it derives and freezes them."""

    DRAFT = "draft"
    ASSESSED = "assessed"
    SUPERSEDED = "superseded"


class AffectedStatus(StrEnum):
    """Where a person stands in a change."""

    POTENTIALLY_AFFECTED = "potentially affected"
    AFFECTED = "affected"
    AT_RISK = "at risk"
    RING_FENCED = "ring-fenced"
    SLOTTED_IN = "slotted in"
    IN_POOL = "in selection pool"
    SELECTED = "selected"
    OFFERED_ALTERNATIVE = "offered alternative"
    IN_TRIAL = "in trial period"
    REDEPLOYED = "redeployed"
    LEAVING_VOLUNTARY = "leaving (voluntary)"
    LEAVING_COMPULSORY = "leaving (compulsory)"
    TRANSFERRED = "transferred"
    NO_LONGER_AFFECTED = "no longer affected"


_S = AffectedStatus
SETTLED = frozenset(
    {
        _S.SLOTTED_IN,
        _S.REDEPLOYED,
        _S.LEAVING_VOLUNTARY,
        _S.LEAVING_COMPULSORY,
        _S.TRANSFERRED,
        _S.NO_LONGER_AFFECTED,
    }
)
"""Outcomes: the person knows where they stand."""

IN_QUESTION = frozenset({_S.AT_RISK, _S.RING_FENCED, _S.IN_POOL, _S.SELECTED, _S.OFFERED_ALTERNATIVE})
"""The person's own post is in question: they are consulted one by one."""

_OPEN = frozenset(set(_S) - {_S.POTENTIALLY_AFFECTED})
STATUS_MOVES: dict[AffectedStatus, frozenset[AffectedStatus]] = {
    _S.POTENTIALLY_AFFECTED: _OPEN - {_S.SELECTED, _S.IN_TRIAL, _S.LEAVING_COMPULSORY, _S.TRANSFERRED},
    _S.AFFECTED: _OPEN - {_S.AFFECTED, _S.SELECTED, _S.IN_TRIAL, _S.LEAVING_COMPULSORY},
    _S.AT_RISK: frozenset(
        {
            _S.RING_FENCED,
            _S.SLOTTED_IN,
            _S.IN_POOL,
            _S.SELECTED,
            _S.OFFERED_ALTERNATIVE,
            _S.REDEPLOYED,
            _S.LEAVING_VOLUNTARY,
            _S.LEAVING_COMPULSORY,
            _S.NO_LONGER_AFFECTED,
        }
    ),
    _S.RING_FENCED: frozenset(
        {
            _S.SLOTTED_IN,
            _S.IN_POOL,
            _S.AT_RISK,
            _S.OFFERED_ALTERNATIVE,
            _S.LEAVING_VOLUNTARY,
            _S.NO_LONGER_AFFECTED,
        }
    ),
    _S.IN_POOL: frozenset({_S.SELECTED, _S.SLOTTED_IN, _S.LEAVING_VOLUNTARY, _S.NO_LONGER_AFFECTED}),
    _S.SELECTED: frozenset(
        {
            _S.OFFERED_ALTERNATIVE,
            _S.REDEPLOYED,
            _S.LEAVING_VOLUNTARY,
            _S.LEAVING_COMPULSORY,
            _S.NO_LONGER_AFFECTED,
        }
    ),
    _S.OFFERED_ALTERNATIVE: frozenset(
        {
            _S.IN_TRIAL,
            _S.REDEPLOYED,
            _S.AT_RISK,
            _S.LEAVING_VOLUNTARY,
            _S.LEAVING_COMPULSORY,
            _S.NO_LONGER_AFFECTED,
        }
    ),
    _S.IN_TRIAL: frozenset({_S.REDEPLOYED, _S.AT_RISK, _S.LEAVING_VOLUNTARY, _S.LEAVING_COMPULSORY}),
    _S.SLOTTED_IN: frozenset({_S.AT_RISK, _S.NO_LONGER_AFFECTED}),
    _S.REDEPLOYED: frozenset({_S.NO_LONGER_AFFECTED}),
    _S.LEAVING_VOLUNTARY: frozenset({_S.AT_RISK}),
    _S.LEAVING_COMPULSORY: frozenset({_S.REDEPLOYED, _S.NO_LONGER_AFFECTED}),
    _S.TRANSFERRED: frozenset(),
    _S.NO_LONGER_AFFECTED: frozenset({_S.POTENTIALLY_AFFECTED, _S.AFFECTED}),
}


class StatusMoveError(Exception):
    """A status that may not follow the present one; the message says what may."""


def check_status_move(current: AffectedStatus, wanted: AffectedStatus) -> None:
    """Raise ``StatusMoveError`` when the wanted status may not follow."""
    if wanted not in STATUS_MOVES[current]:
        allowed = ", ".join(sorted(STATUS_MOVES[current])) or "nothing: this is final"
        raise StatusMoveError(f"Someone who is {current} can become: {allowed}")


class MoveState(StrEnum):
    """A move of people together: looked at, made, or taken back."""

    DRAFT = "draft"
    DONE = "done"
    UNDONE = "undone"


class HowTold(StrEnum):
    """How somebody was told where they stand."""

    IN_PERSON = "in person"
    LETTER = "by letter"
    PHONE = "by phone"
    GROUP_MEETING = "in a group meeting"
    OWN_ANSWER = "by their own answer"


@dataclass(frozen=True)
class Telling:
    """That somebody was told: when, how and by whom; ``by_id`` is the teller's account, if any."""

    on: date
    how: HowTold
    by: str
    by_id: int | None = None


def check_days(
    on: date | None, told_on: date | None, next_step_on: date | None, today: date
) -> dict[str, str]:
    """What is wrong with the days of a step, whoever it is about: field to message. Empty when sound."""
    wrong: dict[str, str] = {}
    if on is not None and on > today:
        wrong["on"] = "Enter today or an earlier day: record a status once it begins"
    if told_on is not None and told_on > today:
        wrong["told_on"] = "Enter today or an earlier day: record that they were told once they have been"
    if on is not None and next_step_on is not None and next_step_on < on:
        wrong["next_step_on"] = "Enter a day on or after the one from which the status counts"
    return wrong


@dataclass(frozen=True)
class Standing:
    """Where somebody stands before a step: status, from when, and the last day they were told anything."""

    status: AffectedStatus
    since: date
    last_told_on: date | None


def why_not(before: Standing, status: AffectedStatus | None, on: date | None, told_on: date | None) -> str:
    """Why this step may not follow, in words about one person; empty when it may. No status: it stays."""
    if status is before.status:
        return f"is {status} already"
    if status is not None:
        try:
            check_status_move(before.status, status)
        except StatusMoveError as error:
            return str(error)
        if on is not None and on < before.since:
            return f"has been {before.status} since {_day(before.since)}: enter that day or a later one"
    if told_on is not None and before.last_told_on is not None and told_on < before.last_told_on:
        return f"was last told something on {_day(before.last_told_on)}: enter that day or a later one"
    return ""


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


class StepLike(Protocol):
    """What the rules below read of a step."""

    @property
    def id(self) -> int: ...
    @property
    def status(self) -> AffectedStatus: ...
    @property
    def on(self) -> date: ...
    @property
    def told_on(self) -> date | None: ...
    @property
    def next_step_on(self) -> date | None: ...
    @property
    def corrects_id(self) -> int | None: ...
    @property
    def takes_back_telling(self) -> bool: ...


Step = TypeVar("Step", bound=StepLike)


def standing_steps(steps: Sequence[Step]) -> list[Step]:
    """The steps that have not been corrected, as they were recorded. The last is where they stand."""
    corrected = {step.corrects_id for step in steps}
    return sorted((step for step in steps if step.id not in corrected), key=lambda step: step.id)


def shown_to_self(steps: Sequence[Step]) -> list[Step]:
    """The steps that the person may read of themself, in the order they were told; the last is theirs now.

    Nobody learns hard news from a screen: a step they have not been told is not among them. One that was told
    and turned out wrong stays, since it is what they heard last, until they are told better or it is recorded
    that they never heard it.
    """
    never_heard = {step.corrects_id for step in steps if step.takes_back_telling}
    told = [step for step in steps if step.told_on is not None and step.id not in never_heard]
    return sorted(told, key=lambda step: (step.told_on or step.on, step.id))


def knew_of_impact(assessed_on: date, joined_on: date | None, last_told_on: date | None) -> bool:
    """Whether what an impact does to somebody was known when they were last told anything."""
    return last_told_on is not None and max(assessed_on, joined_on or assessed_on) <= last_told_on


MANAGER_ACTION: dict[AffectedStatus, str] = {
    _S.POTENTIALLY_AFFECTED: "Tell them what is known and when they will know more",
    _S.AFFECTED: "Hold a one-to-one about what changes for them",
    _S.AT_RISK: "Hold an individual consultation meeting; offer support",
    _S.RING_FENCED: "Explain the ring-fence and the date of the next step",
    _S.SLOTTED_IN: "Confirm the new post and its start date",
    _S.IN_POOL: "Explain the selection criteria; hold an individual meeting",
    _S.SELECTED: "Hold an individual meeting before notice; check alternatives",
    _S.OFFERED_ALTERNATIVE: "Agree the trial period or record the answer",
    _S.IN_TRIAL: "Review the trial before it ends",
    _S.REDEPLOYED: "Hand over to the new manager",
    _S.LEAVING_VOLUNTARY: "Agree the leaving date and handover",
    _S.LEAVING_COMPULSORY: "Keep offering vacancies until the leaving date",
    _S.TRANSFERRED: "Nothing: now with the other employer",
    _S.NO_LONGER_AFFECTED: "Tell them they are no longer affected",
}
