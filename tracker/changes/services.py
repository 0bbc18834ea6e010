"""What people do to changes: log one, edit it, move it on."""

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm.attributes import flag_modified

from tracker.audit import services as audit
from tracker.changes.gates import check_gates
from tracker.changes.models import (
    Change,
    ChangeSite,
    ChangeStep,
    ChangeUnit,
    ChangeVersion,
    Programme,
    milestone_columns,
)
from tracker.changes.rules import (
    ENDED,
    MILESTONE_LABELS,
    Certainty,
    ChangeMoveError,
    ChangeState,
    ChangeType,
    Milestones,
    check_milestones,
    check_move,
    is_decision,
    would_circle,
)
from tracker.database import check_version, db
from tracker.organisation.models import Unit
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer

exposure_version = sa.table("exposure_version", sa.column("employer_id"), sa.column("number"))
impact_dates = sa.table(
    "impact",
    sa.column("change_id"),
    sa.column("state"),
    sa.column("kind"),
    *(sa.column(name, sa.Date()) for name in Milestones.__dataclass_fields__ if name != "withdrawn"),
)
"""Tables of a package above this one, by name."""


class ChangeRefusedError(Exception):
    """An edit that cannot be saved. ``messages``: field name to what to do about it."""

    def __init__(self, messages: dict[str, str]) -> None:
        super().__init__("; ".join(messages.values()))
        self.messages = messages


@dataclass(frozen=True, kw_only=True)
class ChangeEdit:
    """What the edit page sets, all of it each time."""

    type: ChangeType
    certainty: Certainty
    dates: Milestones
    part_of_id: int | None
    supersedes_id: int | None
    unit_ids: tuple[int, ...]
    site_ids: tuple[int, ...]


def note_measured_change(employer_id: int) -> None:
    """Say that something the measure reads has changed, so that kept results are worked out again."""
    result = db.session.execute(
        sa.update(exposure_version)
        .where(exposure_version.c.employer_id == employer_id)
        .values(number=exposure_version.c.number + 1)
    )
    if result.rowcount == 0:  # type: ignore[attr-defined]  # an update's result counts rows
        db.session.execute(sa.insert(exposure_version).values(employer_id=employer_id, number=1))


def log_change(
    programme: Programme,
    *,
    title: str,
    type: ChangeType,  # noqa: A002  the field's own name
    reason: str,
    unit_ids: tuple[int, ...],
    announced: date | None,
    by: Viewer,
    at: datetime,
    on: date,
) -> Change:
    """Record a change with the first draft of its text: proposed when it has been announced, else an idea."""
    if unit_ids and _foreign_units(programme.employer_id, unit_ids):
        raise ChangeRefusedError({"unit_words": "Choose units of the programme's own employer"})
    state = ChangeState.PROPOSED if announced is not None else ChangeState.IDEA
    change = Change(
        programme=programme,
        title=title,
        type=type,
        state=state,
        announced=announced,
        owner_id=by.account_id,
        created_at=at,
    )
    db.session.add(change)
    db.session.flush()
    db.session.add(
        ChangeVersion(
            change_id=change.id,
            number=1,
            title=title,
            reason=reason,
            written_by_id=by.account_id,
            written_at=at,
        )
    )
    db.session.add_all(ChangeUnit(change_id=change.id, unit_id=unit_id) for unit_id in unit_ids)
    _step(change, None, "", on=on, by=by, at=at)
    facts: dict[str, int | str] = {"type": type.value, "state": state.value, "units": len(unit_ids)}
    audit.record(by, Permission.CHANGE_EDIT, "change", change.reference, version=change.version, facts=facts)
    return change


def edit_change(change: Change, edit: ChangeEdit, *, by: Viewer, seen: int | None) -> None:
    """Set a change's facts. Raises ``EditConflictError`` or ``ChangeRefusedError``."""
    check_version(change, seen)
    if change.state in ENDED:
        raise ChangeRefusedError({"form": f"This change is {change.state}: it can no longer be edited"})
    messages = check_milestones(edit.dates) or _clashes_with_impacts(change, edit.dates)
    if edit.part_of_id is not None and would_circle(_parents(change), change.id, edit.part_of_id):
        messages["part_of"] = "Choose a change that is not itself a part of this one"
    if messages:
        raise ChangeRefusedError(messages)
    change.type, change.certainty = edit.type, edit.certainty
    change.part_of_id, change.supersedes_id = edit.part_of_id, edit.supersedes_id
    for name, day in milestone_columns(edit.dates).items():
        setattr(change, name, day)
    flag_modified(change, "title")  # the version rises also when only units or sites differ
    _replace(ChangeUnit, change, "unit_id", edit.unit_ids)
    _replace(ChangeSite, change, "establishment_id", edit.site_ids)
    db.session.flush()
    note_measured_change(_employer_id(change))
    audit.record(
        by,
        Permission.CHANGE_EDIT,
        "change",
        change.reference,
        version=change.version,
        facts={
            "type": edit.type.value,
            "certainty": edit.certainty.value,
            "units": len(edit.unit_ids),
            "sites": len(edit.site_ids),
            "dates": sum(getattr(edit.dates, each.name) is not None for each in fields(edit.dates)),
        },
    )


