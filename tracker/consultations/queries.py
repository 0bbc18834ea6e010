"""Reads of consultations; every list and lookup starts from ``visible_consultations``."""

from datetime import date

import sqlalchemy as sa

from tracker.changes.models import Change
from tracker.changes.queries import visible_changes
from tracker.consultations.models import Consultation, InvitedUnion
from tracker.consultations.rules import ConsultationState
from tracker.policy.access.permissions import Permission
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer


def visible_consultations(viewer: Viewer, day: date) -> sa.Select[Consultation]:
    """Consultations on changes in scope; drafts for HR partners only, a union's when it is invited."""
    query = sa.select(Consultation).order_by(Consultation.opens.desc(), Consultation.id.desc())
    seen = visible_changes(viewer, day).with_only_columns(Change.id).order_by(None)
    query = query.where(Consultation.change_id.in_(seen))
    if not viewer.may(Permission.CONSULTATION_DESIGN):
        query = query.where(Consultation.state != ConsultationState.DRAFT)
    if viewer.role is Role.UNION_REPRESENTATIVE:
        invited = sa.select(InvitedUnion.consultation_id).where(InvitedUnion.union_id.in_(viewer.union_ids))
        return query.where(Consultation.id.in_(invited))
    return query
