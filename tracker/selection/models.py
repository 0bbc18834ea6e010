"""Tables of selection pools. Scores stand in tables of their own, which only ``scores_queries`` reads.

Nothing here holds a protected characteristic, and there is no place to write one.
"""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.affected_staff.models import AffectedPerson
from tracker.changes.models import Change
from tracker.database import Base, Referenced, Versioned
from tracker.selection.rules import AppealState, PanelPart, PoolOutcome, PoolState


class SelectionPool(Versioned, Referenced, Base):
    """People of one change among whom some must be selected, and how that is done.

    ``anchors`` are the words for each point of the scale, the lowest first: as many as the scale has points.
    ``threshold``: two scores this far apart are looked at by a moderator.
    """

    __tablename__ = "selection_pool"

    change_id: Mapped[int] = mapped_column(sa.ForeignKey("change.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    posts: Mapped[str] = mapped_column(sa.Text, default="")
    posts_kept: Mapped[int]
    to_select: Mapped[int]
    anchors: Mapped[list[str]]
    threshold: Mapped[int] = mapped_column(default=2)
    tie_rule: Mapped[str] = mapped_column(sa.Text, default="")
    state: Mapped[PoolState] = mapped_column(default=PoolState.DRAFT, index=True)
    shared_on: Mapped[date | None]
    final_on: Mapped[date | None]

    change: Mapped[Change] = relationship(lazy="raise_on_sql")


class PoolCriterion(Base):
    """What is scored, with its definition and weight. Weights of a pool add up to 100."""

    __tablename__ = "pool_criterion"
    __table_args__ = (sa.UniqueConstraint("pool_id", "number"),)

    pool_id: Mapped[int] = mapped_column(sa.ForeignKey("selection_pool.id"), index=True)
    number: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(200))
    definition: Mapped[str] = mapped_column(sa.Text, default="")
    weight: Mapped[int]


class PoolMember(Versioned, Referenced, Base):
    """An affected person in a pool. ``round`` rises when an appeal leads to new scores.

    ``settled_as`` is what the panel decided when the person was level at the break point. ``outcome`` and
    ``told_round`` are set when the pool is final: what the person may read of their own scores.
    """

    __tablename__ = "pool_member"
    __table_args__ = (sa.UniqueConstraint("pool_id", "affected_person_id"),)

    pool_id: Mapped[int] = mapped_column(sa.ForeignKey("selection_pool.id"), index=True)
    affected_person_id: Mapped[int] = mapped_column(sa.ForeignKey("affected_person.id"), index=True)
    round: Mapped[int] = mapped_column(default=1)
    settled_as: Mapped[PoolOutcome | None]
    settled_reason: Mapped[str] = mapped_column(sa.Text, default="")
    settled_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    outcome: Mapped[PoolOutcome | None]
    told_round: Mapped[int] = mapped_column(default=0)
    left_on: Mapped[date | None]
    left_reason: Mapped[str] = mapped_column(sa.Text, default="")

    pool: Mapped[SelectionPool] = relationship(lazy="raise_on_sql")
    affected: Mapped[AffectedPerson] = relationship(lazy="raise_on_sql")


class PanelMember(Base):
    """Somebody whom HR put on a pool's panel, and for what. Nobody puts themselves there."""

    __tablename__ = "panel_member"
    __table_args__ = (sa.UniqueConstraint("pool_id", "account_id"),)

    pool_id: Mapped[int] = mapped_column(sa.ForeignKey("selection_pool.id"), index=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    part: Mapped[PanelPart]
    granted_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    granted_at: Mapped[datetime]


class ScoreSheet(Versioned, Referenced, Base):
    """One scorer's scores of one person in one round. Handed in, it is never altered."""

    __tablename__ = "score_sheet"
    __table_args__ = (sa.UniqueConstraint("member_id", "scorer_id", "round"),)

    member_id: Mapped[int] = mapped_column(sa.ForeignKey("pool_member.id"), index=True)
    scorer_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    round: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime | None]
    handed_in_at: Mapped[datetime | None]

    member: Mapped[PoolMember] = relationship(lazy="raise_on_sql")


class Score(Base):
    """A score for one criterion with what it rests on. ``value`` is None while only words are written."""

    __tablename__ = "score"
    __table_args__ = (sa.UniqueConstraint("sheet_id", "criterion_id"),)

    sheet_id: Mapped[int] = mapped_column(sa.ForeignKey("score_sheet.id"), index=True)
    criterion_id: Mapped[int] = mapped_column(sa.ForeignKey("pool_criterion.id"))
    value: Mapped[int | None]
    evidence: Mapped[str] = mapped_column(sa.Text, default="")


class ModeratedScore(Base):
    """The score a moderator set where two scorers were apart, with the reason. Never edited."""

    __tablename__ = "moderated_score"
    __table_args__ = (sa.UniqueConstraint("member_id", "criterion_id", "round"),)

    member_id: Mapped[int] = mapped_column(sa.ForeignKey("pool_member.id"), index=True)
    criterion_id: Mapped[int] = mapped_column(sa.ForeignKey("pool_criterion.id"))
    round: Mapped[int]
    value: Mapped[int]
    reason: Mapped[str] = mapped_column(sa.Text)
    moderated_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    moderated_at: Mapped[datetime]


class PoolAppeal(Versioned, Referenced, Base):
    """Somebody says that their selection was wrong, and what came of it."""

    __tablename__ = "pool_appeal"

    member_id: Mapped[int] = mapped_column(sa.ForeignKey("pool_member.id"), index=True)
    state: Mapped[AppealState] = mapped_column(default=AppealState.OPEN)
    grounds: Mapped[str] = mapped_column(sa.Text)
    lodged_on: Mapped[date]
    lodged_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    decided_on: Mapped[date | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    outcome_before: Mapped[PoolOutcome | None]
    outcome_after: Mapped[PoolOutcome | None]

    member: Mapped[PoolMember] = relationship(lazy="raise_on_sql")


class PoolStep(Base):
    """A move of a pool from one state to the next. Never edited."""

    __tablename__ = "pool_step"

    pool_id: Mapped[int] = mapped_column(sa.ForeignKey("selection_pool.id"), index=True)
    state: Mapped[PoolState]
    note: Mapped[str] = mapped_column(sa.Text, default="")
    on: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
