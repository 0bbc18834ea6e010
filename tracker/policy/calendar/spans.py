"""Days, weeks and months from a date, as notices and limits count them. Calendar days: weekends count."""

from calendar import monthrange
from datetime import date, timedelta

from tracker.policy.calendar.bank_holidays import CalendarError

DAY = timedelta(days=1)


def add_months(day: date, months: int) -> date:
    """The same day of a later (or earlier) month, or that month's last day where there is no such day."""
    number = day.year * 12 + day.month - 1 + months
    year, month = divmod(number, 12)
    if not 1 <= year <= 9999:
        raise CalendarError(f"{months} months from {day} is outside the calendar")
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_day_of_months_beginning_with(day: date, months: int) -> date:
    """The last day of so many months that begin with the day: three from 31 July end on 30 October."""
    return add_months(day - DAY, months)


def last_day_of_weeks_beginning_with(day: date, weeks: int) -> date:
    """The last day of so many weeks beginning with the day: four from Monday 1 June end on Sunday 28 June."""
    return day + DAY * (7 * weeks - 1)


def last_day_of_weeks_after(day: date, weeks: int) -> date:
    """The last day of so many weeks when the day itself is not counted, as with a notice."""
    return day + DAY * (7 * weeks)


def complete_months(first: date, last: date) -> int:
    """Complete months from first to last, both included: 1 June 2024 to 31 May 2026 are 24."""
    if last < first:
        return 0
    after = last + DAY
    months = (after.year - first.year) * 12 + after.month - first.month
    return months if _begins_again(first, months) <= after else months - 1


def _begins_again(first: date, months: int) -> date:
    """The day on which the next month of service begins; where there is no such day, the first after it."""
    day = add_months(first, months)
    return day if day.day == first.day else day + DAY


def complete_years(first: date, last: date) -> int:
    """Complete years from first to last, both included."""
    return complete_months(first, last) // 12
