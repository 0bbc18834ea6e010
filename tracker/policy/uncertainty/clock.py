"""The uncertainty clock of one person in one change.

It starts on the day they were first told and stops on the day of a confirmed outcome, or goes on until today.
Days are counted from one to the other, so an outcome on the day of telling is no day of uncertainty. A pause
agreed with the unions takes out each of its days once, however many pauses name it, its first and last day
included.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

ONE = timedelta(days=1)


class NotStarted(StrEnum):
    """Why a clock has no days."""

    NOT_TOLD = "not told yet"
    TOLD_LATER = "to be told on a day still to come"
    NO_DAY = "the day they were told is not recorded"


@dataclass(frozen=True)
class Pause:
    """Days that do not count, both included. ``last`` is None while the pause goes on."""

    first: date
    last: date | None = None


@dataclass(frozen=True)
class Clock:
    """The working of one clock. ``why`` says why it has not started; then there are no days at all."""

    told: date | None
    until: date | None
    stopped: bool
    elapsed: int = 0
    paused: int = 0
    why: NotStarted | None = None

    @property
    def days(self) -> int | None:
        """Days of uncertainty, None while the clock has not started."""
        return None if self.why else self.elapsed - self.paused


def read_clock(told: date | None, outcome: date | None, today: date, pauses: Iterable[Pause] = ()) -> Clock:
    """The clock as it stands today. ``outcome`` is the day of a confirmed outcome, None without one."""
    stopped = outcome is not None and outcome <= today
    if told is None:
        return Clock(None, None, stopped, why=NotStarted.NO_DAY if stopped else NotStarted.NOT_TOLD)
    if told > today:
        return Clock(told, None, stopped, why=NotStarted.TOLD_LATER)
    until = outcome if outcome is not None and stopped else today
    until = max(told, until)
    return Clock(told, until, stopped, (until - told).days, days_paused(told, until, pauses))


def days_paused(told: date, until: date, pauses: Iterable[Pause]) -> int:
    """Days from ``told`` up to the day before ``until`` that any pause names, each counted once."""
    paused, counted_to = 0, told
    for pause in sorted(pauses, key=lambda each: each.first):
        start = max(pause.first, counted_to)
        end = until if pause.last is None else min(pause.last + ONE, until)
        if end > start:
            paused += (end - start).days
            counted_to = end
    return paused
