"""Pages of forums."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError

from tracker.database import EditConflictError, db, unit_of_work
from tracker.meetings import queries, services
from tracker.meetings.blueprint import meetings
from tracker.meetings.forms import ForumForm
from tracker.meetings.models import Forum
from tracker.organisation.models import Employer
from tracker.organisation.queries import unions_of_employers, visible_employers
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
    form = ForumForm(obj=None if is_new else forum)
    employers: dict[str, Employer] = {
        row.reference: row
        for row in db.session.scalars(visible_employers(viewer))
        if is_new or row.id == forum.employer_id
    }
    known = db.session.scalars(unions_of_employers(row.id for row in employers.values()))
    unions = {row.reference: row for row in known}
    form.offer(
        [(row.reference, row.name) for row in employers.values()],
        [(row.reference, row.name) for row in unions.values()],
    )
    conflict = None
    if request.method == "GET":
        if not is_new:
            form.show_version(forum)
            form.unions.data = [union.reference for union in queries.unions_of(forum)]
    elif form.validate_on_submit() and _all_recognised(form, employers[form.employer.data]):
        try:
            with unit_of_work():
                forum.employer_id = employers[form.employer.data].id
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


def _all_recognised(form: ForumForm, employer: Employer) -> bool:
    """Whether the employer recognises every union ticked: whoever sits in a forum reads its minutes."""
    known = {row.reference for row in db.session.scalars(unions_of_employers([employer.id]))}
    if strangers := set(form.unions.data or ()) - known:
        form.say(
            "unions", f"{employer.name} does not recognise {len(strangers)} of these unions: untick them"
        )
    return not strangers
