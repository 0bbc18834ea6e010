"""Tables of individual meetings with affected people, support offered to them and letters sent to them."""

from datetime import date, datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from tracker.affected_staff.models import AffectedPerson
from tracker.affected_staff.rules_support import (
    LIVE_MEETINGS,
    Companion,
    LetterChannel,
    LetterKind,
    MeetingState,
    SupportAnswer,
    SupportKind,
)
from tracker.database import Base, Referenced, Versioned

_LIVE = sa.text(f"state in ({', '.join(repr(state.value) for state in LIVE_MEETINGS)})")


class IndividualMeeting(Versioned, Referenced, Base):
    """The first, second or third meeting with one affected person.

    ``note`` is the part that all who may read it share, the person too. ``companion`` is None until held.
    ``invited_id`` is the representative whom the person asked to read the note.
    """

    __tablename__ = "individual_meeting"
    __table_args__ = (
        sa.Index(
            "ux_individual_meeting_live",
            "affected_person_id",
            "number",
            unique=True,
            sqlite_where=_LIVE,
            postgresql_where=_LIVE,
        ),
    )

    affected_person_id: Mapped[int] = mapped_column(sa.ForeignKey("affected_person.id"), index=True)
    number: Mapped[int]
    state: Mapped[MeetingState] = mapped_column(default=MeetingState.PLANNED)
    on: Mapped[date]
    at: Mapped[time | None]
    held_by: Mapped[str] = mapped_column(sa.String(200), default="")
    held_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    companion: Mapped[Companion | None]
    companion_name: Mapped[str] = mapped_column(sa.String(200), default="")
    note: Mapped[str] = mapped_column(sa.Text, default="")
    invited_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))

    affected_person: Mapped[AffectedPerson] = relationship(lazy="raise_on_sql")


class MeetingStep(Base):
    """A meeting planned, moved, held, cancelled or missed, with the reason. Never edited."""

    __tablename__ = "individual_meeting_step"

    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("individual_meeting.id"), index=True)
    state: Mapped[MeetingState]
    on: Mapped[date]
    at: Mapped[time | None]
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))


class SupportOffer(Versioned, Referenced, Base):
    """Support offered to somebody, and what they said to it."""

    __tablename__ = "support_offer"

    affected_person_id: Mapped[int] = mapped_column(sa.ForeignKey("affected_person.id"), index=True)
    kind: Mapped[SupportKind]
    description: Mapped[str] = mapped_column(sa.String(200), default="")
    offered_on: Mapped[date]
    offered_by: Mapped[str] = mapped_column(sa.String(200), default="")
    answer: Mapped[SupportAnswer] = mapped_column(default=SupportAnswer.NONE_YET)
    answered_on: Mapped[date | None]
    round_id: Mapped[int | None] = mapped_column(sa.ForeignKey("round.id"), index=True)
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))

    affected_person: Mapped[AffectedPerson] = relationship(lazy="raise_on_sql")


class Letter(Versioned, Referenced, Base):
    """A letter sent to somebody. ``acknowledged_on`` is their own word.

    Its file is ``content``, where that was kept, or is made of ``text`` when it went to many.
    """

    __tablename__ = "letter"

    affected_person_id: Mapped[int] = mapped_column(sa.ForeignKey("affected_person.id"), index=True)
    kind: Mapped[LetterKind]
    description: Mapped[str] = mapped_column(sa.String(200), default="")
    sent_on: Mapped[date]
    channel: Mapped[LetterChannel]
    received_on: Mapped[date | None]
    acknowledged_on: Mapped[date | None]
    file_name: Mapped[str] = mapped_column(sa.String(255), default="")
    file_size: Mapped[int] = mapped_column(default=0)
    file_sha256: Mapped[str] = mapped_column(sa.String(64), default="")
    content: Mapped[bytes | None] = deferred(mapped_column(sa.LargeBinary))
    text: Mapped[str] = deferred(mapped_column(sa.Text, default="", nullable=False))
    round_id: Mapped[int | None] = mapped_column(sa.ForeignKey("round.id"), index=True)
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))

    affected_person: Mapped[AffectedPerson] = relationship(lazy="raise_on_sql")
