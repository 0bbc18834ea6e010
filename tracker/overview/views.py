"""Home for each role, and one change with everything about it."""

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker import database
from tracker.changes.models import Change
from tracker.changes.queries import get_change
from tracker.changes.rules import ENDED, MOVES, VersionState
from tracker.overview.change_page import ChangePage, change_page
from tracker.overview.home_page import home as home_of
from tracker.overview.passport import passport as passport_of
from tracker.policy.access.permissions import Permission
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.access import current_viewer, requires
from tracker.web.clock import today

overview = Blueprint("overview", __name__)
Action = tuple[str, str, str]


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
        "overview/change.html", change=change, page=page, actions=_actions(change, page, viewer)
    )


def _actions(change: Change, page: ChangePage, viewer: Viewer) -> list[Action]:
    """What the viewer can do next with the change: words, address, kind of button; the likeliest first."""
    actions: list[Action] = []

    def add(permission: Permission, text: str, endpoint: str, **values: Any) -> None:
        if viewer.may(permission):
            kind = "secondary" if actions else "primary"
            actions.append((text, url_for(endpoint, **values), kind))

    latest = page.versions[0] if page.versions else None
    reference = change.reference
    if latest and latest.state is VersionState.AWAITING_APPROVAL:
        add(Permission.CHANGE_PUBLISH, "Publish the proposal", "changes.publish_change", reference=reference)
    if change.published_number:
        add(Permission.CONCERN_RAISE, "Raise a concern", "concerns.raise_concern", change=reference)
    if change.state not in ENDED:
        add(
            Permission.IMPACT_ASSESS,
            "Attach affected staff",
            "affected_staff.new_impact",
            reference=reference,
        )
        add(Permission.CHANGE_EDIT, "Write the proposal", "changes.edit_text", reference=reference)
    add(Permission.CHANGE_EDIT, "Change details and dates", "changes.edit_change", reference=reference)
    if change.published_number:
        add(
            Permission.CONSULTATION_DESIGN,
            "Start a consultation",
            "consultations.new_consultation",
            reference=reference,
        )
    add(Permission.SELECTION_DESIGN, "Set up a selection pool", "selection.new_pool", reference=reference)
    add(Permission.COMPLIANCE_READ, "Statutory clocks", "compliance.show_change", reference=reference)
    if viewer.role is Role.UNION_REPRESENTATIVE:
        add(
            Permission.INFORMATION_READ,
            "Section 188 information",
            "compliance.show_information",
            reference=reference,
        )
    add(Permission.PAUSE_RECORD, "Record an agreed pause", "changes.record_pause", reference=reference)
    if MOVES[change.state]:
        add(Permission.CHANGE_MOVE, "Move to another state", "changes.move_change", reference=reference)
    return actions
