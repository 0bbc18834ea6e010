"""Background work on imports as people ask for it, stop it and have it tried again."""

from datetime import datetime

import sqlalchemy as sa

from tracker.database import db, table_of
from tracker.organisation.models import RegisterImport
from tracker.organisation.models_jobs import ImportJob
from tracker.organisation.queries_jobs import newest_job
from tracker.organisation.rules import ImportMoveError, ImportState
from tracker.organisation.rules_jobs import OPEN, JobKind, JobState
from tracker.organisation.services import cancel_import, record_import
from tracker.policy.access.viewer import Viewer


def ask(row: RegisterImport, kind: JobKind, *, by: Viewer, at: datetime) -> ImportJob:
    """Put work on an import into the queue; nothing else can be asked of it until that is over."""
    refuse_while_worked_on(row)
    job = ImportJob(
        import_id=row.id,
        employer_id=row.employer_id,
        kind=kind,
        asked_by_id=by.account_id,
        role=by.role,
        asked_at=at,
    )
    db.session.add(job)
    record_import(row, by, {"asked": str(kind)})
    return job


def refuse_while_worked_on(row: RegisterImport) -> None:
    """Raise ``ImportMoveError`` while work on the import waits or runs. Locks the import."""
    db.session.execute(
        sa.select(RegisterImport.id).where(RegisterImport.id == row.id).with_for_update()
    ).one()
    job = newest_job(row)
    if job is not None and job.state in OPEN:
        raise ImportMoveError("This import is being worked on. Wait until that is over, or stop it")


def stop(row: RegisterImport, *, by: Viewer, at: datetime) -> bool:
    """Stop the work that waits or runs. False when it was over already.

    Whoever is at it notices before it commits, so what it was to change stays as it was. A file that was
    never read is given up with it.
    """
    jobs = table_of(ImportJob)
    stopped = db.session.connection().execute(
        sa.update(jobs)
        .where(jobs.c.import_id == row.id, jobs.c.state.in_(OPEN))
        .values(state=JobState.CANCELLED, ended_at=at, claim="")
    )
    if not stopped.rowcount:
        return False
    if row.state is ImportState.RECEIVED:
        cancel_import(row, by=by)
    else:
        record_import(row, by, {"asked": "stop"})
    return True


def try_again(row: RegisterImport, *, by: Viewer, at: datetime) -> None:
    """Ask again for what failed."""
    job = newest_job(row)
    if job is None or job.state is not JobState.FAILED or row.state is ImportState.FAILED:
        raise ImportMoveError("Nothing of this import has to be tried again")
    ask(row, job.kind, by=by, at=at)
