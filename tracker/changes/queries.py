"""Reads of programmes and changes; every list and lookup starts from a ``visible_`` query."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from tracker.changes.models import Change, ChangeUnit, Programme
from tracker.database import db
from tracker.organisation.models import UnitPeriod
from tracker.organisation.queries import employers_of_unions, subtree_ids, valid_on
from tracker.policy.access.permissions import Permission
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer

affected = sa.table("affected_person", sa.column("change_id"), sa.column("person_id"), sa.column("unit_id"))
"""The table of a package above this one, by name: whoever is affected by a change may read it."""


def visible_programmes(viewer: Viewer, day: date) -> sa.Select[Programme]:
    """Programmes in the viewer's scope: granted, recognised, or with a change that reaches the viewer."""
    query = sa.select(Programme).order_by(Programme.name, Programme.id)
    if viewer.role in (Role.HR_PARTNER, Role.PROGRAMME_DIRECTOR):
        return query.where(
            sa.or_(
                Programme.employer_id.in_(viewer.whole_employer_ids), Programme.id.in_(viewer.programme_ids)
            )
        )
    if viewer.role is Role.UNION_REPRESENTATIVE:
        return query.where(Programme.employer_id.in_(employers_of_unions(viewer.union_ids)))
    if viewer.role in (Role.MANAGER, Role.STAFF):
        return query.where(Programme.id.in_(sa.select(Change.programme_id).where(_reaches(viewer, day))))
    return query.where(sa.false())


def visible_changes(viewer: Viewer, day: date) -> sa.Select[Change]:
    """Changes the viewer may read, with their programme, newest first. Drafts only where drafts may be read."""
    query = (
        sa.select(Change)
        .join(Change.programme)
        .options(contains_eager(Change.programme))
        .order_by(Change.created_at.desc(), Change.id.desc())
    )
    if not viewer.may(Permission.CHANGE_DRAFT_READ):
        query = query.where(Change.published_number.is_not(None))
    if viewer.role in (Role.MANAGER, Role.STAFF):
        return query.where(_reaches(viewer, day))
    seen = visible_programmes(viewer, day).with_only_columns(Programme.id).order_by(None)
    return query.where(Change.programme_id.in_(seen))


def _reaches(viewer: Viewer, day: date) -> sa.ColumnElement[bool]:
    """Published changes that touch a manager's units or people, or that affect the member of staff."""
    published = Change.published_number.is_not(None)
    if viewer.role is Role.STAFF:
        mine = sa.select(affected.c.change_id).where(affected.c.person_id == (viewer.person_id or 0))
        return sa.and_(published, Change.id.in_(mine))
    below = sa.select(subtree_ids(viewer.unit_ids, day).c.id)
    touched = sa.select(ChangeUnit.change_id).where(
        sa.or_(ChangeUnit.unit_id.in_(below), ChangeUnit.unit_id.in_(ancestors(viewer, day)))
    )
    peopled = sa.select(affected.c.change_id).where(affected.c.unit_id.in_(below))
    return sa.and_(published, sa.or_(Change.id.in_(touched), Change.id.in_(peopled)))


def ancestors(viewer: Viewer, day: date) -> sa.Select[int]:
    """Ids of the units above a manager's own: a change of the whole department touches its teams."""
    start = (
        sa.select(UnitPeriod.parent_id.label("id"))
        .where(
            UnitPeriod.unit_id.in_(viewer.unit_ids),
            UnitPeriod.parent_id.is_not(None),
            valid_on(UnitPeriod, day),
        )
        .cte("above", recursive=True)
    )
    up = (
        sa.select(UnitPeriod.parent_id)
        .join(start, UnitPeriod.unit_id == start.c.id)
        .where(UnitPeriod.parent_id.is_not(None), valid_on(UnitPeriod, day))
    )
    return sa.select(start.union(up).c.id)


def get_change(reference: str, viewer: Viewer, day: date) -> Change:
    """The change with that reference, if the viewer may read it; raises ``NoResultFound`` otherwise."""
    return db.session.scalars(visible_changes(viewer, day).where(Change.reference == reference)).one()


def get_programme(reference: str, viewer: Viewer, day: date) -> Programme:
    """The programme with that reference, if the viewer may read it; raises ``NoResultFound`` otherwise."""
    return db.session.scalars(visible_programmes(viewer, day).where(Programme.reference == reference)).one()
