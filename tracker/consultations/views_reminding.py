"""The page with which HR reminds those who have not answered."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.consultations import queries
from tracker.consultations.blueprint import consultations
from tracker.consultations.forms import ConfirmForm
from tracker.consultations.rules import AnswerMode, ConsultationError, takes_responses
from tracker.consultations.services_reminding import remind
from tracker.database import unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today


@consultations.route("/consultations/<string:reference>/remind", methods=["GET", "POST"])
@requires(Permission.CONSULTATION_DESIGN)
def remind_asked(reference: str) -> ResponseReturnValue:
    """Say who is reminded, in words and never by name; then remind them."""
    viewer, day = current_viewer(), today()
    consultation = queries.get_consultation(reference, viewer, day)
    form, status = ConfirmForm(), 200
    if form.validate_on_submit():
        try:
            with unit_of_work():
                remind(consultation, by=viewer, moment=database.now(), day=day)
        except ConsultationError as error:
            form.say("", str(error))
            status = 409
            consultation = queries.get_consultation(reference, viewer, day)
        else:
            flash("Reminder sent", "success")
            return redirect(url_for("consultations.show_consultation", reference=reference))
    page = render_template(
        "consultations/remind.html",
        consultation=consultation,
        form=form,
        is_open=takes_responses(consultation.state, consultation.opens, consultation.closes, day),
        anonymous=consultation.mode is AnswerMode.ANONYMOUS,
        not_told=queries.people_not_told(consultation),
    )
    return page, status
