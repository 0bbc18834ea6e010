"""Tables of programmes, changes, their versions and states."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.changes.rules import Certainty, ChangeState, ChangeType, Milestones, ProgrammeState, VersionState
from tracker.database import Base, Referenced, Versioned


class Programme(Versioned, Referenced, Base):
    """A reorganisation as a whole: its aim, sponsor and what it must save."""

    __tablename__ = "programme"

    employer_id: Mapped[int] = mapped_column(sa.ForeignKey("employer.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    aim: Mapped[str] = mapped_column(sa.Text)
    sponsor: Mapped[str] = mapped_column(sa.String(200))
    starts: Mapped[date]
    ends: Mapped[date | None]
    state: Mapped[ProgrammeState] = mapped_column(default=ProgrammeState.LIVE)


class SavingsTarget(Base):
    """What a programme must save in one financial year, which starts on 1 April of ``year``. Whole pounds."""

    __tablename__ = "savings_target"
    __table_args__ = (sa.UniqueConstraint("programme_id", "year"),)

    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"), index=True)
    year: Mapped[int]
    pounds: Mapped[int] = mapped_column(sa.BigInteger)


class Change(Versioned, Referenced, Base):
    """One organisational change. Its text is in versions; its dates and state are here.

    ``published_number`` names the version everyone in scope reads, None while only HR and director may look.
    """

    __tablename__ = "change"

    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programme.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(200))
    type: Mapped[ChangeType]
    state: Mapped[ChangeState] = mapped_column(default=ChangeState.IDEA, index=True)
    certainty: Mapped[Certainty] = mapped_column(default=Certainty.PROPOSED)
    announced: Mapped[date | None]
    consult_start: Mapped[date | None]
    consult_end: Mapped[date | None]
    transition_start: Mapped[date | None]
    transition_end: Mapped[date | None]
    withdrawn: Mapped[date | None]
    owner_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    part_of_id: Mapped[int | None] = mapped_column(sa.ForeignKey("change.id"))
    supersedes_id: Mapped[int | None] = mapped_column(sa.ForeignKey("change.id"))
    published_number: Mapped[int | None]
    paused_from: Mapped[ChangeState | None]
    created_at: Mapped[datetime]

    programme: Mapped[Programme] = relationship(lazy="raise_on_sql")

    @property
    def milestones(self) -> Milestones:
        """The dates as plain values for the rules and the measure."""
        return Milestones(
            self.announced,
            self.consult_start,
            self.consult_end,
            self.transition_start,
            self.transition_end,
            self.withdrawn,
        )


class ChangeVersion(Versioned, Referenced, Base):
    """A numbered text of the proposal, never edited once published; ``salt`` and ``commitment`` prove it.

    ``sent_back`` is what a programme director wants changed, empty once the text is sent again.
    """

    __tablename__ = "change_version"
    __table_args__ = (sa.UniqueConstraint("change_id", "number"),)

    change_id: Mapped[int] = mapped_column(sa.ForeignKey("change.id"), index=True)
    number: Mapped[int]
    state: Mapped[VersionState] = mapped_column(default=VersionState.DRAFT)
    title: Mapped[str] = mapped_column(sa.String(200))
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    proposal: Mapped[str] = mapped_column(sa.Text, default="")
    written_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    written_at: Mapped[datetime]
    published_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    published_at: Mapped[datetime | None]
    sent_back: Mapped[str] = mapped_column(sa.Text, default="")
    salt: Mapped[str] = mapped_column(sa.String(64), default="")
    commitment: Mapped[str] = mapped_column(sa.String(64), default="")


class ChangeUnit(Base):
    """A unit that a change touches, with everything below it."""

    __tablename__ = "change_unit"
    __table_args__ = (sa.UniqueConstraint("change_id", "unit_id"),)

    change_id: Mapped[int] = mapped_column(sa.ForeignKey("change.id"), index=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)


class ChangeSite(Base):
    """A site that a change touches."""

    __tablename__ = "change_site"
    __table_args__ = (sa.UniqueConstraint("change_id", "establishment_id"),)

    change_id: Mapped[int] = mapped_column(sa.ForeignKey("change.id"), index=True)
    establishment_id: Mapped[int] = mapped_column(sa.ForeignKey("establishment.id"))


class ChangeStep(Base):
    """A move of a change from one state to another, with its reason. Never edited."""

    __tablename__ = "change_step"

    change_id: Mapped[int] = mapped_column(sa.ForeignKey("change.id"), index=True)
    from_state: Mapped[ChangeState | None]
    to_state: Mapped[ChangeState]
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    on: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))


class AgreedPause(Versioned, Referenced, Base):
    """Days on which the uncertainty clock of everybody in a change stands still, both included.

    Agreed with the recognised unions in ``AgreedPauseUnion``. ``last`` is None while it goes on.
    """

    __tablename__ = "agreed_pause"
    __table_args__ = (sa.CheckConstraint("last is null or last >= first", name="ends_after_start"),)

    change_id: Mapped[int] = mapped_column(sa.ForeignKey("change.id"), index=True)
    first: Mapped[date]
    last: Mapped[date | None]
    reason: Mapped[str] = mapped_column(sa.Text)
    agreed_on: Mapped[date]
    agreed_by: Mapped[str] = mapped_column(sa.String(200))
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    recorded_at: Mapped[datetime]

    change: Mapped[Change] = relationship(lazy="raise_on_sql")


class AgreedPauseUnion(Base):
    """A union that agreed to a pause."""

    __tablename__ = "agreed_pause_union"
    __table_args__ = (sa.UniqueConstraint("pause_id", "union_id"),)

    pause_id: Mapped[int] = mapped_column(sa.ForeignKey("agreed_pause.id"), index=True)
    union_id: Mapped[int] = mapped_column(sa.ForeignKey("recognised_union.id"))


def milestone_columns(dates: Milestones) -> dict[str, Any]:
    """The dates as column values."""
    return {name: getattr(dates, name) for name in Milestones.__dataclass_fields__}
