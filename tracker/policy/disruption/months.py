"""Months as whole numbers (year x 12 + month - 1) and days as `date.toordinal()`."""

from dataclasses import dataclass
from datetime import date

from tracker.policy.disruption.errors import DisruptionError

FAR = date.max.toordinal()  # later than any day a record may hold


def month_number(day: date) -> int:
    return day.year * 12 + day.month - 1


def first_day(month: int) -> int:
    """Ordinal of the first day of a month."""
    return date(month // 12, month % 12 + 1, 1).toordinal()


def month_label(month: int) -> str:
    """As in 2026-03."""
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


@dataclass(frozen=True)
class Horizon:
    """A run of months; `starts` has one more entry than there are months."""

    first_month: int
    months: int

    @property
    def starts(self) -> list[int]:
        return [first_day(month) for month in range(self.first_month, self.first_month + self.months + 1)]

    def columns(self, first_month: int, months: int = 1) -> slice:
        """Where some months are in a table of this horizon."""
        start = first_month - self.first_month
        if start < 0 or months < 1 or start + months > self.months:
            last = first_month + months - 1
            raise DisruptionError(f"{month_label(first_month)} to {month_label(last)} is outside the horizon")
        return slice(start, start + months)
