"""Pauses of the uncertainty clock agreed with unions: what is recorded, and what people do to them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager
from sqlalchemy.orm.attributes import flag_modified

from tracker.audit import services as audit
from tracker.changes.models import AgreedPause, AgreedPauseUnion, Change
from tracker.changes.queries import visible_changes
from tracker.database import check_version, db
from tracker.organisation.models import BargainingGroup, RecognisedUnion, Recognition
from tracker.organisation.queries import valid_on
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.policy.uncertainty.clock import Pause


@dataclass(frozen=True, kw_only=True)
class PauseGiven:
    """What HR says of a pause."""

    first: date
    last: date | None
    reason: str
    agreed_on: date
    agreed_by: str
    union_ids: tuple[int, ...]


@dataclass(frozen=True)
class PauseRow:
    """A pause as pages show it."""

    reference: str
    first: date
    last: date | None
    reason: str
    agreed_on: date
    agreed_by: str
    unions: tuple[str, ...]


def visible_pauses(viewer: Viewer, day: date) -> sa.Select[AgreedPause]:
    """Pauses of the changes that the viewer may read, with their change, the earliest first."""
    seen = visible_changes(viewer, day).with_only_columns(Change.id).order_by(None)
    return (
        sa.select(AgreedPause)
        .join(AgreedPause.change)
        .options(contains_eager(AgreedPause.change))
        .where(AgreedPause.change_id.in_(seen))
        .order_by(AgreedPause.first, AgreedPause.id)
    )


def get_pause(reference: str, viewer: Viewer, day: date) -> AgreedPause:
    """The pause with that reference; raises ``NoResultFound`` when the viewer may not read it."""
    return db.session.scalars(visible_pauses(viewer, day).where(AgreedPause.reference == reference)).one()


def pauses_of(change: Change) -> list[PauseRow]:
    """The pauses of a change that the viewer may read, the earliest first. One statement."""
    every = db.session.execute(
        sa.select(
            AgreedPause.reference,
            AgreedPause.first,
            AgreedPause.last,
            AgreedPause.reason,
            AgreedPause.agreed_on,
            AgreedPause.agreed_by,
            RecognisedUnion.short_name,
        )
        .outerjoin(AgreedPauseUnion, AgreedPauseUnion.pause_id == AgreedPause.id)
        .outerjoin(RecognisedUnion, RecognisedUnion.id == AgreedPauseUnion.union_id)
        .where(AgreedPause.change_id == change.id)
        .order_by(AgreedPause.first, AgreedPause.id, RecognisedUnion.short_name)
    )
    found: dict[str, list[Any]] = {}
    for row in every:
        found.setdefault(row.reference, []).append(row)
    return [
        PauseRow(
            reference=reference,
            first=rows[0].first,
            last=rows[0].last,
            reason=rows[0].reason,
            agreed_on=rows[0].agreed_on,
            agreed_by=rows[0].agreed_by,
            unions=tuple(row.short_name for row in rows if row.short_name),
        )
        for reference, rows in found.items()
    ]


def pauses_by_change(change_ids: sa.Select[int] | Collection[int]) -> dict[int, list[Pause]]:
    """The agreed pauses of each change as the clock reads them. One statement."""
    rows = db.session.execute(
        sa.select(AgreedPause.change_id, AgreedPause.first, AgreedPause.last).where(
            AgreedPause.change_id.in_(change_ids)
        )
    )
    found: dict[int, list[Pause]] = {}
    for change_id, first, last in rows:
        found.setdefault(change_id, []).append(Pause(first, last))
    return found


def unions_that_may_agree(employer_id: int, day: date) -> list[tuple[str, str, int]]:
    """Reference, name and id of the unions recognised by the employer on the day."""
    recognised = (
        sa.select(Recognition.union_id)
        .join(BargainingGroup, BargainingGroup.id == Recognition.bargaining_group_id)
        .where(BargainingGroup.employer_id == employer_id, valid_on(Recognition, day))
    )
    rows = db.session.execute(
        sa.select(RecognisedUnion.reference, RecognisedUnion.name, RecognisedUnion.id)
        .where(RecognisedUnion.id.in_(recognised))
        .order_by(RecognisedUnion.name, RecognisedUnion.id)
    )
    return [(row.reference, row.name, row.id) for row in rows]


def unions_of(pause: AgreedPause) -> list[str]:
    """References of the unions that agreed."""
    return list(
        db.session.scalars(
            sa.select(RecognisedUnion.reference)
            .join(AgreedPauseUnion, AgreedPauseUnion.union_id == RecognisedUnion.id)
            .where(AgreedPauseUnion.pause_id == pause.id)
            .order_by(RecognisedUnion.name)
        )
    )


def record_pause(change: Change, given: PauseGiven, *, by: Viewer, moment: datetime) -> AgreedPause:
    """Record a pause that the unions named have agreed to."""
    pause = AgreedPause(change_id=change.id, recorded_by_id=by.account_id, recorded_at=moment)
    _set(pause, given)
    db.session.add(pause)
    db.session.flush()
    _name_unions(pause, given.union_ids)
    _note(pause, "recorded", by)
    return pause


def edit_pause(pause: AgreedPause, given: PauseGiven, *, by: Viewer, seen: int | None) -> None:
    """Correct a pause, or give it its last day. Raises ``EditConflictError``."""
    check_version(pause, seen)
    flag_modified(pause, "reason")  # the version rises also when only a union differs
    _set(pause, given)
    db.session.flush()
    _name_unions(pause, given.union_ids)
    _note(pause, "edited", by)


def withdraw_pause(pause: AgreedPause, *, by: Viewer, seen: int | None) -> None:
    """Take away a pause that was recorded by mistake; its days count again."""
    check_version(pause, seen)
    db.session.execute(sa.delete(AgreedPauseUnion).where(AgreedPauseUnion.pause_id == pause.id))
    _note(pause, "withdrawn", by)
    db.session.delete(pause)


def _set(pause: AgreedPause, given: PauseGiven) -> None:
    pause.first, pause.last, pause.reason = given.first, given.last, given.reason
    pause.agreed_on, pause.agreed_by = given.agreed_on, given.agreed_by


def _name_unions(pause: AgreedPause, union_ids: Sequence[int]) -> None:
    db.session.execute(sa.delete(AgreedPauseUnion).where(AgreedPauseUnion.pause_id == pause.id))
    db.session.add_all(AgreedPauseUnion(pause_id=pause.id, union_id=union_id) for union_id in union_ids)
    db.session.flush()


def _note(pause: AgreedPause, step: str, by: Viewer) -> None:
    audit.record(
        by,
        Permission.PAUSE_RECORD,
        "agreed pause",
        pause.reference,
        version=pause.version,
        facts={
            "step": step,
            "from": pause.first.isoformat(),
            "to": pause.last.isoformat() if pause.last else "",
        },
    )
