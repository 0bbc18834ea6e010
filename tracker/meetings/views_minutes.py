"""Pages of minutes: written and amended by HR, marked by the unions that were there."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.changes.models import Change
from tracker.changes.queries import get_change, visible_changes
from tracker.database import EditConflictError, db, unit_of_work
from tracker.meetings import notices, queries, queries_minutes, services_minutes
from tracker.meetings.blueprint import meetings
from tracker.meetings.forms import MarkForm, ParagraphForm
from tracker.meetings.models import Paragraph
from tracker.meetings.rules import Mark, StageError
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.conflict import conflict_over
from tracker.web.once import made_before, once


def _offer_changes(form: ParagraphForm, viewer: Viewer) -> None:
    query = visible_changes(viewer, today()).with_only_columns(Change.reference, Change.title).order_by(None)
    form.offer([(row[0], row[1]) for row in db.session.execute(query.order_by(Change.title, Change.id))])


def _change_id(form: ParagraphForm, viewer: Viewer) -> int | None:
    return get_change(form.change.data, viewer, today()).id if form.change.data else None


@meetings.route("/<string:reference>/minutes/new", methods=["GET", "POST"])
@requires(Permission.MEETING_RECORD)
def write_paragraph(reference: str) -> ResponseReturnValue:
    """Add a paragraph."""
    viewer = current_viewer()
    meeting = queries.get_meeting(reference, viewer)
    form = ParagraphForm()
    _offer_changes(form, viewer)
    if form.validate_on_submit():
        made = form.made.data or ""
        try:
            if made_before(Paragraph, made, Paragraph.meeting_id == meeting.id) is None:
                with once(Paragraph, made):
                    services_minutes.write_paragraph(
                        meeting,
                        form.text.data or "",
                        _change_id(form, viewer),
                        reference=made,
                        by=viewer,
                        moment=database.now(),
                    )
        except StageError as error:
            meeting = queries.get_meeting(reference, viewer)
            form.say("text", str(error))
        else:
            flash("The paragraph is added", "success")
            return redirect(url_for("meetings.show_meeting", reference=reference) + "#minutes")
    page = render_template("meetings/paragraph.html", form=form, meeting=meeting, line=None, conflict=None)
    return page, 400 if form.errors else 200


@meetings.route("/<string:reference>/minutes/<string:paragraph>/amend", methods=["GET", "POST"])
@requires(Permission.MEETING_RECORD)
def amend_paragraph(reference: str, paragraph: str) -> ResponseReturnValue:
    """Write a paragraph anew; what it said before is kept, and marks on it count no more."""
    viewer = current_viewer()
    meeting = queries.get_meeting(reference, viewer)
    row = queries_minutes.get_paragraph(meeting, paragraph)
    line = next(
        line
        for line in queries_minutes.minutes_of(meeting, {}, viewer, today())
        if line.reference == paragraph
    )
    form = ParagraphForm(text=line.text, change=line.change[0] if line.change else "")
    _offer_changes(form, viewer)
    conflict = None
    if request.method == "GET":
        form.show_version(row)
    elif form.validate_on_submit():
        try:
            with unit_of_work():
                services_minutes.amend_paragraph(
                    meeting,
                    row,
                    form.text.data or "",
                    _change_id(form, viewer),
                    by=viewer,
                    moment=database.now(),
                    seen=form.seen(),
                )
        except EditConflictError:
            meeting = queries.get_meeting(reference, viewer)
            conflict = conflict_over(form, line)
        except StageError as error:
            meeting = queries.get_meeting(reference, viewer)
            form.say("text", str(error))
        else:
            flash("The paragraph is amended: its marks are asked for again", "success")
            return redirect(url_for("meetings.show_meeting", reference=reference) + "#minutes")
    page = render_template(
        "meetings/paragraph.html", form=form, meeting=meeting, line=line, conflict=conflict
    )
    return page, 409 if conflict else 400 if form.errors else 200


@meetings.get("/<string:reference>/minutes/<string:paragraph>")
@requires(Permission.MEETING_READ)
def show_paragraph(reference: str, paragraph: str) -> ResponseReturnValue:
    """Every version of a paragraph with what was said of it."""
    viewer = current_viewer()
    meeting = queries.get_meeting(reference, viewer)
    row = queries_minutes.get_paragraph(meeting, paragraph)
    versions = queries_minutes.versions_of(row)
    return render_template("meetings/versions.html", meeting=meeting, paragraph=row, versions=versions)


@meetings.route("/<string:reference>/minutes/<string:paragraph>/mark", methods=["GET", "POST"])
@requires(Permission.MINUTES_MARK)
def mark_paragraph(reference: str, paragraph: str) -> ResponseReturnValue:
    """Agree, agree with a note, or dispute: one press from the meeting's page, or here with words."""
    viewer = current_viewer()
    meeting = queries.get_meeting(reference, viewer)
    row = queries_minutes.get_paragraph(meeting, paragraph)
    there = {side.union_id: side.name for side in queries.attendance_of(meeting) if side.union_id is not None}
    ours = [union_id for union_id in there if union_id in viewer.union_ids]
    if not ours:
        abort(404)
    line = next(
        line
        for line in queries_minutes.minutes_of(meeting, there, viewer, today())
        if line.reference == paragraph
    )
    said = next(mark for mark in line.marks if mark.union_id == ours[0])
    form = MarkForm(mark=said.mark.value if said.mark else None, note=said.note)
    conflict = None
    if request.method == "GET":
        form.show_version(row)
    elif form.validate_on_submit():
        try:
            with unit_of_work():
                for union_id in ours:
                    services_minutes.mark_paragraph(
                        meeting,
                        row,
                        union_id,
                        Mark(form.mark.data),
                        form.note.data or "",
                        by=viewer,
                        moment=database.now(),
                        seen=form.seen(),
                    )
                notices.tell_employer(meeting, meeting.forum, notices.MARKED, viewer, database.now())
        except EditConflictError:
            meeting = queries.get_meeting(reference, viewer)
            conflict = conflict_over(form, line)
            form.show_version(row)
        except StageError as error:
            meeting = queries.get_meeting(reference, viewer)
            form.say("mark", str(error))
        else:
            flash(f"Paragraph {line.number} is marked: {form.mark.data}", "success")
            return redirect(
                url_for("meetings.show_meeting", reference=reference) + f"#paragraph-{line.number}"
            )
    page = render_template("meetings/mark.html", form=form, meeting=meeting, line=line, conflict=conflict)
    return page, 409 if conflict else 400 if form.errors else 200
