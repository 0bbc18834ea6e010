"""The counter of every establishment, as a multiple of reading the affected rows once.

Run: python -m benchmarks.redundancy_counter
An employer with 13,000 staff at 40 sites and 200 changes that each affect 325 of them, from a fixed seed, in
a new SQLite database. Counter and plain read take turns in one process; medians are compared. Exit code 1 at
200 times and above.
"""

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask_migrate import upgrade

from config import Settings
from tracker.affected_staff.models import AffectedPerson, Exposure, Impact
from tracker.affected_staff.rules import AffectedStatus, ImpactKind, ImpactState, Reach, Severity
from tracker.app import create_app
from tracker.audit import services as audit
from tracker.changes.models import Change, Programme
from tracker.changes.rules import Certainty, ChangeState, ChangeType, ProgrammeState
from tracker.compliance.counting import sites
from tracker.database import db, new_reference, now, unit_of_work
from tracker.organisation.models import Employer, Establishment, Person, Posting, Unit
from tracker.organisation.rules import Contract, StaffKind
from tracker.policy.calendar.nations import Nation
from tracker.policy.law.parameters import rule_book

STAFF, SITES, CHANGES, EACH = 13_000, 40, 200, 325
MOST = 200.0
ROUNDS = 5
TODAY = date(2026, 10, 5)
BEGAN = date(2010, 4, 1)


def referenced(**values: Any) -> dict[str, Any]:
    return {"reference": new_reference(), **values}


def organisation() -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    """Tables with their rows, whose ids count from 1."""
    made = random.Random(20260405)
    yield Employer, [referenced(name="Police", nation=Nation.ENGLAND, valid_from=BEGAN)]
    yield (
        Establishment,
        [
            referenced(employer_id=1, name=f"Site {n}", nation=Nation.ENGLAND, address="", valid_from=BEGAN)
            for n in range(SITES)
        ],
    )
    yield Unit, [referenced(employer_id=1, code="ALL")]
    kinds = [StaffKind.POLICE_OFFICER, StaffKind.POLICE_STAFF, StaffKind.POLICE_STAFF]
    yield (
        Person,
        [
            referenced(
                employer_id=1,
                staff_number=str(n),
                name=f"Person {n}",
                kind=made.choice(kinds),
                contract=Contract.PERMANENT,
                service_start=BEGAN,
            )
            for n in range(STAFF)
        ],
    )
    yield (
        Posting,
        [
            {
                "person_id": n,
                "unit_id": 1,
                "establishment_id": made.randint(1, SITES),
                "title": "Clerk",
                "grade": "C",
                "fte": 1.0,
                "valid_from": BEGAN,
            }
            for n in range(1, STAFF + 1)
        ],
    )


def changes(account: int) -> Iterator[tuple[Any, list[dict[str, Any]]]]:
    made = random.Random(20260406)
    programme = {"employer_id": 1, "name": "Programme", "aim": "", "sponsor": "", "starts": BEGAN}
    yield Programme, [referenced(version=1, state=ProgrammeState.LIVE, **programme)]
    rows, impacts, affected, exposures = [], [], [], []
    for number in range(1, CHANGES + 1):
        announced = TODAY - timedelta(days=made.randint(0, 200))
        rows.append(
            referenced(
                version=1,
                programme_id=1,
                title=f"Change {number}",
                type=ChangeType.RESTRUCTURE,
                state=ChangeState.PROPOSED,
                certainty=Certainty.PROPOSED,
                announced=announced,
                consult_start=announced + timedelta(days=made.randint(10, 200)),
                transition_start=TODAY + timedelta(days=made.randint(1, 300)),
                owner_id=account,
                created_at=now(),
            )
        )
        impacts.append(
            referenced(
                version=1,
                change_id=number,
                kind=made.choice([ImpactKind.JOB_LOSS, ImpactKind.RELOCATION]),
                severity=Severity.HIGH,
                reach=Reach.DIRECT,
                state=ImpactState.ASSESSED,
                description="",
                rule={},
                assessed_by_id=account,
                assessed_at=now(),
            )
        )
        for person in made.sample(range(1, STAFF + 1), EACH):
            affected.append(
                referenced(
                    version=1,
                    change_id=number,
                    person_id=person,
                    unit_id=1,
                    title="",
                    grade="",
                    status=made.choice(list(AffectedStatus)),
                    status_on=announced,
                )
            )
            exposures.append({"impact_id": number, "person_id": person, "affected_person_id": len(affected)})
    yield Change, rows
    yield Impact, impacts
    yield AffectedPerson, affected
    yield Exposure, exposures


def fill() -> None:
    from tests import factories

    with unit_of_work():
        audit.record(audit.NOBODY, "benchmark:arrange", "benchmark", "-")
        for table, rows in organisation():
            db.session.execute(sa.insert(table), rows)
    account = factories.account().id
    with unit_of_work():
        audit.record(audit.NOBODY, "benchmark:arrange", "benchmark", "-")
        for table, rows in changes(account):
            db.session.execute(sa.insert(table), rows)


def read_rows() -> int:
    """The affected rows, read once, as plain columns."""
    columns = (AffectedPerson.change_id, AffectedPerson.person_id, AffectedPerson.status)
    return len(db.session.execute(sa.select(*columns)).all())


def count() -> int:
    """Everybody counted at every establishment."""
    return sum(site.counted for site in sites(rule_book(), [1], TODAY))


def timed(what: Callable[[], int]) -> tuple[float, int]:
    db.session.rollback()
    began = time.perf_counter()
    found = what()
    return time.perf_counter() - began, found


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/counter.db"
        settings = Settings(database_url=url, secret_key="for a benchmark only", instance=Path(folder))
        app = create_app(settings)
        with app.app_context():
            upgrade(directory=str(Path(__file__).resolve().parents[1] / "migrations"))
            fill()
            assert read_rows() == CHANGES * EACH
            people = count()
            assert people > 0
            reads, counts = [], []
            for _ in range(ROUNDS):
                reads.append(timed(read_rows)[0])
                counts.append(timed(count)[0])
    ratio = statistics.median(counts) / statistics.median(reads)
    print(f"reading {CHANGES * EACH:,} affected rows once: {1000 * statistics.median(reads):.0f} ms")
    print(f"counter of {SITES} establishments, {people:,} counted: {1000 * statistics.median(counts):.0f} ms")
    print(f"ratio {ratio:.1f}, goal below {MOST:.0f}")
    return 0 if ratio < MOST else 1


if __name__ == "__main__":
    sys.exit(main())
