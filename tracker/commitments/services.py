"""What is done with commitments. Services never commit; each writes its audit entry."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from tracker.attachments.rules import Upload
from tracker.attachments.services import keep_uploads
from tracker.audit import services as audit
from tracker.changes.models import Change
from tracker.commitments.models import Commitment, CommitmentProof, CommitmentStep
from tracker.commitments.queries import proofs_beside, standing_of
from tracker.commitments.rules import SETTLED, SettledError, Verdict
from tracker.database import check_version, db
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer


def record(
    change: Change,
    union_id: int,
    *,
    reference: str,
    by: Viewer,
    moment: datetime,
    **told: Any,
) -> Commitment:
    """Record an undertaking; ``told`` has its words, giver, days, place and measure by column."""
    row = Commitment(
        reference=reference,
        programme_id=change.programme_id,
        change_id=change.id,
        union_id=union_id,
        recorded_by_id=by.account_id,
        recorded_at=moment,
        **told,
    )
    db.session.add(row)
    db.session.flush()
    _note(by, row, "recorded")
    return row


def judge(
    row: Commitment,
    verdict: Verdict,
    kept_on: date | None,
    note: str,
    *,
    from_union: bool,
    by: Viewer,
    moment: datetime,
    seen: int | None,
) -> None:
    """Say for one side what became of it.

    Raises ``EditConflictError``, and ``SettledError`` once both sides have said the same.
    """
    check_version(row, seen)
    if standing_of(row, moment.date()) in SETTLED:
        raise SettledError("Both sides have said the same: the commitment is closed")
    kept = kept_on if verdict is Verdict.KEPT else None
    if from_union:
        row.union_says, row.union_kept_on = verdict, kept
    else:
        row.employer_says, row.employer_kept_on = verdict, kept
    db.session.flush()
    db.session.add(
        CommitmentStep(
            commitment_id=row.id,
            from_union=from_union,
            verdict=verdict,
            kept_on=kept,
            note=note,
            made_by_id=by.account_id,
            made_at=moment,
        )
    )
    db.session.flush()
    _note(by, row, verdict.value)


def add_proof(row: Commitment, uploads: Iterable[Upload], *, by: Viewer, moment: datetime) -> int:
    """Keep files that show what was done; how many were new."""
    kept = keep_uploads(
        uploads,
        lambda number: CommitmentProof(commitment_id=row.id, attachment_id=number),
        beside=proofs_beside(row),
        by=by,
        moment=moment,
    )
    _note(by, row, "proof", {"files": len(kept)})
    return len(kept)


def _note(by: Viewer, row: Commitment, step: str, more: dict[str, int | str] | None = None) -> None:
    audit.record(
        by,
        Permission.COMMITMENT_RECORD,
        "commitment",
        row.reference,
        version=row.version,
        facts={"step": step, **(more or {})},
    )
