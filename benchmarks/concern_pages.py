"""Lists and boards over 5,000 concerns and 1,000 information requests, against the same pages with none.

Run it with `python -m benchmarks.concern_pages`.

Every page goes through the whole application, signed in as an HR partner: of an employer with all of it, and
of one with nothing. The full list must name the concerns that plain Python puts first before anything is
timed, and each page must take the same number of statements as with a tenth of the concerns. Exits with 1
where a page takes more statements than that, or more than 3 times the processor time of the empty one (10
times for the fairness board, which is two sentences when empty).
"""

import statistics
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import event

from benchmarks.heat_map_page import signed_in
from benchmarks.managers_report import write
from config import Settings
from tests import factories
from tracker.changes.models import ChangeUnit
from tracker.concerns.models import Concern, ConcernStage, ConcernUnit, ConcernVersion
from tracker.concerns.rules import OPEN, ConcernSeverity, ConcernState
from tracker.concerns.rules_kinds import ConcernCategory, ConcernKind
from tracker.database import db, new_reference, now
from tracker.information_requests.models import InformationRequest
from tracker.information_requests.rules import OPEN as REQUEST_OPEN
from tracker.information_requests.rules import RequestState
from tracker.policy.access.roles import Role
from tracker.web.clock import today

CONCERNS, REQUESTS, UNIONS, CHANGES, ROUNDS, MOST = 5_000, 1_000, 8, 200, 15, 3.0
BOARD, MOST_BOARD = "/information-requests/fairness", 10.0
PAGES = (
    "/concerns",
    "/concerns?clock=late&sort=raised",
    "/concerns?q=zebra",
    "/information-requests",
    BOARD,
    "/",
)


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        app = create_app_in(Path(folder))
        with app.app_context():
            upgrade()
            full, empty, expected = fill(1)
            few, _, _ = fill(0.1)
            db.session.remove()
        clients = {
            name: signed_in(app, mail) for name, mail in (("full", full), ("few", few), ("empty", empty))
        }
        if first_on(clients["full"]) != expected:
            print("The list does not put those first that are due first")
            return 1
        sound = [measured(app, clients, page) for page in PAGES]
        with app.app_context():
            db.engine.dispose()
    return 0 if all(sound) else 1


def create_app_in(folder: Path) -> Flask:
    """The application over an empty database in the folder."""
    from tracker.app import create_app

    return create_app(
        Settings(
            database_url=f"sqlite:///{folder}/bench.sqlite",
            secret_key="for this run only",
            testing=True,
            instance=folder,
        )
    )


def measured(app: Flask, clients: dict[str, FlaskClient], page: str) -> bool:
    """Time one page by turns, and say how it did."""
    statements = {name: count(app, client, page) for name, client in clients.items()}
    worked: dict[str, list[float]] = {"full": [], "empty": []}
    for _ in range(ROUNDS):
        for name, times in worked.items():
            start = time.process_time()
            assert clients[name].get(page).status_code == 200, page
            times.append(time.process_time() - start)
    full, empty = (statistics.median(worked[name]) * 1000 for name in ("full", "empty"))
    most = MOST_BOARD if page == BOARD else MOST
    same = statements["full"] == statements["few"]
    print(
        f"{page}: {full:.0f} ms against {empty:.0f} ms, {full / empty:.2f} times (at most {most:g}); "
        f"{statements['full']} statements, {statements['few']} with a tenth"
    )
    return full <= most * empty and same


def count(app: Flask, client: FlaskClient, page: str) -> int:
    """How many statements the page takes, asked for a second time."""
    client.get(page)
    seen: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    client.get(page)
    event.remove(engine, "before_cursor_execute", note)
    return len(seen)


def first_on(client: FlaskClient) -> list[str]:
    """Which concerns are on the first page, in order."""
    soup = BeautifulSoup(client.get("/concerns").text, "html.parser")
    links = soup.select("#concerns tbody a[href^='/concerns/']")
    return [str(link["href"]).rpartition("/")[2] for link in links]