def move_change(
    change: Change,
    wanted: ChangeState,
    *,
    reason: str,
    on: date,
    by: Viewer,
    at: datetime,
    superseding: Change | None = None,
    seen: int | None = None,
) -> None:
    """Move a change on. Raises ``ChangeMoveError``, ``ChangeRefusedError`` or ``EditConflictError``.

    Only a programme director decides. A change withdrawn or superseded has no effect from ``on``.
    """
    check_version(change, seen)
    check_move(
        change.state, wanted, published=change.published_number is not None, paused_from=change.paused_from
    )
    if is_decision(change.state, wanted, change.paused_from) and not by.may(Permission.CHANGE_DECIDE):
        raise ChangeMoveError(f"Only the programme director can make a change {wanted}")
    check_gates(change, wanted, on)
    if wanted is ChangeState.SUPERSEDED:
        if superseding is None or superseding.id == change.id:
            raise ChangeRefusedError({"superseding": "Choose the change that takes its place"})
        if superseding.supersedes_id not in (None, change.id):
            raise ChangeRefusedError({"superseding": "Choose a change that does not supersede another yet"})
        superseding.supersedes_id = change.id
    if wanted in (ChangeState.WITHDRAWN, ChangeState.SUPERSEDED):
        wrong = check_milestones(Milestones(**{**vars(change.milestones), "withdrawn": on}))
        if "withdrawn" in wrong:
            raise ChangeRefusedError({"on": "The day must be on or after the first date of the change"})
        change.withdrawn = on
    before = change.state
    change.paused_from = before if wanted is ChangeState.PAUSED else None
    change.state = wanted
    _step(change, before, reason, on=on, by=by, at=at)
    db.session.flush()
    note_measured_change(_employer_id(change))
    permission = Permission.CHANGE_DECIDE if wanted is ChangeState.DECIDED else Permission.CHANGE_MOVE
    audit.record(
        by,
        permission,
        "change",
        change.reference,
        version=change.version,
        facts={"from": before.value, "to": wanted.value},
    )


def _step(
    change: Change, before: ChangeState | None, reason: str, *, on: date, by: Viewer, at: datetime
) -> None:
    db.session.add(
        ChangeStep(
            change_id=change.id,
            from_state=before,
            to_state=change.state,
            reason=reason,
            on=on,
            recorded_at=at,
            recorded_by_id=by.account_id,
        )
    )


def _replace(model: Any, change: Change, column: str, wanted: tuple[int, ...]) -> None:
    """Make the change's units or sites exactly the wanted ones."""
    held = set(db.session.scalars(sa.select(getattr(model, column)).where(model.change_id == change.id)))
    gone = held - set(wanted)
    if gone:
        db.session.execute(
            sa.delete(model).where(model.change_id == change.id, getattr(model, column).in_(gone))
        )
    db.session.add_all(model(change_id=change.id, **{column: key}) for key in set(wanted) - held)


def _employer_id(change: Change) -> int:
    return db.session.scalars(
        sa.select(Programme.employer_id).where(Programme.id == change.programme_id)
    ).one()


def _foreign_units(employer_id: int, unit_ids: tuple[int, ...]) -> int:
    query = sa.select(sa.func.count(Unit.id)).where(Unit.id.in_(unit_ids), Unit.employer_id != employer_id)
    return db.session.scalar(query) or 0


def _parents(change: Change) -> dict[int, int | None]:
    rows = db.session.execute(
        sa.select(Change.id, Change.part_of_id).where(Change.programme_id == change.programme_id)
    )
    return {row.id: row.part_of_id for row in rows}


def _clashes_with_impacts(change: Change, dates: Milestones) -> dict[str, str]:
    """Dates that would put those of an impact, which has some of its own, out of order."""
    rows = db.session.execute(
        sa.select(impact_dates).where(
            impact_dates.c.change_id == change.id, impact_dates.c.state != "superseded"
        )
    ).mappings()
    for row in rows:
        own = {name: row[name] for name in MILESTONE_LABELS if row.get(name) is not None}
        wrong = check_milestones(Milestones(**{**vars(dates), **own}))
        if own and wrong:
            name, message = next(iter(wrong.items()))
            kind = str(row["kind"]).replace("_", " ")
            return {name: f"An impact on {kind} has dates of its own that no longer fit: {message}"}
    return {}
