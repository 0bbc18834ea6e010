"""Tables of what was said: themes with management's answer to each, and which answers say what."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker.consultations.rules_themes import Verdict
from tracker.database import Base, Referenced, Versioned


class Theme(Versioned, Referenced, Base):
    """Something that several answers say, and what management answers to it.

    ``merged_into_id``: the theme that took its answers over; it is not listed any more. An answer counts once
    ``approved_by_id``, who wrote none of it, has approved it; a change of its words, or of the theme's
    name, takes the approval away.
    """

    __tablename__ = "theme"
    __table_args__ = (sa.UniqueConstraint("consultation_id", "name"),)

    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    description: Mapped[str] = mapped_column(sa.Text, default="")
    merged_into_id: Mapped[int | None] = mapped_column(sa.ForeignKey("theme.id"))
    verdict: Mapped[Verdict | None]
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    change_made: Mapped[str] = mapped_column(sa.Text, default="")
    approved_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    approved_at: Mapped[datetime | None]


class ThemeParent(Base):
    """A theme stands under another, or under several."""

    __tablename__ = "theme_parent"
    __table_args__ = (sa.UniqueConstraint("theme_id", "parent_id"),)

    theme_id: Mapped[int] = mapped_column(sa.ForeignKey("theme.id"), index=True)
    parent_id: Mapped[int] = mapped_column(sa.ForeignKey("theme.id"), index=True)


class ThemeAuthor(Base):
    """Somebody who wrote any of the answer to a theme, and so may not approve it."""

    __tablename__ = "theme_author"
    __table_args__ = (sa.UniqueConstraint("theme_id", "account_id"),)

    theme_id: Mapped[int] = mapped_column(sa.ForeignKey("theme.id"), index=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)


class AnswerReading(Versioned, Base):
    """One answer that somebody has read for its themes: a response, or an anonymous answer.

    No time is kept: for an anonymous answer it would be one more thing to order by.
    """

    __tablename__ = "answer_reading"
    __table_args__ = (
        sa.CheckConstraint("(response_id is null) <> (anonymous_id is null)", name="response_or_anonymous"),
    )

    consultation_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"), index=True)
    response_id: Mapped[int | None] = mapped_column(sa.ForeignKey("response.id"), unique=True)
    anonymous_id: Mapped[int | None] = mapped_column(
        sa.BigInteger, sa.ForeignKey("anonymous_answer.id"), unique=True
    )
    read_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))


class ThemeMark(Base):
    """The answer says what the theme says."""

    __tablename__ = "theme_mark"
    __table_args__ = (sa.UniqueConstraint("reading_id", "theme_id"),)

    reading_id: Mapped[int] = mapped_column(sa.ForeignKey("answer_reading.id"), index=True)
    theme_id: Mapped[int] = mapped_column(sa.ForeignKey("theme.id"), index=True)
