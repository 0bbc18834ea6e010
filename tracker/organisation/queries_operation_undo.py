"""What undoing an operation on the structure would take back, and what depends on it."""

import sqlalchemy as sa

from tracker.database import db
from tracker.organisation.bulk_trace import Trace
from tracker.organisation.models_operations import Operation, OperationTrace
from tracker.organisation.queries_undo import REFERENCE, SHOWN, Obstacle, built_on, later_imports
from tracker.organisation.rules_operations import OperationState

impact = sa.table("impact", sa.column("rule", sa.JSON), sa.column("assessed_at", sa.DateTime(timezone=True)))
"""A table of a package above this one, by name: an impact assessed since was derived from what was done."""


def trace_of_operation(row: Operation) -> Trace | None:
    """What the operation did, row by row; None where nothing was kept of it."""
    body = db.session.scalar(sa.select(OperationTrace.body).where(OperationTrace.operation_id == row.id))
    return Trace.unpacked(body) if body else None


def later_operations(row: Operation) -> list[Obstacle]:
    """What was done to the employer's structure after it and still stands, the latest first."""
    query = (
        sa.select(Operation.title, Operation.reference)
        .where(
            Operation.employer_id == row.employer_id,
            Operation.state == OperationState.DONE,
            sa.or_(
                Operation.done_at > row.done_at,
                sa.and_(Operation.done_at == row.done_at, Operation.id > row.id),
            ),
        )
        .order_by(Operation.done_at.desc(), Operation.id.desc())
        .limit(SHOWN)
    )
    return [
        Obstacle(f"A later operation: {title}. Undo that one first", reference)
        for title, reference in db.session.execute(query)
    ]


def _impacts_since(row: Operation) -> list[Obstacle]:
    """Impacts assessed since, by a rule that names a unit or site of it: they counted what was moved."""
    plan = row.plan
    named = {plan.get("unit"), plan.get("into"), plan.get("parent"), plan.get("site"), *plan.get("units", ())}
    found = {reference for reference in named if reference}
    rules = db.session.scalars(
        sa.select(sa.cast(impact.c.rule, sa.Text)).where(impact.c.assessed_at >= row.done_at)
    )
    count = sum(1 for rule in rules if found.intersection(REFERENCE.findall(rule or "")))
    if not count:
        return []
    verb = "impact assessed since names" if count == 1 else "impacts assessed since name"
    return [Obstacle(f"{count:,} {verb} a unit or site of it")]


def obstacles_of_operation(row: Operation, trace: Trace) -> list[tuple[Obstacle, str]]:
    """Everything that depends on it, each with the page that shows it: ``operation``, ``import`` or none."""
    imports = later_imports(row.employer_id, row.done_at)
    return [
        *((each, "operation") for each in later_operations(row)),
        *((each, "import") for each in imports),
        *((each, "") for each in [*_impacts_since(row), *built_on(trace)]),
    ]
