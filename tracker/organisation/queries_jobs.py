"""Background work on imports for pages."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from tracker.database import db
from tracker.organisation.models import RegisterImport
from tracker.organisation.models_jobs import ImportJob, Worker
from tracker.organisation.rules_jobs import OPEN, JobState, gone


def newest_job(row: RegisterImport) -> ImportJob | None:
    """The work last asked for on the import."""
    return db.session.scalars(
        sa.select(ImportJob)
        .where(ImportJob.import_id == row.id)
        .order_by(ImportJob.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    ).first()


@dataclass(frozen=True)
class Queue:
    """How things stand around a piece of work. ``before``: other work that is begun or will be before it.

    ``seen``: when a worker last said that it is alive, None when there never was one.
    """

    before: int
    seen: datetime | None
    worker_gone: bool


def queue_around(job: ImportJob, now: datetime) -> Queue:
    """The place of a piece of work in the queue, and whether anybody is there to do it."""
    before, seen, busy = db.session.execute(
        sa.select(
            sa.select(sa.func.count())
            .where(ImportJob.id < job.id, ImportJob.state.in_(OPEN))
            .scalar_subquery(),
            sa.select(sa.func.max(Worker.seen_at)).scalar_subquery(),
            sa.select(sa.func.max(ImportJob.seen_at))
            .where(ImportJob.state == JobState.RUNNING)
            .scalar_subquery(),
        )
    ).one()
    lately = max((each for each in (seen, busy) if each is not None), default=None)
    return Queue(before, lately, gone(lately, now))
