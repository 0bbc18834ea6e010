"""Two unions raise one concern: proposed by one, agreed by the other, then a record of its own.

Nothing moves from a room, a draft or a concern of either union but the words that were proposed.
"""

from datetime import datetime

import sqlalchemy as sa

from tracker.audit import services as audit
from tracker.audit.receipts import as_evidence
from tracker.concerns import notices, services
from tracker.concerns.models import Concern
from tracker.concerns.models_drafts import ConcernDraft, JointProposal
from tracker.concerns.queries_joint import is_proposed, may_decide, may_take_back, partners_for
from tracker.concerns.rules import ConcernMoveError
from tracker.concerns.rules_kinds import ConcernKind, ProposalState
from tracker.concerns.services_drafts import delete_draft
from tracker.database import check_version, db
from tracker.organisation.models import RecognisedUnion
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer

WORDS = ("summary", "detail", "remedy", "about")
SORTED = ("severity", "kind", "category")


def stands_in_the_way(draft: ConcernDraft) -> str:
    """Why the draft cannot be proposed to another union yet; empty when it can."""
    if draft.kind is ConcernKind.INDIVIDUAL:
        return "An individual concern stays with the member’s own union: choose collective or policy first"
    if draft.change_id is None or not draft.summary:
        return "Choose a change and write what is wrong in one sentence first"
    if is_proposed(draft):
        return "It is proposed to another union already: take that back first"
    if not partners_for(draft):
        return "The employer of this change recognises no other union"
    return ""


def propose(
    draft: ConcernDraft, partner: RecognisedUnion, *, reference: str, by: Viewer, moment: datetime
) -> JointProposal:
    """Put the draft's words, as they are now, to another union. Raises ``ConcernMoveError``.

    ``reference``: what the form carried, so that pressing twice proposes once.
    """
    if why_not := stands_in_the_way(draft):
        raise ConcernMoveError(why_not)
    if partner.id not in {each.id for each in partners_for(draft)}:
        raise ConcernMoveError(f"{partner.short_name} is not recognised by the employer of this change")
    proposal = JointProposal(
        reference=reference,
        union_id=draft.union_id,
        partner_id=partner.id,
        change_id=draft.change_id,
        proposed_by_id=by.account_id,
        proposed_at=moment,
        draft_reference=draft.reference,
        draft_version=draft.version,
        **{name: as_evidence(getattr(draft, name)) for name in WORDS},
        **{name: getattr(draft, name) for name in SORTED},
    )
    db.session.add(proposal)
    db.session.flush()
    _note(proposal, "proposed", by)
    notices.tell_union(partner.id, notices.PROPOSED, reference, by, moment)
    return proposal


def decide(
    proposal: JointProposal, *, agreed: bool, by: Viewer, moment: datetime, seen: int | None = None
) -> Concern | None:
    """The other union's word. Agreed, the concern is raised by both and given back.

    Raises ``ConcernMoveError`` for anybody but the other union and once it is decided,
    ``NotRecognisedError`` when the employer no longer knows one of them.
    """
    _check_open(proposal, may=may_decide(proposal, by), seen=seen)
    concern = None
    if agreed:
        concern = services.raise_concern(
            proposal.change,
            proposal.union,
            **{name: getattr(proposal, name) for name in (*WORDS, *SORTED)},
            by=by,
            moment=moment,
            jointly=proposal,
        )
        proposal.concern_id = concern.id
        _drop_draft(proposal, by)
    proposal.decided_by_id, proposal.decided_at = by.account_id, moment
    proposal.state = ProposalState.AGREED if agreed else ProposalState.DECLINED
    db.session.flush()
    _note(proposal, proposal.state.value, by)
    notices.tell_union(proposal.union_id, notices.PROPOSAL_DECIDED, proposal.reference, by, moment)
    return concern


def take_back(proposal: JointProposal, *, by: Viewer, moment: datetime, seen: int | None = None) -> None:
    """The union that proposed it no longer wants it; the draft stays. Raises ``ConcernMoveError``."""
    _check_open(proposal, may=may_take_back(proposal, by), seen=seen)
    proposal.state = ProposalState.TAKEN_BACK
    proposal.decided_by_id, proposal.decided_at = by.account_id, moment
    db.session.flush()
    _note(proposal, proposal.state.value, by)


def _check_open(proposal: JointProposal, *, may: bool, seen: int | None) -> None:
    if not may:
        raise ConcernMoveError("That is for the other union to say")
    if proposal.state is not ProposalState.OPEN:
        raise ConcernMoveError(f"The proposal is {proposal.state} already")
    check_version(proposal, seen)


def _drop_draft(proposal: JointProposal, by: Viewer) -> None:
    """Take the draft away that was raised, unless its author wrote on since."""
    draft = db.session.scalars(
        sa.select(ConcernDraft).where(
            ConcernDraft.reference == proposal.draft_reference, ConcernDraft.version == proposal.draft_version
        )
    ).one_or_none()
    if draft is not None:
        delete_draft(draft, by=by)


def _note(proposal: JointProposal, step: str, by: Viewer) -> None:
    audit.record(
        by,
        Permission.CONCERN_RAISE,
        "joint proposal",
        proposal.reference,
        version=proposal.version,
        facts={"step": step},
    )
