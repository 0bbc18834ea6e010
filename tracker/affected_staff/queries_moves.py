"""Moves of people together: which the viewer may read, who was chosen, and who of them can take the step."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from tracker.accounts.models import Account
from tracker.affected_staff.lists import unit_name_column, with_unit
from tracker.affected_staff.models import AffectedPerson, AffectedStep, ChosenForMove, StatusMove
from tracker.affected_staff.queries import visible_affected
from tracker.affected_staff.rules import AffectedStatus, MoveState, Standing, why_not
from tracker.changes.models import Change
from tracker.changes.queries import visible_changes
from tracker.database import AnySelect, db
from tracker.organisation.models import Person
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.web.listing import Listing, Page, paginate


@dataclass(frozen=True)
class ChosenRow:
    """Somebody chosen for a move, as they stand now."""

    id: int
    person_id: int
    reference: str
    name: str
    staff_number: str
    unit: str
    status: AffectedStatus
    since: date
    last_told_on: date | None
    version: int
    seen_version: int


@dataclass(frozen=True)
class Judged:
    """Everyone chosen, each in one list: who moves, who cannot and why, who changed since."""

    moving: list[ChosenRow] = field(default_factory=list)
    staying: list[tuple[ChosenRow, str]] = field(default_factory=list)
    changed: list[ChosenRow] = field(default_factory=list)

    @property
    def seal(self) -> str:
        """The same for the same people in the same condition: what a page showed is what is then done."""
        shown = ",".join(sorted(f"{row.reference}.{row.version}" for row in self.moving))
        return hashlib.sha256(shown.encode()).hexdigest()[:20]


@dataclass(frozen=True)
class MoveRow:
    """One move in the list of a change's moves."""

    reference: str
    state: MoveState
    status: AffectedStatus | None
    on: date
    people: int
    by: str
    made_at: datetime
    undoes: bool


def visible_moves(viewer: Viewer, day: date) -> sa.Select[StatusMove]:
    """Moves in the changes of whoever may move people, newest first; drafts are their maker's alone."""
    query = (
        sa.select(StatusMove)
        .join(StatusMove.change)
        .join(Change.programme)
        .options(contains_eager(StatusMove.change).contains_eager(Change.programme))
        .order_by(StatusMove.made_at.desc(), StatusMove.id.desc())
    )
    if not viewer.may(Permission.AFFECTED_STAFF_UPDATE):
        return query.where(sa.false())
    seen = visible_changes(viewer, day).with_only_columns(Change.id).order_by(None)
    own = sa.or_(StatusMove.state != MoveState.DRAFT, StatusMove.made_by_id == viewer.account_id)
    return query.where(StatusMove.change_id.in_(seen), own)


def get_move(reference: str, viewer: Viewer, day: date) -> StatusMove:
    """The move with that reference; raises ``NoResultFound`` when the viewer may not read it."""
    return db.session.scalars(visible_moves(viewer, day).where(StatusMove.reference == reference)).one()


SORTS = {
    "made": StatusMove.made_at,
    "status": StatusMove.status,
    "people": StatusMove.people,
    "by": Account.name,
    "state": StatusMove.state,
}


def moves_page(change: Change, viewer: Viewer, day: date, listing: Listing) -> Page[MoveRow]:
    """One page of the moves of a change."""
    query = (
        visible_moves(viewer, day)
        .join(Account, Account.id == StatusMove.made_by_id)
        .where(StatusMove.change_id == change.id)
        .with_only_columns(
            StatusMove.reference,
            StatusMove.state,
            StatusMove.status,
            StatusMove.on,
            StatusMove.people,
            Account.name,
            StatusMove.made_at,
            StatusMove.undoes_id.is_not(None),
        )
    )
    return paginate(query, listing, SORTS, StatusMove.id, MoveRow)


def chosen_for(move: StatusMove, viewer: Viewer, day: date) -> list[ChosenRow]:
    """Everyone chosen whom the viewer may still see, by name. One statement."""
    query = (
        with_unit(visible_affected(viewer, day), day)
        .join(ChosenForMove, ChosenForMove.affected_person_id == AffectedPerson.id)
        .where(ChosenForMove.move_id == move.id)
    )
    return _rows(query, ChosenForMove.seen_version)


