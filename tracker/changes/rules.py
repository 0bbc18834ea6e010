"""Words and decisions of programmes and changes, on plain values."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
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


STATE_MEANINGS: dict[ChangeState, str] = {
    ChangeState.IDEA: "Being thought about: nobody has been told",
    ChangeState.PROPOSED: "Put forward, and open to be changed",
    ChangeState.IN_CONSULTATION: "Unions and staff are being consulted",
    ChangeState.DECIDED: "The programme director has decided that it goes ahead",
    ChangeState.IMPLEMENTING: "People are moving, leaving or starting the new work",
    ChangeState.EMBEDDED: "Done, and settling down",
    ChangeState.CLOSED: "Over: nothing more is recorded",
    ChangeState.PAUSED: "Stopped for now; it goes on later from the same state",
    ChangeState.WITHDRAWN: "Will not happen. This cannot be undone",
    ChangeState.SUPERSEDED: "Another change has taken its place. This cannot be undone",
}


def next_states(current: ChangeState, paused_from: ChangeState | None) -> list[ChangeState]:
    """States that may follow, in the order of life. A paused change goes on from where it stopped."""
    allowed = MOVES[current]
    if current is ChangeState.PAUSED and paused_from is not None:
        allowed = frozenset({paused_from, ChangeState.WITHDRAWN, ChangeState.SUPERSEDED})
    return [state for state in ChangeState if state in allowed]


def is_decision(current: ChangeState, wanted: ChangeState, paused_from: ChangeState | None) -> bool:
    """Whether the move takes a decision; going on after a pause takes none."""
    resumes = current is ChangeState.PAUSED and wanted is paused_from
    return wanted in NEEDS_DECISION and not resumes


def check_move(
    current: ChangeState,
    wanted: ChangeState,
    *,
    published: bool,
    paused_from: ChangeState | None = None,
) -> None:
    """Raise ``ChangeMoveError`` when the wanted state may not follow."""
    allowed = next_states(current, paused_from)
    if wanted not in allowed:
        words = ", ".join(allowed) or "nothing: this is its last state"
        raise ChangeMoveError(f"A change that is {current} can become {words}")
    if wanted in NEEDS_PUBLICATION and not published:
        raise ChangeMoveError(f"Publish the proposal before the change becomes {wanted}")


def would_circle(parents: dict[int, int | None], change_id: int, whole_id: int) -> bool:
    """Whether a change inside that whole would be part of itself. ``parents``: change to its whole."""
    seen: set[int] = set()
    above: int | None = whole_id
    while above is not None and above not in seen:
        if above == change_id:
            return True
        seen.add(above)
        above = parents.get(above)
    return False


def financial_year(text: str) -> int:
    """The calendar year in which a financial year starts, from words like 2011/12, or ``ValueError``."""
    found = re.fullmatch(
        r"(?P<first>(?:19|20)\d\d)(?:\s*(?:/|-|–|to)\s*(?P<last>\d{2}|\d{4}))?", text.strip()
    )
    if found is None:
        raise ValueError(text)
    first, last = int(found["first"]), found["last"]
    if last is not None and int(last) % 100 != (first + 1) % 100:
        raise ValueError(text)
    return first


def year_label(year: int) -> str:
    """
    >>> year_label(2011), year_label(1999)
    ('2011/12', '1999/00')
    """
    return f"{year}/{(year + 1) % 100:02d}"


def whole_pounds(text: str) -> int:
    """An amount such as £126,000,000, 126m or 1.5bn in whole pounds; raises ``ValueError``."""
    plain = text.strip().lower().replace("£", "").replace(",", "").replace(" ", "")
    found = re.fullmatch(r"(?P<number>\d{1,13}(?:\.\d{1,3})?)(?P<size>k|m|bn)?", plain)
    if found is None:
        raise ValueError(text)
    amount = Decimal(found["number"]) * {None: 1, "k": 10**3, "m": 10**6, "bn": 10**9}[found["size"]]
    if amount != amount.to_integral_value() or amount > MOST_POUNDS:
        raise ValueError(text)
    return int(amount)


MOST_POUNDS = 10**12
"""A target beyond a thousand billion is a slip of the keyboard."""
