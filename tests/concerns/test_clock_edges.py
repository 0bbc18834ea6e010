"""Where the clock of concerns meets what happens beside it: new targets, silence, people who have left."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.concerns.arrange import world
from tests.concerns.test_clock import DAY, MOMENT, SignIn, pause, raised, save_targets
from tracker.accounts.models import AccessGrant
from tracker.concerns import queries_clock, services, services_clock
from tracker.concerns.procedure import STATUS_QUO, Targets
from tracker.concerns.queries import get_concern
from tracker.concerns.rules import ConcernAct, ConcernState, Side, acts_open
from tracker.database import db, unit_of_work
from tracker.policy.access.roles import Role


def test_an_agreed_pause_keeps_the_target_of_the_day_the_stage_began(database: SQLAlchemy) -> None:
    here = world()
    rep = factories.viewer(Role.UNION_REPRESENTATIVE, union=here.union)
    hr = factories.viewer(Role.HR_PARTNER)
    concern = raised(here, rep)
    with unit_of_work():
        services_clock.save_procedure(
            here.programme.employer_id,
            Targets(acknowledge=50),
            next_person_id=None,
            status_quo=STATUS_QUO,
            agreed_with="",
            seen=0,
            by=hr,
            moment=MOMENT + timedelta(minutes=1),
        )
    row = pause(concern, rep, DAY + timedelta(days=1), DAY + timedelta(days=1))
    with unit_of_work():
        services_clock.decide_pause(concern, row, agreed=True, by=hr, moment=MOMENT, seen=row.version)
    assert concern.due_on == date(2012, 3, 7), "one working day later than the 6th"


@pytest.mark.parametrize("state", [ConcernState.ESCALATED, ConcernState.CONCILIATION])
def test_silence_after_escalation_does_not_bar_the_way_to_a_failure_to_agree(state: ConcernState) -> None:
    acts = acts_open(state, Side.UNION, is_raiser=True, late=True)
    assert set(acts) - {ConcernAct.WITHDRAW}, acts


def test_the_usual_status_quo_clause_is_shown_where_no_procedure_is_saved(sign_in_as: SignIn) -> None:
    here = world()
    union, rep = sign_in_as(Role.UNION_REPRESENTATIVE, union=here.union)
    hr = factories.viewer(Role.HR_PARTNER)
    concern = raised(here, rep)
    with unit_of_work():
        services.answer(concern, text="No", by=hr, moment=MOMENT)
    with unit_of_work():
        services.take_step(concern, ConcernAct.FAIL, text="No", by=rep, moment=MOMENT)
    assert STATUS_QUO in union.get(f"/concerns/{concern.reference}").text


def test_a_next_person_who_has_left_is_not_named(database: SQLAlchemy) -> None:
    here = world()
    rep = factories.viewer(Role.UNION_REPRESENTATIVE, union=here.union)
    hr, director = factories.viewer(Role.HR_PARTNER), factories.viewer(Role.PROGRAMME_DIRECTOR)
    save_targets(here.programme.employer_id, hr, next_person_id=director.account_id)
    grant = db.session.scalars(
        sa.select(AccessGrant).where(AccessGrant.account_id == director.account_id)
    ).one()
    grant.revoked_at = MOMENT - timedelta(days=1)
    factories.save(grant)
    concern = raised(here, rep)
    assert services_clock.escalate_late(DAY + timedelta(days=30), MOMENT + timedelta(days=30)) == 1
    assert get_concern(concern.reference, rep, DAY).escalated_to_id is None


def test_a_digit_that_is_no_number_is_no_error(sign_in_as: SignIn) -> None:
    here = world()
    hr, _ = sign_in_as(Role.HR_PARTNER)
    rep = factories.viewer(Role.UNION_REPRESENTATIVE, union=here.union)
    concern = raised(here, rep)
    row = pause(concern, rep, DAY + timedelta(days=1), DAY + timedelta(days=1))
    page = f"/concerns/{concern.reference}"
    hr.get(page)
    action = f"{page}/pause/{row.reference}"
    hr.submit({"seen_version": "²", "verdict": "agree"}, action=action)


def test_a_colleague_speaks_for_who_stood_down_an_hour_ago(database: SQLAlchemy) -> None:
    here = world()
    rep = factories.viewer(Role.UNION_REPRESENTATIVE, union=here.union)
    colleague = factories.viewer(Role.UNION_REPRESENTATIVE, union=here.union)
    concern = raised(here, rep)
    grant = db.session.scalars(sa.select(AccessGrant).where(AccessGrant.account_id == rep.account_id)).one()
    grant.revoked_at = MOMENT - timedelta(hours=1)
    factories.save(grant)
    assert queries_clock.is_spoken_for(concern, colleague, DAY)
