"""Pages of the outcome: HR writes it, somebody else publishes it."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.consultations import queries, services
from tracker.consultations.blueprint import consultations
from tracker.consultations.forms import ConfirmForm, OutcomeForm
from tracker.consultations.queries_themes import some_unread
from tracker.consultations.reading import results_of, themes_with_counts
from tracker.consultations.rules import ConsultationError
from tracker.database import EditConflictError, unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.conflict import conflict_over


@consultations.route("/consultations/<string:reference>/outcome", methods=["GET", "POST"])
@requires(Permission.OUTCOME_WRITE)
def write_outcome(reference: str) -> ResponseReturnValue:
    """Draft what everyone asked will read."""
    viewer, day = current_viewer(), today()
    consultation = queries.get_consultation(reference, viewer, day)
    form = OutcomeForm(obj=None if request.method == "POST" else consultation)
    conflict, refused, status = None, "", 200
    if request.method == "GET":
        form.show_version(consultation)
        refused = services.why_not_written(consultation, day)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.write_outcome(
                    consultation,
                    said=form.said.data or "",
                    management_answer=form.management_answer.data or "",
                    changes_made=form.changes_made.data or "",
                    by=viewer,
                    day=day,
                    seen=form.seen(),
                )
        except EditConflictError:
            consultation = queries.get_consultation(reference, viewer, day)
            conflict, status = conflict_over(form, consultation), 409
        except ConsultationError as error:
            consultation = queries.get_consultation(reference, viewer, day)
            form.say("", str(error))
            status = 409
        else:
            flash("Outcome saved. Somebody who did not write it has to publish it", "success")
            return redirect(url_for("consultations.show_consultation", reference=reference))
    elif form.errors:
        status = 400
    page = render_template(
        "consultations/outcome.html",
        consultation=consultation,
        form=form,
        conflict=conflict,
        refused=refused,
        results=results_of(consultation, viewer, day),
    )
    return page, status


@consultations.route("/consultations/<string:reference>/outcome/publish", methods=["GET", "POST"])
@requires(Permission.OUTCOME_PUBLISH)
def publish_outcome(reference: str) -> ResponseReturnValue:
    """Read the outcome as everyone asked will read it; then publish."""
    viewer, day = current_viewer(), today()
    consultation = queries.get_consultation(reference, viewer, day)
    form, refused, status = ConfirmForm(), "", 200
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services.publish_outcome(
                    consultation, by=viewer, moment=database.now(), day=day, seen=form.seen()
                )
        except EditConflictError:
            form.say("", "Somebody changed the outcome since you opened this page: read it again")
        except ConsultationError as error:
            form.say("", str(error))
        else:
            flash("Outcome published: everyone who was asked can read it", "success")
            return redirect(url_for("consultations.show_consultation", reference=reference))
        status = 409
        consultation = queries.get_consultation(reference, viewer, day)
    try:
        services.check_publishable(consultation, by=viewer, day=day)
    except ConsultationError as error:
        refused = str(error)
    form.show_version(consultation)
    page = render_template(
        "consultations/publish.html",
        consultation=consultation,
        form=form,
        refused=refused,
        themes=themes_with_counts(consultation, viewer, results_of(consultation, viewer, day)),
        unread=some_unread(consultation),
    )
    return page, status
