"""The database: session, base table, column types, names of constraints, and the one place that commits."""

import secrets
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, ClassVar

import sqlalchemy as sa
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Mapper,
    ORMExecuteState,
    Session,
    declared_attr,
    mapped_column,
)
from sqlalchemy.orm.exc import StaleDataError
from sqlalchemy.types import TypeDecorator, TypeEngine

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
AnySelect = sa.Select[*tuple[Any, ...]]
"""A select of several columns, where naming the type of each would tell the reader nothing."""

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Letters and digits of a public reference: none that look alike when read out or copied by hand."""


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, always with its zone: stored as UTC, refused without a zone."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC on the way in."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """SQLite forgets the zone; give it back."""
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """Every table: a number inside, words for enums, moments with zones, constraints with names."""

    metadata = sa.MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, TypeEngine[Any]]] = {
        StrEnum: sa.Enum(
            StrEnum,
            native_enum=False,
            length=60,
            create_constraint=False,
            values_callable=lambda kind: [member.value for member in kind],
        ),
        datetime: UtcDateTime(),
        date: sa.Date(),
        dict[str, Any]: sa.JSON(),
        list[str]: sa.JSON(),
    }

    id: Mapped[int] = mapped_column(primary_key=True)


db = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False})
migrate = Migrate(db=db, directory="migrations", render_as_batch=True, compare_type=True)


def new_reference(length: int = 10) -> str:
    """A random public name for a row: nothing shown counts upward or can be guessed from another."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def now() -> datetime:
    """This moment in UTC. Services take times as arguments; only pages and commands read the clock."""
    return datetime.now(UTC)


class Referenced:
    """A row that has an address: ``reference`` is the only name of it shown outside the database."""

    reference: Mapped[str] = mapped_column(sa.String(12), unique=True, default=new_reference)


class Versioned:
    """A row that people edit: its version rises with each save, and a save must name the version it saw."""

    version: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805  a class, as SQLAlchemy passes it
        return {"version_id_col": cls.version}


class EditConflictError(Exception):
    """Somebody else saved the row after this person opened it."""


class UnauditedWriteError(RuntimeError):
    """A unit of work wrote rows but recorded nothing in the audit log; it is refused."""


def check_version(row: Versioned, seen: int | None) -> None:
    """Refuse a save that was typed over an older version than the one now stored."""
    if seen is not None and row.version != seen:
        raise EditConflictError


read_only: ContextVar[bool] = ContextVar("read_only", default=False)
"""True while a request that may not write is served; its transaction then never waits for a writer."""

last_steps: list[Callable[[Session], None]] = []
"""What runs inside the transaction after the business change and before the commit: the audit append."""


@contextmanager
def unit_of_work() -> Iterator[None]:
    """Commit everything inside together, the audit entries last; any error undoes all of it."""
    session = db.session()
    try:
        yield
        session.flush()
        for step in last_steps:
            step(session)
        session.commit()
    except StaleDataError as stale:
        session.rollback()
        raise EditConflictError from stale
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.clear()


@contextmanager
def short_transaction() -> Iterator[Connection]:
    """A transaction of its own on another connection: what others must see before a long one is over.

    Business changes never go through it: nothing is recorded in the audit log.
    """
    reading = read_only.set(False)
    try:
        with db.engine.begin() as connection:
            yield connection
    finally:
        read_only.reset(reading)


@contextmanager
def long_read() -> Iterator[None]:
    """Read for as long as it takes without ever making a writer wait; ends with the transaction released."""
    release()
    reading = read_only.set(True)
    try:
        yield
    finally:
        release()
        read_only.reset(reading)


def release() -> None:
    """End the current transaction before slow work that needs no database, so that nobody waits for it."""
    db.session.rollback()


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    if type(connection).__module__.startswith("sqlite3"):
        connection.isolation_level = None
        cursor = connection.cursor()
        for setting in ("journal_mode=WAL", "foreign_keys=ON", "busy_timeout=10000", "synchronous=NORMAL"):
            cursor.execute(f"PRAGMA {setting}")
        cursor.close()
        connection.create_function("crc32", 1, lambda text: zlib.crc32(text.encode()), deterministic=True)


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN" if read_only.get() else "BEGIN IMMEDIATE")


@event.listens_for(Session, "after_flush")
def _note_flush(session: Session, _context: Any) -> None:
    if session.new or session.dirty or session.deleted:
        session.info["wrote"] = True


@event.listens_for(Session, "do_orm_execute")
def _note_statement(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        state.session.info["wrote"] = True


def table_of(model: type[Base]) -> sa.Table:
    """The table behind a model, for inserts of many rows as columns."""
    mapper: Mapper[Any] = sa.inspect(model)
    table = mapper.local_table
    assert isinstance(table, sa.Table)
    return table
