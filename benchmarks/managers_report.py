"""A manager's report over 2,000 affected people, against the same page of a manager with nobody.

Run it with `python -m benchmarks.managers_report`.

Both go through the whole application, signed in, over a made-up employer of 13,000 people and 200 changes.
The first page must name the people that plain Python picks and orders, by the rule of one person's task,
before anything is timed. Exits with 1 above 5 times the processor time, or above a second on the clock.
"""

import statistics
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from flask_migrate import upgrade

from benchmarks.heat_map_page import signed_in
from config import Settings
from tests import factories
from tracker.affected_staff.models import AffectedPerson, Exposure, Impact
from tracker.affected_staff.models_support import IndividualMeeting
from tracker.affected_staff.queries_tasks import FAR
from tracker.affected_staff.rules import SETTLED, AffectedStatus, ImpactKind, ImpactState, Reach, Severity
from tracker.affected_staff.rules_support import MeetingState
from tracker.affected_staff.task_rules import Facts, task_for
from tracker.app import create_app
from tracker.audit import services as audit
from tracker.database import Base, db, new_reference, now, table_of, unit_of_work
from tracker.organisation.models import Person, Posting, Unit
from tracker.policy.access.roles import Role
from tracker.web.clock import today

PAGE = "/reports/affected-staff"
PEOPLE, AFFECTED, CHANGES, ROUNDS, MOST = 13_000, 2_000, 200, 30, 5.0
OPEN = sorted(set(AffectedStatus) - SETTLED)


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(
            Settings(
                database_url=f"sqlite:///{folder}/bench.sqlite",
                secret_key="for this run only",
                testing=True,
                instance=Path(folder),
            )
        )
        with app.app_context():
            upgrade()
            expected, full, empty = fill()
            db.session.remove()
        clients = {name: signed_in(app, email) for name, email in (("full", full), ("empty", empty))}
        if names_on(clients["full"]) != expected:
            print("The first page does not name whom the rule puts first")
            return 1
        clients["empty"].get(PAGE)
        taken: dict[str, list[float]] = {name: [] for name in clients}
        worked: dict[str, list[float]] = {name: [] for name in clients}
        for _ in range(ROUNDS):
            for name, client in clients.items():
                start, cpu = time.perf_counter(), time.process_time()
                client.get(PAGE)
                taken[name].append(time.perf_counter() - start)
                worked[name].append(time.process_time() - cpu)
        with app.app_context():
            db.engine.dispose()
    wall = {name: statistics.median(times) * 1000 for name, times in taken.items()}
    ratio = statistics.median(worked["full"]) / statistics.median(worked["empty"])
    print(f"{AFFECTED:,} affected: {wall['full']:.1f} ms; nobody: {wall['empty']:.1f} ms on the clock")
    print(f"processor time {ratio:.2f} times (at most {MOST:g})")
    return 0 if ratio <= MOST and wall["full"] < 1000 else 1


def names_on(client: FlaskClient) -> list[str]:
    """Who is on the first page, in order."""
    soup = BeautifulSoup(client.get(PAGE).text, "html.parser")
    return [str(link.string) for link in soup.select("#affected tbody th a")]


def fill() -> tuple[list[str], str, str]:
    """The employer; gives back who comes first, and the addresses of the two managers."""
    random, day = Random(2012), today()
    top = factories.unit("Force")
    mine, others = factories.unit("Mine", parent=top), factories.unit("Others", parent=top)
    nobody = factories.unit("Nobody", parent=top)
    teams = [factories.unit(f"Team {n}", parent=mine) for n in range(20)]
    changes = [factories.change(title=f"Change {n:03}", units=(mine,)).id for n in range(CHANGES)]
    employer_id, owner_id = top.employer_id, factories.account().id
    people = [
        {
            "id": 100 + n,
            "reference": new_reference(),
            "employer_id": employer_id,
            "staff_number": f"{n:06}",
            "name": f"Person {n:05}",
            "kind": "staff",
            "contract": "not stated",
        }
        for n in range(PEOPLE)
    ]
    affected, exposures, meetings, order = [], [], [], []
    impacts = [
        {
            "id": 1 + n,
            "reference": new_reference(),
            "version": 1,
            "change_id": change_id,
            "kind": random.choice(list(ImpactKind)),
            "severity": Severity.MEDIUM,
            "reach": Reach.DIRECT,
            "state": ImpactState.ASSESSED,
            "description": "",
            "rule": {},
            "assessed_by_id": owner_id,
            "assessed_at": now(),
            "derived_on": day,
        }
        for n, change_id in enumerate(changes)
    ]
    for n in range(AFFECTED):
        person, number = people[n], 1 + n
        status, since = random.choice(OPEN), day - timedelta(days=random.randrange(60))
        knows, planned = random.random() < 0.9, random.random() < 0.3
        next_step_on = day + timedelta(days=random.randrange(-5, 40)) if random.random() < 0.7 else None
        planned_on = day + timedelta(days=random.randrange(-5, 20)) if planned else None
        affected.append(
            {
                "id": number,
                "reference": new_reference(),
                "version": 1,
                "change_id": changes[n % CHANGES],
                "person_id": person["id"],
                "unit_id": teams[n % len(teams)].id,
                "title": "Clerk",
                "grade": "C",
                "status": status,
                "status_on": since,
                "next_step_on": next_step_on,
                "first_told_on": since,
                "last_told_on": since,
                "told_status": status if knows else None,
                "told_status_on": since if knows else None,
            }
        )
        exposures.append(
            {"impact_id": 1 + n % CHANGES, "person_id": person["id"], "affected_person_id": number}
        )
        if planned_on:
            meetings.append(
                {
                    "reference": new_reference(),
                    "version": 1,
                    "affected_person_id": number,
                    "number": 1,
                    "state": MeetingState.PLANNED,
                    "on": planned_on,
                    "held_by": "",
                    "companion_name": "",
                    "note": "",
                }
            )
        task = task_for(Facts(status, since, knows, False, planned_on, next_step_on, False))
        due = (task.due or FAR - timedelta(days=1)) if task else FAR
        ahead = next_step_on if next_step_on and next_step_on >= day else FAR
        order.append((due, ahead, str(person["name"]).lower(), str(person["name"])))
    postings = [
        {
            "person_id": person["id"],
            "unit_id": teams[n % len(teams)].id if n < AFFECTED else others.id,
            "title": "Clerk",
            "grade": "C",
            "fte": 1.0,
            "valid_from": date(2011, 1, 1),
        }
        for n, person in enumerate(people)
    ]
    write([(Person, people), (Posting, postings), (Impact, impacts), (AffectedPerson, affected)])
    write([(Exposure, exposures), (IndividualMeeting, meetings)])
    return [name for _, _, _, name in sorted(order)[:50]], manager(mine), manager(nobody)


def write(tables: list[tuple[type[Base], list[dict[str, Any]]]]) -> None:
    with unit_of_work():
        for model, rows in tables:
            db.session.execute(sa.insert(table_of(model)), rows)
        audit.record(audit.NOBODY, "benchmark:arrange", "benchmark", "-")


def manager(unit: Unit) -> str:
    """The address of a manager of the unit."""
    holder = factories.account()
    factories.give_role(holder, Role.MANAGER, unit=unit)
    return holder.email


if __name__ == "__main__":
    sys.exit(main())
