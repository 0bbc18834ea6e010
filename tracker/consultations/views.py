"""The list of consultations and the page of one. Designing, answering, reading and outcomes are beside."""

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from tracker.consultations import (
    lists,
    queries,
    services,
    views_anonymous,  # noqa: F401  its pages register themselves
    views_answering,  # noqa: F401
    views_codes,  # noqa: F401
    views_coding,  # noqa: F401
    views_design,  # noqa: F401
    views_enquiries,  # noqa: F401
    views_outcome,  # noqa: F401
    views_reading,  # noqa: F401
    views_receipts,  # noqa: F401
    views_reminding,  # noqa: F401
    views_themes,  # noqa: F401
)
from tracker.consultations.blueprint import consultations
from tracker.consultations.drafts import own_draft
from tracker.consultations.forms import FilterForm
from tracker.consultations.minimums import Minimum, minimum_beside
from tracker.consultations.models import Consultation
from tracker.consultations.queries_anonymous import was_given_a_code
from tracker.consultations.queries_enquiries import counts_of
from tracker.consultations.reading import results_of, themes_with_counts
from tracker.consultations.responders import is_asked, own_response, responders_of
from tracker.consultations.rules import (
    STAFF_READERS,
    UNION_READERS,
    AnswerMode,
    ConsultationError,
    ConsultationState,
    Phase,
    is_over,
    paragraphs,
    phase,
    takes_responses,
)
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.policy.law.parameters import rule_book
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.listing import listing_from_request

__all__ = ["consultations"]


@consultations.get("/consultations")
@requires(Permission.CONSULTATION_READ)
def list_consultations() -> ResponseReturnValue:
    """All consultations the viewer may read, latest opening first."""
    viewer, day = current_viewer(), today()
    listing = listing_from_request("opens", descending=True)
    return render_template(
        "consultations/list.html",
        page=lists.consultations_page(viewer, day, listing),
        listing=listing,
        filters=FilterForm(request.args),
        narrowed=bool(listing.q or listing.value("phase")),
        reads_responses=viewer.may(Permission.RESPONSE_READ),
        answers=viewer.may(Permission.CONSULTATION_RESPOND),
    )


@consultations.get("/consultations/<string:reference>")
@requires(Permission.CONSULTATION_READ)
def show_consultation(reference: str) -> ResponseReturnValue:
    """What is proposed and asked, how long, who reads the answers, and what the viewer can do."""
    viewer, day = current_viewer(), today()
    consultation = queries.get_consultation(reference, viewer, day)
    responders = responders_of(consultation, viewer, day)
    now = phase(consultation.state, consultation.opens, consultation.closes, day)
    results = results_of(consultation, viewer, day)
    return render_template(
        "consultations/show.html",
        consultation=consultation,
        phase=now,
        paragraphs=paragraphs(consultation.document),
        questions=queries.questions_of(consultation),
        extensions=queries.extensions_of(consultation),
        unions=queries.invited_unions(consultation),
        own=[(who, own_response(consultation, who)) for who in responders],
        results=results,
        staff_readers=STAFF_READERS[consultation.mode],
        union_readers=UNION_READERS,
        drafts={who.reference: own_draft(consultation, who, viewer) for who in responders},
        minimum=_minimum(consultation) if viewer.may(Permission.LAW_READ) else None,
        enquiries=counts_of(consultation, viewer, day),
        code=_code(consultation, viewer),
        themes=themes_with_counts(consultation, viewer, results) if now is Phase.OUTCOME_PUBLISHED else [],
        **_acts(consultation, viewer),
    )


def _minimum(consultation: Consultation) -> Minimum:
    return minimum_beside(
        rule_book(),
        queries.nation_of(consultation),
        consultation.kind,
        consultation.opens,
        consultation.closes,
    )


def _code(consultation: Consultation, viewer: Viewer) -> str:
    """Whether a member of staff may ask for a code, or was given theirs; empty for everybody else."""
    if consultation.mode is not AnswerMode.ANONYMOUS or viewer.person_id is None:
        return ""
    if was_given_a_code(consultation, viewer.person_id):
        return "given"
    return "to give" if is_asked(consultation, viewer, today()) else ""


def _acts(consultation: Consultation, viewer: Viewer) -> dict[str, Any]:
    """What the viewer can do with it today."""
    day, state = today(), consultation.state
    over = is_over(state, consultation.opens, consultation.closes, day)
    designs = viewer.may(Permission.CONSULTATION_DESIGN)
    return {
        "may_edit": designs and state is ConsultationState.DRAFT,
        "may_extend": designs and state is ConsultationState.OPEN,
        "may_remind": designs and takes_responses(state, consultation.opens, consultation.closes, day),
        "may_close": designs and state is ConsultationState.OPEN and day >= consultation.closes,
        "may_read": viewer.may(Permission.RESPONSE_READ) and state is not ConsultationState.DRAFT,
        "may_write_outcome": viewer.may(Permission.OUTCOME_WRITE)
        and over
        and state is not ConsultationState.OUTCOME_PUBLISHED,
        "may_publish": _may_publish(consultation, viewer),
        "may_release": designs
        and consultation.mode is AnswerMode.ANONYMOUS
        and consultation.released_at is None
        and consultation.closed_at is not None
        and over,
        "may_read_anonymous": viewer.may(Permission.ANONYMOUS_ANSWER_READ) and consultation.released_at,
        "may_read_themes": viewer.may(Permission.THEME_READ) and over,
        "directs": viewer.may(Permission.OUTCOME_PUBLISH),
    }


def _may_publish(consultation: Consultation, viewer: Viewer) -> bool:
    if not viewer.may(Permission.OUTCOME_PUBLISH) or not consultation.management_answer:
        return False
    try:
        services.check_publishable(consultation, by=viewer, day=today())
    except ConsultationError:
        return False
    return True
