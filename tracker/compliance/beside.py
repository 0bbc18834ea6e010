"""The pages of one change that stand side by side, each linking to the others."""

from flask import request, url_for

from tracker.changes.models import Change
from tracker.compliance.blueprint import compliance
from tracker.policy.access.permissions import Permission
from tracker.web.access import viewer_or_none

PAGES: tuple[tuple[str, str, Permission], ...] = (
    ("Clocks", "compliance.show_change", Permission.COMPLIANCE_READ),
    ("Steps", "compliance.list_steps", Permission.COMPLIANCE_READ),
    ("Information", "compliance.show_information", Permission.INFORMATION_READ),
    ("HR1", "compliance.list_notices", Permission.COMPLIANCE_COUNT),
    ("Topics", "compliance.show_topics", Permission.COMPLIANCE_READ),
    ("Elections", "compliance.list_elections", Permission.COMPLIANCE_READ),
    ("Transfer", "compliance.show_transfer", Permission.COMPLIANCE_READ),
    ("Equality", "compliance.list_assessments", Permission.COMPLIANCE_READ),
    ("Circumstances", "compliance.list_circumstances", Permission.COMPLIANCE_READ),
    ("Evidence", "compliance.show_evidence", Permission.COMPLIANCE_READ),
    ("Exposure", "compliance.show_exposure", Permission.EXPOSURE_READ),
)


UNDER = {
    "compliance.show_notice": "compliance.list_notices",
    "compliance.show_step": "compliance.list_steps",
    "compliance.add_step_files": "compliance.list_steps",
}
"""Pages that stand under one of those."""


def pages_of_change(change: Change) -> list[tuple[str, str, bool]]:
    """Words, address and whether it is this page, of each that the viewer may open; nothing for one alone."""
    viewer = viewer_or_none()
    if viewer is None:
        return []
    here = UNDER.get(request.endpoint or "", request.endpoint)
    shown = [
        (text, url_for(endpoint, reference=change.reference), endpoint == here)
        for text, endpoint, permission in PAGES
        if viewer.may(permission)
    ]
    return shown if len(shown) > 1 else []


@compliance.context_processor
def _beside() -> dict[str, object]:
    return {"pages_of_change": pages_of_change}
