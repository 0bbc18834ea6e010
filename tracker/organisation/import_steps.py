"""What is done with an import in the background, step by step. Each way out is told to whoever asked."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from tracker.database import EditConflictError, db, long_read, now, release, unit_of_work
from tracker.organisation import queries_imports, queries_mending, queries_saved, services
from tracker.organisation.bulk import written
from tracker.organisation.import_queue import Job, JobLostError
from tracker.organisation.models import RegisterImport
from tracker.organisation.register_check.dry_run import DryRun, Matching
from tracker.organisation.register_check.fields import known_headings
from tracker.organisation.register_file.apart import read_apart
from tracker.organisation.register_file.table import FileRefusedError, SourceTable
from tracker.organisation.rules import ImportMoveError
from tracker.organisation.rules_jobs import JobKind, JobState
from tracker.organisation.services import RegisterMovedError, SecondPersonError
from tracker.organisation.services_mending import keep_wrong_rows, with_mends
from tracker.organisation.services_undo import DependsError, undo_import
from tracker.policy.access.permissions import Permission
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer

ViewerOf = Callable[[int, Role], Viewer | None]
"""Whoever asked, as their grants stand now: they come from a package above this one."""

logger = logging.getLogger(__name__)
FAULT = (
    "Something went wrong that is not the file's fault. The register is as it was. "
    "Try again; if it fails again, tell whoever runs the service"
)


class MayNoLongerError(Exception):
    """Whoever asked for the work has lost the right to it since."""


def perform(job: Job, viewer_of: ViewerOf) -> None:
    """Do a piece of work to one of its ends. Raises ``JobLostError`` when it was stopped."""
    steps = {
        JobKind.READ: read_file,
        JobKind.CHECK: check_file,
        JobKind.APPLY: apply_file,
        JobKind.UNDO: undo,
    }
    try:
        steps[job.kind](job, asker(job, viewer_of))
    except JobLostError:
        raise
    except (ImportMoveError, FileRefusedError) as error:
        turn_back(job, f"{_nothing(job)}{error}")
    except SecondPersonError:
        turn_back(job, f"{_nothing(job)}One person asks for approval and another HR partner gives it")
    except DependsError as error:
        turn_back(
            job, f"{_nothing(job)}Something depends on it: {'; '.join(o.text for o in error.obstacles)}"
        )
    except EditConflictError:
        turn_back(job, f"{_nothing(job)}Somebody else changed this import. Read it again")
    except MayNoLongerError:
        turn_back(job, f"{_nothing(job)}Whoever asked for it may no longer import for this employer")
    except Exception:
        logger.exception("import work failed", extra={"job_id": job.id})
        end(job, JobState.FAILED, FAULT)


def _nothing(job: Job) -> str:
    return {JobKind.APPLY: "Nothing was imported. ", JobKind.UNDO: "Nothing was undone. "}.get(job.kind, "")


def asker(job: Job, viewer_of: ViewerOf) -> Viewer:
    """Whoever asked, if they may still import for the employer."""
    viewer = viewer_of(job.asked_by_id, job.role)
    if viewer is None or not viewer.may(Permission.ORGANISATION_IMPORT):
        raise MayNoLongerError
    seen = queries_imports.visible_imports(viewer).with_only_columns(RegisterImport.id).order_by(None)
    if db.session.scalar(seen.where(RegisterImport.id == job.import_id)) is None:
        raise MayNoLongerError
    release()
    return viewer


def turn_back(job: Job, message: str) -> None:
    """End work that could not do what was asked."""
    end(job, JobState.TURNED_BACK, message)


def end(job: Job, state: JobState, message: str) -> None:
    """End work that saves nothing else."""
    release()
    with unit_of_work():
        job.finish(state, message)


def get(job: Job) -> RegisterImport:
    """The import that is worked on."""
    query = sa.select(RegisterImport).where(RegisterImport.id == job.import_id)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def table_of(job: Job) -> SourceTable:
    """The import's file, read apart while no transaction is open."""
    job.report("Reading the file")
    with long_read():
        row = get(job)
        content, name, kind = queries_imports.content_of(row), row.file_name, row.kind
        mends = queries_mending.mends_of(row.id)
    db.session.expunge_all()
    return with_mends(read_apart(content, name, known_headings(kind)), mends)


def read_file(job: Job, by: Viewer) -> None:
    """Read the file for the first time and guess what its columns hold. An unreadable one is removed."""
    try:
        table = table_of(job)
    except FileRefusedError as error:
        with unit_of_work():
            services.refuse_file(get(job), by=by)
            job.finish(JobState.FAILED, str(error))
        return
    with unit_of_work():
        row = get(job)
        before = queries_imports.last_applied(row.employer_id, row.kind)
        services.keep_table(row, table, services.likely_matching(row.kind, table, before), by=by)
        if offers := queries_saved.offers_for(row):
            row.mapping = offers[0].matching.as_dict()
        job.finish(JobState.DONE, "The file was read")


def compared(job: Job) -> tuple[SourceTable, DryRun, Matching]:
    """The file compared with the register as it stands. Nobody who writes has to wait meanwhile."""
    table = table_of(job)
    total = len(table.rows)
    job.report("Comparing with the register", 0, total)
    with long_read():
        row = get(job)
        matching = Matching.from_dict(row.mapping)
        dry_run = services.dry_run_of(row, table, matching)
    job.report("Keeping what was found", total, total)
    return table, dry_run, matching


def check_file(job: Job, by: Viewer) -> None:
    """Compare the file with the register and keep the report."""
    keep_check(job, by, JobState.DONE, "The file was checked")


def keep_check(job: Job, by: Viewer, state: JobState, message: str) -> None:
    """Compare, keep what was found, and end the work so."""
    table, dry_run, matching = compared(job)
    with unit_of_work():
        row = get(job)
        services.keep_dry_run(row, matching, dry_run, by=by)
        keep_wrong_rows(row, table, dry_run)
        job.finish(state, message)


def apply_file(job: Job, by: Viewer) -> None:
    """Bring the register into line with the file, if that still does what was shown."""
    services.check_may_apply(get(job), by=by)
    release()
    _, dry_run, _ = compared(job)
    total = len(dry_run.differences.new.keys) * 2
    job.report("Writing into the register", 0, total)
    try:
        with unit_of_work(), told_of_rows(job, total):
            services.apply_import(get(job), dry_run, by=by, at=now())
            job.finish(JobState.DONE, "The register was brought into line with the file")
    except RegisterMovedError:
        keep_check(
            job,
            by,
            JobState.TURNED_BACK,
            "Nothing was imported: the register changed after the dry run. Below is what would happen now",
        )


@contextmanager
def told_of_rows(job: Job, total: int) -> Iterator[None]:
    """Say how many rows are written, where somebody else can see that before the end."""
    done = 0

    def say(count: int) -> None:
        nonlocal done
        done += count
        job.report("Writing into the register", min(done, total), total, now=False)

    noted = written.set(say)
    try:
        yield
    finally:
        written.reset(noted)


def undo(job: Job, by: Viewer) -> None:
    """Take an applied import back, if nothing depends on it."""
    job.report("Taking back what the import did")
    with unit_of_work():
        undo_import(get(job), by=by, at=now())
        job.finish(JobState.DONE, "The import was undone: the register is as it was before it")
