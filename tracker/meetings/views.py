"""Pages of joint meetings: the list, and the planning of one. The other modules add theirs."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.meetings import (
    notices,
    queries,
    queries_minutes,
    services,
    views_actions,  # noqa: F401  its pages register themselves
    views_agenda,  # noqa: F401  its pages register themselves
    views_forums,  # noqa: F401  its pages register themselves
    views_meeting,  # noqa: F401  its pages register themselves
    views_minutes,  # noqa: F401  its pages register themselves
)
from tracker.meetings.blueprint import meetings
from tracker.meetings.forms import MeetingForm
from tracker.meetings.models import Meeting
from tracker.meetings.rules import Stage
from tracker.policy.access.permissions import Permission
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.listing import listing_from_request
from tracker.web.once import once

__all__ = ["meetings"]
SOON = 60
"""Days after a meeting within which a consultation's close puts it on the agenda."""


@meetings.get("")
@requires(Permission.MEETING_READ)
def list_meetings() -> ResponseReturnValue:
    """Meetings of the viewer's forums."""
    viewer, day = current_viewer(), today()
    listing = listing_from_request("on", descending=True)
    return render_template(
        "meetings/list.html",
        page=queries.meetings_page(viewer, listing),
        listing=listing,
        stage_choices=[(stage.value, stage.value) for stage in Stage],
        next_meeting=queries.next_meeting(viewer, day),
        narrowed=bool(listing.q or listing.value("stage")),
    )


@meetings.route("/plan", methods=["GET", "POST"])
@requires(Permission.MEETING_RECORD)
def plan_meeting() -> ResponseReturnValue:
    """Plan a meeting: its agenda drafts itself."""
    viewer, day = current_viewer(), today()
    form = MeetingForm(forum=request.args.get("forum"))
    rows = queries.forums(viewer)
    form.offer([(row.reference, row.name) for row in rows])
    if form.validate_on_submit():
        forum = queries.get_forum(form.forum.data, viewer)
        made = form.made.data or ""
        if queries.meeting_made(made, viewer) is None:
            on = form.on.data or day
            unions = [union.id for union in queries.unions_of(forum)]
            until = max(on, day)
            with once(Meeting, made):
                meeting = services.plan(
                    forum,
                    reference=made,
                    on=on,
                    at=form.at.data or "",
                    place=form.place.data or "",
                    concerns=queries_minutes.concerns_to_discuss(forum, unions, viewer, day),
                    consultations=queries_minutes.consultations_to_discuss(forum, viewer, day, until, SOON),
                    by=viewer,
                    moment=database.now(),
                )
                notices.tell_unions(meeting, forum, notices.PLANNED, viewer, database.now())
        flash("The meeting is planned and its agenda drafted", "success")
        return redirect(url_for("meetings.show_meeting", reference=made))
    page = render_template("meetings/plan.html", form=form, forums=rows)
    return page, 400 if form.errors else 200
