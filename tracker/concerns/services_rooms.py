"""Writing in the sealed rooms. Nothing moves between them, and the concern itself is not touched."""

from datetime import datetime

from tracker.audit import services as audit
from tracker.audit.receipts import as_evidence
from tracker.audit.rules import commitment
from tracker.concerns import notices
from tracker.concerns.models import Concern
from tracker.concerns.queries_rooms import NOTES
from tracker.concerns.rules import Room
from tracker.database import db, new_reference
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer

WRITES = {Room.UNION: Permission.UNION_ROOM_USE, Room.MANAGEMENT: Permission.MANAGEMENT_ROOM_WRITE}


def write_note(
    concern: Concern, room: Room, text: str, by: Viewer, moment: datetime, *, reference: str | None = None
) -> None:
    """Add a note to the room of the writer's own side and tell colleagues there.

    The concern's version stays, so that the other side learns from no number that something was written.
    """
    text = as_evidence(text)
    salt, digest = commitment(f"{room.value} room", text)
    note = NOTES[room](
        reference=reference or new_reference(),
        concern_id=concern.id,
        text=text,
        written_at=moment,
        written_by_id=by.account_id,
        salt=salt,
        commitment=digest,
    )
    db.session.add(note)
    db.session.flush()
    audit.record(
        by,
        WRITES[room],
        f"{room.value} room note",
        note.reference,
        commitments={f"{room.value} room": digest},
    )
    notices.tell_own_side(concern, notices.NOTED, by, moment)
