"""Tables of union concerns: the concern, its text as raised, and the thread both sides share.

The rooms of each side (``models_rooms``), drafts and the member behind an individual concern
(``models_drafts``) are tables of their own; nothing here carries a mark of who may read it.
"""

import secrets
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.attachments.models import AttachmentLink
from tracker.changes.models import Change
from tracker.concerns.rules import ConcernAct, ConcernSeverity, ConcernState, MessageKind
from tracker.concerns.rules_kinds import ConcernCategory, ConcernKind, joint_name
from tracker.database import Base, Referenced, Versioned
from tracker.organisation.models import RecognisedUnion


def new_token() -> str:
    """What a form carries so that pressing its button twice saves once."""
    return secrets.token_urlsafe(18)


class Concern(Versioned, Referenced, Base):
    """What a recognised union says is wrong with a change. Seen by that union and by HR of the programme.

    ``speaker_id`` closes it: whoever raised it, until it is handed over. ``turn_since`` is when it became the
    turn of the side it waits on, ``due_on`` the target of the stage that began at ``stage_since``.
    ``partner_id``: the union that agreed to raise a joint concern; both then read and write for one side.
    """

    __tablename__ = "concern"
    __table_args__ = (sa.UniqueConstraint("raised_by_id", "token"),)

    change_id: Mapped[int] = mapped_column(sa.ForeignKey("change.id"), index=True)
    union_id: Mapped[int] = mapped_column(sa.ForeignKey("recognised_union.id"), index=True)
    partner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("recognised_union.id"), index=True)
    raised_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    state: Mapped[ConcernState] = mapped_column(default=ConcernState.RAISED, index=True)
    severity: Mapped[ConcernSeverity] = mapped_column(default=ConcernSeverity.MEDIUM)
    kind: Mapped[ConcernKind] = mapped_column(default=ConcernKind.COLLECTIVE)
    category: Mapped[ConcernCategory] = mapped_column(default=ConcernCategory.UNSORTED, index=True)
    raised_at: Mapped[datetime] = mapped_column(index=True)
    speaker_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    stage_since: Mapped[datetime]
    turn_since: Mapped[datetime]
    due_on: Mapped[date | None] = mapped_column(index=True)
    escalated_at: Mapped[datetime | None]
    escalated_to_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"), index=True)
    answered_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    token: Mapped[str] = mapped_column(sa.String(64), default=new_token)

    change: Mapped[Change] = relationship(lazy="raise_on_sql")
    union: Mapped[RecognisedUnion] = relationship(foreign_keys=union_id, lazy="raise_on_sql")
    partner: Mapped[RecognisedUnion | None] = relationship(foreign_keys=partner_id, lazy="raise_on_sql")

    @property
    def union_ids(self) -> list[int]:
        """Whose representatives are its union side: one union, or the two of a joint concern."""
        return [self.union_id] if self.partner_id is None else [self.union_id, self.partner_id]

    @property
    def union_names(self) -> str:
        """The union, or both, in the words that stand for that side."""
        return joint_name(self.union.short_name, self.partner.short_name if self.partner else None)


class ConcernUnit(Base):
    """A unit, with everything below it, in which the concern is felt."""

    __tablename__ = "concern_unit"
    __table_args__ = (sa.UniqueConstraint("concern_id", "unit_id"),)

    concern_id: Mapped[int] = mapped_column(sa.ForeignKey("concern.id"), index=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)


class ConcernGroup(Base):
    """A group of staff, as recognised for bargaining, that the concern is about."""

    __tablename__ = "concern_group"
    __table_args__ = (sa.UniqueConstraint("concern_id", "bargaining_group_id"),)

    concern_id: Mapped[int] = mapped_column(sa.ForeignKey("concern.id"), index=True)
    bargaining_group_id: Mapped[int] = mapped_column(sa.ForeignKey("bargaining_group.id"), index=True)


class ConcernFile(AttachmentLink, Base):
    """A file beside the shared thread, from one side or the other."""

    __tablename__ = "concern_file"

    concern_id: Mapped[int] = mapped_column(sa.ForeignKey("concern.id"), index=True)
    from_union: Mapped[bool]


class ConcernStage(Base):
    """A stage the concern came to, by which act and by when it was to be over; agreed pauses move that day.

    ``by_id`` is None where the clock did it, ``over_on`` (the London day) while the stage lasts.
    """

    __tablename__ = "concern_stage"

    concern_id: Mapped[int] = mapped_column(sa.ForeignKey("concern.id"), index=True)
    act: Mapped[ConcernAct | None]
    state: Mapped[ConcernState]
    began_at: Mapped[datetime]
    due_on: Mapped[date | None]
    over_on: Mapped[date | None]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))


class ConcernPause(Versioned, Referenced, Base):
    """Days on which the clock stands still, proposed by one side; they count once the other has agreed."""

    __tablename__ = "concern_pause"
    __table_args__ = (sa.CheckConstraint("last_day >= first_day", name="ends_after_start"),)

    concern_id: Mapped[int] = mapped_column(sa.ForeignKey("concern.id"), index=True)
    from_union: Mapped[bool]
    reason: Mapped[str] = mapped_column(sa.String(500))
    first_day: Mapped[date]
    last_day: Mapped[date]
    proposed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    proposed_at: Mapped[datetime]
    agreed: Mapped[bool | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]


class ConcernProcedure(Base):
    """One employer's targets in working days, the next person and the status quo clause. Never edited.

    A change is a further number; stages that began before keep the day they were given.
    """

    __tablename__ = "concern_procedure"
    __table_args__ = (sa.UniqueConstraint("employer_id", "number"),)

    employer_id: Mapped[int] = mapped_column(sa.ForeignKey("employer.id"))
    number: Mapped[int]
    acknowledge: Mapped[int]
    answer: Mapped[int]
    answer_again: Mapped[int]
    decide: Mapped[int]
    escalated: Mapped[int]
    conciliation: Mapped[int]
    next_person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    status_quo: Mapped[str] = mapped_column(sa.Text)
    agreed_with: Mapped[str] = mapped_column(sa.String(300), default="")
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    made_at: Mapped[datetime]


class ConcernVersion(Base):
    """The concern's words. Never edited: a correction is a further version. The log has the commitment."""

    __tablename__ = "concern_version"
    __table_args__ = (sa.UniqueConstraint("concern_id", "number"),)

    concern_id: Mapped[int] = mapped_column(sa.ForeignKey("concern.id"), index=True)
    number: Mapped[int]
    summary: Mapped[str] = mapped_column(sa.String(200))
    detail: Mapped[str] = mapped_column(sa.Text, default="")
    remedy: Mapped[str] = mapped_column(sa.Text, default="")
    about: Mapped[str] = mapped_column(sa.String(200), default="")
    written_at: Mapped[datetime]
    written_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    salt: Mapped[str] = mapped_column(sa.String(64))
    commitment: Mapped[str] = mapped_column(sa.String(64))


class ConcernMessage(Referenced, Base):
    """One message in the shared thread. Never edited."""

    __tablename__ = "concern_message"
    __table_args__ = (sa.UniqueConstraint("written_by_id", "token"),)

    concern_id: Mapped[int] = mapped_column(sa.ForeignKey("concern.id"), index=True)
    kind: Mapped[MessageKind]
    text: Mapped[str] = mapped_column(sa.Text)
    from_union: Mapped[bool]
    written_at: Mapped[datetime]
    written_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    salt: Mapped[str] = mapped_column(sa.String(64))
    commitment: Mapped[str] = mapped_column(sa.String(64))
    token: Mapped[str] = mapped_column(sa.String(64), default=new_token)
