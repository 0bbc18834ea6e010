"""Pages with which staff and unions answer, at once or in several sittings. Receipts are beside."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError, NoResultFound

from tracker import database
from tracker.consultations import answering, drafts, queries
from tracker.consultations.blueprint import consultations
from tracker.consultations.drafts import own_draft
from tracker.consultations.forms import RespondForm, respond_form
from tracker.consultations.models import Consultation, ResponseDraft
from tracker.consultations.responders import Responder, Sent, own_response, responders_of
from tracker.consultations.rules import (
    STAFF_READERS,
    UNION_READERS,
    AnswerMode,
    Asked,
    Position,
    TooLateError,
    paragraphs,
    takes_responses,
)
from tracker.database import EditConflictError, db, unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.conflict import Conflict, ConflictRow


def find_responder(reference: str) -> tuple[Consultation, Responder, list[Responder]]:
    """The consultation and in whose name the viewer answers: the first, or the union named in the address."""
    viewer, day = current_viewer(), today()
    consultation = queries.get_consultation(reference, viewer, day)
    responders = responders_of(consultation, viewer, day)
    wanted = request.args.get("union", "")
    for responder in responders:
        if not wanted or responder.reference == wanted:
            return consultation, responder, responders
    raise NoResultFound


def _is_anonymous(reference: str) -> bool:
    viewer = current_viewer()
    consultation = queries.get_consultation(reference, viewer, today())
    return viewer.person_id is not None and consultation.mode is AnswerMode.ANONYMOUS


@consultations.route("/consultations/<string:reference>/respond", methods=["GET", "POST"])
@requires(Permission.CONSULTATION_RESPOND)
def respond(reference: str) -> ResponseReturnValue:
    """Answer, or change the answer, until the last day is over."""
    if _is_anonymous(reference):
        return redirect(url_for("consultations.give_code", reference=reference))
    consultation, responder, responders = find_responder(reference)
    questions = queries.questions_of(consultation)
    sent = own_response(consultation, responder)
    draft = own_draft(consultation, responder, current_viewer())
    form = respond_form(questions, RespondForm)(
        data=_as_data(sent, draft) if request.method == "GET" else None
    )
    day = today()
    if not takes_responses(consultation.state, consultation.opens, consultation.closes, day):
        return _too_late(consultation, responder, sent, form, questions)
    conflict, status = None, 200
    if "save" in request.form and form.fits(questions):
        _keep(consultation, responder, form, questions)
        flash("Saved as a draft. Nothing has been sent yet", "success")
        return redirect(_respond_url(consultation, responder))
    if "save" not in request.form and form.validate_on_submit():
        try:
            return _send(consultation, responder, form, questions)
        except TooLateError:
            consultation, responder, responders = find_responder(reference)
            return _too_late(consultation, responder, sent, form, questions)
        except (EditConflictError, IntegrityError):
            consultation, responder, responders = find_responder(reference)
            sent, status = own_response(consultation, responder), 409
            conflict = _conflict(form, sent, questions)
            if sent is not None and not conflict.rows:  # the same words, sent twice at the same moment
                return redirect(_receipt_url(consultation, responder))
    page = render_template(
        "consultations/respond.html",
        consultation=consultation,
        responder=responder,
        responders=responders,
        questions=questions,
        paragraphs=paragraphs(consultation.document),
        sent=sent,
        draft=draft if request.method == "GET" else None,
        form=form,
        conflict=conflict,
        readers=UNION_READERS if responder.is_union else STAFF_READERS[consultation.mode],
    )
    return page, 400 if form.errors else status


def _send(
    consultation: Consultation, responder: Responder, form: RespondForm, questions: list[Asked]
) -> ResponseReturnValue:
    with unit_of_work():
        answering.respond(
            consultation,
            responder,
            position=Position(form.position.data),
            answers=form.answers(questions),
            by=current_viewer(),
            moment=database.now(),
            day=today(),
            seen=form.seen(),
        )
    flash("Answer sent. You can change it until the last day is over", "success")
    return redirect(_receipt_url(consultation, responder))


def _keep(
    consultation: Consultation, responder: Responder, form: RespondForm, questions: list[Asked]
) -> None:
    try:
        with unit_of_work():
            drafts.save_draft(
                consultation,
                responder,
                position=form.position.data or "",
                answers=form.answers(questions),
                seen=form.seen(),
                by=current_viewer(),
                moment=database.now(),
            )
    except IntegrityError:
        db.session.rollback()  # the button pressed twice: the same draft was saved in the same moment


@consultations.post("/consultations/<string:reference>/draft/discard")
@requires(Permission.CONSULTATION_RESPOND)
def discard_draft(reference: str) -> ResponseReturnValue:
    """Forget what was typed and not sent."""
    consultation, responder, _all = find_responder(reference)
    with unit_of_work():
        drafts.discard_draft(consultation, responder, by=current_viewer())
    flash("Draft discarded", "success")
    return redirect(_respond_url(consultation, responder))


def _respond_url(consultation: Consultation, responder: Responder) -> str:
    union = responder.reference or None
    return url_for("consultations.respond", reference=consultation.reference, union=union)


def _receipt_url(consultation: Consultation, responder: Responder) -> str:
    union = responder.reference or None
    return url_for("consultations.receipt", reference=consultation.reference, union=union)


def _as_data(sent: Sent | None, draft: ResponseDraft | None) -> dict[str, str]:
    if draft is not None:
        typed = {f"answer_{number}": text for number, text in draft.answers.items()}
        return {**typed, "position": draft.position, "seen_version": str(draft.seen_version)}
    if sent is None:
        return {}
    typed = {f"answer_{number}": text for number, text in sent.answers.items()}
    return {**typed, "position": sent.response.position.value, "seen_version": str(sent.response.version)}


def _conflict(form: RespondForm, sent: Sent | None, questions: list[Asked]) -> Conflict:
    """What was sent in the same name meanwhile; the form carries the new version from here on."""
    if sent is None:
        return Conflict([])
    form.seen_version.data = str(sent.response.version)
    rows = [ConflictRow("Position", sent.response.position, form.position.data)]
    rows += [
        ConflictRow(f"Question {number}", sent.answers.get(number, "") or "empty", typed or "empty")
        for number, typed in form.answers(questions).items()
    ]
    return Conflict([row for row in rows if row.theirs != row.yours], by=sent.sent_by)


def _too_late(
    consultation: Consultation,
    responder: Responder,
    sent: Sent | None,
    form: RespondForm,
    questions: list[Asked],
) -> ResponseReturnValue:
    """Nothing typed is lost: it is kept as a draft of the writer's, and counts nowhere."""
    late = request.method == "POST" and today() > consultation.closes and form.fits(questions)
    if late:
        _keep(consultation, responder, form, questions)
        consultation, responder, _all = find_responder(consultation.reference)
    draft = own_draft(consultation, responder, current_viewer())
    typed, position = form.answers(questions), form.position.data or ""
    if request.method == "GET":
        typed = {int(number): text for number, text in draft.answers.items()} if draft else {}
        position = draft.position if draft else ""
    page = render_template(
        "consultations/too_late.html",
        consultation=consultation,
        responder=responder,
        sent=sent,
        day=today(),
        draft=draft,
        position=position,
        typed=[(question, typed.get(question.number, "")) for question in questions] if typed else [],
    )
    return page, 409 if request.method == "POST" else 200
