"""Moving people together: choosing, describing, making, taking back. Each is part of a unit of work."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from tracker.affected_staff import queries_moves
from tracker.affected_staff.models import AffectedPerson, ChosenForMove, StatusMove
from tracker.affected_staff.queries import steps_by_person
from tracker.affected_staff.rules import MoveState, Telling, standing_steps
from tracker.affected_staff.services_statuses import StepGiven, take
from tracker.audit import services as audit
from tracker.audit.rules import Facts
from tracker.changes.models import Change
from tracker.database import EditConflictError, check_version, db, table_of
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer

KEPT = timedelta(days=7)
"""How long a move that was begun and not made is kept."""


class MoveError(Exception):
    """Something that may not be done with a move now; the message is in words for the page."""


def choose(
    change: Change, references: Sequence[str], *, by: Viewer, day: date, moment: datetime
) -> StatusMove:
    """Begin a move of these people. What the same account began a week ago and never made goes."""
    _drop_drafts(by, moment - KEPT)
    move = StatusMove(change_id=change.id, on=day, made_by_id=by.account_id, made_at=moment)
    db.session.add(move)
    db.session.flush()
    add(move, references, by=by, day=day)
    return move


def add(move: StatusMove, references: Sequence[str], *, by: Viewer, day: date) -> None:
    """Choose more people for a draft."""
    _only(move, MoveState.DRAFT, "This move has been made: begin another")
    known = set(
        db.session.scalars(
            sa.select(ChosenForMove.affected_person_id).where(ChosenForMove.move_id == move.id)
        )
    )
    rows = [
        {"move_id": move.id, "affected_person_id": row.id, "seen_version": row.version}
        for row in queries_moves.people_called(references, move.change_id, by, day)
        if row.id not in known
    ]
    if rows:
        db.session.execute(sa.insert(table_of(ChosenForMove)), rows)
    move.people = len(known) + len(rows)
    db.session.flush()
    _record(by, move, {"step": "chosen", "people": move.people})


def describe(move: StatusMove, given: StepGiven, *, seen: int | None, by: Viewer) -> None:
    """Say what step the chosen people take."""
    check_version(move, seen)
    _only(move, MoveState.DRAFT, "This move has been made: begin another")
    move.status, move.on, move.reason = given.status, given.on, given.reason
    move.next_step_on = given.next_step_on
    move.told_on = given.told.on if given.told else None
    move.told_how = given.told.how if given.told else None
    move.told_by = given.told.by if given.told else ""
    move.told_by_id = given.told.by_id if given.told else None
    db.session.flush()
    _record(by, move, {"step": "described"})


def look_again(move: StatusMove, *, by: Viewer) -> None:
    """Take those who changed since they were chosen as they are now."""
    _only(move, MoveState.DRAFT, "This move has been made: begin another")
    now = sa.select(AffectedPerson.version).where(AffectedPerson.id == ChosenForMove.affected_person_id)
    db.session.execute(
        sa.update(ChosenForMove)
        .where(ChosenForMove.move_id == move.id)
        .values(seen_version=now.scalar_subquery())
        .execution_options(synchronize_session=False)
    )
    _record(by, move, {"step": "looked again"})


def discard(move: StatusMove, *, by: Viewer) -> None:
    """Forget a draft."""
    _only(move, MoveState.DRAFT, "This move has been made: take it back instead")
    db.session.execute(sa.delete(ChosenForMove).where(ChosenForMove.move_id == move.id))
    _record(by, move, {"step": "discarded"})
    db.session.delete(move)


def make(
    move: StatusMove, *, seal: str, employer_id: int, by: Viewer, day: date, moment: datetime
) -> queries_moves.Judged:
    """Move whoever can, exactly those whom the page with this seal showed.

    Raises ``EditConflictError`` when somebody has changed since; then nobody moves.
    """
    _only(move, MoveState.DRAFT, "This move has been made already")
    judged = queries_moves.judge(move, queries_moves.chosen_for(move, by, day))
    if judged.seal != seal:
        raise EditConflictError
    if not judged.moving:
        raise MoveError("None of these people can take this step: choose another status or other people")
    rows = queries_moves.rows_to_move(judged.moving, by, day)
    take(rows, step_of(move), employer_id=employer_id, by=by, moment=moment, move_id=move.id)
    move.state, move.people = MoveState.DONE, len(rows)
    move.made_at = moment
    db.session.flush()
    _record(by, move, {"status": move.status.value if move.status else "told", "people": len(rows)})
    return judged


def step_of(move: StatusMove) -> StepGiven:
    """The step that a move describes."""
    told = None
    if move.told_on is not None and move.told_how is not None:
        told = Telling(move.told_on, move.told_how, move.told_by, move.told_by_id)
    return StepGiven(
        status=move.status, on=move.on, reason=move.reason, told=told, next_step_on=move.next_step_on
    )


def undo(
    move: StatusMove,
    *,
    reason: str,
    takes_back_telling: bool,
    employer_id: int,
    by: Viewer,
    day: date,
    moment: datetime,
) -> int:
    """Put everyone back of whom nothing has been recorded since, by correcting steps. Gives back how many."""
    _only(move, MoveState.DONE, "This move has been taken back already")
    if move.undoes_id is not None:
        raise MoveError("This took back another move: move the people again instead")
    last = [each for each in queries_moves.moved_by(move, by, day) if each.is_last]
    if not last:
        raise MoveError("Something has been recorded since of each of these people: correct them one by one")
    back = StatusMove(
        change_id=move.change_id,
        state=MoveState.DONE,
        on=day,
        reason=reason,
        people=len(last),
        undoes_id=move.id,
        made_by_id=by.account_id,
        made_at=moment,
    )
    move.state = MoveState.UNDONE
    db.session.add(back)
    db.session.flush()
    rows = queries_moves.rows_to_move([each.row for each in last], by, day)
    steps = steps_by_person([row.id for row in rows])
    alike: dict[StepGiven, list[AffectedPerson]] = {}
    for row in rows:
        before = standing_steps(steps[row.id])[-2]
        given = StepGiven(status=before.status, on=before.on, reason=reason, next_step_on=before.next_step_on)
        alike.setdefault(given, []).append(row)
    corrects = {each.row.id: each.step_id for each in last}
    for given, group in alike.items():
        take(
            group,
            given,
            employer_id=employer_id,
            by=by,
            moment=moment,
            move_id=back.id,
            corrects=corrects,
            takes_back_telling=takes_back_telling,
        )
    _record(by, move, {"step": "taken back", "people": len(rows)})
    return len(rows)


def _drop_drafts(by: Viewer, before: datetime) -> None:
    mine = sa.select(StatusMove.id).where(
        StatusMove.state == MoveState.DRAFT,
        StatusMove.made_by_id == by.account_id,
        StatusMove.made_at < before,
    )
    ids = list(db.session.scalars(mine))
    db.session.execute(sa.delete(ChosenForMove).where(ChosenForMove.move_id.in_(ids)))
    db.session.execute(sa.delete(StatusMove).where(StatusMove.id.in_(ids)))


def _only(move: StatusMove, state: MoveState, why: str) -> None:
    if move.state is not state:
        raise MoveError(why)


def _record(by: Viewer, move: StatusMove, facts: Facts) -> None:
    audit.record(
        by, Permission.AFFECTED_STAFF_UPDATE, "status move", move.reference, version=move.version, facts=facts
    )
