"""What people do to the proof of statutory steps: attach files, record who was given it and who has it."""

from collections.abc import Iterable
from datetime import date, datetime

from tracker.attachments import services as attachments
from tracker.attachments.models import Attachment
from tracker.attachments.rules import Upload
from tracker.audit import services as audit
from tracker.changes.models import Change
from tracker.compliance.models_proof import StepFile, StepRecipient
from tracker.compliance.queries_proof import visible_step_files
from tracker.compliance.steps import SLUG_OF, StepKind
from tracker.database import EditConflictError, check_version, db
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.web.once import made_before


def add_step_files(
    change: Change, kind: StepKind, uploads: Iterable[Upload], *, by: Viewer, moment: datetime
) -> list[Attachment]:
    """Attach files to a step; the same file sent twice is kept once."""
    return attachments.keep_uploads(
        uploads,
        lambda number: StepFile(attachment_id=number, change_id=change.id, kind=kind),
        beside=visible_step_files(change, kind),
        by=by,
        moment=moment,
    )


def add_recipient(
    change: Change,
    kind: StepKind,
    *,
    reference: str,
    recipient: str,
    channel: str,
    sent_on: date,
    received_on: date | None,
    receipt: str,
    by: Viewer,
    moment: datetime,
    union_id: int | None = None,
    notice_id: int | None = None,
) -> StepRecipient:
    """Record who was given what the step asks for; the same form sent twice makes one.

    ``notice_id`` where it is a copy of a notice, ``union_id`` where the recipient acts for a union.
    """
    before = made_before(StepRecipient, reference, StepRecipient.change_id == change.id)
    if before is not None:
        return before
    row = StepRecipient(
        reference=reference,
        change_id=change.id,
        kind=kind,
        recipient=recipient,
        channel=channel,
        sent_on=sent_on,
        received_on=received_on,
        receipt=receipt,
        union_id=union_id,
        notice_id=notice_id,
        recorded_by_id=by.account_id,
        recorded_at=moment,
    )
    db.session.add(row)
    db.session.flush()
    _note(by, row, "received" if received_on else "sent")
    return row


def record_receipt(
    row: StepRecipient, received_on: date, receipt: str, *, by: Viewer, moment: datetime, seen: int | None
) -> None:
    """Record that it was acknowledged. Raises ``EditConflictError``; a receipt is never replaced."""
    check_version(row, seen)
    if row.received_on is not None:
        raise EditConflictError
    row.received_on, row.receipt = received_on, receipt
    row.recorded_by_id, row.recorded_at = by.account_id, moment
    db.session.flush()
    _note(by, row, "received")


def _note(by: Viewer, row: StepRecipient, what: str) -> None:
    audit.record(
        by,
        Permission.COMPLIANCE_RECORD,
        "statutory recipient",
        row.reference,
        version=row.version,
        facts={"step": SLUG_OF[row.kind], "outcome": what},
    )
