"""Offers in turn and in time, answers, trials, and the status that follows each."""

from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.redeployment.arrange import (
    TODAY,
    answer,
    began,
    fresh,
    given,
    make,
    offered,
    on_register,
    person_of,
    protect,
    suggested,
    vacancy,
    world,
)
from tracker.affected_staff.models import AffectedPerson
from tracker.affected_staff.rules import AffectedStatus, HowTold, Telling
from tracker.audit import services as audit
from tracker.audit.models import AuditEntry
from tracker.database import EditConflictError, db, now, unit_of_work
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.redeployment import matching, queries, services, services_offers
from tracker.redeployment.models import RedeploymentEntry, RedeploymentOffer, Vacancy
from tracker.redeployment.rules import Exit, OfferState, RedeploymentError, VacancyState
from tracker.redeployment.services_offers import OutOfTurnError, Retraining

S = AffectedStatus


def status() -> AffectedStatus:
    db.session.expire_all()
    return (
        db.session.scalars(sa.select(AffectedPerson.status).order_by(AffectedPerson.id)).first() or S.AFFECTED
    )


def test_an_offer_accepted_begins_a_trial_of_four_calendar_weeks(database: SQLAlchemy) -> None:
    here = world()
    entry, role = on_register(here), vacancy(here)

    offer = offered(here, entry, role)
    assert (offer.state, status()) == (OfferState.OFFERED, S.OFFERED_ALTERNATIVE)
    assert offer.starts_on is not None
    assert offer.trial_ends == offer.starts_on + timedelta(days=27)

    answer(here, offer, accepts=True)
    assert (fresh(here, offer).state, status()) == (OfferState.IN_TRIAL, S.IN_TRIAL)


def test_the_same_terms_need_no_trial_and_settle_it(database: SQLAlchemy) -> None:
    here = world()
    entry, role = on_register(here), vacancy(here)
    other = suggested(here, entry, vacancy(here, title="Another"))
    offer = offered(here, entry, role, different_terms=False)
    assert offer.trial_ends is None

    answer(here, offer, accepts=True)

    assert status() is S.REDEPLOYED
    kept = db.session.get_one(RedeploymentEntry, entry.id)
    assert (kept.left_on, kept.left_because) == (TODAY, Exit.REDEPLOYED)
    assert db.session.get_one(Vacancy, role.id).state is VacancyState.FILLED
    assert fresh(here, other).state is OfferState.LAPSED


def test_a_refusal_needs_a_reason_and_puts_them_at_risk_again(database: SQLAlchemy) -> None:
    here = world()
    offer = offered(here, on_register(here), vacancy(here))

    with pytest.raises(RedeploymentError, match="own words"):
        answer(here, offer, accepts=False)
    answer(here, offer, accepts=False, reason="Two hours each way")

    assert (fresh(here, offer).reason, status()) == ("Two hours each way", S.AT_RISK)
    with pytest.raises(RedeploymentError, match="refused already"):
        answer(here, offer, accepts=True)


def test_with_another_offer_running_a_refusal_changes_no_status(database: SQLAlchemy) -> None:
    here = world()
    entry = on_register(here)
    first, second = offered(here, entry, vacancy(here)), offered(here, entry, vacancy(here, title="Other"))

    answer(here, first, accepts=False, reason="Too far")
    assert status() is S.OFFERED_ALTERNATIVE
    answer(here, second, accepts=False, reason="Too far")
    assert status() is S.AT_RISK


@pytest.mark.parametrize(
    ("days", "words"),
    [
        pytest.param({"old_job_ends": TODAY - timedelta(days=1)}, "before the old job ends", id="too late"),
        pytest.param({"starts_on": TODAY + timedelta(days=43)}, "must begin by", id="begins too late"),
    ],
)
def test_an_offer_out_of_time_is_refused_with_the_sum(
    database: SQLAlchemy, days: dict[str, Any], words: str
) -> None:
    here = world()
    offer = suggested(here, on_register(here), vacancy(here))

    with pytest.raises(RedeploymentError, match=words):
        make(here, offer, **days)
    assert make(here, offer, starts_on=TODAY + timedelta(days=42)), "the last day of four weeks"


def longer(**values: Any) -> Retraining:
    return Retraining(
        **{"until": TODAY + timedelta(days=90), "agreed_on": TODAY, "terms": "The same pay", **values}
    )


def test_a_trial_is_longer_only_for_retraining_agreed_before_it_begins(database: SQLAlchemy) -> None:
    here = world()
    offer = suggested(here, on_register(here), vacancy(here))
    starts = given().starts_on

    for wrong in (longer(agreed_on=starts), longer(agreed_on=None), longer(terms="")):
        with pytest.raises(RedeploymentError, match=r"does not hold|Not known"):
            make(here, offer, retraining=wrong)
    make(here, offer, retraining=longer(agreed_on=starts - timedelta(days=1)))

    assert fresh(here, offer).trial_ends == TODAY + timedelta(days=90)


