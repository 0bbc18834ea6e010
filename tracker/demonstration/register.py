"""The register: employer, sites, the tree over time, unions and their recognition, posts and people."""

from collections import Counter
from datetime import date, timedelta

from tracker.database import new_reference
from tracker.demonstration.people import Someone, invent
from tracker.demonstration.reading import lines, tables
from tracker.demonstration.units import BEGINS, LOCAL_POLICING_BEGINS, PlannedUnit
from tracker.demonstration.world import World
from tracker.organisation.models import (
    BargainingGroup,
    Employer,
    Establishment,
    Person,
    Post,
    Posting,
    PostPeriod,
    RecognisedUnion,
    Recognition,
    Unit,
    UnitPeriod,
)
from tracker.organisation.models_bands import GradeBand
from tracker.organisation.rules import Contract, PostState
from tracker.policy.access.permissions import Permission
from tracker.policy.calendar.nations import Nation

EMPLOYER = "West Midlands Police"
POSTS_COUNTED_AGAIN = date(2014, 4, 1)


def tell_register(world: World) -> None:
    """Fill the register and remember by key what the rest of the story points to."""
    reference = new_reference()
    world.references["employer", ""] = reference
    world.employer = world.rows.add(
        Employer, reference=reference, name=EMPLOYER, nation=Nation.ENGLAND, valid_from=date(1974, 4, 1),
        valid_to=None,
    )  # fmt: skip
    _sites(world)
    _tree(world)
    _unions(world)
    world.people = invent(world.units, world.today, world.scale, world.random)
    _people(world)
    world.record(
        "",
        Permission.ORGANISATION_IMPORT,
        "employer",
        reference,
        facts={"people": len(world.people), "units": len(world.unit_ids), "sites": len(world.site_ids)},
    )


def _sites(world: World) -> None:
    for line in lines("sites.csv"):
        world.references["site", line["code"]] = reference = new_reference()
        world.site_ids[line["code"]] = world.rows.add(
            Establishment,
            reference=reference,
            employer_id=world.employer,
            name=line["name"],
            address=line["address"],
            nation=Nation.ENGLAND,
            valid_from=date(1974, 4, 1),
            valid_to=date.fromisoformat(line["given up"]) if line["given up"] else None,
        )


def _tree(world: World) -> None:
    for code, unit in world.units.by_code.items():
        world.references["unit", code] = reference = new_reference()
        world.unit_ids[code] = world.rows.add(
            Unit, reference=reference, employer_id=world.employer, code=code
        )
        for period in unit.periods:
            closed = world.units.closed.get(code)
            until = period.until
            if until is None and closed is not None:
                until = closed[0] - timedelta(days=1)
            world.rows.add(
                UnitPeriod,
                unit_id=world.unit_ids[code],
                name=period.name,
                parent_id=world.unit_ids[unit.parent] if unit.parent else None,
                establishment_id=world.site_ids[period.site],
                valid_from=period.since,
                valid_to=until,
            )


def _unions(world: World) -> None:
    told = tables("unions.toml")
    for union in told["union"]:
        world.union_ids[union["key"]] = world.rows.add(
            RecognisedUnion,
            reference=new_reference(),
            name=union["name"],
            short_name=union["short"],
            valid_from=date(1996, 4, 1),
            valid_to=None,
        )
    for group in told["group"]:
        world.group_ids[group["key"]] = number = world.rows.add(
            BargainingGroup,
            reference=new_reference(),
            employer_id=world.employer,
            name=group["name"],
            valid_from=date(1996, 4, 1),
            valid_to=None,
        )
        world.grades[group["key"]] = group["grades"]
        world.group_of_grade.update(dict.fromkeys(group["grades"], group["key"]))
        for recognised in group["recognised"]:
            world.rows.add(
                Recognition,
                union_id=world.union_ids[recognised["union"]],
                bargaining_group_id=number,
                valid_from=recognised["from"],
                valid_to=recognised.get("to"),
            )
    for band in told["band"]:
        for grade in band["grades"]:
            world.rows.add(
                GradeBand,
                employer_id=world.employer,
                band=band["name"],
                grade=grade,
                valid_from=date(1996, 4, 1),
                valid_to=None,
            )


def _people(world: World) -> None:
    posts = _posts(world)
    for person in world.people:
        person.id = world.rows.add(
            Person,
            reference=new_reference(),
            employer_id=world.employer,
            staff_number=person.number,
            name=person.name,
            kind=person.kind,
            contract=person.contract,
            contract_end=_term_ends(world, person),
            service_start=person.start,
            service_end=person.end,
        )
        for stay in person.stays:
            world.by_unit.setdefault(stay.unit, []).append((person, stay))
            world.rows.add(
                Posting,
                person_id=person.id,
                unit_id=world.unit_ids[stay.unit],
                post_id=posts.get((stay.unit, person.title)),
                establishment_id=world.site_ids[stay.site],
                bargaining_group_id=_group(world, person.grade),
                title=person.title,
                grade=person.grade,
                fte=person.fte,
                valid_from=stay.first,
                valid_to=stay.last,
            )


def _term_ends(world: World, person: Someone) -> date | None:
    """Fixed terms of those who serve end within the year to come."""
    if person.contract is not Contract.FIXED_TERM or person.end is not None:
        return None
    return world.today + timedelta(days=30 + int(person.number) % 300)


def _group(world: World, grade: str) -> int:
    return world.group_ids[world.group_of_grade[grade]]


def _posts(world: World) -> dict[tuple[str, str], int]:
    """Groups of like posts: one for each unit and title, counted in whole-time posts, and again in 2014."""
    first = _whole_time(world.people, LOCAL_POLICING_BEGINS)
    later = _whole_time(world.people, world.today)
    grades = {person.title: person.grade for person in world.people}
    posts: dict[tuple[str, str], int] = {}
    for serial, key in enumerate(sorted(set(first) | set(later)), start=1001):
        unit = world.units.by_code[key[0]]
        posts[key] = world.rows.add(
            Post, reference=new_reference(), employer_id=world.employer, number=f"P{serial}", is_group=True
        )
        for fte, since, until in (
            (first[key], unit.periods[0].since, POSTS_COUNTED_AGAIN - timedelta(days=1)),
            (later[key], POSTS_COUNTED_AGAIN, None),
        ):
            world.rows.add(
                PostPeriod,
                post_id=posts[key],
                unit_id=world.unit_ids[key[0]],
                establishment_id=world.site_ids[_site(unit, since)],
                title=key[1],
                grade=grades[key[1]],
                fte=round(fte, 1),
                state=PostState.LIVE if fte else PostState.DELETED,
                reports_to_id=None,
                bargaining_group_id=_group(world, grades[key[1]]),
                valid_from=since,
                valid_to=until,
            )
    return posts


def _whole_time(people: list[Someone], day: date) -> Counter[tuple[str, str]]:
    counted: Counter[tuple[str, str]] = Counter()
    for person in people:
        for stay in person.stays:
            if stay.first <= day and (stay.last is None or day <= stay.last):
                counted[stay.unit, person.title] += person.fte  # type: ignore[assignment]
    return counted


def _site(unit: PlannedUnit, day: date) -> str:
    return next(
        (period.site for period in reversed(unit.periods) if period.since <= max(day, BEGINS)),
        unit.periods[0].site,
    )
