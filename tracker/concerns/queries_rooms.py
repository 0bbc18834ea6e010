"""Reads of the sealed rooms. Each looks into one table, after asking whether the viewer is of that side."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound

from tracker.accounts.models import Account
from tracker.concerns.models import Concern
from tracker.concerns.models_rooms import ManagementRoomNote, UnionRoomNote
from tracker.concerns.queries import get_concern, side_of
from tracker.concerns.rules import ConcernState, Room, Side
from tracker.database import db
from tracker.notifications.queries import holders
from tracker.policy.access.permissions import Permission
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer

NOTES: dict[Room, type[UnionRoomNote] | type[ManagementRoomNote]] = {
    Room.UNION: UnionRoomNote,
    Room.MANAGEMENT: ManagementRoomNote,
}


def room_of(concern: Concern, viewer: Viewer, day: date) -> Room | None:
    """The room of the viewer's own side; None to whoever has none.

    Somebody who also speaks for the concern's union has no way to management's room. A programme director,
    who is not shown a withdrawn concern, is not shown what was said about it either.
    """
    if viewer.may(Permission.UNION_ROOM_USE):
        return Room.UNION if set(concern.union_ids) & set(viewer.union_ids) else None
    if not viewer.may(Permission.MANAGEMENT_ROOM_READ):
        return None
    if concern.state is ConcernState.WITHDRAWN and side_of(viewer) is Side.NOBODY:
        return None
    of_union = holders(Role.UNION_REPRESENTATIVE, day, union_ids=concern.union_ids)
    return None if viewer.account_id in of_union else Room.MANAGEMENT


def concern_of_room(reference: str, room: Room, viewer: Viewer, day: date) -> Concern:
    """The concern with that reference; raises ``NoResultFound`` when the viewer may not enter that room."""
    concern = get_concern(reference, viewer, day)
    if room_of(concern, viewer, day) is not room:
        raise NoResultFound
    return concern


@dataclass(frozen=True)
class NoteRow:
    """One note, and what proves that it was not altered."""

    text: str
    author: str
    written_at: datetime
    salt: str
    commitment: str


def notes_in(concern: Concern, room: Room) -> list[NoteRow]:
    """What was said in that room, oldest first."""
    note = NOTES[room]
    rows = db.session.execute(
        sa.select(note.text, Account.name, note.written_at, note.salt, note.commitment)
        .join(Account, Account.id == note.written_by_id)
        .where(note.concern_id == concern.id)
        .order_by(note.id)
    )
    return [NoteRow(*row) for row in rows]


def count_notes(concern: Concern, room: Room | None) -> int:
    """How many notes there are in that room."""
    if room is None:
        return 0
    note = NOTES[room]
    return db.session.scalar(sa.select(sa.func.count()).where(note.concern_id == concern.id)) or 0
