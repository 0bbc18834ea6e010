"""The import of a staff register against the same rows through plain ORM objects.

``python -m benchmarks.register_import``: 20,000 made-up people from a fixed seed, as CSV and as XLSX, into
SQLite and into PostgreSQL (``TEST_POSTGRES_URL``, else a server of its own). The two ways take turns into
empty databases; what stands in the register afterwards must be the same. Exits with 1 where the import is not
4 times as quick, or takes more than 1.8 times as long from XLSX as from CSV.
"""

import csv
import io
import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from tests.conftest import migrate, settings
from tests.databases import Databases, PostgresDatabases, SqliteDatabases
from tests.postgres import NoPostgresError, Server
from tracker.app import create_app
from tracker.audit import services as audit
from tracker.database import db, now, unit_of_work
from tracker.organisation import command_line
from tracker.organisation.models import Employer, Establishment, Person, Posting, Unit, UnitPeriod
from tracker.organisation.rules import ImportKind

ROWS = 20_000
ROUNDS = 3
WANTED = 4.0
MOST_TIMES_CSV = 1.8
SEED = 20110331
AS_OF = date(2011, 3, 31)
EMPLOYER = "West Midlands Police"
HEADINGS = ("Staff number", "Name", "Department", "Job title", "Grade", "FTE", "Site")


def main() -> int:
    """Compare on both databases and say whether the goal was reached everywhere."""
    rows = make_rows(random.Random(SEED))
    files = {"CSV": ("staff.csv", as_csv(rows)), "XLSX": ("staff.xlsx", as_xlsx(rows))}
    reached = []
    for engine, databases in every_engine():
        seconds = measured(engine, databases, files)
        for kind in files:
            ours, theirs = seconds[kind, "import"], seconds[kind, "objects"]
            reached.append(theirs >= WANTED * ours)
            print(
                f"{kind} into {engine}: import {ROWS / ours:,.0f} rows a second, "
                f"objects {ROWS / theirs:,.0f}, {theirs / ours:.1f} times"
            )
        ratio = seconds["XLSX", "import"] / seconds["CSV", "import"]
        reached.append(ratio <= MOST_TIMES_CSV)
        print(f"XLSX into {engine}: {ratio:.2f} times as long as CSV, {MOST_TIMES_CSV:g} at most", flush=True)
    print("reached" if all(reached) else "NOT REACHED")
    return 0 if all(reached) else 1


def make_rows(dice: random.Random) -> list[tuple[str, ...]]:
    """People in 200 units at 30 sites."""
    return [row_of(number, dice) for number in range(ROWS)]


def row_of(number: int, dice: random.Random) -> tuple[str, ...]:
    """One of them."""
    return (
        f"{number:06}",
        f"Forename{dice.randrange(900)} Surname{dice.randrange(5000)}",
        f"Unit {dice.randrange(200)}",
        f"Job {dice.randrange(400)}",
        f"Grade {dice.randrange(12)}",
        dice.choice(("1", "1", "1", "0.8", "0.5")),
        f"Site {dice.randrange(30)}",
    )