def end(here: Any, offer: RedeploymentOffer, *, stays: bool, reason: str = "") -> None:
    offer = fresh(here, offer)
    with unit_of_work():
        services_offers.end_trial(
            offer,
            stays=stays,
            reason=reason,
            on=TODAY,
            employer_id=here.unit.employer_id,
            seen=None,
            by=here.hr,
            moment=now(),
        )


def test_a_trial_that_works_redeploys_and_one_that_does_not_puts_at_risk(database: SQLAlchemy) -> None:
    here = world()
    offer = offered(here, on_register(here), vacancy(here))
    answer(here, offer, accepts=True)
    with pytest.raises(RedeploymentError, match="not begun"):
        end(here, offer, stays=True)
    began(fresh(here, offer))
    with pytest.raises(RedeploymentError, match="did not work"):
        end(here, offer, stays=False)

    end(here, offer, stays=False, reason="The travel is too much")
    assert status() is S.AT_RISK

    again = offered(
        here, db.session.scalars(sa.select(RedeploymentEntry)).one(), vacancy(here, title="Other")
    )
    answer(here, again, accepts=True)
    began(fresh(here, again))
    end(here, again, stays=True)
    assert status() is S.REDEPLOYED


def test_two_offers_of_one_place_are_a_conflict(database: SQLAlchemy) -> None:
    here = world()
    role = vacancy(here)
    one, two = on_register(here, "Pat A"), on_register(here, "Pat B")
    first, second = suggested(here, one, role), suggested(here, two, role)
    make(here, first)

    with pytest.raises(RedeploymentError, match="offered to somebody else"):
        make(here, second)
    answer(here, first, accepts=False, reason="Too far")
    assert make(here, second)


def test_an_offer_seen_in_an_older_version_is_refused(database: SQLAlchemy) -> None:
    here = world()
    offer = suggested(here, on_register(here), vacancy(here))

    with pytest.raises(EditConflictError), unit_of_work():
        services_offers.lapse(
            offer,
            note="x",
            told=None,
            on=TODAY,
            employer_id=here.unit.employer_id,
            seen=offer.version - 1,
            by=here.hr,
            moment=now(),
        )


def let_lapse(here: Any, offer: RedeploymentOffer, told: Telling | None) -> None:
    offer = fresh(here, offer)
    with unit_of_work():
        services_offers.lapse(
            offer,
            note="The role went",
            told=told,
            on=TODAY,
            employer_id=here.unit.employer_id,
            seen=None,
            by=here.hr,
            moment=now(),
        )


TOLD = Telling(TODAY, HowTold.IN_PERSON, "Chris Example")


def test_whoever_holds_an_offer_is_told_that_it_lapses(database: SQLAlchemy) -> None:
    here = world()
    entry = on_register(here)
    offer = offered(here, entry, vacancy(here))
    me = factories.viewer(Role.STAFF, person=person_of(entry))

    with pytest.raises(RedeploymentError, match="tell them first"):
        let_lapse(here, offer, None)
    let_lapse(here, offer, TOLD)

    assert queries.get_offer(offer.reference, me, TODAY).state is OfferState.LAPSED
    row = db.session.get_one(AffectedPerson, entry.affected_person_id)
    assert (row.status, row.told_status) == (S.AT_RISK, S.AT_RISK)


def test_an_offer_that_lapses_untold_is_never_shown(database: SQLAlchemy) -> None:
    here = world()
    entry = on_register(here)
    offer = offered(here, entry, vacancy(here), told=None)
    me = factories.viewer(Role.STAFF, person=person_of(entry))
    row = db.session.get_one(AffectedPerson, entry.affected_person_id)
    assert (row.status, row.told_status) == (S.OFFERED_ALTERNATIVE, S.AT_RISK)

    let_lapse(here, offer, TOLD)

    db.session.expire_all()
    assert db.session.scalars(queries.visible_offers(me, TODAY)).all() == []
    assert (row.status, row.last_told_on) == (S.AT_RISK, date(2012, 3, 1)), "as factories told them"


def test_an_answer_on_paper_shows_that_they_knew_of_the_offer(database: SQLAlchemy) -> None:
    here = world()
    entry = on_register(here)
    offer = offered(here, entry, vacancy(here), told=None)

    answer(here, offer, accepts=True)

    offer = fresh(here, offer)
    assert (offer.told_on, offer.told_how) == (TODAY, HowTold.OWN_ANSWER)


