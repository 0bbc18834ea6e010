"""Reads of briefing cards. The statements keep the embargo: what is not out never leaves the database."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from tracker.accounts.models import Account
from tracker.briefings.models import BriefingCard, BriefingLine
from tracker.briefings.rules import UNPUBLISHED, CardState, LineKind
from tracker.changes.models import Change
from tracker.changes.queries import visible_changes
from tracker.database import db
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer


def reads_embargoed(viewer: Viewer) -> bool:
    """Whether the viewer writes or approves cards, and so reads lines before they are out."""
    return viewer.may(Permission.BRIEFING_WRITE) or viewer.may(Permission.BRIEFING_APPROVE)


def visible_cards(viewer: Viewer, day: date) -> sa.Select[BriefingCard]:
    """Cards of the changes in scope, newest first: published ones, all for those who write or approve."""
    seen = visible_changes(viewer, day).with_only_columns(Change.id).order_by(None)
    query = (
        sa.select(BriefingCard)
        .where(BriefingCard.change_id.in_(seen))
        .order_by(BriefingCard.number.desc(), BriefingCard.id.desc())
    )
    if not viewer.may(Permission.BRIEFING_READ):
        return query.where(sa.false())
    if not reads_embargoed(viewer):
        return query.where(BriefingCard.state == CardState.PUBLISHED)
    return query


def visible_lines(viewer: Viewer, day: date, moment: datetime) -> sa.Select[BriefingLine]:
    """Lines of visible cards that are out at the moment; all of them for those who write or approve."""
    cards = visible_cards(viewer, day).with_only_columns(BriefingCard.id).order_by(None)
    query = (
        sa.select(BriefingLine)
        .where(BriefingLine.card_id.in_(cards))
        .order_by(BriefingLine.position, BriefingLine.id)
    )
    if not reads_embargoed(viewer):
        query = query.where(sa.or_(BriefingLine.embargo.is_(None), BriefingLine.embargo <= moment))
    return query


@dataclass(frozen=True)
class LineRow:
    """A line as pages show it. ``embargo`` is None once it is out."""

    kind: LineKind
    text: str
    answer: str
    embargo: datetime | None


@dataclass(frozen=True)
class CardRow:
    """A card as pages show it, with the lines that the viewer may read now."""

    reference: str
    number: int
    state: CardState
    questions_to: str
    written_by: str
    written_at: datetime
    published_by: str | None
    published_at: datetime | None
    version: int
    lines: tuple[LineRow, ...] = ()

    def of_kind(self, kind: str) -> list[LineRow]:
        """The lines of a kind, in their order."""
        return [line for line in self.lines if line.kind == kind]

    @property
    def embargoed(self) -> int:
        """How many of the lines are not out yet."""
        return sum(line.embargo is not None for line in self.lines)


def cards_of(change: Change, viewer: Viewer, day: date, moment: datetime) -> list[CardRow]:
    """The cards of a change that the viewer may read, the newest first. Two statements."""
    writer, publisher = aliased(Account), aliased(Account)
    cards = db.session.execute(
        visible_cards(viewer, day)
        .where(BriefingCard.change_id == change.id)
        .join(writer, writer.id == BriefingCard.written_by_id)
        .outerjoin(publisher, publisher.id == BriefingCard.published_by_id)
        .with_only_columns(
            BriefingCard.id,
            BriefingCard.reference,
            BriefingCard.number,
            BriefingCard.state,
            BriefingCard.questions_to,
            writer.name,
            BriefingCard.written_at,
            publisher.name,
            BriefingCard.published_at,
            BriefingCard.version,
        )
    ).all()
    if not cards:
        return []
    found: dict[int, list[LineRow]] = {}
    rows = db.session.execute(
        visible_lines(viewer, day, moment)
        .where(BriefingLine.card_id.in_([card[0] for card in cards]))
        .with_only_columns(
            BriefingLine.card_id,
            BriefingLine.kind,
            BriefingLine.text,
            BriefingLine.answer,
            BriefingLine.embargo,
        )
    )
    for card_id, kind, text, answer, embargo in rows:
        later = embargo if embargo is not None and embargo > moment else None
        found.setdefault(card_id, []).append(LineRow(kind, text, answer, later))
    return [replace(CardRow(*tuple(card)[1:]), lines=tuple(found.get(card[0], ()))) for card in cards]


def current(cards: list[CardRow]) -> CardRow | None:
    """The published card, None while there is none."""
    return next((card for card in cards if card.state is CardState.PUBLISHED), None)


def draft(cards: list[CardRow]) -> CardRow | None:
    """The card being written or awaiting approval, None when there is none or the viewer reads no drafts."""
    return next((card for card in cards if card.state in UNPUBLISHED), None)


def get_draft(change: Change, viewer: Viewer, day: date) -> BriefingCard | None:
    """The unpublished card of the change as a row to write to."""
    return db.session.scalars(
        visible_cards(viewer, day).where(
            BriefingCard.change_id == change.id, BriefingCard.state.in_(UNPUBLISHED)
        )
    ).one_or_none()


def has_card(change_id: sa.ColumnElement[int] | Any) -> sa.ColumnElement[bool]:
    """Whether the change of a row that the viewer may read has a published card."""
    return (
        sa.select(BriefingCard.id)
        .where(BriefingCard.change_id == change_id, BriefingCard.state == CardState.PUBLISHED)
        .exists()
    )


def is_briefed(change: Change) -> bool:
    """Whether the change has a published card."""
    return bool(db.session.scalar(sa.select(has_card(change.id))))


@dataclass(frozen=True)
class WaitingCard:
    """A card that waits for a programme director."""

    reference: str
    title: str
    written_at: datetime


def cards_to_approve(viewer: Viewer, day: date) -> list[WaitingCard]:
    """Cards that wait for the viewer to publish them, the oldest first."""
    rows = db.session.execute(
        visible_cards(viewer, day)
        .join(Change, Change.id == BriefingCard.change_id)
        .where(BriefingCard.state == CardState.AWAITING_APPROVAL)
        .with_only_columns(Change.reference, Change.title, BriefingCard.written_at)
        .order_by(None)
        .order_by(BriefingCard.written_at, BriefingCard.id)
    )
    return [WaitingCard(*row) for row in rows]
