"""Tables of what the law asks about a change and nobody else holds."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.changes.models import Change
from tracker.compliance.steps import Outcome, StepKind
from tracker.database import Base, Referenced, Versioned


class StatutoryDates(Versioned, Base):
    """Days of one change on which the clocks of the law turn, each None until it is known.

    ``information_given_on``: the last representative has the written information. ``reengagement``: whoever
    refuses new terms is to be dismissed and re-engaged.
    """

    __tablename__ = "statutory_dates"

    change_id: Mapped[int] = mapped_column(sa.ForeignKey("change.id"), unique=True)
    proposed_on: Mapped[date | None]
    information_given_on: Mapped[date | None]
    hr1_received_on: Mapped[date | None]
    consultation_completed_on: Mapped[date | None]
    first_notice_on: Mapped[date | None]
    first_dismissal_on: Mapped[date | None]
    last_dismissal_on: Mapped[date | None]
    transfer_on: Mapped[date | None]
    liability_information_on: Mapped[date | None]
    equality_assessed_on: Mapped[date | None]
    reengagement: Mapped[bool] = mapped_column(default=False)
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    recorded_at: Mapped[datetime]

    change: Mapped[Change] = relationship(lazy="raise_on_sql")


def date_columns(row: StatutoryDates) -> dict[str, Any]:
    """What has been recorded, by column."""
    kept = {"id", "version", "change_id", "recorded_by_id", "recorded_at"}
    return {
        column.name: getattr(row, column.name) for column in row.__table__.columns if column.name not in kept
    }


class StatutoryStep(Versioned, Base):
    """What became of one statutory step of a change, with its proof.

    ``channel`` tells how it was done; files and recipients are rows of their own.
    A waiver names its ``authority`` and counts only once ``approved_by_id``, somebody else, has agreed.
    """

    __tablename__ = "statutory_step"
    __table_args__ = (sa.UniqueConstraint("change_id", "kind"),)

    change_id: Mapped[int] = mapped_column(sa.ForeignKey("change.id"))
    kind: Mapped[StepKind]
    outcome: Mapped[Outcome]
    on: Mapped[date | None]
    channel: Mapped[str] = mapped_column(sa.String(200), default="")
    evidence: Mapped[str] = mapped_column(sa.Text, default="")
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    authority: Mapped[str] = mapped_column(sa.String(200), default="")
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    recorded_at: Mapped[datetime]
    approved_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    approved_at: Mapped[datetime | None]


class GateOverride(Versioned, Referenced, Base):
    """A request to go on although the named steps are red. It counts once somebody else has agreed."""

    __tablename__ = "gate_override"

    change_id: Mapped[int] = mapped_column(sa.ForeignKey("change.id"), index=True)
    steps: Mapped[list[str]]
    reason: Mapped[str] = mapped_column(sa.Text)
    asked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    asked_at: Mapped[datetime]
    approved_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    approved_at: Mapped[datetime | None]


class InformationPack(Versioned, Base):
    """A numbered version of the written information to representatives; never edited once issued.

    ``items``: what is told by item of the law. Blank is not an answer; nought is.
    """

    __tablename__ = "information_pack"
    __table_args__ = (sa.UniqueConstraint("change_id", "number"),)

    change_id: Mapped[int] = mapped_column(sa.ForeignKey("change.id"))
    number: Mapped[int]
    items: Mapped[dict[str, Any]]
    written_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    written_at: Mapped[datetime]
    issued_on: Mapped[date | None]
    issued_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))


class PackReceipt(Base):
    """A representative who has a pack, by office, with how and when it came and the proof. Never edited.

    ``union_id`` where they act for a union; ``acknowledged_by_id`` where they said so here themselves.
    """

    __tablename__ = "pack_receipt"
    __table_args__ = (sa.UniqueConstraint("pack_id", "acknowledged_by_id"),)

    pack_id: Mapped[int] = mapped_column(sa.ForeignKey("information_pack.id"), index=True)
    recipient: Mapped[str] = mapped_column(sa.String(200))
    channel: Mapped[str] = mapped_column(sa.String(60))
    received_on: Mapped[date]
    proof: Mapped[str] = mapped_column(sa.String(300), default="")
    union_id: Mapped[int | None] = mapped_column(sa.ForeignKey("recognised_union.id"))
    acknowledged_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    recorded_at: Mapped[datetime]
