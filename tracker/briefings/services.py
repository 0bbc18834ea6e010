"""What is done with briefing cards: written, sent for approval, sent back or published."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import flag_modified

from tracker.audit import services as audit
from tracker.briefings.models import BriefingCard, BriefingLine
from tracker.briefings.rules import CardState, LineKind, check_card_move
from tracker.changes.models import Change
from tracker.database import EditConflictError, check_version, db
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer


@dataclass(frozen=True)
class LineGiven:
    """A line as HR wrote it."""

    kind: LineKind
    text: str
    answer: str = ""
    embargo: datetime | None = None


class OwnCardError(Exception):
    """Whoever wrote a card does not publish it too; the message is in words for the page."""


def write_card(
    change: Change,
    card: BriefingCard | None,
    lines: Sequence[LineGiven],
    *,
    questions_to: str,
    seen: int | None,
    by: Viewer,
    moment: datetime,
) -> BriefingCard:
    """Write the draft of the next card, or write it anew. A card that waits for approval is a draft again."""
    if card is None:
        last = db.session.scalar(
            sa.select(sa.func.max(BriefingCard.number)).where(BriefingCard.change_id == change.id)
        )
        card = BriefingCard(change_id=change.id, number=(last or 0) + 1)
        db.session.add(card)
    else:
        check_version(card, seen)
        flag_modified(card, "questions_to")  # the version rises also when only a line differs
    card.state = CardState.DRAFT
    card.questions_to = questions_to
    card.written_by_id, card.written_at = by.account_id, moment
    try:
        db.session.flush()
    except IntegrityError as error:  # somebody else began the same card just now
        raise EditConflictError from error
    db.session.execute(sa.delete(BriefingLine).where(BriefingLine.card_id == card.id))
    db.session.add_all(
        BriefingLine(
            card_id=card.id,
            position=position,
            kind=line.kind,
            text=line.text,
            answer=line.answer,
            embargo=line.embargo,
        )
        for position, line in enumerate(lines, 1)
    )
    db.session.flush()
    _record(by, Permission.BRIEFING_WRITE, card, lines=len(lines))
    return card


def send_card(card: BriefingCard, *, seen: int | None, by: Viewer) -> None:
    """Ask a programme director to publish it. Raises ``CardMoveError``."""
    _move(card, CardState.AWAITING_APPROVAL, seen)
    _record(by, Permission.BRIEFING_WRITE, card)


def return_card(card: BriefingCard, *, seen: int | None, by: Viewer) -> None:
    """Send it back to HR to be written again. Raises ``CardMoveError``."""
    _move(card, CardState.DRAFT, seen)
    _record(by, Permission.BRIEFING_APPROVE, card)


def publish_card(card: BriefingCard, *, seen: int | None, by: Viewer, moment: datetime) -> None:
    """Let managers read it, each line from its own moment. Raises ``CardMoveError`` or ``OwnCardError``."""
    if card.written_by_id == by.account_id:
        raise OwnCardError("You wrote this card: another person must publish it")
    _move(card, CardState.PUBLISHED, seen)
    card.published_by_id, card.published_at = by.account_id, moment
    db.session.execute(
        sa.update(BriefingCard)
        .where(
            BriefingCard.change_id == card.change_id,
            BriefingCard.state == CardState.PUBLISHED,
            BriefingCard.id != card.id,
        )
        .values(state=CardState.REPLACED, version=BriefingCard.version + 1)
        .execution_options(synchronize_session=False)
    )
    db.session.flush()
    _record(by, Permission.BRIEFING_APPROVE, card)


def _move(card: BriefingCard, state: CardState, seen: int | None) -> None:
    check_version(card, seen)
    check_card_move(card.state, state)
    card.state = state
    db.session.flush()


def _record(by: Viewer, permission: Permission, card: BriefingCard, **counts: int) -> None:
    audit.record(
        by,
        permission,
        "briefing card",
        card.reference,
        version=card.version,
        facts={"state": card.state.value, "number": card.number, **counts},
    )
