"""How many signed-in list pages a second, as a share of what a Flask application that does nothing answers.

Run: python -m benchmarks.list_page [sqlite|postgresql]
The demonstration is loaded and its register made up to 13,000 staff today. Both applications are served by
gunicorn with two synchronous workers, on loopback, and asked by the same client over several connections, by
turns. The page is the first of the list of people, 50 rows, as an HR partner reads it. Exit code 1 when the
share is too small.
"""

import os
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade

from config import Settings
from tests.postgres import Server
from tracker.accounts.models import AccessGrant, Account
from tracker.accounts.services import start_session
from tracker.app import create_app
from tracker.audit import services as audit
from tracker.database import db, new_reference, now, table_of, unit_of_work
from tracker.demonstration.loading import load
from tracker.organisation.models import Person, Posting
from tracker.organisation.queries import valid_on
from tracker.organisation.rules import Contract, StaffKind
from tracker.policy.access.roles import Role
from tracker.web.clock import today

LEAST_SHARE = {"sqlite": 0.22, "postgresql": 0.13}
PAGE = "/register/people"
STAFF = 13_000
SECRET = "for a benchmark only"
ROUNDS = 7
CONNECTIONS = 4
REQUESTS = {"bare": 1_200, "page": 300}
LONGEST_ROUND = 60.0
SET_COOKIE = re.compile(rb"\r\nSet-Cookie: tracker=([^;\r]+)", re.IGNORECASE)
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Served:
    """An application behind gunicorn."""

    name: str
    port: int
    process: "subprocess.Popen[bytes]"
    path: str
    cookie: str = ""
    rates: list[float] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)

    def processor_seconds(self) -> float:
        """Processor time of the server and its workers so far."""
        pids = [self.process.pid, *children(self.process.pid)]
        return sum(processor_ticks(pid) for pid in pids) / TICKS


def children(pid: int) -> list[int]:
    """Processes that the process started."""
    return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def processor_ticks(pid: int) -> int:
    """Ticks of user and system time."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def free_port() -> int:
    """A port of loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(
    name: str, application: str, path: str, settings: dict[str, str], cookie: str = ""
) -> Iterator[Served]:
    """Serve with two synchronous workers; ended by its own process number."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", application, "--bind", f"127.0.0.1:{port}"]
    command += ["--workers", "2", "--worker-class", "sync", "--no-control-socket", "--log-level", "warning"]
    process = subprocess.Popen(command, env={**os.environ, **settings})
    try:
        one = Served(name, port, process, path, cookie)
        deadline = time.monotonic() + 60
        while True:
            try:
                ask(one)
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > deadline:
                    raise
                time.sleep(0.2)
        yield one
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def ask(one: Served) -> int:
    """Ask once and read the whole answer; its size in bytes. A synchronous worker closes the connection.

    A cookie that comes with the answer is sent from then on, as a browser does.
    """
    request = f"GET {one.path} HTTP/1.1\r\nHost: 127.0.0.1:{one.port}\r\n"
    if one.cookie:
        request += f"Cookie: tracker={one.cookie}\r\n"
    with socket.create_connection(("127.0.0.1", one.port), timeout=30) as connection:
        connection.sendall((request + "\r\n").encode())
        head = connection.recv(65_536)
        size = len(head)
        while part := connection.recv(262_144):
            size += len(part)
    if not head.startswith(b"HTTP/1.1 200 "):
        raise SystemExit(f"{one.name} answered {head[:60]!r}")
    if found := SET_COOKIE.search(head):
        one.cookie = found[1].decode()
    return size


def measure(one: Served) -> None:
    """One round: so many requests over several connections; bounded in count and time."""
    turns = iter(range(REQUESTS[one.name]))
    lock, stop_at, answered = threading.Lock(), time.monotonic() + LONGEST_ROUND, [0]

    def go_on() -> None:
        while time.monotonic() < stop_at:
            with lock:
                if next(turns, None) is None:
                    return
            ask(one)
            with lock:
                answered[0] += 1

    began, used = time.perf_counter(), one.processor_seconds()
    threads = [threading.Thread(target=go_on) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    one.rates.append(answered[0] / (time.perf_counter() - began))
    one.costs.append((one.processor_seconds() - used) / answered[0])


def staff_today() -> int:
    """People with a posting today."""
    people = sa.select(sa.func.count(sa.distinct(Posting.person_id))).where(valid_on(Posting, today()))
    return db.session.scalar(people) or 0


def make_up(staff: int) -> None:
    """Add invented people to the biggest employer's units until there are so many."""
    missing = staff - staff_today()
    if missing <= 0:
        return
    units = list(
        db.session.scalars(
            sa.select(Posting.unit_id).where(valid_on(Posting, today())).distinct().order_by(Posting.unit_id)
        )
    )
    employer_id = db.session.scalar(
        sa.select(Person.employer_id).group_by(Person.employer_id).order_by(sa.func.count().desc()).limit(1)
    )
    with unit_of_work():
        connection = db.session.connection()
        connection.execute(
            sa.insert(table_of(Person)),
            [
                {
                    "reference": new_reference(),
                    "employer_id": employer_id,
                    "staff_number": f"MADE-UP-{number:05d}",
                    "name": f"Person {number:05d}",
                    "kind": StaffKind.OTHER,
                    "contract": Contract.PERMANENT,
                }
                for number in range(missing)
            ],
        )
        made = db.session.scalars(sa.select(Person.id).where(Person.staff_number.like("MADE-UP-%")))
        connection.execute(
            sa.insert(table_of(Posting)),
            [
                {
                    "person_id": person_id,
                    "unit_id": units[number % len(units)],
                    "title": "Clerk",
                    "grade": "C",
                    "fte": 1.0,
                    "valid_from": date(2012, 1, 1),
                }
                for number, person_id in enumerate(made)
            ],
        )
        audit.record(audit.NOBODY, "benchmark:prepare", "register", "-", facts={"people": missing})


