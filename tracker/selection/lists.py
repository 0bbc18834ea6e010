"""Lists of pools: the page of all, and those of one change."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from tracker.accounts.models import Account
from tracker.affected_staff.models import AffectedPerson
from tracker.changes.models import Change
from tracker.database import db
from tracker.organisation.models import Person
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.policy.disclosure.figures import publishable_count
from tracker.selection.models import PanelMember, PoolAppeal, PoolMember, SelectionPool
from tracker.selection.queries import visible_pools
from tracker.selection.queries_scores import sheets_waiting
from tracker.selection.rules import AppealState, PanelPart, PoolOutcome, PoolState
from tracker.web.listing import Listing, Page, paginate

STATE_ORDER = sa.case(
    {state.value: place for place, state in enumerate(PoolState)}, value=SelectionPool.state
)
SORTS: dict[str, Any] = {
    "name": SelectionPool.name,
    "change": Change.title,
    "state": STATE_ORDER,
    "select": SelectionPool.to_select,
}


@dataclass(frozen=True)
class PoolRow:
    """A line of the list. ``people`` is None where the count is withheld."""

    reference: str
    name: str
    change: str
    change_reference: str
    state: PoolState
    to_select: int
    posts_kept: int
    people: int | None


def _columns(query: sa.Select[SelectionPool]) -> Any:
    people = (
        sa.select(sa.func.count())
        .where(PoolMember.pool_id == SelectionPool.id, PoolMember.left_on.is_(None))
        .correlate(SelectionPool)
        .scalar_subquery()
    )
    return query.with_only_columns(
        SelectionPool.reference,
        SelectionPool.name,
        Change.title,
        Change.reference,
        SelectionPool.state,
        SelectionPool.to_select,
        SelectionPool.posts_kept,
        people,
    )


def _row(viewer: Viewer, *values: Any) -> PoolRow:
    made = PoolRow(*values)
    return replace(made, people=people_shown(made.people or 0, viewer))


def people_shown(count: int, viewer: Viewer) -> int | None:
    """How many people are in a pool, withheld from those who do not act on them when too few."""
    return count if viewer.may(Permission.SELECTION_DESIGN) else publishable_count(count)


def pools_page(viewer: Viewer, day: date, listing: Listing) -> Page[PoolRow]:
    """One page of the pools the viewer may read, by name unless asked otherwise."""
    query = _columns(visible_pools(viewer, day))
    state = listing.value("state")
    if state in set(PoolState):
        query = query.where(SelectionPool.state == PoolState(state))
    if change := listing.value("change"):
        query = query.where(Change.reference == change)
    if listing.q:
        query = query.where(
            sa.or_(
                SelectionPool.name.icontains(listing.q, autoescape=True),
                Change.title.icontains(listing.q, autoescape=True),
            )
        )
    return paginate(query, listing, SORTS, SelectionPool.id, lambda *row: _row(viewer, *row))


def pools_of_change(change_id: int, viewer: Viewer, day: date) -> list[PoolRow] | None:
    """Pools of one change, newest first; None for who reads no pools."""
    if not viewer.may(Permission.SELECTION_READ):
        return None
    rows = db.session.execute(
        _columns(visible_pools(viewer, day)).where(SelectionPool.change_id == change_id)
    )
    return [_row(viewer, *row) for row in rows]


@dataclass(frozen=True)
class AppealRow:
    """An appeal as HR and whoever hears it read it."""

    reference: str
    member_reference: str
    name: str
    state: AppealState
    grounds: str
    lodged_on: date
    reason: str
    decided_on: date | None
    decided_by: str | None
    outcome_before: PoolOutcome | None
    outcome_after: PoolOutcome | None


def appeals_of(pool_id: int) -> list[AppealRow]:
    """The appeals of a pool, oldest first."""
    rows = db.session.execute(
        sa.select(
            PoolAppeal.reference,
            PoolMember.reference,
            Person.name,
            PoolAppeal.state,
            PoolAppeal.grounds,
            PoolAppeal.lodged_on,
            PoolAppeal.reason,
            PoolAppeal.decided_on,
            Account.name,
            PoolAppeal.outcome_before,
            PoolAppeal.outcome_after,
        )
        .join(PoolMember, PoolMember.id == PoolAppeal.member_id)
        .join(AffectedPerson, AffectedPerson.id == PoolMember.affected_person_id)
        .join(Person, Person.id == AffectedPerson.person_id)
        .outerjoin(Account, Account.id == PoolAppeal.decided_by_id)
        .where(PoolMember.pool_id == pool_id)
        .order_by(PoolAppeal.id)
    )
    return [AppealRow(*row) for row in rows]


def panel_tasks(viewer: Viewer) -> list[tuple[str, str, str, int]]:
    """What waits for the viewer on panels: what, the pool's reference and name, how many. One statement."""
    if not viewer.may(Permission.SELECTION_PANEL):
        return []
    appeals = (
        sa.select(
            sa.literal("hear"), SelectionPool.reference, SelectionPool.name, sa.func.count(PoolAppeal.id)
        )
        .join(PanelMember, PanelMember.pool_id == SelectionPool.id)
        .join(PoolMember, PoolMember.pool_id == SelectionPool.id)
        .join(PoolAppeal, PoolAppeal.member_id == PoolMember.id)
        .where(
            PanelMember.account_id == viewer.account_id,
            PanelMember.part == PanelPart.APPEAL,
            PoolAppeal.state.in_((AppealState.OPEN, AppealState.RESCORING)),
        )
        .group_by(SelectionPool.id, SelectionPool.reference, SelectionPool.name)
    )
    rows = db.session.execute(sheets_waiting(viewer).union_all(appeals))
    return sorted((row[0], row[1], row[2], row[3]) for row in rows)
