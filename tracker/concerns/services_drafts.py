"""Keeping what is not raised yet. The record says that there is a draft, and nothing of its words."""

from datetime import datetime
from typing import Any

from tracker.audit import services as audit
from tracker.concerns.models_drafts import ConcernDraft
from tracker.concerns.queries_drafts import is_taken, own_draft
from tracker.database import db, new_reference
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer


def save_draft(
    reference: str, *, seen: int | None, by: Viewer, moment: datetime, **columns: Any
) -> tuple[ConcernDraft, bool]:
    """Keep a draft under that reference, and say whether another was made because it had moved on.

    ``columns``: those of ``ConcernDraft`` that were typed. A draft saved elsewhere since version ``seen``
    stays as it is, and this one is kept beside it.
    """
    draft, beside = own_draft(reference, by), False
    if draft is not None and seen is not None and draft.version != seen:
        draft, reference, beside = None, new_reference(), True
    if draft is None:
        if is_taken(reference):
            reference = new_reference()
        draft = ConcernDraft(reference=reference, author_id=by.account_id, saved_at=moment, **columns)
        db.session.add(draft)
    else:
        for name, value in columns.items():
            setattr(draft, name, value)
        draft.saved_at = moment
    db.session.flush()
    _note(draft, "saved", by)
    return draft, beside


def share_draft(draft: ConcernDraft, *, shared: bool, by: Viewer) -> None:
    """Let colleagues of the union read a draft, or no longer."""
    draft.shared = shared
    db.session.flush()
    _note(draft, "shared" if shared else "not shared", by)


def delete_draft(draft: ConcernDraft, *, by: Viewer) -> None:
    """Take a draft away for good: it was raised, or is not wanted."""
    _note(draft, "deleted", by)
    db.session.delete(draft)
    db.session.flush()


def _note(draft: ConcernDraft, step: str, by: Viewer) -> None:
    audit.record(
        by,
        Permission.CONCERN_RAISE,
        "concern draft",
        draft.reference,
        version=draft.version,
        facts={"step": step},
    )
