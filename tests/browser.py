"""A browser for tests: Flask's test client, made to read each page strictly and to notice forgotten saves."""

import contextvars
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urljoin, urlsplit

from bs4 import Tag
from flask import Flask, request_tearing_down
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.pages import PageSeen
from tracker.accounts.models import Account
from tracker.accounts.services import start_session
from tracker.database import db, now, unit_of_work
from tracker.web.clock import today

REDIRECTS = (301, 302, 303, 307, 308)
MOST_REDIRECTS = 5

Sent = str | list[str]
Data = Mapping[str, Any]


def sign_in(app: Flask, account: Account) -> FlaskClient:
    """A client already signed in: the session is started directly, without the page and its slow password."""
    with unit_of_work():
        token = start_session(account, now(), today(), app.config["TRACKER"].session_hours)
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = token
        session["_fresh"] = True
    return client


class UnsavedChangesError(AssertionError):
    """Rows were changed and never committed."""


class Browser:
    """One person's browser, with cookies of its own.

    Each request runs as it would on a server: in a context of its own, with a new database session. What the
    test itself had loaded is read again when it is next looked at, so a test sees what was really saved.
    """

    def __init__(self, app: Flask, client: FlaskClient | None = None) -> None:
        self.app = app
        self.client = client or app.test_client()
        self.page: PageSeen | None = None
        self.token = ""

    def get(self, url: str, status: int = 200, *, follow: bool = False, **options: Any) -> PageSeen:
        """Ask for a page; ``options`` are those of Flask's test client."""
        return self.open(url, "GET", status, follow=follow, **options)

    def post(
        self, url: str, data: Data | None = None, status: int = 200, *, follow: bool = True, **options: Any
    ) -> PageSeen:
        """Send a form as a person would: its page is asked for first, for the token and the hidden fields.

        ``status`` is what is expected at the end, after redirects unless ``follow`` is False.
        """
        hidden = {} if options.pop("bare", False) else self._hidden_fields(url)
        return self.open(url, "POST", status, follow=follow, data={**hidden, **(data or {})}, **options)

    def submit(
        self,
        data: Data | None = None,
        status: int = 200,
        *,
        action: str | None = None,
        button: str | None = None,
        follow: bool = True,
        **options: Any,
    ) -> PageSeen:
        """Send the form of the page last seen, with everything it was filled with, changed by ``data``.

        ``action`` picks the form when there are several, ``button`` the button by its words.
        """
        assert self.page is not None, "no page has been asked for"
        form = self.page.form(action)
        filled = {**current_values(form), **pressed(form, button), **(data or {})}
        target = str(form.get("action", "")) or self.page.url
        return self.open(target, "POST", status, follow=follow, data=filled, **options)

    def open(self, url: str, method: str, status: int, *, follow: bool = False, **options: Any) -> PageSeen:
        """One request, with its redirects when asked to follow them; each HTML answer is checked."""
        seen = self._once(url, method, **options)
        requests = 1
        while follow and seen.status in REDIRECTS:
            requests += 1
            assert requests <= MOST_REDIRECTS, f"{url}: too many redirects"
            keeps_method = seen.status in (307, 308)
            seen = self._once(
                urljoin(seen.url, seen.headers["location"]),
                method if keeps_method else "GET",
                **(options if keeps_method else {}),
            )
        seen.requests = requests
        assert seen.status == status, f"{method} {url} answered {seen.status}, not {status}: {summary(seen)}"
        return seen

    def _once(self, url: str, method: str, **options: Any) -> PageSeen:
        drop_session()
        unsaved: list[str] = []

        def note(_app: Flask, **_named: Any) -> None:
            unsaved.extend(changes_not_saved())

        def send() -> TestResponse:
            return self.client.open(url, method=method, **options)

        with request_tearing_down.connected_to(note, self.app):
            # An empty context: the request makes an application context, `g` and a session of its own.
            response = contextvars.Context().run(send)
        parts = urlsplit(response.request.url)
        seen = PageSeen(
            url=parts.path + (f"?{parts.query}" if parts.query else ""),
            status=response.status_code,
            headers={name.lower(): value for name, value in response.headers.items()},
            body=response.get_data(),
        )
        response.close()
        drop_session()
        if unsaved:
            raise UnsavedChangesError(f"{method} {url} left unsaved: {', '.join(unsaved)}")
        self._keep(seen)
        return seen

    def _keep(self, seen: PageSeen) -> None:
        if not seen.is_html or seen.status in REDIRECTS:
            return
        seen.check()
        self.page = seen
        field = seen.soup.select_one("input[name=csrf_token][value]")
        self.token = str(field["value"]) if field else self.token

    def _hidden_fields(self, url: str) -> dict[str, Sent]:
        """Hidden fields of the form at ``url``; where no page answers there, the token last seen."""
        page = self._once(url, "GET")
        form = None
        if page.is_html and page.status < 400:
            try:
                form = page.form(page.url)
            except LookupError:
                form = None
        if form is None:
            return {"csrf_token": self.token}
        return {
            str(box["name"]): str(box.get("value", "")) for box in form.select("input[type=hidden][name]")
        }


