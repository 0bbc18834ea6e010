"""Completing a task from the row of the report with one press, and taking it back."""

from datetime import date
from urllib.parse import urlencode

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from tracker.affected_staff.deriving import employer_of
from tracker.affected_staff.queries import get_affected
from tracker.affected_staff.rules import StatusMoveError
from tracker.affected_staff.services_meetings import MeetingError
from tracker.affected_staff.services_tasks import Done, TaskError, complete_task, undo_task
from tracker.affected_staff.task_rules import TaskKind
from tracker.database import EditConflictError, now, unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.reports.blueprint import reports
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today

DONE_WORDS: dict[TaskKind, str] = {
    TaskKind.TELL: "Recorded: you told {name} today, in person",
    TaskKind.MEET: "Recorded: individual meeting with {name} held today",
    TaskKind.FOLLOW: "Marked as done for {name}",
}
CONFLICT = "Somebody else changed the record of {name} just now: look at the row again"


@reports.post("/affected-staff/<string:reference>/done")
@requires(Permission.TASK_COMPLETE)
def complete(reference: str) -> ResponseReturnValue:
    """Do what the row asks for, as of today."""
    viewer, day = current_viewer(), today()
    row = get_affected(reference, viewer, day)
    name, kind = row.person.name, _kind(request.form.get("task", ""))
    version = request.form.get("version", "")
    done = None
    try:
        if kind is None:
            raise TaskError("Press the button in the row again: this was no task")
        with unit_of_work():
            done = complete_task(
                row,
                kind,
                seen=int(version) if version.isdigit() else None,
                employer_id=employer_of(row.change),
                by=viewer,
                day=day,
                moment=now(),
            )
    except (TaskError, MeetingError, StatusMoveError) as error:
        flash(str(error), "warning")
    except EditConflictError:
        flash(CONFLICT.format(name=name), "warning")
    else:
        flash(DONE_WORDS[done.kind].format(name=name), "success")
    return _back(done, reference)


@reports.post("/affected-staff/<string:reference>/undo")
@requires(Permission.TASK_COMPLETE)
def undo(reference: str) -> ResponseReturnValue:
    """Take back what the last press recorded, as long as nobody has built on it."""
    viewer, day = current_viewer(), today()
    row = get_affected(reference, viewer, day)
    name, done = row.person.name, read_done(request.form.get("done", ""))
    try:
        if done is None:
            raise TaskError("There is nothing to take back")
        with unit_of_work():
            undo_task(row, done, employer_id=employer_of(row.change), by=viewer, moment=now())
    except (TaskError, MeetingError, StatusMoveError) as error:
        flash(str(error), "warning")
    except EditConflictError:
        flash(CONFLICT.format(name=name), "warning")
    else:
        flash(f"Taken back: {name} waits for you again", "success")
    return _back(None, reference)


def _kind(text: str) -> TaskKind | None:
    return TaskKind(text) if text in set(TaskKind) else None


def _back(done: Done | None, reference: str) -> ResponseReturnValue:
    """To the report as it was narrowed; with what was done, so that it can be taken back there."""
    arguments = request.args.to_dict(flat=False)
    kept = {name: values for name, values in arguments.items() if name not in ("done", "who")}
    if done is not None:
        kept |= {"done": [written(done)], "who": [reference]}
    return redirect(f"{url_for('reports.affected_staff')}?{urlencode(kept, doseq=True)}")


def written(done: Done) -> str:
    """What was done, short enough for an address."""
    return f"{done.kind.value}.{done.reference}.{done.version}.{done.was_on or ''}"


def read_done(text: str) -> Done | None:
    """The same read back; None when it is nothing of the kind."""
    parts = text.split(".")
    kind = _kind(parts[0])
    if kind is None or len(parts) != 4 or not parts[2].isdigit():
        return None
    try:
        was_on = date.fromisoformat(parts[3]) if parts[3] else None
    except ValueError:
        return None
    return Done(kind, parts[1], int(parts[2]), was_on)
