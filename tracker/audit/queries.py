"""Reads of the append-only record."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from tracker.audit.models import AuditEntry, AuditHead
from tracker.audit.rules import StoredEntry, Verdict, in_words, step_of, verify
from tracker.database import AnySelect, db
from tracker.policy.access.permissions import Permission
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

    @property
    def parts(self) -> list[tuple[str, str]]:
        """The stored text, part by part."""
        return in_words(self.body)

    @property
    def step(self) -> str:
        """Which of the things that one permission covers was done; empty where the entry does not say."""
        return step_of(self.body)

    @property
    def refused(self) -> bool:
        """Whether the thing was refused."""
        return ("outcome", "refused") in self.parts


SORTS: dict[str, sa.ColumnElement[Any]] = {
    "seq": AuditEntry.id.expression,
    "actor": AuditEntry.actor.expression,
    "action": AuditEntry.action.expression,
}


def visible_entries(viewer: Viewer) -> AnySelect:
    """All entries, for whoever may read the record; nobody else finds any."""
    query = sa.select(
        AuditEntry.id,
        AuditEntry.at,
        AuditEntry.actor,
        AuditEntry.action,
        AuditEntry.object_type,
        AuditEntry.object_reference,
        AuditEntry.leaf,
        AuditEntry.body,
    )
    return query if viewer.may(Permission.AUDIT_READ) else query.where(sa.false())


def entries_page(viewer: Viewer, listing: Listing) -> Page[EntryRow]:
    """One page of entries, newest first unless asked; search matches the start of action, actor or object."""
    query = visible_entries(viewer)
    if listing.q:
        query = query.where(
            sa.or_(
                AuditEntry.action.istartswith(listing.q, autoescape=True),
                AuditEntry.actor.istartswith(listing.q, autoescape=True),
                AuditEntry.object_type.istartswith(listing.q, autoescape=True),
                AuditEntry.object_reference.istartswith(listing.q, autoescape=True),
            )
        )
    return paginate(query, listing, SORTS, AuditEntry.id, EntryRow)


def head() -> tuple[int, str]:
    """Number of entries and the fingerprint of the last."""
    row = db.session.execute(sa.select(AuditHead.size, AuditHead.last)).one()
    return row.size, row.last


def _stored(highest: int) -> Iterator[StoredEntry]:
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
    start: int | None = None
    while start is None or start < highest:
        query = sa.select(*columns).where(AuditEntry.id <= highest)
        if start is not None:
            query = query.where(AuditEntry.id > start)
        rows = db.session.execute(query.order_by(AuditEntry.id).limit(5_000)).all()
        if not rows:
            return
        for row in rows:
            yield StoredEntry(*row)
        start = rows[-1][0]


def verify_record() -> Verdict:
    """Check the whole chain as stored when the check began.

    Head and highest entry are read in one statement, so that entries added meanwhile are no false alarm.
    """
    highest = sa.select(sa.func.max(AuditEntry.id)).scalar_subquery()
    size, last, top = db.session.execute(sa.select(AuditHead.size, AuditHead.last, highest)).one()
    return verify(_stored(-1 if top is None else top), size=size, last=last)
