"""Wrong steps of one person: corrected by another, both kept, and shown to whoever heard it."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests.affected_staff.test_statuses import record, row_of, somebody, step, words_of
from tests.browser import Browser
from tracker.affected_staff.models import AffectedPerson, AffectedStep, Exposure
from tracker.affected_staff.queries import steps_by_person
from tracker.affected_staff.rules import AffectedStatus, shown_to_self
from tracker.policy.access.roles import Role
from tracker.web.clock import today

SignInAs = Callable[..., Any]
S = AffectedStatus


def correct(browser: Browser, row: AffectedPerson, data: dict[str, str], status: int = 200) -> Any:
    browser.get(f"/affected/{row.reference}/status/correct")
    return browser.submit(data, status)


def test_a_correction_stands_in_place_of_the_wrong_step_and_both_stay(
    sign_in_as: SignInAs, database: SQLAlchemy
) -> None:
    _, row = somebody(database)
    hr, _ = sign_in_as(Role.HR_PARTNER)
    record(hr, row, step("no longer affected", today()))

    page = correct(hr, row, step("at risk", date(2012, 3, 1), reason="Another Ana"))

    row = row_of(database)
    assert (row.status, row.status_on) == (S.AT_RISK, date(2012, 3, 1))
    steps = database.session.scalars(sa.select(AffectedStep).order_by(AffectedStep.id)).all()
    assert [each.status for each in steps] == [S.AT_RISK, S.NO_LONGER_AFFECTED, S.AT_RISK]
    assert [each.corrects_id for each in steps] == [None, None, steps[1].id]
    assert database.session.scalars(sa.select(Exposure.last_day)).all() == [None]
    assert page.tags.count("Corrected") == 1
    assert "In place of “no longer affected”, which was wrong. Another Ana" in words_of(page)


def test_a_correction_may_go_only_where_the_step_before_allows(
    sign_in_as: SignInAs, database: SQLAlchemy
) -> None:
    _, row = somebody(database)
    hr, _ = sign_in_as(Role.HR_PARTNER)
    record(hr, row, step("redeployed", today()))

    page = correct(hr, row, step("in trial period", today()), 400)

    assert page.field_errors["status"].startswith("Someone who is at risk can become")
    page = correct(hr, row, step("ring-fenced", date(2012, 2, 1)), 400)
    assert page.field_errors["status"].startswith("has been at risk since 1 March 2012")


def test_how_they_came_into_the_change_is_moved_not_corrected(
    sign_in_as: SignInAs, database: SQLAlchemy
) -> None:
    _, row = somebody(database)
    hr, _ = sign_in_as(Role.HR_PARTNER)

    page = hr.get(f"/affected/{row.reference}/status/correct", follow=True)

    assert page.flash[0].startswith("This is how they came into the change")


@pytest.mark.parametrize(
    ("heard", "shown", "hidden"),
    [
        pytest.param("heard", "redeployed", "ring-fenced", id="they had been told the wrong one"),
        pytest.param("never heard", "at risk", "redeployed", id="they had not"),
    ],
)
def test_a_wrong_step_goes_on_being_shown_to_whoever_heard_it_until_they_are_told_better(
    sign_in_as: SignInAs, database: SQLAlchemy, heard: str, shown: str, hidden: str
) -> None:
    ana, row = somebody(database)
    hr, _ = sign_in_as(Role.HR_PARTNER)
    self, _ = sign_in_as(Role.STAFF, person=ana)
    record(hr, row, step("redeployed", today(), today()))

    correct(hr, row, {**step("ring-fenced", today()), "heard": heard})

    page = self.get(f"/affected/{row.reference}")
    assert page.tags == [shown.capitalize()]
    assert hidden not in words_of(page).lower()
    told_on = today() if heard == "heard" else date(2012, 3, 1)
    assert row_of(database).last_told_on == told_on
    record(hr, row, step("stays", today(), today()))
    assert "Ring-fenced" in self.get(f"/affected/{row.reference}").tags


def test_two_people_correcting_at_once(sign_in_as: SignInAs, database: SQLAlchemy) -> None:
    _, row = somebody(database)
    first, _ = sign_in_as(Role.HR_PARTNER)
    second, _ = sign_in_as(Role.HR_PARTNER)
    record(first, row, step("redeployed", today()))
    for browser in (first, second):
        browser.get(f"/affected/{row.reference}/status/correct")
    second.submit(step("slotted in", today()))

    page = first.submit(step("ring-fenced", today()), 409)

    assert page.table("What differs")[0][2] == "ring-fenced"
    assert page.facts["Was recorded"] == "Slotted in"
    assert row_of(database).status is S.SLOTTED_IN
    first.submit({})
    assert row_of(database).status is S.RING_FENCED


def test_what_a_row_says_of_tellings_is_what_its_steps_say(
    sign_in_as: SignInAs, database: SQLAlchemy
) -> None:
    _, row = somebody(database)
    hr, _ = sign_in_as(Role.HR_PARTNER)
    record(hr, row, step("ring-fenced", date(2012, 4, 1), date(2012, 4, 2)))
    record(hr, row, step("slotted in", date(2012, 5, 1), date(2012, 5, 2)))
    correct(hr, row, {**step("at risk", date(2012, 5, 1)), "heard": "never heard"})

    row = row_of(database)
    told = shown_to_self(steps_by_person([row.id])[row.id])
    assert (row.first_told_on, row.last_told_on, row.told_status, row.told_status_on) == (
        told[0].told_on,
        told[-1].told_on,
        told[-1].status,
        told[-1].on,
    )
    assert (row.told_status, row.last_told_on) == (S.RING_FENCED, date(2012, 4, 2))
