"""Handovers as what people are told about."""

from collections.abc import Collection
from datetime import datetime

from tracker.handover.models import Handover
from tracker.handover.queries import handovers_of
from tracker.notifications.kinds import declare, declare_matter
from tracker.notifications.services import tell
from tracker.policy.access.viewer import Viewer


def titles(viewer: Viewer, references: Collection[str]) -> dict[str, str]:
    """Whom the handovers among these came from, where the viewer has part in them."""
    rows = handovers_of(viewer, Handover.reference.in_(references))
    return {row.reference: f"From {row.giver} to {row.taker}" for row in rows}


HANDOVER = declare_matter("handover", "Handover", "handover.show_handover", titles)
TAKEN = declare("handover.taken", "Matters were handed over to you")


def tell_taker(row: Handover, at: datetime) -> None:
    """Whoever leads on the matters now."""
    tell([row.to_id], row.role, TAKEN, HANDOVER, row.reference, at=at, but_not=(row.by_id,))
