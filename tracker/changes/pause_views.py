"""Pages of agreed pauses of the uncertainty clock."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.changes import pauses
from tracker.changes.blueprint import changes
from tracker.changes.models import Change
from tracker.changes.pause_forms import PauseForm
from tracker.changes.queries import get_change
from tracker.database import EditConflictError, unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.conflict import conflict_over
from tracker.web.forms import EditForm


def _back(change: Change) -> ResponseReturnValue:
    return redirect(url_for("overview.show_change", reference=change.reference) + "#uncertainty")


@changes.route("/changes/<string:reference>/pauses/new", methods=["GET", "POST"])
@requires(Permission.PAUSE_RECORD)
def record_pause(reference: str) -> ResponseReturnValue:
    """Record that the unions agreed to let the clock stand still."""
    viewer, day = current_viewer(), today()
    change = get_change(reference, viewer, day)
    form = PauseForm()
    form.offer(pauses.unions_that_may_agree(change.programme.employer_id, day))
    if form.validate_on_submit():
        with unit_of_work():
            pauses.record_pause(change, form.given(), by=viewer, moment=database.now())
        flash("The pause is recorded: its days no longer count as uncertainty", "success")
        return _back(change)
    page = render_template("changes/pause.html", form=form, change=change, pause=None)
    return page, 400 if form.errors else 200


@changes.route("/pauses/<string:reference>/edit", methods=["GET", "POST"])
@requires(Permission.PAUSE_RECORD)
def edit_pause(reference: str) -> ResponseReturnValue:
    """Correct a pause, or give it its last day."""
    viewer, day = current_viewer(), today()
    pause = pauses.get_pause(reference, viewer, day)
    change = get_change(pause.change.reference, viewer, day)
    form = PauseForm(obj=pause)
    form.offer(pauses.unions_that_may_agree(change.programme.employer_id, day))
    conflict = None
    if request.method == "GET":
        form.unions.data = pauses.unions_of(pause)
        form.show_version(pause)
    elif form.validate_on_submit():
        try:
            with unit_of_work():
                pauses.edit_pause(pause, form.given(), by=viewer, seen=form.seen())
        except EditConflictError:
            pause = pauses.get_pause(reference, viewer, day)
            conflict = conflict_over(form, pause)
        else:
            flash("The pause is saved", "success")
            return _back(change)
    page = render_template("changes/pause.html", form=form, change=change, pause=pause, conflict=conflict)
    return page, 409 if conflict else 400 if form.errors else 200


@changes.route("/pauses/<string:reference>/withdraw", methods=["GET", "POST"])
@requires(Permission.PAUSE_RECORD)
def withdraw_pause(reference: str) -> ResponseReturnValue:
    """Take away a pause that was recorded by mistake."""
    viewer, day = current_viewer(), today()
    pause = pauses.get_pause(reference, viewer, day)
    form = EditForm()
    if request.method == "GET":
        form.show_version(pause)
    elif form.validate_on_submit():
        change = pause.change
        try:
            with unit_of_work():
                pauses.withdraw_pause(pause, by=viewer, seen=form.seen())
        except EditConflictError:
            pause = pauses.get_pause(reference, viewer, day)
            form.show_version(pause)
            form.form_errors.append("Somebody else changed this pause meanwhile: read it again below")
        else:
            flash("The pause is withdrawn: its days count as uncertainty again", "success")
            return _back(change)
    page = render_template("changes/withdraw_pause.html", form=form, pause=pause, change=pause.change)
    return page, 409 if form.errors else 200
