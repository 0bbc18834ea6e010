"""Error pages: one for each usual status, one for the rest. Nothing typed is lost to an expired session."""

import logging
from urllib.parse import urlsplit

from flask import Flask, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from jinja2 import TemplateNotFound
from sqlalchemy.exc import NoResultFound
from werkzeug.exceptions import HTTPException

from tracker.database import db
from tracker.web.access import NotSignedInError, viewer_or_none

logger = logging.getLogger(__name__)
GIVES_BACK = frozenset({403, 404})
"""A role switched or access ended in another window; a record that went out of sight."""
NOT_KEPT = frozenset({"csrf_token", "password", "new_password", "repeat_password", "current_password"})


def register(app: Flask) -> None:
    """Say what each kind of failure answers with."""
    app.register_error_handler(HTTPException, _status)
    app.register_error_handler(NoResultFound, _missing)
    app.register_error_handler(NotSignedInError, _not_signed_in)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(Exception, _failure)


def _page(code: int) -> ResponseReturnValue:
    """The page of the status; what somebody typed into one of our forms stands on it, to be sent again."""
    typed = _typed() if request.method == "POST" and code in GIVES_BACK and _from_here() else []
    words = {"code": code, "kept": typed, "action": request.full_path.rstrip("?")}
    try:
        return render_template(f"errors/{code}.html", **words), code
    except TemplateNotFound:
        return render_template("errors/error.html", **words), code


def _typed() -> list[tuple[str, str]]:
    return [
        (name, value) for name, values in request.form.lists() for value in values if name not in NOT_KEPT
    ]


def _status(error: HTTPException) -> ResponseReturnValue:
    if error.response is not None:
        return error.response
    return _page(error.code or 500)


def _missing(_error: NoResultFound) -> ResponseReturnValue:
    """A hidden row and a missing row give the same page."""
    return _page(404)


def _failure(error: Exception) -> ResponseReturnValue:
    db.session.rollback()
    logger.exception("request failed", extra={"endpoint": request.endpoint})
    return _page(500)


def _not_signed_in(_error: NotSignedInError) -> ResponseReturnValue:
    if request.method in ("GET", "HEAD"):
        return redirect(url_for("accounts.sign_in", next=request.full_path.rstrip("?")))
    return _keep("signed out")


def _stale_form(error: CSRFError) -> ResponseReturnValue:
    if request.endpoint == "accounts.sign_in" and request.form.get("kept:action") and _from_here():
        return _keep_again()
    if request.endpoint in ("accounts.sign_in", None):
        return redirect(url_for("accounts.sign_in"))
    if viewer_or_none() is None:
        return _keep("signed out")
    return _keep("form expired")


def _keep(reason: str) -> ResponseReturnValue:
    """Give back what was typed, to be sent again by hand, when it came from one of our own pages."""
    if not _from_here():
        return _page(400)
    page = render_template(
        "errors/kept.html",
        reason=reason,
        kept=_typed(),
        action=request.full_path.rstrip("?"),
        files=[file.filename for file in request.files.values() if file.filename],
    )
    return Response(page, status=400 if reason == "form expired" else 401)


def _keep_again() -> ResponseReturnValue:
    """The sign-in page that carried what was typed had itself been open for too long."""
    kept = [
        (name.removeprefix("kept-"), value)
        for name, values in request.form.lists()
        for value in values
        if name.startswith("kept-")
    ]
    page = render_template(
        "errors/kept.html", reason="signed out", kept=kept, action=request.form["kept:action"], files=[]
    )
    return Response(page, status=401)


def _from_here() -> bool:
    origin = request.headers.get("Origin") or request.headers.get("Referer") or ""
    return request.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none") and (
        not origin or urlsplit(origin).netloc == request.host
    )
