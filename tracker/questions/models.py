"""The table of questions to managers."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base, Referenced, Versioned
from tracker.questions.rules import QuestionState


class ManagerQuestion(Versioned, Referenced, Base):
    """What HR asked the manager of a unit on the occasion of a concern, and what came back. Never edited.

    ``small``: so few people worked there that a second person had to agree before it went out.
    """

    __tablename__ = "manager_question"

    concern_id: Mapped[int] = mapped_column(sa.ForeignKey("concern.id"), index=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    asked_of_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    state: Mapped[QuestionState]
    small: Mapped[bool]
    text: Mapped[str] = mapped_column(sa.Text)
    salt: Mapped[str] = mapped_column(sa.String(64))
    commitment: Mapped[str] = mapped_column(sa.String(64))
    due_on: Mapped[date] = mapped_column(index=True)
    asked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    asked_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    answer_salt: Mapped[str] = mapped_column(sa.String(64), default="")
    answer_commitment: Mapped[str] = mapped_column(sa.String(64), default="")
    answered_at: Mapped[datetime | None]
