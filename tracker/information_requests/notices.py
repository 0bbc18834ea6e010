"""Information requests as what people are told about, and the days on which a side is due."""

from collections.abc import Collection, Iterator
from datetime import date, datetime

from tracker.changes.models import Programme
from tracker.database import db
from tracker.information_requests.models import InformationRequest
from tracker.information_requests.queries import party_of, visible_requests
from tracker.information_requests.rules import OPEN, Party, waiting_on
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
    """The first words of the requests among these that the viewer may read. One statement."""
    rows = db.session.execute(
        visible_requests(viewer, today())
        .where(InformationRequest.reference.in_(references))
        .with_only_columns(InformationRequest.reference, InformationRequest.asked)
    )
    return {reference: asked[:80] for reference, asked in rows}


REQUEST = declare_matter(
    "information request", "Information request", "information_requests.show_request", titles
)
ASKED = declare("information request.asked", "A union asked for information")
ANSWERED = declare("information request.answered", "HR did something with an information request")
JUDGED = declare("information request.judged", "A union said what it makes of the information")


def tell_other_side(row: InformationRequest, kind: Kind, by: Viewer, at: datetime) -> None:
    """HR partners of the programme, where the union acted; the union, where HR did."""
    day, programme = london(at).date(), row.change.programme
    if party_of(by) is Party.UNION:
        role = Role.HR_PARTNER
        people = holders(role, day, employer_id=programme.employer_id, programme_id=programme.id)
    else:
        role = Role.UNION_REPRESENTATIVE
        people = holders(role, day, union_ids=[row.union_id])
    tell(people, role, kind, REQUEST, row.reference, at=at, but_not=(by.account_id,))


def due_requests(viewer: Viewer, first: date, last: date) -> Iterator[Deadline]:
    """Open requests on which a side is due between the days. One statement."""
    if not viewer.may(Permission.INFORMATION_REQUEST_READ):
        return
    rows = db.session.execute(
        visible_requests(viewer, today())
        .join(Employer, Employer.id == Programme.employer_id)
        .where(InformationRequest.state.in_(OPEN), InformationRequest.turn_due_on.between(first, last))
        .with_only_columns(
            InformationRequest.reference,
            InformationRequest.state,
            InformationRequest.turn_due_on,
            Employer.nation,
        )
        .order_by(InformationRequest.turn_due_on, InformationRequest.id)
    )
    own = party_of(viewer)
    for reference, state, due_on, nation in rows:
        party = waiting_on(state)
        words = "Information due" if party is Party.MANAGEMENT else "Word on information due"
        assert due_on is not None
        yield Deadline(REQUEST.name, reference, words, due_on, nation, mine=party is own)
