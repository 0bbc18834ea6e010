"""Tables of information requests: what was asked, and each step that followed with its files."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.attachments.models import AttachmentLink
from tracker.changes.models import Change
from tracker.database import Base, Referenced, Versioned
from tracker.information_requests.rules import Ground, RequestAct, RequestState
from tracker.organisation.models import RecognisedUnion


class InformationRequest(Versioned, Referenced, Base):
    """What a union asks to be told about a change. Its words are never edited.

    ``turn_since`` is when it became the turn of the side it waits on; ``turn_due_on`` that side's day.
    """

    __tablename__ = "information_request"

    change_id: Mapped[int] = mapped_column(sa.ForeignKey("change.id"), index=True)
    union_id: Mapped[int] = mapped_column(sa.ForeignKey("recognised_union.id"), index=True)
    concern_id: Mapped[int | None] = mapped_column(sa.ForeignKey("concern.id"), index=True)
    state: Mapped[RequestState] = mapped_column(default=RequestState.ASKED, index=True)
    asked: Mapped[str] = mapped_column(sa.Text)
    why: Mapped[str] = mapped_column(sa.Text)
    due_on: Mapped[date]
    asked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    asked_at: Mapped[datetime] = mapped_column(index=True)
    turn_since: Mapped[datetime]
    turn_due_on: Mapped[date | None] = mapped_column(index=True)
    closed_at: Mapped[datetime | None]
    salt: Mapped[str] = mapped_column(sa.String(64))
    commitment: Mapped[str] = mapped_column(sa.String(64))

    change: Mapped[Change] = relationship(lazy="raise_on_sql")
    union: Mapped[RecognisedUnion] = relationship(lazy="raise_on_sql")


class RequestStep(Referenced, Base):
    """What a side did with a request, in its words. Never edited.

    ``was_due_on``: the day the side had to keep, where this step ended its turn.
    """

    __tablename__ = "request_step"

    request_id: Mapped[int] = mapped_column(sa.ForeignKey("information_request.id"), index=True)
    act: Mapped[RequestAct]
    state: Mapped[RequestState]
    ground: Mapped[Ground | None]
    text: Mapped[str] = mapped_column(sa.Text)
    from_union: Mapped[bool]
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    at: Mapped[datetime]
    was_due_on: Mapped[date | None]
    salt: Mapped[str] = mapped_column(sa.String(64))
    commitment: Mapped[str] = mapped_column(sa.String(64))


class RequestFile(AttachmentLink, Base):
    """A file that was supplied with a step."""

    __tablename__ = "request_file"

    step_id: Mapped[int] = mapped_column(sa.ForeignKey("request_step.id"), index=True)
