"""Pages that record where one person stands: a step, and a correction of the last one."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.affected_staff import services_statuses, standing
from tracker.affected_staff.blueprint import affected_staff
from tracker.affected_staff.deriving import employer_of
from tracker.affected_staff.forms_statuses import NEVER_HEARD, CorrectForm, StepForm
from tracker.affected_staff.models import AffectedPerson
from tracker.affected_staff.queries import get_affected
from tracker.affected_staff.rules import STATUS_MOVES, AffectedStatus, StatusMoveError
from tracker.database import EditConflictError, check_version, unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.conflict import Conflict, ConflictRow


@affected_staff.route("/affected/<string:reference>/status", methods=["GET", "POST"])
@requires(Permission.AFFECTED_STAFF_UPDATE)
def record_step(reference: str) -> ResponseReturnValue:
    """Move one person to another status, or record that they were told the one they have."""
    viewer, day = current_viewer(), today()
    row = get_affected(reference, viewer, day)
    form, conflict = StepForm(), None
    form.offer([status for status in AffectedStatus if status in STATUS_MOVES[row.status]])
    if request.method == "GET":
        form.show_version(row)
        form.on.process(None, day)
        form.told_by.data = viewer.name
        if row.status is row.told_status:
            form.next_step_on.process(None, row.next_step_on)
    elif form.check(day):
        given = form.given(viewer)
        try:
            with unit_of_work():
                check_version(row, form.seen())
                services_statuses.move_statuses(
                    [row], given, employer_id=employer_of(row.change), by=viewer, moment=database.now()
                )
        except StatusMoveError as error:
            row = get_affected(reference, viewer, day)
            form.say("status", str(error))
        except EditConflictError:
            row = get_affected(reference, viewer, day)
            conflict = _conflict(form, row)
        else:
            flash(_done(row, given), "success")
            return redirect(url_for("affected_staff.show_affected", reference=reference))
    return render_template("affected_staff/step.html", affected=row, form=form, conflict=conflict), (
        409 if conflict else 400 if form.errors else 200
    )


def _done(row: AffectedPerson, given: services_statuses.StepGiven) -> str:
    if given.status is None:
        return f"Recorded for {row.person.name}"
    told = "" if given.told else ". They are not shown it until you record that they were told"
    return f"{row.person.name} is now {given.status.value}{told}"


def _conflict(form: StepForm, row: AffectedPerson) -> Conflict:
    """Somebody else moved them meanwhile; the form carries the new version and offers what may follow now."""
    offered = [status for status in AffectedStatus if status in STATUS_MOVES[row.status]]
    chosen = form.status.data or ""
    form.offer(offered)
    form.show_version(row)
    theirs = f"{row.status.value} since {row.status_on.day} {row.status_on:%B %Y}"
    return Conflict([ConflictRow("Status", theirs, chosen or "nothing")])


@affected_staff.route("/affected/<string:reference>/status/correct", methods=["GET", "POST"])
@requires(Permission.AFFECTED_STAFF_UPDATE)
def correct_step(reference: str) -> ResponseReturnValue:
    """Put a right step in place of the last one; both stay in the history."""
    viewer, day = current_viewer(), today()
    row = get_affected(reference, viewer, day)
    try:
        before, wrong = services_statuses.before_last(row)
    except StatusMoveError as error:
        flash(str(error), "warning")
        return redirect(url_for("affected_staff.show_affected", reference=reference))
    form, conflict = CorrectForm(), None
    may_stand = STATUS_MOVES[before.status] | {before.status}
    form.offer_correction([status for status in AffectedStatus if status in may_stand])
    if request.method == "GET":
        form.show_version(row)
        form.prefill(wrong)
        form.told_by.data = viewer.name
    elif form.check(day):
        try:
            with unit_of_work():
                services_statuses.correct(
                    row,
                    form.given(viewer),
                    takes_back_telling=wrong.told_on is not None and form.heard.data == NEVER_HEARD,
                    seen=form.seen(),
                    employer_id=employer_of(row.change),
                    by=viewer,
                    moment=database.now(),
                )
        except StatusMoveError as error:
            row = get_affected(reference, viewer, day)
            form.say("status", str(error))
        except EditConflictError:
            row = get_affected(reference, viewer, day)
            before, wrong = services_statuses.before_last(row)
            conflict = _conflict(form, row)
            form.offer_correction(list(STATUS_MOVES[before.status] | {before.status}))
        else:
            flash(f"Corrected: {row.person.name} is {row.status.value}", "success")
            return redirect(url_for("affected_staff.show_affected", reference=reference))
    return (
        render_template(
            "affected_staff/correct.html",
            affected=row,
            form=form,
            wrong=wrong,
            before=before,
            conflict=conflict,
            by=standing.account_names({wrong.recorded_by_id}).get(wrong.recorded_by_id, ""),
        ),
        409 if conflict else 400 if form.errors else 200,
    )
