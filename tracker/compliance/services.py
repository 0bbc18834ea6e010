"""What people do to statutory dates."""

from datetime import datetime
from typing import Any

from tracker.audit import services as audit
from tracker.changes.models import Change
from tracker.compliance.gates import red_steps
from tracker.compliance.models import StatutoryDates, date_columns
from tracker.compliance.queries import dates_of
from tracker.database import EditConflictError, check_version, db
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.policy.law.parameters import RuleBook


class HeldBackError(Exception):
    """Notice of dismissal while a required step is red; the message names the steps."""


def record_dates(
    change: Change,
    given: dict[str, Any],
    *,
    law: RuleBook,
    by: Viewer,
    moment: datetime,
    seen: int | None,
) -> StatutoryDates:
    """Set the statutory dates, all of them each time. Raises ``EditConflictError`` or ``HeldBackError``."""
    row = dates_of(change)
    before: dict[str, Any] = {}
    if row is None:
        row = StatutoryDates(change_id=change.id)
    elif seen is None:
        raise EditConflictError
    else:
        check_version(row, seen)
        before = date_columns(row)
    if given["first_notice_on"] is not None and given["first_notice_on"] != before.get("first_notice_on"):
        red = red_steps(change, moment.date())
        if red:
            raise HeldBackError("; ".join(f"{step.kind} is {step.state}" for step in red))
    for name, value in given.items():
        setattr(row, name, value)
    row.recorded_by_id, row.recorded_at = by.account_id, moment
    db.session.add(row)
    db.session.flush()
    altered = {name: _words(value) for name, value in given.items() if before.get(name) != value}
    audit.record(
        by,
        Permission.COMPLIANCE_RECORD,
        "statutory dates",
        change.reference,
        version=row.version,
        facts={"rule book": law.sha256[:16], **altered},
    )
    return row


def _words(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else "" if value is None else str(value)
