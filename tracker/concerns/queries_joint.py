"""Reads of proposals to raise a concern jointly. Only representatives of the two unions read one."""

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from tracker.changes.models import Change, Programme
from tracker.concerns.models import Concern
from tracker.concerns.models_drafts import ConcernDraft, JointProposal
from tracker.concerns.rules_kinds import ProposalState
from tracker.database import db
from tracker.organisation.models import RecognisedUnion
from tracker.organisation.queries import unions_of_employers
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer


def visible_proposals(viewer: Viewer) -> sa.Select[JointProposal]:
    """Proposals of and to the unions the viewer speaks for, latest first, with unions and change."""
    query = (
        sa.select(JointProposal)
        .options(
            joinedload(JointProposal.union),
            joinedload(JointProposal.partner),
            joinedload(JointProposal.change).joinedload(Change.programme),
        )
        .order_by(JointProposal.proposed_at.desc(), JointProposal.id.desc())
    )
    if not viewer.may(Permission.CONCERN_RAISE):
        return query.where(sa.false())
    of_either = sa.or_(
        JointProposal.union_id.in_(viewer.union_ids), JointProposal.partner_id.in_(viewer.union_ids)
    )
    return query.where(of_either)


def get_proposal(reference: str, viewer: Viewer) -> JointProposal:
    """The proposal with that reference; raises ``NoResultFound`` when the viewer may not read it."""
    return db.session.scalars(visible_proposals(viewer).where(JointProposal.reference == reference)).one()


def open_proposals(viewer: Viewer) -> list[JointProposal]:
    """Those that wait for the word of one of the unions, latest first."""
    waiting = visible_proposals(viewer).where(JointProposal.state == ProposalState.OPEN)
    return list(db.session.scalars(waiting))


def proposals_to_us(viewer: Viewer) -> int:
    """How many wait for the word of the viewer's own union."""
    waiting = visible_proposals(viewer).where(
        JointProposal.state == ProposalState.OPEN,
        JointProposal.partner_id.in_(viewer.union_ids),
        JointProposal.proposed_by_id != viewer.account_id,
    )
    return db.session.scalar(waiting.with_only_columns(sa.func.count()).order_by(None)) or 0


def may_decide(proposal: JointProposal, viewer: Viewer) -> bool:
    """Whether the viewer gives the other union's word: two people of two unions consent."""
    return proposal.partner_id in viewer.union_ids and proposal.proposed_by_id != viewer.account_id


def may_take_back(proposal: JointProposal, viewer: Viewer) -> bool:
    """Whether the viewer speaks for the union that proposed it."""
    return proposal.union_id in viewer.union_ids


def partners_for(draft: ConcernDraft) -> list[RecognisedUnion]:
    """The other unions that the employer of the draft's change recognises; none without a change."""
    employer = sa.select(Programme.employer_id).join(Change).where(Change.id == draft.change_id)
    others = unions_of_employers(employer).where(RecognisedUnion.id != draft.union_id)
    return list(db.session.scalars(others))


def concern_of(proposal: JointProposal) -> str | None:
    """Reference of the concern it became, if both unions agreed."""
    return db.session.scalar(sa.select(Concern.reference).where(Concern.id == proposal.concern_id))


def is_proposed(draft: ConcernDraft) -> bool:
    """Whether another union has been asked for its word on that draft and has not given it."""
    found = sa.select(JointProposal.id).where(
        JointProposal.draft_reference == draft.reference, JointProposal.state == ProposalState.OPEN
    )
    return db.session.scalar(found.limit(1)) is not None
