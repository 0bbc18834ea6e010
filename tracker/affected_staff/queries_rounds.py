"""Support and letters to many: which rounds the viewer may read, who is chosen, who gets them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from tracker.accounts.models import Account
from tracker.affected_staff.lists import is_told, unit_name_column, with_unit
from tracker.affected_staff.models import AffectedPerson
from tracker.affected_staff.models_rounds import Round, RoundPerson
from tracker.affected_staff.models_support import Letter, SupportOffer
from tracker.affected_staff.queries import visible_affected
from tracker.affected_staff.rules import AffectedStatus
from tracker.affected_staff.rules_rounds import RoundKind, RoundState
from tracker.affected_staff.rules_support import SupportAnswer
from tracker.changes.models import Change
from tracker.changes.queries import visible_changes
from tracker.database import AnySelect, db
from tracker.organisation.models import Person
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.web.listing import Listing, Page, paginate


@dataclass(frozen=True)
class RoundPersonRow:
    """Somebody chosen, as they stand now. ``told``: they know where they stand."""

    id: int
    person_id: int
    reference: str
    name: str
    staff_number: str
    job: str
    unit: str
    status: AffectedStatus
    told: bool


@dataclass(frozen=True)
class Sorted:
    """Everyone chosen, each in one list: who gets it, who has it already and since when."""

    getting: list[RoundPersonRow] = field(default_factory=list)
    having: list[tuple[RoundPersonRow, date]] = field(default_factory=list)

    @property
    def seal(self) -> str:
        """The same for the same people: what a page showed is what is then recorded."""
        shown = ",".join(sorted(row.reference for row in self.getting))
        return hashlib.sha256(shown.encode()).hexdigest()[:20]


def visible_rounds(viewer: Viewer, day: date) -> sa.Select[Round]:
    """Rounds in the changes of whoever may issue them, newest first; drafts are their maker's alone."""
    query = (
        sa.select(Round)
        .join(Round.change)
        .join(Change.programme)
        .options(contains_eager(Round.change).contains_eager(Change.programme))
        .order_by(Round.made_at.desc(), Round.id.desc())
    )
    if not viewer.may(Permission.LETTER_RECORD):
        return query.where(sa.false())
    seen = visible_changes(viewer, day).with_only_columns(Change.id).order_by(None)
    own = sa.or_(Round.state != RoundState.DRAFT, Round.made_by_id == viewer.account_id)
    return query.where(Round.change_id.in_(seen), own)


def get_round(reference: str, viewer: Viewer, day: date) -> Round:
    """The round with that reference; raises ``NoResultFound`` when the viewer may not read it."""
    return db.session.scalars(visible_rounds(viewer, day).where(Round.reference == reference)).one()


@dataclass(frozen=True)
class RoundRow:
    """One round in the list of a change's."""

    reference: str
    kind: RoundKind
    state: RoundState
    support: str | None
    letter: str | None
    people: int
    on: date
    by: str
    made_at: datetime


SORTS: dict[str, Any] = {
    "what": sa.func.coalesce(Round.support, Round.letter),
    "people": Round.people,
    "on": Round.on,
    "by": Account.name,
    "made": Round.made_at,
}


def rounds_page(change: Change, viewer: Viewer, day: date, listing: Listing) -> Page[RoundRow]:
    """One page of the rounds of a change."""
    query: AnySelect = (
        visible_rounds(viewer, day)
        .join(Account, Account.id == Round.made_by_id)
        .where(Round.change_id == change.id)
        .with_only_columns(
            Round.reference,
            Round.kind,
            Round.state,
            Round.support,
            Round.letter,
            Round.people,
            Round.on,
            Account.name,
            Round.made_at,
        )
    )
    return paginate(query, listing, SORTS, Round.id, RoundRow)


def _people(query: sa.Select[AffectedPerson], day: date) -> list[RoundPersonRow]:
    columns: AnySelect = with_unit(query, day).with_only_columns(
        AffectedPerson.id,
        AffectedPerson.person_id,
        AffectedPerson.reference,
        Person.name,
        Person.staff_number,
        AffectedPerson.title,
        unit_name_column(),
        AffectedPerson.status,
        is_told(),
    )
    return [RoundPersonRow(*row) for row in db.session.execute(columns)]


