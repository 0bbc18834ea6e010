"""Saved columns for pages."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from tracker.database import AnySelect, db
from tracker.organisation.models import Employer, RegisterImport
from tracker.organisation.models_saved import SavedColumns
from tracker.organisation.queries_imports import account
from tracker.organisation.register_check.dry_run import Matching
from tracker.organisation.rules import ImportKind
from tracker.organisation.saved_columns import fitted
from tracker.policy.access.permissions import Permission
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.listing import Listing, Page, paginate


def visible_saved_columns(viewer: Viewer) -> sa.Select[SavedColumns]:
    """Saved columns of the viewer's employers; an administrator's are all."""
    query = sa.select(SavedColumns).join(SavedColumns.employer).options(contains_eager(SavedColumns.employer))
    if viewer.role is Role.ADMINISTRATOR:
        return query
    if viewer.may(Permission.ORGANISATION_IMPORT):
        return query.where(SavedColumns.employer_id.in_(viewer.employer_ids))
    return query.where(sa.false())


def get_saved_columns(reference: str, viewer: Viewer) -> SavedColumns:
    """The saved columns with that reference; raises ``NoResultFound`` where the viewer may not see them."""
    query = visible_saved_columns(viewer).where(SavedColumns.reference == reference)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


@dataclass(frozen=True)
class SavedRow:
    """A line of the list."""

    reference: str
    name: str
    kind: ImportKind
    employer: str
    matched: dict[str, Any]
    saved_at: datetime
    saved_by: str | None

    @property
    def headings(self) -> list[str]:
        """The headings it knows."""
        return list(self.matched["columns"].values())


SORTS: dict[str, Any] = {
    "name": SavedColumns.name,
    "kind": SavedColumns.kind,
    "employer": Employer.name,
    "saved": SavedColumns.saved_at,
}


def saved_columns_page(viewer: Viewer, listing: Listing) -> Page[SavedRow]:
    """One page of saved columns, by name unless asked."""
    query: AnySelect = (
        visible_saved_columns(viewer)
        .outerjoin(account, account.c.id == SavedColumns.saved_by_id)
        .with_only_columns(
            SavedColumns.reference,
            SavedColumns.name,
            SavedColumns.kind,
            Employer.name,
            SavedColumns.matched,
            SavedColumns.saved_at,
            account.c.name,
        )
    )
    if listing.q:
        query = query.where(SavedColumns.name.icontains(listing.q, autoescape=True))
    return paginate(query, listing, SORTS, SavedColumns.id, SavedRow)


@dataclass(frozen=True)
class Offer:
    """Saved columns that fit a file."""

    reference: str
    name: str
    matching: Matching


def offers_for(row: RegisterImport) -> list[Offer]:
    """Saved columns that fit the import's headings, those saved last on top."""
    headings = row.summary["file"]["headings"]
    rows = db.session.execute(
        sa.select(SavedColumns.reference, SavedColumns.name, SavedColumns.matched)
        .where(SavedColumns.employer_id == row.employer_id, SavedColumns.kind == row.kind)
        .order_by(SavedColumns.saved_at.desc(), SavedColumns.id.desc())
    )
    fits = ((reference, name, fitted(matched, headings)) for reference, name, matched in rows)
    return [Offer(reference, name, matching) for reference, name, matching in fits if matching is not None]
