"""What people do to files: keep those that came with a form, remove one."""

from collections.abc import Callable, Iterable
from datetime import datetime

import sqlalchemy as sa

from tracker.attachments.models import Attachment, AttachmentLink
from tracker.attachments.rules import Upload
from tracker.audit import services as audit
from tracker.database import EditConflictError, db
from tracker.policy.access.viewer import Viewer


def keep_uploads(
    uploads: Iterable[Upload],
    link: Callable[[int], AttachmentLink],
    *,
    beside: sa.Select[int],
    by: Viewer,
    moment: datetime,
) -> list[Attachment]:
    """Keep files and tie each to its record; ``link`` makes the row for an attachment's number.

    ``beside`` selects ``attachment_id`` of the files that the record has: the same bytes sent twice are kept
    once. The transaction's own audit entry of the record is for the caller; each file gets its own here.
    """
    there = set(
        db.session.scalars(
            sa.select(Attachment.sha256).where(Attachment.id.in_(beside), Attachment.removed_at.is_(None))
        )
    )
    kept = []
    for upload in uploads:
        fingerprint = upload.sha256
        if fingerprint in there:
            continue
        there.add(fingerprint)
        row = Attachment(
            name=upload.name,
            size=upload.size,
            sha256=fingerprint,
            added_by_id=by.account_id,
            added_at=moment,
            content=upload.content,
        )
        db.session.add(row)
        db.session.flush()
        db.session.add(link(row.id))
        db.session.flush()
        _note(by, "attachment:add", row)
        kept.append(row)
    return kept


def remove(row: Attachment, *, by: Viewer, moment: datetime) -> None:
    """Take the bytes away for good; name, size and fingerprint stay. Raises ``EditConflictError``."""
    if row.removed_at is not None:
        raise EditConflictError
    row.content, row.removed_by_id, row.removed_at = None, by.account_id, moment
    db.session.flush()
    _note(by, "attachment:remove", row)


def _note(by: Viewer, action: str, row: Attachment) -> None:
    audit.record(by, action, "attachment", row.reference, facts={"bytes": row.size, "sha256": row.sha256})
