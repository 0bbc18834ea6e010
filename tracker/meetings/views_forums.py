"""Pages of forums."""

import sqlalchemy as sa
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from tracker.database import EditConflictError, db, unit_of_work
from tracker.meetings import queries, services
from tracker.meetings.blueprint import meetings
from tracker.meetings.forms import ForumForm
from tracker.meetings.models import Forum
from tracker.organisation.models import Employer, RecognisedUnion
from tracker.organisation.queries import visible_employers
from tracker.policy.access.permissions import Permission
from tracker.web.access import current_viewer, requires
from tracker.web.conflict import conflict_over


@meetings.get("/forums")
@requires(Permission.MEETING_READ)
def list_forums() -> ResponseReturnValue:
    """Forums, who sits in them and how often they met."""
    return render_template("meetings/forums.html", forums=queries.forums(current_viewer()))


@meetings.route("/forums/new", methods=["GET", "POST"])
@requires(Permission.MEETING_RECORD)
def new_forum() -> ResponseReturnValue:
    """Make a forum."""
    return _edit(Forum())


@meetings.route("/forums/<string:reference>", methods=["GET", "POST"])
@requires(Permission.MEETING_RECORD)
def edit_forum(reference: str) -> ResponseReturnValue:
    """Rename a forum, or change who sits in it."""
    return _edit(queries.get_forum(reference, current_viewer()))


def _edit(forum: Forum) -> ResponseReturnValue:
    viewer, is_new = current_viewer(), forum.id is None
    employers = {row.reference: row for row in db.session.scalars(visible_employers(viewer))}
    unions = {
        row.reference: row
        for row in db.session.scalars(sa.select(RecognisedUnion).order_by(RecognisedUnion.name))
    }
    form = ForumForm(obj=None if is_new else forum)
    ours: dict[str, Employer] = {
        key: row for key, row in employers.items() if is_new or row.id == forum.employer_id
    }
    form.offer(
        [(row.reference, row.name) for row in ours.values()],
        [(row.reference, row.name) for row in unions.values()],
    )
    conflict = None
    if request.method == "GET":
        if not is_new:
            form.show_version(forum)
            form.unions.data = [union.reference for union in queries.unions_of(forum)]
    elif form.validate_on_submit():
        try:
            with unit_of_work():
                forum.employer_id = ours[form.employer.data].id
                services.save_forum(
                    forum,
                    form.name.data or "",
                    [unions[each].id for each in form.unions.data or ()],
                    by=viewer,
                    seen=form.seen(),
                )
        except EditConflictError:
            forum = queries.get_forum(forum.reference, viewer)
            conflict = conflict_over(form, forum)
        except IntegrityError:
            form.say("name", "There is a forum of this name: choose another")
        else:
            flash("The forum is saved", "success")
            return redirect(url_for("meetings.list_forums"))
    page = render_template(
        "meetings/forum.html", form=form, forum=None if is_new else forum, conflict=conflict
    )
    return page, 409 if conflict else 400 if form.errors else 200
