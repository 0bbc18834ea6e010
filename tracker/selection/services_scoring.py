"""What the panel does: scores, hands in, moderates, settles ties. The record holds that, never a score."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm.attributes import flag_modified

from tracker.audit import services as audit
from tracker.audit.rules import Facts
from tracker.database import check_version, db
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.selection.models import ModeratedScore, PoolMember, Score, ScoreSheet, SelectionPool
from tracker.selection.queries import criteria_of
from tracker.selection.queries_scores import Result, results_of
from tracker.selection.rules import (
    PANEL_AT_WORK,
    PanelPart,
    PoolOutcome,
    PoolState,
    SelectionError,
    check_pool_move,
    check_tie,
    needed_of_tied,
)
from tracker.selection.services import note_step

Marks = Mapping[int, tuple[int | None, str]]
"""By criterion: the score, None while there is none, and what it rests on."""


def save_scores(
    pool: SelectionPool, sheet: ScoreSheet, marks: Marks, *, seen: int | None, by: Viewer, moment: datetime
) -> None:
    """Keep what the scorer has so far; nothing needs to be complete."""
    _own_open(pool, sheet, by)
    check_version(sheet, seen)
    top = len(pool.anchors)
    kept = {row.criterion_id: row for row in _scores(sheet)}
    for criterion in criteria_of(pool.id):
        value, evidence = marks.get(criterion.id, (None, ""))
        if value is not None and not 1 <= value <= top:
            raise SelectionError(f"A score is from 1 to {top}")
        row = kept.get(criterion.id)
        if row is None:
            db.session.add(
                Score(sheet_id=sheet.id, criterion_id=criterion.id, value=value, evidence=evidence)
            )
        else:
            row.value, row.evidence = value, evidence
    sheet.saved_at = moment
    flag_modified(sheet, "round")
    db.session.flush()
    _record(pool, {"step": "scores saved"}, by)


def hand_in(pool: SelectionPool, sheet: ScoreSheet, *, by: Viewer, moment: datetime) -> None:
    """The scorer is done with this person. Nothing of the sheet can be altered from now on."""
    _own_open(pool, sheet, by)
    scores = {row.criterion_id: row for row in _scores(sheet)}
    for criterion in criteria_of(pool.id):
        score = scores.get(criterion.id)
        if score is None or score.value is None:
            raise SelectionError(f"Choose a score for “{criterion.name}” before you hand in")
        if not score.evidence:
            raise SelectionError(f"Write what the score for “{criterion.name}” rests on before you hand in")
    sheet.handed_in_at = moment
    db.session.flush()
    _record(pool, {"step": "scores handed in"}, by)


def _own_open(pool: SelectionPool, sheet: ScoreSheet, by: Viewer) -> None:
    if sheet.scorer_id != by.account_id:
        raise SelectionError("These are another scorer’s scores")
    if pool.state not in PANEL_AT_WORK:
        raise SelectionError(f"The pool is {pool.state}: nothing is scored now")
    if sheet.handed_in_at is not None:
        raise SelectionError("You have handed these scores in: they cannot be altered")


def _scores(sheet: ScoreSheet) -> list[Score]:
    return list(db.session.scalars(sa.select(Score).where(Score.sheet_id == sheet.id)))


def moderate(
    pool: SelectionPool,
    member: PoolMember,
    values: Mapping[int, int],
    *,
    reason: str,
    part: PanelPart | None,
    by: Viewer,
    moment: datetime,
) -> None:
    """Set the scores where the two were far apart. The moderator is none of the scorers: one part each."""
    if part is not PanelPart.MODERATOR:
        raise SelectionError("Only a moderator of this pool does that")
    if pool.state not in PANEL_AT_WORK:
        raise SelectionError(f"The pool is {pool.state}: nothing is moderated now")
    [result] = [one for one in results_of(pool, by) if one.member.id == member.id]
    if result.working is None:
        raise SelectionError("Both scorers must hand in first")
    flagged = {line.criterion_id for line in result.working.lines if line.unsettled}
    if not flagged:
        raise SelectionError("Somebody else has moderated these scores already")
    if set(values) != flagged:
        raise SelectionError("Enter a score for each criterion on which the scorers were apart")
    if any(not 1 <= value <= len(pool.anchors) for value in values.values()):
        raise SelectionError(f"A score is from 1 to {len(pool.anchors)}")
    db.session.add_all(
        ModeratedScore(
            member_id=member.id,
            criterion_id=criterion,
            round=member.round,
            value=value,
            reason=reason,
            moderated_by_id=by.account_id,
            moderated_at=moment,
        )
        for criterion, value in values.items()
    )
    db.session.flush()
    _record(pool, {"step": "moderated", "criteria": len(values)}, by)


def settle_tie(
    pool: SelectionPool, chosen: Collection[str], *, reason: str, part: PanelPart | None, by: Viewer
) -> None:
    """Say which of those level at the break point are selected, by the rule consulted on."""
    if part is not PanelPart.MODERATOR:
        raise SelectionError("Only a moderator of this pool does that")
    results = results_of(pool, by)
    placed = [one.placed for one in results if one.placed is not None]
    if not placed or len(placed) != len(results):
        raise SelectionError("Everybody must be scored first")
    tied = [one for one in results if one.placed and one.placed.outcome is PoolOutcome.TIED]
    ids = {one.member.reference: one.member.id for one in tied}
    unknown = [reference for reference in chosen if reference not in ids]
    picked = {ids[reference] for reference in chosen if reference in ids}
    check_tie(
        list(ids.values()), picked if not unknown else {*picked, -1}, needed_of_tied(placed, pool.to_select)
    )
    for result in tied:
        result.member.settled_as = PoolOutcome.SELECTED if result.member.id in picked else PoolOutcome.KEPT
        result.member.settled_reason = reason
        result.member.settled_by_id = by.account_id
    db.session.flush()
    _record(pool, {"step": "tie settled", "people": len(tied)}, by)


def finish_moderation(
    pool: SelectionPool,
    *,
    part: PanelPart | None,
    seen: int | None,
    by: Viewer,
    day: date,
    moment: datetime,
) -> None:
    """The panel is done: every difference looked at, nobody level at the break point."""
    check_version(pool, seen)
    check_pool_move(pool.state, PoolState.MODERATED)
    if part is not PanelPart.MODERATOR:
        raise SelectionError("Only a moderator of this pool does that")
    results = results_of(pool, by)
    if missing := unfinished(results):
        raise SelectionError(missing)
    pool.state = PoolState.MODERATED
    db.session.flush()
    note_step(pool, "", by, day, moment)
    _record(pool, {"step": "moderation finished"}, by)


def unfinished(rows: Collection[Result]) -> str:
    """What is still to be done before moderation is finished; empty when nothing is."""
    if any(one.working is None for one in rows):
        return "Not everybody has been scored by both scorers yet"
    if any(one.working is not None and one.working.unsettled for one in rows):
        return "Scores that are far apart are still to be moderated"
    if any(one.placed is not None and one.placed.outcome is PoolOutcome.TIED for one in rows):
        return "People are level at the break point: settle it first"
    return ""


def _record(pool: SelectionPool, facts: Facts, by: Viewer) -> None:
    audit.record(
        by, Permission.SELECTION_PANEL, "selection pool", pool.reference, version=pool.version, facts=facts
    )
