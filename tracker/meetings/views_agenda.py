"""Agenda, papers and attendance of a meeting."""

from types import SimpleNamespace

import sqlalchemy as sa
from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.attachments import services as attachments
from tracker.attachments.sending import as_download, takes_files
from tracker.database import EditConflictError, db, unit_of_work
from tracker.meetings import queries, services
from tracker.meetings.blueprint import meetings
from tracker.meetings.forms import EMPLOYER, ItemForm, PapersForm, for_sides
from tracker.meetings.models import AgendaItem
from tracker.meetings.rules import StageError
from tracker.meetings.views_meeting import page_of
from tracker.policy.access.permissions import Permission
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.conflict import conflict_over
from tracker.web.once import made_before


@meetings.route("/<string:reference>/agenda/new", methods=["GET", "POST"])
@requires(Permission.MEETING_SPEAK)
def put_down(reference: str) -> ResponseReturnValue:
    """Either side puts an item on the agenda."""
    viewer = current_viewer()
    meeting = queries.get_meeting(reference, viewer)
    form = ItemForm()
    if form.validate_on_submit():
        made = form.made.data or ""
        try:
            if made_before(AgendaItem, made, AgendaItem.meeting_id == meeting.id) is None:
                union = next(
                    (each.id for each in queries.unions_of(meeting.forum) if each.id in viewer.union_ids),
                    None,
                )
                with unit_of_work():
                    services.put_down(
                        meeting,
                        form.title.data or "",
                        union,
                        reference=made,
                        by=viewer,
                        moment=database.now(),
                    )
        except StageError as error:
            meeting = queries.get_meeting(reference, viewer)
            form.say("title", str(error))
        else:
            flash("The item is on the agenda", "success")
            return redirect(url_for("meetings.show_meeting", reference=reference))
    page = render_template("meetings/item.html", form=form, meeting=meeting)
    return page, 400 if form.errors else 200


@meetings.post("/<string:reference>/agenda/<string:item>/strike")
@requires(Permission.MEETING_RECORD)
def strike(reference: str, item: str) -> ResponseReturnValue:
    """Take an item off."""
    viewer = current_viewer()
    meeting = queries.get_meeting(reference, viewer)
    row = db.session.scalars(
        sa.select(AgendaItem).where(AgendaItem.meeting_id == meeting.id, AgendaItem.reference == item)
    ).one()
    try:
        with unit_of_work():
            services.strike(meeting, row, by=viewer, moment=database.now())
    except StageError as error:
        flash(str(error), "error")
    else:
        flash("The item is off the agenda", "success")
    return redirect(url_for("meetings.show_meeting", reference=reference))


@meetings.post("/<string:reference>/papers")
@takes_files
@requires(Permission.MEETING_SPEAK)
def add_papers(reference: str) -> ResponseReturnValue:
    """Attach papers."""
    viewer = current_viewer()
    meeting = queries.get_meeting(reference, viewer)
    form = PapersForm()
    if not form.validate_on_submit():
        return page_of(meeting, viewer, form), 400
    with unit_of_work():
        kept = services.add_papers(meeting, form.files.uploads, by=viewer, moment=database.now())
    flash("The paper is attached" if kept else "The meeting has this paper already", "success")
    return redirect(url_for("meetings.show_meeting", reference=reference))


@meetings.get("/<string:reference>/papers/<string:file>")
@requires(Permission.MEETING_READ)
def download_paper(reference: str, file: str) -> ResponseReturnValue:
    """A paper, as a download."""
    meeting = queries.get_meeting(reference, current_viewer())
    return as_download(queries.get_paper(meeting, file, with_content=True))


@meetings.post("/<string:reference>/papers/<string:file>/remove")
@requires(Permission.MEETING_SPEAK)
def remove_paper(reference: str, file: str) -> ResponseReturnValue:
    """Take a paper's content away; whoever added it may."""
    viewer = current_viewer()
    meeting = queries.get_meeting(reference, viewer)
    row = queries.get_paper(meeting, file)
    if row.added_by_id != viewer.account_id:
        abort(404)
    with unit_of_work():
        attachments.remove(row, by=viewer, moment=database.now())
    flash("The paper is removed", "success")
    return redirect(url_for("meetings.show_meeting", reference=reference))


@meetings.route("/<string:reference>/attendance", methods=["GET", "POST"])
@requires(Permission.MEETING_RECORD)
def record_attendance(reference: str) -> ResponseReturnValue:
    """Say who was there; the minutes can then be written."""
    viewer = current_viewer()
    meeting = queries.get_meeting(reference, viewer)
    unions = queries.unions_of(meeting.forum)
    known = {side.union_id: "\n".join(side.people) for side in queries.attendance_of(meeting)}
    id_of = {EMPLOYER: None, **{union.reference: union.id for union in unions}}
    sides = [(EMPLOYER, "For the employer"), *((union.reference, f"For {union.name}") for union in unions)]
    form = for_sides(sides)(data={name: known.get(union_id, "") for name, union_id in id_of.items()})
    conflict = None
    if request.method == "GET":
        form.show_version(meeting)
    elif form.validate_on_submit():
        names = {id_of[name]: text for name, text in form.given().items()}
        try:
            with unit_of_work():
                services.record_attendance(meeting, names, by=viewer, day=today(), seen=form.seen())
        except EditConflictError:
            meeting = queries.get_meeting(reference, viewer)
            there = {side.union_id: "\n".join(side.people) for side in queries.attendance_of(meeting)}
            theirs = {name: there.get(union_id, "") for name, union_id in id_of.items()}
            conflict = conflict_over(form, SimpleNamespace(version=meeting.version, **theirs))
        except StageError as error:
            meeting = queries.get_meeting(reference, viewer)
            form.say(EMPLOYER, str(error))
        else:
            flash("Who was there is saved: the minutes can be written", "success")
            return redirect(url_for("meetings.show_meeting", reference=reference))
    page = render_template(
        "meetings/attendance.html",
        form=form,
        fields=[form[name] for name, _ in sides],
        meeting=meeting,
        conflict=conflict,
    )
    return page, 409 if conflict else 400 if form.errors else 200
