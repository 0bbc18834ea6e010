"""Tables of the work done on imports in the background: what is asked for, how far it got, who does it."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from tracker.database import Base
from tracker.organisation.rules_jobs import JobKind, JobState
from tracker.policy.access.roles import Role

IS_OPEN = sa.text("state in ('waiting', 'running')")
IS_RUNNING = sa.text("state = 'running'")


class ImportJob(Base):
    """One piece of work on an import. The row is the queue: asked for in the transaction that wants it.

    ``claim`` is the secret of the worker at it: a worker that lost its claim can finish nothing.
    ``done`` of ``total`` rows; ``total`` is 0 while it is not known.
    """

    __tablename__ = "import_job"
    __table_args__ = (
        sa.Index(
            "ix_import_job_one_open",
            "import_id",
            unique=True,
            sqlite_where=IS_OPEN,
            postgresql_where=IS_OPEN,
        ),
        sa.Index(
            "ix_import_job_one_running",
            "employer_id",
            unique=True,
            sqlite_where=IS_RUNNING,
            postgresql_where=IS_RUNNING,
        ),
    )

    import_id: Mapped[int] = mapped_column(sa.ForeignKey("register_import.id"), index=True)
    employer_id: Mapped[int] = mapped_column(sa.ForeignKey("employer.id"))
    kind: Mapped[JobKind]
    state: Mapped[JobState] = mapped_column(default=JobState.WAITING, index=True)
    asked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    role: Mapped[Role]
    asked_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    seen_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    claim: Mapped[str] = mapped_column(sa.String(32), default="")
    step: Mapped[str] = mapped_column(sa.String(100), default="")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    message: Mapped[str] = mapped_column(sa.String(1000), default="")


class ImportTrace(Base):
    """What an applied import did to the register, row by row, so that it can be undone."""

    __tablename__ = "import_trace"

    import_id: Mapped[int] = mapped_column(sa.ForeignKey("register_import.id"), unique=True)
    body: Mapped[bytes] = mapped_column(sa.LargeBinary)


class Worker(Base):
    """A process that does background work, and when it last said that it is alive."""

    __tablename__ = "worker"

    name: Mapped[str] = mapped_column(sa.String(200), unique=True)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
