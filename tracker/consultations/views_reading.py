"""Pages with which HR reads the responses: the list, and one after the other."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from tracker.consultations import queries, reading
from tracker.consultations.blueprint import consultations
from tracker.consultations.forms import ReadingForm
from tracker.consultations.rules import AnswerMode, is_over
from tracker.consultations.silence import silence_page
from tracker.policy.access.permissions import Permission
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.listing import listing_from_request


@consultations.get("/consultations/<string:reference>/responses")
@requires(Permission.RESPONSE_READ)
def list_responses(reference: str) -> ResponseReturnValue:
    """The responses, first sent first. Positions and searching come when every answer is in."""
    viewer, day = current_viewer(), today()
    consultation = queries.get_consultation(reference, viewer, day)
    over = is_over(consultation.state, consultation.opens, consultation.closes, day)
    listing = listing_from_request("sent")
    return render_template(
        "consultations/responses.html",
        consultation=consultation,
        page=reading.responses_page(consultation, viewer, day, listing),
        listing=listing,
        over=over,
        filters=ReadingForm(request.args),
        narrowed=over and bool(listing.q or listing.value("position")),
    )


@consultations.get("/consultations/<string:reference>/silence")
@requires(Permission.RESPONSE_READ)
def show_silence(reference: str) -> ResponseReturnValue:
    """The units that have hardly answered; answers without names do not tell."""
    viewer, day = current_viewer(), today()
    consultation = queries.get_consultation(reference, viewer, day)
    listing = listing_from_request("silent", descending=True)
    named = consultation.mode is AnswerMode.NAMED
    return render_template(
        "consultations/silence.html",
        consultation=consultation,
        listing=listing,
        page=silence_page(consultation, viewer, day, listing) if named else None,
    )


@consultations.get("/consultations/<string:reference>/responses/<string:response>")
@requires(Permission.RESPONSE_READ)
def show_response(reference: str, response: str) -> ResponseReturnValue:
    """One response, with links to its neighbours among those asked for."""
    viewer, day = current_viewer(), today()
    consultation = queries.get_consultation(reference, viewer, day)
    q, position = request.args.get("q", "").strip()[:200], request.args.get("position", "")
    return render_template(
        "consultations/response.html",
        consultation=consultation,
        page=reading.response_page(consultation, response, viewer, day, q, position),
        q=q,
        position=position,
    )
