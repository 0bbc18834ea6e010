"""What a line manager must do for one affected person and by when, on plain values.

At most one thing at a time: hard news is told before anything else, then the individual meeting that the
status asks for is held, then what else the status asks for is done and marked.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from tracker.affected_staff.rules import MANAGER_ACTION, AffectedStatus

_S = AffectedStatus
MEETING_ASKED = frozenset({_S.AFFECTED, _S.AT_RISK, _S.IN_POOL, _S.SELECTED})
"""Statuses that ask for an individual meeting held since they began."""

NOTHING_MORE = frozenset({_S.POTENTIALLY_AFFECTED, _S.TRANSFERRED, _S.NO_LONGER_AFFECTED})
"""Statuses that ask for nothing once the person has been told."""


class TaskKind(StrEnum):
    """What kind of thing it is; the value says which record completes it."""

    TELL = "tell"
    MEET = "meet"
    FOLLOW = "follow"


@dataclass(frozen=True)
class Facts:
    """What the task follows from. ``planned_on`` is the day of the next planned individual meeting."""

    status: AffectedStatus
    since: date
    knows: bool
    met: bool
    planned_on: date | None
    next_step_on: date | None
    marked: bool


@dataclass(frozen=True)
class Task:
    """One thing to do. ``due`` is None while no day has been set."""

    kind: TaskKind
    words: str
    due: date | None

    def is_overdue(self, today: date) -> bool:
        """Whether its day has passed; on the day itself it is not."""
        return self.due is not None and self.due < today


def task_for(facts: Facts) -> Task | None:
    """The one thing to do now, None when there is none. ``lists`` orders by the same in the database."""
    words = MANAGER_ACTION[facts.status]
    if not facts.knows:
        return Task(TaskKind.TELL, f"Tell them that they are {facts.status}", facts.since)
    if facts.status in MEETING_ASKED and not facts.met:
        return Task(TaskKind.MEET, words, facts.planned_on or facts.next_step_on)
    if facts.status in NOTHING_MORE or facts.status in MEETING_ASKED or facts.marked:
        return None
    return Task(TaskKind.FOLLOW, words, facts.next_step_on)
