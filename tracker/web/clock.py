"""The calendar day in London, by which deadlines are judged."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from tracker import database

LONDON = ZoneInfo("Europe/London")


def london(moment: datetime) -> datetime:
    """The moment as London's clocks show it."""
    return moment.astimezone(LONDON)


def london_day(moment: datetime) -> date:
    """The calendar day on London's clocks; for many moments at once quicker than ``london``.

    Since 1972 they have shown UTC or an hour more, so that only the last hour of a day in UTC can be another.
    """
    if moment.tzinfo is UTC and moment.hour < 23 and moment.year > 1971:
        return moment.date()
    return london(moment).date()


def today() -> date:
    """The calendar day in London now."""
    return london(database.now()).date()