def test_staff_read_of_the_register_once_they_know_that_they_are_at_risk(database: SQLAlchemy) -> None:
    here = world()
    entry = on_register(here)
    vacancy(here)
    me = factories.viewer(Role.STAFF, person=person_of(entry))
    assert queries.own_entry(me, TODAY) is not None
    assert len(db.session.scalars(queries.visible_vacancies(me, TODAY)).all()) == 1

    with unit_of_work():
        row = db.session.get_one(AffectedPerson, entry.affected_person_id)
        row.told_status = S.AFFECTED
        db.session.flush()
        audit.record(audit.NOBODY, "test:arrange", "test", "-")

    assert queries.own_entry(me, TODAY) is None
    assert db.session.scalars(queries.visible_vacancies(me, TODAY)).all() == []


def look(offer: RedeploymentOffer, by: Viewer) -> None:
    with unit_of_work():
        services_offers.second_look(
            offer, agreed=True, note="Seen", seen=None, by=by, day=TODAY, moment=now()
        )


def test_the_protected_are_offered_first_or_somebody_looks_twice(database: SQLAlchemy) -> None:
    here = world()
    role = vacancy(here)
    protected, other = on_register(here, "Prior"), on_register(here, "Pat B")
    protect(protected)
    offer = suggested(here, other, role)

    with pytest.raises(OutOfTurnError) as refused:
        make(here, offer)
    assert refused.value.first == {person_of(protected).id}
    assert fresh(here, offer).state is OfferState.SUGGESTED

    assert not make(here, offer, reason="The post needs an HGV licence")
    assert fresh(here, offer).state is OfferState.SUGGESTED
    with pytest.raises(RedeploymentError, match="another HR partner"):
        look(fresh(here, offer), here.hr)
    look(fresh(here, offer), factories.viewer(Role.HR_PARTNER))
    assert make(here, offer), "agreed by a second person"


def test_the_protected_themselves_and_whoever_comes_after_them_are_in_turn(database: SQLAlchemy) -> None:
    here = world()
    role = vacancy(here)
    protected, other = on_register(here, "Prior"), on_register(here, "Pat B")
    protect(protected)

    mine = offered(here, protected, role)
    assert mine.state is OfferState.OFFERED
    answer(here, mine, accepts=False, reason="Not what I do")
    assert make(here, suggested(here, other, role)), "offered first, and refused"


def test_who_is_protected_and_not_suited_holds_nobody_up(database: SQLAlchemy) -> None:
    here = world()
    role = vacancy(here)
    protected, other = on_register(here, "Prior", grades=["Scale 1"]), on_register(here, "Pat B")
    protect(protected)

    assert make(here, suggested(here, other, role))


def test_unknown_does_not_take_away_the_turn_of_the_protected(database: SQLAlchemy) -> None:
    here = world()
    role = vacancy(here)
    unknown = on_register(here, "Prior", grades=[], fte_from=None, fte_to=None)
    protect(unknown)
    everybody = matching.on_register(here.unit.employer_id)

    assert matching.first_for(role, matching.opening_of(role), everybody, TODAY) == {person_of(unknown).id}


def test_coming_on_and_off_the_register(database: SQLAlchemy) -> None:
    here = world()
    entry = on_register(here)
    affected = db.session.scalars(
        sa.select(AffectedPerson).options(sa.orm.joinedload(AffectedPerson.change))
    ).one()
    what = services.EntryGiven("", [], None, None, None, ())
    with pytest.raises(RedeploymentError, match="already"), unit_of_work():
        services.enter(affected, what, by=here.hr, day=TODAY)
    offer = offered(here, entry, vacancy(here))
    entry = queries.get_entry(entry.reference, here.hr, TODAY)
    with pytest.raises(RedeploymentError, match="still running"), unit_of_work():
        services.leave(entry, Exit.ASKED, note="", on=TODAY, seen=None, by=here.hr)
    answer(here, offer, accepts=False, reason="Too far")
    entry = queries.get_entry(entry.reference, here.hr, TODAY)
    with unit_of_work():
        services.leave(entry, Exit.ASKED, note="", on=TODAY, seen=None, by=here.hr)

    assert queries.get_entry(entry.reference, here.hr, TODAY).left_because is Exit.ASKED


def test_the_record_holds_no_reason(database: SQLAlchemy) -> None:
    here = world()
    offer = offered(here, on_register(here), vacancy(here))
    answer(here, offer, accepts=False, reason="Too far from my children")

    bodies = db.session.scalars(
        sa.select(AuditEntry.body).where(AuditEntry.object_type == "redeployment offer")
    )
    assert [body for body in bodies if "children" in body] == []
