"""What may be done with a pool, by whom, and what it does to the people in it."""

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.selection.arrange import World, account, begin, finish, fresh, give, score_all, world
from tracker.affected_staff.models import AffectedPerson, AffectedStep
from tracker.affected_staff.rules import AffectedStatus
from tracker.audit.models import AuditEntry
from tracker.database import db, now, unit_of_work
from tracker.selection import queries, queries_scores, services, services_appeals, services_scoring
from tracker.selection.models import PoolAppeal, PoolMember, ScoreSheet
from tracker.selection.rules import AppealState, PanelPart, PoolOutcome, PoolState, SelectionError
from tracker.selection.services import CriterionGiven
from tracker.web.clock import today

TODAY = today()


def statuses() -> list[AffectedStatus]:
    return list(db.session.scalars(sa.select(AffectedPerson.status).order_by(AffectedPerson.id)))


def test_scoring_locks_the_criteria_and_moves_everybody_into_the_pool(database: SQLAlchemy) -> None:
    here = world(people=3)

    begin(here)

    assert statuses() == [AffectedStatus.IN_POOL] * 3
    moved = sa.select(sa.func.count(AffectedStep.id)).where(AffectedStep.status == AffectedStatus.IN_POOL)
    assert db.session.scalar(moved) == 3
    assert db.session.scalar(sa.select(sa.func.count(ScoreSheet.id))) == 6
    pool = fresh(here)
    with pytest.raises(SelectionError, match="locked"), unit_of_work():
        services.set_criteria(
            pool, [CriterionGiven("Luck", "x", 100)], seen=None, by=here.hr, day=TODAY, moment=now()
        )
    with pytest.raises(SelectionError, match="locked"), unit_of_work():
        services.add_members(pool, [], by=here.hr)


def test_criteria_changed_after_consultation_are_a_draft_again(database: SQLAlchemy) -> None:
    here = world()

    with unit_of_work():
        services.set_criteria(
            fresh(here), [CriterionGiven("Skills", "x", 100)], seen=None, by=here.hr, day=TODAY, moment=now()
        )

    assert fresh(here).state is PoolState.DRAFT
    assert "Record that the pool was consulted on" in services.why_not_scoring(here.pool)


def test_nobody_puts_themselves_on_a_panel_nor_has_two_parts(database: SQLAlchemy) -> None:
    here = world()
    pool = fresh(here)

    with pytest.raises(SelectionError, match="another HR partner"), unit_of_work():
        services.put_on_panel(pool, account(here.hr), PanelPart.SCORER, by=here.hr, moment=now())
    with pytest.raises(SelectionError, match="one part"), unit_of_work():
        services.put_on_panel(pool, account(here.first), PanelPart.MODERATOR, by=here.hr, moment=now())


def test_nobody_in_the_pool_sits_on_its_panel_whichever_came_first(database: SQLAlchemy) -> None:
    here = world()
    inside = factories.account(person_id=here.people[0].id)

    with pytest.raises(SelectionError, match="in the pool"), unit_of_work():
        services.put_on_panel(fresh(here), inside, PanelPart.SCORER, by=here.hr, moment=now())

    newcomer = factories.person(unit=here.unit, name="Newcomer")
    factories.affected(here.change, newcomer)
    holder = factories.account(person_id=newcomer.id)
    with unit_of_work():
        services.put_on_panel(fresh(here), holder, PanelPart.SCORER, by=here.hr, moment=now())
    row = next(one for one in queries.candidates(fresh(here)) if one.person_id == newcomer.id)
    with pytest.raises(SelectionError, match="Newcomer"), unit_of_work():
        services.add_members(here.pool, [row], by=here.hr)


def test_a_sheet_is_altered_by_its_scorer_alone_and_not_once_handed_in(database: SQLAlchemy) -> None:
    here = world(people=2)
    begin(here)
    member = here.members[0]
    give(here, here.first, member, 3, 3, 3, hand_in=False)
    sheet = queries_scores.get_my_sheet(member, here.first)
    marks = dict.fromkeys(here.criteria, (5, "x"))

    with pytest.raises(SelectionError, match="another scorer"), unit_of_work():
        services_scoring.save_scores(here.pool, sheet, marks, seen=None, by=here.second, moment=now())
    with pytest.raises(SelectionError, match="from 1 to 5"), unit_of_work():
        services_scoring.save_scores(
            here.pool, sheet, {here.criteria[0]: (6, "")}, seen=None, by=here.first, moment=now()
        )
    give(here, here.first, member, 3, 3, 3)
    with pytest.raises(SelectionError, match="handed these scores in"):
        give(here, here.first, member, 5, 5, 5)