def as_csv(rows: list[tuple[str, ...]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([HEADINGS, *rows])
    return text.getvalue().encode()


def as_xlsx(rows: list[tuple[str, ...]]) -> bytes:
    import xlsxwriter

    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as workbook:
        sheet = workbook.add_worksheet("Staff")
        for number, row in enumerate([HEADINGS, *rows]):
            sheet.write_row(number, 0, row)
    return content.getvalue()


def every_engine() -> Iterator[tuple[str, Databases]]:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "sqlite").mkdir()
        yield "SQLite", SqliteDatabases(Path(folder) / "sqlite")
        (Path(folder) / "postgresql").mkdir()
        with postgres_address() as address:
            databases = PostgresDatabases(Path(folder) / "postgresql", address, f"{os.getpid():x}")
            try:
                yield "PostgreSQL", databases
            finally:
                databases.drop("template")


@contextmanager
def postgres_address() -> Iterator[str]:
    if given := os.environ.get("TEST_POSTGRES_URL", ""):
        yield given
        return
    server = Server()
    try:
        server.start()
    except NoPostgresError as error:
        raise SystemExit(f"No PostgreSQL to measure on: {error}") from error
    try:
        yield server.url("postgres")
    finally:
        server.stop()


def measured(
    engine: str, databases: Databases, files: dict[str, tuple[str, bytes]]
) -> dict[tuple[str, str], float]:
    """Medians in seconds by kind of file and way; all take turns, each into an empty database."""
    ways: dict[str, Callable[[str, bytes], None]] = {"import": by_import, "objects": by_objects}
    seconds: dict[tuple[str, str], list[float]] = {(kind, way): [] for kind in files for way in ways}
    for _ in range(ROUNDS):
        results = []
        for way, run in ways.items():
            for kind, (name, content) in files.items():
                with empty_database(databases):
                    start = time.perf_counter()
                    run(name, content)
                    seconds[kind, way].append(time.perf_counter() - start)
                    results.append(register())
        if any(each != results[0] for each in results) or len(results[0]) != ROWS:
            raise SystemExit(f"{engine}: the ways brought in different registers")
    return {way: statistics.median(taken) for way, taken in seconds.items()}


@contextmanager
def empty_database(databases: Databases) -> Iterator[None]:
    url = databases.migrated("measured", migrate)
    with create_app(settings(url, Path(tempfile.gettempdir()))).app_context():
        yield
        db.session.remove()
        db.engine.dispose()
    databases.drop("measured")


def by_import(name: str, content: bytes) -> None:
    """As the command does: read apart, judged, compared, applied."""
    wanted = command_line.Wanted(name, content, EMPLOYER, ImportKind.PEOPLE, AS_OF, create_employer=True)
    command_line.save(wanted, approver_id=None, at=now())


def by_objects(name: str, content: bytes) -> None:
    """As one would write it first: an object for each row, added one by one, one commit."""
    with unit_of_work():
        employer = Employer(name=EMPLOYER, valid_from=AS_OF)
        db.session.add(employer)
        db.session.flush()
        units: dict[str, Unit] = {}
        sites: dict[str, Establishment] = {}
        for number, person, unit, title, grade, fte, site in cells(name, content):
            if unit not in units:
                units[unit] = Unit(employer_id=employer.id, code=unit)
                db.session.add(units[unit])
                db.session.add(UnitPeriod(unit=units[unit], name=unit, valid_from=AS_OF))
            if site not in sites:
                sites[site] = Establishment(employer_id=employer.id, name=site, valid_from=AS_OF)
                db.session.add(sites[site])
                db.session.flush()
            row = Person(employer_id=employer.id, staff_number=number, name=person)
            db.session.add(row)
            db.session.add(
                Posting(
                    person=row,
                    unit=units[unit],
                    establishment_id=sites[site].id,
                    title=title,
                    grade=grade,
                    fte=float(fte),
                    valid_from=AS_OF,
                )
            )
        audit.record(audit.NOBODY, "benchmark:import", "employer", employer.reference)


def cells(name: str, content: bytes) -> Iterator[tuple[str, ...]]:
    if name.endswith(".csv"):
        rows = csv.reader(io.StringIO(content.decode(), newline=""))
        next(rows)
        yield from (tuple(row) for row in rows)
        return
    import openpyxl

    sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True).worksheets[0]
    yield from ((str(v) for v in row) for row in sheet.iter_rows(min_row=2, values_only=True))  # type: ignore[misc]  # openpyxl is untyped


def register() -> list[tuple[Any, ...]]:
    """Everybody with unit, job and site, in order."""
    rows = db.session.execute(
        sa.select(
            Person.staff_number,
            Person.name,
            Person.kind,
            Person.contract,
            Unit.code,
            UnitPeriod.name,
            Posting.title,
            Posting.grade,
            Posting.fte,
            Establishment.name,
            Posting.valid_from,
            Posting.valid_to,
        )
        .join(Posting, Posting.person_id == Person.id)
        .join(Unit, Unit.id == Posting.unit_id)
        .join(UnitPeriod, UnitPeriod.unit_id == Unit.id)
        .join(Establishment, Establishment.id == Posting.establishment_id)
        .order_by(Person.staff_number)
    )
    return [tuple(row) for row in rows]


if __name__ == "__main__":
    sys.exit(main())
