"""The calendar day in London, by which deadlines are judged."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from tracker import database

LONDON = ZoneInfo("Europe/London")


def london(moment: datetime) -> datetime:
    """The moment as London's clocks show it."""
    return moment.astimezone(LONDON)


def today() -> date:
    """The calendar day in London now."""
    return london(database.now()).date()
