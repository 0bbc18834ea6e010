"""Commitments as what people are told about, and the days on which they are due."""

from collections.abc import Collection, Iterator
from datetime import date, datetime

from tracker.commitments.models import Commitment
from tracker.commitments.queries import standing_of, visible_commitments
from tracker.commitments.rules import Standing
from tracker.database import db
from tracker.notifications.deadlines import Deadline
from tracker.notifications.kinds import Kind, declare, declare_matter
from tracker.notifications.queries import holders
from tracker.notifications.services import tell
from tracker.policy.access.permissions import Permission
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.clock import today


def titles(viewer: Viewer, references: Collection[str]) -> dict[str, str]:
    """The first words of the commitments among these that the viewer may read. One statement."""
    rows = db.session.scalars(
        visible_commitments(viewer, today()).where(Commitment.reference.in_(references))
    )
    return {row.reference: row.text[:80] for row in rows}


COMMITMENT = declare_matter("commitment", "Commitment", "commitments.show_commitment", titles)
RECORDED = declare("commitment.recorded", "A commitment was recorded")
JUDGED = declare("commitment.judged", "A side said what became of a commitment")


def tell_other_side(row: Commitment, kind: Kind, by: Viewer, at: datetime) -> None:
    """The union it was given to, where HR acted; HR, where the union did."""
    if by.role is Role.UNION_REPRESENTATIVE:
        people = holders(Role.HR_PARTNER, at.date(), employer_id=row.programme.employer_id)
        role = Role.HR_PARTNER
    else:
        people = holders(Role.UNION_REPRESENTATIVE, at.date(), union_ids=[row.union_id])
        role = Role.UNION_REPRESENTATIVE
    tell(people, role, kind, COMMITMENT, row.reference, at=at, but_not=(by.account_id,))


def due_commitments(viewer: Viewer, first: date, last: date) -> Iterator[Deadline]:
    """Open commitments that are due between the days. One statement."""
    if not viewer.may(Permission.COMMITMENT_RECORD):
        return
    day = today()
    query = visible_commitments(viewer, day).where(Commitment.due_on.between(first, last))
    for row in db.session.scalars(query):
        if standing_of(row, day) in (Standing.OPEN, Standing.OVERDUE):
            mine = viewer.role is not Role.UNION_REPRESENTATIVE
            yield Deadline(COMMITMENT.name, row.reference, "Commitment due", row.due_on, mine=mine)
