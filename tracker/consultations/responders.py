"""In whose name somebody answers a consultation, and what was answered in that name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

import sqlalchemy as sa

from tracker.accounts.models import Account
from tracker.affected_staff.models import AffectedPerson
from tracker.affected_staff.queries import status_for, visible_affected
from tracker.affected_staff.rules import AffectedStatus
from tracker.consultations.models import (
    Answer,
    Consultation,
    InvitedUnion,
    Question,
    Response,
    ResponseVersion,
)
from tracker.consultations.rules import AnswerMode
from tracker.database import db
from tracker.organisation.models import RecognisedUnion
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer


@dataclass(frozen=True)
class Responder:
    """In whose name the viewer answers: their own, or a union's. One of the two ids is None."""

    reference: str
    name: str
    person_id: int | None = None
    union_id: int | None = None

    @property
    def is_union(self) -> bool:
        """Whether a body answers."""
        return self.union_id is not None


def responders_of(consultation: Consultation, viewer: Viewer, day: date) -> list[Responder]:
    """In whose names the viewer may answer; a representative of two invited unions may answer for each.

    Staff who answer anonymously do so with a code, in nobody's name.
    """
    if not viewer.may(Permission.CONSULTATION_RESPOND):
        return []
    if viewer.person_id is not None:
        if consultation.mode is AnswerMode.ANONYMOUS:
            return []
        return (
            [Responder("", viewer.name, person_id=viewer.person_id)]
            if is_asked(consultation, viewer, day)
            else []
        )
    rows = db.session.execute(
        sa.select(RecognisedUnion.reference, RecognisedUnion.name, RecognisedUnion.id)
        .join(InvitedUnion, InvitedUnion.union_id == RecognisedUnion.id)
        .where(InvitedUnion.consultation_id == consultation.id, RecognisedUnion.id.in_(viewer.union_ids))
        .order_by(RecognisedUnion.name, RecognisedUnion.id)
    )
    return [Responder(row.reference, row.name, union_id=row.id) for row in rows]


def is_asked(consultation: Consultation, viewer: Viewer, day: date) -> bool:
    """Affected now, or has answered already: whoever answered may change it even when no longer affected."""
    affected = (
        visible_affected(viewer, day)
        .where(
            AffectedPerson.change_id == consultation.change_id,
            status_for(viewer) != AffectedStatus.NO_LONGER_AFFECTED,
        )
        .with_only_columns(AffectedPerson.id)
        .order_by(None)
    )
    answered = sa.select(Response.id).where(
        Response.consultation_id == consultation.id, Response.person_id == viewer.person_id
    )
    return bool(db.session.scalar(sa.select(sa.or_(affected.exists(), answered.exists()))))


@dataclass(frozen=True)
class Sent:
    """A response as last sent. ``answers`` are by question number; an empty one has no entry.

    ``has_code``: its receipt has a code, which receipts did not always have.
    """

    response: Response
    text: str
    number: int
    sent_at: datetime
    sent_by: str
    salt: str
    commitment: str
    has_code: bool = False
    answers: Mapping[int, str] = field(default_factory=dict)

    @property
    def edits(self) -> int:
        """How many times it was changed."""
        return self.number - 1


def own_response(consultation: Consultation, responder: Responder) -> Sent | None:
    """What was answered in that name, or None."""
    found = db.session.execute(
        sa.select(Response, ResponseVersion, Account.name)
        .join(Account, Account.id == Response.sent_by_id)
        .outerjoin(
            ResponseVersion,
            sa.and_(ResponseVersion.response_id == Response.id, ResponseVersion.number == Response.version),
        )
        .where(Response.consultation_id == consultation.id, _of(responder))
    ).one_or_none()
    if found is None:
        return None
    response, name = found[0], found[2]
    version: ResponseVersion | None = found[1]
    rows = db.session.execute(
        sa.select(Question.number, Answer.text)
        .join(Answer, Answer.question_id == Question.id)
        .where(Answer.response_id == response.id)
    )
    return Sent(
        response=response,
        text=version.text if version else "",
        number=response.version,
        sent_at=response.sent_at,
        sent_by=name,
        salt=version.salt if version else "",
        commitment=version.commitment if version else "",
        has_code=version is not None and version.receipt_hash is not None,
        answers={row.number: row.text for row in rows},
    )


@dataclass(frozen=True)
class EarlierVersion:
    """A response as it was sent before it was changed."""

    number: int
    text: str
    sent_at: datetime
    sent_by: str


def earlier_versions(sent: Sent) -> list[EarlierVersion]:
    """What was sent before the version that counts, newest first."""
    rows = db.session.execute(
        sa.select(ResponseVersion.number, ResponseVersion.text, ResponseVersion.sent_at, Account.name)
        .join(Account, Account.id == ResponseVersion.sent_by_id)
        .where(ResponseVersion.response_id == sent.response.id, ResponseVersion.number < sent.number)
        .order_by(ResponseVersion.number.desc())
    )
    return [EarlierVersion(*row) for row in rows]


def _of(responder: Responder) -> sa.ColumnElement[bool]:
    if responder.is_union:
        return Response.union_id == responder.union_id
    return Response.person_id == responder.person_id
