"""Pages with which somebody answers anonymously: the code, the answer sent with it, and a receipt's check.

All but the first need no sign-in, name nobody and keep no time. Codes are never part of an address.
"""

import secrets

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import IntegrityError, NoResultFound

from tracker.consultations import queries, services_anonymous
from tracker.consultations.blueprint import consultations
from tracker.consultations.codes import in_groups, new_code
from tracker.consultations.forms import AnonymousForm, CodeForm, GiveCodeForm, respond_form
from tracker.consultations.models import Consultation
from tracker.consultations.queries_anonymous import consultation_of_code, receipt_seen, was_given_a_code
from tracker.consultations.responders import is_asked
from tracker.consultations.rules import (
    FEWEST,
    STAFF_READERS,
    AnswerMode,
    ConsultationError,
    Position,
    TooLateError,
    paragraphs,
    takes_responses,
    why_no_answers,
)
from tracker.consultations.services_anonymous import UnknownCodeError
from tracker.database import unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.web.access import current_viewer, open_to_anyone, requires
from tracker.web.clock import today

UNKNOWN = "No open consultation has this code: check each sign, or an answer was sent with it already"


@consultations.route("/consultations/<string:reference>/code", methods=["GET", "POST"])
@requires(Permission.CONSULTATION_RESPOND)
def give_code(reference: str) -> ResponseReturnValue:
    """What anonymous means here; then the one code, shown once."""
    viewer, day = current_viewer(), today()
    consultation = queries.get_consultation(reference, viewer, day)
    if consultation.mode is not AnswerMode.ANONYMOUS or viewer.person_id is None:
        raise NoResultFound
    given = was_given_a_code(consultation, viewer.person_id)
    if not given and not is_asked(consultation, viewer, day):
        raise NoResultFound
    form, code, status = GiveCodeForm(), "", 200
    if form.validate_on_submit():
        try:
            with unit_of_work():
                services_anonymous.give_code(consultation, viewer.person_id, form.code.data or "", day=day)
        except ConsultationError as error:
            form.say("", str(error))
            status = 409
        else:
            code = form.code.data or ""
    form.code.data = new_code()
    page = render_template(
        "consultations/code.html",
        consultation=consultation,
        form=form,
        code=code,
        shown=in_groups(code),
        given=given,
        is_open=takes_responses(consultation.state, consultation.opens, consultation.closes, day),
        readers=STAFF_READERS[consultation.mode],
        fewest=FEWEST,
        unions=queries.invited_unions(consultation),
    )
    return page, status


@consultations.route("/answer-with-code", methods=["GET", "POST"])
@open_to_anyone
def enter_code() -> ResponseReturnValue:
    """Type a code in, on any device; with a good one comes the form to answer."""
    form, status = CodeForm(), 200
    if form.validate_on_submit() and (code := form.typed()):
        consultation = consultation_of_code(code)
        if consultation is not None:
            return _answer_page(consultation, _blank(consultation, code))
        form.say("code", UNKNOWN)
    if form.errors:
        status = 400
    return render_template("consultations/enter_code.html", form=form, bare=True), status


@consultations.route("/answer-with-code/answer", methods=["GET", "POST"])
@open_to_anyone
def answer_with_code() -> ResponseReturnValue:
    """Send the answer; its receipt is the page that comes back."""
    if request.method == "GET":
        return redirect(url_for("consultations.enter_code"))
    code = request.form.get("code", "")
    consultation = consultation_of_code(code)
    questions = queries.questions_of(consultation) if consultation else []
    form = respond_form(questions, AnonymousForm)()
    if consultation is not None and not form.validate_on_submit():
        if "salt" in form.errors:
            form.salt.data = secrets.token_hex(32)
        return _answer_page(consultation, form, status=400)
    try:
        with unit_of_work():
            receipt = services_anonymous.answer_with_code(
                code,
                position=Position(form.position.data),
                answers=_typed(),
                salt=form.salt.data or "",
                day=today(),
            )
    except TooLateError as error:
        return _refused(str(error))
    except (UnknownCodeError, IntegrityError, ValueError):
        return _refused("This code is not known, or an answer was sent with it already")
    return render_template(
        "consultations/anonymous_receipt.html", receipt=receipt, code=in_groups(receipt.code), bare=True
    )


def _typed() -> dict[int, str]:
    """Answers by question number, whether or not the code is still good."""
    return {
        int(number): text.replace("\x00", "").strip()
        for name, text in request.form.items()
        if (number := name.removeprefix("answer_")) != name and number.isdecimal() and len(number) < 4
    }


def _blank(consultation: Consultation, code: str) -> AnonymousForm:
    return respond_form(queries.questions_of(consultation), AnonymousForm)(
        formdata=None, data={"code": code, "salt": secrets.token_hex(32)}
    )


def _answer_page(consultation: Consultation, form: AnonymousForm, status: int = 200) -> ResponseReturnValue:
    day = today()
    if not takes_responses(consultation.state, consultation.opens, consultation.closes, day):
        return _refused(why_no_answers(consultation.opens, consultation.closes, day))
    page = render_template(
        "consultations/answer_with_code.html",
        consultation=consultation,
        form=form,
        questions=queries.questions_of(consultation),
        paragraphs=paragraphs(consultation.document),
        readers=STAFF_READERS[AnswerMode.ANONYMOUS],
        bare=True,
    )
    return page, status


def _refused(why: str) -> ResponseReturnValue:
    """Nothing typed is lost: it is shown, to be copied."""
    page = render_template(
        "consultations/not_sent.html",
        why=why,
        position=request.form.get("position", ""),
        typed=[text for text in _typed().values() if text],
        bare=True,
    )
    return page, 409


@consultations.route("/check-receipt", methods=["GET", "POST"])
@open_to_anyone
def check_receipt() -> ResponseReturnValue:
    """Whether the answer behind a receipt's code is held, without showing a word of it."""
    form, found, status = CodeForm(), None, 200
    if form.validate_on_submit() and (code := form.typed()):
        found = receipt_seen(code)
        if found is None:
            form.say("code", "No answer has this receipt code: check each sign")
    if form.errors:
        status = 400
    return render_template("consultations/check_receipt.html", form=form, found=found, bare=True), status
