"""Words and decisions of consultations, on plain values."""

from datetime import date
from enum import StrEnum


class ConsultationKind(StrEnum):
    """Who is consulted and under which duty."""

    COLLECTIVE = "collective"
    INDIVIDUAL = "individual"
    TRANSFER = "transfer (TUPE)"
    GENERAL = "general"


class ConsultationState(StrEnum):
    """Life of a consultation. It opens and closes by its dates; the rest is done by people."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    OUTCOME_PUBLISHED = "outcome published"


class Position(StrEnum):
    """Where a responder stands on the proposal as a whole."""

    SUPPORT = "support"
    SUPPORT_WITH_CHANGES = "support with changes"
    OPPOSE = "oppose"
    NO_VIEW = "no view"


class ConsultationError(Exception):
    """Something a consultation does not allow now; the message is in words for the page."""


MOVES: dict[ConsultationState, frozenset[ConsultationState]] = {
    ConsultationState.DRAFT: frozenset({ConsultationState.OPEN}),
    ConsultationState.OPEN: frozenset({ConsultationState.CLOSED}),
    ConsultationState.CLOSED: frozenset({ConsultationState.OUTCOME_PUBLISHED}),
    ConsultationState.OUTCOME_PUBLISHED: frozenset(),
}


def check_move(current: ConsultationState, wanted: ConsultationState) -> None:
    """Raise when the wanted state may not follow."""
    if wanted not in MOVES[current]:
        raise ConsultationError(f"A consultation that is {current} cannot become {wanted}")


def takes_responses(state: ConsultationState, opens: date, closes: date, today: date) -> bool:
    """Whether an answer sent today counts: the last day counts in full, London time."""
    return state is ConsultationState.OPEN and opens <= today <= closes


def check_dates(opens: date, closes: date) -> dict[str, str]:
    """What is wrong with the dates: field name to message."""
    if closes < opens:
        return {"closes": f"The closing day must be on or after the opening day, {opens.day} {opens:%B %Y}"}
    return {}


def check_extension(closes: date, wanted: date) -> None:
    """An open consultation can be extended, never shortened."""
    if wanted <= closes:
        raise ConsultationError(
            f"The new closing day must be after {closes.day} {closes:%B %Y}: it cannot be shortened"
        )
