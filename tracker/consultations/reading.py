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
from tracker.consultations.rules import ConsultationState, Position, is_over
from tracker.database import db
from tracker.organisation.models import Person, RecognisedUnion
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.policy.disclosure.figures import publishable_count, unsafe_counts
from tracker.policy.disclosure.standards import SENSITIVE
from tracker.web.listing import Listing, Page, paginate

NAME = sa.func.coalesce(Person.name, RecognisedUnion.name)


def visible_responses(viewer: Viewer, day: date) -> sa.Select[Response]:
    """Responses the viewer may read with their names: HR partners those of their programmes, others none.

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
    return query.where(Response.consultation_id.in_(seen))


@dataclass(frozen=True)
class ResponseRow:
    """One line of the list of responses."""

    reference: str
    name: str
    is_union: bool
    job: str | None
    position: Position
    sent_at: datetime
    version: int

    @property
    def edits(self) -> int:
        """How many times it was changed."""
        return self.version - 1


SORTS: dict[str, Any] = {"sent": Response.sent_at, "name": NAME, "position": Response.position}


def _narrowed(consultation: Consultation, viewer: Viewer, day: date, q: str, position: str) -> Any:
    """The responses of one consultation; narrowed by words or position only when every answer is in."""
    query = visible_responses(viewer, day).where(Response.consultation_id == consultation.id)
    if not is_over(consultation.state, consultation.opens, consultation.closes, day):
        return query
    if position in set(Position):
        query = query.where(Response.position == Position(position))
    if q:
        in_words = sa.select(Answer.response_id).where(Answer.text.icontains(q, autoescape=True))
        query = query.where(sa.or_(NAME.icontains(q, autoescape=True), Response.id.in_(in_words)))
    return query


def responses_page(
    consultation: Consultation, viewer: Viewer, day: date, listing: Listing
) -> Page[ResponseRow]:
    """One page of responses, first sent first unless asked."""
    query = (
        _narrowed(consultation, viewer, day, listing.q, listing.value("position"))
        .outerjoin(
            AffectedPerson,
            sa.and_(
                AffectedPerson.person_id == Response.person_id,
                AffectedPerson.change_id == Consultation.change_id,
            ),
        )
        .with_only_columns(
            Response.reference,
            NAME,
            Response.union_id.is_not(None),
            AffectedPerson.title,
            Response.position,
            Response.sent_at,
            Response.version,
        )
    )
    over = is_over(consultation.state, consultation.opens, consultation.closes, day)
    sorts = SORTS if over else {key: SORTS[key] for key in ("sent", "name")}
    return paginate(query, listing, sorts, Response.id, ResponseRow)


@dataclass(frozen=True)
class ResponsePage:
    """One response with its answers, and its neighbours among those asked for."""

    row: ResponseRow
    answers: list[tuple[int, str, str]]
    before: str | None
    after: str | None


def response_page(
    consultation: Consultation, reference: str, viewer: Viewer, day: date, q: str = "", position: str = ""
) -> ResponsePage:
    """One response for reading; raises ``NoResultFound`` when the viewer may not read it."""
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
        .with_only_columns(
            Response.id,
            Response.reference,
            NAME,
            Response.union_id.is_not(None),
            AffectedPerson.title,
            Response.position,
            Response.sent_at,
            Response.version,
        )
    ).one()
    answers = db.session.execute(
        sa.select(Question.number, Question.text, sa.func.coalesce(Answer.text, ""))
        .outerjoin(Answer, sa.and_(Answer.question_id == Question.id, Answer.response_id == row[0]))
        .where(Question.consultation_id == consultation.id)
        .order_by(Question.number)
    )
    beside = _narrowed(consultation, viewer, day, q, position).with_only_columns(Response.reference)
    beside = beside.order_by(None)
    return ResponsePage(
        row=ResponseRow(*row[1:]),
        answers=[(number, text, answer) for number, text, answer in answers],
        before=db.session.scalar(beside.where(Response.id < row[0]).order_by(Response.id.desc()).limit(1)),
        after=db.session.scalar(beside.where(Response.id > row[0]).order_by(Response.id).limit(1)),
    )


@dataclass(frozen=True)
class Results:
    """How many answered and how. None is a figure that is withheld, or that nobody may see yet.

    ``positions`` is empty while answers can still come in, and withheld whole when one count is too small.
    """

    asked: int | None = None
    answered: int | None = None
    unions_asked: int | None = None
    unions_answered: int | None = None
    positions: Mapping[Position, int] = field(default_factory=dict)
    withheld: bool = False


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
    answered, unions = sum(people.values()), sum(row[2] for row in rows)
    invited = db.session.scalar(
        sa.select(sa.func.count(InvitedUnion.id)).where(InvitedUnion.consultation_id == consultation.id)
    )
    positions = {position: people.get(position, 0) for position in Position} if over else {}
    asked = consultation.people_asked
    results = Results(
        people_asked(consultation) if asked is None else asked, answered, invited, unions, positions
    )
    return results if exact else protected(results)


def protected(results: Results) -> Results:
    """The same for eyes that may not read who answered what.

    A position is an opinion, so the stricter standard holds: ten, and nobody is an answer too. One unsafe
    count withholds all four, since the others and the total would give it away.
    """
    asked = publishable_count(results.asked or 0)
    answered = publishable_count(results.answered or 0)
    if asked is None or answered is None or publishable_count(abs(asked - answered)) is None:
        answered = None
    unsafe = answered is None or bool(unsafe_counts(results.positions, SENSITIVE))
    return Results(
        asked=asked,
        answered=answered,
        unions_asked=results.unions_asked,
        unions_answered=results.unions_answered,
        positions={} if unsafe else results.positions,
        withheld=unsafe,
    )
