"""Tables of joint meetings. What was said is never overwritten: paragraphs and marks come in versions."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.attachments.models import AttachmentLink
from tracker.database import Base, Referenced, Versioned
from tracker.meetings.rules import ActionState, Mark, Stage


class Forum(Versioned, Referenced, Base):
    """A body in which an employer and recognised unions meet, such as a joint negotiating committee."""

    __tablename__ = "forum"
    __table_args__ = (sa.UniqueConstraint("employer_id", "name"),)

    employer_id: Mapped[int] = mapped_column(sa.ForeignKey("employer.id"))
    name: Mapped[str] = mapped_column(sa.String(200))


class ForumUnion(Base):
    """A union that sits in a forum."""

    __tablename__ = "forum_union"
    __table_args__ = (sa.UniqueConstraint("forum_id", "union_id"),)

    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"))
    union_id: Mapped[int] = mapped_column(sa.ForeignKey("recognised_union.id"), index=True)


class Meeting(Versioned, Referenced, Base):
    """One meeting of a forum."""

    __tablename__ = "meeting"

    forum_id: Mapped[int] = mapped_column(sa.ForeignKey("forum.id"), index=True)
    on: Mapped[date] = mapped_column(index=True)
    at: Mapped[str] = mapped_column(sa.String(20), default="")
    place: Mapped[str] = mapped_column(sa.String(200), default="")
    stage: Mapped[Stage] = mapped_column(default=Stage.PLANNED)
    planned_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    planned_at: Mapped[datetime]

    forum: Mapped[Forum] = relationship(lazy="raise_on_sql")


class AgendaItem(Referenced, Base):
    """An item of the agenda: a concern, a consultation, or a title that a side put down. Never edited."""

    __tablename__ = "agenda_item"

    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("meeting.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(200), default="")
    concern_id: Mapped[int | None] = mapped_column(sa.ForeignKey("concern.id"))
    consultation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("consultation.id"))
    union_id: Mapped[int | None] = mapped_column(sa.ForeignKey("recognised_union.id"))
    added_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    added_at: Mapped[datetime]
    struck_at: Mapped[datetime | None]


class Attendance(Base):
    """Who was there for a side; ``union_id`` is None for the employer's."""

    __tablename__ = "attendance"

    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("meeting.id"), index=True)
    union_id: Mapped[int | None] = mapped_column(sa.ForeignKey("recognised_union.id"))
    names: Mapped[str] = mapped_column(sa.Text)


class MeetingPaper(AttachmentLink, Base):
    """A paper of a meeting."""

    __tablename__ = "meeting_paper"

    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("meeting.id"), index=True)


class Paragraph(Versioned, Referenced, Base):
    """A paragraph of the minutes; its words are in ``ParagraphText``. ``change_id``: what it is about."""

    __tablename__ = "minute_paragraph"

    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("meeting.id"), index=True)
    change_id: Mapped[int | None] = mapped_column(sa.ForeignKey("change.id"), index=True)
    number: Mapped[int]
    amended_at: Mapped[datetime | None]


class ParagraphText(Base):
    """The words of one version of a paragraph. Never edited."""

    __tablename__ = "minute_text"
    __table_args__ = (sa.UniqueConstraint("paragraph_id", "number"),)

    paragraph_id: Mapped[int] = mapped_column(sa.ForeignKey("minute_paragraph.id"))
    number: Mapped[int]
    text: Mapped[str] = mapped_column(sa.Text)
    written_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    written_at: Mapped[datetime]


class ParagraphMark(Base):
    """What a union says of one version of a paragraph. Never edited: the latest counts."""

    __tablename__ = "minute_mark"

    paragraph_id: Mapped[int] = mapped_column(sa.ForeignKey("minute_paragraph.id"), index=True)
    number: Mapped[int]
    union_id: Mapped[int] = mapped_column(sa.ForeignKey("recognised_union.id"))
    mark: Mapped[Mark]
    note: Mapped[str] = mapped_column(sa.Text, default="")
    marked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    marked_at: Mapped[datetime]


class Action(Versioned, Referenced, Base):
    """Something that a meeting asked of a side; ``union_id`` is None for the employer's."""

    __tablename__ = "meeting_action"

    meeting_id: Mapped[int] = mapped_column(sa.ForeignKey("meeting.id"), index=True)
    text: Mapped[str] = mapped_column(sa.String(500))
    owner: Mapped[str] = mapped_column(sa.String(200))
    union_id: Mapped[int | None] = mapped_column(sa.ForeignKey("recognised_union.id"))
    due_on: Mapped[date] = mapped_column(index=True)
    state: Mapped[ActionState] = mapped_column(default=ActionState.OPEN)
    told_at: Mapped[datetime | None]

    meeting: Mapped[Meeting] = relationship(lazy="raise_on_sql")


class ActionStep(Base):
    """What was said of an action, and when. Never edited."""

    __tablename__ = "meeting_action_step"

    action_id: Mapped[int] = mapped_column(sa.ForeignKey("meeting_action.id"), index=True)
    state: Mapped[ActionState]
    due_on: Mapped[date]
    note: Mapped[str] = mapped_column(sa.Text, default="")
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    made_at: Mapped[datetime]