def test_nothing_is_handed_in_without_a_score_and_what_it_rests_on(database: SQLAlchemy) -> None:
    here = world(people=2)
    begin(here)
    sheet = queries_scores.get_my_sheet(here.members[0], here.first)
    marks: dict[int, tuple[int | None, str]] = dict.fromkeys(here.criteria, (3, "Seen"))

    for wrong in ((None, "Seen"), (3, "")):
        with pytest.raises(SelectionError, match="before you hand in"), unit_of_work():
            services_scoring.save_scores(
                here.pool, sheet, {**marks, here.criteria[1]: wrong}, seen=None, by=here.first, moment=now()
            )
            services_scoring.hand_in(here.pool, sheet, by=here.first, moment=now())


def moderate(here: World, by: PanelPart | None, values: dict[int, int]) -> None:
    pool = fresh(here)
    with unit_of_work():
        services_scoring.moderate(
            pool, here.members[0], values, reason="Seen both", part=by, by=here.moderator, moment=now()
        )


def test_what_is_far_apart_is_moderated_once_by_the_moderator(database: SQLAlchemy) -> None:
    here = world(people=2)
    begin(here)
    one, two = here.members
    give(here, here.first, one, 5, 3, 3)
    give(here, here.second, one, 2, 3, 4)
    give(here, here.first, two, 3, 3, 3)
    give(here, here.second, two, 3, 3, 3)
    assert services_scoring.unfinished(queries_scores.results_of(fresh(here), here.moderator))

    with pytest.raises(SelectionError, match="Only a moderator"):
        moderate(here, PanelPart.SCORER, {here.criteria[0]: 4})
    with pytest.raises(SelectionError, match="each criterion"):
        moderate(here, PanelPart.MODERATOR, {here.criteria[1]: 4})
    moderate(here, PanelPart.MODERATOR, {here.criteria[0]: 4})
    with pytest.raises(SelectionError, match="already"):
        moderate(here, PanelPart.MODERATOR, {here.criteria[0]: 1})

    [result, _] = queries_scores.results_of(fresh(here), here.moderator)
    assert result.working is not None
    assert result.working.total == 4 * 50 + 3 * 30 + 70


def test_a_tie_stops_moderation_until_it_is_settled(database: SQLAlchemy) -> None:
    here = world(people=3)
    begin(here)
    score_all(here, 4, 2, 2)

    with pytest.raises(SelectionError, match="level"):
        finish(here)
    tied = here.members[1:]
    with pytest.raises(SelectionError, match="exactly 1"), unit_of_work():
        services_scoring.settle_tie(fresh(here), [], reason="x", part=PanelPart.MODERATOR, by=here.moderator)
    with unit_of_work():
        services_scoring.settle_tie(
            fresh(here), [tied[0].reference], reason="x", part=PanelPart.MODERATOR, by=here.moderator
        )
    finish(here)

    assert [one.outcome for one in here.members] == [
        PoolOutcome.KEPT,
        PoolOutcome.SELECTED,
        PoolOutcome.KEPT,
    ]


def test_somebody_who_leaves_during_scoring_is_out_of_the_sum(database: SQLAlchemy) -> None:
    here = world(people=3)
    begin(here)
    with unit_of_work():
        services.take_out(fresh(here), here.members[2], reason="Volunteered", by=here.hr, day=TODAY)
    for member, value in zip(here.members[:2], (4, 2), strict=True):
        for scorer in (here.first, here.second):
            give(here, scorer, member, value, value, value)

    finish(here)

    assert [one.outcome for one in here.members] == [PoolOutcome.KEPT, PoolOutcome.SELECTED, None]


