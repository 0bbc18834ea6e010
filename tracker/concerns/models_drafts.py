"""Tables that only unions read: drafts, the member of an individual concern, proposals between unions."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.changes.models import Change
from tracker.concerns.rules import ConcernSeverity
from tracker.concerns.rules_kinds import ConcernCategory, ConcernKind, ProposalState, joint_name
from tracker.database import Base, Referenced, Versioned
from tracker.organisation.models import RecognisedUnion


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


class JointProposal(Versioned, Referenced, Base):
    """One union's words, put to another so that both raise them. Read by these two alone, never edited.

    ``draft_reference`` and ``draft_version`` name the draft it was made of, which goes once both agree.
    ``concern_id``: the new concern, once they have.
    """

    __tablename__ = "joint_proposal"

    union_id: Mapped[int] = mapped_column(sa.ForeignKey("recognised_union.id"), index=True)
    partner_id: Mapped[int] = mapped_column(sa.ForeignKey("recognised_union.id"), index=True)
    change_id: Mapped[int] = mapped_column(sa.ForeignKey("change.id"), index=True)
    proposed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    proposed_at: Mapped[datetime]
    state: Mapped[ProposalState] = mapped_column(default=ProposalState.OPEN)
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]
    concern_id: Mapped[int | None] = mapped_column(sa.ForeignKey("concern.id"), unique=True)
    draft_reference: Mapped[str] = mapped_column(sa.String(12))
    draft_version: Mapped[int]
    summary: Mapped[str] = mapped_column(sa.String(200))
    detail: Mapped[str] = mapped_column(sa.Text, default="")
    remedy: Mapped[str] = mapped_column(sa.Text, default="")
    about: Mapped[str] = mapped_column(sa.String(200), default="")
    severity: Mapped[ConcernSeverity]
    kind: Mapped[ConcernKind]
    category: Mapped[ConcernCategory]

    union: Mapped[RecognisedUnion] = relationship(foreign_keys=union_id, lazy="raise_on_sql")
    partner: Mapped[RecognisedUnion] = relationship(foreign_keys=partner_id, lazy="raise_on_sql")
    change: Mapped[Change] = relationship(lazy="raise_on_sql")

    @property
    def union_names(self) -> str:
        """Both unions, the one that proposed first."""
        return joint_name(self.union.short_name, self.partner.short_name)
