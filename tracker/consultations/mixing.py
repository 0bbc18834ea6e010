"""Writing rows so that nothing stored tells their order: not their numbers, places or transactions.

PostgreSQL keeps with each row the transaction that wrote it and its place in the file. So a new row is never
written alone: up to 99 others are drawn at random, deleted, and written again with it under new numbers, in
mixed order. While there are fewer than a hundred, each new row rewrites all of them.
"""

import random
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from tracker.database import Base, db, table_of

MIXED = 100
NUMBERS = 2**63
chance: random.Random = random.SystemRandom()
"""The operating system's randomness; tests put a seeded one here."""

Rows = list[dict[str, Any]]


def put_among(model: type[Base], consultation_id: int, values: dict[str, Any]) -> None:
    """Write one row of a consultation together with others of it. The consultation must be locked."""
    write_mixed(model, [{**values, "consultation_id": consultation_id}, *_some(model, consultation_id)])


def take_all(model: type[Base], consultation_id: int) -> Rows:
    """Delete every row of a consultation and give them back."""
    table = table_of(model)
    gone = sa.delete(table).where(table.c.consultation_id == consultation_id).returning(table)
    return [dict(row) for row in db.session.execute(gone).mappings()]


def write_mixed(model: type[Base], rows: Rows) -> None:
    """Write the rows under new numbers in mixed order."""
    mixed = [{**row, "id": chance.randrange(1, NUMBERS)} for row in rows]
    chance.shuffle(mixed)
    db.session.connection().execute(sa.insert(table_of(model)), mixed)


def _some(model: type[Base], consultation_id: int) -> Rows:
    """Delete up to 99 rows and give them back: those whose random numbers follow a random one."""
    table = table_of(model)
    start = chance.randrange(1, NUMBERS)
    after = _numbers(table, consultation_id, table.c.id >= start, MIXED - 1)
    before = _numbers(table, consultation_id, table.c.id < start, MIXED - 1 - len(after))
    gone = sa.delete(table).where(table.c.id.in_([*after, *before])).returning(table)
    return [dict(row) for row in db.session.execute(gone).mappings()]


def _numbers(
    table: sa.Table, consultation_id: int, where: sa.ColumnElement[bool], most: int
) -> Sequence[int]:
    found = sa.select(table.c.id).where(table.c.consultation_id == consultation_id, where)
    return db.session.scalars(found.order_by(table.c.id).limit(most)).all()
