"""Words and decisions of briefing cards, on plain values."""

import re
from datetime import UTC, date, datetime, time
from enum import StrEnum
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
TIME = re.compile(r"(\d{1,2})[:.](\d{2})\s*(am|pm)?|(\d{1,2})\s*(am|pm)")


class LineKind(StrEnum):
    """What a line of a card is for."""

    SAY = "may be said"
    NOT_YET = "not to be said yet"
    QUESTION = "question and answer"


class CardState(StrEnum):
    """A card is a draft until a programme director publishes it; the next one published replaces it."""

    DRAFT = "draft"
    AWAITING_APPROVAL = "awaiting approval"
    PUBLISHED = "published"
    REPLACED = "replaced"


UNPUBLISHED = frozenset({CardState.DRAFT, CardState.AWAITING_APPROVAL})
CARD_MOVES: dict[CardState, frozenset[CardState]] = {
    CardState.DRAFT: frozenset({CardState.AWAITING_APPROVAL}),
    CardState.AWAITING_APPROVAL: frozenset({CardState.DRAFT, CardState.PUBLISHED}),
    CardState.PUBLISHED: frozenset({CardState.REPLACED}),
    CardState.REPLACED: frozenset(),
}


class CardMoveError(Exception):
    """A state that may not follow the present one; the message is in words for the page."""


def check_card_move(current: CardState, wanted: CardState) -> None:
    """Raise ``CardMoveError`` when the wanted state may not follow."""
    if wanted not in CARD_MOVES[current]:
        raise CardMoveError(f"This card is {current}: it cannot become {wanted}")


def is_out(embargo: datetime | None, moment: datetime) -> bool:
    """Whether a line may be read by everybody a card is for: from the very moment its embargo names."""
    return embargo is None or embargo <= moment


class EmbargoError(ValueError):
    """A time that cannot be kept to; the message says what to type."""


def embargo_moment(day: date, text: str) -> datetime:
    """The moment of a London day and clock time such as 9:00 or 2.30pm.

    An hour that the clocks show twice means the second time, so that nothing is out early. One that they
    skip is refused.
    """
    found = TIME.fullmatch(text.strip().lower())
    if found is None:
        raise EmbargoError("Enter the time as hours and minutes, such as 9:00 or 2:30pm")
    hour, minute = int(found[1] or found[4]), int(found[2] or 0)
    half = found[3] or found[5]
    if half:
        if not 1 <= hour <= 12:
            raise EmbargoError("Enter the hour from 1 to 12 with am or pm, or from 0 to 23 without")
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 23 or minute > 59:
        raise EmbargoError("Enter a time from 0:00 to 23:59")
    local = datetime.combine(day, time(hour, minute), LONDON).replace(fold=1)
    moment = local.astimezone(UTC)
    if moment.astimezone(LONDON).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise EmbargoError("The clocks go forward over this time: enter one an hour later")
    return moment


def clock_time(moment: datetime) -> str:
    """
    >>> clock_time(datetime(2012, 7, 2, 8, 5, tzinfo=UTC))
    '9:05'
    """
    local = moment.astimezone(LONDON)
    return f"{local.hour}:{local.minute:02d}"
