"""A real browser in front of the real application, on a database of its own.

``page_as`` opens a page for somebody signed in. Whatever the browser complains about (a script that failed, a
style the content security policy refused, a file that was missing) fails the test.
"""

import logging
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, sync_playwright
from werkzeug.serving import make_server

from tests import factories
from tests.browser import sign_in
from tests.conftest import migrate, settings
from tests.databases import Databases
from tests.journeys.checks import without_scripts
from tracker.accounts.models import Account
from tracker.app import create_app
from tracker.database import db, read_only
from tracker.policy.access.roles import Role

PROGRAMS = ("chromium", "chromium-browser", "/usr/bin/chromium")
HEIGHT = 900
PATIENCE_MS = 10_000
ABOUT_STATUS = "Failed to load resource: the server responded with a status of"
"""Chromium says so of error pages too, which are ours to show; ``listen`` judges answers by themselves."""


@dataclass
class Live:
    """The application as served: where it is, and what the browser complained about so far."""

    app: Flask
    url: str
    complaints: list[str]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The distribution's own Chromium; where there is none the journeys are skipped, or fail in CI."""
    program = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        reason = "Chromium is not installed (Debian: apt-get install chromium fonts-liberation)"
        if os.environ.get("REQUIRE_BROWSER") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    as_root = hasattr(os, "geteuid") and os.geteuid() == 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program,
            args=["--no-sandbox"] if as_root else [],  # its sandbox does not work for root
        )
        yield browser
        browser.close()


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve the application from a thread on a free port; gives its address."""
    logging.getLogger("werkzeug").setLevel(
        logging.WARNING
    )  # a failed test shows what failed, not every request
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="session")
def _served(
    databases: Databases, worker: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Flask, str, str]]:
    name = f"{worker}_journeys"
    app = create_app(settings(databases.migrated(name, migrate), tmp_path_factory.mktemp("instance")))
    with serving(app) as url:
        yield app, url, name
    databases.drop(name)


@pytest.fixture
def live(_served: tuple[Flask, str, str], databases: Databases) -> Iterator[Live]:
    """The application at an address, with an empty database and an application context to fill it in."""
    app, url, name = _served
    served = Live(app, url, [])
    with app.app_context():
        try:
            yield served
        finally:
            db.session.remove()
            db.engine.dispose()
            databases.restore(name)
    assert served.complaints == []


@pytest.fixture(scope="session")
def _served_demonstration(demonstration_app: Flask) -> Iterator[str]:
    with serving(demonstration_app) as url:
        yield url


@pytest.fixture
def demonstration(demonstration_app: Flask, _served_demonstration: str) -> Iterator[Live]:
    """The demonstration programme at an address, to be looked at only."""
    served = Live(demonstration_app, _served_demonstration, [])
    with demonstration_app.app_context():
        yield served
    assert served.complaints == []


@pytest.fixture
def window(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """``window(live, account=None, javascript=True, width=1280)``: a window, of nobody without an account."""
    contexts = []

    def start(
        live: Live, account: Account | None = None, *, javascript: bool = True, width: int = 1280
    ) -> Page:
        context = chromium.new_context(
            base_url=live.url,
            java_script_enabled=javascript,
            viewport={"width": width, "height": HEIGHT},
            locale="en-GB",
            timezone_id="Europe/London",
            reduced_motion="reduce",
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        if not javascript:
            without_scripts.add(context)
        if account is not None:
            cookie = sign_in(live.app, account).get_cookie(live.app.config["SESSION_COOKIE_NAME"])
            assert cookie is not None
            context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live.url}])
        db.session.rollback()
        read_only.set(True)  # from here on the test only looks, and never makes the server wait
        page = context.new_page()
        listen(page, live.complaints)
        return page

    before = read_only.get()
    yield start
    for context in contexts:
        context.close()
    read_only.set(before)


@pytest.fixture
def page_as(live: Live, window: Callable[..., Page]) -> Callable[..., Page]:
    """``page_as(Role.MANAGER, javascript=False, width=320, unit=unit)``: a window of somebody signed in.

    Everything beyond the window's own arguments is the scope; see ``factories.viewer``.
    """

    def start(role: Role, *, javascript: bool = True, width: int = 1280, **scope: Any) -> Page:
        read_only.set(False)
        viewer = factories.viewer(role, **scope)
        account = db.session.get_one(Account, viewer.account_id)
        return window(live, account, javascript=javascript, width=width)

    return start


def listen(page: Page, complaints: list[str]) -> None:
    """Write down everything the browser finds wrong."""

    def console(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(ABOUT_STATUS):
            complaints.append(f"{page.url} {message.type}: {message.text}")

    def answered(response: Response) -> None:
        is_page = response.request.resource_type == "document"
        if response.status >= (500 if is_page else 400):
            complaints.append(f"{response.url} answered {response.status}")

    page.on("console", console)
    page.on("pageerror", lambda error: complaints.append(f"{page.url} script failed: {error}"))
    page.on("response", answered)
