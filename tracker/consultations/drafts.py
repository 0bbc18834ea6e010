"""Answers that were typed and not sent: kept for their writer alone, to be finished or copied later."""

from collections.abc import Mapping
from datetime import datetime

import sqlalchemy as sa

from tracker.audit import services as audit
from tracker.audit.receipts import as_evidence
from tracker.consultations.models import Consultation, ResponseDraft
from tracker.consultations.responders import Responder
from tracker.database import db
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer


def own_draft(consultation: Consultation, responder: Responder, viewer: Viewer) -> ResponseDraft | None:
    """What the viewer has typed in that name and not sent."""
    return db.session.scalar(
        sa.select(ResponseDraft).where(
            ResponseDraft.consultation_id == consultation.id,
            ResponseDraft.account_id == viewer.account_id,
            ResponseDraft.name_of == responder.reference,
        )
    )


def save_draft(
    consultation: Consultation,
    responder: Responder,
    *,
    position: str,
    answers: Mapping[int, str],
    seen: int | None,
    by: Viewer,
    moment: datetime,
) -> ResponseDraft:
    """Keep what was typed, in place of what was kept before. Allowed at any time: a draft counts nowhere."""
    draft = own_draft(consultation, responder, by)
    if draft is None:
        draft = ResponseDraft(
            consultation_id=consultation.id, account_id=by.account_id, name_of=responder.reference
        )
        db.session.add(draft)
    draft.position, draft.saved_at, draft.seen_version = position[:60], moment, seen or 0
    draft.answers = {str(number): as_evidence(text) for number, text in answers.items() if text}
    db.session.flush()
    _record(consultation, "draft saved", by)
    return draft


def discard_draft(consultation: Consultation, responder: Responder, *, by: Viewer) -> None:
    """Forget what was typed; nothing happens when there is nothing."""
    draft = own_draft(consultation, responder, by)
    if draft is None:
        return
    db.session.delete(draft)
    db.session.flush()
    _record(consultation, "draft discarded", by)


def _record(consultation: Consultation, step: str, by: Viewer) -> None:
    audit.record(
        by,
        Permission.CONSULTATION_RESPOND,
        "consultation",
        consultation.reference,
        facts={"step": step},
    )
