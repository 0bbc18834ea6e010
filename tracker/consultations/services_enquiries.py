"""Asking about a consultation while it runs, and answering for all."""

from datetime import date, datetime

import sqlalchemy as sa

from tracker.audit import services as audit
from tracker.audit.receipts import as_evidence
from tracker.audit.rules import commitment
from tracker.consultations.models import Consultation
from tracker.consultations.models_enquiries import Enquiry
from tracker.consultations.notices import ENQUIRY_ANSWERED, tell_asked, tell_designers
from tracker.consultations.rules import ConsultationError, TooLateError, takes_responses, why_no_answers
from tracker.database import check_version, db
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer


def ask(consultation: Consultation, text: str, *, by: Viewer, moment: datetime, day: date) -> Enquiry:
    """Ask while answers count. The same words asked again by the same person are one enquiry."""
    if not takes_responses(consultation.state, consultation.opens, consultation.closes, day):
        raise TooLateError(why_no_answers(consultation.opens, consultation.closes, day))
    text = as_evidence(text)
    again = db.session.scalar(
        sa.select(Enquiry).where(
            Enquiry.consultation_id == consultation.id,
            Enquiry.asked_by_id == by.account_id,
            Enquiry.text == text,
        )
    )
    if again is not None:
        return again
    row = Enquiry(consultation_id=consultation.id, text=text, asked_by_id=by.account_id, asked_at=moment)
    db.session.add(row)
    db.session.flush()
    _record(consultation, Permission.CONSULTATION_RESPOND, "enquiry asked", text, by)
    tell_designers(consultation, by, moment)
    return row


def answer(
    enquiry: Enquiry, *, published_text: str, text: str, by: Viewer, moment: datetime, seen: int | None = None
) -> None:
    """Answer for everyone asked, once: what stands there is evidence of what people were told."""
    check_version(enquiry, seen)
    if enquiry.answered_at is not None:
        raise ConsultationError("It is answered already; an answer that was given is not changed")
    enquiry.published_text, enquiry.answer = as_evidence(published_text), as_evidence(text)
    enquiry.answered_at, enquiry.answered_by_id = moment, by.account_id
    db.session.flush()
    consultation = enquiry.consultation
    words = f"{enquiry.published_text}\n\n{enquiry.answer}"
    _record(consultation, Permission.CONSULTATION_DESIGN, "enquiry answered", words, by)
    tell_asked(consultation, ENQUIRY_ANSWERED, by, moment, key=moment.date().isoformat())


def _record(consultation: Consultation, permission: Permission, step: str, words: str, by: Viewer) -> None:
    """Recorded by the consultation, so that the log does not lead from an enquiry to whoever asked."""
    audit.record(
        by,
        permission,
        "consultation",
        consultation.reference,
        facts={"step": step},
        commitments={"enquiry": commitment("enquiry", words)[1]},
    )
