"""Decisions about what is taken away as a file, on plain values."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from tracker.policy.uncertainty.clock import Clock

MOST_ROWS = 50_000
"""Rows of one file or one printed page; whoever needs more narrows the report first."""

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would run rather than show."""


class Purpose(StrEnum):
    """Why a file that names people is taken away; the record keeps it."""

    ONE_TO_ONES = "one-to-ones and support"
    CHECKING = "checking against another list"
    MEETING = "a meeting about the change"
    HANDOVER = "handing over to a colleague"
    OTHER = "something else"


@dataclass(frozen=True)
class Milestone:
    """A day to come and what happens on it."""

    on: date
    what: str


def next_milestone(dated: list[tuple[date | None, str]], day: date) -> Milestone | None:
    """The first day on or after the given one, the earlier in the list where two fall together."""
    coming = [(on, number, what) for number, (on, what) in enumerate(dated) if on is not None and on >= day]
    return Milestone(min(coming)[0], min(coming)[2]) if coming else None


def shown_as_text(value: str) -> str:
    """The same words, with an apostrophe before them where a spreadsheet would take them for a formula."""
    return "'" + value if value.startswith(FORMULA_STARTS) else value


def how_counted(clock: Clock) -> str:
    """Up to when the days of a clock are counted, or why there are none.

    >>> how_counted(Clock(date(2012, 3, 1), date(2012, 3, 9), stopped=False, elapsed=8, paused=3))
    'so far, less 3 of agreed pauses'
    """
    if clock.why is not None:
        return clock.why.value
    words = "to the outcome" if clock.stopped else "so far"
    return words + (f", less {clock.paused:,} of agreed pauses" if clock.paused else "")


def days_in_words(value: int | Fraction) -> str:
    """
    >>> days_in_words(1204), days_in_words(Fraction(91, 2)), days_in_words(Fraction(8))
    ('1,204', '45.5', '8')
    """
    whole, rest = divmod(Fraction(value), 1)
    return f"{whole:,}{'.5' if rest else ''}"
