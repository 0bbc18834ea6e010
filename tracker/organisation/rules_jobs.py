"""Words and decisions of the work done on imports in the background, on plain values."""

from datetime import datetime, timedelta
from enum import StrEnum

from tracker.organisation.rules import ImportState


class JobKind(StrEnum):
    """What is to be done with an import."""

    READ = "read"
    CHECK = "check"
    APPLY = "apply"
    UNDO = "undo"


class JobState(StrEnum):
    """How far it got. ``TURNED_BACK``: came to its end, but could not do what was asked, and says why."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    TURNED_BACK = "turned back"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN = (JobState.WAITING, JobState.RUNNING)

STAGE: dict[JobKind, str] = {
    JobKind.READ: "reading",
    JobKind.CHECK: "checking",
    JobKind.APPLY: "applying",
    JobKind.UNDO: "undoing",
}
"""The state of an import while it is worked on."""

OVER = (ImportState.APPLIED, ImportState.UNDONE, ImportState.CANCELLED)
RESTING: dict[ImportState, str] = {ImportState.RECEIVED: "waiting", ImportState.CHECKED: "ready"}

SEEN_LATELY = timedelta(seconds=30)
"""A worker that is alive says so every second; one that was not seen for so long is taken for gone."""
MOST_ATTEMPTS = 3
"""Work during which the worker stopped is begun again, but not for ever."""


def shown_state(state: ImportState, kind: JobKind | None, job: JobState | None) -> str:
    """The one word a page shows for an import and the newest work on it.

    >>> shown_state(ImportState.CHECKED, JobKind.APPLY, JobState.RUNNING)
    'applying'
    >>> shown_state(ImportState.CHECKED, JobKind.CHECK, JobState.DONE)
    'ready'
    """
    if job is JobState.WAITING:
        return "waiting"
    if job is JobState.RUNNING and kind is not None:
        return STAGE[kind]
    if job is JobState.FAILED and state not in OVER:
        return "failed"
    return RESTING.get(state, state.value)


def gone(seen: datetime | None, now: datetime) -> bool:
    """Whether a worker last seen then is to be taken for gone."""
    return seen is None or now - seen > SEEN_LATELY
