"""What people do to programmes."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm.attributes import flag_modified

from tracker.audit import services as audit
from tracker.changes.models import Programme, SavingsTarget
from tracker.changes.rules import ProgrammeState
from tracker.database import check_version, db
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer


@dataclass(frozen=True, kw_only=True)
class ProgrammeEdit:
    """What the page of a programme sets. ``targets``: financial year to whole pounds."""

    name: str
    aim: str
    sponsor: str
    starts: date
    ends: date | None
    state: ProgrammeState
    targets: dict[int, int]


def create_programme(employer_id: int, edit: ProgrammeEdit, *, by: Viewer) -> Programme:
    """Begin a programme."""
    programme = Programme(employer_id=employer_id)
    db.session.add(programme)
    _set(programme, edit)
    _record(programme, edit, by)
    return programme


def edit_programme(programme: Programme, edit: ProgrammeEdit, *, by: Viewer, seen: int | None) -> None:
    """Set a programme's facts and its targets. Raises ``EditConflictError``."""
    check_version(programme, seen)
    flag_modified(programme, "name")  # the version rises also when only a target differs
    _set(programme, edit)
    _record(programme, edit, by)


def savings_targets(programme: Programme) -> dict[int, int]:
    """Financial year to whole pounds, in order."""
    rows = db.session.execute(
        sa.select(SavingsTarget.year, SavingsTarget.pounds)
        .where(SavingsTarget.programme_id == programme.id)
        .order_by(SavingsTarget.year)
    )
    return {row.year: row.pounds for row in rows}


def _set(programme: Programme, edit: ProgrammeEdit) -> None:
    programme.name, programme.aim, programme.sponsor = edit.name, edit.aim, edit.sponsor
    programme.starts, programme.ends, programme.state = edit.starts, edit.ends, edit.state
    db.session.flush()
    if savings_targets(programme) != edit.targets:
        db.session.execute(sa.delete(SavingsTarget).where(SavingsTarget.programme_id == programme.id))
        db.session.add_all(
            SavingsTarget(programme_id=programme.id, year=year, pounds=pounds)
            for year, pounds in sorted(edit.targets.items())
        )
        db.session.flush()


def _record(programme: Programme, edit: ProgrammeEdit, by: Viewer) -> None:
    audit.record(
        by,
        Permission.PROGRAMME_EDIT,
        "programme",
        programme.reference,
        version=programme.version,
        facts={"state": edit.state.value, "targets": len(edit.targets)},
    )
