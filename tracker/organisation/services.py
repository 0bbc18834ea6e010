"""What is done with a register file: received, matched, approved, applied or cancelled."""

import hashlib
from dataclasses import replace
from datetime import date, datetime

import sqlalchemy as sa

from tracker.audit import services as audit
from tracker.database import db
from tracker.organisation.models import Employer, RegisterImport
from tracker.organisation.models_jobs import ImportTrace
from tracker.organisation.models_saved import MendedCell, WrongRow
from tracker.organisation.queries_register import load_register
from tracker.organisation.register_changes import apply_differences
from tracker.organisation.register_check.dates import PARTS, DateColumn
from tracker.organisation.register_check.dry_run import DryRun, Matching, Summary, packed, run_dry
from tracker.organisation.register_check.fields import guess
from tracker.organisation.register_check.findings import Category
from tracker.organisation.register_check.values import UnreadableValueError, number
from tracker.organisation.register_file.table import SourceTable
from tracker.organisation.rules import ImportKind, ImportMoveError, ImportState, check_import_move
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer

MOST_HOURS = 60.0


class RegisterMovedError(Exception):
    """The register is not as it was at the dry run."""


class SecondPersonError(Exception):
    """The import ends so much that somebody other than whoever brought the file must agree."""


def likely_matching(kind: ImportKind, table: SourceTable, before: RegisterImport | None = None) -> Matching:
    """The columns as matched at the last import of equal headings, else as their headings suggest."""
    if before is not None and before.summary.get("file", {}).get("headings") == table.headings:
        return Matching.from_dict(before.mapping).for_another_file()
    columns = guess(kind, table.headings)
    matching = Matching(columns)
    if "hours" in columns:
        found = []
        for text in set(table.columns[columns["hours"]]) - {""}:
            try:
                found.append(number(text))
            except UnreadableValueError:
                continue
        usual = max((hours for hours in found if hours <= MOST_HOURS), default=0.0)
        matching = replace(matching, full_time_hours=usual or matching.full_time_hours)
    return matching


def receive_file(
    employer: Employer,
    kind: ImportKind,
    as_of: date,
    *,
    file_name: str,
    content: bytes,
    by: Viewer | None,
    at: datetime,
) -> RegisterImport:
    """Keep a file as it was sent, unread. The register is not touched. ``by`` is None for the command."""
    row = RegisterImport(
        employer_id=employer.id,
        kind=kind,
        as_of=as_of,
        file_name=file_name[-255:],
        file_size=len(content),
        file_sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        uploaded_by_id=by.account_id if by else None,
        uploaded_at=at,
    )
    db.session.add(row)
    db.session.flush()
    record_import(row, by, {})
    return row


def keep_table(row: RegisterImport, table: SourceTable, matching: Matching, *, by: Viewer | None) -> None:
    """Keep what the file holds and the likely meaning of its columns, for the page that matches them."""
    check_import_move(row.state, ImportState.UPLOADED)
    row.state = ImportState.UPLOADED
    row.mapping = matching.as_dict()
    row.summary = {"file": _described(table)}
    record_import(row, by, {"rows": len(table.rows)})


def refuse_file(row: RegisterImport, *, by: Viewer | None) -> None:
    """Give up a file that cannot be read. It is removed; that there was one stays on record."""
    check_import_move(row.state, ImportState.FAILED)
    row.state = ImportState.FAILED
    row.content = b""
    record_import(row, by, {})


def _described(table: SourceTable) -> dict[str, object]:
    places = range(len(table.headings))
    return {
        "headings": table.headings,
        "samples": [table.samples(place) for place in places],
        "filled": [table.filled(place) for place in places],
        "rows": len(table.rows),
        "heading_row": table.heading_row,
        "encoding": table.encoding,
        "delimiter": table.delimiter,
        "sheet": table.sheet,
        "notes": table.notes,
        "dates": _days_to_ask_about(table),
    }


def _days_to_ask_about(table: SourceTable) -> dict[str, dict[str, object]]:
    """Columns whose days only a person can read for sure, by position, with examples."""
    found = {}
    for place, column in enumerate(table.columns):
        if any(PARTS.fullmatch(text) for text in table.samples(place)):
            seen = DateColumn.of(column)
            if seen.order is None:
                found[str(place)] = seen.as_dict()
    return found


def dry_run_of(row: RegisterImport, table: SourceTable, matching: Matching) -> DryRun:
    """What importing the file would do to the register as it stands now. Writes nothing."""
    register = load_register(row.employer_id, row.kind, row.as_of)
    return run_dry(row.kind, row.as_of, table, matching, register)


def keep_matching(row: RegisterImport, matching: Matching, *, by: Viewer | None) -> None:
    """Keep what each column holds; what an earlier matching led to no longer counts."""
    check_import_move(row.state, ImportState.CHECKED)
    row.state = ImportState.UPLOADED
    row.mapping = matching.as_dict()
    row.summary = {"file": row.summary["file"]}
    row.report = b""
    record_import(row, by, {})