def scored_and_final(*totals: int) -> World:
    here = world(people=len(totals))
    begin(here)
    score_all(here, *totals)
    finish(here)
    return here


def lodge(here: World, member: PoolMember) -> PoolAppeal:
    with unit_of_work():
        return services_appeals.lodge_appeal(
            fresh(here),
            queries.get_member(here.pool, member.reference),
            grounds="My training was not counted",
            on=TODAY,
            by=here.hr,
            moment=now(),
        )


def decide(here: World, appeal: PoolAppeal, *, allowed: bool, part: PanelPart = PanelPart.APPEAL) -> None:
    pool = fresh(here)
    with unit_of_work():
        services_appeals.decide_appeal(
            pool,
            services_appeals.get_appeal(pool, appeal.reference),
            allowed=allowed,
            reason="Heard",
            seen=None,
            part=part,
            by=here.hears,
            day=TODAY,
            moment=now(),
        )


def test_an_appeal_refused_leaves_the_result_and_the_pool_is_final_again(database: SQLAlchemy) -> None:
    here = scored_and_final(4, 2)
    appeal = lodge(here, here.members[1])
    assert fresh(here).state is PoolState.APPEALED
    with pytest.raises(SelectionError, match="waiting"):
        lodge(here, here.members[1])

    with pytest.raises(SelectionError, match="hears the appeals"):
        decide(here, appeal, allowed=True, part=PanelPart.SCORER)
    decide(here, appeal, allowed=False)

    assert fresh(here).state is PoolState.FINAL
    assert here.members[1].outcome is PoolOutcome.SELECTED


def test_an_appeal_allowed_is_scored_again_blind_and_keeps_the_first_scores(database: SQLAlchemy) -> None:
    here = scored_and_final(4, 3, 2)
    member = here.members[2]
    appeal = lodge(here, member)
    decide(here, appeal, allowed=True)
    give(here, here.first, member, 5, 5, 5)
    assert [sheet.round for sheet in queries_scores.sheets_of(member, here.moderator)] == [1, 1]
    give(here, here.second, member, 5, 5, 5)

    pool = fresh(here)
    with unit_of_work():
        services_appeals.conclude_appeal(
            pool,
            services_appeals.get_appeal(pool, appeal.reference),
            seen=None,
            part=PanelPart.APPEAL,
            by=here.hears,
            day=TODAY,
            moment=now(),
        )

    assert fresh(here).state is PoolState.FINAL
    assert [one.outcome for one in here.members] == [PoolOutcome.KEPT] * 3, "others were told theirs already"
    kept = services_appeals.get_appeal(here.pool, appeal.reference)
    assert (kept.state, kept.outcome_before, kept.outcome_after) == (
        AppealState.ALLOWED,
        PoolOutcome.SELECTED,
        PoolOutcome.KEPT,
    )
    assert [sheet.round for sheet in queries_scores.sheets_of(member, here.hears)] == [1, 1, 2, 2]


def test_the_outcome_moves_people_through_their_own_service(database: SQLAlchemy) -> None:
    here = scored_and_final(4, 2)
    chosen = [one.affected for one in here.members if one.outcome is PoolOutcome.SELECTED]

    with unit_of_work():
        services.apply_outcome(
            chosen,
            AffectedStatus.SELECTED,
            pool=fresh(here),
            employer_id=here.unit.employer_id,
            on=TODAY,
            told=None,
            next_step_on=None,
            by=here.hr,
            moment=now(),
        )

    assert statuses() == [AffectedStatus.IN_POOL, AffectedStatus.SELECTED]
    step = db.session.scalars(sa.select(AffectedStep).order_by(AffectedStep.id.desc())).first()
    assert step is not None
    assert here.pool.name in step.reason


def test_the_record_names_no_score(database: SQLAlchemy) -> None:
    here = world(people=2)
    begin(here)
    give(here, here.first, here.members[0], 5, 5, 5)

    bodies = db.session.scalars(
        sa.select(AuditEntry.body).where(AuditEntry.action == "selection:sit on panel")
    )

    facts = [body.partition('"facts":')[2].partition("}")[0] for body in bodies]
    assert facts == ['{"step":"scores saved"', '{"step":"scores handed in"']
