"""Reads of questions: a manager's own, and those of one concern for HR and its programme director."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from tracker.accounts.models import AccessGrant, Account
from tracker.accounts.queries import live_grant
from tracker.changes.models import Change
from tracker.concerns.models import Concern, ConcernMessage, ConcernVersion
from tracker.concerns.queries_rooms import concern_of_room
from tracker.concerns.rules import ConcernState, Room
from tracker.database import db
from tracker.organisation.models import Posting, Unit
from tracker.organisation.queries import subtree_ids, unit_name_on, valid_on
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.questions.models import ManagerQuestion
from tracker.questions.rules import READ_BY_MANAGER, QuestionState
from tracker.web.listing import Listing, Page, paginate

NEVER = date(9999, 12, 31)
OPEN_FIRST = sa.case(
    (ManagerQuestion.state == QuestionState.SENT, ManagerQuestion.due_on), else_=sa.literal(NEVER, sa.Date())
)


def visible_questions(viewer: Viewer, day: date) -> sa.Select[ManagerQuestion]:
    """Questions put to this manager for a unit they still answer for, the first due on top.

    One about a concern that was withdrawn is gone: a manager learns nothing of that.
    """
    query = (
        sa.select(ManagerQuestion)
        .join(Concern, Concern.id == ManagerQuestion.concern_id)
        .order_by(OPEN_FIRST, ManagerQuestion.id)
    )
    if viewer.role is not Role.MANAGER:
        return query.where(sa.false())
    return query.where(
        ManagerQuestion.asked_of_id == viewer.account_id,
        ManagerQuestion.unit_id.in_(sa.select(subtree_ids(viewer.unit_ids, day).c.id)),
        ManagerQuestion.state.in_(READ_BY_MANAGER),
        Concern.state != ConcernState.WITHDRAWN,
    )


def get_question(reference: str, viewer: Viewer, day: date) -> ManagerQuestion:
    """The manager's question with that reference; raises ``NoResultFound`` for anybody else's."""
    return db.session.scalars(
        visible_questions(viewer, day).where(ManagerQuestion.reference == reference)
    ).one()


def question_of_concern(reference: str, viewer: Viewer, day: date) -> tuple[ManagerQuestion, Concern]:
    """The question and its concern, for who may enter management's room; raises ``NoResultFound``."""
    question, concern_reference = db.session.execute(
        sa.select(ManagerQuestion, Concern.reference)
        .join(Concern, Concern.id == ManagerQuestion.concern_id)
        .where(ManagerQuestion.reference == reference)
    ).one()
    return question, concern_of_room(concern_reference, Room.MANAGEMENT, viewer, day)


@dataclass(frozen=True)
class QuestionRow:
    """One question in words. ``asked_of``, ``asked_by``: names."""

    reference: str
    version: int
    state: QuestionState
    small: bool
    text: str
    commitment: str
    due_on: date
    unit: str
    asked_of: str
    asked_by: str
    asked_by_id: int
    asked_at: datetime
    answer: str
    answered_at: datetime | None
    change: str


def _columns(query: sa.Select[Any], day: date) -> Any:
    """The query of questions with their concerns, as the columns of ``QuestionRow``."""
    manager, partner = aliased(Account), aliased(Account)
    return (
        query.join(manager, manager.id == ManagerQuestion.asked_of_id)
        .join(partner, partner.id == ManagerQuestion.asked_by_id)
        .join(Change, Change.id == Concern.change_id)
        .with_only_columns(
            ManagerQuestion.reference,
            ManagerQuestion.version,
            ManagerQuestion.state,
            ManagerQuestion.small,
            ManagerQuestion.text,
            ManagerQuestion.commitment,
            ManagerQuestion.due_on,
            unit_name_on(ManagerQuestion.unit_id, day),
            manager.name,
            partner.name,
            ManagerQuestion.asked_by_id,
            ManagerQuestion.asked_at,
            ManagerQuestion.answer,
            ManagerQuestion.answered_at,
            Change.title,
        )
    )


