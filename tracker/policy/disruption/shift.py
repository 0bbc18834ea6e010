"""What if a change began some months earlier or later: which of its dates move and which stay (1.12)."""

from calendar import monthrange
from dataclasses import replace
from datetime import date, timedelta

from tracker.policy.disruption.errors import DisruptionError
from tracker.policy.disruption.months import month_number
from tracker.policy.disruption.records import Change, Exposure, Milestones, World

UNDER_WAY = "already in transition"
NO_DATE = "no transition date"
INFEASIBLE = "infeasible shift"


class ShiftError(DisruptionError):
    """A change that cannot be moved so. ``why`` is one of the three reasons."""

    def __init__(self, why: str, change: str) -> None:
        super().__init__(f"change {change}: {why}")
        self.why = why


def add_months(day: date, months: int) -> date:
    """The same day of another month, or that month's last day where it has no such day."""
    year, month = divmod(month_number(day) + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def days_of(milestones: Milestones, months: int, change: str = "") -> int:
    """By how many days the transition moves when it moves by so many months. Raises ``ShiftError``."""
    anchor = milestones.transition_start
    if anchor is None:
        raise ShiftError(NO_DATE, change)
    return (add_months(anchor, months) - anchor).days


def shifted(milestones: Milestones, months: int, as_of: date, change: str = "") -> Milestones:
    """The dates after the move, as seen on a day. What has been reached stays; what is ahead moves along.

    A consultation that has opened stays, so that a gap before the transition becomes awaiting; an
    announcement that was made stays, so that waiting grows. Durations ahead are kept. Raises ``ShiftError``.
    """
    delta = timedelta(days=days_of(milestones, months, change))
    anchor = milestones.transition_start
    assert anchor is not None
    if anchor <= as_of:
        raise ShiftError(UNDER_WAY, change)
    moved = {"transition_start": anchor + delta}
    if milestones.transition_end is not None:
        moved["transition_end"] = milestones.transition_end + delta
    opens = milestones.consult_start
    if opens is not None and opens > as_of:
        moved["consult_start"] = opens + delta
        if milestones.consult_end is not None:
            moved["consult_end"] = milestones.consult_end + delta
    if milestones.announced is not None and milestones.announced > as_of:
        moved["announced"] = milestones.announced + delta
    new = replace(milestones, **moved)
    closed = new.consult_end
    if any(day <= as_of for name, day in moved.items() if name != "consult_end"):
        raise ShiftError(INFEASIBLE, change)
    if closed is not None and new.transition_start is not None and new.transition_start <= closed:
        raise ShiftError(INFEASIBLE, change)
    return new


def move(world: World, change_id: str, months: int, as_of: date) -> World:
    """The same world with one change moved. A group's own dates move as the change's do.

    Raises ``ShiftError``; the world that was given stays as it is.
    """
    changes = [
        _moved(change, months, as_of) if change.id == change_id else change for change in world.changes
    ]
    exposures = [
        _with_own_dates(world, exposure, months, as_of)
        if exposure.change == change_id and exposure.dates
        else exposure
        for exposure in world.exposures
    ]
    return World(world.people, changes, exposures)


def _moved(change: Change, months: int, as_of: date) -> Change:
    return replace(change, milestones=shifted(change.milestones, months, as_of, change.id))


def _with_own_dates(world: World, exposure: Exposure, months: int, as_of: date) -> Exposure:
    new = shifted(world.milestones(exposure), months, as_of, exposure.change)
    return replace(exposure, dates=tuple((name, getattr(new, name)) for name, _ in exposure.dates))
