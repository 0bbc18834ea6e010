"""Tables of the proof of statutory steps: files, and who was given what."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker.attachments.models import AttachmentLink
from tracker.compliance.steps import StepKind
from tracker.database import Base, Referenced, Versioned


class StepFile(AttachmentLink, Base):
    """A file that proves a statutory step of a change."""

    __tablename__ = "step_file"

    change_id: Mapped[int] = mapped_column(sa.ForeignKey("change.id"), index=True)
    kind: Mapped[StepKind]


class StepRecipient(Versioned, Referenced, Base):
    """Somebody, by office, who was given what a step asks for.

    ``notice_id`` where it is a copy of a notice, ``union_id`` where the recipient acts for a union.
    ``received_on`` and ``receipt`` (how it was acknowledged) stay empty until there is a receipt.
    """

    __tablename__ = "step_recipient"

    change_id: Mapped[int] = mapped_column(sa.ForeignKey("change.id"), index=True)
    kind: Mapped[StepKind]
    notice_id: Mapped[int | None] = mapped_column(sa.ForeignKey("redundancy_notice.id"), index=True)
    union_id: Mapped[int | None] = mapped_column(sa.ForeignKey("recognised_union.id"))
    recipient: Mapped[str] = mapped_column(sa.String(200))
    channel: Mapped[str] = mapped_column(sa.String(200))
    sent_on: Mapped[date]
    received_on: Mapped[date | None]
    receipt: Mapped[str] = mapped_column(sa.String(300), default="")
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    recorded_at: Mapped[datetime]
