"""Stages of a meeting, marks on its minutes and states of its actions: plain values in, plain values out."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Stage(StrEnum):
    """Where a meeting stands. The value is its name on pages."""

    PLANNED = "planned"
    DRAFT = "minutes in draft"
    WITH_BOTH = "minutes with both sides"
    LOCKED = "minutes locked"


NEXT: Mapping[Stage, Stage] = {
    Stage.PLANNED: Stage.DRAFT,
    Stage.DRAFT: Stage.WITH_BOTH,
    Stage.WITH_BOTH: Stage.LOCKED,
}
WRITABLE = frozenset({Stage.DRAFT, Stage.WITH_BOTH})
"""Stages in which paragraphs are written and amended."""


class Mark(StrEnum):
    """What one side says of a paragraph."""

    AGREE = "agree"
    NOTE = "agree with note"
    DISPUTE = "dispute"


class ActionState(StrEnum):
    """What became of an action."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class StageError(Exception):
    """The step does not follow from where the meeting stands; the text says what to do."""


@dataclass(frozen=True)
class MarkMissing:
    """A side that was there and has not marked so many paragraphs as they now read."""

    union: str
    paragraphs: int


def check_step(stage: Stage, wanted: Stage) -> None:
    """Raise ``StageError`` unless the wanted stage comes next."""
    if NEXT.get(stage) is not wanted:
        raise StageError(f"The meeting is now at “{stage}”: read the page again")


def check_circulation(paragraphs: int) -> None:
    """Raise ``StageError`` while there is nothing to mark."""
    if not paragraphs:
        raise StageError("Write at least one paragraph of minutes first")


def marks_missing(
    unions: Mapping[int, str], paragraphs: Mapping[int, int], marked: Collection[tuple[int, int, int]]
) -> list[MarkMissing]:
    """Unions that were there and have paragraphs left to mark.

    ``unions``: names by number. ``paragraphs``: the present version of each by number. ``marked``: paragraph,
    version and union of every mark. A mark of an earlier version counts no more.
    """
    found = []
    for union, name in unions.items():
        left = sum((number, version, union) not in marked for number, version in paragraphs.items())
        if left:
            found.append(MarkMissing(name, left))
    return found


def check_lock(missing: Sequence[MarkMissing]) -> None:
    """Raise ``StageError`` while a side that was there has not marked every paragraph."""
    if missing:
        who = "; ".join(f"{each.union}: {each.paragraphs} to mark" for each in missing)
        raise StageError(f"Not every paragraph is marked. {who}")


def is_late(state: ActionState, due_on: date, day: date) -> bool:
    """Whether an open action's day has passed."""
    return state is ActionState.OPEN and due_on < day
