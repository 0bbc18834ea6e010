"""A clock that may stand still: a deadline moves by the days on which it was paused."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.policy.calendar.bank_holidays import CalendarError
from tracker.policy.calendar.nations import Nation
from tracker.policy.calendar.working_days import is_working_day

DAY = timedelta(days=1)


@dataclass(frozen=True, order=True)
class Pause:
    """Days on which a clock stands still, both included; without a last day it still stands."""

    first: date
    last: date | None = None

    def __post_init__(self) -> None:
        if self.last is not None and self.last < self.first:
            raise CalendarError(f"A pause from {self.first} cannot end on {self.last}")

    def holds(self, day: date) -> bool:
        """Whether the clock stands still on the day."""
        return self.first <= day and (self.last is None or day <= self.last)


def running_days(start: date, end: date, pauses: Iterable[Pause] = ()) -> int:
    """Calendar days after the start, up to and with the end, on which the clock ran. Overlaps count once."""
    total = max(0, (end - start).days)
    covered_to = start
    for pause in sorted(pauses, key=lambda each: each.first):
        first = max(pause.first, covered_to + DAY)
        last = min(pause.last or end, end)
        if first <= last:
            total -= (last - first).days + 1
            covered_to = last
    return total


def due_after(start: date, days: int, pauses: Iterable[Pause] = ()) -> date | None:
    """The day on which so many running days have passed; None while an open pause holds the clock."""
    if days < 0:
        raise CalendarError("A clock does not run backwards: give nought days or more")
    day = start + DAY * days
    covered_to = start
    for pause in sorted(pauses, key=lambda each: each.first):
        first = max(pause.first, covered_to + DAY)
        if first > day:
            break
        if pause.last is None:
            return None
        if first <= pause.last:
            day += DAY * ((pause.last - first).days + 1)
            covered_to = pause.last
    return day


def due_after_working_days(
    start: date, days: int, nation: Nation = Nation.ENGLAND, pauses: Iterable[Pause] = ()
) -> date | None:
    """As ``due_after``, in the nation's working days."""
    if days < 0:
        raise CalendarError("A clock does not run backwards: give nought days or more")
    stops = tuple(pauses)
    day, left = start, days
    while left:
        day += DAY
        if any(pause.last is None and pause.holds(day) for pause in stops):
            return None
        left -= is_working_day(day, nation) and not any(pause.holds(day) for pause in stops)
    return day
