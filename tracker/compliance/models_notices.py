"""The table of notices of redundancies to the authority, one line of versions for each establishment."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base, Referenced, Versioned


class RedundancyNotice(Versioned, Referenced, Base):
    """A notice for one establishment. Once sent it is never edited: an amendment is the next number.

    ``items``: what is told by item of the form. Blank is not an answer; nought is. ``sent_by_way`` tells how
    it went, with the number that the authority gave it.
    """

    __tablename__ = "redundancy_notice"
    __table_args__ = (sa.UniqueConstraint("change_id", "establishment_id", "number"),)

    change_id: Mapped[int] = mapped_column(sa.ForeignKey("change.id"), index=True)
    establishment_id: Mapped[int] = mapped_column(sa.ForeignKey("establishment.id"))
    number: Mapped[int]
    items: Mapped[dict[str, Any]]
    written_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    written_at: Mapped[datetime]
    sent_on: Mapped[date | None]
    sent_by_way: Mapped[str] = mapped_column(sa.String(300), default="")
    sent_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
