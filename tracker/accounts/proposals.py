"""Access that HR proposes to hand on after a reorganisation: an administrator gives it, or declines."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from tracker.accounts.access_services import GrantError, Reach, grant_access
from tracker.accounts.models import AccessGrant, Account
from tracker.audit import services as audit
from tracker.database import AnySelect, db
from tracker.organisation.models import Unit
from tracker.organisation.models_operations import GrantProposal, Operation
from tracker.organisation.queries import unit_name_on
from tracker.organisation.rules_operations import ProposalState
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer

Proposer = aliased(Account)


@dataclass(frozen=True)
class ProposalLine:
    """Somebody's access to a unit, and the unit it is proposed to go on to."""

    reference: str
    holder: str
    account: str
    unit: str
    to: str
    on: date
    why: str
    proposed_by: str


def visible_proposals(viewer: Viewer) -> sa.Select[GrantProposal]:
    """Proposals that wait, for whoever gives access; nobody else finds any."""
    query = sa.select(GrantProposal).where(GrantProposal.state == ProposalState.ASKED)
    return query if viewer.may(Permission.ACCOUNT_MANAGE) else query.where(sa.false())


def waiting(viewer: Viewer) -> int:
    """How many wait."""
    found = visible_proposals(viewer).with_only_columns(GrantProposal.id).subquery()
    return db.session.scalar(sa.select(sa.func.count()).select_from(found)) or 0


def proposal_lines(viewer: Viewer, day: date) -> list[ProposalLine]:
    """Every proposal that waits, by day, with the names of the units today. One statement."""
    query: AnySelect = (
        visible_proposals(viewer)
        .join(AccessGrant, AccessGrant.id == GrantProposal.grant_id)
        .join(Account, Account.id == AccessGrant.account_id)
        .join(Operation, Operation.id == GrantProposal.operation_id)
        .outerjoin(Proposer, Proposer.id == Operation.done_by_id)
        .with_only_columns(
            GrantProposal.reference,
            Account.name,
            Account.reference,
            unit_name_on(AccessGrant.unit_id, day),
            unit_name_on(GrantProposal.unit_id, day),
            GrantProposal.on,
            Operation.title,
            sa.func.coalesce(Proposer.name, ""),
        )
        .order_by(GrantProposal.on, Account.name, GrantProposal.id)
    )
    return [ProposalLine(*row) for row in db.session.execute(query)]


def get_proposal(reference: str, viewer: Viewer) -> GrantProposal:
    """The proposal with that reference, where it still waits; raises ``NoResultFound``."""
    return db.session.scalars(visible_proposals(viewer).where(GrantProposal.reference == reference)).one()


def give(proposal: GrantProposal, *, by: Viewer, day: date, moment: datetime) -> None:
    """Give the access on, to the last day of the one it follows. Raises ``GrantError`` where it may not."""
    held = db.session.get_one(AccessGrant, proposal.grant_id)
    account = db.session.get_one(Account, held.account_id)
    starts = max(day, proposal.on)
    if held.revoked_at is not None or (held.valid_to is not None and held.valid_to < starts):
        raise GrantError(f"{account.name} no longer has the access that was to go on: decline this")
    employer_id = db.session.scalar(sa.select(Unit.employer_id).where(Unit.id == proposal.unit_id))
    grant_access(
        account,
        held.role,
        Reach(employer_id=employer_id, unit_id=proposal.unit_id),
        valid_from=starts,
        valid_to=held.valid_to,
        by=by,
        moment=moment,
    )
    _answer(proposal, ProposalState.GIVEN, by, moment)


def decline(proposal: GrantProposal, *, by: Viewer, moment: datetime) -> None:
    """Leave the access as it is."""
    _answer(proposal, ProposalState.DECLINED, by, moment)


def _answer(proposal: GrantProposal, state: ProposalState, by: Viewer, moment: datetime) -> None:
    proposal.state = state
    proposal.answered_by_id, proposal.answered_at = by.account_id, moment
    db.session.flush()
    audit.record(
        by, Permission.ACCOUNT_MANAGE, "access proposal", proposal.reference, facts={"state": state.value}
    )
