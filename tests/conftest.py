"""What every test may ask for. A test that does not ask for ``database`` gets none, and pays for none."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.databases import Databases, PostgresDatabases, SqliteDatabases
from tests.postgres import Server

if TYPE_CHECKING:
    from flask import Flask
    from flask_sqlalchemy import SQLAlchemy

    from config import Settings
    from tests.browser import Browser
    from tests.queries import Queries
    from tracker.policy.access.roles import Role
    from tracker.policy.access.viewer import Viewer

SERVER = pytest.StashKey[Server]()
FOLDER = pytest.StashKey["tempfile.TemporaryDirectory[str]"]()
SHARED = pytest.StashKey[dict[str, str]]()
USES_DATABASE = {"databases"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database", choices=("sqlite", "postgresql"), default="sqlite", help="kind of database"
    )
    parser.addoption(
        "--only-database", action="store_true", help="only tests that differ by kind of database"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Start the server once, in the process that the workers report to."""
    if hasattr(config, "workerinput"):
        config.stash[SHARED] = config.workerinput["databases"]
        return
    folder = tempfile.TemporaryDirectory(prefix="tracker-tests-", ignore_cleanup_errors=True)
    config.stash[FOLDER] = folder
    shared = {"folder": folder.name, "run": f"{os.getpid():x}", "postgres": ""}
    if config.getoption("--database") == "postgresql" and not config.getoption("collectonly"):
        shared["postgres"] = os.environ.get("TEST_POSTGRES_URL", "")
        if not shared["postgres"]:
            server = Server()
            server.start()
            config.stash[SERVER] = server
            shared["postgres"] = server.url("postgres")
    config.stash[SHARED] = shared


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell each parallel worker where the databases are."""
    node.workerinput["databases"] = node.config.stash[SHARED]


def pytest_unconfigure(config: pytest.Config) -> None:
    if (server := config.stash.get(SERVER, None)) is not None:
        server.stop()
    if (folder := config.stash.get(FOLDER, None)) is not None:
        folder.cleanup()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With ``--only-database`` leave out what runs the same on either kind, and what needs a browser."""
    if not config.getoption("--only-database"):
        return
    wanted = [
        item
        for item in items
        if USES_DATABASE.intersection(names := getattr(item, "fixturenames", ())) and "chromium" not in names
    ]
    config.hook.pytest_deselected(items=[item for item in items if item not in wanted])
    items[:] = wanted


def settings(database_url: str, folder: Path) -> "Settings":
    """Settings of a test application: nothing of the environment gets in."""
    from config import Settings

    return Settings(database_url=database_url, secret_key="for tests only", testing=True, instance=folder)


def migrate(database_url: str) -> None:
    """Bring a database up to date, as ``flask db upgrade`` does."""
    from flask_migrate import upgrade

    from tracker.app import create_app
    from tracker.database import db

    with create_app(settings(database_url, Path(tempfile.gettempdir()))).app_context():
        upgrade()
        db.engine.dispose()


@pytest.fixture(scope="session")
def databases(pytestconfig: pytest.Config) -> Databases:
    """Databases of the kind chosen with ``--database``."""
    shared = pytestconfig.stash[SHARED]
    if pytestconfig.getoption("--database") == "postgresql":
        return PostgresDatabases(Path(shared["folder"]), shared["postgres"], shared["run"])
    return SqliteDatabases(Path(shared["folder"]))


@pytest.fixture(scope="session")
def worker(pytestconfig: pytest.Config) -> str:
    """Which of the parallel processes this is."""
    return str(getattr(pytestconfig, "workerinput", {}).get("workerid", "main"))


@pytest.fixture
def empty_database(databases: Databases, worker: str) -> Iterator[str]:
    """The address of a database without tables."""
    yield databases.empty(f"{worker}_empty")
    databases.drop(f"{worker}_empty")


@pytest.fixture
def migrated_database(databases: Databases, worker: str) -> Iterator[str]:
    """The address of a migrated database that no application has open yet."""
    yield databases.migrated(f"{worker}_migrated", migrate)
    databases.drop(f"{worker}_migrated")


@pytest.fixture(scope="session")
def _worker_database(databases: Databases, worker: str) -> Iterator[str]:
    databases.migrated(worker, migrate)
    yield worker
    databases.drop(worker)


@pytest.fixture(scope="session")
def _worker_app(
    databases: Databases, worker: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator["Flask"]:
    """One application for this process; its database is out of reach until a test asks for it."""
    from sqlalchemy import event

    from tracker.app import create_app
    from tracker.database import db

    application = create_app(settings(databases.url(worker), tmp_path_factory.mktemp("instance")))
    application.extensions["database asked for"] = False

    def refuse(*_connection: object) -> None:
        if not application.extensions["database asked for"]:
            raise RuntimeError("This test does not ask for the database: add `database` to its arguments")

    with application.app_context():
        engine = db.engine
    event.listen(engine, "checkout", refuse)
    yield application
    engine.dispose()


@pytest.fixture
def app(_worker_app: "Flask") -> Iterator["Flask"]:
    """The application. A test may change its settings; they are put back."""
    before = dict(_worker_app.config)
    yield _worker_app
    _worker_app.config.clear()
    _worker_app.config.update(before)


@pytest.fixture
def database(app: "Flask", databases: Databases, _worker_database: str) -> Iterator["SQLAlchemy"]:
    """An empty, migrated database and an application context. What the test commits is gone afterwards."""
    from tracker.database import db

    app.extensions["database asked for"] = True
    context = app.app_context()
    context.push()
    try:
        yield db
    finally:
        db.session.remove()
        if db.engine.dialect.name == "sqlite":
            db.engine.dispose()
        context.pop()
        app.extensions["database asked for"] = False
        databases.restore(_worker_database)


@pytest.fixture
def browser(app: "Flask", database: "SQLAlchemy") -> "Browser":
    """Somebody who has not signed in, and reads pages strictly."""
    from tests.browser import Browser

    return Browser(app)


@pytest.fixture
def sign_in_as(app: "Flask", database: "SQLAlchemy") -> Callable[..., "tuple[Browser, Viewer]"]:
    """``browser, viewer = sign_in_as(Role.MANAGER, unit=unit)``; for the scope see ``factories.viewer``."""
    from tests import factories
    from tests.browser import Browser, sign_in
    from tracker.accounts.models import Account

    def sign_in_as(role: "Role", **scope: Any) -> "tuple[Browser, Viewer]":
        viewer = factories.viewer(role, **scope)
        account = database.session.get_one(Account, viewer.account_id)
        return Browser(app, sign_in(app, account)), viewer

    return sign_in_as


@pytest.fixture
def count_queries(database: "SQLAlchemy") -> Callable[[], AbstractContextManager["Queries"]]:
    """``with count_queries() as queries:`` then ``queries.count`` and ``queries.statements``."""
    from tests.queries import counting

    return lambda: counting(database.engine)


@pytest.fixture(scope="session")
def demonstration_app(
    databases: Databases, worker: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator["Flask"]:
    """An application holding a small demonstration programme. Tests only read it: it is loaded once."""
    from tests.factories import PASSWORD
    from tracker.app import create_app
    from tracker.database import db
    from tracker.demonstration.loading import load
    from tracker.web.clock import today

    name = f"{worker}_demonstration"
    url = databases.migrated(name, migrate)
    application = create_app(settings(url, tmp_path_factory.mktemp("instance")))
    with application.app_context():
        load(PASSWORD, today(), scale=0.02)
        db.session.remove()
    yield application
    with application.app_context():
        db.engine.dispose()
    databases.drop(name)
