"""Many writers at once: the record stays one chain without a gap, and nobody's work is lost."""

import subprocess
import sys
from pathlib import Path

from tests.conftest import settings
from tracker.app import create_app
from tracker.audit import queries
from tracker.database import db
from tracker.organisation.models import Employer

ROOT = Path(__file__).resolve().parents[2]
WRITERS, EACH = 8, 25
# One process reads the application in, then parts into writers that all begin at once.
SCRIPT = """
import os
import sys
from datetime import date
from pathlib import Path

from config import Settings
from tracker.app import create_app
from tracker.audit import services as audit
from tracker.database import db, unit_of_work
from tracker.organisation.models import Employer

url, folder, writers, times = sys.argv[1:]
app = create_app(Settings(database_url=url, secret_key="x", testing=True, instance=Path(folder)))


def write(writer):
    with app.app_context():
        for number in range(int(times)):
            with unit_of_work():
                db.session.add(Employer(name=f"{writer} {number}", valid_from=date(2012, 3, 1)))
                db.session.flush()
                audit.record(audit.NOBODY, "test:write", "employer", "-", facts={"number": number})
                audit.record(audit.NOBODY, "test:write again", "employer", "-")
            db.session.remove()


gate, opening = os.pipe()
children = []
for writer in range(int(writers)):
    child = os.fork()
    if child == 0:
        os.close(opening)
        os.read(gate, 1)  # until every writer is there
        try:
            write(writer)
        except BaseException:
            import traceback

            traceback.print_exc()
            sys.stderr.flush()
            os._exit(1)
        os._exit(0)
    children.append(child)
os.close(opening)
sys.exit(sum(os.waitpid(child, 0)[1] != 0 for child in children))
"""


def test_many_processes_write_one_chain(migrated_database: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, migrated_database, str(tmp_path), str(WRITERS), str(EACH)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    with create_app(settings(migrated_database, tmp_path)).app_context():
        verdict = queries.verify_record()
        employers = db.session.query(Employer).count()
        db.session.remove()
        db.engine.dispose()
    assert (verdict.finding, verdict.entries, employers) == (None, WRITERS * EACH * 2, WRITERS * EACH)
