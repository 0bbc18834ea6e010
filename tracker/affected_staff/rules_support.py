"""Words and decisions of individual meetings, support and letters, on plain values."""

from datetime import date
from enum import StrEnum


class MeetingState(StrEnum):
    """What became of an individual meeting."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"
    DID_NOT_ATTEND = "did not attend"


MEETING_NUMBERS = (1, 2, 3)
LIVE_MEETINGS = (MeetingState.PLANNED, MeetingState.HELD)
"""Of each number a person has at most one of these."""


class Companion(StrEnum):
    """Who came along. It says nothing about whether the person belongs to a union."""

    NOBODY = "no companion"
    UNION_OFFICIAL = "union official"
    COLLEAGUE = "colleague"


def is_overdue(state: MeetingState, on: date, today: date) -> bool:
    """A planned meeting whose day has passed without a word of what became of it."""
    return state is MeetingState.PLANNED and on < today


def why_not_number(number: int, live: frozenset[int]) -> str:
    """Why a meeting with this number cannot be added to those planned or held; empty when it can."""
    if number in live:
        return f"Meeting {number} is planned or held already"
    if number > 1 and number - 1 not in live:
        return f"Plan or record meeting {number - 1} first"
    return ""


def next_number(live: frozenset[int]) -> int:
    """The number of the meeting to come after those planned or held, the last when there are all."""
    return next((number for number in MEETING_NUMBERS if number not in live), MEETING_NUMBERS[-1])


class SupportKind(StrEnum):
    """What can be offered to somebody affected."""

    CAREER_HELP = "career help"
    TIME_OFF = "time off to look for work"
    WELLBEING = "wellbeing support"
    PENSION_TALK = "pension talk"
    TRAINING = "training"
    FINANCIAL_ADVICE = "financial advice"
    OTHER = "something else"


SENSITIVE_SUPPORT = frozenset({SupportKind.WELLBEING, SupportKind.FINANCIAL_ADVICE})
"""Whether these were taken up is read by HR partners and the person alone: it hints at health or debt."""


class SupportAnswer(StrEnum):
    """What the person said to an offer."""

    NONE_YET = "no answer yet"
    TAKEN = "taken up"
    DECLINED = "declined"


class LetterKind(StrEnum):
    """What a letter is about."""

    AT_RISK = "at risk"
    INVITATION = "invitation to a meeting"
    OUTCOME = "outcome"
    OFFER = "offer"
    NOTICE = "notice of redundancy"
    NO_LONGER_AFFECTED = "no longer affected"
    OTHER = "other"


class LetterChannel(StrEnum):
    """How a letter went out."""

    BY_HAND = "by hand"
    POST = "by post"
    EMAIL = "by email"
