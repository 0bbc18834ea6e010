"""Tables of the append-only record. Triggers refuse update and delete of entries on both engines."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker.audit.rules import FIRST
from tracker.database import Base
from tracker.policy.access.roles import Role


class AuditHead(Base):
    """One row: how many entries there are and the fingerprint of the last. The last lock of a transaction."""

    __tablename__ = "audit_head"

    size: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    last: Mapped[str] = mapped_column(sa.String(64), default=FIRST)


class AuditEntry(Base):
    """One thing done, or refused. ``body`` is the exact text fingerprinted; other columns are copies."""

    __tablename__ = "audit_entry"

    id: Mapped[int] = mapped_column("seq", sa.BigInteger, primary_key=True, autoincrement=False)
    prev: Mapped[str] = mapped_column(sa.String(64), unique=True)
    body: Mapped[str] = mapped_column(sa.Text)
    leaf: Mapped[str] = mapped_column(sa.String(64), unique=True)
    at: Mapped[datetime] = mapped_column(index=True)
    actor: Mapped[str] = mapped_column(sa.String(12), index=True)
    action: Mapped[str] = mapped_column(sa.String(60), index=True)
    object_type: Mapped[str] = mapped_column(sa.String(40))
    object_reference: Mapped[str] = mapped_column(sa.String(12), index=True)


class Look(Base):
    """Somebody looked at what is held of a person, in a role, on a day: written once a day for each.

    The person reads of role and day only. Each is written together with an entry of the record.
    """

    __tablename__ = "look"
    __table_args__ = (sa.UniqueConstraint("account_id", "role", "day", "person_id"),)

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    role: Mapped[Role]
    day: Mapped[date]
