"""The table of what was asked about a consultation while it ran, and of the one answer given to all."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.consultations.models import Consultation
from tracker.database import Base, Referenced, Versioned


class Enquiry(Versioned, Referenced, Base):
    """Asked once by somebody who is asked themselves, answered for all. Who asked is shown to nobody.

    ``published_text`` is what all read of it: HR may leave out what names people. Empty until it is answered.
    """

    __tablename__ = "enquiry"

    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"), index=True)
    text: Mapped[str] = mapped_column(sa.Text)
    asked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    asked_at: Mapped[datetime]
    published_text: Mapped[str] = mapped_column(sa.Text, default="")
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))

    consultation: Mapped[Consultation] = relationship(lazy="raise_on_sql")
