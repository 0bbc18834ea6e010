"""Reads of selection pools: the process, never the scores. Every lookup starts from ``visible_pools``."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from tracker.accounts.models import AccessGrant, Account
from tracker.accounts.queries import live_grant
from tracker.affected_staff.models import AffectedPerson
from tracker.affected_staff.rules import AffectedStatus
from tracker.changes.models import Change
from tracker.changes.queries import visible_changes
from tracker.database import db
from tracker.organisation.models import Person
from tracker.policy.access.permissions import Permission
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.selection.models import (
    PanelMember,
    PoolCriterion,
    PoolMember,
    PoolStep,
    ScoreSheet,
    SelectionPool,
)
from tracker.selection.rules import PanelPart, PoolState, Weighted

MAY_ENTER = frozenset(
    {
        AffectedStatus.POTENTIALLY_AFFECTED,
        AffectedStatus.AFFECTED,
        AffectedStatus.AT_RISK,
        AffectedStatus.RING_FENCED,
        AffectedStatus.IN_POOL,
    }
)
"""Statuses from which somebody can be put into a pool."""


def on_panel(viewer: Viewer) -> sa.Select[int]:
    """Ids of the pools whose panel the viewer sits on, in a role that may sit on one."""
    query = sa.select(PanelMember.pool_id).where(PanelMember.account_id == viewer.account_id)
    return query if viewer.may(Permission.SELECTION_PANEL) else query.where(sa.false())


def visible_pools(viewer: Viewer, day: date) -> sa.Select[SelectionPool]:
    """Pools whose process the viewer may read, with their change, newest first.

    HR partners and programme directors those of their programmes; representatives those of published changes
    once put to them; managers those of changes that reach them once consulted on; whoever sits on a panel,
    its pool. Nobody else any: staff read their own scores on a page of their own.
    """
    query = (
        sa.select(SelectionPool)
        .join(SelectionPool.change)
        .join(Change.programme)
        .options(contains_eager(SelectionPool.change).contains_eager(Change.programme))
        .order_by(SelectionPool.id.desc())
    )
    if not viewer.may(Permission.SELECTION_READ):
        return query.where(sa.false())
    seen = visible_changes(viewer, day).with_only_columns(Change.id).order_by(None)
    reached: sa.ColumnElement[bool] = SelectionPool.change_id.in_(seen)
    if viewer.role is Role.UNION_REPRESENTATIVE:
        reached = sa.and_(
            reached, sa.or_(SelectionPool.shared_on.is_not(None), SelectionPool.state != PoolState.DRAFT)
        )
    if viewer.role is Role.MANAGER:
        reached = sa.and_(reached, SelectionPool.state != PoolState.DRAFT)
    return query.where(sa.or_(reached, SelectionPool.id.in_(on_panel(viewer))))


def get_pool(reference: str, viewer: Viewer, day: date) -> SelectionPool:
    """The pool with that reference; raises ``NoResultFound`` when the viewer may not read it."""
    return db.session.scalars(visible_pools(viewer, day).where(SelectionPool.reference == reference)).one()


def get_designed(reference: str, viewer: Viewer, day: date) -> SelectionPool:
    """The pool, if its change is in the scope of the HR partner: sitting on a panel does not design it."""
    seen = visible_changes(viewer, day).with_only_columns(Change.id).order_by(None)
    return db.session.scalars(
        visible_pools(viewer, day).where(
            SelectionPool.reference == reference, SelectionPool.change_id.in_(seen)
        )
    ).one()


def designs(pool: SelectionPool, viewer: Viewer, day: date) -> bool:
    """Whether the viewer is an HR partner in whose scope the pool is."""
    if not viewer.may(Permission.SELECTION_DESIGN):
        return False
    seen = visible_changes(viewer, day).with_only_columns(Change.id).order_by(None)
    return db.session.scalar(seen.where(Change.id == pool.change_id)) is not None


def part_in(pool: SelectionPool, viewer: Viewer) -> PanelPart | None:
    """What the viewer is on the pool's panel for, None when not on it or acting in another role."""
    if not viewer.may(Permission.SELECTION_PANEL):
        return None
    return db.session.scalar(
        sa.select(PanelMember.part).where(
            PanelMember.pool_id == pool.id, PanelMember.account_id == viewer.account_id
        )
    )


def criteria_of(pool_id: int) -> list[PoolCriterion]:
    """The criteria in order."""
    return list(
        db.session.scalars(
            sa.select(PoolCriterion).where(PoolCriterion.pool_id == pool_id).order_by(PoolCriterion.number)
        )
    )


def weighted(criteria: list[PoolCriterion]) -> list[Weighted]:
    """The criteria as the sum needs them."""
    return [Weighted(one.id, one.name, one.weight) for one in criteria]


