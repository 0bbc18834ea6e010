"""Tables of consultations, questions, responses and outcomes. Anonymous answers live apart."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.changes.models import Change
from tracker.consultations.rules import AnswerMode, ConsultationKind, ConsultationState, Position
from tracker.database import Base, Referenced, Versioned


class Consultation(Versioned, Referenced, Base):
    """A period in which affected staff and invited unions are asked about a change.

    ``people_asked`` is how many members of staff were affected when it opened. ``salt`` and ``commitment``
    prove what was put to them; ``outcome_salt`` and ``outcome_commitment`` what was published in answer.
    ``released_root`` is the fingerprint over the commitments of all anonymous answers that were released.
    """

    __tablename__ = "consultation"

    change_id: Mapped[int] = mapped_column(sa.ForeignKey("change.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    kind: Mapped[ConsultationKind] = mapped_column(default=ConsultationKind.GENERAL)
    mode: Mapped[AnswerMode] = mapped_column(default=AnswerMode.NAMED)
    state: Mapped[ConsultationState] = mapped_column(default=ConsultationState.DRAFT, index=True)
    opens: Mapped[date]
    closes: Mapped[date]
    document: Mapped[str] = mapped_column(sa.Text, default="")
    lead_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    opened_at: Mapped[datetime | None]
    people_asked: Mapped[int | None]
    salt: Mapped[str] = mapped_column(sa.String(64), default="")
    commitment: Mapped[str] = mapped_column(sa.String(64), default="")
    closed_at: Mapped[datetime | None]
    said: Mapped[str] = mapped_column(sa.Text, default="")
    management_answer: Mapped[str] = mapped_column(sa.Text, default="")
    changes_made: Mapped[str] = mapped_column(sa.Text, default="")
    answer_written_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    outcome_published_at: Mapped[datetime | None]
    outcome_published_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    outcome_salt: Mapped[str] = mapped_column(sa.String(64), default="")
    outcome_commitment: Mapped[str] = mapped_column(sa.String(64), default="")
    released_at: Mapped[datetime | None]
    released_root: Mapped[str] = mapped_column(sa.String(64), default="")

    change: Mapped[Change] = relationship(lazy="raise_on_sql")


class ConsultationExtension(Base):
    """A later closing day, with the reason told to everyone. Never edited."""

    __tablename__ = "consultation_extension"

    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"), index=True)
    closes_before: Mapped[date]
    closes_after: Mapped[date]
    reason: Mapped[str] = mapped_column(sa.Text)
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    salt: Mapped[str] = mapped_column(sa.String(64), default="")
    commitment: Mapped[str] = mapped_column(sa.String(64), default="")


class InvitedUnion(Base):
    """A recognised union asked to respond."""

    __tablename__ = "invited_union"
    __table_args__ = (sa.UniqueConstraint("consultation_id", "union_id"),)

    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"), index=True)
    union_id: Mapped[int] = mapped_column(sa.ForeignKey("recognised_union.id"), index=True)


class Question(Base):
    """A question put to everyone asked. Locked once the consultation is open."""

    __tablename__ = "question"
    __table_args__ = (sa.UniqueConstraint("consultation_id", "number"),)

    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"), index=True)
    number: Mapped[int]
    text: Mapped[str] = mapped_column(sa.String(500))
    required: Mapped[bool] = mapped_column(default=False)


class Response(Versioned, Referenced, Base):
    """What one person, or one union as a body, answered last. It can be changed until the last day is over.

    ``version`` counts the savings: a response that was never changed has version 1.
    """

    __tablename__ = "response"
    __table_args__ = (
        sa.UniqueConstraint("consultation_id", "person_id"),
        sa.UniqueConstraint("consultation_id", "union_id"),
        sa.CheckConstraint("(person_id is null) <> (union_id is null)", name="person_or_union"),
    )

    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), index=True)
    union_id: Mapped[int | None] = mapped_column(sa.ForeignKey("recognised_union.id"), index=True)
    position: Mapped[Position] = mapped_column(default=Position.NO_VIEW)
    sent_at: Mapped[datetime]
    sent_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))

    consultation: Mapped[Consultation] = relationship(lazy="raise_on_sql")


class Answer(Base):
    """The answer of one response to one question, as last sent."""

    __tablename__ = "answer"
    __table_args__ = (sa.UniqueConstraint("response_id", "question_id"),)

    response_id: Mapped[int] = mapped_column(sa.ForeignKey("response.id"), index=True)
    question_id: Mapped[int] = mapped_column(sa.ForeignKey("question.id"))
    text: Mapped[str] = mapped_column(sa.Text)


class ResponseDraft(Base):
    """What somebody typed and has not sent: theirs alone, and counted nowhere. Deleted when it is sent.

    ``name_of``: the reference of the union in whose name it would be sent, empty in one's own. ``answers``:
    question number to text. ``seen_version``: of the response that it would change, 0 when there was none.
    """

    __tablename__ = "response_draft"
    __table_args__ = (sa.UniqueConstraint("consultation_id", "account_id", "name_of"),)

    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"))
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    name_of: Mapped[str] = mapped_column(sa.String(12), default="")
    position: Mapped[str] = mapped_column(sa.String(60), default="")
    answers: Mapped[dict[str, str]] = mapped_column(sa.JSON())
    seen_version: Mapped[int] = mapped_column(default=0)
    saved_at: Mapped[datetime]


class ResponseVersion(Base):
    """A response exactly as it was sent, with what proves it. Never edited: each saving adds one.

    ``receipt_hash`` finds it by its receipt code; None for what was sent before receipts had codes.
    """

    __tablename__ = "response_version"
    __table_args__ = (sa.UniqueConstraint("response_id", "number"),)

    response_id: Mapped[int] = mapped_column(sa.ForeignKey("response.id"), index=True)
    number: Mapped[int]
    text: Mapped[str] = mapped_column(sa.Text)
    sent_at: Mapped[datetime]
    sent_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    salt: Mapped[str] = mapped_column(sa.String(64))
    commitment: Mapped[str] = mapped_column(sa.String(64))
    receipt_hash: Mapped[str | None] = mapped_column(sa.String(64), unique=True)


class OutcomeAuthor(Base):
    """Somebody who wrote any of the management answer, and so may not publish it."""

    __tablename__ = "outcome_author"
    __table_args__ = (sa.UniqueConstraint("consultation_id", "account_id"),)

    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"), index=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
