"""Counting in working days: Monday to Friday without the nation's bank holidays."""

from datetime import date, timedelta

from tracker.policy.calendar.bank_holidays import CalendarError, bank_holidays
from tracker.policy.calendar.nations import Nation

DAY = timedelta(days=1)


def is_working_day(day: date, nation: Nation = Nation.ENGLAND) -> bool:
    """Whether offices are open on the day."""
    return day.weekday() < 5 and day not in bank_holidays(nation, day.year)


def add_working_days(day: date, number: int, nation: Nation = Nation.ENGLAND) -> date:
    """The nth working day after the day, which itself is not counted. A negative number counts back.

    Nought gives the day itself where it is a working day, else the next one.
    """
    if abs(number) > 10_000:
        raise CalendarError(f"{number} working days is more than the calendar counts")
    if number == 0:
        return next_working_day(day, nation)
    step = DAY if number > 0 else -DAY
    left = abs(number)
    while left:
        day += step
        left -= is_working_day(day, nation)
    return day


def next_working_day(day: date, nation: Nation = Nation.ENGLAND) -> date:
    """The day itself, or the first working day after it."""
    while not is_working_day(day, nation):
        day += DAY
    return day


def weekdays_between(start: date, end: date) -> int:
    """How many Mondays to Fridays after the start, up to and with the end, bank holidays among them."""
    if end <= start:
        return 0
    weeks, rest = divmod((end - start).days, 7)
    return weeks * 5 + sum((end - DAY * back).weekday() < 5 for back in range(rest))


def working_days_between(start: date, end: date, nation: Nation = Nation.ENGLAND) -> int:
    """How many working days after the start, up to and with the end; nought where the end is not later."""
    if end <= start:
        return 0
    return weekdays_between(start, end) - sum(
        start < holiday <= end
        for year in range(start.year, end.year + 1)
        for holiday in bank_holidays(nation, year)
    )
