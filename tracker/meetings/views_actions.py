"""Pages of the actions that meetings ask for."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.database import EditConflictError, unit_of_work
from tracker.meetings import notices, queries, queries_minutes, services_minutes
from tracker.meetings.blueprint import meetings
from tracker.meetings.forms import EMPLOYER, ActionForm, ActionUpdateForm
from tracker.meetings.models import Action
from tracker.meetings.rules import ActionState, StageError
from tracker.policy.access.permissions import Permission
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.conflict import conflict_over
from tracker.web.once import made_before, once


@meetings.route("/<string:reference>/actions/new", methods=["GET", "POST"])
@requires(Permission.MEETING_RECORD)
def ask_action(reference: str) -> ResponseReturnValue:
    """Record what the meeting asked a side to do."""
    viewer = current_viewer()
    meeting = queries.get_meeting(reference, viewer)
    unions = queries.unions_of(meeting.forum)
    form = ActionForm()
    form.offer([(EMPLOYER, "The employer"), *((union.reference, union.name) for union in unions)])
    if form.validate_on_submit():
        made = form.made.data or ""
        if made_before(Action, made, Action.meeting_id == meeting.id) is None:
            id_of = {union.reference: union.id for union in unions}
            with once(Action, made):
                services_minutes.ask(
                    meeting,
                    form.text.data or "",
                    form.owner.data or "",
                    id_of.get(form.side.data),
                    form.due_on.data or today(),
                    reference=made,
                    by=viewer,
                    moment=database.now(),
                )
                notices.tell_unions(meeting, meeting.forum, notices.ASKED, viewer, database.now())
        flash("The action is recorded", "success")
        return redirect(url_for("meetings.show_meeting", reference=reference) + "#actions")
    page = render_template("meetings/action_new.html", form=form, meeting=meeting)
    return page, 400 if form.errors else 200


def _is_ours(action: Action, viewer: Viewer) -> bool:
    """Whether the viewer may speak for the side that the action was asked of."""
    if action.union_id is None:
        return viewer.role is Role.HR_PARTNER
    return action.union_id in viewer.union_ids


@meetings.get("/actions/<string:reference>")
@requires(Permission.MEETING_READ)
def show_action(reference: str) -> ResponseReturnValue:
    """An action with all that was said of it."""
    viewer = current_viewer()
    action = queries_minutes.get_action(reference, viewer)
    return render_template(
        "meetings/action.html",
        action=action,
        steps=queries_minutes.steps_of(action),
        may_tell=action.state is ActionState.OPEN
        and viewer.may(Permission.MEETING_SPEAK)
        and _is_ours(action, viewer),
    )


@meetings.route("/actions/<string:reference>/tell", methods=["GET", "POST"])
@requires(Permission.MEETING_SPEAK)
def tell_of_action(reference: str) -> ResponseReturnValue:
    """Say how an action goes; only the side it was asked of."""
    viewer = current_viewer()
    action = queries_minutes.get_action(reference, viewer)
    if not _is_ours(action, viewer):
        abort(404)
    form = ActionUpdateForm(state=action.state.value, due_on=action.due_on)
    conflict = None
    if request.method == "GET":
        form.show_version(action)
    elif form.validate_on_submit():
        try:
            with unit_of_work():
                services_minutes.tell_of_action(
                    action,
                    ActionState(form.state.data),
                    form.due_on.data or action.due_on,
                    form.note.data or "",
                    by=viewer,
                    moment=database.now(),
                    seen=form.seen(),
                )
        except EditConflictError:
            action = queries_minutes.get_action(reference, viewer)
            conflict = conflict_over(form, action)
        except StageError as error:
            action = queries_minutes.get_action(reference, viewer)
            form.say("state", str(error))
        else:
            flash("How the action goes is saved", "success")
            return redirect(url_for("meetings.show_action", reference=reference))
    page = render_template("meetings/tell.html", form=form, action=action, conflict=conflict)
    return page, 409 if conflict else 400 if form.errors else 200
