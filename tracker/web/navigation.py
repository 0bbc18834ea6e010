"""The top items of each role, at most six, by endpoint name."""

from dataclasses import dataclass

from flask import current_app, request

from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.templating import address

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
    Role.MANAGER: (
        HOME,
        ("My team", "reports.affected_staff"),
        ("Meetings", "affected_staff.list_meetings"),
        CHANGES,
        CONSULTATIONS,
        LOAD,
    ),
    Role.PROGRAMME_DIRECTOR: (
        HOME,
        ("Programmes", "changes.list_programmes"),
        CHANGES,
        LOAD,
        CONCERNS,
        CONSULTATIONS,
    ),
    Role.STAFF: (HOME, CHANGES, CONSULTATIONS, ("Roles", "redeployment.own_roles")),
    Role.ADMINISTRATOR: (
        HOME,
        ("Accounts", "accounts.list_accounts"),
        ("Imports", "organisation.list_imports"),
        ("Record", "audit.verify_record"),
        ("Outbox", "notifications.outbox"),
    ),
    Role.AUDITOR: (
        HOME,
        ("Record", "audit.list_entries"),
        ("Accounts", "accounts.list_accounts"),
        ("Outbox", "notifications.outbox"),
    ),
}

PROGRAMMES = "changes.list_programmes"
SECTIONS = {
    "reports.affected_staff": "changes.list_changes",
    "reports.coverage": "disruption.heat_map",
    "reports.uncertainty": "disruption.heat_map",
    "overview.show_change": "changes.list_changes",
    "affected_staff": "changes.list_changes",
    "redeployment": "changes.list_changes",
    "selection": "changes.list_changes",
    "briefings": "changes.list_changes",
    "changes": "changes.list_changes",
    "meetings": "concerns.list_concerns",
    "commitments": "concerns.list_concerns",
    "questions": "concerns.list_concerns",
    "offers": "concerns.list_concerns",
    "disputes": "concerns.list_concerns",
    "information_requests": "concerns.list_concerns",
    "questions.list_questions": "changes.list_changes",
    "questions.show_question": "changes.list_changes",
    "compliance": "changes.list_changes",
    "changes.show_programme": PROGRAMMES,
    "changes.new_programme": PROGRAMMES,
    "changes.edit_programme": PROGRAMMES,
}
"""The item that a page, or a package, stands under, where several could be or none of its own package is."""


WITHIN: tuple[tuple[tuple[str, str], ...], ...] = (
    (
        CONCERNS,
        ("Information requests", "information_requests.list_requests"),
        ("Joint meetings", "meetings.list_meetings"),
        ("Commitments", "commitments.list_commitments"),
        ("Offers", "offers.list_clauses"),
        ("Fairness", "information_requests.show_fairness"),
        ("Past disputes", "disputes.list_disputes"),
    ),
    (
        CHANGES,
        ("Programmes", "changes.list_programmes"),
        ("Affected staff", "reports.affected_staff"),
        ("Individual meetings", "affected_staff.list_meetings"),
        ("Questions from HR", "questions.list_questions"),
        ("Selection pools", "selection.list_pools"),
        ("Redeployment", "redeployment.list_entries"),
        ("Redundancy counter", "compliance.list_sites"),
        ("Check a plan", "compliance.check"),
        ("The law on a day", "compliance.show_law"),
    ),
    (
        ("Heat map", "disruption.heat_map"),
        ("Last and next year", "disruption.list_years"),
        ("Days of uncertainty", "reports.uncertainty"),
        ("Not assessed", "reports.coverage"),
        ("The method", "disruption.show_method"),
    ),
)
"""Pages that stand side by side under one item, each linking to the others."""


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
    items = [item for item in ITEMS[viewer.role] if item[1] in current_app.view_functions]
    here = _section(request.endpoint or "", [endpoint for _, endpoint in items])
    return [Item(text, address(endpoint), endpoint == here) for text, endpoint in items]


def pages_beside(viewer: Viewer | None) -> list[Item]:
    """The pages beside this one that the acting role may open; none where this page stands alone."""
    here = request.endpoint or ""
    group = next((group for group in WITHIN if any(endpoint == here for _, endpoint in group)), ())
    if viewer is None or not group:
        return []
    top = {endpoint for _, endpoint in ITEMS[viewer.role]} - {group[0][1]}
    shown = [(text, endpoint) for text, endpoint in group if endpoint not in top and _may(viewer, endpoint)]
    if len(shown) < 2 or here in top:
        return []
    return [Item(text, address(endpoint), endpoint == here) for text, endpoint in shown]


def _may(viewer: Viewer, endpoint: str) -> bool:
    permission = getattr(current_app.view_functions.get(endpoint), "__permission__", None)
    return permission is not None and viewer.may(permission)


def _section(here: str, items: list[str]) -> str:
    """The item that the page belongs to, empty when it belongs to none."""
    package = here.split(".", maxsplit=1)[0]
    named = (here, SECTIONS.get(here), SECTIONS.get(package))
    own = (endpoint for endpoint in items if endpoint.split(".")[0] == package)
    return next((endpoint for endpoint in named if endpoint in items), None) or next(own, "")
