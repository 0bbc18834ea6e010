"""Tables of union concerns: the concern, its text as raised, and the thread both sides share.

The union's own room and management's room are separate tables of their own when they come; nothing here
carries a mark of who may read it.
"""

import secrets
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.changes.models import Change
from tracker.concerns.rules import ConcernSeverity, ConcernState, MessageKind
from tracker.database import Base, Referenced, Versioned
from tracker.organisation.models import RecognisedUnion


def new_token() -> str:
    """What a form carries so that pressing its button twice saves once."""
    return secrets.token_urlsafe(18)


class Concern(Versioned, Referenced, Base):
    """What a recognised union says is wrong with a change. Seen by that union and by HR of the programme."""

    __tablename__ = "concern"
    __table_args__ = (sa.UniqueConstraint("raised_by_id", "token"),)

    change_id: Mapped[int] = mapped_column(sa.ForeignKey("change.id"), index=True)
    union_id: Mapped[int] = mapped_column(sa.ForeignKey("recognised_union.id"), index=True)
    raised_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    state: Mapped[ConcernState] = mapped_column(default=ConcernState.RAISED, index=True)
    severity: Mapped[ConcernSeverity] = mapped_column(default=ConcernSeverity.MEDIUM)
    raised_at: Mapped[datetime] = mapped_column(index=True)
    answered_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    token: Mapped[str] = mapped_column(sa.String(64), default=new_token)

    change: Mapped[Change] = relationship(lazy="raise_on_sql")
    union: Mapped[RecognisedUnion] = relationship(lazy="raise_on_sql")


class ConcernVersion(Base):
    """The concern's words. Never edited: a correction is a further version. The log has the commitment."""

    __tablename__ = "concern_version"
    __table_args__ = (sa.UniqueConstraint("concern_id", "number"),)

    concern_id: Mapped[int] = mapped_column(sa.ForeignKey("concern.id"), index=True)
    number: Mapped[int]
    summary: Mapped[str] = mapped_column(sa.String(200))
    detail: Mapped[str] = mapped_column(sa.Text, default="")
    written_at: Mapped[datetime]
    written_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    salt: Mapped[str] = mapped_column(sa.String(64))
    commitment: Mapped[str] = mapped_column(sa.String(64))


class ConcernMessage(Referenced, Base):
    """One message in the shared thread. Never edited."""

    __tablename__ = "concern_message"
    __table_args__ = (sa.UniqueConstraint("written_by_id", "token"),)

    concern_id: Mapped[int] = mapped_column(sa.ForeignKey("concern.id"), index=True)
    kind: Mapped[MessageKind]
    text: Mapped[str] = mapped_column(sa.Text)
    from_union: Mapped[bool]
    written_at: Mapped[datetime]
    written_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    salt: Mapped[str] = mapped_column(sa.String(64))
    commitment: Mapped[str] = mapped_column(sa.String(64))
    token: Mapped[str] = mapped_column(sa.String(64), default=new_token)
