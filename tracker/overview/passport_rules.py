"""What is settled for somebody in a change and what is not yet known, on plain values.

Everything here is as the person was last told it. Dates of the change are those of its published page.
"""

from dataclasses import dataclass
from datetime import date

from tracker.affected_staff.rules import SETTLED, AffectedStatus
from tracker.changes.rules import MILESTONE_LABELS, Certainty, ChangeState, Milestones

DECIDED = frozenset({ChangeState.DECIDED, ChangeState.IMPLEMENTING, ChangeState.EMBEDDED, ChangeState.CLOSED})
OVER = frozenset({ChangeState.CLOSED, ChangeState.WITHDRAWN, ChangeState.SUPERSEDED})
OUTCOMES: dict[AffectedStatus, str] = {
    AffectedStatus.SLOTTED_IN: "You have a place in the new structure",
    AffectedStatus.REDEPLOYED: "You have another post",
    AffectedStatus.LEAVING_VOLUNTARY: "You leave at your own wish",
    AffectedStatus.LEAVING_COMPULSORY: "Your employment ends",
    AffectedStatus.TRANSFERRED: "You are employed by the other employer",
    AffectedStatus.NO_LONGER_AFFECTED: "This change no longer affects you",
}


@dataclass(frozen=True)
class Told:
    """What a person was last told about a change, and what is published of it."""

    status: AffectedStatus
    since: date
    next_step_on: date | None
    state: ChangeState
    certainty: Certainty
    dates: Milestones


@dataclass(frozen=True)
class Open:
    """Something not known yet. ``when`` is the day it is expected, None while nobody has set one."""

    what: str
    when: date | None
    firm: bool

    @property
    def confidence(self) -> str:
        """How sure the day is, in words."""
        if self.when is None:
            return "no date has been set yet"
        return (
            "a date the employer has committed to" if self.firm else "a proposed date, which may still move"
        )


@dataclass(frozen=True)
class NextDate:
    """The next day that means something to the person, and how sure it is."""

    on: date
    what: str
    firm: bool

    @property
    def confidence(self) -> str:
        """How sure the day is, in words."""
        return "committed" if self.firm else "proposed, may still move"


def is_over(told: Told) -> bool:
    """Whether nothing more is to come for the person: they know their outcome, or the change is over."""
    return told.status in SETTLED or told.state in OVER


def settled(told: Told) -> list[str]:
    """What is certain, in sentences."""
    found = []
    if told.status in OUTCOMES:
        found.append(f"{OUTCOMES[told.status]}, since {_day(told.since)}")
    if told.state is ChangeState.WITHDRAWN:
        found.append("The change was withdrawn: it does not happen")
    elif told.state is ChangeState.SUPERSEDED:
        found.append("Another change has taken the place of this one")
    elif told.state in DECIDED:
        found.append("It is decided that the change goes ahead")
    return found


def not_yet_known(told: Told, today: date) -> list[Open]:
    """What is open for the person and when it will be known."""
    if is_over(told):
        return []
    firm = told.certainty is Certainty.COMMITTED
    found = []
    if told.state not in DECIDED:
        ends = told.dates.consult_end
        found.append(Open("Whether the change goes ahead, and in which form", _ahead(ends, today), firm))
    own = _ahead(told.next_step_on, today)
    found.append(Open("What becomes of you", own or _ahead(told.dates.transition_start, today), firm))
    if told.dates.transition_start is None:
        found.append(Open("When it takes effect", None, False))
    return found


def next_date(told: Told, today: date) -> NextDate | None:
    """The first day to come: the person's own next step before a date of the change on the same day."""
    if is_over(told):
        return None
    firm = told.certainty is Certainty.COMMITTED
    coming = [(told.next_step_on, "Next step for you")]
    coming += [(getattr(told.dates, name), label) for name, label in MILESTONE_LABELS.items()]
    ahead = [(day, number, what) for number, (day, what) in enumerate(coming) if day and day >= today]
    return NextDate(min(ahead)[0], min(ahead)[2], firm) if ahead else None


def _ahead(day: date | None, today: date) -> date | None:
    return day if day is not None and day >= today else None


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
