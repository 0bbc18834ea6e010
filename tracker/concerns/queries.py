"""Reads of concerns; every list and lookup starts from ``visible_concerns``.

A withdrawn concern's sentence leaves the lists of everyone but its union. HR keeps the text it had received,
on the concern's own page; the programme director keeps nothing.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from tracker.accounts.models import Account
from tracker.changes.models import Change, Programme
from tracker.changes.queries import visible_programmes
from tracker.concerns.models import Concern, ConcernMessage, ConcernVersion
from tracker.concerns.rules import OPEN, ConcernState, MessageKind, Side, concern_text
from tracker.database import db
from tracker.organisation.models import Employer, RecognisedUnion
from tracker.policy.access.permissions import Permission
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.policy.calendar.nations import Nation


def visible_concerns(viewer: Viewer, day: date) -> sa.Select[Concern]:
    """Concerns the viewer may know of, newest first, with change, programme and union.

    A representative those of their own union, joint ones included; HR partners and programme directors those
    of their programmes; nobody else any.
    """
    query = (
        sa.select(Concern)
        .join(Concern.change)
        .join(Change.programme)
        .join(Concern.union)
        .options(
            contains_eager(Concern.change).contains_eager(Change.programme),
            contains_eager(Concern.union),
            joinedload(Concern.partner),
        )
        .order_by(Concern.raised_at.desc(), Concern.id.desc())
    )
    if viewer.role is Role.UNION_REPRESENTATIVE:
        return query.where(is_of_unions(viewer.union_ids))
    if viewer.role in (Role.HR_PARTNER, Role.PROGRAMME_DIRECTOR):
        seen = visible_programmes(viewer, day).with_only_columns(Programme.id).order_by(None)
        return query.where(Change.programme_id.in_(seen))
    return query.where(sa.false())


def is_of_unions(union_ids: Collection[int]) -> sa.ColumnElement[bool]:
    """Whether one of the unions raised the concern, alone or jointly."""
    return sa.or_(Concern.union_id.in_(union_ids), Concern.partner_id.in_(union_ids))


def get_concern(reference: str, viewer: Viewer, day: date) -> Concern:
    """The concern with that reference; raises ``NoResultFound`` when the viewer may not know of it."""
    return db.session.scalars(visible_concerns(viewer, day).where(Concern.reference == reference)).one()


def own_union(concern: Concern, viewer: Viewer) -> RecognisedUnion:
    """The union of the concern that the viewer speaks for; to anybody else the one that came first."""
    of_partner = concern.partner_id in viewer.union_ids and concern.union_id not in viewer.union_ids
    return concern.partner if concern.partner and of_partner else concern.union


def side_of(viewer: Viewer) -> Side:
    """Which of the two sides the viewer writes for; programme directors read only."""
    if viewer.may(Permission.CONCERN_RAISE):
        return Side.UNION
    return Side.MANAGEMENT if viewer.may(Permission.CONCERN_ANSWER) else Side.NOBODY


def shown_summary(viewer: Viewer) -> sa.ColumnElement[Any]:
    """The sentence as a list may show and search it: null to all but the union once it is withdrawn."""
    if side_of(viewer) is Side.UNION:
        return ConcernVersion.summary.expression
    return sa.case((shows_words(viewer), ConcernVersion.summary), else_=sa.null())


def shows_words(viewer: Viewer) -> sa.ColumnElement[bool]:
    """Whether a list may show, and search, what a concern says: see ``shown_summary``."""
    if side_of(viewer) is Side.UNION:
        return sa.true()
    return Concern.state != ConcernState.WITHDRAWN


def nation_of(concern: Concern) -> Nation:
    """Whose bank holidays the concern's clock keeps: those of the change's employer."""
    employer_id = concern.change.programme.employer_id
    return db.session.scalars(sa.select(Employer.nation).where(Employer.id == employer_id)).one()


@dataclass(frozen=True)
class ConcernText:
    """One version of the words, what proves it, and who wrote it as far as this viewer may know."""

    summary: str
    detail: str
    remedy: str
    about: str
    written_at: datetime
    written_by: str
    salt: str
    commitment: str

    @property
    def words(self) -> tuple[str, str, str, str]:
        """What was typed, box by box."""
        return (self.summary, self.detail, self.remedy, self.about)

    @property
    def text(self) -> str:
        """The one text that is committed to."""
        return concern_text(*self.words)


def text_of(concern: Concern, viewer: Viewer) -> ConcernText | None:
    """The concern's words as raised; None to whoever has no right to them any more."""
    versions = versions_of(concern, viewer)
    return versions[0] if versions else None


