"""Tables of briefing cards."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker.briefings.rules import CardState, LineKind
from tracker.database import Base, Referenced, Versioned


class BriefingCard(Versioned, Referenced, Base):
    """One version of what managers may say about a change. Never edited once published."""

    __tablename__ = "briefing_card"
    __table_args__ = (sa.UniqueConstraint("change_id", "number"),)

    change_id: Mapped[int] = mapped_column(sa.ForeignKey("change.id"), index=True)
    number: Mapped[int]
    state: Mapped[CardState] = mapped_column(default=CardState.DRAFT)
    questions_to: Mapped[str] = mapped_column(sa.String(300))
    written_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    written_at: Mapped[datetime]
    published_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    published_at: Mapped[datetime | None]


class BriefingLine(Base):
    """A line of a card. ``embargo`` is the moment from which whoever the card is for may read it."""

    __tablename__ = "briefing_line"
    __table_args__ = (sa.UniqueConstraint("card_id", "position"),)

    card_id: Mapped[int] = mapped_column(sa.ForeignKey("briefing_card.id"))
    position: Mapped[int]
    kind: Mapped[LineKind]
    text: Mapped[str] = mapped_column(sa.Text)
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    embargo: Mapped[datetime | None]
