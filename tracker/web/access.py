"""Who is asking, and whether the page may answer. Every route carries exactly one of the two decorators."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import abort
from flask_login import current_user

from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer

View = TypeVar("View", bound=Callable[..., Any])


class NotSignedInError(Exception):
    """The page needs someone signed in; the error handler sends them to sign in and keeps what they typed."""


def viewer_or_none() -> Viewer | None:
    """The viewer of this request, or None when nobody is signed in."""
    if not current_user or not current_user.is_authenticated:
        return None
    return cast(Viewer, current_user.viewer)


def current_viewer() -> Viewer:
    """The viewer of this request. Raises ``NotSignedInError`` when nobody is signed in."""
    viewer = viewer_or_none()
    if viewer is None:
        raise NotSignedInError
    return viewer


def requires(permission: Permission) -> Callable[[View], View]:
    """The page answers to whoever has the permission in the acting role; others get the not-allowed page."""

    def decorate(view: View) -> View:
        @wraps(view)
        def checked(*args: Any, **kwargs: Any) -> Any:
            if not current_viewer().may(permission):
                abort(403)
            return view(*args, **kwargs)

        checked.__permission__ = permission  # type: ignore[attr-defined]  # read by the architecture tests
        return cast(View, checked)

    return decorate


def open_to_anyone(view: View) -> View:
    """The page needs no sign-in. Saying so is required: silence fails a test."""
    view.__open_to_anyone__ = True  # type: ignore[attr-defined]  # read by the architecture tests
    return view
