"""Words and decisions of impacts and affected people, on plain values."""

from enum import StrEnum


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
