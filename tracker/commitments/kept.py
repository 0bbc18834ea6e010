"""The rate of commitments kept, as the page of a programme shows it."""

from datetime import date

from tracker.changes.models import Programme
from tracker.changes.programme_lines import Line
from tracker.commitments.models import Commitment
from tracker.commitments.queries import rate
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer


def kept_rate(programme: Programme, viewer: Viewer, day: date) -> Line | None:
    """How many of the programme's commitments were kept, of those the viewer may read. One statement."""
    if not viewer.may(Permission.COMMITMENT_READ):
        return None
    found = rate(viewer, day, Commitment.programme_id == programme.id)
    open_ones = f"{found.open} open, {found.overdue} overdue"
    words = (
        f"{found.per_cent}% of {found.judged} judged by both sides were kept in time; {open_ones}"
        if found.judged
        else f"None judged by both sides yet; {open_ones}"
    )
    return Line("Commitments", words, "commitments.list_commitments", {"programme": programme.reference})
