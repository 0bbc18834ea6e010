"""Tables of who is protected, away or seconded. No story, no health, no characteristic: dates and a rule."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.database import Base, Referenced, Versioned
from tracker.organisation.models import Dated, Person
from tracker.organisation.rules_absence import ContactArrangement, ProtectionSource


class ProtectedPeriod(Versioned, Referenced, Base):
    """Somebody who must be offered a suitable vacancy ahead of others until a day. One row a person.

    ``recorded_on`` is the day HR wrote it down, which says nothing of when the reason for it began.
    """

    __tablename__ = "protected_period"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), unique=True)
    until: Mapped[date] = mapped_column(index=True)
    source: Mapped[ProtectionSource]
    recorded_on: Mapped[date]

    person: Mapped[Person] = relationship(lazy="raise_on_sql")


class Absence(Dated, Versioned, Referenced, Base):
    """Somebody away from work for long, and how they are told of changes meanwhile."""

    __tablename__ = "absence"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    contact: Mapped[ContactArrangement]

    person: Mapped[Person] = relationship(lazy="raise_on_sql")


class Secondment(Dated, Versioned, Referenced, Base):
    """Somebody who works elsewhere for a time and keeps their own posting: a unit here, or a host outside."""

    __tablename__ = "secondment"
    __table_args__ = (
        sa.CheckConstraint("valid_to is null or valid_to >= valid_from", name="ends_after_start"),
        sa.CheckConstraint("(host_unit_id is null) <> (host = '')", name="one_host"),
    )

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    host_unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    host: Mapped[str] = mapped_column(sa.String(200), default="")

    person: Mapped[Person] = relationship(lazy="raise_on_sql")
