"""Tables of impacts, the people derived from them, and what became of each."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from tracker.affected_staff.rules import (
    AffectedStatus,
    HowTold,
    ImpactKind,
    ImpactState,
    MoveState,
    Reach,
    Severity,
)
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
    """A person in a change, with their unit and job frozen as they were when derived.

    ``status`` to ``next_step_on`` repeat their last standing step; ``first_told_on`` to ``told_next_step_on``
    what they have been told, which is all that they are shown themselves. Kept by ``services_statuses`` only.
    """

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
    next_step_on: Mapped[date | None]
    first_told_on: Mapped[date | None]
    last_told_on: Mapped[date | None]
    told_status: Mapped[AffectedStatus | None]
    told_status_on: Mapped[date | None]
    told_next_step_on: Mapped[date | None]

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


class Told:
    """Columns of what a step says of the telling. ``told_by_id`` when whoever told has an account."""

    told_on: Mapped[date | None]
    told_how: Mapped[HowTold | None]
    told_by: Mapped[str] = mapped_column(sa.String(200), default="")

    @declared_attr
    def told_by_id(cls) -> Mapped[int | None]:  # noqa: N805  a class, as SQLAlchemy passes it
        return mapped_column(sa.ForeignKey("account.id"))


class StatusMove(Told, Versioned, Referenced, Base):
    """People of one change moved together: a draft until somebody has looked exactly who, then kept.

    No ``status`` means that they stay as they are and were told, or have a next step. ``undoes_id`` names the
    move that this one took back.
    """

    __tablename__ = "status_move"

    change_id: Mapped[int] = mapped_column(sa.ForeignKey("change.id"), index=True)
    state: Mapped[MoveState] = mapped_column(default=MoveState.DRAFT)
    status: Mapped[AffectedStatus | None]
    on: Mapped[date]
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    next_step_on: Mapped[date | None]
    people: Mapped[int] = mapped_column(default=0)
    undoes_id: Mapped[int | None] = mapped_column(sa.ForeignKey("status_move.id"), unique=True)
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    made_at: Mapped[datetime]

    change: Mapped[Change] = relationship(lazy="raise_on_sql")


class ChosenForMove(Base):
    """Somebody chosen for a move, as the row was when chosen."""

    __tablename__ = "chosen_for_move"
    __table_args__ = (sa.UniqueConstraint("move_id", "affected_person_id"),)

    move_id: Mapped[int] = mapped_column(sa.ForeignKey("status_move.id"))
    affected_person_id: Mapped[int] = mapped_column(sa.ForeignKey("affected_person.id"), index=True)
    seen_version: Mapped[int]


class AffectedStep(Told, Base):
    """A change of a person's status, or that they were told it, with its reason. Never edited.

    ``corrects_id`` names the step that was wrong; ``takes_back_telling``: nor had they been told that one.
    """

    __tablename__ = "affected_step"

    affected_person_id: Mapped[int] = mapped_column(sa.ForeignKey("affected_person.id"), index=True)
    status: Mapped[AffectedStatus]
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    on: Mapped[date]
    next_step_on: Mapped[date | None]
    corrects_id: Mapped[int | None] = mapped_column(sa.ForeignKey("affected_step.id"), unique=True)
    takes_back_telling: Mapped[bool] = mapped_column(default=False)
    move_id: Mapped[int | None] = mapped_column(sa.ForeignKey("status_move.id"), index=True)
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))


class ExposureVersion(Base):
    """One row per employer: rises with each write the measure reads, so kept results know their age."""

    __tablename__ = "exposure_version"

    employer_id: Mapped[int] = mapped_column(sa.ForeignKey("employer.id"), unique=True)
    number: Mapped[int] = mapped_column(default=1)
