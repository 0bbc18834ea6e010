"""Saying where a concern is felt, by whom, and how it is sorted. The words as raised are not touched."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm.attributes import flag_modified

from tracker.audit import services as audit
from tracker.concerns.models import Concern, ConcernGroup, ConcernUnit
from tracker.concerns.models_drafts import ConcernMember
from tracker.concerns.queries import side_of
from tracker.concerns.queries_where import member_of
from tracker.concerns.rules import CLOSED, ConcernMoveError, ConcernSeverity, Side
from tracker.concerns.rules_kinds import ConcernCategory, ConcernKind
from tracker.database import check_version, db
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer


def sort_concern(
    concern: Concern,
    *,
    kind: ConcernKind,
    category: ConcernCategory,
    severity: ConcernSeverity,
    units: Sequence[int] = (),
    groups: Sequence[int] = (),
    member: str = "",
    agreed: bool = False,
    by: Viewer,
    seen: int | None = None,
) -> None:
    """Put the concern's kind, category, units, groups and member as given, in place of what was said before.

    ``units``, ``groups``: ids. A member is kept for an individual concern alone. Raises ``ConcernMoveError``
    once it is closed, ``EditConflictError`` when it has moved on since version ``seen``.
    """
    if side_of(by) is not Side.UNION or concern.state in CLOSED:
        raise ConcernMoveError(f"It cannot be changed: the concern is {concern.state} now")
    if concern.partner_id is not None and kind is ConcernKind.INDIVIDUAL:
        raise ConcernMoveError("A joint concern names no member: choose collective or policy")
    check_version(concern, seen)
    concern.kind, concern.category, concern.severity = kind, category, severity
    flag_modified(concern, "kind")
    db.session.execute(sa.delete(ConcernUnit).where(ConcernUnit.concern_id == concern.id))
    db.session.execute(sa.delete(ConcernGroup).where(ConcernGroup.concern_id == concern.id))
    db.session.add_all(ConcernUnit(concern_id=concern.id, unit_id=unit) for unit in units)
    db.session.add_all(ConcernGroup(concern_id=concern.id, bargaining_group_id=group) for group in groups)
    _name_member(concern, member if kind is ConcernKind.INDIVIDUAL else "", agreed=agreed)
    db.session.flush()
    audit.record(
        by,
        Permission.CONCERN_RAISE,
        "concern",
        concern.reference,
        version=concern.version,
        facts={
            "kind": kind.value,
            "category": category.value,
            "severity": severity.value,
            "units": len(units),
            "groups": len(groups),
            "member": "none" if not member else "agreed" if agreed else "kept by the union",
        },
    )


def _name_member(concern: Concern, name: str, *, agreed: bool) -> None:
    row = member_of(concern)
    if row and not name:
        db.session.delete(row)
    elif row:
        row.name, row.agreed = name, agreed
    elif name:
        db.session.add(ConcernMember(concern_id=concern.id, name=name, agreed=agreed))