def prepare(app: Flask) -> str:
    """Load the demonstration and sign an HR partner in; the session cookie."""
    with app.app_context():
        upgrade()
        load("violet-anchor-marble-52", today())
        make_up(STAFF)
        print(f"{staff_today():,} people on the register today")
        holder = db.session.scalars(
            sa.select(Account)
            .join(AccessGrant, AccessGrant.account_id == Account.id)
            .where(AccessGrant.role == Role.HR_PARTNER, AccessGrant.programme_id.is_(None), Account.active)
            .limit(1)
        ).one()
        with unit_of_work():
            token = start_session(holder, now(), today(), 12)
        db.session.remove()
        if db.engine.dialect.name == "postgresql":
            with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(sa.text("ANALYZE"))
        db.engine.dispose()
    signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]  # Flask's default
    cookie: str = signer.dumps({"_user_id": token, "_fresh": True, "_permanent": True})
    return cookie


def run(kind: str, address: str, folder: Path) -> float:
    """The share of a bare application's rate that the list page reaches."""
    app = create_app(Settings(database_url=address, secret_key=SECRET, instance=folder))
    cookie = prepare(app)
    settings = {"DATABASE_URL": address, "SECRET_KEY": SECRET, "INSTANCE_PATH": str(folder)}
    with (
        served("bare", "benchmarks.bare:app", "/", {}) as bare,
        served("page", "wsgi:app", PAGE, settings, cookie) as page,
    ):
        print(f"the page has {ask(page):,} bytes")
        for number in range(ROUNDS + 1):
            for one in (bare, page):
                measure(one)
                if number == 0:  # warming up
                    one.rates.clear()
                    one.costs.clear()
    for one in (bare, page):
        print(
            f"{one.name}: {statistics.median(one.rates):,.0f} requests a second "
            f"(from {min(one.rates):,.0f} to {max(one.rates):,.0f}), "
            f"{1000 * statistics.median(one.costs):.2f} ms of processor each"
        )
    share = statistics.median(
        page_rate / bare_rate for page_rate, bare_rate in zip(page.rates, bare.rates, strict=True)
    )
    by_processor = statistics.median(bare.costs) / statistics.median(page.costs)
    print(
        f"{kind}: {share:.1%} of a bare application's rate (at least {LEAST_SHARE[kind]:.0%}); "
        f"{by_processor:.1%} by processor time of the server alone"
    )
    return share


def main() -> None:
    """Measure on the kind of database asked for; exit code 1 when the share is too small."""
    kind = sys.argv[1] if len(sys.argv) > 1 else "sqlite"
    with tempfile.TemporaryDirectory(prefix="tracker-list-page-") as name:
        folder = Path(name)
        if kind == "sqlite":
            share = run(kind, f"sqlite:///{folder / 'list.sqlite'}", folder)
        else:
            server = Server()
            server.start()
            try:
                share = run(kind, server.url("postgres"), folder)
            finally:
                server.stop()
    if share < LEAST_SHARE[kind]:
        sys.exit(1)


if __name__ == "__main__":
    main()
