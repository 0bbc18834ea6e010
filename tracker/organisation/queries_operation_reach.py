"""What an operation on the structure reaches beyond the register: managers' access, and live changes."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from tracker.database import db
from tracker.organisation.operation_effects import Effects
from tracker.organisation.queries_structure import Structure
from tracker.organisation.rules_operations import below_counts
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer

account = sa.table("account", sa.column("id"), sa.column("name"))
grant = sa.table(
    "access_grant",
    *(sa.column(name) for name in ("id", "reference", "account_id", "role", "unit_id", "revoked_at")),
    sa.column("valid_from", sa.Date()),
    sa.column("valid_to", sa.Date()),
)
change = sa.table("change", *(sa.column(n) for n in ("id", "reference", "title", "state", "programme_id")))
change_unit = sa.table("change_unit", sa.column("change_id"), sa.column("unit_id"))
impact = sa.table("impact", sa.column("change_id"), sa.column("state"), sa.column("rule", sa.JSON()))
programme = sa.table("programme", sa.column("id"), sa.column("employer_id"))
"""Tables of packages above this one, by name: whose access and which changes name a unit."""

OVER = ("closed", "withdrawn", "superseded")
"""States of a change, and of an impact, that no longer act on anybody."""


@dataclass(frozen=True)
class GrantLine:
    """Somebody's access that the operation touches, and the units it could follow to.

    ``offers`` are ``(unit, name, proposed)``: units that begin have a place below zero.
    """

    id: int
    reference: str
    holder: str
    unit: str
    before: int
    after: int
    ends: bool
    offers: tuple[tuple[int, str, bool], ...]


@dataclass(frozen=True)
class ChangeLine:
    """A live change that names a unit of the operation."""

    title: str
    reference: str
    state: str
    units: tuple[str, ...]
    by_rule: bool


def grants_touched(
    effects: Effects, structure: Structure, names: dict[int, str], standing: dict[int, int]
) -> list[GrantLine]:
    """Managers' access whose reach changes, or that follows by choice. One statement."""
    heads = dict(standing)
    before = below_counts(structure.parents(), heads)
    parents = {u: p for u, p in structure.parents().items() if u not in effects.closing} | effects.parents
    for stay, target in effects.people:
        if stay.since <= structure.on:
            heads[stay.unit_id] = heads.get(stay.unit_id, 0) - 1
            heads[target] = heads.get(target, 0) + 1
    after = below_counts(parents, heads)
    offers: dict[int, list[tuple[int, str, bool]]] = {}
    for old, new, _kind in effects.successions:
        offers.setdefault(old, []).append((new, names.get(new, ""), old in effects.closing))
    rows = db.session.execute(
        sa.select(grant.c.id, grant.c.reference, account.c.name, grant.c.unit_id)
        .join(account, account.c.id == grant.c.account_id)
        .where(
            grant.c.role == Role.MANAGER.value,
            grant.c.unit_id.in_(list(structure.units)),
            grant.c.revoked_at.is_(None),
            sa.or_(grant.c.valid_to.is_(None), grant.c.valid_to >= structure.on),
        )
        .order_by(account.c.name, grant.c.id)
    )
    lines = [
        GrantLine(
            row.id,
            row.reference,
            row.name,
            names[row.unit_id],
            int(before.get(row.unit_id, 0)),
            int(after.get(row.unit_id, 0)),
            row.unit_id in effects.closing,
            tuple(offers.get(row.unit_id, ())),
        )
        for row in rows
    ]
    return [line for line in lines if line.ends or line.offers or line.before != line.after]


def changes_naming(unit_ids: set[int], structure: Structure, viewer: Viewer) -> tuple[list[ChangeLine], int]:
    """Live changes that name the units, or whose impacts' rules do. Two statements."""
    if not unit_ids:
        return [], 0
    live = (programme.c.employer_id == structure.employer_id, change.c.state.not_in(OVER))
    columns = (change.c.id, change.c.title, change.c.reference, change.c.state, change.c.programme_id)
    base = sa.select(*columns).join(programme, programme.c.id == change.c.programme_id).where(*live)
    found: dict[int, tuple[Any, set[str], bool]] = {}
    direct = base.join(change_unit, change_unit.c.change_id == change.c.id).add_columns(change_unit.c.unit_id)
    for row in db.session.execute(direct.where(change_unit.c.unit_id.in_(unit_ids))):
        held = found.setdefault(row.id, (row, set(), False))
        held[1].add(structure.units[row.unit_id].name)
    by_reference = {structure.units[unit_id].reference: unit_id for unit_id in unit_ids}
    rules = base.join(impact, impact.c.change_id == change.c.id).add_columns(impact.c.rule)
    for row in db.session.execute(rules.where(impact.c.state.not_in(OVER))):
        for reference in set((row.rule or {}).get("units", ())) & set(by_reference):
            _, units, _ = found.get(row.id, (row, set(), True))
            found[row.id] = (row, units | {structure.units[by_reference[reference]].name}, True)
    employer = structure.employer_id in viewer.whole_employer_ids
    mine = {
        key: held for key, held in found.items() if employer or held[0].programme_id in viewer.programme_ids
    }
    lines = [
        ChangeLine(row.title, row.reference, row.state, tuple(sorted(units)), by_rule)
        for row, units, by_rule in mine.values()
    ]
    return sorted(lines, key=lambda line: line.title), len(found) - len(mine)
