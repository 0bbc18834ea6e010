"""What is done to the structure on a date: drafted, looked at, then done in one transaction or given up."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from tracker.audit import services as audit
from tracker.database import check_version, db
from tracker.organisation.models import Employer
from tracker.organisation.models_operations import Operation, OperationTrace
from tracker.organisation.operation_effects import Effects
from tracker.organisation.operation_plans import effects_of
from tracker.organisation.operation_writing import Writing
from tracker.organisation.queries_structure import Structure, structure_of
from tracker.organisation.register_changes import bump_measured
from tracker.organisation.rules import Contract
from tracker.organisation.rules_operations import (
    OperationError,
    OperationKind,
    OperationState,
)
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer


class StructureMovedError(Exception):
    """The register is not as it was at the preview: something else would happen now."""


def draft_operation(
    employer_id: int,
    kind: OperationKind,
    on: date,
    title: str,
    plan: dict[str, Any],
    *,
    by: Viewer,
    at: datetime,
) -> Operation:
    """Keep a plan. Nothing of the structure is altered. Raises ``OperationError`` where it may not be."""
    effects_of(kind, plan, structure_of(employer_id, on))
    row = Operation(
        employer_id=employer_id,
        kind=kind,
        on=on,
        title=title[:300],
        plan=plan,
        drafted_by_id=by.account_id,
        drafted_at=at,
    )
    db.session.add(row)
    db.session.flush()
    record_operation(row, by)
    return row


def edit_operation(
    row: Operation, on: date, title: str, plan: dict[str, Any], *, seen: int | None, by: Viewer
) -> None:
    """Plan it otherwise."""
    check_version(row, seen)
    _only_draft(row)
    effects_of(row.kind, plan, structure_of(row.employer_id, on))
    row.on, row.title, row.plan = on, title[:300], plan
    db.session.flush()
    record_operation(row, by)


def discard_operation(row: Operation, *, seen: int | None, by: Viewer) -> None:
    """Give a plan up."""
    check_version(row, seen)
    _only_draft(row)
    row.state = OperationState.DISCARDED
    db.session.flush()
    record_operation(row, by)


def do_operation(
    row: Operation,
    digest: str,
    follow: Iterable[tuple[int, int]],
    *,
    seen: int | None,
    by: Viewer,
    at: datetime,
) -> Effects:
    """Do exactly what the preview with that digest showed.

    ``follow`` are grants and the units they are proposed to follow to, new ones by their place below zero.
    Raises ``StructureMovedError`` where something else would happen now.
    """
    check_version(row, seen)
    _only_draft(row)
    db.session.execute(sa.select(Employer.id).where(Employer.id == row.employer_id).with_for_update())
    structure = structure_of(row.employer_id, row.on)
    effects = effects_of(row.kind, row.plan, structure)
    if effects.digest() != digest:
        raise StructureMovedError
    trace = Writing(row).write(effects, follow)
    db.session.add(OperationTrace(operation_id=row.id, body=trace.packed()))
    row.state = OperationState.DONE
    row.done_by_id, row.done_at = by.account_id, at
    row.outcome = _outcome(effects, structure)
    db.session.flush()
    bump_measured(row.employer_id)
    record_operation(row, by, people=row.outcome["people"], posts=row.outcome["posts"])
    return effects


def _outcome(effects: Effects, structure: Structure) -> dict[str, Any]:
    """What it came to: each person and post once, agency workers apart, heads beside FTE."""
    people: dict[int, float] = {}
    agency: dict[int, float] = {}
    for stay, _ in effects.people:
        (agency if stay.contract is Contract.AGENCY else people).setdefault(stay.owner_id, stay.fte)
    posts: dict[int, float] = {}
    for stay, _ in effects.posts:
        posts.setdefault(stay.owner_id, stay.fte)
    return {
        "people": len(people),
        "fte": round(sum(people.values()), 2),
        "agency": len(agency),
        "agency_fte": round(sum(agency.values()), 2),
        "posts": len(posts),
        "posts_fte": round(sum(posts.values()), 2),
        "units": [new.name for new in effects.new_units],
        "closed": [structure.units[unit_id].name for unit_id in effects.closing],
    }


def _only_draft(row: Operation) -> None:
    if row.state is not OperationState.DRAFT:
        raise OperationError("", f"This was {row.state} already")


def record_operation(row: Operation, by: Viewer, **counts: int) -> None:
    """The audit entry of an operation as it now is, with what it came to in counts."""
    facts: dict[str, int | str] = {"kind": row.kind.value, "state": row.state.value, **counts}
    audit.record(
        by, Permission.ORGANISATION_EDIT, "operation", row.reference, version=row.version, facts=facts
    )


def title_of(kind: OperationKind, names: list[str]) -> str:
    """What the list calls an operation: its kind and the names in it.

    >>> title_of(OperationKind.CLOSE, ["Payroll"])
    'Close a unit: Payroll'
    """
    words = kind.value[0].upper() + kind.value[1:]
    return f"{words}: {', '.join(names)}" if names else words
