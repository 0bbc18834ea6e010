"""Tables of past disputes. Rows are never edited: a file is brought in whole and taken out whole."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base, Referenced, Versioned


class DisputeFile(Versioned, Referenced, Base):
    """One file of past disputes, for those who work with one employer. ``source``: who published it."""

    __tablename__ = "dispute_file"

    employer_id: Mapped[int] = mapped_column(sa.ForeignKey("employer.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    source: Mapped[str] = mapped_column(sa.String(300))
    brought_in_at: Mapped[datetime]
    brought_in_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))


class PastDispute(Base):
    """One stoppage of work as its source tells it. Heads are people; None where the source does not say."""

    __tablename__ = "past_dispute"

    file_id: Mapped[int] = mapped_column(sa.ForeignKey("dispute_file.id"), index=True)
    line: Mapped[int]
    employer: Mapped[str] = mapped_column(sa.String(200), index=True)
    union: Mapped[str] = mapped_column("union_name", sa.String(200), index=True)
    case_number: Mapped[str] = mapped_column(sa.String(60))
    sector: Mapped[str] = mapped_column(sa.String(200))
    place: Mapped[str] = mapped_column(sa.String(200))
    people_out: Mapped[int | None]
    unit_size: Mapped[int | None]
    began_on: Mapped[date] = mapped_column(index=True)
    ended_on: Mapped[date | None]
