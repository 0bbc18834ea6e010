"""Programmes, changes, their texts and states, as told in ``data/changes``."""

from datetime import date, timedelta
from typing import Any

from tracker.changes.models import (
    Change,
    ChangeSite,
    ChangeStep,
    ChangeUnit,
    ChangeVersion,
    Programme,
    SavingsTarget,
)
from tracker.changes.proposals import COMMITTED_FIELD, evidence
from tracker.changes.rules import (
    Certainty,
    ChangeState,
    ChangeType,
    ProgrammeState,
    VersionState,
)
from tracker.database import new_reference
from tracker.demonstration.reading import chapters, paragraphs, tables
from tracker.demonstration.world import World, at, committed
from tracker.policy.access.permissions import Permission

MILESTONES = ("announced", "consult_start", "consult_end", "transition_start", "transition_end", "withdrawn")
DIRECTORS = {"paragon": "director-then", "beacon": "director"}


def tell_programmes(world: World) -> None:
    """The two programmes and what they must save."""
    year = world.today.year if world.today.month >= 4 else world.today.year - 1
    for told in tables("programmes.toml")["programme"]:
        reference = new_reference()
        world.programme_ids[told["key"]] = number = world.rows.add(
            Programme,
            reference=reference,
            version=1,
            employer_id=world.employer,
            name=told["name"],
            aim=paragraphs(told["aim"]),
            sponsor=told["sponsor"],
            starts=world.day(told["starts"]),
            ends=world.day(told.get("ends")),
            state=ProgrammeState(told["state"]),
        )
        targets = {int(year): pounds for year, pounds in told.get("savings", {}).items()}
        targets |= {year + ahead: pounds for ahead, pounds in enumerate(told.get("savings_from_now", ()))}
        for starting, pounds in targets.items():
            world.rows.add(SavingsTarget, programme_id=number, year=starting, pounds=pounds)
        world.record(
            DIRECTORS[told["key"]],
            Permission.PROGRAMME_EDIT,
            "programme",
            reference,
            facts={"target": sum(targets.values())},
        )


def tell_changes(world: World) -> list[dict[str, Any]]:
    """Every change of the story; gives back what was told with its dates, for those who come after."""
    told = chapters("changes", "change")
    for change in told:
        for name in (*MILESTONES, "revised", "paused", "superseded"):
            change[name] = world.day(change.get(name))
        _change(world, change)
    return told


def created_on(told: dict[str, Any], world: World) -> date:
    """When somebody first wrote the change down: some weeks before anybody was told."""
    first: date = told["announced"] or world.today - timedelta(days=20)
    return first - timedelta(days=40)


def _change(world: World, told: dict[str, Any]) -> None:
    key, state = told["key"], ChangeState(told["state"])
    world.references["change", key] = reference = new_reference()
    versions = _versions(world, told)
    numbers = [n for n, version in enumerate(versions, start=1) if version["state"] is VersionState.PUBLISHED]
    committed_to = state in (ChangeState.CLOSED, ChangeState.EMBEDDED, ChangeState.IMPLEMENTING)
    world.change_ids[key] = number = world.rows.add(
        Change,
        reference=reference,
        version=1,
        programme_id=world.programme_ids[told["programme"]],
        title=told["title"],
        type=ChangeType(told["type"]),
        state=state,
        certainty=Certainty.COMMITTED if committed_to else Certainty(told.get("certainty", "proposed")),
        **{name: told[name] for name in MILESTONES if name != "withdrawn"},
        withdrawn=told["withdrawn"] or told["superseded"],  # no load from the day it is superseded either
        owner_id=world.account_ids[told["owner"]],
        part_of_id=world.change_ids[told["part_of"]] if "part_of" in told else None,
        supersedes_id=world.change_ids[told["supersedes"]] if "supersedes" in told else None,
        published_number=numbers[-1] if numbers else None,
        paused_from=ChangeState(told["paused_from"]) if state is ChangeState.PAUSED else None,
        created_at=at(created_on(told, world), 9),
    )
    world.record(
        told["owner"],
        Permission.CHANGE_EDIT,
        "change",
        reference,
        facts={"type": told["type"], "state": state.value},
    )
    for version in versions:
        _write_version(world, told, number, version)
    for code in _tops(world, told["units"]):
        world.rows.add(ChangeUnit, change_id=number, unit_id=world.unit_ids[code])
    for code in told.get("sites", ()):
        world.rows.add(ChangeSite, change_id=number, establishment_id=world.site_ids[code])
    for step in steps(world, told):
        world.rows.add(ChangeStep, change_id=number, **step)


def _tops(world: World, patterns: list[str]) -> list[str]:
    """The named units without those that lie below another one named."""
    chosen = world.codes(patterns)
    return sorted(code for code in chosen if world.units.by_code[code].parent not in chosen)


