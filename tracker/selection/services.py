"""What HR does with a selection pool: designs it, consults on it, opens scoring, makes it final."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm.attributes import flag_modified

from tracker.accounts.models import Account
from tracker.affected_staff.models import AffectedPerson
from tracker.affected_staff.rules import AffectedStatus, Telling
from tracker.affected_staff.services_statuses import StepGiven, move_statuses
from tracker.audit import services as audit
from tracker.audit.rules import Facts
from tracker.changes.models import Change
from tracker.database import check_version, db
from tracker.organisation.models import Person
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.selection.models import (
    PanelMember,
    PoolCriterion,
    PoolMember,
    PoolStep,
    ScoreSheet,
    SelectionPool,
)
from tracker.selection.queries import criteria_of, members_of, panel_of
from tracker.selection.queries_scores import standing
from tracker.selection.rules import (
    PanelPart,
    PoolOutcome,
    PoolState,
    SelectionError,
    check_open_to_design,
    check_pool_move,
    missing_for_scoring,
    pair_scorers,
)


@dataclass(frozen=True)
class PoolGiven:
    """What HR says of a pool."""

    name: str
    posts: str
    posts_kept: int
    to_select: int
    anchors: list[str]
    threshold: int
    tie_rule: str


@dataclass(frozen=True)
class CriterionGiven:
    """A criterion as typed."""

    name: str
    definition: str
    weight: int


def create_pool(
    change: Change, given: PoolGiven, *, by: Viewer, day: date, moment: datetime
) -> SelectionPool:
    """A draft that HR and programme directors see, and representatives once it is put to them."""
    pool = SelectionPool(change_id=change.id, **vars(given))
    db.session.add(pool)
    db.session.flush()
    note_step(pool, "", by, day, moment)
    record_design(pool, {"step": "created"}, by)
    return pool


def edit_pool(
    pool: SelectionPool, given: PoolGiven, *, seen: int | None, by: Viewer, day: date, moment: datetime
) -> None:
    """Change what is said of the pool, until scoring begins. What was consulted on is then a draft again."""
    check_version(pool, seen)
    check_open_to_design(pool.state)
    for name, value in vars(given).items():
        setattr(pool, name, value)
    _back_to_draft(pool, by, day, moment)
    db.session.flush()
    record_design(pool, {"step": "edited"}, by)


def set_criteria(
    pool: SelectionPool,
    criteria: Sequence[CriterionGiven],
    *,
    seen: int | None,
    by: Viewer,
    day: date,
    moment: datetime,
) -> None:
    """Put these criteria in place of those before, until scoring begins."""
    check_version(pool, seen)
    check_open_to_design(pool.state)
    db.session.execute(sa.delete(PoolCriterion).where(PoolCriterion.pool_id == pool.id))
    db.session.add_all(
        PoolCriterion(pool_id=pool.id, number=number, **vars(one)) for number, one in enumerate(criteria, 1)
    )
    flag_modified(pool, "name")  # the version rises although only criteria changed
    _back_to_draft(pool, by, day, moment)
    db.session.flush()
    record_design(pool, {"step": "criteria", "criteria": len(criteria)}, by)


def _back_to_draft(pool: SelectionPool, by: Viewer, day: date, moment: datetime) -> None:
    if pool.state is PoolState.CONSULTED:
        pool.state = PoolState.DRAFT
        note_step(pool, "Changed after consultation: to be consulted on again", by, day, moment)


def put_to_representatives(pool: SelectionPool, *, by: Viewer, day: date) -> None:
    """Let the representatives read the draft."""
    if pool.change.published_number is None:
        raise SelectionError("Publish the change first: representatives read nothing of a draft change")
    check_open_to_design(pool.state)
    if pool.shared_on is None:
        pool.shared_on = day
    db.session.flush()
    record_design(pool, {"step": "put to representatives"}, by)


def record_consulted(
    pool: SelectionPool, *, on: date, note: str, seen: int | None, by: Viewer, moment: datetime
) -> None:
    """Pool, criteria and scale were consulted on; ``note`` says with whom, and what came of it."""
    check_version(pool, seen)
    check_pool_move(pool.state, PoolState.CONSULTED)
    if not criteria_of(pool.id):
        raise SelectionError("Write the criteria first: they are what is consulted on")
    pool.state = PoolState.CONSULTED
    pool.shared_on = pool.shared_on or on
    db.session.flush()
    note_step(pool, note, by, on, moment)
    record_design(pool, {"step": "consulted"}, by)


def add_members(pool: SelectionPool, people: Sequence[AffectedPerson], *, by: Viewer) -> None:
    """Put affected people into the pool, until scoring begins."""
    check_open_to_design(pool.state)
    on_panel = {row.person_id for row in panel_of(pool.id) if row.person_id is not None}
    if wrong := [one.person.name for one in people if one.person_id in on_panel]:
        raise SelectionError(f"{', '.join(wrong)}: on the panel of this pool, so not in it")
    db.session.add_all(PoolMember(pool_id=pool.id, affected_person_id=one.id) for one in people)
    flag_modified(pool, "name")
    db.session.flush()
    record_design(pool, {"step": "people added", "people": len(people)}, by)


def take_out(pool: SelectionPool, member: PoolMember, *, reason: str, by: Viewer, day: date) -> None:
    """Take somebody out. Once scoring has begun the row stays, with the reason, out of the sum."""
    if pool.state in (PoolState.MODERATED, PoolState.FINAL, PoolState.APPEALED):
        raise SelectionError("The scores are settled: move the person to another status instead")
    if pool.state is PoolState.SCORING:
        if not reason:
            raise SelectionError("Enter the reason")
        member.left_on, member.left_reason = day, reason
    else:
        db.session.delete(member)
    flag_modified(pool, "name")
    db.session.flush()
    record_design(pool, {"step": "person taken out"}, by)


def put_on_panel(
    pool: SelectionPool, account: Account, part: PanelPart, *, by: Viewer, moment: datetime
) -> None:
    """Put somebody on the panel. Nobody puts themselves there, and nobody in the pool sits on it."""
    if part is not PanelPart.APPEAL:
        check_open_to_design(pool.state)
    if account.id == by.account_id:
        raise SelectionError("Ask another HR partner to put you on the panel: nobody does so themselves")
    if any(row.account_id == account.id for row in panel_of(pool.id)):
        raise SelectionError(f"{account.name} is on the panel already: each has one part")
    inside = {one.affected.person_id for one in members_of(pool.id)}
    if account.person_id is not None and account.person_id in inside:
        raise SelectionError(f"{account.name} is in the pool, so not on its panel")
    db.session.add(
        PanelMember(
            pool_id=pool.id, account_id=account.id, part=part, granted_by_id=by.account_id, granted_at=moment
        )
    )
    flag_modified(pool, "name")
    db.session.flush()
    record_design(pool, {"step": "panel", "part": part.value, "account": account.reference}, by)


def take_off_panel(pool: SelectionPool, account_id: int, *, by: Viewer) -> None:
    """Take somebody off the panel, until scoring begins."""
    check_open_to_design(pool.state)
    db.session.execute(
        sa.delete(PanelMember).where(PanelMember.pool_id == pool.id, PanelMember.account_id == account_id)
    )
    flag_modified(pool, "name")
    db.session.flush()
    record_design(pool, {"step": "panel left"}, by)


def why_not_scoring(pool: SelectionPool) -> list[str]:
    """What stands in the way of scoring; empty when nothing does."""
    criteria, panel = criteria_of(pool.id), panel_of(pool.id)
    missing = [] if pool.state is PoolState.CONSULTED else ["Record that the pool was consulted on"]
    return missing + missing_for_scoring(
        weights=[one.weight for one in criteria],
        undefined=[one.name for one in criteria if not one.definition],
        members={one.affected.person_id for one in members_of(pool.id)},
        to_select=pool.to_select,
        scorers={row.account_id: row.person_id for row in panel if row.part is PanelPart.SCORER},
        moderators=sum(row.part is PanelPart.MODERATOR for row in panel),
    )


def begin_scoring(
    pool: SelectionPool,
    employer_id: int,
    *,
    told: Telling | None,
    seen: int | None,
    by: Viewer,
    day: date,
    moment: datetime,
) -> None:
    """Lock the criteria, give each person two scorers, and move everybody to “in selection pool”."""
    check_version(pool, seen)
    check_pool_move(pool.state, PoolState.SCORING)
    if missing := why_not_scoring(pool):
        raise SelectionError(missing[0])
    members = members_of(pool.id)
    scorers = [row.account_id for row in panel_of(pool.id) if row.part is PanelPart.SCORER]
    for member_id, pair in pair_scorers([one.id for one in members], scorers).items():
        db.session.add_all(ScoreSheet(member_id=member_id, scorer_id=scorer) for scorer in pair)
    pool.state = PoolState.SCORING
    pool.shared_on = pool.shared_on or day
    db.session.flush()
    outside = [one.affected for one in members if one.affected.status is not AffectedStatus.IN_POOL]
    if outside:
        move_statuses(
            with_change(outside),
            StepGiven(
                status=AffectedStatus.IN_POOL,
                on=day,
                reason=f"In the selection pool “{pool.name}”",
                told=told,
            ),
            employer_id=employer_id,
            by=by,
            moment=moment,
        )
    note_step(pool, "", by, day, moment)
    record_design(pool, {"step": "scoring", "people": len(members), "scorers": len(scorers)}, by)


def with_change(people: Sequence[AffectedPerson]) -> list[AffectedPerson]:
    """The same rows with person and change at hand, as moving their status needs them."""
    return list(
        db.session.scalars(
            sa.select(AffectedPerson)
            .join(AffectedPerson.person)
            .join(AffectedPerson.change)
            .options(
                sa.orm.contains_eager(AffectedPerson.person), sa.orm.contains_eager(AffectedPerson.change)
            )
            .where(AffectedPerson.id.in_([one.id for one in people]))
            .order_by(Person.name, AffectedPerson.id)
            .execution_options(populate_existing=True)
        )
    )


def outcomes_now(pool: SelectionPool) -> list[tuple[PoolMember, PoolOutcome | None]]:
    """What the scores come to for each person, without the scores: HR need not be on the panel."""
    return [(one.member, one.placed.outcome if one.placed else None) for one in standing(pool)]


def make_final(pool: SelectionPool, *, seen: int | None, by: Viewer, day: date, moment: datetime) -> None:
    """Set what the scores come to for each person, who may read their own from now on."""
    check_version(pool, seen)
    check_pool_move(pool.state, PoolState.FINAL)
    if pool.state is PoolState.APPEALED:
        raise SelectionError("An appeal is not decided yet")
    for result in standing(pool):
        if result.placed is None or result.placed.outcome is PoolOutcome.TIED:
            raise SelectionError("Scores are missing, or people are level at the break point")
        result.member.outcome = result.placed.outcome
        result.member.told_round = result.member.round
    pool.state, pool.final_on = PoolState.FINAL, day
    db.session.flush()
    note_step(pool, "", by, day, moment)
    record_design(pool, {"step": "final"}, by)


def apply_outcome(
    people: Sequence[AffectedPerson],
    status: AffectedStatus,
    *,
    pool: SelectionPool,
    employer_id: int,
    on: date,
    told: Telling | None,
    next_step_on: date | None,
    by: Viewer,
    moment: datetime,
) -> None:
    """Move those whom the page named to what selection came to, through the affected staff's own service."""
    if pool.state is not PoolState.FINAL:
        raise SelectionError("Make the pool final first, and decide its appeals")
    reason = f"Result of the selection pool “{pool.name}”"
    move_statuses(
        with_change(people),
        StepGiven(status=status, on=on, reason=reason, told=told, next_step_on=next_step_on),
        employer_id=employer_id,
        by=by,
        moment=moment,
    )
    record_design(pool, {"step": "outcome applied", "status": status.value, "people": len(people)}, by)


def note_step(pool: SelectionPool, note: str, by: Viewer, on: date, moment: datetime) -> None:
    """Keep that the pool came to its present state."""
    db.session.add(
        PoolStep(
            pool_id=pool.id,
            state=pool.state,
            note=note,
            on=on,
            recorded_at=moment,
            recorded_by_id=by.account_id,
        )
    )
    db.session.flush()


def record_design(pool: SelectionPool, facts: Facts, by: Viewer) -> None:
    """One entry in the record: counts and words from closed lists, never a score or a name."""
    audit.record(
        by,
        Permission.SELECTION_DESIGN,
        "selection pool",
        pool.reference,
        version=pool.version,
        facts=facts,
    )
