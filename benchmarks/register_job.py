"""A large workbook from the page to the register, while somebody else reads a list.

Run: python -m benchmarks.register_job [sqlite|postgresql] [file kind date]
A workbook of 100,000 made-up people in 15 columns, or the file named, goes through the pages of the served
application, and its worker does the work. The greatest memory of every process is read from the system.
Somebody else asks for the list of people all the while; the medians with and without the import are compared.
Exit code 1 above 120 seconds, above 512 MiB in any process, or above 3 times the idle list page.
"""

import contextlib
import dataclasses
import http.cookiejar
import io
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from werkzeug.test import EnvironBuilder

from benchmarks.register_import import AS_OF, SEED, every_engine
from tests import factories
from tests.browser import sign_in
from tests.conftest import migrate, settings
from tests.databases import Databases
from tracker.accounts.models import Account
from tracker.app import create_app
from tracker.database import db
from tracker.organisation.rules import ImportKind
from tracker.policy.access.roles import Role

ROWS, SECONDS, MEBIBYTES, TIMES_IDLE = 100_000, 120, 512, 3.0
KEY = "for a measured run only"
HEADINGS = (
    "Staff number", "Name", "Organisation", "Unit", "Job title", "Grade", "FTE", "Site", "Contract type",
    "Staff type", "Start date", "Bargaining group", "Telephone", "Note", "Car park",
)  # fmt: skip


def main() -> int:
    """Measure on the engines asked for."""
    words = sys.argv[1:]
    wanted = [word for word in words if word in ("sqlite", "postgresql")]
    given = [word for word in words if word not in wanted]
    if given:
        file, kind, day = Path(given[0]), ImportKind(given[1]), date.fromisoformat(given[2])
        sent = (file.read_bytes(), file.name, kind, day)
    else:
        sent = (workbook(random.Random(SEED)), "staff.xlsx", ImportKind.PEOPLE, AS_OF)
    reached = [
        measured(engine, databases, sent)
        for engine, databases in every_engine()
        if not wanted or engine.lower() in wanted
    ]
    return 0 if all(reached) else 1


def workbook(dice: random.Random) -> bytes:
    """Fifteen columns of people in 200 units."""
    import xlsxwriter

    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Staff")
        sheet.write_row(0, 0, HEADINGS)
        for n in range(1, ROWS + 1):
            unit = dice.randrange(200)
            sheet.write_row(
                n,
                0,
                (
                    f"{n:06}",
                    f"Forename{dice.randrange(900)} Surname{dice.randrange(5000)}",
                    f"Directorate {unit % 12}",
                    f"Unit {unit}",
                    f"Job {dice.randrange(400)}",
                    f"Grade {dice.randrange(12)}",
                    dice.choice((1, 1, 1, 0.8, 0.5)),
                    f"Site {dice.randrange(30)}",
                    dice.choice(("Permanent", "Fixed term", "Agency")),
                    dice.choice(("Police officer", "PCSO", "Police staff")),
                    f"{1980 + dice.randrange(30)}-{1 + dice.randrange(12):02}-{1 + dice.randrange(28):02}",
                    f"Group {dice.randrange(5)}",
                    f"0121 {dice.randrange(10**6):06}",
                    "",
                    dice.choice(("Yes", "No")),
                ),
            )
    return content.getvalue()


def measured(engine: str, databases: Databases, sent: tuple[bytes, str, ImportKind, date]) -> bool:
    url = databases.migrated("served", migrate)
    with tempfile.TemporaryDirectory() as name:
        first, other, employer = people_of(url, Path(name))
        with served(url, Path(name)) as (address, processes):
            watch = Watch(processes)
            reading = Reading(address, other)
            idle = reading.median(40)
            reading.start()
            start = time.perf_counter()
            shown = bring_in(Person(address, first), employer, *sent)
            seconds = time.perf_counter() - start
            busy = reading.stop()
            memory = watch.stop()
    databases.drop("served")
    most = max(memory.values())
    reached = seconds < SECONDS and most <= MEBIBYTES and busy <= TIMES_IDLE * idle
    print(
        f"{engine}: {shown}; {seconds:.1f} s from sending the file to the register (steps: {STEPS}); "
        "most memory "
        + ", ".join(f"{what} {size} MiB" for what, size in sorted(memory.items()))
        + f"; another person's list page {busy * 1000:.0f} ms meanwhile, {idle * 1000:.0f} ms before "
        f"({busy / idle:.1f} times): {'reached' if reached else 'NOT REACHED'}",
        flush=True,
    )
    return reached


