"""Words and decisions of programmes and changes, on plain values."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ProgrammeState(StrEnum):
    """Life of a programme."""

    DRAFT = "draft"
    LIVE = "live"
    CLOSING = "closing"
    CLOSED = "closed"


class ChangeType(StrEnum):
    """What kind of organisational change it is."""

    RESTRUCTURE = "restructure"
    RELOCATION = "relocation"
    SITE_CLOSURE = "site closure"
    OUTSOURCING = "outsourcing (TUPE transfer out)"
    INSOURCING = "insourcing (TUPE transfer in)"
    SHARED_SERVICE = "shared service"
    MERGER = "merger of units"
    TERMS = "change of terms and conditions"
    SHIFT_PATTERN = "change of shift pattern"
    VOLUNTARY_EXIT = "voluntary redundancy or early retirement"
    COMPULSORY_EXIT = "compulsory redundancy"
    COMPULSORY_RETIREMENT = "compulsory retirement of officers (regulation A19)"
    RECRUITMENT_FREEZE = "recruitment freeze"
    TECHNOLOGY = "new technology or way of working"
    REPORTING_LINE = "change of reporting line"


class ChangeState(StrEnum):
    """Life of a change; the last three are side states."""

    IDEA = "idea"
    PROPOSED = "proposed"
    IN_CONSULTATION = "in consultation"
    DECIDED = "decided"
    IMPLEMENTING = "implementing"
    EMBEDDED = "embedded"
    CLOSED = "closed"
    PAUSED = "paused"
    WITHDRAWN = "withdrawn"
    SUPERSEDED = "superseded"


ENDED = frozenset({ChangeState.CLOSED, ChangeState.WITHDRAWN, ChangeState.SUPERSEDED})
LIVE = frozenset(set(ChangeState) - ENDED)

_ASIDE = frozenset({ChangeState.PAUSED, ChangeState.WITHDRAWN, ChangeState.SUPERSEDED})
MOVES: dict[ChangeState, frozenset[ChangeState]] = {
    ChangeState.IDEA: frozenset({ChangeState.PROPOSED}) | _ASIDE,
    ChangeState.PROPOSED: frozenset({ChangeState.IN_CONSULTATION, ChangeState.DECIDED}) | _ASIDE,
    ChangeState.IN_CONSULTATION: frozenset({ChangeState.DECIDED, ChangeState.PROPOSED}) | _ASIDE,
    ChangeState.DECIDED: frozenset({ChangeState.IMPLEMENTING}) | _ASIDE,
    ChangeState.IMPLEMENTING: frozenset({ChangeState.EMBEDDED}) | _ASIDE,
    ChangeState.EMBEDDED: frozenset({ChangeState.CLOSED}),
    ChangeState.CLOSED: frozenset(),
    ChangeState.PAUSED: frozenset(
        {
            ChangeState.IDEA,
            ChangeState.PROPOSED,
            ChangeState.IN_CONSULTATION,
            ChangeState.DECIDED,
            ChangeState.IMPLEMENTING,
            ChangeState.WITHDRAWN,
            ChangeState.SUPERSEDED,
        }
    ),
    ChangeState.WITHDRAWN: frozenset(),
    ChangeState.SUPERSEDED: frozenset(),
}

NEEDS_DECISION = frozenset({ChangeState.DECIDED})
"""States that only a programme director can move a change into."""

NEEDS_PUBLICATION = frozenset({ChangeState.IN_CONSULTATION, ChangeState.DECIDED, ChangeState.IMPLEMENTING})
"""States that mean nothing while nobody has been shown the proposal."""


class VersionState(StrEnum):
    """A proposal text is a draft until a programme director publishes it; then it is never edited."""

    DRAFT = "draft"
    AWAITING_APPROVAL = "awaiting approval"
    PUBLISHED = "published"
    REPLACED = "replaced"


UNPUBLISHED = frozenset({VersionState.DRAFT, VersionState.AWAITING_APPROVAL})


class Certainty(StrEnum):
    """How firm the dates are; proposed changes are drawn apart from committed ones."""

    COMMITTED = "committed"
    PROPOSED = "proposed"


class ChangeMoveError(Exception):
    """A state that may not follow the present one; the message says why in words for the page."""


@dataclass(frozen=True)
class Milestones:
    """The dates of a change, each known or not. All are calendar days; ranges include both ends."""

    announced: date | None = None
    consult_start: date | None = None
    consult_end: date | None = None
    transition_start: date | None = None
    transition_end: date | None = None
    withdrawn: date | None = None


MILESTONE_LABELS: dict[str, str] = {
    "announced": "Announced",
    "consult_start": "Consultation starts",
    "consult_end": "Consultation ends",
    "transition_start": "Transition starts",
    "transition_end": "Transition ends",
    "withdrawn": "Withdrawn",
}


def check_milestones(dates: Milestones) -> dict[str, str]:
    """What is wrong with the order of the dates: field name to what to do about it. Empty when sound."""
    wrong: dict[str, str] = {}
    order = ["announced", "consult_start", "consult_end", "transition_start", "transition_end"]
    pairs = [
        ("consult_start", "announced"),
        ("consult_end", "consult_start"),
        ("transition_start", "announced"),
        ("transition_start", "consult_start"),
        ("transition_end", "transition_start"),
    ]
    for later, earlier in pairs:
        after, before = getattr(dates, later), getattr(dates, earlier)
        if after is not None and before is not None and after < before and later not in wrong:
            wrong[later] = (
                f"{MILESTONE_LABELS[later]} must be on or after {MILESTONE_LABELS[earlier].lower()}, "
                f"{before.day} {before:%B %Y}"
            )
    if dates.consult_end is not None and dates.consult_start is None:
        wrong.setdefault("consult_start", "Enter the day the consultation starts, or clear the day it ends")
    if dates.transition_end is not None and dates.transition_start is None:
        wrong.setdefault("transition_start", "Enter the day the transition starts, or clear the day it ends")
    if dates.withdrawn is not None:
        known = [getattr(dates, name) for name in order if getattr(dates, name) is not None]
        if known and dates.withdrawn < known[0]:
            wrong["withdrawn"] = "Withdrawn must be on or after the first date above"
    return wrong


def check_move(current: ChangeState, wanted: ChangeState, *, published: bool) -> None:
    """Raise ``ChangeMoveError`` when the wanted state may not follow."""
    if wanted not in MOVES[current]:
        allowed = ", ".join(sorted(MOVES[current])) or "nothing: this is its last state"
        raise ChangeMoveError(f"A change that is {current} can become {allowed}")
    if wanted in NEEDS_PUBLICATION and not published:
        raise ChangeMoveError(f"Publish the proposal before the change becomes {wanted}")