def fill(share: float) -> tuple[str, str, list[str]]:
    """An employer with its share of it all; addresses of its HR partner and of one of another employer."""
    random, day, moment = Random(2012), today(), now()
    employer = factories.employer()
    programme = factories.programme(employer_id=employer.id)
    units = [factories.unit(employer_id=employer.id) for _ in range(20)]
    changes = [
        factories.change(programme_id=programme.id, title=f"Change {n:03}").id
        for n in range(round(CHANGES * share))
    ]
    unions = [factories.union(short_name=f"U{n}-{employer.id}").id for n in range(UNIONS)]
    account = factories.account().id
    first = (db.session.scalar(sa.select(sa.func.max(Concern.id))) or 0) + 1
    concerns, versions, stages, places, order = [], [], [], [], []
    for n in range(round(CONCERNS * share)):
        state = random.choice(list(ConcernState))
        raised = moment - timedelta(days=random.randrange(400))
        since = min(moment, raised + timedelta(days=random.randrange(1, 30)))
        due_on = day + timedelta(days=random.randrange(-60, 30)) if state in OPEN else None
        reference = new_reference()
        concerns.append(
            {
                "id": first + n,
                "reference": reference,
                "version": 1,
                "change_id": random.choice(changes),
                "union_id": random.choice(unions),
                "raised_by_id": account,
                "speaker_id": account,
                "state": state,
                "severity": random.choice(list(ConcernSeverity)),
                "kind": ConcernKind.COLLECTIVE,
                "category": random.choice(list(ConcernCategory)),
                "raised_at": raised,
                "stage_since": since,
                "turn_since": since,
                "due_on": due_on,
                "token": new_reference(),
            }
        )
        versions.append(
            {
                "concern_id": first + n,
                "number": 1,
                "summary": f"Concern {n:05}{' zebra' if n % 50 == 0 else ''}",
                "detail": "It reaches further than was said. " * 10,
                "remedy": "",
                "about": "",
                "written_at": raised,
                "written_by_id": account,
                "salt": "00" * 32,
                "commitment": "0" * 64,
            }
        )
        places.append({"concern_id": first + n, "unit_id": random.choice(units).id})
        ended = [(ConcernState.RAISED, raised), (ConcernState.ACKNOWLEDGED, since), (state, None)]
        stages += [
            {
                "concern_id": first + n,
                "act": None,
                "state": came,
                "began_at": at or since,
                "due_on": raised.date() + timedelta(days=9),
                "over_on": since.date() if at else None,
                "by_id": None,
            }
            for came, at in ended
        ]
        if due_on:
            order.append((due_on, first + n, reference))
    requests = [
        {
            "reference": new_reference(),
            "version": 1,
            "change_id": random.choice(changes),
            "union_id": random.choice(unions),
            "state": (standing := random.choice(list(RequestState))),
            "asked": "The rota as it is",
            "why": "To bargain",
            "due_on": day,
            "asked_by_id": account,
            "asked_at": moment - timedelta(days=60),
            "turn_since": moment - timedelta(days=random.randrange(60)),
            "turn_due_on": day + timedelta(days=random.randrange(-9, 9))
            if standing in REQUEST_OPEN
            else None,
            "salt": "00" * 32,
            "commitment": "0" * 64,
        }
        for _ in range(round(REQUESTS * share))
    ]
    write([(Concern, concerns), (ConcernVersion, versions), (ConcernStage, stages), (ConcernUnit, places)])
    write([(InformationRequest, requests), (ChangeUnit, [{"change_id": changes[0], "unit_id": units[0].id}])])
    expected = [reference for _, _, reference in sorted(order)[:50]]
    return partner(employer), partner(factories.employer()), expected


def partner(employer: Any) -> str:
    """The address of an HR partner of the employer."""
    holder = factories.account()
    factories.give_role(holder, Role.HR_PARTNER, employer=employer)
    return holder.email


if __name__ == "__main__":
    sys.exit(main())
