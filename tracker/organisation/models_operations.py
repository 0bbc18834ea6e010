"""Tables of what was done to the structure, where units came from, and who employs in law."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from tracker.database import Base, Referenced, Versioned
from tracker.organisation.models import Dated, Employer
from tracker.organisation.rules_operations import (
    OperationKind,
    OperationState,
    ProposalState,
    SuccessionKind,
    TransferBasis,
)


class Operation(Versioned, Referenced, Base):
    """One thing done to the structure from a day on: a plan while a draft, the record of it when done.

    ``plan`` holds what was asked, by references; ``outcome`` what it came to, in counts, once done.
    """

    __tablename__ = "operation"

    employer_id: Mapped[int] = mapped_column(sa.ForeignKey("employer.id"), index=True)
    kind: Mapped[OperationKind]
    on: Mapped[date]
    state: Mapped[OperationState] = mapped_column(default=OperationState.DRAFT)
    title: Mapped[str] = mapped_column(sa.String(300), default="")
    plan: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    outcome: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    drafted_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    drafted_at: Mapped[datetime]
    done_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    done_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    undone_at: Mapped[datetime | None]

    employer: Mapped[Employer] = relationship(lazy="raise_on_sql")


class OperationTrace(Base):
    """What an operation did to the register, row by row, so that it can be undone."""

    __tablename__ = "operation_trace"

    operation_id: Mapped[int] = mapped_column(sa.ForeignKey("operation.id"), unique=True)
    body: Mapped[bytes] = mapped_column(sa.LargeBinary)


class UnitSuccession(Base):
    """A unit that came from another on a day, by a split or a merger."""

    __tablename__ = "unit_succession"
    __table_args__ = (
        sa.UniqueConstraint("from_id", "to_id", "on"),
        sa.CheckConstraint("from_id <> to_id", name="two_units"),
    )

    from_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    to_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    kind: Mapped[SuccessionKind]
    on: Mapped[date]


class GrantProposal(Referenced, Base):
    """Access to a unit that is to follow another access, proposed by HR, given by an administrator."""

    __tablename__ = "grant_proposal"
    __table_args__ = (sa.UniqueConstraint("operation_id", "grant_id", "unit_id"),)

    operation_id: Mapped[int] = mapped_column(sa.ForeignKey("operation.id"))
    grant_id: Mapped[int] = mapped_column(sa.ForeignKey("access_grant.id"), index=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    on: Mapped[date]
    state: Mapped[ProposalState] = mapped_column(default=ProposalState.ASKED, index=True)
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    answered_at: Mapped[datetime | None]


class EstablishmentPast(Base):
    """What a site was called, and where it was, until a day; ``establishment`` holds what came after."""

    __tablename__ = "establishment_past"
    __table_args__ = (sa.UniqueConstraint("establishment_id", "until"),)

    establishment_id: Mapped[int] = mapped_column(sa.ForeignKey("establishment.id"))
    name: Mapped[str] = mapped_column(sa.String(200))
    address: Mapped[str] = mapped_column(sa.String(300), default="")
    until: Mapped[date]


class LegalEmployer(Referenced, Base):
    """A body that is, or was, the employer in law of people in the organisation."""

    __tablename__ = "legal_employer"
    __table_args__ = (sa.UniqueConstraint("employer_id", "name"),)

    employer_id: Mapped[int] = mapped_column(sa.ForeignKey("employer.id"))
    name: Mapped[str] = mapped_column(sa.String(200))


class EmployerTerm(Dated, Base):
    """A legal employer of the organisation, or of one unit with everything below it, over a period."""

    __tablename__ = "employer_term"

    employer_id: Mapped[int] = mapped_column(sa.ForeignKey("employer.id"), index=True)
    legal_employer_id: Mapped[int] = mapped_column(sa.ForeignKey("legal_employer.id"))
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"))
    basis: Mapped[TransferBasis]
