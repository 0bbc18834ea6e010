"""Lists of consultations: the page of all, those of one change, and those that wait for the viewer."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa

from tracker.changes.models import Change
from tracker.consultations.models import Consultation, InvitedUnion, OutcomeAuthor, Response
from tracker.consultations.queries import has_answered, is_affected, is_invited, visible_consultations
from tracker.consultations.queries_anonymous import holds_a_code, rounded_answers
from tracker.consultations.rules import AnswerMode, ConsultationKind, ConsultationState, Phase, phase
from tracker.database import db
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.web.listing import Listing, Page, paginate

SHORT_LIST = 6


@dataclass(frozen=True)
class ConsultationRow:
    """One line of a list. ``responses`` is None to all but HR partners, and counts anonymous ones in tens.

    ``answered``: an answer was sent, or where answers are anonymous the code for one was given.
    """

    day: date
    reference: str
    title: str
    kind: ConsultationKind
    state: ConsultationState
    opens: date
    closes: date
    change: str
    change_reference: str
    answered: bool
    mode: AnswerMode
    responses: int | None

    @property
    def phase(self) -> Phase:
        """Where it stands on the day."""
        return phase(self.state, self.opens, self.closes, self.day)

    @property
    def days_left(self) -> int:
        """Days after this one on which answers count; the last day is 0."""
        return (self.closes - self.day).days


def _rows(viewer: Viewer, day: date) -> sa.Select[Any]:
    responses: Any = sa.null()
    if viewer.may(Permission.RESPONSE_READ):
        responses = (
            sa.select(sa.func.count(Response.id))
            .where(Response.consultation_id == Consultation.id)
            .correlate(Consultation)
            .scalar_subquery()
        ) + rounded_answers()
    columns: list[Any] = [
        Consultation.reference,
        Consultation.title,
        Consultation.kind,
        Consultation.state,
        Consultation.opens,
        Consultation.closes,
        Change.title,
        Change.reference,
        sa.or_(has_answered(viewer), holds_a_code(viewer)),
        Consultation.mode,
        responses,
    ]
    return visible_consultations(viewer, day).with_only_columns(*columns)


def in_phase(wanted: Phase, day: date) -> sa.ColumnElement[bool]:
    """The phase as a condition; agrees with ``rules.phase``."""
    state, opens, closes = Consultation.state, Consultation.opens, Consultation.closes
    begun = state.in_((ConsultationState.OPEN, ConsultationState.CLOSED))
    return {
        Phase.DRAFT: state == ConsultationState.DRAFT,
        Phase.SCHEDULED: sa.and_(begun, opens > day),
        Phase.OPEN: sa.and_(begun, opens <= day, closes >= day),
        Phase.ENDED: sa.and_(state == ConsultationState.OPEN, opens <= day, closes < day),
        Phase.CLOSED: sa.and_(state == ConsultationState.CLOSED, opens <= day, closes < day),
        Phase.OUTCOME_PUBLISHED: state == ConsultationState.OUTCOME_PUBLISHED,
    }[wanted]


SORTS: dict[str, Any] = {
    "opens": Consultation.opens,
    "closes": Consultation.closes,
    "title": Consultation.title,
    "change": Change.title,
}


def consultations_page(viewer: Viewer, day: date, listing: Listing) -> Page[ConsultationRow]:
    """One page, latest opening first unless asked; nonsense in a filter is no filter."""
    query = _rows(viewer, day)
    wanted = listing.value("phase")
    if wanted in set(Phase):
        query = query.where(in_phase(Phase(wanted), day))
    if listing.q:
        query = query.where(
            sa.or_(
                Consultation.title.icontains(listing.q, autoescape=True),
                Change.title.icontains(listing.q, autoescape=True),
                Consultation.reference == listing.q.upper(),
            )
        )
    return paginate(query, listing, SORTS, Consultation.id, lambda *row: ConsultationRow(day, *row))


def consultations_of_change(change_id: int, viewer: Viewer, day: date) -> list[ConsultationRow]:
    """The latest consultations on one change: a short list."""
    if not viewer.may(Permission.CONSULTATION_READ):
        return []
    return _short(_rows(viewer, day).where(Consultation.change_id == change_id), day)


def consultations_open(viewer: Viewer, day: date) -> list[ConsultationRow]:
    """Open consultations that the viewer may see, the one that closes first on top: a short list."""
    return _in_order(viewer, day, in_phase(Phase.OPEN, day))


def _short(query: sa.Select[Any], day: date) -> list[ConsultationRow]:
    return [ConsultationRow(day, *row) for row in db.session.execute(query.limit(SHORT_LIST))]


@dataclass(frozen=True)
class WaitingConsultations:
    """What waits for the viewer: each list short, the most urgent first."""

    to_answer: list[ConsultationRow] = field(default_factory=list)
    to_close: list[ConsultationRow] = field(default_factory=list)
    outcomes_to_write: list[ConsultationRow] = field(default_factory=list)
    outcomes_to_publish: list[ConsultationRow] = field(default_factory=list)


def waiting_for(viewer: Viewer, day: date) -> WaitingConsultations:
    """For home pages. One statement for each list the viewer can have, none for the others."""
    return WaitingConsultations(
        to_answer=_to_answer(viewer, day) if viewer.may(Permission.CONSULTATION_RESPOND) else [],
        to_close=_in_order(viewer, day, in_phase(Phase.ENDED, day))
        if viewer.may(Permission.CONSULTATION_DESIGN)
        else [],
        outcomes_to_write=_in_order(
            viewer,
            day,
            in_phase(Phase.CLOSED, day),
            sa.or_(Consultation.management_answer == "", Consultation.changes_made == ""),
        )
        if viewer.may(Permission.OUTCOME_WRITE)
        else [],
        outcomes_to_publish=_in_order(
            viewer,
            day,
            in_phase(Phase.CLOSED, day),
            Consultation.management_answer != "",
            Consultation.changes_made != "",
            ~Consultation.id.in_(
                sa.select(OutcomeAuthor.consultation_id).where(OutcomeAuthor.account_id == viewer.account_id)
            ),
        )
        if viewer.may(Permission.OUTCOME_PUBLISH)
        else [],
    )


def _in_order(viewer: Viewer, day: date, *conditions: sa.ColumnElement[bool]) -> list[ConsultationRow]:
    query = _rows(viewer, day).where(*conditions).order_by(None)
    return _short(query.order_by(Consultation.closes, Consultation.id), day)


def _to_answer(viewer: Viewer, day: date) -> list[ConsultationRow]:
    """Open, asked of the viewer, and not answered yet; a union each of whose invitations counts."""
    open_now = in_phase(Phase.OPEN, day)
    if viewer.person_id is not None:
        return _in_order(
            viewer, day, open_now, is_affected(viewer, day), ~has_answered(viewer), ~holds_a_code(viewer)
        )
    unanswered = sa.select(InvitedUnion.consultation_id).where(
        InvitedUnion.union_id.in_(viewer.union_ids),
        ~sa.exists().where(
            Response.consultation_id == InvitedUnion.consultation_id,
            Response.union_id == InvitedUnion.union_id,
        ),
    )
    return _in_order(viewer, day, open_now, is_invited(viewer), Consultation.id.in_(unanswered))
