"""What a bulk write made, changed and took away, kept so that it can be undone exactly."""

import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any

import sqlalchemy as sa

from tracker.database import Base, db

AT_ONCE = 500
"""Ids in one statement."""
Plain = dict[str, Any]


@dataclass
class Touched:
    """A row as it was, and as it was left: None where it was removed."""

    was: Plain
    now: Plain | None


@dataclass
class Trace:
    """By name of table: ranges of ids that were made, and rows of before that are not as they were.

    ``seals`` say what the made rows held when the writing was over.
    """

    made: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    touched: dict[str, dict[int, Touched]] = field(default_factory=dict)
    seals: dict[str, list[Any]] = field(default_factory=dict)

    def note_made(self, table: sa.Table, ids: Sequence[int]) -> None:
        """Rows that were just inserted."""
        ranges = self.made.setdefault(table.name, [])
        if isinstance(ids, range):
            ranges.append((ids[0], ids[-1]))
            return
        for each in sorted(ids):
            if ranges and ranges[-1][1] == each - 1:
                ranges[-1] = (ranges[-1][0], each)
            else:
                ranges.append((each, each))

    def note_touched(self, table: sa.Table, rows: Mapping[int, Mapping[str, Any] | None]) -> None:
        """Rows about to be changed so, or removed where the change is None. Their first image is kept."""
        if not rows:
            return
        known = self.touched.setdefault(table.name, {})
        before = rows_by_id(
            table, [each for each in rows if each not in known and not self.is_made(table, each)]
        )
        for each, image in before.items():
            known[each] = Touched(image, dict(image))
        for each, change in rows.items():
            if each in known:
                kept = known[each]
                kept.now = None if change is None or kept.now is None else {**kept.now, **_plain(change)}

    def is_made(self, table: sa.Table, row_id: int) -> bool:
        """Whether the row was made by this very write."""
        return any(first <= row_id <= last for first, last in self.made.get(table.name, ()))

    def seal(self) -> None:
        """Note what the made rows hold, after the last of them was written."""
        self.seals = {name: sealed(table_named(name), ranges) for name, ranges in self.made.items()}

    def packed(self) -> bytes:
        """Small, to keep with the import."""
        touched = {
            name: [[each, kept.was, kept.now] for each, kept in rows.items()]
            for name, rows in self.touched.items()
        }
        body = {"made": self.made, "touched": touched, "seals": self.seals}
        return zlib.compress(json.dumps(body, separators=(",", ":")).encode(), 1)

    @classmethod
    def unpacked(cls, body: bytes) -> "Trace":
        """The trace again."""
        found = json.loads(zlib.decompress(body))
        touched = {
            name: {each: Touched(was, now) for each, was, now in rows}
            for name, rows in found["touched"].items()
        }
        made = {name: [(first, last) for first, last in ranges] for name, ranges in found["made"].items()}
        return cls(made, touched, found["seals"])


def table_named(name: str) -> sa.Table:
    """One of our tables."""
    return Base.metadata.tables[name]


def within(column: sa.ColumnElement[Any], ranges: Sequence[tuple[int, int]]) -> sa.ColumnElement[bool]:
    """Whether a column names one of the ids."""
    return sa.or_(sa.false(), *(column.between(first, last) for first, last in ranges))


def in_parts(ids: Sequence[int]) -> Iterator[list[int]]:
    """The ids, as many at once as one statement takes."""
    waiting = iter(ids)
    while part := list(islice(waiting, AT_ONCE)):
        yield part


def rows_by_id(table: sa.Table, ids: Sequence[int]) -> dict[int, Plain]:
    """Whole rows as plain values, by id; those that are not there are left out."""
    connection = db.session.connection()
    found: dict[int, Plain] = {}
    for part in in_parts(ids):
        for row in connection.execute(sa.select(table).where(table.c.id.in_(part))).mappings():
            found[row["id"]] = _plain(dict(row))
    return found


def _plain(values: Mapping[str, Any]) -> Plain:
    return {
        name: value.isoformat() if isinstance(value, date) else value if value is None else _word(value)
        for name, value in values.items()
    }


def _word(value: Any) -> Any:
    return str(value) if isinstance(value, str) else value


def typed(table: sa.Table, values: Plain) -> dict[str, Any]:
    """Plain values as the table's columns take them."""
    return {
        name: date.fromisoformat(value) if value and isinstance(table.c[name].type, sa.Date) else value
        for name, value in values.items()
    }


def sealed(table: sa.Table, ranges: Sequence[tuple[int, int]], names: list[str] | None = None) -> list[Any]:
    """Columns, number and a checksum of what rows hold, worked out by the database."""
    names = names or [column.name for column in table.columns]
    if not set(names) <= set(table.columns.keys()):
        return []
    columns = [table.c[name] for name in names]
    connection = db.session.connection()
    if connection.dialect.name == "postgresql":
        row = sa.cast(sa.func.row(*columns), sa.Text)
        each: sa.ColumnElement[Any] = sa.cast(sa.func.hashtextextended(row, 0), sa.Numeric)
    else:
        each = sa.func.crc32(sa.func.json_array(*(sa.type_coerce(column, sa.String) for column in columns)))
    query = sa.select(sa.func.count(), sa.cast(sa.func.sum(each), sa.String)).where(
        within(table.c.id, ranges)
    )
    count, total = connection.execute(query).one()
    return [names, count, total or "0"]
