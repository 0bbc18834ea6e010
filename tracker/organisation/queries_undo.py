"""What undoing an import would take back, and what stands in its way."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from tracker.database import ALPHABET, Base, db
from tracker.organisation.bulk_trace import Trace, rows_by_id, sealed, table_named, within
from tracker.organisation.models import RegisterImport
from tracker.organisation.models_jobs import ImportTrace
from tracker.organisation.rules import ImportState

impact = sa.table("impact", sa.column("rule", sa.JSON))
"""A table of a package above this one, by name: its rules name units and sites by reference."""
REFERENCE = re.compile(rf'"([{ALPHABET}]{{10}})"')
SHOWN = 10

MADE: dict[str, tuple[str, str]] = {
    "person": ("person", "people"),
    "posting": ("place of work", "places of work"),
    "post": ("post", "posts"),
    "post_period": ("period of a post", "periods of posts"),
    "unit": ("unit", "units"),
    "unit_period": ("name or place of a unit", "names or places of units"),
    "establishment": ("site", "sites"),
    "bargaining_group": ("bargaining group", "bargaining groups"),
    "establishment_past": ("former name of a site", "former names of sites"),
    "unit_succession": ("link to a former unit", "links to former units"),
    "legal_employer": ("employer in law", "employers in law"),
    "employer_term": ("term of an employer in law", "terms of employers in law"),
    "grant_proposal": ("proposal of access", "proposals of access"),
}
"""What an import or an operation makes, for the page."""
POINTING: dict[str, tuple[str, str]] = {
    "affected_person": ("affected person", "affected people"),
    "exposure": ("person under an impact", "people under an impact"),
    "impact_listed": ("person listed under an impact", "people listed under an impact"),
    "account": ("account", "accounts"),
    "access_grant": ("grant of access", "grants of access"),
    "answer": ("consultation answer", "consultation answers"),
    "change_unit": ("unit named by a change", "units named by changes"),
    "change_site": ("site named by a change", "sites named by changes"),
    "recognition": ("recognition of a union", "recognitions of unions"),
    "protected_period": ("protected period", "protected periods"),
    "absence": ("absence", "absences"),
    "secondment": ("secondment", "secondments"),
    **MADE,
}
"""Tables that may point at what an import made, in words; others are called by their names."""


@dataclass(frozen=True)
class Obstacle:
    """Something that depends on the import, in words. ``reference``: of a later import."""

    text: str
    reference: str = ""


@dataclass(frozen=True)
class Line:
    """A line of what would be taken back: what, how many were made, changed and removed by the import."""

    what: str
    made: int
    changed: int
    removed: int


def trace_of(row: RegisterImport) -> Trace | None:
    """What the import did, None when nothing was kept of it."""
    body = db.session.scalar(sa.select(ImportTrace.body).where(ImportTrace.import_id == row.id))
    return Trace.unpacked(body) if body else None


def lines_of(trace: Trace) -> list[Line]:
    """What would be taken back, table by table."""
    lines = []
    for name, (_, plural) in MADE.items():
        made = sum(last - first + 1 for first, last in trace.made.get(name, ()))
        touched = list(trace.touched.get(name, {}).values())
        removed = sum(each.now is None for each in touched)
        if made or touched:
            what = plural[0].upper() + plural[1:]
            lines.append(Line(what, made, len(touched) - removed, removed))
    return lines


def obstacles(row: RegisterImport, trace: Trace) -> list[Obstacle]:
    """Everything that depends on what the import did. None: it can be undone."""
    return [
        *later_imports(row.employer_id, row.applied_at, but=row.id),
        *built_on(trace),
    ]


def built_on(trace: Trace) -> list[Obstacle]:
    """Rows that point at what was made, rules that name it, and rows edited since."""
    return [*_pointing(trace), *_rules_naming(trace), *_edited(trace)]


def later_imports(employer_id: int, since: datetime | None, *, but: int | None = None) -> list[Obstacle]:
    """Imports applied since; ``but`` is one that does not count."""
    query = (
        sa.select(RegisterImport.reference, RegisterImport.file_name, RegisterImport.applied_at)
        .where(
            RegisterImport.employer_id == employer_id,
            RegisterImport.state == ImportState.APPLIED,
            RegisterImport.id != (but or 0),
            RegisterImport.applied_at >= since,
        )
        .order_by(RegisterImport.applied_at.desc(), RegisterImport.id.desc())
        .limit(SHOWN)
    )
    return [
        Obstacle(f"A later import: {name}. Undo that one first", reference)
        for reference, name, _ in db.session.execute(query)
    ]


def _pointing(trace: Trace) -> list[Obstacle]:
    """Rows of any table that point at rows the import made and were not made with them."""
    found = []
    for table in Base.metadata.sorted_tables:
        aims = [
            within(table.c[column.name], ranges)
            for column in table.columns
            for key in column.foreign_keys
            if (ranges := trace.made.get(key.column.table.name))
        ]
        if not aims:
            continue
        own: Sequence[tuple[int, int]] = trace.made.get(table.name, ())
        query = sa.select(sa.func.count()).select_from(table).where(sa.or_(*aims), ~within(table.c.id, own))
        if count := db.session.scalar(query):
            one, many = POINTING.get(table.name, (table.name.replace("_", " "),) * 2)
            verb = "points" if count == 1 else "point"
            found.append(Obstacle(f"{count:,} {one if count == 1 else many} {verb} at what it made"))
    return found


def _rules_naming(trace: Trace) -> list[Obstacle]:
    """Impacts whose rule names a unit or a site that the import made."""
    made: set[str] = set()
    for name in ("unit", "establishment"):
        if ranges := trace.made.get(name):
            table = table_named(name)
            made.update(db.session.scalars(sa.select(table.c.reference).where(within(table.c.id, ranges))))
    if not made:
        return []
    rules = db.session.scalars(sa.select(sa.cast(impact.c.rule, sa.Text)))
    count = sum(1 for rule in rules if made.intersection(REFERENCE.findall(rule or "")))
    if not count:
        return []
    return [Obstacle(f"{count:,} {'impact names' if count == 1 else 'impacts name'} a unit or site it made")]


def _edited(trace: Trace) -> list[Obstacle]:
    """Rows that are no longer as the import left them."""
    found = []
    for name, ranges in trace.made.items():
        seal = trace.seals.get(name)
        if not seal or sealed(table_named(name), ranges, seal[0]) != seal:
            found.append(Obstacle(f"{_words(name)} that it made were edited since"))
    for name, rows in trace.touched.items():
        now = rows_by_id(table_named(name), list(rows))
        edited = sum(1 for each, kept in rows.items() if now.get(each) != kept.now)
        if edited:
            found.append(Obstacle(f"{_words(name)} that it changed were edited since: {edited:,}"))
    return found


def _words(name: str) -> str:
    many = POINTING.get(name, ("", name.replace("_", " ")))[1]
    return many[0].upper() + many[1:]
