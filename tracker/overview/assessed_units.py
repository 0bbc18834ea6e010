"""Which of the units that a change names nobody has assessed."""

from datetime import date

import sqlalchemy as sa

from tracker.affected_staff.models import AffectedPerson, Exposure, Impact
from tracker.affected_staff.rules import ImpactState
from tracker.changes.models import Change, ChangeUnit
from tracker.database import db
from tracker.organisation.queries import unit_tree


def unassessed_units(change: Change, day: date) -> list[str]:
    """Names of the units that the change names and no assessed impact of it reaches. Three statements."""
    named = set(db.session.scalars(sa.select(ChangeUnit.unit_id).where(ChangeUnit.change_id == change.id)))
    if not named:
        return []
    reached = set(
        db.session.scalars(
            sa.select(AffectedPerson.unit_id)
            .join(Exposure, Exposure.affected_person_id == AffectedPerson.id)
            .join(Impact, Impact.id == Exposure.impact_id)
            .where(AffectedPerson.change_id == change.id, Impact.state == ImpactState.ASSESSED)
            .distinct()
        )
    )
    units = unit_tree(change.programme.employer_id, day)
    return [
        unit.name
        for unit in units
        if unit.id in named
        and not any(below.id in reached for below in units[unit.preorder : unit.subtree_end])
    ]