def chosen_for(given: Round, viewer: Viewer, day: date) -> list[RoundPersonRow]:
    """Everyone chosen whom the viewer may still see, by name. One statement."""
    chosen = sa.select(RoundPerson.affected_person_id).where(RoundPerson.round_id == given.id)
    return _people(visible_affected(viewer, day).where(AffectedPerson.id.in_(chosen)), day)


def sort_out(given: Round, rows: Sequence[RoundPersonRow]) -> Sorted:
    """Who of the chosen gets it. Whoever has it already is left out. One statement.

    That is the same support offered without an answer yet, or the same letter sent on the same day.
    """
    chosen = sa.select(RoundPerson.affected_person_id).where(RoundPerson.round_id == given.id)
    if given.kind is RoundKind.SUPPORT:
        query = sa.select(SupportOffer.affected_person_id, SupportOffer.offered_on).where(
            SupportOffer.affected_person_id.in_(chosen),
            SupportOffer.kind == given.support,
            SupportOffer.description == given.description,
            SupportOffer.answer == SupportAnswer.NONE_YET,
        )
    else:
        query = sa.select(Letter.affected_person_id, Letter.sent_on).where(
            Letter.affected_person_id.in_(chosen),
            Letter.kind == given.letter,
            Letter.description == given.description,
            Letter.sent_on == given.on,
        )
    having = {row[0]: row[1] for row in db.session.execute(query)}
    found = Sorted()
    for row in rows:
        if row.id in having:
            found.having.append((row, having[row.id]))
        else:
            found.getting.append(row)
    return found


@dataclass(frozen=True)
class Given:
    """Somebody who got it, and what has become of it: ``answer`` of support, the days of a letter."""

    row: RoundPersonRow
    answer: SupportAnswer | None = None
    received_on: date | None = None
    acknowledged_on: date | None = None

    @property
    def state(self) -> str:
        """In a word."""
        if self.answer is not None:
            return self.answer.value
        return "acknowledged" if self.acknowledged_on else "received" if self.received_on else "sent"


def given_by(given: Round, viewer: Viewer, day: date) -> list[Given]:
    """Everyone whose record a round wrote and that has not been taken out, by name. Two statements."""
    letter = given.kind is RoundKind.LETTER
    found: dict[int, Letter | SupportOffer] = {}
    if letter:
        for one in db.session.scalars(sa.select(Letter).where(Letter.round_id == given.id)):
            found[one.affected_person_id] = one
    else:
        for other in db.session.scalars(sa.select(SupportOffer).where(SupportOffer.round_id == given.id)):
            found[other.affected_person_id] = other
    person, of_round = (
        (Letter.affected_person_id, Letter.round_id)
        if letter
        else (SupportOffer.affected_person_id, SupportOffer.round_id)
    )
    holders = sa.select(person).where(of_round == given.id)
    people = _people(visible_affected(viewer, day).where(AffectedPerson.id.in_(holders)), day)
    return [_given(row, found[row.id]) for row in people]


def _given(row: RoundPersonRow, record: Letter | SupportOffer) -> Given:
    if isinstance(record, SupportOffer):
        return Given(row, answer=record.answer)
    return Given(row, received_on=record.received_on, acknowledged_on=record.acknowledged_on)


def letters_by(given: Round, viewer: Viewer, day: date) -> list[str]:
    """The letters of a round as they were sent, by name of whom they went to. One statement."""
    seen = visible_affected(viewer, day).with_only_columns(AffectedPerson.id).order_by(None)
    return list(
        db.session.scalars(
            sa.select(Letter.text)
            .join(AffectedPerson, AffectedPerson.id == Letter.affected_person_id)
            .join(Person, Person.id == AffectedPerson.person_id)
            .where(Letter.round_id == given.id, Letter.affected_person_id.in_(seen))
            .order_by(Person.name, Letter.id)
        )
    )
