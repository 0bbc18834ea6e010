"""The heat map's page, once computed, against the same page with constant data.

Run it with `python -m benchmarks.heat_map_page`.

Both go through the whole application, signed in, over the demonstration programme and 48 months. The
constant page is the same template behind the same permission, given the values of a real answer. The two
answers must be the same before anything is timed. Exits with 1 above 1.3 times.
"""

import re
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask, render_template, template_rendered
from flask.testing import FlaskClient
from flask.typing import ResponseReturnValue
from flask_migrate import upgrade

from config import Settings
from tracker.accounts.models import Account
from tracker.accounts.services import start_session
from tracker.app import create_app
from tracker.database import db, now, unit_of_work
from tracker.demonstration.loading import load
from tracker.policy.access.permissions import Permission
from tracker.web.access import requires
from tracker.web.clock import today

PAGE = "/upheaval/?from=2010-07&months=48"
CONSTANT = "/constant"
ROUNDS = 40
MOST = 1.3


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
            load("for this run only", today())
        client = signed_in(app, "hr.partner@westmids.example")
        add_constant_page(app, client)
        if without_tokens(client.get(PAGE).text) != without_tokens(client.get(CONSTANT).text):
            print("The two pages differ")
            return 1
        times: dict[str, list[float]] = {PAGE: [], CONSTANT: []}
        for _ in range(ROUNDS):
            for address, taken in times.items():
                start = time.perf_counter()
                client.get(address)
                taken.append(time.perf_counter() - start)
        with app.app_context():
            db.engine.dispose()
    ours, constant = (statistics.median(times[address]) for address in (PAGE, CONSTANT))
    print(f"computed page {ours * 1000:.1f} ms, constant page {constant * 1000:.1f} ms")
    print(f"ratio {ours / constant:.2f} (at most {MOST})")
    return 0 if ours <= MOST * constant else 1


def without_tokens(page: str) -> str:
    """The page without what differs from second to second."""
    return re.sub(r'name="csrf_token" value="[^"]*"', "", page)


def signed_in(app: Flask, email: str) -> FlaskClient:
    """A client with a session of the account."""
    with app.app_context():
        account = db.session.scalars(sa.select(Account).where(Account.email == email)).one()
        with unit_of_work():
            token = start_session(account, now(), today(), 12)
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = token
    return client


def add_constant_page(app: Flask, client: FlaskClient) -> None:
    """Keep what the real page shows, and serve it without asking anybody again."""
    kept: dict[str, Any] = {}

    def keep(_sender: Flask, context: dict[str, Any], **_more: Any) -> None:
        beside = context["pages_beside"]()
        kept.update(context, pages_beside=lambda: beside)

    @requires(Permission.DISRUPTION_READ)
    def constant() -> ResponseReturnValue:
        return render_template("disruption/heat_map.html", **kept)

    app._got_first_request = False  # noqa: SLF001  a page is added late, for this run only
    app.add_url_rule(CONSTANT, "disruption.constant", constant)
    with template_rendered.connected_to(keep, app):
        client.get(PAGE)
    for name in ("viewer", "navigation", "request", "session", "g"):
        kept.pop(name, None)


if __name__ == "__main__":
    sys.exit(main())
