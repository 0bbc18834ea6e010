"""Bargaining as what people are told about."""

from collections.abc import Collection
from datetime import datetime

from tracker.database import db
from tracker.notifications.kinds import declare, declare_matter
from tracker.notifications.queries import holders
from tracker.notifications.services import tell
from tracker.offers.models import Clause
from tracker.offers.queries import visible_clauses
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.clock import london, today


def titles(viewer: Viewer, references: Collection[str]) -> dict[str, str]:
    """The titles of the clauses among these that the viewer may read. One statement."""
    rows = db.session.execute(
        visible_clauses(viewer, today())
        .where(Clause.reference.in_(references))
        .with_only_columns(Clause.reference, Clause.title)
    )
    return {row.reference: row.title for row in rows}


CLAUSE = declare_matter("clause", "Clause", "offers.show_clause", titles)
MOVED = declare("clause.moved", "The other side moved on a clause")


def tell_other_side(clause: Clause, by: Viewer, at: datetime) -> None:
    """HR partners of the programme, where the union moved; the union, where HR did."""
    day, programme = london(at).date(), clause.change.programme
    if by.role is Role.UNION_REPRESENTATIVE:
        role = Role.HR_PARTNER
        people = holders(role, day, employer_id=programme.employer_id, programme_id=programme.id)
    else:
        role = Role.UNION_REPRESENTATIVE
        people = holders(role, day, union_ids=[clause.union_id])
    tell(people, role, MOVED, CLAUSE, clause.reference, at=at, but_not=(by.account_id,))
