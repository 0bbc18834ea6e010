"""What people do to statutory steps: record one, agree to a waiver, go on although steps are red."""

from dataclasses import dataclass
from datetime import date, datetime

from tracker.audit import services as audit
from tracker.changes.models import Change
from tracker.compliance.models import GateOverride, StatutoryStep
from tracker.compliance.queries_steps import steps_of
from tracker.compliance.steps import SLUG_OF, Outcome, Step, StepKind
from tracker.database import EditConflictError, check_version, db
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer


class SamePersonError(Exception):
    """Who asked cannot be the second person."""


@dataclass(frozen=True, kw_only=True)
class StepGiven:
    """What HR says of a step."""

    outcome: Outcome
    on: date | None
    channel: str
    evidence: str
    reason: str
    authority: str


def record_step(
    change: Change, kind: StepKind, given: StepGiven, *, by: Viewer, moment: datetime, seen: int | None
) -> StatutoryStep:
    """Say what became of a step. Altering a waiver takes its approval away. Raises ``EditConflictError``."""
    row = steps_of(change).get(kind)
    if row is None:
        row = StatutoryStep(change_id=change.id, kind=kind)
        db.session.add(row)
    elif seen is None:
        raise EditConflictError
    else:
        check_version(row, seen)
    for name, value in vars(given).items():
        setattr(row, name, value)
    row.recorded_by_id, row.recorded_at = by.account_id, moment
    row.approved_by_id = row.approved_at = None
    db.session.flush()
    _note(by, Permission.COMPLIANCE_RECORD, change, row, given.outcome.value)
    return row


def approve_waiver(
    change: Change, row: StatutoryStep, *, by: Viewer, moment: datetime, seen: int | None
) -> None:
    """Agree to a waiver as the second person. Raises ``SamePersonError`` or ``EditConflictError``."""
    check_version(row, seen)
    if row.outcome is not Outcome.WAIVED or row.approved_by_id is not None:
        raise EditConflictError
    if row.recorded_by_id == by.account_id:
        raise SamePersonError
    row.approved_by_id, row.approved_at = by.account_id, moment
    db.session.flush()
    _note(by, Permission.COMPLIANCE_APPROVE, change, row, "waiver approved")


def _note(by: Viewer, permission: Permission, change: Change, row: StatutoryStep, what: str) -> None:
    audit.record(
        by,
        permission,
        "statutory step",
        change.reference,
        version=row.version,
        facts={"step": SLUG_OF[row.kind], "outcome": what, "on": row.on.isoformat() if row.on else ""},
    )


def ask_override(
    change: Change, red: list[Step], reason: str, *, by: Viewer, moment: datetime
) -> GateOverride:
    """Ask to go on although steps are red: nothing moves before a second person agrees."""
    row = GateOverride(
        change_id=change.id,
        steps=[step.kind.value for step in red],
        reason=reason,
        asked_by_id=by.account_id,
        asked_at=moment,
    )
    db.session.add(row)
    db.session.flush()
    _note_override(by, Permission.COMPLIANCE_RECORD, row, "asked")
    return row


def approve_override(row: GateOverride, *, by: Viewer, moment: datetime, seen: int | None) -> None:
    """Agree to go on as the second person. Raises ``SamePersonError`` or ``EditConflictError``."""
    check_version(row, seen)
    if row.approved_by_id is not None:
        raise EditConflictError
    if row.asked_by_id == by.account_id:
        raise SamePersonError
    row.approved_by_id, row.approved_at = by.account_id, moment
    db.session.flush()
    _note_override(by, Permission.COMPLIANCE_APPROVE, row, "approved")


def _note_override(by: Viewer, permission: Permission, row: GateOverride, what: str) -> None:
    facts: dict[str, int | str] = {"step": what, "steps": "; ".join(row.steps)}
    audit.record(by, permission, "gate override", row.reference, version=row.version, facts=facts)
