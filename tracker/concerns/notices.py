"""Concerns as what people are told about, and the days on which the other side is due."""

from collections.abc import Collection, Iterator
from datetime import date, datetime

import sqlalchemy as sa

from tracker.changes.models import Programme
from tracker.concerns.models import Concern, ConcernVersion
from tracker.concerns.models_drafts import JointProposal
from tracker.concerns.queries import shown_summary, side_of, visible_concerns
from tracker.concerns.queries_joint import visible_proposals
from tracker.concerns.rules import OPEN, ConcernAct, ConcernState, Side, waiting_on
from tracker.database import db
from tracker.notifications.deadlines import Deadline
from tracker.notifications.kinds import Kind, declare, declare_matter
from tracker.notifications.queries import holders
from tracker.notifications.services import tell
from tracker.organisation.models import Employer
from tracker.policy.access.permissions import Permission
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.clock import london, today


def titles(viewer: Viewer, references: Collection[str]) -> dict[str, str]:
    """The sentence of the concerns among these that the viewer may read. One statement."""
    rows = db.session.execute(
        visible_concerns(viewer, today())
        .join(ConcernVersion, sa.and_(ConcernVersion.concern_id == Concern.id, ConcernVersion.number == 1))
        .where(Concern.reference.in_(references))
        .with_only_columns(Concern.reference, shown_summary(viewer))
        .order_by(None)
    )
    return {reference: summary or f"Withdrawn concern {reference}" for reference, summary in rows}


def proposal_titles(viewer: Viewer, references: Collection[str]) -> dict[str, str]:
    """The sentence of the joint proposals among these that the viewer may read. One statement."""
    rows = db.session.execute(
        visible_proposals(viewer)
        .where(JointProposal.reference.in_(references))
        .with_only_columns(JointProposal.reference, JointProposal.summary)
        .order_by(None)
    )
    return {row.reference: row.summary for row in rows}


JOINT = declare_matter("joint proposal", "Joint concern", "concerns.show_proposal", proposal_titles)
PROPOSED = declare("concern.proposed jointly", "Another union proposes to raise a concern together")
PROPOSAL_DECIDED = declare(
    "concern.joint decided", "A joint concern was agreed or declined by the other union"
)
CONCERN = declare_matter("concern", "Concern", "concerns.show_concern", titles)
RAISED = declare("concern.raised", "A concern was raised")
ANSWERED = declare("concern.answered", "A concern was answered")
MOVED = declare("concern.moved", "A concern came to another stage")
ESCALATED = declare("concern.escalated", "A concern was escalated", always=True)
CLOSED = declare("concern.closed", "A concern was closed")
PAUSE = declare("concern.pause", "A pause of a concern’s clock was proposed or decided")
HANDED_ON = declare("concern.handed on", "Somebody else leads on a concern for the other side")
FILED = declare("concern.filed", "A file was put beside a concern")
NOTED = declare("concern.noted", "A colleague wrote in your side’s room of a concern")
KINDS = {
    ConcernAct.ANSWER: ANSWERED,
    ConcernAct.ESCALATE: ESCALATED,
    ConcernAct.AGREE: CLOSED,
    ConcernAct.DISAGREE: CLOSED,
    ConcernAct.WITHDRAW: CLOSED,
}


def kind_of(act: ConcernAct) -> Kind:
    """What the other side is told of an act."""
    return KINDS.get(act, MOVED)


def tell_other_side(concern: Concern, kind: Kind, by: Viewer, at: datetime) -> None:
    """HR partners of the programme, where the union acted; the union, where HR did."""
    side = Side.MANAGEMENT if side_of(by) is Side.UNION else Side.UNION
    _tell(concern, side, kind, at, (by.account_id,))


def tell_own_side(concern: Concern, kind: Kind, by: Viewer, at: datetime) -> None:
    """The colleagues of whoever acted, and nobody of the other side."""
    _tell(concern, side_of(by), kind, at, (by.account_id,))


def tell_union(union_id: int, kind: Kind, proposal: str, by: Viewer, at: datetime) -> None:
    """Representatives of one union, of a proposal to raise a concern jointly."""
    people = holders(Role.UNION_REPRESENTATIVE, london(at).date(), union_ids=[union_id])
    tell(people, Role.UNION_REPRESENTATIVE, kind, JOINT, proposal, at=at, but_not=(by.account_id,))


def tell_escalated(concern: Concern, at: datetime, by: Viewer | None = None) -> None:
    """Both sides, and the next person whom the procedure names."""
    but_not = (by.account_id,) if by else ()
    for side in (Side.MANAGEMENT, Side.UNION):
        _tell(concern, side, ESCALATED, at, but_not)
    person = concern.escalated_to_id
    employer_id = concern.change.programme.employer_id
    if person and person in holders(Role.PROGRAMME_DIRECTOR, london(at).date(), employer_id=employer_id):
        tell([person], Role.PROGRAMME_DIRECTOR, ESCALATED, CONCERN, concern.reference, at=at)


def _tell(concern: Concern, side: Side, kind: Kind, at: datetime, but_not: Collection[int]) -> None:
    day, programme = london(at).date(), concern.change.programme
    if side is Side.UNION:
        role = Role.UNION_REPRESENTATIVE
        people = holders(role, day, union_ids=concern.union_ids)
    else:
        role = Role.HR_PARTNER
        people = holders(role, day, employer_id=programme.employer_id, programme_id=programme.id)
    tell(people, role, kind, CONCERN, concern.reference, at=at, but_not=but_not)


WORDS = {
    ConcernState.RAISED: "Acknowledgement of a concern due",
    ConcernState.ANSWERED: "Word on an answer to a concern due",
    ConcernState.NOT_AGREED: "Next step after a failure to agree due",
    ConcernState.CONCILIATION: "Outcome of conciliation due",
}


def due_concerns(viewer: Viewer, first: date, last: date) -> Iterator[Deadline]:
    """Open concerns whose stage is due between the days. One statement."""
    if not viewer.may(Permission.CONCERN_READ):
        return
    rows = db.session.execute(
        visible_concerns(viewer, today())
        .join(Employer, Employer.id == Programme.employer_id)
        .where(Concern.state.in_(OPEN), Concern.due_on.between(first, last))
        .with_only_columns(
            Concern.reference, Concern.state, Concern.due_on, Concern.escalated_to_id, Employer.nation
        )
        .order_by(Concern.due_on, Concern.id)
    )
    side = side_of(viewer)
    for reference, state, due_on, escalated_to, nation in rows:
        assert due_on is not None
        named = state is ConcernState.ESCALATED and escalated_to == viewer.account_id
        words = WORDS.get(state, "Answer to a concern due")
        yield Deadline(
            CONCERN.name, reference, words, due_on, nation, mine=named or waiting_on(state) is side
        )
