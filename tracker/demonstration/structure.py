"""Where units came from, who employed in law, single posts in every state, and who is away or lent. Invented.

The employers and their days are public; the people, posts and dates here are not anybody's.
"""

from datetime import date, timedelta

from tracker.database import new_reference
from tracker.demonstration.people import Someone
from tracker.demonstration.units import LOCAL_POLICING_BEGINS
from tracker.demonstration.world import World, at
from tracker.organisation.models import Post, Posting, PostPeriod
from tracker.organisation.models_absence import Absence, ProtectedPeriod, Secondment
from tracker.organisation.models_operations import EmployerTerm, LegalEmployer, Operation, UnitSuccession
from tracker.organisation.models_saved import SavedColumns
from tracker.organisation.register_check.dry_run import Matching
from tracker.organisation.rules import ImportKind, PostState
from tracker.organisation.rules_absence import ContactArrangement, ProtectionSource
from tracker.organisation.rules_operations import OperationKind, OperationState, SuccessionKind, TransferBasis
from tracker.organisation.saved_columns import by_heading
from tracker.policy.access.permissions import Permission

EMPLOYERS = (
    ("West Midlands Police Authority", date(1995, 4, 1), date(2012, 11, 21), TransferBasis.FOUNDED),
    (
        "West Midlands Police and Crime Commissioner",
        date(2012, 11, 22),
        date(2014, 3, 31),
        TransferBasis.STATUTORY,
    ),
    ("Chief Constable of West Midlands Police", date(2014, 4, 1), None, TransferBasis.STATUTORY),
)
SINGLE_POSTS = (
    ("SS", "Head of shared services", "PO5", PostState.LIVE, 2),
    ("SS", "Deputy head of shared services", "PO3", PostState.TO_BE_DELETED, 1),
    ("SS", "Head of people and pay services", "PO5", PostState.PROPOSED, 0),
    ("SS", "Service improvement lead", "PO2", PostState.VACANT, 0),
    ("CON", "Head of contact", "PO5", PostState.LIVE, 1),
    ("CON", "Contact change lead", "PO3", PostState.PROPOSED, 0),
    ("FOR", "Laboratory manager", "PO3", PostState.TO_BE_DELETED, 1),
    ("FOR", "Quality manager", "PO2", PostState.VACANT, 0),
)
"""Unit, job, grade, state, and how many of the unit's people share the post, whose job it then is."""

EVERY_PROTECTED, EVERY_AWAY, EVERY_LENT = 260, 190, 310
HOSTS = ("College of Policing", "Regional organised crime unit", "A neighbouring force")


def tell_structure(world: World) -> None:
    """Tell it all, after the register itself."""
    _successions(world)
    _employers(world)
    _posts(world)
    _apart(world)
    facts: dict[str, int | str] = {"employers": len(EMPLOYERS), "posts": len(SINGLE_POSTS)}
    world.record("", Permission.ORGANISATION_EDIT, "employer", world.references["employer", ""], facts=facts)


def tell_plan(world: World) -> None:
    """A merger that HR plans for the month after next and has not confirmed."""
    reference, on = new_reference(), world.today + timedelta(days=45)
    codes = ("SSP", "SSN")
    plan = {
        "units": [world.references["unit", code] for code in codes],
        "units_typed": ["Payroll", "Pensions"],
        "into": "",
        "name": "Pay and pensions",
        "code": "",
        "parent": world.references["unit", "SS"],
        "site": "",
    }
    world.rows.add(
        Operation,
        reference=reference,
        version=1,
        employer_id=world.employer,
        kind=OperationKind.MERGE,
        on=on,
        state=OperationState.DRAFT,
        title="Merge units: Payroll, Pensions",
        plan=plan,
        outcome={},
        drafted_by_id=world.account_ids["hr"],
        drafted_at=at(world.today - timedelta(days=2)),
        done_by_id=None,
        done_at=None,
    )
    facts: dict[str, int | str] = {"kind": OperationKind.MERGE.value, "state": OperationState.DRAFT.value}
    world.record("hr", Permission.ORGANISATION_EDIT, "operation", reference, facts=facts)


HEADINGS = ("Employee no", "Full name", "Dept", "Role", "Band", "Hours", "Start date")
"""Of the payroll file that HR matched once."""