def questions_about(concern: Concern, day: date) -> list[QuestionRow]:
    """Every question put on the occasion of the concern, oldest first."""
    query = (
        sa.select(ManagerQuestion)
        .join(Concern, Concern.id == ManagerQuestion.concern_id)
        .where(ManagerQuestion.concern_id == concern.id)
        .order_by(ManagerQuestion.id)
    )
    return [QuestionRow(*row) for row in db.session.execute(_columns(query, day))]


def questions_page(viewer: Viewer, day: date, listing: Listing) -> Page[QuestionRow]:
    """The manager's questions, those to be answered first."""
    sorts = {"due": OPEN_FIRST, "asked": ManagerQuestion.asked_at}
    return paginate(
        _columns(visible_questions(viewer, day), day),
        listing,
        sorts,
        ManagerQuestion.id,
        QuestionRow,
    )


def to_answer(viewer: Viewer, day: date) -> tuple[int, date | None]:
    """How many questions the manager still has to answer, and the first day due. One statement."""
    row = db.session.execute(
        visible_questions(viewer, day)
        .where(ManagerQuestion.state == QuestionState.SENT)
        .with_only_columns(sa.func.count(), sa.func.min(ManagerQuestion.due_on))
        .order_by(None)
    ).one()
    return row[0], row[1]


def row_of(question: ManagerQuestion, viewer: Viewer, day: date) -> QuestionRow:
    """The manager's question in words."""
    query = visible_questions(viewer, day).where(ManagerQuestion.id == question.id)
    return QuestionRow(*db.session.execute(_columns(query, day)).one())


@dataclass(frozen=True)
class Askable:
    """A manager who can be asked for a unit. ``reference``: of the grant that makes them its manager."""

    reference: str
    account_id: int
    unit_id: int
    name: str
    unit: str


def askable_managers(concern: Concern, day: date) -> list[Askable]:
    """Managers of units of the employer, by unit; none who speaks for a union of the concern."""
    of_union = sa.select(AccessGrant.account_id).where(
        AccessGrant.role == Role.UNION_REPRESENTATIVE,
        AccessGrant.union_id.in_(concern.union_ids),
        *live_grant(day),
    )
    unit = unit_name_on(AccessGrant.unit_id, day).label("unit")
    rows = db.session.execute(
        sa.select(AccessGrant.reference, Account.id, Unit.id, Account.name, unit)
        .join(Account, Account.id == AccessGrant.account_id)
        .join(Unit, Unit.id == AccessGrant.unit_id)
        .where(
            AccessGrant.role == Role.MANAGER,
            Unit.employer_id == concern.change.programme.employer_id,
            Account.active,
            Account.id.not_in(of_union),
            *live_grant(day),
        )
        .order_by(unit, Account.name, AccessGrant.id)
    )
    return [Askable(*row) for row in rows]


def heads_in(unit_id: int, day: date) -> int:
    """People who hold a post in the unit or below it on the day."""
    below = subtree_ids([unit_id], day)
    query = sa.select(sa.func.count(sa.distinct(Posting.person_id))).where(
        Posting.unit_id.in_(sa.select(below.c.id)), valid_on(Posting, day)
    )
    return db.session.scalar(query) or 0


def words_of(concern: Concern) -> Sequence[str]:
    """Every sentence, detail and wish the union wrote in raising the concern, and what it said since."""
    rows = db.session.execute(
        sa.select(ConcernVersion.summary, ConcernVersion.detail, ConcernVersion.remedy).where(
            ConcernVersion.concern_id == concern.id
        )
    )
    said = db.session.scalars(
        sa.select(ConcernMessage.text).where(
            ConcernMessage.concern_id == concern.id, ConcernMessage.from_union.is_(True)
        )
    )
    return [*(text for row in rows for text in row), *said]


def with_programme() -> list[Any]:
    """Loads the change and programme of a concern with it."""
    return [joinedload(Concern.change).joinedload(Change.programme)]
