"""Reading responses: the list, one by one, and what may be counted by whom."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from tracker.affected_staff.models import AffectedPerson
from tracker.consultations.models import Answer, Consultation, InvitedUnion, Question, Response
from tracker.consultations.queries import people_asked, visible_consultations
from tracker.consultations.queries_anonymous import answers_held, positions_of
from tracker.consultations.queries_themes import (
    UNREAD,
    ThemeCount,
    answered_themes,
    counts_of_themes,
    says,
)
from tracker.consultations.rules import AnswerMode, ConsultationState, Position, is_over
from tracker.consultations.rules_themes import Answered
from tracker.database import db
from tracker.organisation.models import Person, RecognisedUnion
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.policy.disclosure.figures import publishable_count, unsafe_counts
from tracker.policy.disclosure.standards import SENSITIVE
from tracker.web.listing import Listing, Page, paginate

IS_APART = sa.and_(Consultation.mode == AnswerMode.CONFIDENTIAL, Response.person_id.is_not(None))
"""Words held apart from their writer: name, job, times and the order of arrival are not shown."""
SOMEBODY = "A member of staff"
NAME = sa.case((IS_APART, SOMEBODY), else_=sa.func.coalesce(Person.name, RecognisedUnion.name))
ROW: list[Any] = [
    Response.reference,
    NAME,
    Response.union_id.is_not(None),
    sa.case((IS_APART, None), else_=AffectedPerson.title),
    Response.position,
    sa.case((IS_APART, None), else_=Response.sent_at),
    sa.case((IS_APART, None), else_=Response.version),
]


def visible_responses(viewer: Viewer, day: date) -> sa.Select[Response]:
    """Responses the viewer may read: HR partners those of their programmes, others none.

    Confidential ones only when every answer is in, since one that is new would tell when it came.
    One's own, and one's union's, is another question: ``responders.own_response``.
    """
    query = (
        sa.select(Response)
        .join(Response.consultation)
        .outerjoin(Person, Person.id == Response.person_id)
        .outerjoin(RecognisedUnion, RecognisedUnion.id == Response.union_id)
        .options(contains_eager(Response.consultation))
        .order_by(Response.id)
    )
    if not viewer.may(Permission.RESPONSE_READ):
        return query.where(sa.false())
    seen = visible_consultations(viewer, day).with_only_columns(Consultation.id).order_by(None)
    ends = sa.or_(Consultation.state == ConsultationState.OUTCOME_PUBLISHED, Consultation.closes < day)
    return query.where(Response.consultation_id.in_(seen), sa.or_(~IS_APART, ends))


@dataclass(frozen=True)
class ResponseRow:
    """One line of the list of responses."""

    reference: str
    name: str
    is_union: bool
    job: str | None
    position: Position
    sent_at: datetime | None
    version: int | None

    @property
    def edits(self) -> int | None:
        """How many times it was changed; None where that is not shown."""
        return None if self.version is None else self.version - 1


SORTS: dict[str, Any] = {"sent": Response.sent_at, "name": NAME, "position": Response.position}


def _narrowed(
    consultation: Consultation, viewer: Viewer, day: date, q: str, position: str, theme: str
) -> Any:
    """The responses of one consultation; narrowed by words, position or theme once every answer is in."""
    query = visible_responses(viewer, day).where(Response.consultation_id == consultation.id)
    if not is_over(consultation.state, consultation.opens, consultation.closes, day):
        return query
    if position in set(Position):
        query = query.where(Response.position == Position(position))
    if theme:
        query = query.where(says(theme, consultation))
    if q:
        in_words = sa.select(Answer.response_id).where(Answer.text.icontains(q, autoescape=True))
        query = query.where(sa.or_(NAME.icontains(q, autoescape=True), Response.id.in_(in_words)))
    return query


def responses_page(
    consultation: Consultation, viewer: Viewer, day: date, listing: Listing
) -> Page[ResponseRow]:
    """One page of responses, first sent first unless asked."""
    query = (
        _narrowed(consultation, viewer, day, listing.q, listing.value("position"), listing.value("theme"))
        .outerjoin(
            AffectedPerson,
            sa.and_(
                AffectedPerson.person_id == Response.person_id,
                AffectedPerson.change_id == Consultation.change_id,
            ),
        )
        .with_only_columns(*ROW)
    )
    over = is_over(consultation.state, consultation.opens, consultation.closes, day)
    sorts = SORTS if over else {key: SORTS[key] for key in ("sent", "name")}
    if consultation.mode is AnswerMode.CONFIDENTIAL:
        sorts = {"mixed": Response.reference, **{key: SORTS[key] for key in ("name", "position") if over}}
    return paginate(query, listing, sorts, _key(consultation), ResponseRow)


def _key(consultation: Consultation) -> Any:
    """What orders responses where nothing else does: their numbers would tell the order of arrival."""
    return Response.reference if consultation.mode is AnswerMode.CONFIDENTIAL else Response.id


@dataclass(frozen=True)
class ResponsePage:
    """One response with its answers, and its neighbours among those asked for."""

    row: ResponseRow
    id: int
    answers: list[tuple[int, str, str]]
    before: str | None
    after: str | None


def response_page(
    consultation: Consultation,
    reference: str,
    viewer: Viewer,
    day: date,
    q: str = "",
    position: str = "",
    theme: str = "",
) -> ResponsePage:
    """One response for reading; raises ``NoResultFound`` when the viewer may not read it."""
    key: Any = _key(consultation)
    row: Any = db.session.execute(
        visible_responses(viewer, day)
        .where(Response.consultation_id == consultation.id, Response.reference == reference)
        .outerjoin(
            AffectedPerson,
            sa.and_(
                AffectedPerson.person_id == Response.person_id,
                AffectedPerson.change_id == Consultation.change_id,
            ),
        )
        .with_only_columns(Response.id, key, *ROW)
    ).one()
    answers = db.session.execute(
        sa.select(Question.number, Question.text, sa.func.coalesce(Answer.text, ""))
        .outerjoin(Answer, sa.and_(Answer.question_id == Question.id, Answer.response_id == row[0]))
        .where(Question.consultation_id == consultation.id)
        .order_by(Question.number)
    )
    beside = _narrowed(consultation, viewer, day, q, position, theme).with_only_columns(Response.reference)
    beside = beside.order_by(None)
    return ResponsePage(
        row=ResponseRow(*row[2:]),
        id=row[0],
        answers=[(number, text, answer) for number, text, answer in answers],
        before=db.session.scalar(beside.where(key < row[1]).order_by(key.desc()).limit(1)),
        after=db.session.scalar(beside.where(key > row[1]).order_by(key).limit(1)),
    )


def next_unread(consultation: Consultation, reference: str, viewer: Viewer, day: date) -> str | None:
    """The response after that one, round to the first, that nobody has read for its themes."""
    key: Any = _key(consultation)
    here = sa.select(key).where(Response.reference == reference).scalar_subquery()
    unread = visible_responses(viewer, day).where(
        Response.consultation_id == consultation.id,
        Response.reference != reference,
        says(UNREAD, consultation),
    )
    order = sa.case((key > here, 0), else_=1)
    found: str | None = db.session.scalar(
        unread.with_only_columns(Response.reference).order_by(None).order_by(order, key).limit(1)
    )
    return found


@dataclass(frozen=True)
class Results:
    """How many answered and how. None is a figure that is withheld, or that nobody may see yet.

    ``positions`` is empty while answers can still come in, and withheld whole when one count is too small.
    ``at_least``: anonymous answers are counted in tens until they are released.
    """

    asked: int | None = None
    answered: int | None = None
    unions_asked: int | None = None
    unions_answered: int | None = None
    positions: Mapping[Position, int] = field(default_factory=dict)
    withheld: bool = False
    at_least: bool = False


def results_of(consultation: Consultation, viewer: Viewer, day: date) -> Results:
    """Counts of staff and unions. Before the last day is over only HR gets a count, and nobody a tally.

    The programme director gets counts then; everyone asked, with the published outcome.
    """
    over = is_over(consultation.state, consultation.opens, consultation.closes, day)
    exact = viewer.may(Permission.RESPONSE_READ)
    published = consultation.state is ConsultationState.OUTCOME_PUBLISHED
    if not (exact or published or (over and viewer.may(Permission.OUTCOME_PUBLISH))):
        return Results()
    rows = db.session.execute(
        sa.select(Response.position, sa.func.count(Response.person_id), sa.func.count(Response.union_id))
        .where(Response.consultation_id == consultation.id)
        .group_by(Response.position)
    ).all()
    people = {position: count for position, count, _ in rows}
    unions = sum(row[2] for row in rows)
    anonymous = consultation.mode is AnswerMode.ANONYMOUS
    if anonymous:
        people = positions_of(consultation)
    answered = answers_held(consultation) if anonymous else sum(people.values())
    at_least = anonymous and consultation.released_at is None
    invited = db.session.scalar(
        sa.select(sa.func.count(InvitedUnion.id)).where(InvitedUnion.consultation_id == consultation.id)
    )
    positions = {position: people.get(position, 0) for position in Position}
    if not over or at_least:
        positions = {}
    asked = consultation.people_asked
    results = Results(
        people_asked(consultation) if asked is None else asked,
        answered,
        invited,
        unions,
        positions,
        at_least=at_least,
    )
    return results if exact else protected(results)


def protected(results: Results) -> Results:
    """The same for eyes that may not read who answered what.

    A position is an opinion, so the stricter standard holds: ten, and nobody is an answer too. One unsafe
    count withholds all four, since the others and the total would give it away.
    """
    asked = publishable_count(results.asked or 0)
    answered = publishable_count(results.answered or 0)
    if not results.at_least and (
        asked is None or answered is None or publishable_count(abs(asked - answered)) is None
    ):
        answered = None
    unsafe = answered is None or bool(unsafe_counts(results.positions, SENSITIVE))
    return Results(
        asked=asked,
        answered=answered,
        unions_asked=results.unions_asked,
        unions_answered=results.unions_answered,
        positions={} if unsafe else results.positions,
        withheld=unsafe and not results.at_least,
        at_least=results.at_least,
    )


def themes_with_counts(
    consultation: Consultation, viewer: Viewer, results: Results
) -> list[tuple[Answered, ThemeCount]]:
    """Answered themes by name, with how many said each as this viewer may know it. Two statements."""
    exact = viewer.may(Permission.RESPONSE_READ)
    counts = counts_of_themes(consultation, results.answered, exact=exact)
    nobody = ThemeCount(0 if exact else None, 0)
    return [(theme, counts.get(number, nobody)) for number, theme in answered_themes(consultation).items()]