def _versions(world: World, told: dict[str, Any]) -> list[dict[str, Any]]:
    """The texts in order: what was published first, what replaced it, and what still waits."""
    announced = told["announced"] or world.today
    last = min(told["revised"] or announced, world.today)
    latest = {"reason": told["reason"], "proposal": told["proposal"], "on": last}
    latest["state"] = VersionState.PUBLISHED
    if told.get("unpublished"):
        latest["state"] = VersionState.DRAFT
    if told.get("awaiting_approval"):
        latest["state"] = VersionState.AWAITING_APPROVAL
    earlier = told.get("earlier")
    if not earlier:
        return [latest]
    return [{**earlier, "on": announced, "state": VersionState.REPLACED}, latest]


def _write_version(world: World, told: dict[str, Any], change: int, version: dict[str, Any]) -> None:
    reason, proposal = world.words(version["reason"]), world.words(version["proposal"])
    public = version["state"] in (VersionState.PUBLISHED, VersionState.REPLACED)
    proof = committed(COMMITTED_FIELD, evidence(told["title"], reason, proposal))
    number = 1 + sum(row["change_id"] == change for row in world.rows.of(ChangeVersion))
    reference = new_reference()
    director = DIRECTORS[told["programme"]]
    world.rows.add(
        ChangeVersion,
        reference=reference,
        version=1,
        change_id=change,
        number=number,
        state=version["state"],
        title=told["title"],
        reason=reason,
        proposal=proposal,
        written_by_id=world.account_ids[told["owner"]],
        written_at=at(version["on"] - timedelta(days=9), 14, 20),
        published_by_id=world.account_ids[director] if public else None,
        published_at=at(version["on"], 9) if public else None,
        **(proof if public else {"salt": "", "commitment": ""}),
    )
    world.record(
        director if public else told["owner"],
        Permission.CHANGE_PUBLISH if public else Permission.CHANGE_EDIT,
        "change",
        world.references["change", told["key"]],
        facts={"number": number},
        commitments={COMMITTED_FIELD: proof["commitment"]} if public else None,
    )


REASONS = {
    ChangeState.IDEA: "Logged",
    ChangeState.PROPOSED: "Announced to staff and recognised unions",
    ChangeState.IN_CONSULTATION: "Consultation opened",
    ChangeState.DECIDED: "Decided after consultation; the decision and its reasons are with the proposal",
    ChangeState.IMPLEMENTING: "Begins on the date that was announced",
    ChangeState.EMBEDDED: "Done; supervisors report that it is the usual way of working",
    ChangeState.CLOSED: "Reviewed after six months and closed",
    ChangeState.PAUSED: "Paused",
    ChangeState.WITHDRAWN: "Withdrawn",
    ChangeState.SUPERSEDED: "Taken up in another change",
}


def steps(world: World, told: dict[str, Any]) -> list[dict[str, Any]]:
    """The moves that brought the change to its state, each on the day of its milestone."""
    moves = list(_moves(world, told))
    told_reasons: dict[str, str] = told.get("reasons", {})
    rows, before = [], None
    for state, day in moves:
        director = state in (ChangeState.DECIDED, ChangeState.WITHDRAWN, ChangeState.SUPERSEDED)
        by = DIRECTORS[told["programme"]] if director else told["owner"]
        rows.append(
            {
                "from_state": before,
                "to_state": state,
                "reason": told_reasons.get(state.value, REASONS[state]),
                "on": day,
                "recorded_at": at(day, 16, 5),
                "recorded_by_id": world.account_ids[by],
            }
        )
        before = state
    return rows


def _moves(world: World, told: dict[str, Any]) -> list[tuple[ChangeState, date]]:
    """The states gone through with their days, up to the one the change is in."""
    state = ChangeState(told["state"])
    starts, ends = told["transition_start"], told["transition_end"]
    decided = told["consult_end"] or told["announced"]
    days = {
        ChangeState.IDEA: created_on(told, world),
        ChangeState.PROPOSED: told["announced"],
        ChangeState.IN_CONSULTATION: told["consult_start"],
        ChangeState.DECIDED: decided and decided + timedelta(days=18),
        ChangeState.IMPLEMENTING: starts,
        ChangeState.EMBEDDED: ends,
        ChangeState.CLOSED: ends and ends + timedelta(days=182),
    }
    if starts and days[ChangeState.DECIDED]:
        days[ChangeState.DECIDED] = min(days[ChangeState.DECIDED], starts)
    aside = {
        ChangeState.PAUSED: told["paused"],
        ChangeState.WITHDRAWN: told["withdrawn"],
        ChangeState.SUPERSEDED: told["superseded"],
    }
    if state in aside:
        until = ChangeState(told.get("paused_from", "in consultation"))
        return [*_up_to(days, until), (state, aside[state])]
    return [(move, min(day, world.today)) for move, day in _up_to(days, state)]


def _up_to(days: dict[ChangeState, Any], last: ChangeState) -> list[tuple[ChangeState, date]]:
    path = []
    for state, day in days.items():
        if day is not None:
            path.append((state, day))
        if state is last:
            break
    return path
