"""Counting "at least N days before", in both readings, since no authority settles which holds (rule CR-04).

Bare: N days from one date to the other. Clear days: N whole days between, neither end counted. Plan with
clear days; call a breach only on the bare reading.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.policy.law.findings import Finding, Grade, MissingFactError, day, graded, need

CALENDAR_DAYS = "Calendar days: weekends and bank holidays count"


@dataclass(frozen=True)
class Readings:
    """A date in both readings."""

    bare: date
    clear: date


@dataclass(frozen=True)
class Lead:
    """How many days lie between two dates, and how many are required."""

    gap: int
    required: int

    @property
    def short(self) -> bool:
        """Too short on the reading that is easiest for the employer."""
        return self.gap < self.required

    @property
    def marginal(self) -> bool:
        """Long enough on the bare reading alone."""
        return self.gap == self.required


def need_days(value: int | None) -> int:
    """A required number of days."""
    days = need(value, "the required number of days")
    if not 0 <= days <= 1_000:
        raise MissingFactError(f"the required number of days ({days} cannot be right)")
    return days


@graded("CR-04")
def earliest_after(start: date | None, days: int | None, what: str = "first dismissal") -> Finding[Readings]:
    """The earliest day of something that must be at least so many days after the start."""
    begins, number = need(start, "the start of consultation"), need_days(days)
    found = Readings(begins + timedelta(days=number), begins + timedelta(days=number + 1))
    return Finding(
        "CR-04",
        Grade.INFO,
        f"Earliest {what}: {day(found.clear)} by clear days, {day(found.bare)} by the bare count",
        found,
        steps=(
            f"{day(begins)} + {number} days = {day(found.bare)} (bare)",
            f"One day more for {number} clear days = {day(found.clear)}",
            CALENDAR_DAYS,
        ),
        dates=(("start", begins),),
    )


@graded("CR-04")
def latest_before(target: date | None, days: int | None, what: str = "start") -> Finding[Readings]:
    """The latest day of something that must be at least so many days before the target."""
    wanted, number = need(target, "the wanted date"), need_days(days)
    found = Readings(wanted - timedelta(days=number), wanted - timedelta(days=number + 1))
    return Finding(
        "CR-04",
        Grade.INFO,
        f"Latest {what}: {day(found.clear)} by clear days, {day(found.bare)} by the bare count",
        found,
        steps=(
            f"{day(wanted)} − {number} days = {day(found.bare)} (bare)",
            f"One day earlier for {number} clear days = {day(found.clear)}",
            CALENDAR_DAYS,
        ),
        dates=(("target", wanted),),
    )


@graded("CR-04")
def lead(
    start: date | None,
    target: date | None,
    days: int | None,
    names: tuple[str, str] = ("the start of consultation", "the first dismissal"),
) -> Finding[Lead]:
    """Whether the target is at least so many days after the start, in both readings."""
    first, last, number = need(start, names[0]), need(target, names[1]), need_days(days)
    found = Lead((last - first).days, number)
    if found.short:
        grade, code = Grade.BREACH, "too_short"
        message = f"{found.gap} days from {names[0]} to {names[1]}; {number} are required"
    elif found.marginal:
        grade, code = Grade.WARN, "marginal"
        message = f"Exactly {number} days: enough by the bare count, one short by clear days"
    else:
        grade, code = Grade.INFO, ""
        message = f"{found.gap} days from {names[0]} to {names[1]}; {number} are required"
    return Finding(
        "CR-04",
        grade,
        message,
        found,
        code=code,
        steps=(f"{day(first)} to {day(last)} is {found.gap} days", CALENDAR_DAYS),
        dates=((names[0], first), (names[1], last)),
    )


@graded("CR-04")
def clock_start(received: Mapping[str, date | None]) -> Finding[date]:
    """When the clock starts: the day the last representative has the written information."""
    if not received:
        raise MissingFactError("who received the written information, and when")
    for who, on in received.items():
        need(on, f"the day {who} received the written information")
    last = max(on for on in received.values() if on is not None)
    return Finding(
        "CR-04",
        Grade.INFO,
        f"The clock starts on {day(last)}, the last receipt",
        last,
        steps=tuple(f"{who}: {day(on)}" for who, on in received.items() if on is not None),
        dates=(("last receipt", last),),
    )
