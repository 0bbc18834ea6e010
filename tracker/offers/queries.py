"""Reads of bargaining; every list and lookup starts from ``visible_clauses``."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from tracker.accounts.models import Account
from tracker.changes.models import Change, Programme
from tracker.changes.queries import visible_programmes
from tracker.database import db
from tracker.offers.models import Clause, ClauseMove
from tracker.offers.rules import ClauseState, Move
from tracker.organisation.models import RecognisedUnion
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.listing import Listing, Page, paginate


def visible_clauses(viewer: Viewer, day: date) -> sa.Select[Clause]:
    """Clauses the viewer may know of, latest move first, with change, programme and union.

    A representative those of their own union; HR partners and programme directors those of their programmes;
    nobody else any.
    """
    query = (
        sa.select(Clause)
        .join(Clause.change)
        .join(Change.programme)
        .join(Clause.union)
        .options(contains_eager(Clause.change).contains_eager(Change.programme), contains_eager(Clause.union))
        .order_by(Clause.moved_at.desc(), Clause.id.desc())
    )
    if viewer.role is Role.UNION_REPRESENTATIVE:
        return query.where(Clause.union_id.in_(viewer.union_ids))
    if viewer.role in (Role.HR_PARTNER, Role.PROGRAMME_DIRECTOR):
        seen = visible_programmes(viewer, day).with_only_columns(Programme.id).order_by(None)
        return query.where(Change.programme_id.in_(seen))
    return query.where(sa.false())


def get_clause(reference: str, viewer: Viewer, day: date) -> Clause:
    """The clause with that reference; raises ``NoResultFound`` when the viewer may not know of it."""
    return db.session.scalars(visible_clauses(viewer, day).where(Clause.reference == reference)).one()


@dataclass(frozen=True)
class ClauseRow:
    """One line of the ledger, with what each side last offered."""

    reference: str
    title: str
    state: ClauseState
    union: str
    change: str
    moved_at: datetime
    union_offers: str
    management_offers: str


def _latest(*, from_union: bool) -> sa.ColumnElement[str]:
    found = (
        sa.select(ClauseMove.text)
        .where(
            ClauseMove.clause_id == Clause.id,
            ClauseMove.from_union.is_(from_union),
            ClauseMove.move == Move.OFFER,
        )
        .order_by(ClauseMove.id.desc())
        .limit(1)
        .correlate(Clause)
    )
    return sa.func.coalesce(found.scalar_subquery(), "")


SORTS: dict[str, Any] = {
    "moved": Clause.moved_at,
    "clause": Clause.title,
    "union": RecognisedUnion.short_name,
    "state": Clause.state,
}


def clauses_page(viewer: Viewer, day: date, listing: Listing) -> Page[ClauseRow]:
    """One page, the latest move on top; nonsense in a filter is no filter."""
    query = visible_clauses(viewer, day).with_only_columns(
        Clause.reference,
        Clause.title,
        Clause.state,
        RecognisedUnion.short_name,
        Change.title,
        Clause.moved_at,
        _latest(from_union=True),
        _latest(from_union=False),
    )
    if state := _member(ClauseState, listing.value("state")):
        query = query.where(Clause.state == state)
    if change := listing.value("change"):
        query = query.where(Change.reference == change)
    if listing.q:
        moves = sa.select(ClauseMove.clause_id).where(ClauseMove.text.icontains(listing.q, autoescape=True))
        query = query.where(sa.or_(Clause.title.icontains(listing.q, autoescape=True), Clause.id.in_(moves)))
    return paginate(query, listing, SORTS, Clause.id, ClauseRow)


def _member(kind: type[StrEnum], value: str) -> Any:
    return kind(value) if value in set(kind) else None


@dataclass(frozen=True)
class MoveRow:
    """One move in words, its writer named as far as this viewer may know."""

    from_union: bool
    move: Move
    text: str
    author: str
    at: datetime
    commitment: str


def moves_of(clause: Clause, viewer: Viewer) -> list[MoveRow]:
    """Every move, oldest first."""
    rows = db.session.execute(
        sa.select(ClauseMove, Account.name)
        .join(Account, Account.id == ClauseMove.by_id)
        .where(ClauseMove.clause_id == clause.id)
        .order_by(ClauseMove.id)
    )
    own = viewer.role is Role.UNION_REPRESENTATIVE
    union = clause.union.short_name
    found = []
    for row, name in rows:
        author = f"{name}, HR partner"
        if row.from_union:
            author = f"{name}, {union}" if own else union
        found.append(MoveRow(row.from_union, row.move, row.text, author, row.at, row.commitment))
    return found
