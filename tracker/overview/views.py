"""Home for each role."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from tracker.policy.access.permissions import Permission
from tracker.web.access import current_viewer, requires

overview = Blueprint("overview", __name__)


@overview.get("/")
@requires(Permission.HOME_READ)
def home() -> ResponseReturnValue:
    """What waits for the viewer in their acting role."""
    return render_template("overview/home.html", viewer=current_viewer())
