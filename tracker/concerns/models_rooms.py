"""Tables of the two sealed rooms of a concern: one for each side, so that no mark decides who reads."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base, Referenced


class RoomNote(Referenced):
    """What a note of either room holds. Never edited."""

    concern_id: Mapped[int] = mapped_column(sa.ForeignKey("concern.id"), index=True)
    text: Mapped[str] = mapped_column(sa.Text)
    written_at: Mapped[datetime]
    written_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    salt: Mapped[str] = mapped_column(sa.String(64))
    commitment: Mapped[str] = mapped_column(sa.String(64))


class UnionRoomNote(RoomNote, Base):
    """What representatives of the concern's union say to each other."""

    __tablename__ = "union_room_note"


class ManagementRoomNote(RoomNote, Base):
    """What HR partners of the programme say to each other; its programme director reads it."""

    __tablename__ = "management_room_note"
