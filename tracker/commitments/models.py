"""Tables of commitments. The words are never edited; what each side says of it comes as further rows."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.attachments.models import AttachmentLink
from tracker.changes.models import Change, Programme
from tracker.commitments.rules import Verdict
from tracker.database import Base, Referenced, Versioned
from tracker.organisation.models import RecognisedUnion


class Commitment(Versioned, Referenced, Base):
    """An undertaking that was given to a union: in answer to a concern, in a meeting, or elsewhere.

    ``employer_says`` and ``union_says`` are the latest verdicts, each with the day it names as kept.
    """

    __tablename__ = "commitment"

    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"), index=True)
    change_id: Mapped[int | None] = mapped_column(sa.ForeignKey("change.id"), index=True)
    union_id: Mapped[int] = mapped_column(sa.ForeignKey("recognised_union.id"), index=True)
    concern_id: Mapped[int | None] = mapped_column(sa.ForeignKey("concern.id"), index=True)
    paragraph_id: Mapped[int | None] = mapped_column(sa.ForeignKey("minute_paragraph.id"))
    text: Mapped[str] = mapped_column(sa.Text)
    given_by: Mapped[str] = mapped_column(sa.String(200))
    given_on: Mapped[date]
    where: Mapped[str] = mapped_column(sa.String(300), default="")
    measure: Mapped[str] = mapped_column(sa.String(300), default="")
    due_on: Mapped[date] = mapped_column(index=True)
    employer_says: Mapped[Verdict | None]
    employer_kept_on: Mapped[date | None]
    union_says: Mapped[Verdict | None]
    union_kept_on: Mapped[date | None]
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    recorded_at: Mapped[datetime]

    programme: Mapped[Programme] = relationship(lazy="raise_on_sql")
    change: Mapped[Change | None] = relationship(lazy="raise_on_sql")
    union: Mapped[RecognisedUnion] = relationship(lazy="raise_on_sql")


class CommitmentStep(Base):
    """What a side said of a commitment, and when. Never edited."""

    __tablename__ = "commitment_step"

    commitment_id: Mapped[int] = mapped_column(sa.ForeignKey("commitment.id"), index=True)
    from_union: Mapped[bool]
    verdict: Mapped[Verdict]
    kept_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(sa.Text, default="")
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    made_at: Mapped[datetime]


class CommitmentProof(AttachmentLink, Base):
    """A file that shows what was done."""

    __tablename__ = "commitment_proof"

    commitment_id: Mapped[int] = mapped_column(sa.ForeignKey("commitment.id"), index=True)
