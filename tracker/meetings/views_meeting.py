"""The page of one meeting, and its way through the stages."""

from hashlib import sha256

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.database import EditConflictError, unit_of_work
from tracker.meetings import notices, queries, queries_minutes, services
from tracker.meetings.blueprint import meetings
from tracker.meetings.forms import MeetingForm, PapersForm
from tracker.meetings.models import Meeting
from tracker.meetings.rules import MarkMissing, Stage, StageError, is_late, marks_missing
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.conflict import conflict_over


@meetings.get("/<string:reference>")
@requires(Permission.MEETING_READ)
def show_meeting(reference: str) -> ResponseReturnValue:
    """One meeting: agenda, papers, who was there, minutes and actions."""
    viewer = current_viewer()
    return page_of(queries.get_meeting(reference, viewer), viewer)


def page_of(meeting: Meeting, viewer: Viewer, papers: PapersForm | None = None) -> str:
    """The page of a meeting; ``papers`` is a form that came back with a message."""
    day = today()
    sides = queries.attendance_of(meeting)
    unions = queries.unions_of(meeting.forum)
    there = {side.union_id: side.name for side in sides if side.union_id is not None}
    minutes = queries_minutes.minutes_of(meeting, there, viewer, day)
    return render_template(
        "meetings/show.html",
        meeting=meeting,
        unions=unions,
        agenda=queries_minutes.agenda_of(meeting, viewer, day),
        papers=queries.papers_of(meeting),
        form=papers or (PapersForm() if viewer.may(Permission.MEETING_SPEAK) else None),
        sides=sides,
        minutes=minutes,
        missing=_missing(there, minutes),
        actions=queries_minutes.actions_of(meeting),
        carried=queries_minutes.carried_over(meeting),
        was_held=meeting.on <= day,
        is_late=lambda action: is_late(action.state, action.due_on, day),
        ours=[union.id for union in unions if union.id in viewer.union_ids and union.id in there],
        stages=Stage,
        fingerprint=fingerprint(minutes) if meeting.stage is Stage.LOCKED else "",
    )


def _missing(there: dict[int, str], minutes: list[queries_minutes.ParagraphLine]) -> list[MarkMissing]:
    marked = {
        (line.id, line.version, mark.union_id)
        for line in minutes
        for mark in line.marks
        if mark.mark is not None
    }
    return marks_missing(there, {line.id: line.version for line in minutes}, marked)


def fingerprint(minutes: list[queries_minutes.ParagraphLine]) -> str:
    """SHA-256 of the paragraphs as they read, in order, one after another with an empty line between."""
    return sha256("\n\n".join(line.text for line in minutes).encode()).hexdigest()


@meetings.route("/<string:reference>/move", methods=["GET", "POST"])
@requires(Permission.MEETING_RECORD)
def move_meeting(reference: str) -> ResponseReturnValue:
    """Another day, time or place."""
    viewer = current_viewer()
    meeting = queries.get_meeting(reference, viewer)
    form = MeetingForm(obj=meeting)
    form.offer([(meeting.forum.reference, meeting.forum.name)])
    form.forum.data = meeting.forum.reference
    conflict = None
    if request.method == "GET":
        form.show_version(meeting)
    elif form.validate_on_submit():
        try:
            with unit_of_work():
                services.move(
                    meeting,
                    form.on.data or meeting.on,
                    form.at.data or "",
                    form.place.data or "",
                    by=viewer,
                    seen=form.seen(),
                )
                notices.tell_unions(meeting, meeting.forum, notices.MOVED, viewer, database.now())
        except EditConflictError:
            meeting = queries.get_meeting(reference, viewer)
            conflict = conflict_over(form, meeting)
        except StageError as error:
            meeting = queries.get_meeting(reference, viewer)
            form.say("on", str(error))
        else:
            flash("The meeting is moved", "success")
            return redirect(url_for("meetings.show_meeting", reference=reference))
    page = render_template("meetings/move.html", form=form, meeting=meeting, conflict=conflict)
    return page, 409 if conflict else 400 if form.errors else 200


@meetings.post("/<string:reference>/circulate")
@requires(Permission.MEETING_RECORD)
def circulate(reference: str) -> ResponseReturnValue:
    """Give the minutes to both sides."""
    viewer = current_viewer()
    meeting = queries.get_meeting(reference, viewer)
    minutes = queries_minutes.minutes_of(meeting, {}, viewer, today())
    try:
        with unit_of_work():
            services.circulate(meeting, len(minutes), by=viewer, seen=_seen())
            notices.tell_unions(meeting, meeting.forum, notices.CIRCULATED, viewer, database.now())
    except EditConflictError:
        flash("Somebody else changed the meeting meanwhile: read it again", "error")
    except StageError as error:
        flash(str(error), "error")
    else:
        flash("The minutes are with both sides", "success")
    return redirect(url_for("meetings.show_meeting", reference=reference))


@meetings.route("/<string:reference>/lock", methods=["GET", "POST"])
@requires(Permission.MEETING_RECORD)
def lock(reference: str) -> ResponseReturnValue:
    """Close the minutes for good, after a page that says so."""
    viewer = current_viewer()
    meeting = queries.get_meeting(reference, viewer)
    there = {side.union_id: side.name for side in queries.attendance_of(meeting) if side.union_id is not None}
    minutes = queries_minutes.minutes_of(meeting, there, viewer, today())
    missing = _missing(there, minutes)
    if request.method == "POST":
        try:
            with unit_of_work():
                services.lock(meeting, missing, fingerprint(minutes), by=viewer, seen=_seen())
                notices.tell_unions(meeting, meeting.forum, notices.LOCKED, viewer, database.now())
        except EditConflictError:
            flash("Somebody else changed the meeting meanwhile: read it again", "error")
        except StageError as error:
            flash(str(error), "error")
        else:
            flash("The minutes are locked", "success")
        return redirect(url_for("meetings.show_meeting", reference=reference))
    return render_template("meetings/lock.html", meeting=meeting, minutes=minutes, missing=missing)


def _seen() -> int | None:
    text = request.form.get("seen_version", "")
    return int(text) if text.isdigit() else None
