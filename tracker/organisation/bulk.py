"""Many rows at once: COPY on PostgreSQL, the driver's executemany elsewhere; never objects one by one.

While ``tracing`` is on, everything done here is noted, so that it can be undone.
"""

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from itertools import islice
from typing import Any

import sqlalchemy as sa

from tracker.database import ALPHABET, Base, db, table_of
from tracker.organisation.bulk_trace import Trace

CHUNK = 10_000
CACHE_KIBIBYTES = 48 * 1024
MANY_ROWS = 50_000
"""So many rows, and at least as many as there are already, are quicker to sort into indexes at the end."""
REFERENCE_LENGTH = 10
_FAIR = 256 - 256 % len(ALPHABET)
_LETTERS = bytes(ord(ALPHABET[byte % len(ALPHABET)]) for byte in range(256))
_UNFAIR = bytes(range(_FAIR, 256))

tracing: ContextVar[Trace | None] = ContextVar("tracing", default=None)
"""Where what is written is noted."""
written: ContextVar[Callable[[int], None] | None] = ContextVar("written", default=None)
"""What is told of rows that were just inserted: how many."""


class References(Sequence[str]):
    """As many random public names as asked for, made as they are read, thousands at a time."""

    def __init__(self, count: int) -> None:
        self.size = count

    def __len__(self) -> int:
        """How many."""
        return self.size

    def __getitem__(self, place: Any) -> Any:
        """Not kept: they are read once, from first to last."""
        raise TypeError("references are read once")

    def __iter__(self) -> Iterator[str]:
        """Each of them."""
        for start in range(0, self.size, CHUNK):
            yield from new_references(min(CHUNK, self.size - start))


def new_references(count: int) -> list[str]:
    """As many random public names as asked for, each as ``new_reference`` makes one."""
    wanted = count * REFERENCE_LENGTH
    letters = b""
    while len(letters) < wanted:
        letters += secrets.token_bytes(wanted + wanted // 8 + 64).translate(_LETTERS, _UNFAIR)
    text = letters.decode("ascii")
    return [text[start : start + REFERENCE_LENGTH] for start in range(0, wanted, REFERENCE_LENGTH)]


def insert_columns(model: type[Base], columns: Mapping[str, Sequence[Any]]) -> Sequence[int]:
    """Insert rows given as columns of plain values, each as long as the others. Gives their ids, in order."""
    table = table_of(model)
    count = len(next(iter(columns.values())))
    if not count:
        return []
    ids = _next_ids(table, count)
    filled: dict[str, Sequence[Any]] = {"id": ids, **columns}
    connection = db.session.connection()
    names = ", ".join(f'"{name}"' for name in filled)
    say = written.get() or (lambda _count: None)
    if connection.dialect.name == "postgresql":
        driver: Any = connection.connection.driver_connection
        with (
            driver.cursor() as cursor,
            cursor.copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy,  # names of our own tables
        ):
            for number, row in enumerate(zip(*filled.values(), strict=True), start=1):
                copy.write_row(row)
                if not number % CHUNK:
                    say(CHUNK)
        say(count % CHUNK)
    else:
        marks = ", ".join("?" * len(filled))
        statement = f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})'  # noqa: S608  names of our own tables
        rows = zip(*(_as_sqlite(table.c[name], values) for name, values in filled.items()), strict=True)
        with _indexes_at_the_end(connection, table, first=ids[0], count=count):
            while chunk := list(islice(rows, CHUNK)):
                connection.exec_driver_sql(statement, chunk)
                say(len(chunk))
    if (trace := tracing.get()) is not None:
        trace.note_made(table, ids)
    return ids


@contextmanager
def _indexes_at_the_end(
    connection: sa.Connection, table: sa.Table, *, first: int, count: int
) -> Iterator[None]:
    """SQLite alone: no indexes while very many rows are written; the rows are sorted into them afterwards.

    Part of the transaction: whoever reads meanwhile has them. Unique ones stay, for they refuse rows.
    """
    indexes: Sequence[Any] = ()
    if count >= max(MANY_ROWS, first):
        listed = sa.text(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = :table "
            "AND sql LIKE 'CREATE INDEX %'"
        )
        indexes = connection.execute(listed, {"table": table.name}).all()
    for name, _ in indexes:
        connection.exec_driver_sql(f'DROP INDEX "{name}"')
    yield
    for _, sql in indexes:
        connection.exec_driver_sql(sql)


def with_room_for_indexes() -> None:
    """Let SQLite keep more of its indexes in memory: names and references fall anywhere in theirs."""
    connection = db.session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"PRAGMA cache_size=-{CACHE_KIBIBYTES}")


def _next_ids(table: sa.Table, count: int) -> Sequence[int]:
    """Ids nobody else has: taken from the sequence, or the next ones where only one can write at a time."""
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        each = sa.func.nextval(sa.func.pg_get_serial_sequence(table.name, "id"))
        taken = connection.execute(sa.select(each).select_from(sa.func.generate_series(1, count)))
        ids: list[int] = list(taken.scalars())
        whole = ids[-1] - ids[0] == count - 1
        return range(ids[0], ids[-1] + 1) if whole else ids
    last = connection.scalar(sa.select(sa.func.max(table.c.id))) or 0
    if (trace := tracing.get()) is not None:  # a row that was just removed keeps its id for itself
        last = max(last, *trace.touched.get(table.name, {0: None}))
    return range(last + 1, last + 1 + count)


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
    if (trace := tracing.get()) is not None:
        trace.note_touched(table, {row["period"]: {"valid_to": last_day} for row in ending})
        trace.note_touched(table, {row["period"]: None for row in never})
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
    if (trace := tracing.get()) is not None:
        trace.note_touched(table, {row["id"]: {name: row[name] for name in names} for row in rows})
    statement = (
        sa.update(table)
        .where(table.c.id == sa.bindparam("row_id"))
        .values({name: sa.bindparam(f"new_{name}") for name in names})
    )
    db.session.connection().execute(
        statement,
        [{"row_id": row["id"], **{f"new_{name}": row[name] for name in names}} for row in rows],
    )
