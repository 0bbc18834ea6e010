"""The clock of a concern: how many working days each stage has, and when it is due. On plain values."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta

from tracker.concerns.rules import ConcernState
from tracker.policy.calendar.nations import Nation
from tracker.policy.calendar.working_days import is_working_day

DAY = timedelta(days=1)
MOST_DAYS = 120
"""Working days that a target may have; and how far a pause may reach, in ordinary days."""

Span = tuple[date, date]
"""First and last day of an agreed pause, both left out of the count."""

STATUS_QUO = (
    "While a failure to agree stands, the arrangements in place before the proposal continue, "
    "unless the law or safety requires otherwise."
)


@dataclass(frozen=True)
class Targets:
    """Working days from the beginning of a stage. The usual ones stand until others are agreed."""

    acknowledge: int = 3
    answer: int = 10
    answer_again: int = 10
    decide: int = 10
    escalated: int = 10
    conciliation: int = 20


TARGET_LABELS = {
    "acknowledge": ("Acknowledge", "from the day it is raised"),
    "answer": ("Answer", "from the acknowledgement"),
    "answer_again": ("Answer again", "from a reply, a discussion or a reopening"),
    "decide": (
        "Say whether the answer settles it",
        "the union’s time, from the answer or a failure to agree",
    ),
    "escalated": ("Answer once escalated", "the next person’s time"),
    "conciliation": ("Conciliation", "from the referral to its outcome"),
}
assert list(TARGET_LABELS) == [each.name for each in fields(Targets)]

TARGET_OF = {
    ConcernState.RAISED: "acknowledge",
    ConcernState.ACKNOWLEDGED: "answer",
    ConcernState.DISCUSSED: "answer_again",
    ConcernState.REOPENED: "answer_again",
    ConcernState.ANSWERED: "decide",
    ConcernState.NOT_AGREED: "decide",
    ConcernState.ESCALATED: "escalated",
    ConcernState.CONCILIATION: "conciliation",
}
"""Which target a stage has. What is agreed waits for its raiser to close it, without one."""


def due_day(start: date, target: int, pauses: Sequence[Span] = (), nation: Nation = Nation.ENGLAND) -> date:
    """The day by which a stage that began on ``start`` is due: so many working days later, pauses left out.

    >>> due_day(date(2012, 3, 2), 3)
    datetime.date(2012, 3, 7)
    """
    day, left = start, target
    while left > 0:
        day += DAY
        left -= counts(day, pauses, nation)
    return day


def counts(day: date, pauses: Sequence[Span], nation: Nation) -> bool:
    """Whether the clock runs on the day."""
    works = day.weekday() < 5 if nation is Nation.ELSEWHERE else is_working_day(day, nation)
    return works and not any(first <= day <= last for first, last in pauses)


def days_to(day: date, due_on: date, pauses: Sequence[Span] = (), nation: Nation = Nation.ENGLAND) -> int:
    """Working days left until the stage is due, pauses left out; below nought once it is late.

    >>> days_to(date(2012, 3, 2), date(2012, 3, 7)), days_to(date(2012, 3, 8), date(2012, 3, 7))
    (3, -1)
    """
    first, last = sorted((day, due_on))
    between = (first + DAY * n for n in range(1, (last - first).days + 1))
    found = sum(counts(each, pauses, nation) for each in between)
    return found if day <= due_on else -found


def is_late(day: date, due_on: date | None) -> bool:
    """Whether the target has passed; the day itself is still in time."""
    return due_on is not None and day > due_on
