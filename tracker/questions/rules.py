"""When a question may go to a manager, and what it must not carry, on plain values."""

import re
from collections.abc import Iterable
from enum import StrEnum

LEAST_PEOPLE = 10
"""Heads in the unit a question points to from which one person's word is enough to send it."""
RUN = 6
"""Words in a row that make a question carry the text of the concern."""


SHORTEST = 3
"""Words of a text that is short enough to be repeated whole; fewer, such as “No”, give nothing away."""


class QuestionState(StrEnum):
    """Life of a question."""

    WAITING = "waiting for a second person"
    SENT = "sent"
    ANSWERED = "answered"
    NOT_SENT = "not sent"
    WITHDRAWN = "withdrawn"


OPEN = frozenset({QuestionState.WAITING, QuestionState.SENT})
READ_BY_MANAGER = frozenset({QuestionState.SENT, QuestionState.ANSWERED, QuestionState.WITHDRAWN})


class QuestionMoveError(Exception):
    """What the question's state or the person does not allow; the message is in words for the page."""


def is_small(heads: int) -> bool:
    """Whether so few people work there that the question itself could point to one of them."""
    return heads < LEAST_PEOPLE


def carried(question: str, texts: Iterable[str]) -> str | None:
    """The first words of the texts that the question repeats: ``RUN`` in a row, or all of a shorter text.

    Case, marks and line breaks do not count. None where it says nothing of theirs.
    """
    asked = _words(question)
    runs = {
        tuple(asked[n : n + size]) for size in range(SHORTEST, RUN + 1) for n in range(len(asked) - size + 1)
    }
    for text in texts:
        said = _words(text)
        size = min(RUN, len(said))
        for n in range(len(said) - size + 1 if size >= SHORTEST else 0):
            if tuple(said[n : n + size]) in runs:
                return " ".join(said[n : n + size])
    return None


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())
