"""What people do to notices of redundancies: write a draft, record that it was sent."""

from collections.abc import Sequence
from datetime import date, datetime

from tracker.audit import services as audit
from tracker.changes.models import Change
from tracker.compliance.models_notices import RedundancyNotice
from tracker.compliance.queries_notices import Place
from tracker.compliance.services_packs import IncompleteError
from tracker.database import EditConflictError, check_version, db
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.policy.law.information import answered


def save_notice(
    change: Change, place: Place, items: dict[str, str], *, by: Viewer, moment: datetime, seen: int | None
) -> RedundancyNotice:
    """Save the draft; an amendment begins when the last one is sent. Raises ``EditConflictError``."""
    row = place.draft
    if row is None:
        number = place.notices[0].number + 1 if place.notices else 1
        row = RedundancyNotice(change_id=change.id, establishment_id=place.site.id, number=number)
        db.session.add(row)
    elif seen is None:
        raise EditConflictError
    else:
        check_version(row, seen)
    row.items, row.written_by_id, row.written_at = items, by.account_id, moment
    db.session.flush()
    _note(row, "drafted", by)
    return row


def record_sent(
    row: RedundancyNotice, on: date, way: str, *, items: Sequence[str], by: Viewer, seen: int | None
) -> None:
    """Record that the draft was sent. Raises ``IncompleteError`` (a blank item) or ``EditConflictError``."""
    check_version(row, seen)
    if row.sent_on is not None:
        raise EditConflictError
    missing = tuple(item for item in items if not answered(row.items.get(item)))
    if missing:
        raise IncompleteError(missing)
    row.sent_on, row.sent_by_way, row.sent_by_id = on, way, by.account_id
    db.session.flush()
    _note(row, "sent", by)


def _note(row: RedundancyNotice, step: str, by: Viewer) -> None:
    audit.record(
        by,
        Permission.COMPLIANCE_RECORD,
        "redundancy notice",
        row.reference,
        version=row.version,
        facts={"number": row.number, "step": step},
    )
