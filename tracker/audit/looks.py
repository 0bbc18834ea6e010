"""Who looked at what is held of a person: recorded before the page leaves, read by the person themself.

A page that names people notes everybody on it at once, and each of them once a day for the same account and
role. The rows of a list say themselves who is new, so only the first look of a day costs anything.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import sqlalchemy as sa

from tracker.audit import services
from tracker.audit.models import Look
from tracker.database import db, read_only, table_of, unit_of_work
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer

CHUNK = 5_000
ACTION = "person:look"
SHOWN = 60
"""Lines of the list that a person reads; older looks are in the record."""


class Where(StrEnum):
    """What kind of page or file it was."""

    PERSON = "page of one person"
    LIST = "list"
    PAPER = "page to print"
    FILE = "file"


@dataclass(frozen=True)
class LookRow:
    """A day on which somebody in the role looked."""

    role: Role
    day: date


def note_looks(
    by: Viewer,
    people: Iterable[int],
    where: Where,
    day: date,
    *,
    about: tuple[str, str] = ("list", "-"),
) -> None:
    """Record that a page about to be sent shows these people. Call it once the page has been made.

    ``about`` is kind and reference of what the page is of. Nobody's look at their own record is noted.
    """
    new = not_noted(by, people, day)
    if not new:
        return
    db.session.rollback()  # the page has read all it needs; what follows begins for writing
    token = read_only.set(False)
    try:
        with unit_of_work():
            add_looks(by, new, day)
            services.record(by, ACTION, *about, facts={"where": where.value, "people": len(new)})
    finally:
        read_only.reset(token)


def not_noted(by: Viewer, people: Iterable[int], day: date) -> set[int]:
    """Those of the people whom the viewer has not looked at today in this role. One statement."""
    wanted = set(people) - {by.person_id}
    if not wanted:
        return set()
    known = db.session.scalars(
        sa.select(Look.person_id).where(
            Look.account_id == by.account_id, Look.role == by.role, Look.day == day
        )
    )
    return wanted - set(known)


def is_noted(by: Viewer, person_id: sa.SQLColumnExpression[int], day: date) -> sa.ColumnElement[bool]:
    """A column for the rows of a list: whether the viewer has looked at the person today in this role."""
    return (
        sa.select(Look.id)
        .where(
            Look.account_id == by.account_id,
            Look.role == by.role,
            Look.day == day,
            Look.person_id == person_id,
        )
        .exists()
    )


def add_looks(by: Viewer, people: Collection[int], day: date) -> None:
    """Write looks inside a unit of work with an entry of its own. Another window may have been quicker."""
    rows = [
        {"person_id": person_id, "account_id": by.account_id, "role": by.role, "day": day}
        for person_id in sorted(people)
    ]
    statement = _insert_new()
    for start in range(0, len(rows), CHUNK):
        db.session.execute(statement, rows[start : start + CHUNK])


def _insert_new() -> sa.Insert:
    """An insert that leaves alone what is there already; each engine says it in its own words."""
    if db.session.connection().dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert as on_postgresql

        return on_postgresql(table_of(Look)).on_conflict_do_nothing()
    from sqlalchemy.dialects.sqlite import insert as on_sqlite

    return on_sqlite(table_of(Look)).on_conflict_do_nothing()


def looks_at_self(viewer: Viewer) -> list[LookRow]:
    """Roles and days in which the viewer's own record was looked at, the latest first."""
    if viewer.person_id is None:
        return []
    rows = db.session.execute(
        sa.select(Look.role, Look.day)
        .where(Look.person_id == viewer.person_id)
        .distinct()
        .order_by(Look.day.desc(), Look.role)
        .limit(SHOWN)
    )
    return [LookRow(*row) for row in rows]
