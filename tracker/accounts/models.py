"""Tables of accounts, their access grants, signed-in sessions and one-time links."""

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.database import Base, Referenced, Versioned
from tracker.policy.access.roles import Role


class LinkPurpose(StrEnum):
    """What a one-time link lets its bearer do."""

    INVITATION = "invitation"
    RESET = "reset"


class Account(Versioned, Referenced, Base):
    """Someone who signs in. ``password_hash`` is None until the invitation is taken up."""

    __tablename__ = "account"

    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    password_hash: Mapped[str | None] = mapped_column(sa.String(200))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("person.id"), unique=True)
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]


class AccessGrant(Referenced, Base):
    """A role, the scope it reaches, and from when to when. Ended by date or by revoking; never edited."""

    __tablename__ = "access_grant"

    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    role: Mapped[Role]
    employer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("employer.id"))
    programme_id: Mapped[int | None] = mapped_column(sa.ForeignKey("programme.id"))
    union_id: Mapped[int | None] = mapped_column(sa.ForeignKey("recognised_union.id"))
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    granted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    granted_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship(foreign_keys=[account_id], lazy="raise_on_sql")


class SignedInSession(Base):
    """One signed-in browser. Ending the row ends the session at the next request."""

    __tablename__ = "signed_in_session"

    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    reference: Mapped[str] = mapped_column(sa.String(12), unique=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    role: Mapped[Role]
    started_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    account: Mapped[Account] = relationship(lazy="raise_on_sql")


class OneTimeLink(Base):
    """A link that works once and not for long. Only the fingerprint of its secret is held."""

    __tablename__ = "one_time_link"

    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    purpose: Mapped[LinkPurpose]
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    made_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))


class SignInThrottle(Base):
    """Recent failures of a browser, an account or an address; ``key`` is a keyed fingerprint of which."""

    __tablename__ = "sign_in_throttle"

    key: Mapped[str] = mapped_column(sa.String(64), unique=True)
    failures: Mapped[int] = mapped_column(default=0)
    last_failure_at: Mapped[datetime]
