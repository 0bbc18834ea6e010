"""A forum with a meeting to come and one whose minutes both sides have, and a commitment."""

from datetime import timedelta

from tests.commitments.arrange import promised
from tests.meetings import arrange
from tracker.changes.models import Change
from tracker.organisation.models import RecognisedUnion
from tracker.policy.access.viewer import Viewer
from tracker.web.clock import today

Named = dict[str, str]


def meetings(change: Change, union: RecognisedUnion, hr: Viewer) -> Named:
    """References by name."""
    forum = arrange.forum(hr, union, name="Joint committee")
    coming = arrange.meeting(forum, hr, on=today() + timedelta(days=7))
    held = arrange.meeting(forum, hr, on=today() - timedelta(days=7))
    arrange.held(held, hr, union)
    paragraph = arrange.paragraph(held, hr, "Nobody is to be moved before June.", change)
    action = arrange.action(held, hr, "Send the shift patterns")
    arrange.circulated(held, hr)
    return {
        "forum": forum.reference,
        "joint meeting": held.reference,
        "joint meeting planned": coming.reference,
        "paragraph": paragraph.reference,
        "action": action.reference,
        "commitment": promised(change, union, hr, "Nobody moves before June.").reference,
    }
