"""Reads of scores. ``readable_sheets`` is the only way to them, and it keeps the scorers blind.

A scorer reads their own sheet. Anybody else on the panel, the other scorer included, reads a person's sheets
when both scorers have handed them in; a scorer who still has people to score reads nobody's but their own, so
that no score is given in the light of another's. Who is not on the panel reads none, HR partners included.
The person scored reads their own once the pool is final and they have been told the result.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager

from tracker.accounts.models import Account
from tracker.affected_staff.models import AffectedPerson
from tracker.database import db
from tracker.organisation.models import Person
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.selection.models import (
    ModeratedScore,
    PanelMember,
    PoolMember,
    Score,
    ScoreSheet,
    SelectionPool,
)
from tracker.selection.queries import criteria_of, members_of, weighted
from tracker.selection.rules import (
    TOLD,
    PanelPart,
    Placed,
    Working,
    place,
    work_out,
)


def readable_sheets(viewer: Viewer) -> sa.Select[ScoreSheet]:
    """Sheets whose scores the viewer may read now, with their member."""
    query = (
        sa.select(ScoreSheet)
        .join(ScoreSheet.member)
        .join(PoolMember.pool)
        .options(contains_eager(ScoreSheet.member).contains_eager(PoolMember.pool))
        .order_by(ScoreSheet.id)
    )
    if viewer.may(Permission.SELECTION_OWN):
        return query.join(PoolMember.affected).where(
            AffectedPerson.person_id == (viewer.person_id or 0),
            *told_of_result(),
            ScoreSheet.round <= PoolMember.told_round,
            ~_still_open(ScoreSheet),
        )
    if not viewer.may(Permission.SELECTION_PANEL):
        return query.where(sa.false())
    own = sa.and_(ScoreSheet.scorer_id == viewer.account_id, _sits(viewer, PanelPart.SCORER))
    scored = sa.and_(_sits(viewer, PanelPart.SCORER), ~_has_more_to_score(viewer))
    reads = _sits(viewer, PanelPart.MODERATOR, PanelPart.APPEAL)
    return query.where(sa.or_(own, sa.and_(~_still_open(ScoreSheet), sa.or_(scored, reads))))


def told_of_result() -> tuple[sa.ColumnElement[bool], ...]:
    """The pool is final and somebody told the person since: nobody learns the result from a screen."""
    return (SelectionPool.state.in_(TOLD), AffectedPerson.last_told_on >= SelectionPool.final_on)


def _sits(viewer: Viewer, *parts: PanelPart) -> sa.ColumnElement[bool]:
    """The viewer is on the panel of the sheet's pool for one of these."""
    return (
        sa.exists()
        .where(
            PanelMember.pool_id == PoolMember.pool_id,
            PanelMember.account_id == viewer.account_id,
            PanelMember.part.in_(parts),
        )
        .correlate(PoolMember)
    )


def _still_open(sheet: Any) -> sa.ColumnElement[bool]:
    """Of the same person and round a sheet has not been handed in."""
    other = aliased(ScoreSheet)
    return (
        sa.exists()
        .where(other.member_id == sheet.member_id, other.round == sheet.round, other.handed_in_at.is_(None))
        .correlate(sheet)
    )


def _has_more_to_score(viewer: Viewer) -> sa.ColumnElement[bool]:
    """The viewer has not handed in a sheet of somebody who is still in the same pool."""
    other, there = aliased(ScoreSheet), aliased(PoolMember)
    return (
        sa.exists()
        .where(
            other.member_id == there.id,
            there.pool_id == PoolMember.pool_id,
            there.left_on.is_(None),
            other.scorer_id == viewer.account_id,
            other.handed_in_at.is_(None),
        )
        .correlate(PoolMember)
    )


