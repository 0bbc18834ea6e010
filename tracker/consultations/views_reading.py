"""Pages with which HR reads the responses: the list, and one after the other."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from tracker.consultations import queries, queries_themes, reading, services_themes
from tracker.consultations.blueprint import consultations
from tracker.consultations.forms import ReadingForm
from tracker.consultations.rules import AnswerMode, is_over
from tracker.consultations.silence import silence_page
from tracker.consultations.views_coding import marks_form
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
    filters = ReadingForm(request.args)
    filters.offer_themes([(theme.reference, theme.name) for theme in queries_themes.themes_of(consultation)])
    return render_template(
        "consultations/responses.html",
        consultation=consultation,
        page=reading.responses_page(consultation, viewer, day, listing),
        listing=listing,
        over=over,
        filters=filters,
        narrowed=over and any(map(listing.value, ("q", "position", "theme"))),
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
    theme = request.args.get("theme", "")
    page = reading.response_page(consultation, response, viewer, day, q, position, theme)
    return render_template(
        "consultations/response.html",
        consultation=consultation,
        page=page,
        kept={"q": q or None, "position": position or None, "theme": theme or None},
        marks=marks_form(consultation, queries_themes.reading_of(response_id=page.id)),
        refused=services_themes.why_not_read(consultation, day),
    )
