"""Databases for tests: migrated once into a template, copied for each worker, put back after each test.

A view really commits, so nothing is rolled back. Putting back takes one to four milliseconds: on SQLite
the template file is copied again, on PostgreSQL a function empties the tables that have rows. Making the
PostgreSQL database anew from its template took about fifty.
"""

import fcntl
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from tests.postgres import as_libpq

LOCK_SECONDS = 5

RESTORE = """
CREATE FUNCTION untouched.restore() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    name text;
    filled boolean;
BEGIN
    -- Neither the refusing triggers of the audit tables nor foreign keys apply to what follows.
    SET LOCAL session_replication_role = replica;
    FOR name IN
        SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', name) INTO filled;
        IF filled THEN
            EXECUTE format('DELETE FROM public.%I', name);
        END IF;
        IF to_regclass(format('untouched.%I', name)) IS NOT NULL THEN
            EXECUTE format(
                'INSERT INTO public.%1$I OVERRIDING SYSTEM VALUE SELECT * FROM untouched.%1$I', name
            );
        END IF;
    END LOOP;
END $$
"""


class Databases(Protocol):
    """Where tests get databases from. Each returns an address for SQLAlchemy."""

    def url(self, name: str) -> str:
        """The address that a database of this name has or would have."""

    def empty(self, name: str) -> str:
        """A new database without tables."""

    def migrated(self, name: str, migrate: Callable[[str], None]) -> str:
        """A new copy of the template, which ``migrate`` brings up to date the first time in this run."""

    def restore(self, name: str) -> None:
        """Make a migrated database as it was when it was new."""

    def drop(self, name: str) -> None:
        """Remove a database."""


class SqliteDatabases:
    """Files in the run's own folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def url(self, name: str) -> str:
        return f"sqlite:///{self._path(name)}"

    def empty(self, name: str) -> str:
        self.drop(name)
        return self.url(name)

    def migrated(self, name: str, migrate: Callable[[str], None]) -> str:
        with _once(self.folder / "template") as first:
            if first:
                migrate(self.empty("template"))
        self.restore(name)
        return self.url(name)

    def restore(self, name: str) -> None:
        self.drop(name)
        shutil.copyfile(self._path("template"), self._path(name))

    def drop(self, name: str) -> None:
        for ending in ("", "-wal", "-shm"):
            self._path(name).with_name(f"{name}.sqlite{ending}").unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self.folder / f"{name}.sqlite"


class PostgresDatabases:
    """Databases on one server, as a superuser of it. ``run`` keeps the names of two runs apart."""

    def __init__(self, folder: Path, url: str, run: str) -> None:
        self.folder = folder
        self.run = run
        self.server = urlsplit(url)
        self.maintenance = self.server.path.strip("/") or "postgres"

    def url(self, name: str) -> str:
        return self._address(self._named(name))

    def empty(self, name: str) -> str:
        self._create(name, template="template0")
        return self.url(name)

    def migrated(self, name: str, migrate: Callable[[str], None]) -> str:
        with _once(self.folder / "template") as first:
            if first:
                migrate(self.empty("template"))
                self._keep_rows_of_template()
            self._create(name, template=self._named("template"))
        return self.url(name)

    def restore(self, name: str) -> None:
        with self._connection(self._named(name)) as connection:
            connection.execute("SELECT untouched.restore()")

    def drop(self, name: str) -> None:
        with self._connection(self.maintenance) as connection:
            connection.execute(
                sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(self._named(name)))
            )

    def _create(self, name: str, template: str) -> None:
        self.drop(name)
        with self._connection(self.maintenance) as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(
                    sql.Identifier(self._named(name)), sql.Identifier(template)
                )
            )

    def _keep_rows_of_template(self) -> None:
        """Rows that migrations insert are kept in a schema beside, from which ``restore`` takes them."""
        with self._connection(self._named("template")) as connection:
            connection.execute("CREATE SCHEMA untouched")
            connection.execute(RESTORE)
            for (table,) in connection.execute(
                "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            ).fetchall():
                name = sql.Identifier(table)
                [filled] = connection.execute(
                    sql.SQL("SELECT EXISTS (SELECT FROM public.{})").format(name)
                ).fetchone() or (False,)
                if filled:
                    connection.execute(
                        sql.SQL("CREATE TABLE untouched.{} AS TABLE public.{}").format(name, name)
                    )

    def _named(self, name: str) -> str:
        return f"test_{self.run}_{name}"

    def _address(self, database: str) -> str:
        return self.server._replace(path=f"/{database}").geturl()

    @contextmanager
    def _connection(self, database: str) -> Iterator[psycopg.Connection]:
        """A connection of our own, which would rather fail than wait for a transaction a test left open."""
        connection = psycopg.connect(as_libpq(self._address(database)), autocommit=True)
        try:
            connection.execute(sql.SQL("SET lock_timeout = {}").format(LOCK_SECONDS * 1000))
            yield connection
        finally:
            connection.close()


@contextmanager
def _once(mark: Path) -> Iterator[bool]:
    """Hold a lock over all workers; True until one of them has got through without an error."""
    done = mark.with_suffix(".done")
    with mark.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield not done.exists()
        done.touch()
