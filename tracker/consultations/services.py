"""What is done with consultations: designed, opened, extended and closed by HR; the outcome published."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm.attributes import flag_modified

from tracker.audit import services as audit
from tracker.audit.receipts import as_evidence
from tracker.audit.rules import commitment
from tracker.changes.models import Change
from tracker.consultations.models import (
    Consultation,
    ConsultationExtension,
    InvitedUnion,
    OutcomeAuthor,
    Question,
)
from tracker.consultations.notices import ANSWERED, EXTENDED, OPENED, tell_asked
from tracker.consultations.queries import authors_of, invited_unions, people_asked, questions_of
from tracker.consultations.queries_themes import answered_themes, unanswered
from tracker.consultations.rules import (
    AnswerMode,
    ConsultationError,
    ConsultationKind,
    ConsultationState,
    check_close,
    check_dates,
    check_extension,
    check_move,
    check_outcome_published,
    check_outcome_written,
    is_over,
    missing_for_opening,
    opening_text,
    outcome_text,
)
from tracker.consultations.rules_themes import themes_text
from tracker.database import check_version, db
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer


def create_consultation(
    change: Change,
    *,
    title: str,
    kind: ConsultationKind,
    opens: date,
    closes: date,
    document: str,
    questions: Sequence[tuple[str, bool]],
    union_ids: Iterable[int],
    mode: AnswerMode = AnswerMode.NAMED,
    by: Viewer,
) -> Consultation:
    """A draft that only HR of the programme sees. ``questions``: text, and whether it must be answered."""
    if check_dates(opens, closes):
        raise ConsultationError(check_dates(opens, closes)["closes"])
    consultation = Consultation(
        change_id=change.id,
        title=title,
        kind=kind,
        mode=mode,
        opens=opens,
        closes=closes,
        document=as_evidence(document),
        lead_id=by.account_id,
    )
    db.session.add(consultation)
    db.session.flush()
    _write_parts(consultation, questions, union_ids)
    _record_design(consultation, "created", len(questions), by)
    return consultation


def edit_consultation(
    consultation: Consultation,
    *,
    title: str,
    kind: ConsultationKind,
    opens: date,
    closes: date,
    document: str,
    questions: Sequence[tuple[str, bool]],
    union_ids: Iterable[int],
    mode: AnswerMode = AnswerMode.NAMED,
    by: Viewer,
    seen: int | None = None,
) -> None:
    """Change a draft. Nothing of it can be changed once it is open."""
    if consultation.state is not ConsultationState.DRAFT:
        raise ConsultationError(f"The consultation is {consultation.state}: it cannot be edited any more")
    check_version(consultation, seen)
    if check_dates(opens, closes):
        raise ConsultationError(check_dates(opens, closes)["closes"])
    consultation.title, consultation.kind, consultation.mode = title, kind, mode
    consultation.opens, consultation.closes = opens, closes
    consultation.document = as_evidence(document)
    flag_modified(consultation, "title")  # the version rises even when only questions or unions changed
    db.session.flush()
    _write_parts(consultation, questions, union_ids)
    _record_design(consultation, "edited", len(questions), by)


def _write_parts(
    consultation: Consultation, questions: Sequence[tuple[str, bool]], union_ids: Iterable[int]
) -> None:
    for part in (Question, InvitedUnion):
        db.session.execute(sa.delete(part).where(part.consultation_id == consultation.id))
    db.session.add_all(
        Question(consultation_id=consultation.id, number=number, text=text, required=required)
        for number, (text, required) in enumerate(questions, 1)
    )
    db.session.add_all(
        InvitedUnion(consultation_id=consultation.id, union_id=union_id)
        for union_id in dict.fromkeys(union_ids)
    )
    db.session.flush()


def _record_design(consultation: Consultation, step: str, questions: int, by: Viewer) -> None:
    audit.record(
        by,
        Permission.CONSULTATION_DESIGN,
        "consultation",
        consultation.reference,
        version=consultation.version,
        facts={"step": step, "questions": questions},
    )


def why_not_open(consultation: Consultation, day: date) -> list[str]:
    """What has to be put right before it can be opened; its change is loaded. Empty when ready."""
    if consultation.state is not ConsultationState.DRAFT:
        return [f"The consultation is {consultation.state} already"]
    return missing_for_opening(
        document=consultation.document,
        opens=consultation.opens,
        closes=consultation.closes,
        people=people_asked(consultation),
        unions=len(invited_unions(consultation)),
        is_published=consultation.change.published_number is not None,
        mode=consultation.mode,
        today=day,
    )


def open_consultation(
    consultation: Consultation, *, by: Viewer, moment: datetime, day: date, seen: int | None = None
) -> None:
    """Put it to everyone who is asked, from its opening day. What is asked and who reads it is then fixed."""
    check_move(consultation.state, ConsultationState.OPEN)
    check_version(consultation, seen)
    if wrong := why_not_open(consultation, day):
        raise ConsultationError(wrong[0])
    text = opening_text(
        consultation.title,
        consultation.kind,
        consultation.mode,
        consultation.opens,
        consultation.closes,
        consultation.document,
        questions_of(consultation),
    )
    consultation.salt, consultation.commitment = commitment("consultation", text)
    consultation.people_asked = people_asked(consultation)
    consultation.state, consultation.opened_at = ConsultationState.OPEN, moment
    db.session.flush()
    audit.record(
        by,
        Permission.CONSULTATION_DESIGN,
        "consultation",
        consultation.reference,
        version=consultation.version,
        facts={
            "step": "opened",
            "opens": consultation.opens.isoformat(),
            "closes": consultation.closes.isoformat(),
            "people asked": consultation.people_asked,
            "unions invited": len(invited_unions(consultation)),
        },
        commitments={"consultation": consultation.commitment},
    )
    if consultation.opens <= day:
        tell_asked(consultation, OPENED, by, moment)


def extend_consultation(
    consultation: Consultation,
    *,
    closes: date,
    reason: str,
    by: Viewer,
    moment: datetime,
    day: date,
    seen: int | None = None,
) -> None:
    """A later closing day, with a reason that everyone asked can read."""
    check_extension(consultation.state, consultation.closes, closes, day)
    check_version(consultation, seen)
    reason = as_evidence(reason)
    if not reason:
        raise ConsultationError("Enter the reason for the later closing day")
    salt, digest = commitment("extension", reason)
    db.session.add(
        ConsultationExtension(
            consultation_id=consultation.id,
            closes_before=consultation.closes,
            closes_after=closes,
            reason=reason,
            recorded_at=moment,
            recorded_by_id=by.account_id,
            salt=salt,
            commitment=digest,
        )
    )
    before, consultation.closes = consultation.closes, closes
    db.session.flush()
    audit.record(
        by,
        Permission.CONSULTATION_DESIGN,
        "consultation",
        consultation.reference,
        version=consultation.version,
        facts={"step": "extended", "from": before.isoformat(), "to": closes.isoformat()},
        commitments={"extension": digest},
    )
    if consultation.opens <= day:
        tell_asked(consultation, EXTENDED, by, moment)


def why_not_close(consultation: Consultation, day: date) -> list[str]:
    """Why it cannot be closed today. Empty when it can."""
    try:
        check_close(consultation.state, consultation.closes, day)
    except ConsultationError as error:
        return [str(error)]
    return []


def close_consultation(
    consultation: Consultation, *, by: Viewer, moment: datetime, day: date, seen: int | None = None
) -> None:
    """Close on the closing day or later. On the day itself answers still count until midnight."""
    check_close(consultation.state, consultation.closes, day)
    check_version(consultation, seen)
    consultation.state, consultation.closed_at = ConsultationState.CLOSED, moment
    db.session.flush()
    audit.record(
        by,
        Permission.CONSULTATION_DESIGN,
        "consultation",
        consultation.reference,
        version=consultation.version,
        facts={"step": "closed"},
    )


def _over(consultation: Consultation, day: date) -> bool:
    return is_over(consultation.state, consultation.opens, consultation.closes, day)


def write_outcome(
    consultation: Consultation,
    *,
    management_answer: str,
    changes_made: str,
    said: str = "",
    by: Viewer,
    day: date,
    seen: int | None = None,
) -> None:
    """Draft what everyone asked will read. Each writer is kept: none of them may publish it."""
    check_outcome_written(consultation.state, _over(consultation, day))
    check_version(consultation, seen)
    consultation.said = as_evidence(said)
    consultation.management_answer = as_evidence(management_answer)
    consultation.changes_made = as_evidence(changes_made)
    consultation.answer_written_by_id = by.account_id
    flag_modified(consultation, "said")
    if by.account_id not in authors_of(consultation):
        db.session.add(OutcomeAuthor(consultation_id=consultation.id, account_id=by.account_id))
    db.session.flush()
    audit.record(
        by,
        Permission.OUTCOME_WRITE,
        "consultation",
        consultation.reference,
        version=consultation.version,
        facts={"step": "outcome written"},
    )


def why_not_written(consultation: Consultation, day: date) -> str:
    """Why the outcome cannot be written now, in words for the page; empty when it can."""
    try:
        check_outcome_written(consultation.state, _over(consultation, day))
    except ConsultationError as error:
        return str(error)
    return ""


def check_publishable(consultation: Consultation, *, by: Viewer, day: date) -> None:
    """Raise ``ConsultationError`` when this person may not publish the outcome now."""
    check_outcome_published(
        consultation.state,
        _over(consultation, day),
        consultation.management_answer,
        consultation.changes_made,
        authors_of(consultation),
        by.account_id,
        unanswered(consultation),
    )


def publish_outcome(
    consultation: Consultation, *, by: Viewer, moment: datetime, day: date, seen: int | None = None
) -> None:
    """Somebody who wrote none of it publishes the answer; everyone who was asked can read it."""
    check_publishable(consultation, by=by, day=day)
    check_version(consultation, seen)
    text = outcome_text(
        consultation.said,
        consultation.management_answer,
        consultation.changes_made,
        themes_text(answered_themes(consultation).values()),
    )
    consultation.outcome_salt, consultation.outcome_commitment = commitment("outcome", text)
    consultation.state = ConsultationState.OUTCOME_PUBLISHED
    consultation.outcome_published_at, consultation.outcome_published_by_id = moment, by.account_id
    db.session.flush()
    audit.record(
        by,
        Permission.OUTCOME_PUBLISH,
        "consultation",
        consultation.reference,
        version=consultation.version,
        facts={"step": "outcome published"},
        commitments={"outcome": consultation.outcome_commitment},
    )
    tell_asked(consultation, ANSWERED, by, moment)
