"""Questions and answers while a consultation runs: asked once, answered for all."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import NoResultFound

from tracker import database
from tracker.consultations import queries, services_enquiries
from tracker.consultations.blueprint import consultations
from tracker.consultations.forms import AnswerEnquiryForm, EnquiryForm
from tracker.consultations.models import Consultation
from tracker.consultations.queries_enquiries import enquiries_page, get_enquiry
from tracker.consultations.responders import is_asked
from tracker.consultations.rules import ConsultationError, TooLateError, takes_responses
from tracker.database import EditConflictError, unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.conflict import conflict_over
from tracker.web.listing import listing_from_request


def _may_ask(consultation: Consultation, viewer: Viewer) -> bool:
    """Whoever is asked may ask back: representatives who see it are invited, staff must be affected."""
    day = today()
    if not viewer.may(Permission.CONSULTATION_RESPOND):
        return False
    if not takes_responses(consultation.state, consultation.opens, consultation.closes, day):
        return False
    return viewer.person_id is None or is_asked(consultation, viewer, day)


@consultations.get("/consultations/<string:reference>/enquiries")
@requires(Permission.CONSULTATION_READ)
def list_enquiries(reference: str) -> ResponseReturnValue:
    """What was asked and answered; one's own that wait, and to HR partners all that wait."""
    viewer, day = current_viewer(), today()
    consultation = queries.get_consultation(reference, viewer, day)
    listing = listing_from_request("latest")
    return render_template(
        "consultations/enquiries.html",
        consultation=consultation,
        page=enquiries_page(consultation, viewer, day, listing),
        listing=listing,
        answers=viewer.may(Permission.CONSULTATION_DESIGN),
        may_ask=_may_ask(consultation, viewer),
    )


@consultations.route("/consultations/<string:reference>/enquiries/new", methods=["GET", "POST"])
@requires(Permission.CONSULTATION_RESPOND)
def ask_enquiry(reference: str) -> ResponseReturnValue:
    """Ask something about the proposal."""
    viewer, day = current_viewer(), today()
    consultation = queries.get_consultation(reference, viewer, day)
    form, status = EnquiryForm(), 200
    if request.method == "GET" and not _may_ask(consultation, viewer):
        raise NoResultFound
    if viewer.person_id is not None and not is_asked(consultation, viewer, day):
        raise NoResultFound
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services_enquiries.ask(
                    consultation, form.text.data or "", by=viewer, moment=database.now(), day=day
                )
        except TooLateError as error:
            form.say("text", str(error))
            consultation = queries.get_consultation(reference, viewer, day)
        else:
            flash("Question sent. The answer goes to everyone asked", "success")
            return redirect(url_for("consultations.list_enquiries", reference=reference))
    if form.errors:
        status = 400
    return render_template("consultations/ask.html", consultation=consultation, form=form), status


@consultations.route("/enquiries/<string:reference>/answer", methods=["GET", "POST"])
@requires(Permission.CONSULTATION_DESIGN)
def answer_enquiry(reference: str) -> ResponseReturnValue:
    """Answer for everyone asked."""
    viewer, day = current_viewer(), today()
    enquiry = get_enquiry(reference, viewer, day)
    form, conflict, status = AnswerEnquiryForm(), None, 200
    if request.method == "GET":
        form.published_text.data = enquiry.published_text or enquiry.text
        form.answer.data = enquiry.answer
        form.show_version(enquiry)
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services_enquiries.answer(
                    enquiry,
                    published_text=form.published_text.data or "",
                    text=form.answer.data or "",
                    by=viewer,
                    moment=database.now(),
                    seen=form.seen(),
                )
        except EditConflictError:
            enquiry = get_enquiry(reference, viewer, day)
            conflict, status = conflict_over(form, enquiry), 409
        except ConsultationError as error:
            enquiry = get_enquiry(reference, viewer, day)
            form.say("", str(error))
            status = 409
        else:
            flash("Answered. Everyone asked can read it", "success")
            where = enquiry.consultation.reference
            return redirect(url_for("consultations.list_enquiries", reference=where))
    elif form.errors:
        status = 400
    consultation = queries.get_consultation(enquiry.consultation.reference, viewer, day)
    page = render_template(
        "consultations/answer_enquiry.html",
        enquiry=enquiry,
        consultation=consultation,
        form=form,
        conflict=conflict,
    )
    return page, status
