"""Decisions about passwords, access grants and repeated failures, on plain values."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from math import ceil

PASSWORD_LENGTH = 12
LONGEST_PASSWORD = 200
WEAKEST_SCORE = 3
"""Of zxcvbn's 0 to 4: safely unguessable without knowing the fingerprint."""

INVITATION_LIFE = timedelta(days=7)
RESET_LIFE = timedelta(hours=1)
FORGET_AFTER = timedelta(hours=24)


@dataclass(frozen=True)
class Patience:
    """How many failed tries cost nothing, and the longest wait that each one after can come to."""

    free: int
    longest: timedelta

    def wait(self, failures: int) -> timedelta:
        """How long to wait after the last failure: nothing, then 2 seconds, doubling. Never for good."""
        if failures < self.free:
            return timedelta(0)
        return min(timedelta(seconds=2.0 ** min(failures - self.free + 1, 12)), self.longest)


FOR_A_PERSON = Patience(5, timedelta(minutes=15))
"""One account tried from one browser or one network address."""

FOR_AN_ADDRESS = Patience(100, timedelta(seconds=10))
"""One network address, whatever the account: it may stand for a building with thousands of people."""


def seconds_to_wait(patience: Patience, failures: int, last_failure: datetime, now: datetime) -> int:
    """Whole seconds until another try is answered, 0 when it may be made now."""
    left = (last_failure + patience.wait(failures) - now).total_seconds()
    return max(0, ceil(left))


def waiting_words(seconds: int) -> str:
    """How long to wait, as the page says it.

    >>> waiting_words(1), waiting_words(59), waiting_words(61)
    ('1 second', '59 seconds', '2 minutes')
    """
    if seconds < 60:
        return f"{seconds} second{'' if seconds == 1 else 's'}"
    minutes = ceil(seconds / 60)
    return f"{minutes} minute{'' if minutes == 1 else 's'}"


def password_problem(password: str, about: tuple[str, ...]) -> str | None:
    """What to do about a password, or None when it is good enough. ``about``: words not to build on."""
    if len(password) < PASSWORD_LENGTH:
        return f"Password must be {PASSWORD_LENGTH} characters or more: try three or four unrelated words"
    if len(password) > LONGEST_PASSWORD:
        return f"Password must be {LONGEST_PASSWORD} characters or fewer"
    from zxcvbn import zxcvbn  # takes a quarter of a second to load; only this needs it

    known = [word for text in about for word in (text, *text.replace("@", " ").split()) if word]
    if int(zxcvbn(password[:72], user_inputs=known)["score"]) < WEAKEST_SCORE:
        return "Password is too easy to guess: add another unrelated word or two"
    return None


class AccountState(StrEnum):
    """Whether somebody can sign in with the account, given a live grant."""

    INVITED = "invited"
    ACTIVE = "active"
    INACTIVE = "inactive"


def account_state(active: bool, has_password: bool) -> AccountState:
    """An account turned off is inactive; one without a password waits for its invitation to be taken up."""
    if not active:
        return AccountState.INACTIVE
    return AccountState.ACTIVE if has_password else AccountState.INVITED


class GrantState(StrEnum):
    """Where an access grant stands on a day."""

    SCHEDULED = "scheduled"
    LIVE = "live"
    ENDED = "ended"
    REVOKED = "revoked"


def grant_state(valid_from: date, valid_to: date | None, revoked: bool, day: date) -> GrantState:
    """A grant counts from its first day to its last, both included, unless it was revoked."""
    if revoked:
        return GrantState.REVOKED
    if valid_to is not None and valid_to < day:
        return GrantState.ENDED
    return GrantState.SCHEDULED if valid_from > day else GrantState.LIVE


def usual_last_day(first: date) -> date:
    """Access is given for a year unless somebody chooses otherwise: the day before the same day next year.

    >>> usual_last_day(date(2012, 2, 29)), usual_last_day(date(2012, 3, 1))
    (datetime.date(2013, 2, 28), datetime.date(2013, 2, 28))
    """
    if (first.month, first.day) == (2, 29):
        return date(first.year + 1, 2, 28)
    return first.replace(year=first.year + 1) - timedelta(days=1)
