"""Further steps of affected people who have been told of already: what selection and offers did."""

from datetime import date
from typing import Any

from tracker.affected_staff.models import AffectedPerson, AffectedStep
from tracker.affected_staff.rules import AffectedStatus, HowTold, check_status_move
from tracker.demonstration.people import Someone
from tracker.demonstration.world import World, at


def of_change(world: World, change: str) -> list[tuple[dict[str, Any], Someone]]:
    """The affected people of a change with who they are, in the order in which they were told."""
    by_id = {person.id: person for person in world.people}
    here = world.change_ids[change]
    return [
        (row, by_id[row["person_id"]]) for row in world.rows.of(AffectedPerson) if row["change_id"] == here
    ]


def take_step(
    world: World, row: dict[str, Any], status: AffectedStatus, on: date, reason: str, by: str
) -> date:
    """Move an affected person on, told the same day; gives back the day it counts from."""
    check_status_move(row["status"], status)
    day: date = min(max(on, row["status_on"], row["last_told_on"] or on), world.today)
    row.update(
        status=status,
        status_on=day,
        version=row["version"] + 1,
        next_step_on=None,
        first_told_on=row["first_told_on"] or day,
        last_told_on=day,
        told_status=status,
        told_status_on=day,
        told_next_step_on=None,
    )
    world.rows.add(
        AffectedStep,
        affected_person_id=row["id"],
        status=status,
        reason=reason,
        on=day,
        next_step_on=None,
        told_on=day,
        told_how=HowTold.IN_PERSON,
        told_by="HR partner",
        told_by_id=None,
        corrects_id=None,
        takes_back_telling=False,
        move_id=None,
        recorded_at=at(day, 16, 20),
        recorded_by_id=world.account_ids[by],
    )
    return day
