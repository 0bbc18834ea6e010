"""Flask-Login's idea of a user: a session's secret and the viewer behind it."""

from flask import Flask, session
from flask_login import LoginManager, UserMixin

from tracker import database
from tracker.accounts.queries import viewer_of_session
from tracker.policy.access.viewer import Viewer
from tracker.web.clock import today

login_manager = LoginManager()
login_manager.session_protection = None  # our sessions are rows with an end; no address is fingerprinted


class SignedIn(UserMixin):
    """Someone signed in."""

    def __init__(self, token: str, viewer: Viewer) -> None:
        self.token = token
        self.viewer = viewer

    def get_id(self) -> str:
        """What the signed cookie holds: the session's secret."""
        return self.token


@login_manager.user_loader  # type: ignore[untyped-decorator]  # the library is untyped
def load(token: str) -> SignedIn | None:
    """Judge the session and its grants afresh at each request."""
    viewer = viewer_of_session(token, database.now(), today())
    return SignedIn(token, viewer) if viewer else None


def register(app: Flask) -> None:
    """Let each request know who is asking; an idle session's cookie runs out by itself.

    The cookie is written anew once a minute rather than with every answer.
    """
    login_manager.init_app(app, add_context_processor=False)
    app.config["SESSION_REFRESH_EACH_REQUEST"] = False

    @app.before_request
    def keep_lifetime() -> None:
        if not session.permanent:
            session.permanent = True
        minute = int(database.now().timestamp()) // 60
        if "_user_id" in session and session.get("minute") != minute:
            session["minute"] = minute
