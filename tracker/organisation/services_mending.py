"""Wrong rows put right: kept beside the file, and read in place of what it says."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from tracker.database import db
from tracker.organisation.models import RegisterImport
from tracker.organisation.models_saved import MendedCell, WrongRow
from tracker.organisation.register_check.dry_run import DryRun, Matching
from tracker.organisation.register_check.findings import Category
from tracker.organisation.register_file.table import SourceTable, clean
from tracker.organisation.services import keep_matching, record_import
from tracker.policy.access.viewer import Viewer

MOST_KEPT = 2_000
"""Wrong rows that can be mended here; of more the file itself is to be put right."""
Cell = tuple[int, int, str]
"""Row of the file, position of the column, text."""


def keep_wrong_rows(row: RegisterImport, table: SourceTable, dry_run: DryRun) -> None:
    """Keep the rows a check found wrong, with their cells, in place of those of the check before."""
    forget_wrong_rows(row)
    reasons: dict[int, list[str]] = {}
    for finding in dry_run.findings:
        if finding.category == Category.WRONG and finding.row:
            if finding.row not in reasons and len(reasons) == MOST_KEPT:
                break
            reasons.setdefault(finding.row, []).append(finding.reason)
    for number, why in reasons.items():
        place = bisect_left(table.rows, number)
        cells = [column[place] for column in table.columns]
        db.session.add(WrongRow(import_id=row.id, row=number, cells=cells, reasons=why))


def forget_wrong_rows(row: RegisterImport) -> None:
    """Remove the kept rows."""
    db.session.flush()
    db.session.execute(sa.delete(WrongRow).where(WrongRow.import_id == row.id))


def mend(
    row: RegisterImport, wrong: Iterable[WrongRow], cells: Iterable[Cell], *, by: Viewer, at: datetime
) -> int:
    """Keep cells that differ from what counts now; how many. What the last check found counts no more."""
    now = {each.row: each.cells for each in wrong}
    kept = {
        (each.row, each.position): each
        for each in db.session.scalars(sa.select(MendedCell).where(MendedCell.import_id == row.id))
    }
    count = 0
    for number, position, text in cells:
        if number not in now or position >= len(now[number]) or now[number][position] == clean(text):
            continue
        count += 1
        cell = kept.get((number, position))
        if cell is None:
            cell = MendedCell(import_id=row.id, row=number, position=position, was=now[number][position])
            db.session.add(cell)
        cell.text, cell.mended_by_id, cell.mended_at = clean(text), by.account_id, at
    if count:
        keep_matching(row, Matching.from_dict(row.mapping), by=by)
        record_import(row, by, {"mended cells": count})
    return count


def with_mends(table: SourceTable, mends: Iterable[Cell]) -> SourceTable:
    """The table with the cells that were put right in their places."""
    columns = list(table.columns)
    changed: dict[int, list[str]] = {}
    for number, position, text in mends:
        place = bisect_left(table.rows, number)
        if position >= len(columns) or place >= len(table.rows) or table.rows[place] != number:
            continue
        changed.setdefault(position, list(columns[position]))[place] = text
    for position, cells in changed.items():
        columns[position] = cells
    return replace(table, columns=columns) if changed else table
