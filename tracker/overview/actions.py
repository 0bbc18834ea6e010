"""What the viewer can do with a change: what comes next as a button, the rest by step of its thread."""

from dataclasses import dataclass, field
from typing import Any

from flask import url_for

from tracker.changes.models import Change
from tracker.changes.rules import ENDED, MOVES, VersionState
from tracker.overview.change_page import ChangePage
from tracker.policy.access.permissions import Permission
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer

PROPOSAL, PEOPLE, TALKS, COURSE = "Proposal", "People", "Talks", "Course and law"
FEW = 3
"""As many actions stand side by side as buttons; more are grouped."""


@dataclass(frozen=True)
class Action:
    """One thing to do: words and address."""

    text: str
    href: str


@dataclass(frozen=True)
class Actions:
    """``next`` is what the change waits for from this viewer, None when it waits for nothing of theirs."""

    next: Action | None = None
    groups: dict[str, list[Action]] = field(default_factory=dict)

    @property
    def rest(self) -> list[Action]:
        """Everything else, in the order of the steps."""
        return [action for group in self.groups.values() for action in group]

    @property
    def few(self) -> bool:
        """So few that groups would only be in the way."""
        return len(self.rest) + bool(self.next) <= FEW


def actions_on(change: Change, page: ChangePage, viewer: Viewer) -> Actions:
    """What the viewer can do next with the change."""
    groups: dict[str, list[Action]] = {}

    def add(step: str, permission: Permission, text: str, endpoint: str, **values: Any) -> None:
        if viewer.may(permission):
            groups.setdefault(step, []).append(Action(text, url_for(endpoint, **values)))

    latest = page.versions[0] if page.versions else None
    reference = {"reference": change.reference}
    goes_on = change.state not in ENDED
    published = bool(change.published_number)
    if latest and latest.state is VersionState.AWAITING_APPROVAL:
        add(
            PROPOSAL, Permission.CHANGE_PUBLISH, "Publish the proposal", "changes.publish_change", **reference
        )
    if goes_on:
        add(PROPOSAL, Permission.CHANGE_EDIT, "Write the proposal", "changes.edit_text", **reference)
    add(PROPOSAL, Permission.CHANGE_EDIT, "Change details and dates", "changes.edit_change", **reference)
    if goes_on:
        add(
            PEOPLE,
            Permission.IMPACT_ASSESS,
            "Attach affected staff",
            "affected_staff.new_impact",
            **reference,
        )
    add(PEOPLE, Permission.SELECTION_DESIGN, "Set up a selection pool", "selection.new_pool", **reference)
    if published:
        add(
            TALKS,
            Permission.CONSULTATION_DESIGN,
            "Start a consultation",
            "consultations.new_consultation",
            **reference,
        )
        add(
            TALKS,
            Permission.CONCERN_RAISE,
            "Raise a concern",
            "concerns.raise_concern",
            change=change.reference,
        )
    if viewer.role is Role.UNION_REPRESENTATIVE:
        add(
            TALKS,
            Permission.INFORMATION_READ,
            "Section 188 information",
            "compliance.show_information",
            **reference,
        )
    add(TALKS, Permission.PAUSE_RECORD, "Record an agreed pause", "changes.record_pause", **reference)
    add(COURSE, Permission.COMPLIANCE_READ, "Statutory clocks", "compliance.show_change", **reference)
    if MOVES[change.state]:
        add(COURSE, Permission.CHANGE_MOVE, "Move to another state", "changes.move_change", **reference)
    return _with_next(groups, page, published=published)


def _with_next(groups: dict[str, list[Action]], page: ChangePage, *, published: bool) -> Actions:
    """The first of what may come next that the viewer can do, taken out of its group."""
    coming = ["Publish the proposal", "Raise a concern"]
    if not published:
        coming.append("Write the proposal")
    if not page.people:
        coming.append("Attach affected staff")
    if not page.consultations:
        coming.append("Start a consultation")
    for words in coming:
        for group in groups.values():
            for action in group:
                if action.text == words:
                    rest = {name: [one for one in own if one is not action] for name, own in groups.items()}
                    return Actions(action, {name: own for name, own in rest.items() if own})
    return Actions(None, groups)
