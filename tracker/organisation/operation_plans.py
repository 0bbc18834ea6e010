"""From what was asked to what it comes to: one function for each thing that is done to units."""

from collections.abc import Callable, Mapping
from typing import Any

from tracker.organisation.models import Posting, PostPeriod, UnitPeriod
from tracker.organisation.operation_effects import Effects, NewUnit
from tracker.organisation.operation_sites import SITE_PLANS
from tracker.organisation.operation_split import split
from tracker.organisation.queries_structure import (
    Structure,
    children_of,
    people_in,
    posts_in,
)
from tracker.organisation.rules import PostState
from tracker.organisation.rules_operations import (
    OperationError,
    OperationKind,
    SuccessionKind,
    UnitNow,
    check_can_change,
    check_can_end,
    check_no_ring,
    said,
    who,
)

Plan = Mapping[str, Any]


def effects_of(kind: OperationKind, plan: Plan, structure: Structure) -> Effects:
    """What the operation comes to, as the register stands. Raises ``OperationError`` where it may not be."""
    return PLANS[kind](plan, structure)


def _open(plan: Plan, structure: Structure) -> Effects:
    effects = Effects(structure.on)
    name = plan["name"]
    given = NewUnit(
        -1,
        plan.get("code") or name,
        name,
        structure.parent_id(plan.get("parent", "")),
        structure.site_id(plan.get("site", "")),
    )
    effects.begin_unit(structure, given)
    return effects


def _rename(plan: Plan, structure: Structure) -> Effects:
    effects = Effects(structure.on)
    unit = structure.unit(plan["unit"], "name")
    check_can_change(unit, structure.on, "name")
    if plan["name"] == unit.name:
        raise OperationError("name", f"{unit.name} is its name already: enter the new name")
    effects.rewrite(UnitPeriod, unit.period_id, name=plan["name"])
    return effects


def _move(plan: Plan, structure: Structure) -> Effects:
    effects = Effects(structure.on)
    unit = structure.unit(plan["unit"], "parent")
    check_can_change(unit, structure.on, "parent")
    parent_id = structure.parent_id(plan.get("parent", ""))
    site_id = structure.site_id(plan.get("site", ""))
    if (parent_id, site_id) == (unit.parent_id, unit.site_id):
        raise OperationError("parent", f"{unit.name} is there already: choose another unit above it, or site")
    check_no_ring(structure.units, [unit.id], parent_id, "parent")
    if parent_id is not None and structure.units[parent_id].until is not None:
        raise OperationError("parent", f"{structure.units[parent_id].name} closes then: choose another unit")
    if parent_id != unit.parent_id:
        effects.place_below(unit.period_id, unit.id, parent_id)
    if site_id != unit.site_id:
        effects.rewrite(UnitPeriod, unit.period_id, establishment_id=site_id)
        _bring_to_site(effects, unit, site_id, structure)
    return effects


def _bring_to_site(effects: Effects, unit: UnitNow, site_id: int | None, structure: Structure) -> None:
    """Who works at the unit's site goes with it; who works somewhere else stays there."""
    for stay in people_in(Posting.unit_id == unit.id, structure.on):
        if stay.site_id == unit.site_id:
            effects.rewrite(Posting, stay.id, establishment_id=site_id)
            effects.people.append((stay, unit.id))
    for stay in posts_in(PostPeriod.unit_id == unit.id, structure.on):
        if stay.site_id == unit.site_id:
            effects.rewrite(PostPeriod, stay.id, establishment_id=site_id)
            effects.posts.append((stay, unit.id))


def _close(plan: Plan, structure: Structure) -> Effects:
    effects = Effects(structure.on)
    unit = structure.unit(plan["unit"], "on")
    check_can_end(unit, structure.on, "on")
    from_then = f"from {said(structure.on)}"
    below = [child.name for child in children_of([unit.id], structure.on)]
    if below:
        raise OperationError(
            "on", f"{who(below)} would still be below it {from_then}: move or close them first"
        )
    people = people_in(Posting.unit_id == unit.id, structure.on)
    if people:
        names = list(dict.fromkeys(stay.name for stay in people))
        raise OperationError(
            "on",
            f"{who(names)} would still work there {from_then}: move them first, or merge the unit",
        )
    posts = posts_in(PostPeriod.unit_id == unit.id, structure.on)
    standing = [f"{stay.title} ({stay.key})" for stay in posts if stay.state is not PostState.DELETED]
    if standing:
        raise OperationError(
            "on",
            f"{who(standing)} would still be there {from_then}: delete the posts first, or merge the unit",
        )
    effects.close(structure, unit.id)
    for stay in posts:
        effects.ending.setdefault(PostPeriod, []).append(stay.id)
    return effects


def _merge(plan: Plan, structure: Structure) -> Effects:
    effects = Effects(structure.on)
    units = [structure.unit(reference, "units") for reference in dict.fromkeys(plan["units"])]
    into: int
    if plan.get("into"):
        target = structure.unit(plan["into"], "into")
        check_can_change(target, structure.on, "into")
        units = [unit for unit in units if unit.id != target.id]
        into, parent_id = target.id, target.parent_id
    else:
        parent_id = structure.parent_id(plan.get("parent", ""))
        into = -1
        code = plan.get("code") or plan["name"]
        site_id = structure.site_id(plan.get("site", ""))
        effects.begin_unit(structure, NewUnit(-1, code, plan["name"], parent_id, site_id))
    if not units or (into < 0 and len(units) < 2):
        raise OperationError("units", "Enter at least two units: a single unit is renamed or moved instead")
    ending = {unit.id for unit in units}
    for unit in units:
        check_can_end(unit, structure.on, "units")
    check_no_ring(structure.units, ending, into if into > 0 else parent_id, "into" if into > 0 else "parent")
    for child in children_of(ending, structure.on):
        if child.unit_id not in ending:
            effects.place_below(child.id, child.unit_id, into)
    effects.send_people(people_in(Posting.unit_id.in_(ending), structure.on), into)
    effects.send_posts(posts_in(PostPeriod.unit_id.in_(ending), structure.on), into)
    for unit in units:
        effects.close(structure, unit.id)
        effects.successions.append((unit.id, into, SuccessionKind.MERGED))
    return effects


PLANS: dict[OperationKind, Callable[[Plan, Structure], Effects]] = {
    OperationKind.OPEN: _open,
    OperationKind.RENAME: _rename,
    OperationKind.MOVE: _move,
    OperationKind.SPLIT: split,
    OperationKind.MERGE: _merge,
    OperationKind.CLOSE: _close,
    **SITE_PLANS,
}
