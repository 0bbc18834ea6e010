"""Moves of people together in the live changes: those put at risk on one day, by one hand."""

from datetime import date
from typing import Any

from tracker.affected_staff.models import AffectedPerson, AffectedStep, ChosenForMove, StatusMove
from tracker.affected_staff.rules import AffectedStatus, HowTold, MoveState
from tracker.changes.models import Change
from tracker.database import new_reference
from tracker.demonstration.fates import REASONS, TOLD_BY
from tracker.demonstration.world import World, at

MOST = 40


def tell_moves(world: World) -> None:
    """For each change at most forty of those still at risk were put there together."""
    by_change: dict[int, list[dict[str, Any]]] = {}
    for row in world.rows.of(AffectedPerson):
        if row["status"] is AffectedStatus.AT_RISK and row["told_status"] is AffectedStatus.AT_RISK:
            by_change.setdefault(row["change_id"], []).append(row)
    steps: dict[int, list[dict[str, Any]]] = {}
    for step in world.rows.of(AffectedStep):
        steps.setdefault(step["affected_person_id"], []).append(step)
    owners = {row["id"]: row["owner_id"] for row in world.rows.of(Change)}
    for change, people in by_change.items():
        _move(world, change, owners[change], people[:MOST], steps)


def _move(
    world: World,
    change: int,
    owner: int,
    people: list[dict[str, Any]],
    steps: dict[int, list[dict[str, Any]]],
) -> None:
    day: date = max(row["last_told_on"] for row in people)
    move = world.rows.add(
        StatusMove,
        reference=new_reference(),
        version=2,
        change_id=change,
        state=MoveState.DONE,
        status=AffectedStatus.AT_RISK,
        on=day,
        reason=REASONS[AffectedStatus.AT_RISK],
        next_step_on=None,
        people=len(people),
        undoes_id=None,
        made_by_id=owner,
        made_at=at(day, 12, 15),
        told_on=day,
        told_how=HowTold.IN_PERSON,
        told_by=TOLD_BY[HowTold.IN_PERSON],
        told_by_id=None,
    )
    for row in people:
        world.rows.add(ChosenForMove, move_id=move, affected_person_id=row["id"], seen_version=row["version"])
        step = steps[row["id"]][-1]
        step.update(on=day, told_on=day, recorded_at=at(day, 12, 15), move_id=move)
        row.update(status_on=day, told_status_on=day, last_told_on=day)
        if len(steps[row["id"]]) == 1:
            row["first_told_on"] = day