STEPS: dict[str, float] = {}


def people_of(url: str, folder: Path) -> tuple[str, str, str]:
    """Cookies of whoever imports and whoever reads, and the employer that the file is for."""
    app = create_app(dataclasses.replace(settings(url, folder), secret_key=KEY))
    with app.app_context():
        busy, fresh = factories.employer(name="Busy"), factories.employer(name="Fresh")
        unit = factories.unit("Payroll", employer_id=busy.id)
        for _ in range(60):
            factories.person(unit=unit)
        cookies = []
        for employer in (fresh, busy):
            viewer = factories.viewer(Role.HR_PARTNER, employer=employer)
            client = sign_in(app, db.session.get_one(Account, viewer.account_id))
            cookie = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
            assert cookie is not None
            cookies.append(f"{cookie.key}={cookie.value}")
        reference = fresh.reference
        db.session.remove()
        db.engine.dispose()
    return cookies[0], cookies[1], reference


@contextlib.contextmanager
def served(url: str, folder: Path) -> Iterator[tuple[str, dict[str, int]]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = {
        **os.environ,
        "DATABASE_URL": url,
        "SECRET_KEY": KEY,
        "INSTANCE_PATH": str(folder),
        "UPLOAD_MEGABYTES": "100",
    }
    log = (folder / "log").open("w")
    commands = {
        "server": [
            "gunicorn", "wsgi:app", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--no-control-socket"
        ],
        "worker": ["flask", "--app", "wsgi", "worker"],
    }  # fmt: skip
    running = {
        name: subprocess.Popen([sys.executable, "-m", *command], env=env, stdout=log, stderr=log)
        for name, command in commands.items()
    }
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"{address}/sign-in", timeout=2)
                break
            time.sleep(0.1)
        yield address, {name: process.pid for name, process in running.items()}
    finally:
        for process in running.values():
            process.terminate()
        for process in running.values():
            process.wait(20)
        log.close()


class Person:
    """Somebody with a cookie, asking for pages."""

    def __init__(self, address: str, cookie: str) -> None:
        self.address = address
        jar = http.cookiejar.CookieJar()
        name, _, value = cookie.partition("=")
        jar.set_cookie(
            http.cookiejar.Cookie(
                0,
                name,
                value,
                None,
                False,
                "127.0.0.1",
                True,
                False,
                "/",
                True,
                False,
                None,
                True,
                None,
                None,
                {},
            )
        )
        self.browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))

    def get(self, path: str) -> tuple[str, str]:
        with self.browser.open(self.address + path, timeout=120) as answer:
            return answer.geturl().removeprefix(self.address), answer.read().decode()

    def post(self, path: str, page: str, **given: Any) -> tuple[str, str]:
        fields = dict(re.findall(r'name="(csrf_token|seen_version)" type="hidden" value="([^"]*)"', page))
        builder = EnvironBuilder(method="POST", data={**fields, **given})
        stream = builder.get_environ()
        body = stream["wsgi.input"].read()
        request = urllib.request.Request(
            self.address + path,
            body,
            {"Content-Type": stream["CONTENT_TYPE"], "Referer": self.address + path},
        )
        with self.browser.open(request, timeout=120) as answer:
            return answer.geturl().removeprefix(self.address), answer.read().decode()


