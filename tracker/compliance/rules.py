"""How the register's words read in law, on plain values."""

from dataclasses import dataclass
from datetime import date

from tracker.affected_staff.rules import AffectedStatus
from tracker.organisation.rules import Contract, StaffKind
from tracker.policy.law.counting import Kind, Route

_STATUS_ROUTES: dict[AffectedStatus, Route] = {
    AffectedStatus.AT_RISK: Route.POST_LOSS,
    AffectedStatus.RING_FENCED: Route.POST_LOSS,
    AffectedStatus.IN_POOL: Route.POST_LOSS,
    AffectedStatus.SELECTED: Route.POST_LOSS,
    AffectedStatus.SLOTTED_IN: Route.SLOTTED_IN,
    AffectedStatus.OFFERED_ALTERNATIVE: Route.OFFERED_OTHER_WORK,
    AffectedStatus.IN_TRIAL: Route.OFFERED_OTHER_WORK,
    AffectedStatus.REDEPLOYED: Route.OFFERED_OTHER_WORK,
    AffectedStatus.LEAVING_VOLUNTARY: Route.VOLUNTARY,
    AffectedStatus.LEAVING_COMPULSORY: Route.COMPULSORY,
    AffectedStatus.TRANSFERRED: Route.TRANSFER,
    AffectedStatus.NO_LONGER_AFFECTED: Route.STAYS,
}
IN_PRODUCT = "acknowledged"
"""How a representative has a pack who said so here, from their own account."""
LEAVING = frozenset({AffectedStatus.LEAVING_VOLUNTARY, AffectedStatus.LEAVING_COMPULSORY})


@dataclass(frozen=True)
class Standing:
    """What the register says of someone in a change, as far as the count asks.

    ``job_at_risk``, ``moves_employer`` and ``terms_change`` tell of assessed impacts in their own job.
    """

    status: AffectedStatus
    kind: StaffKind
    contract: Contract
    job_at_risk: bool
    moves_employer: bool
    terms_change: bool
    service_end: date | None = None


def kind_of(standing: Standing) -> Kind:
    """What someone is in law. Community support officers are employees; an agency's worker is not."""
    if standing.contract is Contract.AGENCY:
        return Kind.AGENCY_WORKER
    if standing.kind is StaffKind.POLICE_OFFICER:
        return Kind.POLICE_OFFICER
    return Kind.EMPLOYEE


def leaves_on(standing: Standing, first_dismissal: date | None) -> date | None:
    """When the dismissal would take effect: their own last day once leaving, else the planned day."""
    if standing.status in LEAVING and standing.service_end is not None:
        return standing.service_end
    return first_dismissal


def route_of(standing: Standing, first_dismissal: date | None, *, reengaged: bool = False) -> Route:
    """On what route someone's present job ends.

    Everybody in a selection pool counts until selection is recorded. ``reengaged``: whoever refuses new terms
    is to be dismissed and re-engaged.
    """
    route = _STATUS_ROUTES.get(standing.status)
    if route is None:
        if standing.job_at_risk:
            route = Route.POST_LOSS
        elif standing.moves_employer:
            route = Route.TRANSFER
        elif standing.terms_change and reengaged:
            route = Route.REENGAGED
        else:
            route = Route.STAYS
    ends = standing.service_end
    if standing.contract is Contract.FIXED_TERM and route in (Route.POST_LOSS, Route.COMPULSORY) and ends:
        leaves = leaves_on(standing, first_dismissal)
        return Route.FIXED_TERM_CUT if leaves is not None and leaves < ends else Route.FIXED_TERM_ENDS
    return route