def scores_in(sheets: Iterable[int]) -> dict[int, dict[int, Score]]:
    """Scores by sheet and criterion, of sheets that the caller had from ``readable_sheets``."""
    found: dict[int, dict[int, Score]] = {}
    for score in db.session.scalars(sa.select(Score).where(Score.sheet_id.in_(list(sheets)))):
        found.setdefault(score.sheet_id, {})[score.criterion_id] = score
    return found


@dataclass(frozen=True)
class MySheet:
    """A sheet the viewer has to fill in, or has handed in."""

    reference: str
    name: str
    job: str
    scored: int
    handed_in: bool
    started: bool
    round: int


def my_sheets(pool: SelectionPool, viewer: Viewer) -> list[MySheet]:
    """The viewer's own sheets of the pool by name, those of earlier rounds left out."""
    scored = sa.select(sa.func.count(Score.value)).where(Score.sheet_id == ScoreSheet.id).scalar_subquery()
    rows = db.session.execute(
        readable_sheets(viewer)
        .join(AffectedPerson, AffectedPerson.id == PoolMember.affected_person_id)
        .join(Person, Person.id == AffectedPerson.person_id)
        .where(
            ScoreSheet.scorer_id == viewer.account_id,
            PoolMember.pool_id == pool.id,
            PoolMember.left_on.is_(None),
            ScoreSheet.round == PoolMember.round,
        )
        .with_only_columns(
            PoolMember.reference,
            Person.name,
            AffectedPerson.title,
            scored,
            ScoreSheet.handed_in_at,
            ScoreSheet.saved_at,
            ScoreSheet.round,
        )
        .order_by(None)
        .order_by(Person.name, PoolMember.id)
    )
    return [
        MySheet(ref, name, job, count, handed is not None, saved is not None, round_)
        for ref, name, job, count, handed, saved, round_ in rows
    ]


def get_my_sheet(member: PoolMember, viewer: Viewer) -> ScoreSheet:
    """The viewer's own sheet for the member's present round; raises ``NoResultFound`` when there is none."""
    return db.session.scalars(
        readable_sheets(viewer).where(
            ScoreSheet.member_id == member.id,
            ScoreSheet.round == member.round,
            ScoreSheet.scorer_id == viewer.account_id,
        )
    ).one()


@dataclass(frozen=True)
class Result:
    """One member's scores as the viewer may read them: ``working`` is None while they may not."""

    member: PoolMember
    working: Working | None
    placed: Placed | None = None
    reasons: tuple[str, ...] = ()


def results_of(pool: SelectionPool, viewer: Viewer) -> list[Result]:
    """Everybody still in the pool with their working; places only when every working may be read."""
    members = members_of(pool.id, gone=False)
    sheets = list(
        db.session.scalars(
            readable_sheets(viewer).where(
                PoolMember.pool_id == pool.id,
                ScoreSheet.round == PoolMember.round,
                ~_still_open(ScoreSheet),
                PoolMember.left_on.is_(None),
            )
        )
    )
    return _results(pool, members, sheets)


def standing(pool: SelectionPool) -> list[Result]:
    """The same for services and for outcomes alone, whoever asks: its scores go to no page."""
    members = members_of(pool.id, gone=False)
    sheets = list(
        db.session.scalars(
            sa.select(ScoreSheet)
            .join(ScoreSheet.member)
            .where(
                PoolMember.pool_id == pool.id,
                ScoreSheet.round == PoolMember.round,
                ~_still_open(ScoreSheet),
                PoolMember.left_on.is_(None),
            )
            .order_by(ScoreSheet.id)
        )
    )
    return _results(pool, members, sheets)