def members_of(pool_id: int, *, gone: bool = True) -> list[PoolMember]:
    """Everybody in the pool by name, with their affected person; those taken out too unless asked not to."""
    query = (
        sa.select(PoolMember)
        .join(PoolMember.affected)
        .join(AffectedPerson.person)
        .options(contains_eager(PoolMember.affected).contains_eager(AffectedPerson.person))
        .where(PoolMember.pool_id == pool_id)
        .order_by(Person.name, PoolMember.id)
    )
    return list(db.session.scalars(query if gone else query.where(PoolMember.left_on.is_(None))))


def get_member(pool: SelectionPool, reference: str) -> PoolMember:
    """Somebody in the pool, with their person; raises ``NoResultFound`` when there is no such row."""
    return db.session.scalars(
        sa.select(PoolMember)
        .options(joinedload(PoolMember.affected).joinedload(AffectedPerson.person))
        .where(PoolMember.pool_id == pool.id, PoolMember.reference == reference)
    ).one()


@dataclass(frozen=True)
class PanelRow:
    """Somebody on the panel."""

    account_id: int
    account: str
    name: str
    part: PanelPart
    person_id: int | None


def panel_of(pool_id: int) -> list[PanelRow]:
    """The panel, scorers first."""
    rows = db.session.execute(
        sa.select(Account.id, Account.reference, Account.name, PanelMember.part, Account.person_id)
        .join(Account, Account.id == PanelMember.account_id)
        .where(PanelMember.pool_id == pool_id)
        .order_by(PanelMember.id)
    )
    order = list(PanelPart)
    return sorted((PanelRow(*row) for row in rows), key=lambda row: order.index(row.part))


@dataclass(frozen=True)
class Handed:
    """How far the scoring of one member is: how many of the sheets of the present round are in."""

    sheets: int
    handed_in: int

    @property
    def complete(self) -> bool:
        """Both scorers have handed in."""
        return self.sheets > 0 and self.sheets == self.handed_in


def handed_in(pool_id: int) -> dict[int, Handed]:
    """By member, for the present round. Says whether a score is in, never what it is."""
    rows = db.session.execute(
        sa.select(PoolMember.id, sa.func.count(ScoreSheet.id), sa.func.count(ScoreSheet.handed_in_at))
        .join(
            ScoreSheet, sa.and_(ScoreSheet.member_id == PoolMember.id, ScoreSheet.round == PoolMember.round)
        )
        .where(PoolMember.pool_id == pool_id, PoolMember.left_on.is_(None))
        .group_by(PoolMember.id)
    )
    return {member: Handed(sheets, done) for member, sheets, done in rows}


@dataclass(frozen=True)
class StepRow:
    """A state the pool has been in."""

    state: PoolState
    on: date
    note: str
    by: str


def steps_of(pool_id: int) -> list[StepRow]:
    """The states of the pool, newest first."""
    rows = db.session.execute(
        sa.select(PoolStep.state, PoolStep.on, PoolStep.note, Account.name)
        .join(Account, Account.id == PoolStep.recorded_by_id)
        .where(PoolStep.pool_id == pool_id)
        .order_by(PoolStep.id.desc())
    )
    return [StepRow(*row) for row in rows]


def candidates(pool: SelectionPool) -> list[AffectedPerson]:
    """Affected people of the change who could be put into the pool, by name."""
    inside = sa.select(PoolMember.affected_person_id).where(PoolMember.pool_id == pool.id)
    elsewhere = (
        sa.select(PoolMember.affected_person_id)
        .join(PoolMember.pool)
        .where(SelectionPool.id != pool.id, PoolMember.left_on.is_(None))
        .where(SelectionPool.state.not_in((PoolState.FINAL,)))
    )
    return list(
        db.session.scalars(
            sa.select(AffectedPerson)
            .join(AffectedPerson.person)
            .options(contains_eager(AffectedPerson.person))
            .where(
                AffectedPerson.change_id == pool.change_id,
                AffectedPerson.status.in_(MAY_ENTER),
                AffectedPerson.id.not_in(inside),
                AffectedPerson.id.not_in(elsewhere),
            )
            .order_by(Person.name, AffectedPerson.id)
        )
    )


def panellist_by_email(email: str, employer_id: int, day: date) -> Account | None:
    """The active account with the address, if it acts as HR partner or manager at the employer today."""
    at_the_employer = sa.select(AccessGrant.account_id).where(
        AccessGrant.employer_id == employer_id,
        AccessGrant.role.in_((Role.HR_PARTNER, Role.MANAGER)),
        *live_grant(day),
    )
    return db.session.scalar(
        sa.select(Account).where(
            Account.email == email.strip().lower(), Account.active, Account.id.in_(at_the_employer)
        )
    )
