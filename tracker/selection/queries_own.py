"""What a person scored reads of their own places in pools."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from tracker.affected_staff.models import AffectedPerson
from tracker.changes.models import Change
from tracker.database import db
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.selection.models import PoolMember, SelectionPool
from tracker.selection.queries_scores import told_of_result
from tracker.selection.rules import PoolOutcome


@dataclass(frozen=True)
class OwnPlace:
    """A pool the member of staff was in, once it is final."""

    member: PoolMember
    pool: SelectionPool
    outcome: PoolOutcome | None


def own_places(viewer: Viewer) -> list[OwnPlace]:
    """The viewer's own places in pools that are final and of which they were told, newest first."""
    if not viewer.may(Permission.SELECTION_OWN):
        return []
    rows = db.session.scalars(_own(viewer).order_by(PoolMember.id.desc()))
    return [OwnPlace(row, row.pool, row.outcome) for row in rows]


def get_own_place(reference: str, viewer: Viewer) -> PoolMember:
    """The viewer's own place with that reference; raises ``NoResultFound`` otherwise."""
    return db.session.scalars(_own(viewer).where(PoolMember.reference == reference)).one()


def _own(viewer: Viewer) -> sa.Select[PoolMember]:
    query = (
        sa.select(PoolMember)
        .join(PoolMember.affected)
        .join(PoolMember.pool)
        .join(SelectionPool.change)
        .options(
            contains_eager(PoolMember.pool).contains_eager(SelectionPool.change),
            contains_eager(PoolMember.affected),
        )
    )
    if not viewer.may(Permission.SELECTION_OWN):
        return query.where(sa.false())
    return query.where(
        AffectedPerson.person_id == (viewer.person_id or 0),
        *told_of_result(),
        PoolMember.told_round > 0,
        Change.published_number.is_not(None),
    )
