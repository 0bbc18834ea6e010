"""Tables that only one union reads: its drafts, and the member behind an individual concern."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker.concerns.rules import ConcernSeverity
from tracker.concerns.rules_kinds import ConcernCategory, ConcernKind
from tracker.database import Base, Referenced, Versioned


class ConcernDraft(Versioned, Referenced, Base):
    """A concern that is not raised yet: its author's alone until colleagues may read it."""

    __tablename__ = "concern_draft"

    author_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    union_id: Mapped[int] = mapped_column(sa.ForeignKey("recognised_union.id"), index=True)
    change_id: Mapped[int | None] = mapped_column(sa.ForeignKey("change.id"))
    shared: Mapped[bool] = mapped_column(default=False)
    summary: Mapped[str] = mapped_column(sa.String(200), default="")
    detail: Mapped[str] = mapped_column(sa.Text, default="")
    remedy: Mapped[str] = mapped_column(sa.Text, default="")
    about: Mapped[str] = mapped_column(sa.String(200), default="")
    severity: Mapped[ConcernSeverity]
    kind: Mapped[ConcernKind]
    category: Mapped[ConcernCategory]
    saved_at: Mapped[datetime]


class ConcernMember(Versioned, Base):
    """The member an individual concern is for. Management reads the name only where the member agreed."""

    __tablename__ = "concern_member"

    concern_id: Mapped[int] = mapped_column(sa.ForeignKey("concern.id"), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    agreed: Mapped[bool] = mapped_column(default=False)
