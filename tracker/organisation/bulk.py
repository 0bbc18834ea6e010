"""Many rows at once: COPY on PostgreSQL, the driver's executemany elsewhere; never objects one by one."""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any

import sqlalchemy as sa

from tracker.database import ALPHABET, Base, db, table_of

CHUNK = 10_000
REFERENCE_LENGTH = 10
_FAIR = 256 - 256 % len(ALPHABET)
_LETTERS = bytes(ord(ALPHABET[byte % len(ALPHABET)]) for byte in range(256))
_UNFAIR = bytes(range(_FAIR, 256))


def new_references(count: int) -> list[str]:
    """As many random public names as asked for, each as ``new_reference`` makes one."""
    wanted = count * REFERENCE_LENGTH
    letters = b""
    while len(letters) < wanted:
        letters += secrets.token_bytes(wanted + wanted // 8 + 64).translate(_LETTERS, _UNFAIR)
    text = letters.decode("ascii")
    return [text[start : start + REFERENCE_LENGTH] for start in range(0, wanted, REFERENCE_LENGTH)]


def insert_columns(model: type[Base], columns: Mapping[str, Sequence[Any]]) -> None:
    """Insert rows given as columns of plain values, each as long as the others."""
    table = table_of(model)
    connection = db.session.connection()
    names = ", ".join(f'"{name}"' for name in columns)
    if connection.dialect.name == "postgresql":
        driver: Any = connection.connection.driver_connection
        with (
            driver.cursor() as cursor,
            cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy,  # names of our own tables
        ):
            for row in zip(*columns.values(), strict=True):
                copy.write_row(row)
        return
    marks = ", ".join("?" * len(columns))
    statement = f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})'  # noqa: S608  names of our own tables
    rows = zip(*(_as_sqlite(table.c[name], values) for name, values in columns.items()), strict=True)
    while chunk := list(islice(rows, CHUNK)):
        connection.exec_driver_sql(statement, chunk)


def _as_sqlite(column: sa.Column[Any], values: Sequence[Any]) -> Sequence[Any]:
    """Days as text, which is how SQLAlchemy keeps them in SQLite."""
    if not isinstance(column.type, sa.Date):
        return values
    written = {day: day and day.isoformat() for day in set(values)}
    return [written[day] for day in values]


def end_periods(model: Any, periods: Iterable[tuple[int, date | None]], last_day: date) -> None:
    """End periods, given as (id, first day), on the last day. One that began later never was: it goes."""
    table = table_of(model)
    ending: list[dict[str, int]] = []
    never: list[dict[str, int]] = []
    for period_id, since in periods:
        (ending if since is not None and since <= last_day else never).append({"period": period_id})
    connection = db.session.connection()
    same = table.c.id == sa.bindparam("period")
    if ending:
        connection.execute(sa.update(table).where(same).values(valid_to=last_day), ending)
    if never:
        connection.execute(sa.delete(table).where(same), never)


def update_rows(model: type[Base], rows: list[dict[str, Any]]) -> None:
    """Set columns of rows by their ``id``; every row names the same columns."""
    if not rows:
        return
    table = table_of(model)
    names = [name for name in rows[0] if name != "id"]
    statement = (
        sa.update(table)
        .where(table.c.id == sa.bindparam("row_id"))
        .values({name: sa.bindparam(f"new_{name}") for name in names})
    )
    db.session.connection().execute(
        statement,
        [{"row_id": row["id"], **{f"new_{name}": row[name] for name in names}} for row in rows],
    )
