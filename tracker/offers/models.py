"""Tables of bargaining: the clause, and each move of either side."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.changes.models import Change
from tracker.database import Base, Referenced, Versioned
from tracker.offers.rules import ClauseState, Move
from tracker.organisation.models import RecognisedUnion


class Clause(Versioned, Referenced, Base):
    """What the two sides bargain over, such as a paragraph of an agreement. Its title is never edited."""

    __tablename__ = "bargained_clause"

    change_id: Mapped[int] = mapped_column(sa.ForeignKey("change.id"), index=True)
    union_id: Mapped[int] = mapped_column(sa.ForeignKey("recognised_union.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    state: Mapped[ClauseState] = mapped_column(index=True)
    moved_at: Mapped[datetime] = mapped_column(index=True)

    change: Mapped[Change] = relationship(lazy="raise_on_sql")
    union: Mapped[RecognisedUnion] = relationship(lazy="raise_on_sql")


class ClauseMove(Referenced, Base):
    """An offer, its acceptance or its withdrawal, in the side's words. Never edited."""

    __tablename__ = "clause_move"

    clause_id: Mapped[int] = mapped_column(sa.ForeignKey("bargained_clause.id"), index=True)
    from_union: Mapped[bool]
    move: Mapped[Move]
    text: Mapped[str] = mapped_column(sa.Text)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    at: Mapped[datetime]
    salt: Mapped[str] = mapped_column(sa.String(64))
    commitment: Mapped[str] = mapped_column(sa.String(64))
