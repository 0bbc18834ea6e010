"""Selection pools as told in ``data/pools.toml``: one being scored, a draft, and one long over."""

from datetime import date, timedelta
from typing import Any

from tracker.affected_staff.models import AffectedStep
from tracker.affected_staff.rules import AffectedStatus
from tracker.database import new_reference
from tracker.demonstration.later_steps import of_change, take_step
from tracker.demonstration.reading import tables
from tracker.demonstration.world import World, at
from tracker.policy.access.permissions import Permission
from tracker.selection.models import (
    ModeratedScore,
    PanelMember,
    PoolCriterion,
    PoolMember,
    PoolStep,
    Score,
    ScoreSheet,
    SelectionPool,
)
from tracker.selection.rules import PanelPart, PoolOutcome, PoolState

ENTERS = frozenset({AffectedStatus.POTENTIALLY_AFFECTED, AffectedStatus.AFFECTED, AffectedStatus.AT_RISK})
KEPT, LOST = ("4 4 3", "4 3 4"), ("2 3 2", "2 2 2")
FEWEST = 3
"""A pool of the story with fewer people, as when the force is small, is not told."""


def tell_selection(world: World) -> None:
    """Each pool with its criteria, panel, people and scores so far."""
    story = tables("pools.toml")
    for told in story["pool"]:
        _pool(world, told, story["evidence"])


def _pool(world: World, told: dict[str, Any], evidence: dict[str, str]) -> None:
    begun = world.day(told["day"])
    consulted, shared = world.day(told.get("consulted")), world.day(told.get("shared"))
    assert begun is not None
    state = PoolState(told["state"])
    people = _people(world, told, state)
    if told["most"] and len(people) < FEWEST:
        return
    selected = _selected(world) if state is PoolState.FINAL else set()
    results = {True: PoolOutcome.SELECTED, False: PoolOutcome.KEPT}
    outcomes = [results[row["id"] in selected] for row in people] if state is PoolState.FINAL else []
    lost = outcomes.count(PoolOutcome.SELECTED)
    to_select = lost if outcomes else min(told["to_select"], max(1, len(people) - 1))
    owner = told["scorers"][0] if told["scorers"] else "hr"
    reference = new_reference()
    final_on = begun + timedelta(days=9)
    number = world.rows.add(
        SelectionPool,
        reference=reference,
        version=1,
        change_id=world.change_ids[told["change"]],
        name=told["name"],
        posts=told["posts"],
        posts_kept=max(len(people) - to_select, 0) if people else 8,
        to_select=to_select,
        anchors=told["anchors"],
        threshold=2,
        tie_rule=told["tie_rule"],
        state=state,
        shared_on=shared or consulted,
        final_on=final_on if outcomes else None,
    )
    criteria = [
        world.rows.add(
            PoolCriterion, pool_id=number, number=n, name=name, definition=definition, weight=weight
        )
        for n, (name, definition, weight) in enumerate(told["criteria"], 1)
    ]
    _panel(world, told, number, consulted or begun)
    for place, row in enumerate(people):
        outcome = outcomes[place] if outcomes else None
        member = world.rows.add(
            PoolMember,
            reference=new_reference(),
            version=1,
            pool_id=number,
            affected_person_id=row["id"],
            round=1,
            settled_as=None,
            settled_reason="",
            settled_by_id=None,
            outcome=outcome,
            told_round=1 if outcome else 0,
            left_on=None,
            left_reason="",
        )
        given = told["scores"][place] if "scores" in told else KEPT if outcome is PoolOutcome.KEPT else LOST
        for scorer, line in zip(told["scorers"], given, strict=True):
            _sheet(world, member, scorer, line, criteria, begun, evidence)
        if told.get("moderated", (-1,))[0] == place:
            _moderated(world, member, criteria, told, begun)
        if state is PoolState.SCORING:
            reason = f"In the selection pool “{told['name']}”"
            take_step(world, row, AffectedStatus.IN_POOL, begun, reason, owner)
    days = {
        PoolState.DRAFT: begun if consulted is None else consulted - timedelta(days=30),
        PoolState.CONSULTED: consulted,
        PoolState.SCORING: begun,
        PoolState.MODERATED: begun + timedelta(days=6),
        PoolState.FINAL: final_on,
    }
    for step in list(PoolState)[: list(PoolState).index(state) + 1]:
        note = told.get("note", "") if step is PoolState.CONSULTED else ""
        _step(world, number, step, days[step] or begun, note, owner)
    world.record(owner, Permission.SELECTION_DESIGN, "selection pool", reference, facts={"step": "told"})


