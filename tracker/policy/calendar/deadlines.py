"""A deadline is a day in London and counts in full; the server's clock decides, not the reader's."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from tracker.policy.calendar.bank_holidays import CalendarError

LONDON = ZoneInfo("Europe/London")


def london_day(moment: datetime) -> date:
    """The calendar day in London at the moment, which must carry a zone."""
    if moment.tzinfo is None:
        raise CalendarError("A time without a zone cannot be put on the London calendar")
    return moment.astimezone(LONDON).date()


def ends_at(deadline: date) -> datetime:
    """The moment at which the deadline's day is over in London, in UTC."""
    return datetime.combine(deadline + timedelta(days=1), time.min, tzinfo=LONDON).astimezone(UTC)


def is_past(deadline: date, moment: datetime) -> bool:
    """Whether the deadline's day is over in London at the moment."""
    return london_day(moment) > deadline


def days_left(deadline: date, moment: datetime) -> int:
    """Days from the London day of the moment to the deadline: nought on the day, negative afterwards."""
    return (deadline - london_day(moment)).days
