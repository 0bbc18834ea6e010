"""Tables of notices, the mails made of them, what each person wants, and calendar feeds.

No table holds words that somebody typed, nor a name: a notice says what happened and to which reference.
"""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base, Referenced, Versioned
from tracker.notifications.rules import Frequency, Mailing, MailState
from tracker.policy.access.roles import Role


class Notice(Referenced, Base):
    """Something one account is told of, in one role. Written in the transaction of what it tells.

    ``key`` makes it one of its kind for the account and role: told twice, it is there once.
    """

    __tablename__ = "notice"
    __table_args__ = (
        sa.UniqueConstraint("account_id", "role", "key"),
        sa.Index("ix_notice_mailing", "mailing", "account_id"),
        sa.Index("ix_notice_matter", "account_id", "role", "matter", "matter_reference"),
    )

    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    role: Mapped[Role]
    kind: Mapped[str] = mapped_column(sa.String(60))
    matter: Mapped[str] = mapped_column(sa.String(40))
    matter_reference: Mapped[str] = mapped_column(sa.String(40))
    key: Mapped[str] = mapped_column(sa.String(160))
    at: Mapped[datetime]
    due_on: Mapped[date | None]
    read_at: Mapped[datetime | None]
    mailing: Mapped[Mailing] = mapped_column(default=Mailing.PENDING)
    mail_id: Mapped[int | None] = mapped_column(sa.ForeignKey("outgoing_mail.id"), index=True)


class OutgoingMail(Referenced, Base):
    """A mail to one account, from its making until it is sent or given up.

    ``claim`` is the secret of the worker that is sending it. ``answer`` is the mail server's code, no text.
    """

    __tablename__ = "outgoing_mail"
    __table_args__ = (sa.Index("ix_outgoing_mail_next", "state", "next_try_at"),)

    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    message_id: Mapped[str] = mapped_column(sa.String(80), unique=True)
    subject: Mapped[str] = mapped_column(sa.String(200))
    body: Mapped[str] = mapped_column(sa.Text, deferred=True)
    state: Mapped[MailState] = mapped_column(default=MailState.WAITING)
    attempts: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime]
    next_try_at: Mapped[datetime]
    claim: Mapped[str] = mapped_column(sa.String(32), default="")
    claimed_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    answer: Mapped[int | None]


class NoticeWishes(Versioned, Base):
    """How often an account wants mail. Without a row: once a day."""

    __tablename__ = "notice_wishes"

    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), unique=True)
    frequency: Mapped[Frequency] = mapped_column(default=Frequency.DAILY)


class MutedMatter(Base):
    """A matter that an account gets no mail about; its notices are still in the product."""

    __tablename__ = "muted_matter"
    __table_args__ = (sa.UniqueConstraint("account_id", "matter", "matter_reference"),)

    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    matter: Mapped[str] = mapped_column(sa.String(40))
    matter_reference: Mapped[str] = mapped_column(sa.String(40))
    since: Mapped[datetime]


class CalendarFeed(Referenced, Base):
    """A private address of an account's deadlines in one role. Only the fingerprint of its secret is held."""

    __tablename__ = "calendar_feed"

    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    role: Mapped[Role]
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    made_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class ReminderRun(Base):
    """A day whose reminders have been looked for."""

    __tablename__ = "reminder_run"

    day: Mapped[date] = mapped_column(unique=True)
    ended_at: Mapped[datetime]
