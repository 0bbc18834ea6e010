"""Putting files beside the shared thread."""

from collections.abc import Iterable
from datetime import datetime

from tracker.attachments.rules import Upload
from tracker.attachments.services import keep_uploads
from tracker.audit import services as audit
from tracker.concerns import notices
from tracker.concerns.models import Concern, ConcernFile
from tracker.concerns.queries import side_of
from tracker.concerns.queries_files import files_beside
from tracker.concerns.rules import CLOSED, ConcernMoveError, Side
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer


def add_files(concern: Concern, uploads: Iterable[Upload], *, by: Viewer, moment: datetime) -> int:
    """Keep files from one side, tell the other, and give back how many were new.

    Raises ``ConcernMoveError`` once the concern is closed, or for who is of neither side.
    """
    side = side_of(by)
    if concern.state in CLOSED or side is Side.NOBODY:
        raise ConcernMoveError(f"Nothing was kept: the concern is {concern.state} now")
    kept = keep_uploads(
        uploads,
        lambda number: ConcernFile(
            concern_id=concern.id, from_union=side is Side.UNION, attachment_id=number
        ),
        beside=files_beside(concern),
        by=by,
        moment=moment,
    )
    audit.record(
        by,
        Permission.CONCERN_PAUSE,
        "concern",
        concern.reference,
        version=concern.version,
        facts={"files": len(kept)},
    )
    if kept:
        notices.tell_other_side(concern, notices.FILED, by, moment)
    return len(kept)