def judge(move: StatusMove, rows: Iterable[ChosenRow]) -> Judged:
    """Who of the chosen can take the step that the move describes."""
    found = Judged()
    for row in rows:
        if row.version != row.seen_version:
            found.changed.append(row)
            continue
        before = Standing(row.status, row.since, row.last_told_on)
        if why := why_not(before, move.status, move.on, move.told_on):
            found.staying.append((row, why))
        else:
            found.moving.append(row)
    return found


@dataclass(frozen=True)
class Moved:
    """Somebody who was moved, from what, and whether something has been recorded of them since."""

    row: ChosenRow
    before: AffectedStatus | None
    step_id: int
    is_last: bool


def moved_by(move: StatusMove, viewer: Viewer, day: date) -> list[Moved]:
    """Whom a move moved, by name, with the status they had before. Three statements."""
    query = (
        with_unit(visible_affected(viewer, day), day)
        .join(AffectedStep, AffectedStep.affected_person_id == AffectedPerson.id)
        .where(AffectedStep.move_id == move.id)
    )
    rows = _rows(query, AffectedPerson.version)
    steps = _steps_of(move)
    found = []
    for row in rows:
        own = steps.get(row.id, [])
        corrected = {step.corrects_id for step in own}
        standing = [step for step in own if step.id not in corrected]
        made = next(step for step in own if step.move_id == move.id)
        wrong = next((step for step in own if step.id == made.corrects_id), None)
        earlier = [step for step in standing if step.id < made.id]
        before = wrong.status if wrong else earlier[-1].status if earlier else None
        found.append(Moved(row, before, made.id, bool(earlier) and standing[-1].id == made.id))
    return found


def _steps_of(move: StatusMove) -> dict[int, list[AffectedStep]]:
    """Every step of whomever the move moved, oldest first."""
    people = sa.select(AffectedStep.affected_person_id).where(AffectedStep.move_id == move.id)
    found: dict[int, list[AffectedStep]] = {}
    for step in db.session.scalars(
        sa.select(AffectedStep).where(AffectedStep.affected_person_id.in_(people)).order_by(AffectedStep.id)
    ):
        found.setdefault(step.affected_person_id, []).append(step)
    return found


def _rows(query: sa.Select[AffectedPerson], seen_version: sa.SQLColumnExpression[int]) -> list[ChosenRow]:
    columns: AnySelect = query.with_only_columns(
        AffectedPerson.id,
        AffectedPerson.person_id,
        AffectedPerson.reference,
        Person.name,
        Person.staff_number,
        unit_name_column(),
        AffectedPerson.status,
        AffectedPerson.status_on,
        AffectedPerson.last_told_on,
        AffectedPerson.version,
        seen_version,
    )
    return [ChosenRow(*row) for row in db.session.execute(columns)]


def people_called(
    references: Sequence[str], change_id: int, viewer: Viewer, day: date
) -> list[sa.Row[tuple[int, int]]]:
    """Number and version of the people of the change with these references. A statement for each 500."""
    found: list[sa.Row[tuple[int, int]]] = []
    for start in range(0, len(references), 500):
        query = (
            visible_affected(viewer, day)
            .where(
                AffectedPerson.change_id == change_id,
                AffectedPerson.reference.in_(references[start : start + 500]),
            )
            .with_only_columns(AffectedPerson.id, AffectedPerson.version)
        )
        found.extend(db.session.execute(query))
    return found


def rows_to_move(chosen: Sequence[ChosenRow], viewer: Viewer, day: date) -> list[AffectedPerson]:
    """The rows themselves, to be written to. A statement for each 500."""
    found: list[AffectedPerson] = []
    ids = [row.id for row in chosen]
    for start in range(0, len(ids), 500):
        here = AffectedPerson.id.in_(ids[start : start + 500])
        found.extend(db.session.scalars(visible_affected(viewer, day).where(here)))
    return found