def keep_dry_run(row: RegisterImport, matching: Matching, dry_run: DryRun, *, by: Viewer | None) -> None:
    """Keep the matched columns and the report for the pages."""
    check_import_move(row.state, ImportState.CHECKED)
    row.state = ImportState.CHECKED
    row.mapping = matching.as_dict()
    row.summary = {**row.summary, "check": dry_run.summary.as_dict()}
    row.report = packed(dry_run)
    summary = dry_run.summary
    record_import(row, by, {"wrong rows": summary.wrong_rows, **_counts(summary)})


def summary_of(row: RegisterImport) -> Summary | None:
    """The counts of the kept dry run, None before there is one."""
    kept = row.summary.get("check")
    return Summary(**kept) if kept else None


def ask_for_approval(row: RegisterImport, *, by: Viewer | None) -> None:
    """Put the import before a second person."""
    check_import_move(row.state, ImportState.AWAITING_APPROVAL)
    _needs_sound_rows(summary_of(row))
    _needs_judgement(summary_of(row))
    row.state = ImportState.AWAITING_APPROVAL
    record_import(row, by, {})


def check_may_apply(row: RegisterImport, *, by: Viewer) -> Summary:
    """Whether this person may apply the import as it was checked; gives what was found.

    Raises ``SecondPersonError`` when whoever brought the file may not apply it alone.
    """
    check_import_move(row.state, ImportState.APPLIED)
    kept = summary_of(row)
    if kept is None:
        raise ImportMoveError("This import has not been checked yet")
    _needs_sound_rows(kept)
    _needs_judgement(kept)
    if kept.needs_approval:
        awaited = row.state is ImportState.AWAITING_APPROVAL
        may = by.may(Permission.ORGANISATION_IMPORT_APPROVE) and by.account_id != row.uploaded_by_id
        if not awaited or not may:
            raise SecondPersonError
    return kept


def apply_import(row: RegisterImport, dry_run: DryRun, *, by: Viewer, at: datetime) -> Summary:
    """Bring the register into line with the file, exactly as its kept dry run showed.

    ``dry_run`` was made just now. Raises ``RegisterMovedError`` when that is no longer what would happen.
    """
    kept = check_may_apply(row, by=by)
    if (
        dry_run.summary.digest != kept.digest
        or load_register(row.employer_id, row.kind, row.as_of) != dry_run.register
    ):
        raise RegisterMovedError
    apply_dry_run(row, dry_run, by=by, approver_id=by.account_id, at=at)
    return dry_run.summary


def apply_dry_run(
    row: RegisterImport, dry_run: DryRun, *, by: Viewer | None, approver_id: int | None, at: datetime
) -> None:
    """Write what a dry run of this very transaction found. ``by`` is None for the command."""
    check_import_move(row.state, ImportState.APPLIED)
    _needs_sound_rows(dry_run.summary)
    if dry_run.summary.needs_approval and approver_id is None:
        raise SecondPersonError
    employer = db.session.get_one(Employer, row.employer_id)
    trace = apply_differences(employer, dry_run.register, dry_run.differences)
    db.session.add(ImportTrace(import_id=row.id, body=trace.packed()))
    row.state = ImportState.APPLIED
    row.applied_by_id = approver_id
    row.applied_at = at
    action = Permission.ORGANISATION_IMPORT
    if dry_run.summary.needs_approval:
        action = Permission.ORGANISATION_IMPORT_APPROVE
    record_import(row, by, _counts(dry_run.summary), action)


def _needs_sound_rows(summary: Summary | None) -> None:
    """A file without a sound row says nothing of the register, least of all that everybody has gone."""
    if summary is not None and not summary.sound:
        raise ImportMoveError("No row of the file is sound: mend the rows, or match the columns again")


def _needs_judgement(summary: Summary | None) -> None:
    """A renumbering is not a cull: what may be the same is judged by a person before anything ends."""
    if summary is not None and summary.undecided:
        raise ImportMoveError("Say first which pairs are the same under another number or name")


def cancel_import(row: RegisterImport, *, by: Viewer | None) -> None:
    """Give the import up. The file and its report are removed; that there was one stays on record."""
    check_import_move(row.state, ImportState.CANCELLED)
    row.state = ImportState.CANCELLED
    row.content = b""
    row.report = b""
    described = {**row.summary.get("file", {}), "samples": []}
    row.summary = {**row.summary, "file": described}
    for kept in (WrongRow, MendedCell):
        db.session.execute(sa.delete(kept).where(kept.import_id == row.id))
    record_import(row, by, {})


def _counts(summary: Summary) -> dict[str, int | str]:
    return {str(category): summary.count(category) for category in Category if summary.count(category)}


def record_import(
    row: RegisterImport,
    by: Viewer | None,
    facts: dict[str, int | str],
    action: Permission = Permission.ORGANISATION_IMPORT,
) -> None:
    """Hand in an entry about the import. ``by`` is None for the command."""
    audit.record(
        by or audit.NOBODY,
        action,
        "register import",
        row.reference,
        version=row.version or 1,
        facts={"state": str(row.state), "kind": str(row.kind), **facts},
    )