def current_values(form: Tag) -> dict[str, Sent]:
    """What a form would send if nothing were changed and no button named itself."""
    values: dict[str, list[str]] = {}
    for box in form.select("input[name], textarea[name], select[name]"):
        if box.has_attr("disabled"):
            continue
        values.setdefault(str(box["name"]), []).extend(sent_by(box))
    return {name: found[0] if len(found) == 1 else found for name, found in values.items() if found}


def sent_by(box: Tag) -> list[str]:
    """The values one field sends."""
    if box.name == "textarea":
        return [box.get_text()]
    if box.name == "select":
        chosen: list[Tag] = box.select("option[selected]")
        if not chosen and not box.has_attr("multiple"):
            chosen = box.select("option")[:1]
        return [str(option.get("value", option.get_text())) for option in chosen]
    kind = str(box.get("type", "text")).lower()
    if kind in ("submit", "button", "reset", "image", "file"):
        return []
    if kind in ("checkbox", "radio") and not box.has_attr("checked"):
        return []
    return [str(box.get("value", "on" if kind in ("checkbox", "radio") else ""))]


def pressed(form: Tag, label: str | None) -> dict[str, Sent]:
    """What pressing a button adds: the button with these words, else the first, as Enter does."""
    buttons: list[Tag] = form.select("button:not([type=button]), input[type=submit]")
    if label is not None:
        buttons = [
            one for one in buttons if label == " ".join((one.get_text() or str(one.get("value"))).split())
        ]
        assert buttons, f"no button says {label!r}"
    if not buttons or not buttons[0].get("name"):
        return {}
    return {str(buttons[0]["name"]): str(buttons[0].get("value", ""))}


def changes_not_saved() -> Iterator[str]:
    """What the current session holds that was never committed."""
    session = db.session()
    for kind in ("new", "dirty", "deleted"):
        for row in getattr(session, kind):
            if kind != "dirty" or session.is_modified(row):
                yield f"{kind} {type(row).__name__}"
    if session.in_transaction() and session.info.get("wrote"):
        yield "rows flushed and not committed"


def drop_session() -> None:
    """End the test's own transaction; what it loaded is read again when next looked at."""
    unsaved = list(changes_not_saved())
    if unsaved:
        raise UnsavedChangesError(f"the test itself left unsaved: {', '.join(unsaved)}")
    db.session.rollback()
    db.session.expire_all()


def summary(seen: PageSeen) -> str:
    """Enough of an unexpected answer to see what happened."""
    if not seen.is_html:
        return seen.headers.get("location", "") or repr(seen.body[:200])
    return f"{seen.h1!r} {seen.errors or ''} {seen.text[:200]!r}"