def _people(world: World, told: dict[str, Any], state: PoolState) -> list[dict[str, Any]]:
    """Who is in it: those of the grades who can enter a pool, or who went through one."""
    if state is PoolState.FINAL:
        through = {
            step["affected_person_id"]
            for step in world.rows.of(AffectedStep)
            if step["status"] is AffectedStatus.IN_POOL
        }
        found = [row for row, _ in of_change(world, told["change"]) if row["id"] in through]
        selected = _selected(world)
        lost = [row for row in found if row["id"] in selected]
        kept = [row for row in found if row not in lost]
        return (lost[:2] + kept[: told["most"] - 2]) if lost and kept else []
    grades = {grade for group in told.get("grades", ()) for grade in world.grades[group]}
    found = [
        row
        for row, person in of_change(world, told["change"])
        if row["status"] in ENTERS and person.grade in grades and person.end is None
    ]
    return found[: told["most"]]


def _selected(world: World) -> set[int]:
    """Whoever was selected in a pool of long ago, by the steps they went through."""
    return {
        step["affected_person_id"]
        for step in world.rows.of(AffectedStep)
        if step["status"] is AffectedStatus.SELECTED
    }


def _panel(world: World, told: dict[str, Any], pool: int, on: date) -> None:
    parts = [(key, PanelPart.SCORER) for key in told["scorers"]]
    parts += [(told["moderator"], PanelPart.MODERATOR)] if "moderator" in told else []
    parts += [(told["appeals"], PanelPart.APPEAL)] if "appeals" in told else []
    for key, part in parts:
        by = next(one for one in ("hr-two", "hr") if one != key)
        world.rows.add(
            PanelMember,
            pool_id=pool,
            account_id=world.account_ids[key],
            part=part,
            granted_by_id=world.account_ids[by],
            granted_at=at(on, 9),
        )


def _sheet(
    world: World,
    member: int,
    scorer: str,
    line: str,
    criteria: list[int],
    begun: date,
    evidence: dict[str, str],
) -> None:
    """One scorer's sheet: empty, begun, or handed in when every criterion has a score."""
    values = line.split()
    moment = at(min(begun + timedelta(days=2), world.today), 14, 5)
    sheet = world.rows.add(
        ScoreSheet,
        reference=new_reference(),
        version=1 + len(values),
        member_id=member,
        scorer_id=world.account_ids[scorer],
        round=1,
        saved_at=moment if values else None,
        handed_in_at=moment if len(values) == len(criteria) else None,
    )
    for criterion, value in zip(criteria, values, strict=False):
        world.rows.add(
            Score, sheet_id=sheet, criterion_id=criterion, value=int(value), evidence=evidence[value]
        )


def _moderated(world: World, member: int, criteria: list[int], told: dict[str, Any], begun: date) -> None:
    """What the moderator set where the two scorers were apart."""
    _, criterion, value, reason = told["moderated"]
    world.rows.add(
        ModeratedScore,
        member_id=member,
        criterion_id=criteria[criterion],
        round=1,
        value=value,
        reason=reason,
        moderated_by_id=world.account_ids[told["moderator"]],
        moderated_at=at(min(begun + timedelta(days=4), world.today), 15),
    )


def _step(world: World, pool: int, state: PoolState, on: date, note: str, by: str) -> None:
    world.rows.add(
        PoolStep,
        pool_id=pool,
        state=state,
        note=note,
        on=on,
        recorded_at=at(on, 16),
        recorded_by_id=world.account_ids[by],
    )
