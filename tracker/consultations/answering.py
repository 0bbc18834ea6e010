"""Sending an answer to a consultation, and changing the one sent."""

from collections.abc import Mapping
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm.attributes import flag_modified

from tracker.audit import services as audit
from tracker.audit.receipts import as_evidence
from tracker.audit.rules import commitment
from tracker.consultations.codes import receipt_code, receipt_hash
from tracker.consultations.drafts import discard_draft
from tracker.consultations.models import Answer, Consultation, Question, Response, ResponseVersion
from tracker.consultations.queries import questions_of
from tracker.consultations.responders import Responder, Sent, own_response
from tracker.consultations.rules import (
    AnswerMode,
    Position,
    TooLateError,
    response_text,
    takes_responses,
    why_no_answers,
)
from tracker.database import EditConflictError, check_version, db
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer


def respond(
    consultation: Consultation,
    responder: Responder,
    *,
    position: Position,
    answers: Mapping[int, str],
    by: Viewer,
    moment: datetime,
    day: date,
    seen: int | None = None,
) -> Response:
    """Send an answer, or change the one sent. ``answers`` are by question number.

    ``seen`` is the version on the page, 0 when there was none yet. The same words again save nothing.
    """
    if not takes_responses(consultation.state, consultation.opens, consultation.closes, day):
        raise TooLateError(why_no_answers(consultation.opens, consultation.closes, day))
    questions = questions_of(consultation)
    kept = {q.number: as_evidence(answers.get(q.number, "")) for q in questions}
    text = response_text(position, [(q, kept[q.number]) for q in questions])
    earlier = own_response(consultation, responder)
    discard_draft(consultation, responder, by=by)
    if earlier is not None and earlier.text == text:
        return earlier.response
    response = _saved(consultation, responder, earlier, position, by, moment, seen)
    rows = db.session.execute(
        sa.select(Question.number, Question.id).where(Question.consultation_id == consultation.id)
    )
    ids = {row.number: row.id for row in rows}
    db.session.execute(sa.delete(Answer).where(Answer.response_id == response.id))
    db.session.add_all(
        Answer(response_id=response.id, question_id=ids[number], text=typed)
        for number, typed in kept.items()
        if typed
    )
    salt, digest = commitment("response", text)
    db.session.add(
        ResponseVersion(
            response_id=response.id,
            number=response.version,
            text=text,
            sent_at=moment,
            sent_by_id=by.account_id,
            salt=salt,
            commitment=digest,
            receipt_hash=receipt_hash(receipt_code(salt)),
        )
    )
    db.session.flush()
    _record(consultation, response, digest, by)
    return response


def _record(consultation: Consultation, response: Response, digest: str, by: Viewer) -> None:
    """A confidential answer is recorded by its consultation: readers know it by its own reference."""
    apart = consultation.mode is AnswerMode.CONFIDENTIAL and response.person_id is not None
    audit.record(
        by,
        Permission.CONSULTATION_RESPOND,
        "consultation" if apart else "response",
        consultation.reference if apart else response.reference,
        version=0 if apart else response.version,
        facts={"consultation": consultation.reference, "edits": response.version - 1},
        commitments={"response": digest},
    )


def _saved(
    consultation: Consultation,
    responder: Responder,
    earlier: Sent | None,
    position: Position,
    by: Viewer,
    moment: datetime,
    seen: int | None,
) -> Response:
    if earlier is None:
        if seen:
            raise EditConflictError
        response = Response(
            consultation_id=consultation.id,
            person_id=responder.person_id,
            union_id=responder.union_id,
            position=position,
            sent_at=moment,
            sent_by_id=by.account_id,
        )
        db.session.add(response)
    else:
        response = earlier.response
        check_version(response, seen)
        response.position, response.sent_at, response.sent_by_id = position, moment, by.account_id
        flag_modified(response, "position")
    db.session.flush()
    return response
