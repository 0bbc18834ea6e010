"""The clock of concerns: targets of the day, pauses that both agree to, escalation nobody can switch off."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.browser import Browser
from tests.concerns.arrange import World, world
from tracker.audit.models import AuditEntry
from tracker.concerns import queries_clock, services, services_clock
from tracker.concerns.models import Concern, ConcernPause
from tracker.concerns.notices import due_concerns
from tracker.concerns.procedure import STATUS_QUO, Targets
from tracker.concerns.queries import get_concern
from tracker.concerns.rules import ConcernAct, ConcernMoveError, ConcernState
from tracker.database import EditConflictError, db, new_reference, unit_of_work
from tracker.notifications.models import Notice
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.clock import today

SignIn = Callable[..., tuple[Browser, Viewer]]
MOMENT = factories.MOMENT
"""A Thursday."""
DAY = MOMENT.date()


def raised(here: World, rep: Viewer, moment: datetime = MOMENT) -> Concern:
    with unit_of_work():
        made = services.raise_concern(
            here.change, here.union, summary="Travel doubles", by=rep, moment=moment
        )
    return get_concern(made.reference, rep, DAY)


def save_targets(employer_id: int, by: Viewer, seen: int = 0, **given: Any) -> None:
    person = given.pop("next_person_id", None)
    with unit_of_work():
        services_clock.save_procedure(
            employer_id,
            Targets(**given),
            next_person_id=person,
            status_quo=STATUS_QUO,
            agreed_with="",
            seen=seen,
            by=by,
            moment=MOMENT,
        )


def pause(concern: Concern, by: Viewer, first: date, last: date) -> ConcernPause:
    with unit_of_work():
        return services_clock.propose_pause(
            concern, reason="School holidays", first=first, last=last, by=by, moment=MOMENT,
            reference=new_reference(),
        )  # fmt: skip


def test_a_stage_keeps_the_target_of_the_day_it_began(database: SQLAlchemy) -> None:
    here = world()
    rep = factories.viewer(Role.UNION_REPRESENTATIVE, union=here.union)
    hr = factories.viewer(Role.HR_PARTNER)
    concern = raised(here, rep)
    assert concern.due_on == date(2012, 3, 6), "three working days"

    save_targets(here.programme.employer_id, hr, acknowledge=1, answer=4)

    assert get_concern(concern.reference, rep, DAY).due_on == date(2012, 3, 6)
    with unit_of_work():
        services.acknowledge(concern, by=hr, moment=MOMENT)
    assert concern.due_on == date(2012, 3, 7), "four working days"
    assert [(stage.state, stage.due_on) for stage in queries_clock.stages_of(concern)] == [
        (ConcernState.RAISED, date(2012, 3, 6)),
        (ConcernState.ACKNOWLEDGED, date(2012, 3, 7)),
    ]
    with pytest.raises(EditConflictError):
        save_targets(here.programme.employer_id, hr, seen=0)


def test_the_clock_stands_still_once_the_other_side_agrees(database: SQLAlchemy) -> None:
    here = world()
    rep = factories.viewer(Role.UNION_REPRESENTATIVE, union=here.union)
    colleague = factories.viewer(Role.UNION_REPRESENTATIVE, union=here.union)
    hr = factories.viewer(Role.HR_PARTNER)
    concern = raised(here, rep)
    proposed = pause(concern, rep, DAY + timedelta(days=1), DAY + timedelta(days=4))

    def decide(by: Viewer, row: ConcernPause, *, agreed: bool = True) -> None:
        with unit_of_work():
            services_clock.decide_pause(concern, row, agreed=agreed, by=by, moment=MOMENT, seen=row.version)

    with pytest.raises(ConcernMoveError, match="other side"):
        decide(colleague, proposed)
    assert concern.due_on == date(2012, 3, 6)

    decide(hr, proposed)

    assert concern.due_on == date(2012, 3, 8), "the Friday and the Monday are left out"
    assert queries_clock.clock_of(concern, date(2012, 3, 2)).paused_until == date(2012, 3, 5)
    assert queries_clock.stages_of(concern)[-1].due_on == date(2012, 3, 8)
    with pytest.raises(ConcernMoveError, match="decided already"):
        decide(hr, proposed)
    declined = pause(concern, hr, DAY, DAY)
    decide(rep, declined, agreed=False)
    assert concern.due_on == date(2012, 3, 8)
    with pytest.raises(ConcernMoveError, match="before today"):
        pause(concern, hr, DAY - timedelta(days=1), DAY)


def test_what_is_late_goes_to_the_next_person_by_itself_once(database: SQLAlchemy) -> None:
    here = world()
    rep = factories.viewer(Role.UNION_REPRESENTATIVE, union=here.union)
    hr, director = factories.viewer(Role.HR_PARTNER), factories.viewer(Role.PROGRAMME_DIRECTOR)
    save_targets(here.programme.employer_id, hr, next_person_id=director.account_id)
    concern = raised(here, rep)
    answered = raised(here, rep)
    with unit_of_work():
        services.answer(answered, text="There is a bus", by=hr, moment=MOMENT)
    last_day = concern.due_on
    assert last_day is not None

    assert services_clock.escalate_late(last_day, MOMENT) == 0, "the day itself is in time"
    assert services_clock.escalate_late(last_day + timedelta(days=1), MOMENT + timedelta(days=6)) == 1
    assert services_clock.escalate_late(last_day + timedelta(days=1), MOMENT + timedelta(days=6)) == 0

    found = get_concern(concern.reference, rep, DAY)
    assert (found.state, found.escalated_to_id) == (ConcernState.ESCALATED, director.account_id)
    assert queries_clock.stages_of(found)[-1].by_clock
    assert get_concern(answered.reference, rep, DAY).state is ConcernState.ANSWERED
    told = db.session.execute(
        sa.select(Notice.account_id, Notice.role).where(Notice.kind == "concern.escalated")
    )
    assert {(each.account_id, each.role) for each in told} == {
        (rep.account_id, Role.UNION_REPRESENTATIVE),
        (hr.account_id, Role.HR_PARTNER),
        (director.account_id, Role.PROGRAMME_DIRECTOR),
    }
    assert '"by":"the clock"' in (
        db.session.scalar(sa.select(AuditEntry.body).order_by(AuditEntry.id.desc()).limit(1)) or ""
    )
    due = {each.reference: each for each in due_concerns(director, DAY, DAY + timedelta(days=60))}
    assert due[concern.reference].mine
    assert not due[answered.reference].mine


def test_an_open_concern_from_before_the_clocks_is_given_one(database: SQLAlchemy) -> None:
    here = world()
    rep = factories.viewer(Role.UNION_REPRESENTATIVE, union=here.union)
    old = factories.concern(here.change, here.union)
    settled = factories.concern(here.change, here.union, state=ConcernState.AGREED)

    services_clock.start_missing(DAY, MOMENT)
    services_clock.start_missing(DAY, MOMENT)

    found = get_concern(old.reference, rep, DAY)
    assert found.due_on == date(2012, 3, 6)
    assert len(queries_clock.stages_of(found)) == 1
    assert get_concern(settled.reference, rep, DAY).due_on is None


def test_who_raised_it_closes_it_and_others_once_they_have_stood_down(database: SQLAlchemy) -> None:
    from tracker.accounts.models import AccessGrant

    here = world()
    rep = factories.viewer(Role.UNION_REPRESENTATIVE, union=here.union)
    colleague = factories.viewer(Role.UNION_REPRESENTATIVE, union=here.union)
    concern = raised(here, rep)
    with unit_of_work():
        services.answer(concern, text="Yes", by=factories.viewer(Role.HR_PARTNER), moment=MOMENT)

    with pytest.raises(ConcernMoveError, match="who raised"):
        services.close_concern(concern, ConcernAct.AGREE, by=colleague, moment=MOMENT)
    grant = db.session.scalars(sa.select(AccessGrant).where(AccessGrant.account_id == rep.account_id)).one()
    grant.revoked_at = MOMENT - timedelta(days=1)
    factories.save(grant)

    with unit_of_work():
        services.close_concern(concern, ConcernAct.AGREE, by=colleague, moment=MOMENT)
    assert concern.state is ConcernState.CLOSED_AGREED


def test_no_agreement_leads_on_to_conciliation_and_a_closed_concern_can_be_opened(
    database: SQLAlchemy,
) -> None:
    here = world()
    rep = factories.viewer(Role.UNION_REPRESENTATIVE, union=here.union)
    hr = factories.viewer(Role.HR_PARTNER)
    concern = raised(here, rep)

    def step(act: ConcernAct, by: Viewer, text: str = "Words") -> ConcernState:
        with unit_of_work():
            if act is ConcernAct.ANSWER:
                services.answer(concern, text=text, by=by, moment=MOMENT)
            elif act in (ConcernAct.AGREE, ConcernAct.DISAGREE):
                services.close_concern(concern, act, text=text, by=by, moment=MOMENT)
            else:
                services.take_step(concern, act, text=text, by=by, moment=MOMENT)
        return concern.state

    assert step(ConcernAct.DISCUSS, hr) is ConcernState.DISCUSSED
    assert step(ConcernAct.ANSWER, hr) is ConcernState.ANSWERED
    assert step(ConcernAct.FAIL, rep) is ConcernState.NOT_AGREED
    assert step(ConcernAct.ESCALATE, rep) is ConcernState.ESCALATED
    assert step(ConcernAct.ANSWER, hr) is ConcernState.ANSWERED
    assert step(ConcernAct.FAIL, rep) is ConcernState.NOT_AGREED
    assert step(ConcernAct.CONCILIATE, hr) is ConcernState.CONCILIATION
    assert step(ConcernAct.ANSWER, hr) is ConcernState.ANSWERED
    assert step(ConcernAct.ACCEPT, rep, "") is ConcernState.AGREED
    assert get_concern(concern.reference, rep, DAY).due_on is None
    assert step(ConcernAct.AGREE, rep, "") is ConcernState.CLOSED_AGREED
    assert concern.closed_at == MOMENT
    with pytest.raises(ConcernMoveError, match="Words"):
        step(ConcernAct.REOPEN, rep, "")
    db.session.rollback()
    assert step(ConcernAct.REOPEN, rep) is ConcernState.REOPENED
    opened = get_concern(concern.reference, rep, DAY)
    assert (opened.closed_at, opened.due_on) == (None, date(2012, 3, 15))


def test_both_sides_see_the_clock_and_settle_a_pause_on_its_page(sign_in_as: SignIn) -> None:
    here = world()
    union, rep = sign_in_as(Role.UNION_REPRESENTATIVE, union=here.union)
    hr, _ = sign_in_as(Role.HR_PARTNER)
    concern = raised(here, rep, datetime.combine(today(), MOMENT.timetz()))
    address = f"/concerns/{concern.reference}"
    assert "3 working days left" in union.get(address).text

    hr.get(f"{address}/pause")
    refused = hr.submit(status=400)
    assert refused.errors == [
        "Enter the first day of the pause",
        "Enter the last day of the pause",
        "Enter why the clock should stand still",
    ]
    first, last = today() + timedelta(days=1), today() + timedelta(days=3)
    days = {
        f"{name}-{part}": str(getattr(day, part))
        for name, day in (("first_day", first), ("last_day", last))
        for part in ("day", "month", "year")
    }
    told = hr.submit({**days, "reason": "Half term"})
    assert "the clock runs on until the other side agrees" in told.body.decode()
    assert "Agree to the pause" not in hr.get(address).text

    union.get(address)
    union.submit(button="Agree to the pause")

    assert "Pause agreed" in hr.get(address).text


def test_hr_sets_targets_that_both_sides_read(sign_in_as: SignIn) -> None:
    here = world()
    hr, _ = sign_in_as(Role.HR_PARTNER)
    union, _ = sign_in_as(Role.UNION_REPRESENTATIVE, union=here.union)
    assert "usual targets" in union.get("/concerns/procedure").text
    employer = factories.the_employer().reference

    hr.get(f"/concerns/procedure/{employer}")
    refused = hr.submit({"acknowledge": "0", "answer": "soon"}, status=400)
    assert refused.field_errors["acknowledge"] == "Enter a whole number of working days from 1 to 120"
    hr.submit({"acknowledge": "2", "answer": "9", "agreed_with": "JNCC of May"})

    page = union.get("/concerns/procedure").text
    assert "JNCC of May" in page
    assert "Acknowledge 2 from the day it is raised" in page
    union.get(f"/concerns/procedure/{employer}", 403)
