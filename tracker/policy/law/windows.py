"""The largest number of dismissals in any window of so many days, both ends counted."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Window:
    """The days of the first and last dismissal inside, and how many there are. Empty without dismissals."""

    first: date | None
    last: date | None
    number: int

    @property
    def span_days(self) -> int:
        """Days from the first to the last dismissal."""
        return (self.last - self.first).days if self.first and self.last else 0


EMPTY = Window(None, None, 0)


def largest_window(
    by_day: Mapping[date, int], days: int, holding: Mapping[date, int] | None = None
) -> Window:
    """The window with most dismissals: last day minus first day is at most ``days`` less one.

    With ``holding``, only windows with at least one of those dismissals inside are looked at. The earliest of
    equal windows is given.
    """
    ordered = sorted(day for day, number in by_day.items() if number)
    wanted = sorted(day for day, number in holding.items() if number) if holding is not None else None
    best, inside, left, first_wanted = EMPTY, 0, 0, 0
    for last in ordered:
        inside += by_day[last]
        while (last - ordered[left]).days >= days:
            inside -= by_day[ordered[left]]
            left += 1
        if wanted is not None:
            while first_wanted < len(wanted) and wanted[first_wanted] < ordered[left]:
                first_wanted += 1
            if first_wanted == len(wanted):
                break
            if wanted[first_wanted] > last:
                continue
        if inside > best.number:
            best = Window(ordered[left], last, inside)
    return best
