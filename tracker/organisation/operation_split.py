"""Splitting a unit: which part everybody, every post and every unit below goes to."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from tracker.organisation.models import Posting, PostPeriod
from tracker.organisation.operation_effects import Effects, NewUnit
from tracker.organisation.queries_structure import Stay, Structure, children_of, people_in, posts_in
from tracker.organisation.rules_operations import (
    OperationError,
    SuccessionKind,
    UnitNow,
    check_can_change,
    check_can_end,
    who,
)

MOST_PARTS = 8


def split(plan: Mapping[str, Any], structure: Structure) -> Effects:
    """Parts are counted from 1; part 0 is the unit itself, where it stays."""
    effects = Effects(structure.on)
    unit = structure.unit(plan["unit"], "parts")
    stays = bool(plan.get("stays"))
    (check_can_change if stays else check_can_end)(unit, structure.on, "parts")
    _begin_parts(effects, unit, plan["parts"], structure, least=1 if stays else 2)
    way = _Way(plan, first=0 if stays else 1)
    for child in children_of([unit.id], structure.on):
        there = structure.units.get(child.unit_id)
        place = way.part("children", there.reference if there else "")
        if place:
            effects.place_below(child.id, child.unit_id, -place)
    people = people_in(Posting.unit_id == unit.id, structure.on)
    posts = posts_in(PostPeriod.unit_id == unit.id, structure.on)
    wrong = set(way.named) - {stay.key for stay in (*people, *posts)}
    if wrong:
        raise OperationError(
            "people",
            f"{who(sorted(wrong))}: nobody and no post of {unit.name} then has it. Correct or remove it",
        )
    for stay in people:
        if place := way.of(stay):
            effects.send_people([stay], -place)
    _send_posts(effects, people, posts, way)
    if not stays:
        effects.close(structure, unit.id)
    return effects


def _begin_parts(
    effects: Effects, unit: UnitNow, names: list[str], structure: Structure, *, least: int
) -> None:
    if len(names) < least:
        words = "two new units, one on each line" if least == 2 else "one new unit"
        raise OperationError("parts", f"Enter the names of at least {words}")
    if len(names) > MOST_PARTS:
        raise OperationError("parts", f"Enter at most {MOST_PARTS} new units: split again for more")
    for place, name in enumerate(names, start=1):
        try:
            effects.begin_unit(structure, NewUnit(-place, name, name, unit.parent_id, unit.site_id))
        except OperationError as error:
            raise OperationError("parts", f"{name}: {error}") from error
        effects.successions.append((unit.id, -place, SuccessionKind.SPLIT))


def _send_posts(effects: Effects, people: list[Stay], posts: list[Stay], way: "_Way") -> None:
    """A post goes with the one person who holds it; others go by number, or by job and grade."""
    held = Counter(stay.post_id for stay in people if stay.post_id is not None)
    holder = {stay.post_id: stay for stay in people}
    for stay in posts:
        alone = held[stay.owner_id] == 1 and stay.key not in way.named
        if place := way.of(holder[stay.owner_id] if alone else stay):
            effects.send_posts([stay], -place)


class _Way:
    """Where somebody or something goes: by number, else by job and grade, else with the rest."""

    def __init__(self, plan: Mapping[str, Any], first: int) -> None:
        self.plan, self.first, self.last = plan, first, len(plan["parts"])
        self.named = {key: int(place) for place, keys in plan.get("people", {}).items() for key in keys}

    def part(self, chosen: str, key: str) -> int:
        """The part chosen for a unit below, or for a job and grade."""
        place = int(self.plan.get(chosen, {}).get(key, self.plan.get("rest", self.first)))
        return place if self.first <= place <= self.last else self.first

    def of(self, stay: Stay) -> int:
        """The part of one person or post."""
        return self.named[stay.key] if stay.key in self.named else self.part("groups", stay.group)
