"""How long the demonstration takes to load at full size, against writing the same number of bare rows.

Run: python -m benchmarks.demonstration_load [address of an empty, migrated database]
Without an address a SQLite file in a temporary folder is used.
"""

import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import sqlalchemy as sa
from flask_migrate import upgrade

from config import Settings
from tracker.app import create_app
from tracker.audit.queries import verify_record
from tracker.database import db
from tracker.demonstration.loading import load

TODAY = date(2026, 11, 24)
LIMIT_SECONDS = 30


def bare_rows(count: int, folder: Path) -> float:
    """Seconds for as many rows of three numbers without an index: what the machine can do today."""
    engine = sa.create_engine(f"sqlite:///{folder / 'bare.sqlite'}")
    table = sa.Table("bare", sa.MetaData(), *(sa.Column(name, sa.Integer) for name in "abc"))
    rows = [{"a": number, "b": number, "c": number} for number in range(count)]
    with engine.connect() as connection:
        table.create(connection)
        began = time.perf_counter()
        connection.execute(sa.insert(table), rows)
        connection.rollback()
    engine.dispose()
    return time.perf_counter() - began


def main() -> None:
    """Load once and print the figures; exit code 1 when it took longer than it may."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        address = sys.argv[1] if len(sys.argv) > 1 else f"sqlite:///{folder / 'load.sqlite'}"
        app = create_app(Settings(database_url=address, secret_key="benchmark", instance=folder))
        with app.app_context():
            upgrade()
            began, used = time.perf_counter(), time.process_time()
            loaded = load("violet-anchor-marble-52", TODAY)
            seconds, cpu = time.perf_counter() - began, time.process_time() - used
            verdict = verify_record()
            db.engine.dispose()
        bare = bare_rows(loaded.rows, folder)
    print(f"{loaded.people:,} people, {loaded.changes} changes, {loaded.rows:,} rows")
    print(
        f"{seconds:.1f} s, of which {cpu:.1f} s of processor; {seconds / bare:.1f} times as long as bare rows"
    )
    print(f"record of {verdict.entries:,} entries is {'sound' if verdict.sound else 'ALTERED'}")
    if seconds > LIMIT_SECONDS or not verdict.sound:
        sys.exit(1)


if __name__ == "__main__":
    main()
