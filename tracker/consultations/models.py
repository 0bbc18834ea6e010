"""Tables of consultations, questions, responses and outcomes. Responses here are named; pages say so."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.changes.models import Change
from tracker.consultations.rules import ConsultationKind, ConsultationState, Position
from tracker.database import Base, Referenced, Versioned


class Consultation(Versioned, Referenced, Base):
    """A period in which affected staff and invited unions are asked about a change."""

    __tablename__ = "consultation"

    change_id: Mapped[int] = mapped_column(sa.ForeignKey("change.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    kind: Mapped[ConsultationKind] = mapped_column(default=ConsultationKind.GENERAL)
    state: Mapped[ConsultationState] = mapped_column(default=ConsultationState.DRAFT, index=True)
    opens: Mapped[date]
    closes: Mapped[date]
    document: Mapped[str] = mapped_column(sa.Text, default="")
    lead_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    management_answer: Mapped[str] = mapped_column(sa.Text, default="")
    changes_made: Mapped[str] = mapped_column(sa.Text, default="")
    answer_written_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    outcome_published_at: Mapped[datetime | None]
    outcome_published_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))

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
    """What one person, or one union as a body, answered. Can be changed until the consultation closes."""

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
    salt: Mapped[str] = mapped_column(sa.String(64), default="")
    commitment: Mapped[str] = mapped_column(sa.String(64), default="")

    consultation: Mapped[Consultation] = relationship(lazy="raise_on_sql")


class Answer(Base):
    """The answer of one response to one question."""

    __tablename__ = "answer"
    __table_args__ = (sa.UniqueConstraint("response_id", "question_id"),)

    response_id: Mapped[int] = mapped_column(sa.ForeignKey("response.id"), index=True)
    question_id: Mapped[int] = mapped_column(sa.ForeignKey("question.id"))
    text: Mapped[str] = mapped_column(sa.Text)
