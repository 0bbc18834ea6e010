"""Impacts, the people they were derived to, and what became of each of them."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from tracker.affected_staff.models import (
    AffectedPerson,
    AffectedStep,
    Exposure,
    ExposureVersion,
    Impact,
    ImpactListed,
)
from tracker.affected_staff.rules import SETTLED, AffectedStatus, ImpactKind, ImpactState, Reach, Severity
from tracker.changes.rules import ChangeState
from tracker.database import new_reference
from tracker.demonstration.fates import HOW_TOLD, REASONS, TOLD_BY, fate
from tracker.demonstration.people import Leaving, Someone, Stay
from tracker.demonstration.world import World, at
from tracker.policy.access.permissions import Permission

DATES = ("announced", "consult_start", "consult_end", "transition_start", "transition_end")


@dataclass
class Touched:
    """One person in one change: the stay as it was that day, and the impacts that reach them."""

    person: Someone
    stay: Stay
    on: date
    kinds: set[ImpactKind] = field(default_factory=set)
    impacts: list[int] = field(default_factory=list)


def tell_affected_staff(world: World, changes: list[dict[str, Any]]) -> None:
    """Derive the people of every impact on its day and give each a status with its history."""
    for told in changes:
        touched: dict[int, Touched] = {}
        for impact in told.get("impact", ()):
            _impact(world, told, impact, touched)
        for each in touched.values():
            _affected(world, told, each)
    world.rows.add(ExposureVersion, employer_id=world.employer, number=1)


def _impact(world: World, told: dict[str, Any], impact: dict[str, Any], touched: dict[int, Touched]) -> None:
    day = _derived_on(world, told, impact)
    draft = impact.get("state") == "draft"
    people = [] if draft else _people(world, told, impact, day)
    listed = any(name in impact for name in ("leaving", "share", "count"))
    reference = new_reference()
    number = world.rows.add(
        Impact,
        reference=reference,
        version=1,
        change_id=world.change_ids[told["key"]],
        kind=ImpactKind(impact["kind"]),
        severity=Severity(impact["severity"]),
        reach=Reach(impact.get("reach", "direct")),
        state=ImpactState.DRAFT if draft else ImpactState.ASSESSED,
        description=impact["description"],
        rule={"listed": True} if listed else _rule(world, told, impact),
        **{name: world.day(impact.get(name)) for name in DATES},
        clip_from=None,
        clip_to=None,
        derived_on=None if draft else day,
        assessed_by_id=world.account_ids[told["owner"]],
        assessed_at=at(day, 15, 30),
    )
    for person, stay in people:
        each = touched.setdefault(person.id, Touched(person, stay, day))
        each.kinds.add(ImpactKind(impact["kind"]))
        each.impacts.append(number)
        if listed:
            world.rows.add(ImpactListed, impact_id=number, person_id=person.id)
    world.record(
        told["owner"],
        Permission.IMPACT_ASSESS,
        "impact",
        reference,
        facts={"kind": impact["kind"], "severity": impact["severity"], "people": len(people)},
    )


def _derived_on(world: World, told: dict[str, Any], impact: dict[str, Any]) -> date:
    """The day given, or when the consultation began, or while that is still to come when it was announced."""
    given = world.day(impact.get("derived"))
    started = told["consult_start"]
    if started is None or started > world.today:
        started = told["announced"]
    day: date = given or started
    return min(day, world.today)


def _people(
    world: World, told: dict[str, Any], impact: dict[str, Any], day: date
) -> list[tuple[Someone, Stay]]:
    """Who matches on the day: units, grades, sites and titles, or those who left in a certain way."""
    codes = world.codes(impact.get("units", told["units"]))
    grades = {grade for group in impact.get("grades", ()) for grade in world.grades[group]}
    sites, posts = set(impact.get("sites", ())), set(impact.get("posts", ()))
    leaving = Leaving(impact["leaving"]) if "leaving" in impact else None
    found = [
        (person, stay)
        for code in sorted(codes)
        for person, stay in world.by_unit.get(code, ())
        if stay.first <= day
        and (stay.last is None or day <= stay.last)
        and (not grades or person.grade in grades)
        and (not sites or stay.site in sites)
        and (not posts or person.title in posts)
        and (leaving is None or person.leaving is leaving)
        and ("leaving_on" not in impact or person.end == impact["leaving_on"])
    ]
    if "share" in impact:
        found = world.random.sample(found, round(len(found) * impact["share"]))
    if "count" in impact:
        found = world.random.sample(found, min(len(found), world.scaled(impact["count"])))
    return found


def _rule(world: World, told: dict[str, Any], impact: dict[str, Any]) -> dict[str, Any]:
    """The same as the application keeps it: references of units and sites, grades and titles."""
    chosen = world.codes(impact.get("units", told["units"]))
    tops = sorted(code for code in chosen if world.units.by_code[code].parent not in chosen)
    rule: dict[str, Any] = {"units": [world.references["unit", code] for code in tops]}
    if "grades" in impact:
        rule["grades"] = [grade for group in impact["grades"] for grade in world.grades[group]]
    if "sites" in impact:
        rule["sites"] = [world.references["site", code] for code in impact["sites"]]
    if "posts" in impact:
        rule["posts"] = impact["posts"]
    return rule


def _affected(world: World, told: dict[str, Any], each: Touched) -> None:
    person, change = each.person, world.change_ids[told["key"]]
    moves = fate(world, told, each.person, each.on, each.kinds)
    status, status_on = moves[-1]
    next_on = _next_step(world, told, status, person)
    tellings = _tellings(world, told, each, moves)
    heard = [(on, *moves[n]) for n, on in enumerate(tellings) if on is not None]
    last = heard[-1] if heard else (None, None, None)
    knows_all = last[1:] == (status, status_on)
    number = world.rows.add(
        AffectedPerson,
        reference=new_reference(),
        version=len(moves),
        change_id=change,
        person_id=person.id,
        unit_id=world.unit_ids[each.stay.unit],
        bargaining_group_id=world.group_ids[world.group_of_grade[person.grade]],
        title=person.title,
        grade=person.grade,
        status=status,
        status_on=status_on,
        next_step_on=next_on,
        first_told_on=heard[0][0] if heard else None,
        last_told_on=last[0],
        told_status=last[1],
        told_status_on=last[2],
        told_next_step_on=next_on if knows_all else None,
    )
    for impact in each.impacts:
        world.rows.add(
            Exposure,
            impact_id=impact,
            person_id=person.id,
            affected_person_id=number,
            first_day=None,
            last_day=None,
        )
    for n, (moved_to, day) in enumerate(moves):
        on = tellings[n]
        world.rows.add(
            AffectedStep,
            affected_person_id=number,
            status=moved_to,
            reason=REASONS[moved_to],
            on=day,
            next_step_on=next_on if n == len(moves) - 1 else None,
            told_on=on,
            told_how=HOW_TOLD[moved_to] if on else None,
            told_by="" if on is None else TOLD_BY[HOW_TOLD[moved_to]],
            told_by_id=None,
            corrects_id=None,
            takes_back_telling=False,
            move_id=None,
            recorded_at=at(max(day, on or day), 12, 15),
            recorded_by_id=world.account_ids[told["owner"]],
        )


def _tellings(
    world: World, told: dict[str, Any], each: Touched, moves: list[tuple[AffectedStatus, date]]
) -> list[date | None]:
    """The day on which they were told each step: soon after it, never before an earlier telling.

    In a live change the last step of a few has been recorded and not told yet.
    """
    days: list[date | None] = [_told_on(world, told, each)]
    for _status, on in moves[1:]:
        latest = max((day for day in days if day), default=on)
        days.append(min(max(on + timedelta(days=world.random.randrange(4)), latest), world.today))
    if len(moves) > 1 and _is_live(told) and world.random.random() < 0.15:
        days[-1] = None
    return days


def _is_live(told: dict[str, Any]) -> bool:
    return bool(told["programme"] == "beacon" and told["state"] in ("proposed", "in consultation"))


def _told_on(world: World, told: dict[str, Any], each: Touched) -> date | None:
    """Most are told within a fortnight; a few of those in a live change have not been told yet."""
    if _is_live(told) and world.random.random() < 0.12:
        return None
    day: date = (told["announced"] or each.on) + timedelta(days=world.random.randrange(12))
    return min(max(day, told["announced"] or day), world.today)


def _next_step(world: World, told: dict[str, Any], status: AffectedStatus, person: Someone) -> date | None:
    """The next day that means something to them; None once they know where they stand, or without dates."""
    if status in SETTLED or ChangeState(told["state"]) in (
        ChangeState.CLOSED,
        ChangeState.WITHDRAWN,
        ChangeState.SUPERSEDED,
    ):
        return None
    if person.end is not None and person.end < world.today:
        return None
    ahead = [told[name] for name in DATES if told[name] and told[name] > world.today]
    if not ahead:
        return None
    return world.today + timedelta(days=world.random.randrange(-6, 12)) if len(ahead) > 2 else min(ahead)
