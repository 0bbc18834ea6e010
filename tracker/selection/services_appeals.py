"""Appeals: lodged by the person or for them, heard by somebody who did not score, scored again if allowed."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from tracker.affected_staff.models import AffectedPerson
from tracker.audit import services as audit
from tracker.audit.rules import Facts
from tracker.database import check_version, db
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.selection.models import PoolAppeal, PoolMember, ScoreSheet, SelectionPool
from tracker.selection.queries import panel_of
from tracker.selection.queries_scores import standing
from tracker.selection.rules import (
    TOLD,
    AppealState,
    PanelPart,
    PoolOutcome,
    PoolState,
    SelectionError,
    pair_again,
)
from tracker.selection.services import note_step

UNDECIDED = (AppealState.OPEN, AppealState.RESCORING)


def get_appeal(pool: SelectionPool, reference: str) -> PoolAppeal:
    """An appeal of the pool, with its member; raises ``NoResultFound`` when there is none."""
    return db.session.scalars(
        sa.select(PoolAppeal)
        .join(PoolAppeal.member)
        .join(PoolMember.affected)
        .join(AffectedPerson.person)
        .options(
            contains_eager(PoolAppeal.member)
            .contains_eager(PoolMember.affected)
            .contains_eager(AffectedPerson.person)
        )
        .where(PoolMember.pool_id == pool.id, PoolAppeal.reference == reference)
    ).one()


def own_appeals(member: PoolMember) -> list[PoolAppeal]:
    """The appeals about one member's result, oldest first."""
    return list(
        db.session.scalars(
            sa.select(PoolAppeal).where(PoolAppeal.member_id == member.id).order_by(PoolAppeal.id)
        )
    )


def lodge_appeal(
    pool: SelectionPool, member: PoolMember, *, grounds: str, on: date, by: Viewer, moment: datetime
) -> PoolAppeal:
    """Lodge one, by the person or by HR for them. One at a time for each person."""
    if pool.state not in TOLD or member.outcome is None:
        raise SelectionError("An appeal can be lodged once the result is final")
    if _undecided(member.pool_id, member.id):
        raise SelectionError("An appeal about this is waiting to be decided")
    appeal = PoolAppeal(
        member_id=member.id,
        grounds=grounds,
        lodged_on=on,
        lodged_by_id=by.account_id,
        outcome_before=member.outcome,
    )
    db.session.add(appeal)
    if pool.state is PoolState.FINAL:
        pool.state = PoolState.APPEALED
        note_step(pool, "", by, on, moment)
    db.session.flush()
    permission = Permission.SELECTION_OWN if by.may(Permission.SELECTION_OWN) else Permission.SELECTION_DESIGN
    _record(pool, appeal, permission, {"step": "appeal lodged"}, by)
    return appeal


def decide_appeal(
    pool: SelectionPool,
    appeal: PoolAppeal,
    *,
    allowed: bool,
    reason: str,
    seen: int | None,
    part: PanelPart | None,
    by: Viewer,
    day: date,
    moment: datetime,
) -> None:
    """Refuse it, or have the person scored again: blind, by others than before where the panel has others."""
    _hears(part)
    check_version(appeal, seen)
    if appeal.state is not AppealState.OPEN:
        raise SelectionError(f"This appeal is {appeal.state} already")
    appeal.reason, appeal.decided_by_id, appeal.decided_on = reason, by.account_id, day
    if allowed:
        appeal.state = AppealState.RESCORING
        member = appeal.member
        before = set(
            db.session.scalars(sa.select(ScoreSheet.scorer_id).where(ScoreSheet.member_id == member.id))
        )
        scorers = [row.account_id for row in panel_of(pool.id) if row.part is PanelPart.SCORER]
        member.round += 1
        db.session.add_all(
            ScoreSheet(member_id=member.id, scorer_id=scorer, round=member.round)
            for scorer in pair_again(scorers, before)
        )
    else:
        appeal.state, appeal.outcome_after = AppealState.NOT_ALLOWED, appeal.outcome_before
    db.session.flush()
    _record(pool, appeal, Permission.SELECTION_PANEL, {"step": "appeal", "state": appeal.state.value}, by)
    _final_again(pool, by, day, moment)


def conclude_appeal(
    pool: SelectionPool,
    appeal: PoolAppeal,
    *,
    seen: int | None,
    part: PanelPart | None,
    by: Viewer,
    day: date,
    moment: datetime,
) -> PoolOutcome:
    """Take the new scores. Only the outcome of who appealed changes: others were told theirs already."""
    _hears(part)
    check_version(appeal, seen)
    if appeal.state is not AppealState.RESCORING:
        raise SelectionError(f"This appeal is {appeal.state}")
    [mine] = [one for one in standing(pool) if one.member.id == appeal.member_id]
    if mine.working is None:
        raise SelectionError("Both scorers must hand in their new scores first")
    if mine.working.unsettled:
        raise SelectionError("New scores that are far apart are still to be moderated")
    if mine.placed is None or mine.placed.outcome is PoolOutcome.TIED:
        raise SelectionError("The new total is level at the break point: the moderator must settle it first")
    member = mine.member
    member.outcome = appeal.outcome_after = mine.placed.outcome
    member.told_round = member.round
    appeal.state, appeal.decided_on = AppealState.ALLOWED, day
    db.session.flush()
    facts: Facts = {"step": "appeal", "state": appeal.state.value}
    _record(pool, appeal, Permission.SELECTION_PANEL, facts, by)
    _final_again(pool, by, day, moment)
    return mine.placed.outcome


def _final_again(pool: SelectionPool, by: Viewer, day: date, moment: datetime) -> None:
    """The pool is final again when no appeal is left to decide."""
    if pool.state is PoolState.APPEALED and not _undecided(pool.id):
        pool.state = PoolState.FINAL
        db.session.flush()
        note_step(pool, "Every appeal is decided", by, day, moment)


def _undecided(pool_id: int, member_id: int | None = None) -> bool:
    query = (
        sa.select(PoolAppeal.id)
        .join(PoolAppeal.member)
        .where(PoolMember.pool_id == pool_id, PoolAppeal.state.in_(UNDECIDED))
    )
    if member_id is not None:
        query = query.where(PoolAppeal.member_id == member_id)
    return db.session.scalar(query.limit(1)) is not None


def _hears(part: PanelPart | None) -> None:
    if part is not PanelPart.APPEAL:
        raise SelectionError("Only whoever hears the appeals of this pool does that")


def _record(
    pool: SelectionPool, appeal: PoolAppeal, permission: Permission, facts: Facts, by: Viewer
) -> None:
    audit.record(
        by,
        permission,
        "pool appeal",
        appeal.reference,
        version=appeal.version,
        facts={"pool": pool.reference, **facts},
    )