def versions_of(concern: Concern, viewer: Viewer) -> list[ConcernText]:
    """The words as raised, then each correction; none to whoever has no right to them any more."""
    side = side_of(viewer)
    if concern.state is ConcernState.WITHDRAWN and side is Side.NOBODY:
        return []
    rows = db.session.execute(
        sa.select(
            ConcernVersion.summary,
            ConcernVersion.detail,
            ConcernVersion.remedy,
            ConcernVersion.about,
            ConcernVersion.written_at,
            ConcernVersion.salt,
            ConcernVersion.commitment,
            Account.name,
        )
        .join(Account, Account.id == ConcernVersion.written_by_id)
        .where(ConcernVersion.concern_id == concern.id)
        .order_by(ConcernVersion.number)
    )
    union = concern.union_names
    return [
        ConcernText(
            summary=row.summary,
            detail=row.detail,
            remedy=row.remedy,
            about=row.about,
            written_at=row.written_at,
            written_by=f"{row.name}, {union}" if side is Side.UNION else union,
            salt=row.salt if side is Side.UNION else "",
            commitment=row.commitment,
        )
        for row in rows
    ]


@dataclass(frozen=True)
class MessageRow:
    """One message of the shared thread, its author named as far as this viewer may know."""

    reference: str
    kind: MessageKind
    from_union: bool
    text: str
    author: str
    written_at: datetime
    commitment: str


def thread_of(concern: Concern, viewer: Viewer) -> list[MessageRow]:
    """The shared thread, oldest first. What a union says in withdrawing is its own business."""
    side = side_of(viewer)
    withdrawn = concern.state is ConcernState.WITHDRAWN
    if withdrawn and side is Side.NOBODY:
        return []
    rows = db.session.execute(
        sa.select(
            ConcernMessage.reference,
            ConcernMessage.kind,
            ConcernMessage.from_union,
            ConcernMessage.text,
            Account.name,
            ConcernMessage.written_at,
            ConcernMessage.commitment,
        )
        .join(Account, Account.id == ConcernMessage.written_by_id)
        .where(ConcernMessage.concern_id == concern.id)
        .order_by(ConcernMessage.id)
    )
    union = concern.union_names
    found = []
    for reference, kind, from_union, text, name, written_at, commitment in rows:
        hidden = withdrawn and kind is MessageKind.CLOSING and side is not Side.UNION
        author = f"{name}, HR partner"
        if from_union:
            author = f"{name}, {union}" if side is Side.UNION else union
        found.append(
            MessageRow(reference, kind, from_union, "" if hidden else text, author, written_at, commitment)
        )
    return found


def unions_of(viewer: Viewer) -> list[tuple[str, str]]:
    """Unions the viewer speaks for, as reference and short name."""
    rows = db.session.execute(
        sa.select(RecognisedUnion.reference, RecognisedUnion.short_name)
        .where(RecognisedUnion.id.in_(viewer.union_ids))
        .order_by(RecognisedUnion.short_name, RecognisedUnion.id)
    )
    return [(row.reference, row.short_name) for row in rows]


def union_of(reference: str, viewer: Viewer) -> RecognisedUnion:
    """The union with that reference, if the viewer speaks for it."""
    return db.session.scalars(
        sa.select(RecognisedUnion).where(
            RecognisedUnion.reference == reference, RecognisedUnion.id.in_(viewer.union_ids)
        )
    ).one()


def raised_with(token: str, viewer: Viewer) -> Concern | None:
    """What the viewer already raised with that form, if anything."""
    return db.session.scalar(
        sa.select(Concern).where(Concern.raised_by_id == viewer.account_id, Concern.token == token)
    )


def raised_in_same_words(summary: str, change_reference: str, viewer: Viewer) -> Concern | None:
    """An open concern with that sentence that the viewer raised on that change, if there is one."""
    return db.session.scalar(
        sa.select(Concern)
        .join(ConcernVersion, sa.and_(ConcernVersion.concern_id == Concern.id, ConcernVersion.number == 1))
        .join(Change, Change.id == Concern.change_id)
        .where(
            Concern.raised_by_id == viewer.account_id,
            Concern.state.in_(OPEN),
            Change.reference == change_reference,
            ConcernVersion.summary == summary,
        )
        .limit(1)
    )


def is_message_sent(viewer: Viewer, *tokens: str) -> bool:
    """Whether the viewer already sent a message with one of those forms."""
    found = sa.select(ConcernMessage.id).where(
        ConcernMessage.written_by_id == viewer.account_id, ConcernMessage.token.in_(tokens)
    )
    return db.session.scalar(found.limit(1)) is not None
