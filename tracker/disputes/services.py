"""Bringing files of past disputes in, and taking them out again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tracker.audit import services as audit
from tracker.database import db
from tracker.disputes.models import DisputeFile, PastDispute
from tracker.organisation.models import Employer
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer


def bring_in(
    employer: Employer,
    records: Sequence[tuple[int, dict[str, Any]]],
    *,
    name: str,
    source: str,
    reference: str,
    by: Viewer,
    moment: datetime,
) -> DisputeFile:
    """Keep a checked file. ``records``: its rows by number, with the values of ``reading.checked``."""
    file = DisputeFile(
        reference=reference,
        employer_id=employer.id,
        name=name,
        source=source,
        brought_in_at=moment,
        brought_in_by_id=by.account_id,
    )
    db.session.add(file)
    db.session.flush()
    lines = [{**record, "file_id": file.id, "line": row} for row, record in records]
    if lines:
        db.session.execute(sa.insert(PastDispute), lines)
    _note(file, "brought in", len(lines), by)
    return file


def take_out(file: DisputeFile, *, by: Viewer) -> int:
    """Take a file and its disputes away; gives back how many there were."""
    gone = db.session.execute(sa.delete(PastDispute).where(PastDispute.file_id == file.id))
    count = int(gone.rowcount)  # type: ignore[attr-defined]  # a deletion's result has it
    _note(file, "taken out", count, by)
    db.session.delete(file)
    db.session.flush()
    return count


def _note(file: DisputeFile, step: str, disputes: int, by: Viewer) -> None:
    audit.record(
        by,
        Permission.DISPUTE_IMPORT,
        "dispute file",
        file.reference,
        version=file.version,
        facts={"step": step, "disputes": disputes},
    )
