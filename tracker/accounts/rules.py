"""Decisions about passwords, sessions and repeated failures, on plain values."""

from datetime import datetime, timedelta

PASSWORD_LENGTH = 12
LONGEST_PASSWORD = 200
WEAKEST_SCORE = 3
"""Of zxcvbn's 0 to 4: safely unguessable without knowing the fingerprint."""

INVITATION_LIFE = timedelta(days=7)
RESET_LIFE = timedelta(hours=1)
FREE_FAILURES = 5
"""Failures that cost nothing; each one after doubles the wait, up to the longest."""

LONGEST_WAIT = timedelta(minutes=15)
FORGET_AFTER = timedelta(hours=24)


def waiting_time(failures: int) -> timedelta:
    """How long to wait after the last failure. Never for good: nobody can lock another person out."""
    if failures < FREE_FAILURES:
        return timedelta(0)
    return min(timedelta(seconds=2.0 ** min(failures - FREE_FAILURES + 1, 12)), LONGEST_WAIT)


def seconds_to_wait(failures: int, last_failure: datetime, now: datetime) -> int:
    """Whole seconds until another try is answered, 0 when it may be made now."""
    left = (last_failure + waiting_time(failures) - now).total_seconds()
    return max(0, int(left + 0.999))


def password_problem(password: str, about: tuple[str, ...]) -> str | None:
    """What to do about a password, or None when it is good enough. ``about`` holds words that must not carry it."""
    if len(password) < PASSWORD_LENGTH:
        return f"The password must be {PASSWORD_LENGTH} characters or more: three or four unrelated words work well"
    if len(password) > LONGEST_PASSWORD:
        return f"The password must be {LONGEST_PASSWORD} characters or fewer"
    from zxcvbn import zxcvbn  # noqa: PLC0415  takes a quarter of a second to load; only this needs it

    known = [word for text in about for word in (text, *text.replace("@", " ").split()) if word]
    if int(zxcvbn(password[:72], user_inputs=known)["score"]) < WEAKEST_SCORE:
        return "The password is too easy to guess: add another unrelated word or two"
    return None
