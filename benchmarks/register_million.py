"""One million rows of a staff register: our import against the database's own tool and against ORM objects.

Run: python -m benchmarks.register_million [sqlite|postgresql] [rows]
Made-up people from a fixed seed as CSV. The import reads, judges, compares, writes and keeps its report and
what undoing needs, as the command does. The database's own tool (sqlite3 with .import, psql with copy) loads
what the import left in the tables of people and postings, unread, into the same tables with the same indexes.
Objects are added one by one for a fiftieth of the rows; their time is multiplied. Each way runs in processes
of its own, whose greatest memory is read from the system. The tables must be the same before anything is
compared. Exit code 1 where a goal is missed: at most 3 times the tool, at least 10 times the objects, at most
300 MB in any process.
"""

import csv
import hashlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import sqlalchemy as sa

from benchmarks.register_import import AS_OF, EMPLOYER, HEADINGS, SEED, by_objects, every_engine, row_of
from tests.conftest import migrate, settings
from tests.databases import Databases
from tracker.app import create_app
from tracker.database import db, now
from tracker.organisation import command_line
from tracker.organisation.rules import ImportKind

ROWS = 1_000_000
SHARE = 50
ROUNDS = 1
MOST_TIMES_THE_TOOL, LEAST_TIMES_OBJECTS, MOST_MEGABYTES = 3.0, 10.0, 300
TABLES = ("person", "posting")
BEFORE = ("employer", "unit", "establishment")
"""Small tables that the two large ones point at."""


def main() -> int:
    """Measure on the engines asked for."""
    wanted = {word.lower() for word in sys.argv[1:] if not word.isdigit()}
    rows = next((int(word) for word in sys.argv[1:] if word.isdigit()), ROWS)
    reached = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_file(folder / "staff.csv", rows)
        write_file(folder / "sample.csv", rows // SHARE)
        for engine, databases in every_engine():
            if not wanted or engine.lower() in wanted:
                reached.append(measured(engine, databases, folder, rows))
    return 0 if all(reached) else 1


def write_file(path: Path, rows: int) -> None:
    dice = random.Random(SEED)
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        writer.writerows(row_of(number, dice) for number in range(rows))


def measured(engine: str, databases: Databases, folder: Path, rows: int) -> bool:
    ours, tool, objects, memory = [], [], [], 0
    for _ in range(ROUNDS):
        with fresh(databases, "imported") as url:
            answer = apart("import", url, folder / "staff.csv")
            ours.append(answer["seconds"])
            memory = max(memory, answer["megabytes"])
            keep_tables(url, folder)
            left = fingerprints(url)
        with fresh(databases, "loaded") as url:
            tool.append(load_with_tool(url, folder))
            if fingerprints(url) != left or left["person"][0] != rows:
                raise SystemExit(f"{engine}: the import and the tool left different tables")
        with fresh(databases, "objects") as url:
            objects.append(apart("objects", url, folder / "sample.csv")["seconds"] * SHARE)
    times = [sorted(each)[len(each) // 2] for each in (ours, tool, objects)]
    times_tool, times_objects = times[0] / times[1], times[2] / times[0]
    goal = (
        times_tool <= MOST_TIMES_THE_TOOL
        and times_objects >= LEAST_TIMES_OBJECTS
        and memory <= MOST_MEGABYTES
    )
    print(
        f"{engine}, {rows:,} rows: import {times[0]:.1f} s, {times_tool:.2f} times the tool "
        f"({times[1]:.1f} s); "
        f"objects {times_objects:.1f} times the import (from {rows // SHARE:,} rows, multiplied by {SHARE}); "
        f"most memory of any process {memory} MB: {'reached' if goal else 'NOT REACHED'}",
        flush=True,
    )
    return goal


@contextmanager
def fresh(databases: Databases, name: str) -> Iterator[str]:
    url = databases.migrated(name, migrate)
    try:
        yield url
    finally:
        databases.drop(name)


def apart(way: str, url: str, file: Path) -> dict[str, Any]:
    """A way in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.register_million", "--way", way, url, str(file)]
    done = subprocess.run(command, capture_output=True, check=False, text=True)
    if done.returncode:
        raise SystemExit(done.stderr[-3000:])
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def run_way(way: str, url: str, file: Path) -> None:
    import resource

    with create_app(settings(url, file.parent)).app_context():
        start = time.perf_counter()
        if way == "import":
            wanted = command_line.Wanted(
                file.name, file.read_bytes(), EMPLOYER, ImportKind.PEOPLE, AS_OF, create_employer=True
            )
            command_line.save(wanted, approver_id=None, at=now())
        else:
            by_objects(file.name, file.read_bytes())
        seconds = time.perf_counter() - start
        db.session.remove()
        db.engine.dispose()
    most = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(json.dumps({"seconds": seconds, "megabytes": most // 1024}))


@contextmanager
def connected(url: str) -> Iterator[sa.Connection]:
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        yield connection
        connection.commit()
    engine.dispose()


def keep_tables(url: str, folder: Path) -> None:
    """The tables as files of bare values, in the order of their columns; ``.import`` knows no null."""
    null = "" if url.startswith("sqlite") else "\\N"
    with connected(url) as connection:
        for name in (*BEFORE, *TABLES):
            with (folder / f"{name}.csv").open("w", newline="") as file:
                rows = connection.execute(sa.text(f"SELECT * FROM {name} ORDER BY id"))
                csv.writer(file).writerows(
                    [null if value is None else value for value in row] for row in rows
                )


def fingerprints(url: str) -> dict[str, tuple[int, str]]:
    """Number and digest of each table's rows; a blank for a null, which ``.import`` does not know."""
    found = {}
    with connected(url) as connection:
        for name in TABLES:
            digest, count = hashlib.sha256(), 0
            rows = connection.execute(sa.text(f"SELECT * FROM {name} ORDER BY id"))
            for row in rows.yield_per(10_000):
                digest.update(repr(["" if value is None else str(value) for value in row]).encode())
                count += 1
            found[name] = (count, digest.hexdigest())
    return found


def load_with_tool(url: str, folder: Path) -> float:
    """Seconds that the database's own tool takes for the two large tables."""
    if url.startswith("sqlite"):
        start_of = ["sqlite3", url.removeprefix("sqlite:///")]
        prepared = "PRAGMA synchronous=NORMAL;\nPRAGMA ignore_check_constraints=ON;\n.mode csv\n"
        small = prepared + "".join(f".import {folder}/{name}.csv {name}\n" for name in BEFORE)
        large = prepared + "".join(f".import {folder}/{name}.csv {name}\n" for name in TABLES)
    else:
        parts = urlsplit(url)
        start_of = ["psql", "-q", "-v", "ON_ERROR_STOP=1", parts._replace(scheme="postgresql").geturl()]
        small = "".join(f"\\copy {name} FROM '{folder}/{name}.csv' CSV NULL '\\N'\n" for name in BEFORE)
        large = "".join(f"\\copy {name} FROM '{folder}/{name}.csv' CSV NULL '\\N'\n" for name in TABLES)
        large = f"BEGIN;\n{large}COMMIT;\n"
    subprocess.run(start_of, input=small, text=True, check=True, capture_output=True)
    start = time.perf_counter()
    subprocess.run(start_of, input=large, text=True, check=True, capture_output=True)
    return time.perf_counter() - start


if __name__ == "__main__":
    if sys.argv[1:2] == ["--way"]:
        run_way(sys.argv[2], sys.argv[3], Path(sys.argv[4]))
    else:
        os.environ.pop("DATABASE_URL", None)
        sys.exit(main())
