"""A change is held back while a required step is red, unless two people agree to go on."""

from collections.abc import Callable
from datetime import timedelta

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.browser import Browser
from tests.compliance.test_pages import typed, world
from tests.pages import PageSeen
from tracker.audit.models import AuditEntry
from tracker.changes.models import Change
from tracker.changes.rules import ChangeState
from tracker.compliance.models import GateOverride, StatutoryDates, StatutoryStep
from tracker.database import db
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.clock import today

SignIn = Callable[..., tuple[Browser, Viewer]]
STEPS = ("information", "hr1", "hr1-copies", "topics", "completed")


def decided(number: int) -> Change:
    told, _ = world(number=number, state=ChangeState.DECIDED)
    return told


def implement(browser: Browser, told: Change, status: int = 200) -> PageSeen:
    browser.get(f"/changes/{told.reference}/move")
    sent = {"state": "implementing", "reason": "Agreed", **typed("on", today())}
    return browser.submit(sent, button="Move it on", status=status)


def record(browser: Browser, told: Change, step: str, **sent: str) -> PageSeen:
    browser.get(f"/compliance/changes/{told.reference}/steps/{step}")
    return browser.submit(sent or {"outcome": "done", **typed("on", today())}, button="Save the step")


def state_of(told: Change) -> ChangeState:
    db.session.expire_all()
    return db.session.get_one(Change, told.id).state


def test_nineteen_people_hold_nothing_back(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    told = decided(19)
    browser, _ = sign_in_as(Role.HR_PARTNER)

    implement(browser, told)

    assert state_of(told) is ChangeState.IMPLEMENTING


def test_twenty_people_hold_it_back_until_every_step_is_done(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    told = decided(20)
    browser, _ = sign_in_as(Role.HR_PARTNER)

    page = implement(browser, told, status=400)
    assert "form HR1 is due" in page.text
    assert state_of(told) is ChangeState.DECIDED

    for step in STEPS[:-1]:
        record(browser, told, step)
    assert "consultation completed is due" in implement(browser, told, status=400).text

    record(browser, told, "completed")
    implement(browser, told)
    assert state_of(told) is ChangeState.IMPLEMENTING


def test_notice_waits_for_the_steps(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    told = decided(20)
    browser, _ = sign_in_as(Role.HR_PARTNER)

    browser.get(f"/compliance/changes/{told.reference}/dates")
    page = browser.submit(typed("first_notice_on", today()), button="Save the dates", status=400)

    assert "Notice must wait" in page.text
    assert database.session.scalars(sa.select(StatutoryDates)).all() == []


def test_a_waiver_needs_a_reason_an_authority_and_a_second_person(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    told = decided(20)
    browser, _ = sign_in_as(Role.HR_PARTNER)
    director, _ = sign_in_as(Role.PROGRAMME_DIRECTOR)
    browser.get(f"/compliance/changes/{told.reference}/steps/topics")
    page = browser.submit({"outcome": "waived"}, button="Save the step", status=400)
    assert "Enter why it is not needed, or waived" in page.text
    assert "Enter who has authority for the waiver, by office" in page.text

    record(browser, told, "topics", outcome="waived", reason="Nobody came", authority="Chief officer")
    approve = f"/compliance/changes/{told.reference}/steps/topics/approve"
    browser.get(approve)
    page = browser.submit({}, button="Agree to the waiver", status=400)
    assert "somebody else must agree" in page.text
    assert "topics" not in implement(browser, told, status=400).flash
    assert "discussed is awaiting approval" in implement(browser, told, status=400).text

    director.get(approve)
    director.submit({}, button="Agree to the waiver")
    assert "discussed is" not in implement(browser, told, status=400).text
    row = database.session.scalars(sa.select(StatutoryStep)).one()
    assert row.approved_by_id not in (None, row.recorded_by_id)

    record(browser, told, "topics", outcome="waived", reason="Nobody came again", authority="Chief officer")
    database.session.refresh(row)
    assert row.approved_by_id is None


def test_an_override_needs_a_second_person_and_names_its_steps(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    told = decided(20)
    browser, _ = sign_in_as(Role.HR_PARTNER)
    director, _ = sign_in_as(Role.PROGRAMME_DIRECTOR)
    browser.get(f"/compliance/changes/{told.reference}/override")
    browser.submit({"reason": "The agreement of 1 June covers it"}, button="Ask a second person")
    override = database.session.scalars(sa.select(GateOverride)).one()
    approve = f"/compliance/changes/{told.reference}/override/{override.reference}/approve"

    browser.get(approve)
    page = browser.submit({}, button="Agree to go on", status=400)
    assert "somebody else must agree" in page.text
    implement(browser, told, status=400)

    director.get(approve)
    director.submit({}, button="Agree to go on")
    implement(browser, told)
    assert state_of(told) is ChangeState.IMPLEMENTING
    actions = [row.action for row in database.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id))]
    assert [name for name in actions if name.startswith("compliance")] == [
        "compliance:record",
        "compliance:approve",
    ]


def test_an_override_does_not_reach_steps_that_become_red_later(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    told = decided(20)
    browser, viewer = sign_in_as(Role.HR_PARTNER)
    factories.save(
        GateOverride(
            change_id=told.id,
            steps=["form HR1"],
            reason="Agreed",
            asked_by_id=viewer.account_id,
            asked_at=factories.MOMENT,
            approved_by_id=told.owner_id,
            approved_at=factories.MOMENT,
        )
    )

    page = implement(browser, told, status=400)

    assert "form HR1 is" not in page.text
    assert "copies of form HR1" in page.text


def test_a_step_that_is_done_tomorrow_is_refused(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    told = decided(20)
    browser, _ = sign_in_as(Role.HR_PARTNER)

    browser.get(f"/compliance/changes/{told.reference}/steps/hr1")
    sent = {"outcome": "done", **typed("on", today() + timedelta(days=1))}
    page = browser.submit(sent, button="Save the step", status=400)

    assert "this day is still to come" in page.text


def test_an_unknown_step_is_not_there(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    told = decided(1)
    browser, _ = sign_in_as(Role.HR_PARTNER)

    browser.get(f"/compliance/changes/{told.reference}/steps/moonshot", status=404)
    browser.get(f"/compliance/changes/{told.reference}/steps/moonshot/approve", status=404)
    browser.get(f"/compliance/changes/{told.reference}/override/XXXXXXXXXX/approve", status=404)
