"""Tables of the staff register. Periods include both ends; an open end means still so."""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, declared_attr, deferred, mapped_column, relationship

from tracker.database import Base, Referenced, Versioned
from tracker.organisation.rules import Contract, ImportKind, ImportState, PostState, StaffKind
from tracker.policy.calendar.nations import Nation


class Dated:
    """True from ``valid_from`` to ``valid_to``, both included."""

    valid_from: Mapped[date]
    valid_to: Mapped[date | None]

    @declared_attr.directive
    def __table_args__(cls) -> tuple[Any, ...]:  # noqa: N805  a class, as SQLAlchemy passes it
        return (sa.CheckConstraint("valid_to is null or valid_to >= valid_from", name="ends_after_start"),)


class Employer(Dated, Referenced, Base):
    """A legal employer."""

    __tablename__ = "employer"

    name: Mapped[str] = mapped_column(sa.String(200), unique=True)
    nation: Mapped[Nation] = mapped_column(default=Nation.ENGLAND)


class Establishment(Dated, Referenced, Base):
    """A place of work as redundancy law counts it; pages call it a site."""

    __tablename__ = "establishment"

    employer_id: Mapped[int] = mapped_column(sa.ForeignKey("employer.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    address: Mapped[str] = mapped_column(sa.String(300), default="")
    nation: Mapped[Nation] = mapped_column(default=Nation.ENGLAND)


class Unit(Referenced, Base):
    """A part of the organisation that keeps its identity while its name and place in the tree change."""

    __tablename__ = "unit"
    __table_args__ = (sa.UniqueConstraint("employer_id", "code"),)

    employer_id: Mapped[int] = mapped_column(sa.ForeignKey("employer.id"), index=True)
    code: Mapped[str] = mapped_column(sa.String(200))


class UnitPeriod(Dated, Base):
    """A unit's name, parent and site over a period. Periods of one unit never overlap."""

    __tablename__ = "unit_period"

    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    establishment_id: Mapped[int | None] = mapped_column(sa.ForeignKey("establishment.id"))

    unit: Mapped[Unit] = relationship(foreign_keys=[unit_id], lazy="raise_on_sql")


class RecognisedUnion(Dated, Referenced, Base):
    """A trade union or staff body. Who belongs to it is not held anywhere."""

    __tablename__ = "recognised_union"

    name: Mapped[str] = mapped_column(sa.String(200), unique=True)
    short_name: Mapped[str] = mapped_column(sa.String(40), unique=True)


class BargainingGroup(Dated, Referenced, Base):
    """A description of posts that one or more unions are recognised for."""

    __tablename__ = "bargaining_group"

    employer_id: Mapped[int] = mapped_column(sa.ForeignKey("employer.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(200))


class Recognition(Dated, Base):
    """A union recognised for a bargaining group over a period."""

    __tablename__ = "recognition"

    union_id: Mapped[int] = mapped_column(sa.ForeignKey("recognised_union.id"), index=True)
    bargaining_group_id: Mapped[int] = mapped_column(sa.ForeignKey("bargaining_group.id"), index=True)


class Post(Referenced, Base):
    """A post, or a group of like posts, that keeps its number while its particulars change."""

    __tablename__ = "post"
    __table_args__ = (sa.UniqueConstraint("employer_id", "number"),)

    employer_id: Mapped[int] = mapped_column(sa.ForeignKey("employer.id"), index=True)
    number: Mapped[str] = mapped_column(sa.String(200))
    is_group: Mapped[bool] = mapped_column(default=False)


class PostPeriod(Dated, Base):
    """A post's particulars over a period. ``fte`` is whole-time equivalents of the post or of the group."""

    __tablename__ = "post_period"

    post_id: Mapped[int] = mapped_column(sa.ForeignKey("post.id"), index=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    establishment_id: Mapped[int | None] = mapped_column(sa.ForeignKey("establishment.id"))
    title: Mapped[str] = mapped_column(sa.String(300), default="")
    grade: Mapped[str] = mapped_column(sa.String(100), default="")
    fte: Mapped[float] = mapped_column(default=1.0)
    state: Mapped[PostState] = mapped_column(default=PostState.LIVE)
    reports_to_id: Mapped[int | None] = mapped_column(sa.ForeignKey("post.id"))
    bargaining_group_id: Mapped[int | None] = mapped_column(sa.ForeignKey("bargaining_group.id"))

    post: Mapped[Post] = relationship(foreign_keys=[post_id], lazy="raise_on_sql")


class Person(Referenced, Base):
    """Someone on the register. Never: union membership, health, pay or protected characteristics."""

    __tablename__ = "person"
    __table_args__ = (
        sa.UniqueConstraint("employer_id", "staff_number"),
        sa.Index(
            None, "employer_id", "name", "id"
        ),  # the list of people reads its first page from this alone
    )

    employer_id: Mapped[int] = mapped_column(sa.ForeignKey("employer.id"))
    staff_number: Mapped[str] = mapped_column(sa.String(60))
    name: Mapped[str] = mapped_column(sa.String(200), index=True)
    kind: Mapped[StaffKind] = mapped_column(default=StaffKind.OTHER)
    contract: Mapped[Contract] = mapped_column(default=Contract.UNKNOWN)
    contract_end: Mapped[date | None]
    service_start: Mapped[date | None]
    service_end: Mapped[date | None]


class Posting(Dated, Base):
    """Where a person works over a period: unit, site, job. A person has one posting on any day."""

    __tablename__ = "posting"

    person_id: Mapped[int] = mapped_column(sa.ForeignKey("person.id"), index=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    post_id: Mapped[int | None] = mapped_column(sa.ForeignKey("post.id"), index=True)
    establishment_id: Mapped[int | None] = mapped_column(sa.ForeignKey("establishment.id"))
    bargaining_group_id: Mapped[int | None] = mapped_column(sa.ForeignKey("bargaining_group.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(300), default="")
    grade: Mapped[str] = mapped_column(sa.String(100), default="", index=True)
    fte: Mapped[float] = mapped_column(default=1.0)

    person: Mapped[Person] = relationship(lazy="raise_on_sql")
    unit: Mapped[Unit] = relationship(lazy="raise_on_sql")


class RegisterImport(Versioned, Referenced, Base):
    """A register file, what its columns mean, and how far it got: no part of the register before APPLIED.

    ``uploaded_by_id`` is None for a file brought by the command. ``report`` is the dry run, row by row.
    """

    __tablename__ = "register_import"

    employer_id: Mapped[int] = mapped_column(sa.ForeignKey("employer.id"), index=True)
    kind: Mapped[ImportKind]
    state: Mapped[ImportState] = mapped_column(default=ImportState.RECEIVED)
    as_of: Mapped[date]
    file_name: Mapped[str] = mapped_column(sa.String(255))
    file_size: Mapped[int]
    file_sha256: Mapped[str] = mapped_column(sa.String(64))
    content: Mapped[bytes] = deferred(mapped_column(sa.LargeBinary))
    report: Mapped[bytes] = deferred(mapped_column(sa.LargeBinary, default=b""))
    mapping: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    summary: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    uploaded_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    uploaded_at: Mapped[datetime]
    applied_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    applied_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("account.id"))
    undone_at: Mapped[datetime | None]

    employer: Mapped[Employer] = relationship(lazy="raise_on_sql")
