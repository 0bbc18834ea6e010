"""An applied import, or an operation on the structure, taken back: the register as it was, row for row."""

from datetime import datetime

import sqlalchemy as sa

from tracker.database import db
from tracker.organisation.bulk_trace import Trace, in_parts, table_named, typed, within
from tracker.organisation.models import RegisterImport
from tracker.organisation.models_jobs import ImportTrace
from tracker.organisation.queries_undo import Obstacle, obstacles, trace_of
from tracker.organisation.register_changes import bump_measured
from tracker.organisation.rules import ImportMoveError, ImportState, check_import_move
from tracker.organisation.services import record_import
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer

PERIODS = (
    "grant_proposal",
    "unit_succession",
    "employer_term",
    "establishment_past",
    "posting",
    "post_period",
    "unit_period",
)
OWNERS = ("person", "post", "bargaining_group", "establishment", "unit", "legal_employer")


class DependsError(Exception):
    """Something depends on what was done; ``obstacles`` say what."""

    def __init__(self, found: list[Obstacle]) -> None:
        super().__init__("Something depends on it by now")
        self.obstacles = found


def undo_import(row: RegisterImport, *, by: Viewer, at: datetime) -> None:
    """Take the import back. Raises ``DependsError`` where something depends on it; then nothing changes."""
    check_import_move(row.state, ImportState.UNDONE)
    trace = trace_of(row)
    if trace is None:
        raise ImportMoveError("This import was made before imports could be undone")
    if found := obstacles(row, trace):
        raise DependsError(found)
    facts: dict[str, int | str] = {**take_back(trace)}
    db.session.execute(sa.delete(ImportTrace).where(ImportTrace.import_id == row.id))
    bump_measured(row.employer_id)
    row.state = ImportState.UNDONE
    row.undone_by_id = by.account_id
    row.undone_at = at
    record_import(row, by, facts, Permission.ORGANISATION_IMPORT_APPROVE)


def take_back(trace: Trace) -> dict[str, int]:
    """Remove what was made and put every other row back as it was. Gives how many, for the record."""
    connection = db.session.connection()
    made = 0
    for name in PERIODS:
        made += _remove(trace, name)
    put_back = 0
    for name, rows in trace.touched.items():
        table = table_named(name)
        gone = [typed(table, kept.was) for kept in rows.values() if kept.now is None]
        if gone:
            connection.execute(sa.insert(table), gone)
        for part in in_parts([each for each, kept in rows.items() if kept.now is not None]):
            values = [typed(table, rows[each].was) for each in part]
            same = table.c.id == sa.bindparam("row_id")
            names = [column.name for column in table.columns if column.name != "id"]
            connection.execute(
                sa.update(table).where(same).values({n: sa.bindparam(f"was_{n}") for n in names}),
                [{"row_id": each["id"], **{f"was_{n}": each[n] for n in names}} for each in values],
            )
        put_back += len(rows)
    for name in OWNERS:
        made += _remove(trace, name)
    return {"rows removed": made, "rows put back": put_back}


def _remove(trace: Trace, name: str) -> int:
    ranges = trace.made.get(name)
    if not ranges:
        return 0
    table = table_named(name)
    return db.session.connection().execute(sa.delete(table).where(within(table.c.id, ranges))).rowcount
