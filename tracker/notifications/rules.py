"""When digests go out, when a mail is tried again, and which reminder a deadline has reached."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from tracker.policy.calendar.nations import Nation
from tracker.policy.calendar.working_days import working_days_between

LONDON = ZoneInfo("Europe/London")
DIGEST_HOUR = 7
"""Digests go out from seven in the morning by the London clock, weekly ones on Mondays."""
OLDEST = timedelta(days=30)
"""What waited longer than this for a mail is only shown in the product."""
CLAIM_LASTS = timedelta(minutes=10)
"""A mail that was being sent for longer was left by a worker that died."""
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (5, 15, 60, 240))
GIVE_UP = timedelta(days=5)
LATE = 0


class Frequency(StrEnum):
    """How often somebody gets mail."""

    AT_ONCE = "as things happen"
    DAILY = "once a day"
    WEEKLY = "once a week"
    NEVER = "no mail"


class Mailing(StrEnum):
    """What became of a notice as far as mail goes."""

    PENDING = "pending"
    MAILED = "mailed"
    LEFT_OUT = "left out"


class MailState(StrEnum):
    """What became of a mail."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


def last_digest(frequency: Frequency, moment: datetime) -> datetime | None:
    """The moment of the newest digest at or before this one; notices before it belong in it.

    Notices that go out at once belong in a digest as soon as they exist. None: no mail at all.
    """
    if frequency is Frequency.NEVER:
        return None
    if frequency is Frequency.AT_ONCE:
        return moment
    local = moment.astimezone(LONDON)
    day = local.date() if local.hour >= DIGEST_HOUR else local.date() - timedelta(days=1)
    if frequency is Frequency.WEEKLY:
        day -= timedelta(days=day.weekday())
    return datetime(day.year, day.month, day.day, DIGEST_HOUR, tzinfo=LONDON)


def next_try(attempts: int, moment: datetime) -> datetime:
    """When a mail that was put off is tried again; ``attempts`` counts the tries so far, from 1."""
    return moment + PAUSES[min(max(attempts, 1), len(PAUSES)) - 1]


def given_up(made: datetime, moment: datetime) -> bool:
    """Whether a mail has been tried for long enough."""
    return moment - made >= GIVE_UP


def reminder_reached(due: date, today: date, nation: Nation = Nation.ENGLAND) -> int | None:
    """10, 5 or 1 when so many working days or fewer are left, ``LATE`` once the day has passed, else None.

    The nearest one alone: when nobody worked for a while, the earlier ones are not sent any more.
    """
    if today > due:
        return LATE
    left = working_days_between(today, due, nation)
    return next((step for step in (1, 5, 10) if left <= step), None)
