"""Pages with which staff and unions answer, and the receipt of what they sent."""

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError, NoResultFound

from tracker import database
from tracker.audit.receipts import openssl_check, python_check, receipt_file
from tracker.consultations import answering, queries
from tracker.consultations.blueprint import consultations
from tracker.consultations.codes import in_groups, receipt_code
from tracker.consultations.forms import RespondForm, respond_form
from tracker.consultations.models import Consultation
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
from tracker.database import EditConflictError, unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today
from tracker.web.conflict import Conflict, ConflictRow


def _find(reference: str) -> tuple[Consultation, Responder, list[Responder]]:
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
    consultation, responder, responders = _find(reference)
    questions = queries.questions_of(consultation)
    sent = own_response(consultation, responder)
    form = respond_form(questions, RespondForm)(data=_as_data(sent) if request.method == "GET" else None)
    day = today()
    if not takes_responses(consultation.state, consultation.opens, consultation.closes, day):
        return _too_late(consultation, responder, sent, form, questions)
    conflict, status = None, 200
    if form.validate_on_submit():
        try:
            return _send(consultation, responder, form, questions)
        except TooLateError:
            consultation, responder, responders = _find(reference)
            return _too_late(consultation, responder, sent, form, questions)
        except (EditConflictError, IntegrityError):
            consultation, responder, responders = _find(reference)
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


def _receipt_url(consultation: Consultation, responder: Responder) -> str:
    union = responder.reference or None
    return url_for("consultations.receipt", reference=consultation.reference, union=union)


def _as_data(sent: Sent | None) -> dict[str, str]:
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
    """Nothing typed is lost: it is shown, to be copied."""
    typed = form.answers(questions) if request.method == "POST" else {}
    page = render_template(
        "consultations/too_late.html",
        consultation=consultation,
        responder=responder,
        sent=sent,
        day=today(),
        position=form.position.data if request.method == "POST" else "",
        typed=[(question, typed.get(question.number, "")) for question in questions] if typed else [],
    )
    return page, 409 if request.method == "POST" else 200


@consultations.get("/consultations/<string:reference>/receipt")
@requires(Permission.CONSULTATION_RESPOND)
def receipt(reference: str) -> ResponseReturnValue:
    """What was sent last, when, and what proves it."""
    consultation, responder, _all = _find(reference)
    sent = own_response(consultation, responder)
    if sent is None:
        raise NoResultFound
    name = _file_name(sent)
    return render_template(
        "consultations/receipt.html",
        consultation=consultation,
        responder=responder,
        sent=sent,
        questions=queries.questions_of(consultation),
        can_change=takes_responses(consultation.state, consultation.opens, consultation.closes, today()),
        readers=UNION_READERS if responder.is_union else STAFF_READERS[consultation.mode],
        code=in_groups(receipt_code(sent.salt)) if sent.has_code else "",
        file_name=name,
        checks=[python_check(name, sent.salt), openssl_check(name, sent.salt)],
    )


@consultations.get("/consultations/<string:reference>/receipt.txt")
@requires(Permission.CONSULTATION_RESPOND)
def download_receipt(reference: str) -> ResponseReturnValue:
    """The receipt as a file that proves itself without this service."""
    consultation, responder, _all = _find(reference)
    sent = own_response(consultation, responder)
    if sent is None or not sent.commitment:
        raise NoResultFound
    content = receipt_file(
        "Upheaval Tracker: receipt for an answer to a consultation",
        [
            ("Reference", sent.response.reference),
            *([("Receipt code", in_groups(receipt_code(sent.salt)))] if sent.has_code else []),
            ("Sent (UTC)", f"{sent.sent_at:%Y-%m-%d %H:%M:%S}"),
            ("Times changed", str(sent.edits)),
            ("In the name of", responder.name),
            ("Consultation", f"{consultation.title} ({consultation.reference})"),
        ],
        field="response",
        text=sent.text,
        salt=sent.salt,
        commitment=sent.commitment,
        file_name=_file_name(sent),
    )
    headers = {"Content-Disposition": f"attachment; filename={_file_name(sent)}"}
    return Response(content, content_type="text/plain; charset=utf-8", headers=headers)


def _file_name(sent: Sent) -> str:
    return f"receipt-{sent.response.reference}-{sent.number}.txt"
