"""Accounts and their access grants: the cast of the story, and staff who answer consultations."""

from datetime import date
from functools import cache
from unicodedata import normalize

from tracker.accounts.models import AccessGrant, Account
from tracker.database import new_reference
from tracker.demonstration.people import Someone
from tracker.demonstration.reading import tables
from tracker.demonstration.world import World, at
from tracker.policy.access.permissions import Permission
from tracker.policy.access.roles import Role

DOMAIN = "westmids.example"
STAFF_ADDRESS = f"staff@{DOMAIN}"
STAFF_DEPARTMENT, STAFF_UNIT, STAFF_TITLE = "SS", "SST", "Service Centre Adviser"
STAFF_SEES = "What is planned for this person, and the open consultation to answer."
EVERYTHING = (Role.ADMINISTRATOR, Role.AUDITOR)


def tell_accounts(world: World, password_hash: str) -> None:
    """Everybody with a part; each signs in with the one password of this installation."""
    for part in tables("cast.toml")["account"]:
        ended = all(grant.get("to") for grant in part["grants"])
        begins = min(grant["from"] for grant in part["grants"])
        account = _account(
            world, part["key"], part["email"], part["name"], password_hash, begins, active=not ended
        )
        for grant in part["grants"]:
            _grant(world, account, Role(grant["role"]), grant["from"], grant.get("to"), grant)
    _account_of(world, _member_of_staff(world), password_hash, STAFF_ADDRESS)


def account_of(world: World, person: Someone, password_hash: str) -> int:
    """The account with which someone on the register answers consultations, made when there is none."""
    key = f"person {person.id}"
    if key not in world.account_ids:
        plain = normalize("NFKD", person.name.lower()).encode("ascii", "ignore").decode()
        address = ".".join([*plain.replace("'", "").split(), person.number]) + f"@{DOMAIN}"
        _account_of(world, person, password_hash, address)
    return world.account_ids[key]


def speaker(union: str, day: date) -> str:
    """The key of the account that spoke for a union on a day."""
    if day <= _ended().get(f"{union}-then", date.min):
        return f"{union}-then"
    return "two-roles" if union == "gmb" else union


@cache
def _ended() -> dict[str, date]:
    """The last day of each who no longer has a part."""
    cast = tables("cast.toml")["account"]
    return {part["key"]: part["grants"][0]["to"] for part in cast if part["key"].endswith("-then")}


def _member_of_staff(world: World) -> Someone:
    """Somebody of long service in the team whose work is being consulted on."""
    here = [
        (person, code)
        for code in sorted(world.codes([STAFF_DEPARTMENT]))
        for person, stay in world.by_unit.get(code, ())
        if person.end is None and stay.last is None
    ]
    best = min(
        here,
        key=lambda one: (
            one[1] != STAFF_UNIT,
            one[0].title != STAFF_TITLE,
            one[0].start > date(2024, 1, 1),
            one[0].fte != 1.0,
            one[0].id,
        ),
    )
    return best[0]


def _account_of(world: World, person: Someone, password_hash: str, address: str) -> None:
    begins = max(person.start, date(2009, 6, 1))
    active = person.end is None
    account = _account(
        world, f"person {person.id}", address, person.name, password_hash, begins, active, person.id
    )
    _grant(world, account, Role.STAFF, begins, person.end, {})


def _account(
    world: World,
    key: str,
    email: str,
    name: str,
    password_hash: str,
    begins: date,
    active: bool = True,
    person_id: int | None = None,
) -> int:
    world.references["account", key] = reference = new_reference()
    world.account_ids[key] = world.rows.add(
        Account,
        reference=reference,
        version=1,
        email=email,
        name=name,
        password_hash=password_hash,
        person_id=person_id,
        active=active,
        created_at=at(begins, 8),
    )
    world.record("", Permission.ACCOUNT_MANAGE, "account", reference)
    return world.account_ids[key]


def _grant(
    world: World, account: int, role: Role, begins: date, ends: date | None, scope: dict[str, str]
) -> None:
    reference = new_reference()
    world.rows.add(
        AccessGrant,
        reference=reference,
        account_id=account,
        role=role,
        employer_id=None if role in EVERYTHING else world.employer,
        programme_id=None,
        union_id=world.union_ids[scope["union"]] if "union" in scope else None,
        unit_id=world.unit_ids[scope["unit"]] if "unit" in scope else None,
        valid_from=begins,
        valid_to=ends,
        granted_by_id=None if role is Role.ADMINISTRATOR else world.account_ids["administrator"],
        granted_at=at(begins, 8),
        revoked_at=None,
    )
    by = "" if role is Role.ADMINISTRATOR else "administrator"
    world.record(by, Permission.ACCOUNT_MANAGE, "access grant", reference, facts={"role": role.value})
