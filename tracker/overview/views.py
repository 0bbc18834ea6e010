"""Home for each role, and one change with everything about it."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.changes.queries import get_change
from tracker.overview.actions import actions_on
from tracker.overview.change_page import change_page
from tracker.overview.home_page import home as home_of
from tracker.overview.passport import passport as passport_of
from tracker.policy.access.permissions import Permission
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today

overview = Blueprint("overview", __name__)


@overview.get("/")
@requires(Permission.HOME_READ)
def home() -> ResponseReturnValue:
    """What waits for the viewer in their acting role."""
    viewer = current_viewer()
    return render_template(
        "overview/home.html", home=home_of(viewer, today(), database.now()), today=today(), may=viewer.may
    )


@overview.get("/passport")
@requires(Permission.PASSPORT_READ)
def passport() -> ResponseReturnValue:
    """What a member of staff may read of themself, change by change; the same on paper."""
    viewer = current_viewer()
    return render_template(
        "overview/passport.html",
        passport=passport_of(viewer, today()),
        printed=request.args.get("view") == "print",
        at=database.now(),
    )


@overview.get("/changes/<string:reference>")
@requires(Permission.CHANGE_READ)
def show_change(reference: str) -> ResponseReturnValue:
    """One change: proposal, dates, people, consultations, concerns, history."""
    viewer = current_viewer()
    change = get_change(reference, viewer, today())
    page = change_page(change, viewer, today())
    return render_template(
        "overview/change.html", change=change, page=page, actions=actions_on(change, page, viewer)
    )
