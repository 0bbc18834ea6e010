"""Reads of the append-only record."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from tracker.audit.models import AuditEntry, AuditHead
from tracker.audit.rules import StoredEntry, Verdict, verify
from tracker.database import AnySelect, db
from tracker.policy.access.viewer import Viewer
from tracker.web.listing import Listing, Page, paginate


@dataclass(frozen=True)
class EntryRow:
    """One line of the auditor's list."""

    seq: int
    at: datetime
    actor: str
    action: str
    object_type: str
    object_reference: str
    leaf: str
    body: str


SORTS = {"seq": AuditEntry.id}


def visible_entries(viewer: Viewer) -> AnySelect:
    """All entries, without payload, for whoever may read the record; the page's permission has said who may."""
    assert viewer.role
    return sa.select(
        AuditEntry.id,
        AuditEntry.at,
        AuditEntry.actor,
        AuditEntry.action,
        AuditEntry.object_type,
        AuditEntry.object_reference,
        AuditEntry.leaf,
        AuditEntry.body,
    )


def entries_page(viewer: Viewer, listing: Listing) -> Page[EntryRow]:
    """One page of entries, newest first unless asked; search matches action, actor or object exactly or by start."""
    query = visible_entries(viewer)
    if listing.q:
        start = listing.q.strip() + "%"
        query = query.where(
            sa.or_(
                AuditEntry.action.like(start),
                AuditEntry.actor.like(start),
                AuditEntry.object_type.like(start),
                AuditEntry.object_reference.like(start),
            )
        )
    return paginate(query, listing, SORTS, AuditEntry.id, EntryRow)


def head() -> tuple[int, str]:
    """Number of entries and the fingerprint of the last."""
    row = db.session.execute(sa.select(AuditHead.size, AuditHead.last)).one()
    return row.size, row.last


def _stored() -> Iterator[StoredEntry]:
    columns = (
        AuditEntry.id,
        AuditEntry.prev,
        AuditEntry.body,
        AuditEntry.leaf,
        AuditEntry.at,
        AuditEntry.actor,
        AuditEntry.action,
        AuditEntry.object_type,
        AuditEntry.object_reference,
    )
    start = -1
    while True:
        rows = db.session.execute(
            sa.select(*columns).where(AuditEntry.id > start).order_by(AuditEntry.id).limit(5_000)
        ).all()
        if not rows:
            return
        for row in rows:
            yield StoredEntry(*row)
        start = rows[-1][0]


def verify_record() -> Verdict:
    """Check the whole chain as stored."""
    size, last = head()
    return verify(_stored(), size=size, last=last)
