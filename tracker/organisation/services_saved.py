"""Columns saved by source: kept, renamed, deleted."""

from datetime import datetime

import sqlalchemy as sa

from tracker.audit import services as audit
from tracker.database import db
from tracker.organisation.models import RegisterImport
from tracker.organisation.models_saved import SavedColumns
from tracker.organisation.register_check.dry_run import Matching
from tracker.organisation.saved_columns import by_heading
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer


class NameTakenError(Exception):
    """Other saved columns of the employer and kind have the name."""


def save_columns(
    row: RegisterImport, matching: Matching, name: str, *, by: Viewer, at: datetime
) -> SavedColumns:
    """Keep a file's columns under a name; what had the name before is replaced."""
    saved = db.session.scalars(
        sa.select(SavedColumns).where(
            SavedColumns.employer_id == row.employer_id,
            SavedColumns.kind == row.kind,
            SavedColumns.name == name,
        )
    ).first()
    if saved is None:
        saved = SavedColumns(employer_id=row.employer_id, kind=row.kind, name=name)
        db.session.add(saved)
    saved.matched = by_heading(matching, row.summary["file"]["headings"])
    saved.saved_by_id, saved.saved_at = by.account_id, at
    db.session.flush()
    _record(saved, by, "saved")
    return saved


def rename(saved: SavedColumns, name: str, *, by: Viewer) -> None:
    """Give saved columns another name. Raises ``NameTakenError``."""
    taken = sa.select(SavedColumns.id).where(
        SavedColumns.employer_id == saved.employer_id,
        SavedColumns.kind == saved.kind,
        SavedColumns.name == name,
        SavedColumns.id != saved.id,
    )
    if db.session.scalar(taken) is not None:
        raise NameTakenError
    saved.name = name
    db.session.flush()
    _record(saved, by, "renamed")


def delete(saved: SavedColumns, *, by: Viewer) -> None:
    """Forget saved columns. Imports made with them stay as they are."""
    db.session.delete(saved)
    _record(saved, by, "deleted")


def _record(saved: SavedColumns, by: Viewer, what: str) -> None:
    audit.record(
        by,
        Permission.ORGANISATION_IMPORT,
        "saved columns",
        saved.reference,
        version=saved.version or 1,
        facts={"what": what, "kind": str(saved.kind)},
    )