def _results(pool: SelectionPool, members: list[PoolMember], sheets: list[ScoreSheet]) -> list[Result]:
    criteria = weighted(criteria_of(pool.id))
    scores = scores_in(sheet.id for sheet in sheets)
    by_member: dict[int, list[ScoreSheet]] = {}
    for sheet in sheets:
        by_member.setdefault(sheet.member_id, []).append(sheet)
    moderated = _moderated({member.id: member.round for member in members if member.id in by_member})
    workings: dict[int, Working] = {}
    for member in members:
        mine = by_member.get(member.id, [])
        if len(mine) == 2:
            first, second = ({k: v.value or 0 for k, v in scores[sheet.id].items()} for sheet in mine)
            workings[member.id] = work_out(
                criteria, first, second, moderated.get(member.id, {}), pool.threshold
            )
    placed: dict[int, Placed] = {}
    if members and len(workings) == len(members):
        totals: dict[int, Fraction] = {number: working.total for number, working in workings.items()}
        settled = {one.id: one.settled_as for one in members if one.settled_as is not None}
        placed = {one.member: one for one in place(totals, pool.to_select, settled)}
    return [Result(member, workings.get(member.id), placed.get(member.id)) for member in members]


def _moderated(rounds: dict[int, int]) -> dict[int, dict[int, int]]:
    found: dict[int, dict[int, int]] = {}
    for row in db.session.scalars(
        sa.select(ModeratedScore).where(ModeratedScore.member_id.in_(list(rounds)))
    ):
        if row.round == rounds[row.member_id]:
            found.setdefault(row.member_id, {})[row.criterion_id] = row.value
    return found


@dataclass(frozen=True)
class Moderation:
    """What a moderator set, and why."""

    criterion_id: int
    value: int
    reason: str
    by: str
    round: int


def moderations_of(member: PoolMember, viewer: Viewer) -> list[Moderation]:
    """The moderator's scores of one member, in rounds whose sheets the viewer may read."""
    rounds = set(
        db.session.scalars(
            readable_sheets(viewer)
            .where(ScoreSheet.member_id == member.id, ~_still_open(ScoreSheet))
            .with_only_columns(ScoreSheet.round)
            .order_by(None)
        )
    )
    rows = db.session.execute(
        sa.select(
            ModeratedScore.criterion_id,
            ModeratedScore.value,
            ModeratedScore.reason,
            Account.name,
            ModeratedScore.round,
        )
        .join(Account, Account.id == ModeratedScore.moderated_by_id)
        .where(ModeratedScore.member_id == member.id, ModeratedScore.round.in_(rounds))
        .order_by(ModeratedScore.id)
    )
    return [Moderation(*row) for row in rows]


@dataclass(frozen=True)
class SheetSeen:
    """One scorer's scores of a member in a round. ``scorer`` is empty for the person scored."""

    round: int
    scorer: str
    scores: dict[int, Score]


def sheets_of(member: PoolMember, viewer: Viewer) -> list[SheetSeen]:
    """All sheets of one member, every round, that the viewer may read and that both have handed in."""
    rows = db.session.execute(
        readable_sheets(viewer)
        .join(Account, Account.id == ScoreSheet.scorer_id)
        .where(ScoreSheet.member_id == member.id, ~_still_open(ScoreSheet))
        .with_only_columns(ScoreSheet.id, ScoreSheet.round, Account.name)
        .order_by(None)
        .order_by(ScoreSheet.round, ScoreSheet.id)
    ).all()
    scores = scores_in(row.id for row in rows)
    named = viewer.may(Permission.SELECTION_PANEL)
    return [SheetSeen(row.round, row.name if named else "", scores.get(row.id, {})) for row in rows]


def sheets_waiting(viewer: Viewer) -> sa.Select[str, str, str, int]:
    """Pools in which the viewer has sheets to hand in: reference, name, how many."""
    return (
        readable_sheets(viewer)
        .where(
            ScoreSheet.scorer_id == viewer.account_id,
            ScoreSheet.handed_in_at.is_(None),
            PoolMember.left_on.is_(None),
        )
        .with_only_columns(
            sa.literal("score").label("what"),
            SelectionPool.reference,
            SelectionPool.name,
            sa.func.count().label("number"),
        )
        .order_by(None)
        .group_by(SelectionPool.id, SelectionPool.reference, SelectionPool.name)
    )
