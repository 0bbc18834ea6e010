"""Tables of impacts, the people derived from them, and what became of each."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.affected_staff.rules import AffectedStatus, ImpactKind, ImpactState, Reach, Severity
from tracker.changes.models import Change
from tracker.database import Base, Referenced, Versioned
from tracker.organisation.models import Person, Unit


class Impact(Versioned, Referenced, Base):
    """How a change touches a group of people. The rule says who; the people are derived on a date and kept.

    ``rule`` holds lists, each optional: ``units`` (references, with everything below), ``grades``, ``sites``
    (references), ``posts`` (titles). A person matches when every list given matches. ``{"listed": true}``
    means the people named one by one in ``ImpactListed`` instead.
    The five dates and the clip override the change's own milestones for this group, one by one.
    """

    __tablename__ = "impact"

    change_id: Mapped[int] = mapped_column(sa.ForeignKey("change.id"), index=True)
    kind: Mapped[ImpactKind]
    severity: Mapped[Severity] = mapped_column(default=Severity.UNKNOWN)
    reach: Mapped[Reach] = mapped_column(default=Reach.DIRECT)
    state: Mapped[ImpactState] = mapped_column(default=ImpactState.DRAFT)
    description: Mapped[str] = mapped_column(sa.String(300), default="")
    rule: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    announced: Mapped[date | None]
    consult_start: Mapped[date | None]
    consult_end: Mapped[date | None]
    transition_start: Mapped[date | None]
    transition_end: Mapped[date | None]
    clip_from: Mapped[date | None]
    clip_to: Mapped[date | None]
    derived_on: Mapped[date | None]
    assessed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    assessed_at: Mapped[datetime]

    change: Mapped[Change] = relationship(lazy="raise_on_sql")


class ImpactListed(Base):
    """A person whom HR put under an impact by staff number."""

    __tablename__ = "impact_listed"
    __table_args__ = (sa.UniqueConstraint("impact_id", "person_id"),)

    impact_id: Mapped[int] = mapped_column(sa.ForeignKey("impact.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)


class AffectedPerson(Versioned, Referenced, Base):
    """A person in a change, with their unit and job frozen as they were when derived."""

    __tablename__ = "affected_person"
    __table_args__ = (sa.UniqueConstraint("change_id", "person_id"),)

    change_id: Mapped[int] = mapped_column(sa.ForeignKey("change.id"), index=True)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    bargaining_group_id: Mapped[int | None] = mapped_column(sa.ForeignKey("bargaining_group.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(300), default="")
    grade: Mapped[str] = mapped_column(sa.String(100), default="")
    status: Mapped[AffectedStatus] = mapped_column(default=AffectedStatus.POTENTIALLY_AFFECTED)
    status_on: Mapped[date]
    first_told_on: Mapped[date | None]
    next_step_on: Mapped[date | None]

    change: Mapped[Change] = relationship(lazy="raise_on_sql")
    person: Mapped[Person] = relationship(lazy="raise_on_sql")
    unit: Mapped[Unit] = relationship(lazy="raise_on_sql")


class Exposure(Base):
    """One person under one impact: what the measure counts.

    ``first_day`` and ``last_day`` are given for those who joined or left after the first derivation.
    """

    __tablename__ = "exposure"
    __table_args__ = (sa.UniqueConstraint("impact_id", "person_id"),)

    impact_id: Mapped[int] = mapped_column(sa.ForeignKey("impact.id"))
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    affected_person_id: Mapped[int] = mapped_column(sa.ForeignKey("affected_person.id"), index=True)
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]


class AffectedStep(Base):
    """A change of a person's status, with its reason. Never edited."""

    __tablename__ = "affected_step"

    affected_person_id: Mapped[int] = mapped_column(sa.ForeignKey("affected_person.id"), index=True)
    status: Mapped[AffectedStatus]
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    on: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))


class ExposureVersion(Base):
    """One row per employer: rises with each write the measure reads, so kept results know their age."""

    __tablename__ = "exposure_version"

    employer_id: Mapped[int] = mapped_column(sa.ForeignKey("employer.id"), unique=True)
    number: Mapped[int] = mapped_column(default=1)
