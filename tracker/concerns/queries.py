"""Reads of union concerns; every list and lookup starts from ``visible_concerns``."""

from datetime import date

import sqlalchemy as sa

from tracker.changes.models import Change
from tracker.changes.queries import visible_changes
from tracker.concerns.models import Concern
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer


def visible_concerns(viewer: Viewer, day: date) -> sa.Select[Concern]:
    """The union's own, and for HR and director those of their programmes; nobody else's eyes."""
    query = sa.select(Concern).order_by(Concern.raised_at.desc(), Concern.id.desc())
    if viewer.role is Role.UNION_REPRESENTATIVE:
        return query.where(Concern.union_id.in_(viewer.union_ids))
    if viewer.role in (Role.HR_PARTNER, Role.PROGRAMME_DIRECTOR):
        seen = visible_changes(viewer, day).with_only_columns(Change.id).order_by(None)
        return query.where(Concern.change_id.in_(seen))
    return query.where(sa.false())