def bring_in(person: Person, employer: str, content: bytes, name: str, kind: ImportKind, day: date) -> str:
    """A file from the first page to the last; gives what the last says of it."""
    new = "/register/imports/new"
    mark = time.perf_counter()
    path, page = person.post(
        new,
        person.get(new)[1],
        employer=employer,
        kind=str(kind),
        file=(io.BytesIO(content), name),
        **{"as_of-day": str(day.day), "as_of-month": str(day.month), "as_of-year": str(day.year)},
    )
    path, page = waited(person, path, page)
    assert path.endswith("/columns")
    STEPS["read"], mark = round(time.perf_counter() - mark, 1), time.perf_counter()
    chosen_in = re.compile(r'<option value="([^"]*)" selected')
    boxes = {
        found[1]: chosen[1] if (chosen := chosen_in.search(found[2])) else ""
        for found in re.finditer(r'<select[^>]*name="(column_\d+)"[^>]*>(.*?)</select>', page, re.DOTALL)
    }
    path, page = waited(person, *person.post(path, page, **boxes))
    assert path.endswith("/check")
    STEPS["check"], mark = round(time.perf_counter() - mark, 1), time.perf_counter()
    confirm = path.replace("/check", "/confirm")
    path, page = waited(person, *person.post(confirm, person.get(confirm)[1], leave_out="y"))
    assert "brought into line" in page
    STEPS["apply"] = round(time.perf_counter() - mark, 1)
    rows = re.search(r"<dt[^>]*>Rows</dt>\s*<dd[^>]*>([\d,]+)", page)
    return f"{name}, {rows[1] if rows else '?'} rows"


def waited(person: Person, path: str, page: str) -> tuple[str, str]:
    """The page after the one of the progress."""
    while path.partition("?")[0].endswith("/progress"):
        assert 'data-progress="' in page, page
        time.sleep(0.5)
        path, page = person.get(path)
    return path, page


class Reading:
    """Somebody who keeps asking for the list of people."""

    def __init__(self, address: str, cookie: str) -> None:
        self.person = Person(address, cookie)
        self.taken: list[float] = []
        self.over = threading.Event()
        self.thread = threading.Thread(target=self.go_on, daemon=True)

    def once(self) -> float:
        start = time.perf_counter()
        self.person.get("/register/people")
        return time.perf_counter() - start

    def median(self, times: int) -> float:
        return statistics.median([self.once() for _ in range(times + 5)][5:])

    def go_on(self) -> None:
        while not self.over.is_set():
            self.taken.append(self.once())
            time.sleep(0.1)

    def start(self) -> None:
        self.thread.start()

    def stop(self) -> float:
        self.over.set()
        self.thread.join()
        return statistics.median(self.taken)


class Watch:
    """The greatest memory of processes and of everything they start, while they live."""

    def __init__(self, roots: dict[str, int]) -> None:
        self.roots, self.most, self.over = roots, dict.fromkeys(roots, 0), threading.Event()
        self.thread = threading.Thread(target=self.look, daemon=True)
        self.thread.start()

    def look(self) -> None:
        while not self.over.is_set():
            parents = {}
            for place in Path("/proc").glob("[0-9]*"):
                with contextlib.suppress(OSError, IndexError):
                    parents[int(place.name)] = int((place / "stat").read_text().rpartition(")")[2].split()[1])
            for name, root in self.roots.items():
                family = {root}
                for _ in range(4):
                    family |= {child for child, parent in parents.items() if parent in family}
                for process in family:
                    what = name if process == root else f"{name}'s child"
                    if name == "worker" and process != root and parents.get(process) != root:
                        what = "reader of the file"
                    with contextlib.suppress(OSError, StopIteration):
                        lines = Path(f"/proc/{process}/status").read_text().splitlines()
                        peak = next(line for line in lines if line.startswith("VmHWM"))
                        self.most[what] = max(self.most.get(what, 0), int(peak.split()[1]) // 1024)
            time.sleep(0.05)

    def stop(self) -> dict[str, int]:
        self.over.set()
        self.thread.join()
        return self.most


if __name__ == "__main__":
    sys.exit(main())
