"""An operation on the structure taken back: the register is as it was before, row for row."""

from datetime import datetime

import sqlalchemy as sa

from tracker.database import check_version, db
from tracker.organisation.models import Employer
from tracker.organisation.models_operations import Operation, OperationTrace
from tracker.organisation.queries_operation_undo import obstacles_of_operation, trace_of_operation
from tracker.organisation.register_changes import bump_measured
from tracker.organisation.rules_operations import OperationError, OperationState
from tracker.organisation.services_operations import record_operation
from tracker.organisation.services_undo import DependsError, take_back
from tracker.policy.access.viewer import Viewer


def undo_operation(row: Operation, *, seen: int | None, by: Viewer, at: datetime) -> None:
    """Take it back. Raises ``DependsError`` where something depends on it; then nothing changes."""
    check_version(row, seen)
    if row.state is not OperationState.DONE:
        raise OperationError("", f"This is {row.state}: only what was done can be undone")
    db.session.execute(sa.select(Employer.id).where(Employer.id == row.employer_id).with_for_update())
    trace = trace_of_operation(row)
    if trace is None:
        raise OperationError("", "This was done before the service kept what is needed to undo it")
    if found := obstacles_of_operation(row, trace):
        raise DependsError([each for each, _ in found])
    counts = take_back(trace)
    db.session.execute(sa.delete(OperationTrace).where(OperationTrace.operation_id == row.id))
    bump_measured(row.employer_id)
    row.state = OperationState.UNDONE
    row.undone_by_id, row.undone_at = by.account_id, at
    db.session.flush()
    db.session.expire_all()
    record_operation(row, by, **counts)
