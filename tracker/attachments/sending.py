"""Files on their way in and out: bodies big enough to be answered in words, and downloads that never run."""

from collections.abc import Callable
from io import BytesIO
from typing import Any, TypeVar

from flask import Flask, Response, request, send_file

from tracker.attachments.models import Attachment
from tracker.attachments.rules import MEGABYTE
from tracker.database import release
from tracker.web.access import viewer_or_none

View = TypeVar("View", bound=Callable[..., Any])
TIMES_ONE_FILE = 8
"""What a form with files may hold, in times the biggest file: beyond it nothing is read at all."""


def takes_files(view: View) -> View:
    """Mark a view whose form takes files: one that is too big then comes back as a message at its field."""
    view.__takes_files__ = True  # type: ignore[attr-defined]  # read by ``register``
    return view


def register(app: Flask) -> None:
    """Let signed-in people send more to the views so marked. Must come before the form's token is judged."""

    @app.before_request
    def allow_more() -> None:
        view = app.view_functions.get(request.endpoint or "")
        if getattr(view, "__takes_files__", False) and viewer_or_none() is not None:
            most = app.config["TRACKER"].upload_megabytes * MEGABYTE * TIMES_ONE_FILE
            request.max_content_length = most
            release()  # nobody waits for the database while a long body comes in


def as_download(row: Attachment) -> Response:
    """The file as a download and nothing else, whatever it holds; read with its content."""
    assert row.content is not None
    response = send_file(
        BytesIO(row.content),
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=row.name,
        conditional=False,
        etag=False,
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