def tell_saved_columns(world: World) -> None:
    """Which column of the payroll's files holds what, kept by HR for the next file."""
    fields = ("staff_number", "name", "unit", "title", "grade", "hours", "service_start")
    matching = Matching({name: place for place, name in enumerate(fields)})
    reference = new_reference()
    world.rows.add(
        SavedColumns,
        reference=reference,
        version=1,
        employer_id=world.employer,
        kind=ImportKind.PEOPLE,
        name="Payroll, monthly",
        matched=by_heading(matching, HEADINGS),
        saved_by_id=world.account_ids["hr"],
        saved_at=at(world.today - timedelta(days=30)),
    )
    facts: dict[str, int | str] = {"what": "saved", "kind": ImportKind.PEOPLE.value}
    world.record("hr", Permission.ORGANISATION_IMPORT, "saved columns", reference, facts=facts)


def _successions(world: World) -> None:
    pairs = [
        (old, new, LOCAL_POLICING_BEGINS) for new, earlier in world.units.before.items() for old in earlier
    ]
    pairs += [(old, new, day) for old, (day, new) in world.units.closed.items()]
    for old, new, day in pairs:
        world.rows.add(
            UnitSuccession,
            from_id=world.unit_ids[old],
            to_id=world.unit_ids[new],
            kind=SuccessionKind.MERGED,
            on=day,
        )


def _employers(world: World) -> None:
    for name, first, last, basis in EMPLOYERS:
        body = world.rows.add(LegalEmployer, reference=new_reference(), employer_id=world.employer, name=name)
        world.rows.add(
            EmployerTerm,
            employer_id=world.employer,
            legal_employer_id=body,
            unit_id=None,
            basis=basis,
            valid_from=first,
            valid_to=last,
        )


def _posts(world: World) -> None:
    """Posts of their own beside the groups of like posts, which their holders leave."""
    heads: dict[str, int] = {}
    holders = {unit: _standing(world, unit) for unit in {post[0] for post in SINGLE_POSTS}}
    postings = {(row["person_id"], row["valid_from"]): row for row in world.rows.of(Posting)}
    groups = {row["post_id"]: row for row in world.rows.of(PostPeriod) if row["valid_to"] is None}
    for serial, (unit, title, grade, state, share) in enumerate(SINGLE_POSTS, start=1):
        held = [person for person in holders[unit] if person.title == holders[unit][0].title][:share]
        holders[unit] = [person for person in holders[unit] if person not in held]
        post = world.rows.add(
            Post,
            reference=new_reference(),
            employer_id=world.employer,
            number=f"S{serial:03}",
            is_group=False,
        )
        rows = [postings[person.id, person.stays[-1].first] for person in held]
        world.rows.add(
            PostPeriod,
            post_id=post,
            unit_id=world.unit_ids[unit],
            establishment_id=None,
            title=held[0].title if held else title,
            grade=held[0].grade if held else grade,
            fte=round(sum(person.fte for person in held), 2) or 1.0,
            state=state if held or not share else PostState.VACANT,
            reports_to_id=heads.get(unit),
            bargaining_group_id=None,
            valid_from=min((row["valid_from"] for row in rows), default=world.today - timedelta(days=400)),
            valid_to=None,
        )
        heads.setdefault(unit, post)
        for person, row in zip(held, rows, strict=True):
            group = groups.get(row["post_id"])
            if group is not None:
                group["fte"] = round(group["fte"] - person.fte, 1)
            row["post_id"] = post


def _standing(world: World, unit: str) -> list[Someone]:
    """Police staff who work in the unit today."""
    return [
        person
        for person, stay in world.by_unit.get(unit, ())
        if stay.last is None and person.end is None and person.kind == "police staff"
    ]


def _apart(world: World) -> None:
    day = world.today
    serving = [person for person in world.people if person.end is None]
    rules = list(ProtectionSource)
    for place, person in enumerate(serving[7::EVERY_PROTECTED]):
        world.rows.add(
            ProtectedPeriod,
            reference=new_reference(),
            version=1,
            person_id=person.id,
            until=day + timedelta(days=30 + 37 * (place % 17)),
            source=rules[place % len(rules)],
            recorded_on=day - timedelta(days=20),
        )
    ways = list(ContactArrangement)
    for place, person in enumerate(serving[11::EVERY_AWAY]):
        first = day - timedelta(days=15 + 11 * (place % 13))
        world.rows.add(
            Absence,
            reference=new_reference(),
            version=1,
            person_id=person.id,
            contact=ways[place % len(ways)],
            valid_from=max(first, person.start),
            valid_to=day + timedelta(days=60) if place % 2 else None,
        )
    for place, person in enumerate(serving[3::EVERY_LENT]):
        world.rows.add(
            Secondment,
            reference=new_reference(),
            version=1,
            person_id=person.id,
            host_unit_id=None,
            host=HOSTS[place % len(HOSTS)],
            valid_from=max(day - timedelta(days=120), person.start),
            valid_to=day + timedelta(days=240),
        )
