"""Calling to mind: a notice to those who have not answered, which shows nobody who they are."""

from datetime import date, datetime

from tracker.audit import services as audit
from tracker.consultations.models import Consultation
from tracker.consultations.notices import remind_asked
from tracker.consultations.rules import ConsultationError, takes_responses, why_no_answers
from tracker.database import db
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer


def remind(consultation: Consultation, *, by: Viewer, moment: datetime, day: date) -> None:
    """Remind while answers count. Neither the page nor the record says how many were reminded."""
    if not takes_responses(consultation.state, consultation.opens, consultation.closes, day):
        raise ConsultationError(why_no_answers(consultation.opens, consultation.closes, day))
    remind_asked(consultation, by, moment, day)
    db.session.flush()
    audit.record(
        by,
        Permission.CONSULTATION_DESIGN,
        "consultation",
        consultation.reference,
        version=consultation.version,
        facts={"step": "reminded"},
    )
