"""What unions asked to be told, as told in ``data/information_requests``."""

from datetime import date, timedelta
from typing import Any

from tracker.database import new_reference
from tracker.demonstration.accounts import speaker
from tracker.demonstration.reading import tables
from tracker.demonstration.world import World, at, committed, weekday
from tracker.information_requests.models import InformationRequest, RequestStep
from tracker.information_requests.rules import (
    OPEN,
    RULES,
    USUAL_DAYS,
    Ground,
    Party,
    RequestAct,
    RequestState,
    check_act,
    state_after,
    waiting_on,
)
from tracker.information_requests.services import EVIDENCE
from tracker.policy.access.permissions import Permission
from tracker.policy.calendar.working_days import add_working_days


def tell_information_requests(world: World, changes: list[dict[str, Any]]) -> None:
    """Every request of the story, each with what followed."""
    owners = {told["key"]: told["owner"] for told in changes}
    for told in tables("information_requests.toml")["request"]:
        asked_on = weekday(world.today + timedelta(days=told["asked_on"]))
        _request(world, told, asked_on, owners[told["change"]])


def _request(world: World, told: dict[str, Any], asked_on: date, owner: str) -> None:
    asker = speaker(told["union"], asked_on)
    state, since = RequestState.ASKED, asked_on
    due: date | None = add_working_days(asked_on, USUAL_DAYS)
    steps: list[dict[str, Any]] = []
    for step in told["steps"]:
        act = RequestAct(step["act"])
        party = RULES[act].by
        check_act(state, act, party)
        day = min(weekday(asked_on + timedelta(days=step["after"])), world.today)
        then = state_after(act, part=step.get("part", False))
        ends = waiting_on(then) is not waiting_on(state)
        was_due_on = due if ends and waiting_on(state) is party else None
        steps.append({"act": act, "day": day, "state": then, "was_due_on": was_due_on, "told": step})
        if ends:
            since, due = day, add_working_days(day, USUAL_DAYS) if then in OPEN else None
        state = then
    proof, reference = committed(EVIDENCE, f"{told['asked']}\n\nWhy: {told['why']}"), new_reference()
    number = world.rows.add(
        InformationRequest,
        reference=reference,
        version=1 + len(steps),
        change_id=world.change_ids[told["change"]],
        union_id=world.union_ids[told["union"]],
        concern_id=None,
        state=state,
        asked=told["asked"],
        why=told["why"],
        due_on=add_working_days(asked_on, USUAL_DAYS),
        asked_by_id=world.account_ids[asker],
        asked_at=at(asked_on, 10, 15),
        turn_since=at(since, 14, 20),
        turn_due_on=due,
        closed_at=None if state in OPEN else at(since, 14, 20),
        **proof,
    )
    facts: dict[str, int | str] = {"change": world.references["change", told["change"]]}
    proofs = {EVIDENCE: proof["commitment"]}
    world.record(
        asker, Permission.INFORMATION_REQUEST_ASK, EVIDENCE, reference, facts=facts, commitments=proofs
    )
    for step in steps:
        _step(world, number, reference, step, asker, owner)


def _step(world: World, request: int, reference: str, step: dict[str, Any], asker: str, owner: str) -> None:
    act, words, ground = step["act"], step["told"].get("words", ""), step["told"].get("ground")
    union = RULES[act].by is Party.UNION
    by, proof = asker if union else owner, committed(act.value, words)
    world.rows.add(
        RequestStep,
        reference=new_reference(),
        request_id=request,
        act=act,
        state=step["state"],
        ground=Ground(ground) if ground else None,
        text=words,
        from_union=union,
        by_id=world.account_ids[by],
        at=at(step["day"], 14, 20),
        was_due_on=step["was_due_on"],
        **proof,
    )
    world.record(
        by,
        Permission.INFORMATION_REQUEST_ASK if union else Permission.INFORMATION_REQUEST_ANSWER,
        EVIDENCE,
        reference,
        facts={"act": act.value, "state": step["state"].value, "ground": ground or ""},
        commitments={act.value: proof["commitment"]},
    )
