"""Reads of drafts: one's own, and those that colleagues of the union have shared."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from tracker.accounts.models import Account
from tracker.changes.models import Change
from tracker.concerns.models_drafts import ConcernDraft
from tracker.database import ALPHABET, db, new_reference
from tracker.organisation.models import RecognisedUnion
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer


def visible_drafts(viewer: Viewer) -> sa.Select[ConcernDraft]:
    """Drafts the viewer may read, latest first: of unions they speak for, their own or shared."""
    query = sa.select(ConcernDraft).order_by(ConcernDraft.saved_at.desc(), ConcernDraft.id.desc())
    if not viewer.may(Permission.CONCERN_RAISE):
        return query.where(sa.false())
    own = ConcernDraft.author_id == viewer.account_id
    return query.where(
        ConcernDraft.union_id.in_(viewer.union_ids), sa.or_(own, ConcernDraft.shared.is_(True))
    )


def get_draft(reference: str, viewer: Viewer) -> ConcernDraft:
    """The draft with that reference; raises ``NoResultFound`` when the viewer may not read it."""
    return db.session.scalars(visible_drafts(viewer).where(ConcernDraft.reference == reference)).one()


def own_draft(reference: str, viewer: Viewer) -> ConcernDraft | None:
    """The viewer's own draft with that reference, if there is one."""
    query = visible_drafts(viewer).where(
        ConcernDraft.reference == reference, ConcernDraft.author_id == viewer.account_id
    )
    return db.session.scalars(query).one_or_none()


def is_taken(reference: str) -> bool:
    """Whether any draft has that reference, or it is none that could be given."""
    found = db.session.scalar(sa.select(ConcernDraft.id).where(ConcernDraft.reference == reference))
    return found is not None or len(reference) != len(new_reference()) or not set(reference) <= set(ALPHABET)


@dataclass(frozen=True)
class DraftRow:
    """One draft in a list. ``change`` None: none is chosen yet."""

    reference: str
    version: int
    summary: str
    change: str | None
    union: str
    author: str
    shared: bool
    saved_at: datetime
    own: bool


def drafts_of(viewer: Viewer) -> list[DraftRow]:
    """The viewer's drafts and those shared with them. One statement."""
    rows = db.session.execute(
        visible_drafts(viewer)
        .join(RecognisedUnion, RecognisedUnion.id == ConcernDraft.union_id)
        .join(Account, Account.id == ConcernDraft.author_id)
        .outerjoin(Change, Change.id == ConcernDraft.change_id)
        .with_only_columns(
            ConcernDraft.reference,
            ConcernDraft.version,
            ConcernDraft.summary,
            Change.title,
            RecognisedUnion.short_name,
            Account.name,
            ConcernDraft.shared,
            ConcernDraft.saved_at,
            (ConcernDraft.author_id == viewer.account_id).label("own"),
        )
    )
    return [DraftRow(*row) for row in rows]


def change_reference(draft: ConcernDraft) -> str | None:
    """The change that was chosen, if one was."""
    return db.session.scalar(sa.select(Change.reference).where(Change.id == draft.change_id))


def union_reference(draft: ConcernDraft) -> str:
    """The union in whose name it is written."""
    return db.session.scalars(
        sa.select(RecognisedUnion.reference).where(RecognisedUnion.id == draft.union_id)
    ).one()
