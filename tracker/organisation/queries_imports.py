"""Imports of register files for pages."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from tracker.database import AnySelect, db
from tracker.organisation.models import Employer, RegisterImport
from tracker.organisation.models_jobs import ImportJob
from tracker.organisation.register_check.dry_run import unpacked, unpacked_pairs
from tracker.organisation.register_check.findings import Finding
from tracker.organisation.register_check.proposals import Pair
from tracker.organisation.rules import ImportKind, ImportState
from tracker.organisation.rules_jobs import JobKind, JobState, shown_state
from tracker.policy.access.permissions import Permission
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.listing import Listing, Page, paginate

account = sa.table("account", sa.column("id", sa.Integer), sa.column("name", sa.String))
"""The table of a package above this one, by name: who brought a file."""


def visible_imports(viewer: Viewer) -> sa.Select[RegisterImport]:
    """Imports of the viewer's employers; administrators see that each exists, never what it rejects."""
    query = (
        sa.select(RegisterImport)
        .join(RegisterImport.employer)
        .options(contains_eager(RegisterImport.employer))
    )
    if viewer.role is Role.ADMINISTRATOR:
        return query
    if viewer.may(Permission.ORGANISATION_IMPORT):
        return query.where(RegisterImport.employer_id.in_(viewer.employer_ids))
    return query.where(sa.false())


def get_import(reference: str, viewer: Viewer) -> RegisterImport:
    """The import with that reference, if the viewer may see it; raises ``NoResultFound`` otherwise."""
    query = visible_imports(viewer).where(RegisterImport.reference == reference)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def content_of(row: RegisterImport) -> bytes:
    """The file itself."""
    content = db.session.scalar(sa.select(RegisterImport.content).where(RegisterImport.id == row.id))
    return content or b""


def report_of(row: RegisterImport) -> list[Finding]:
    """The kept dry run, row by row."""
    return unpacked(
        db.session.scalar(sa.select(RegisterImport.report).where(RegisterImport.id == row.id)) or b""
    )


def pairs_of(row: RegisterImport) -> list[Pair]:
    """The pairs of the kept dry run that wait to be judged."""
    return unpacked_pairs(
        db.session.scalar(sa.select(RegisterImport.report).where(RegisterImport.id == row.id)) or b""
    )


def names_of(row: RegisterImport) -> tuple[str, str, str]:
    """Names of who brought the file, applied it and undid it; empty where nobody did, or the command."""
    ids = (row.uploaded_by_id, row.applied_by_id, row.undone_by_id)
    rows = db.session.execute(sa.select(account.c.id, account.c.name).where(account.c.id.in_(ids)))
    names: dict[int, str] = {each: name for each, name in rows}  # noqa: C416  the pairs of a result
    uploaded, applied, undone = (names.get(each or 0, "") for each in ids)
    return uploaded, applied, undone


@dataclass(frozen=True)
class ImportRow:
    """A line of the list."""

    reference: str
    file_name: str
    kind: ImportKind
    employer: str
    as_of: date
    state: ImportState
    uploaded_at: datetime
    uploaded_by: str | None
    job_kind: JobKind | None
    job_state: JobState | None

    @property
    def shown_state(self) -> str:
        """The import's own state, or that of the work on it."""
        return shown_state(self.state, self.job_kind, self.job_state)


SORTS: dict[str, Any] = {
    "uploaded": RegisterImport.uploaded_at,
    "file": RegisterImport.file_name,
    "kind": RegisterImport.kind,
    "employer": Employer.name,
    "as_of": RegisterImport.as_of,
    "state": RegisterImport.state,
}


def imports_page(viewer: Viewer, listing: Listing) -> Page[ImportRow]:
    """One page of imports, newest first unless asked."""
    newest = sa.select(sa.func.max(ImportJob.id)).where(ImportJob.import_id == RegisterImport.id)
    query: AnySelect = (
        visible_imports(viewer)
        .outerjoin(account, account.c.id == RegisterImport.uploaded_by_id)
        .outerjoin(ImportJob, ImportJob.id == newest.correlate(RegisterImport).scalar_subquery())
        .with_only_columns(
            RegisterImport.reference,
            RegisterImport.file_name,
            RegisterImport.kind,
            Employer.name,
            RegisterImport.as_of,
            RegisterImport.state,
            RegisterImport.uploaded_at,
            account.c.name,
            ImportJob.kind,
            ImportJob.state,
        )
    )
    if listing.q:
        query = query.where(RegisterImport.file_name.icontains(listing.q, autoescape=True))
    return paginate(query, listing, SORTS, RegisterImport.id, ImportRow)


def last_applied(employer_id: int, kind: ImportKind) -> RegisterImport | None:
    """The newest applied import of the kind, whose matched columns are likely to fit again."""
    return db.session.scalars(
        sa.select(RegisterImport)
        .where(
            RegisterImport.employer_id == employer_id,
            RegisterImport.kind == kind,
            RegisterImport.state == ImportState.APPLIED,
        )
        .order_by(RegisterImport.id.desc())
        .limit(1)
    ).first()
