"""Reads of anonymous answers: how many there are, those that are released, and what a code stands for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from tracker.consultations.codes import code_hash, plain, receipt_hash
from tracker.consultations.models import Consultation, Response, ResponseVersion
from tracker.consultations.models_anonymous import AnonymousAnswer, AnonymousCode, CodeHolder
from tracker.consultations.queries import visible_consultations
from tracker.consultations.queries_themes import UNREAD, says
from tracker.consultations.rules import FEWEST, Position
from tracker.database import AnySelect, db
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.web.listing import Listing, Page, paginate


def visible_anonymous(viewer: Viewer, day: date) -> AnySelect:
    """Position and answers of anonymous answers that were released, of consultations the viewer may read."""
    seen = visible_consultations(viewer, day).with_only_columns(Consultation.id).order_by(None)
    query = sa.select(AnonymousAnswer.id, AnonymousAnswer.position, AnonymousAnswer.answers).where(
        AnonymousAnswer.consultation_id.in_(seen.where(Consultation.released_at.is_not(None)))
    )
    return query if viewer.may(Permission.ANONYMOUS_ANSWER_READ) else query.where(sa.false())


@dataclass(frozen=True)
class AnonymousRow:
    """One answer: its number, drawn at random, where somebody stands, and the words by question."""

    id: int
    position: Position
    answers: Mapping[str, str]


def anonymous_page(
    consultation: Consultation, viewer: Viewer, day: date, listing: Listing
) -> Page[AnonymousRow]:
    """One page of released answers, in their mixed order or by position."""
    query = visible_anonymous(viewer, day).where(AnonymousAnswer.consultation_id == consultation.id)
    theme = listing.value("theme")
    if listing.value("position") in set(Position):
        query = query.where(AnonymousAnswer.position == Position(listing.value("position")))
    if theme and viewer.may(Permission.THEME_READ):
        query = query.where(says(theme, consultation, anonymous=True))
    if listing.q:
        query = query.where(AnonymousAnswer.words.icontains(listing.q, autoescape=True))
    sorts = {"mixed": AnonymousAnswer.id, "position": AnonymousAnswer.position}
    return paginate(query, listing, sorts, AnonymousAnswer.id, AnonymousRow)


@dataclass(frozen=True)
class AnonymousPage:
    """One answer for reading, and the next one that nobody has read."""

    row: AnonymousRow
    after: int | None


def anonymous_answer(consultation: Consultation, number: int, viewer: Viewer, day: date) -> AnonymousPage:
    """One released answer; raises ``NoResultFound`` when the viewer may not read it."""
    mine = visible_anonymous(viewer, day).where(AnonymousAnswer.consultation_id == consultation.id)
    row = db.session.execute(mine.where(AnonymousAnswer.id == number)).one()
    unread = mine.where(says(UNREAD, consultation, anonymous=True), AnonymousAnswer.id != number)
    order = sa.case((AnonymousAnswer.id > number, 0), else_=1)
    after = unread.with_only_columns(AnonymousAnswer.id).order_by(order, AnonymousAnswer.id).limit(1)
    return AnonymousPage(AnonymousRow(*row), db.session.scalar(after))


def positions_of(consultation: Consultation) -> dict[Position, int]:
    """How many hold each position; empty before the release."""
    if consultation.released_at is None:
        return {}
    rows = db.session.execute(
        sa.select(AnonymousAnswer.position, sa.func.count())
        .where(AnonymousAnswer.consultation_id == consultation.id)
        .group_by(AnonymousAnswer.position)
    )
    return {row[0]: row[1] for row in rows}


def answers_held(consultation: Consultation) -> int:
    """How many anonymous answers there are: rounded down to tens until they are released."""
    count = sa.select(sa.func.count()).where(AnonymousAnswer.consultation_id == consultation.id)
    exact = db.session.scalar(count) or 0
    return exact if consultation.released_at else exact // FEWEST * FEWEST


def rounded_answers() -> sa.ColumnElement[int]:
    """The same as a column, for lists."""
    count = (
        sa.select(sa.func.count(AnonymousAnswer.id))
        .where(AnonymousAnswer.consultation_id == Consultation.id)
        .correlate(Consultation)
        .scalar_subquery()
    )
    return sa.case((Consultation.released_at.is_not(None), count), else_=count // FEWEST * FEWEST)


def was_given_a_code(consultation: Consultation, person_id: int) -> bool:
    """Whether the person has had their code."""
    given = sa.select(CodeHolder.id).where(
        CodeHolder.consultation_id == consultation.id, CodeHolder.person_id == person_id
    )
    return db.session.scalar(given) is not None


def holds_a_code(viewer: Viewer) -> sa.ColumnElement[bool]:
    """The same as a condition on consultations."""
    return (
        sa.exists()
        .where(CodeHolder.consultation_id == Consultation.id, CodeHolder.person_id == (viewer.person_id or 0))
        .correlate(Consultation)
    )


def consultation_of_code(typed: str) -> Consultation | None:
    """The consultation that an unused code opens, whoever brings it; None for any other text."""
    code = plain(typed)
    return db.session.scalar(
        sa.select(Consultation)
        .join(AnonymousCode, AnonymousCode.consultation_id == Consultation.id)
        .where(AnonymousCode.code_hash == code_hash(code))
    )


@dataclass(frozen=True)
class ReceiptSeen:
    """What a receipt's code tells whoever brings it: no words of the answer, and no name.

    ``sent_at`` is None for an anonymous answer. ``latest`` is False when the answer was changed since.
    ``released`` is how many anonymous answers were released with it.
    """

    consultation: str
    commitment: str
    sent_at: datetime | None
    latest: bool = True
    anonymous: bool = False
    released: int | None = None
    released_root: str = ""


def receipt_seen(typed: str) -> ReceiptSeen | None:
    """What is held under a receipt's code, or None."""
    code = plain(typed)
    if not code:
        return None
    wanted = receipt_hash(code)
    found = db.session.execute(
        sa.select(AnonymousAnswer.commitment, Consultation)
        .join(Consultation, Consultation.id == AnonymousAnswer.consultation_id)
        .where(AnonymousAnswer.receipt_hash == wanted)
    ).one_or_none()
    if found is not None:
        consultation: Consultation = found[1]
        return ReceiptSeen(
            consultation.title,
            found[0],
            sent_at=None,
            anonymous=True,
            released=answers_held(consultation) if consultation.released_at else None,
            released_root=consultation.released_root,
        )
    row = db.session.execute(
        sa.select(ResponseVersion, Response.version, Consultation.title)
        .join(Response, Response.id == ResponseVersion.response_id)
        .join(Consultation, Consultation.id == Response.consultation_id)
        .where(ResponseVersion.receipt_hash == wanted)
    ).one_or_none()
    if row is None:
        return None
    version: ResponseVersion = row[0]
    return ReceiptSeen(row[2], version.commitment, version.sent_at, latest=version.number == row[1])
