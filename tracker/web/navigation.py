"""The top items of each role, at most six, by endpoint name."""

from dataclasses import dataclass

from flask import current_app, request, url_for

from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer

HOME = ("Home", "overview.home")
CHANGES = ("Changes", "changes.list_changes")
CONSULTATIONS = ("Consultations", "consultations.list_consultations")
CONCERNS = ("Concerns", "concerns.list_concerns")
LOAD = ("Upheaval", "disruption.heat_map")

ITEMS: dict[Role, tuple[tuple[str, str], ...]] = {
    Role.HR_PARTNER: (
        HOME,
        CHANGES,
        ("Register", "organisation.list_people"),
        CONSULTATIONS,
        CONCERNS,
        LOAD,
    ),
    Role.UNION_REPRESENTATIVE: (HOME, CONCERNS, CONSULTATIONS, CHANGES, LOAD),
    Role.MANAGER: (HOME, ("My team", "reports.affected_staff"), CHANGES, CONSULTATIONS, LOAD),
    Role.PROGRAMME_DIRECTOR: (
        HOME,
        ("Programmes", "changes.list_programmes"),
        CHANGES,
        LOAD,
        CONCERNS,
        CONSULTATIONS,
    ),
    Role.STAFF: (HOME, CHANGES, CONSULTATIONS),
    Role.ADMINISTRATOR: (
        HOME,
        ("Accounts", "accounts.list_accounts"),
        ("Imports", "organisation.list_imports"),
        ("Record", "audit.verify_record"),
    ),
    Role.AUDITOR: (HOME, ("Record", "audit.list_entries"), ("Accounts", "accounts.list_accounts")),
}


@dataclass(frozen=True)
class Item:
    """One link of the service navigation."""

    text: str
    href: str
    current: bool


def navigation_for(viewer: Viewer | None) -> list[Item]:
    """The acting role's items, the one of the present package marked."""
    if viewer is None:
        return []
    here = request.endpoint or ""
    items = [item for item in ITEMS[viewer.role] if item[1] in current_app.view_functions]
    exact = {endpoint for _, endpoint in items}
    return [
        Item(
            text,
            url_for(endpoint),
            here == endpoint or (here not in exact and here.split(".")[0] == endpoint.split(".")[0]),
        )
        for text, endpoint in items
    ]
