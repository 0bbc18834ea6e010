"""Agreed pauses of the uncertainty clock: recorded, corrected and withdrawn by HR."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories, factories_changes
from tests.browser import Browser
from tracker.audit.models import AuditEntry
from tracker.changes.models import AgreedPause, AgreedPauseUnion, Change
from tracker.changes.pauses import pauses_by_change
from tracker.organisation.models import RecognisedUnion
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.policy.uncertainty.clock import Pause
from tracker.web.clock import today

SignIn = Callable[..., tuple[Browser, Viewer]]


def world() -> tuple[Change, RecognisedUnion]:
    union = factories.union(name="Alpha", short_name="ALPHA")
    factories.bargaining_group(union)
    return factories.change(title="One front desk"), union


def filled(union: RecognisedUnion, **other: str) -> dict[str, Any]:
    return {
        "first-day": "10",
        "first-month": "3",
        "first-year": "2012",
        "last-day": "23",
        "last-month": "3",
        "last-year": "2012",
        "reason": "Talks on grading.",
        "unions": [union.reference],
        "agreed_by": "Branch secretary",
        "agreed_on-day": "9",
        "agreed_on-month": "3",
        "agreed_on-year": "2012",
        **other,
    }


def test_hr_records_a_pause_with_the_unions_that_agreed(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    change, union = world()
    browser, _ = sign_in_as(Role.HR_PARTNER)

    browser.get(f"/changes/{change.reference}/pauses/new")
    page = browser.submit(filled(union), button="Save the pause")

    assert page.flash == ["The pause is recorded: its days no longer count as uncertainty"]
    assert "10 March 2012 to 23 March 2012: Talks on grading." in page.text
    assert "Agreed on 9 March 2012 with ALPHA (Branch secretary)" in page.text
    assert pauses_by_change([change.id]) == {change.id: [Pause(date(2012, 3, 10), date(2012, 3, 23))]}
    last = database.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert last is not None
    assert (last.action, last.object_type) == ("pause:record", "agreed pause")


def test_what_is_wrong_is_said_by_the_field_and_kept(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    change, union = world()
    browser, _ = sign_in_as(Role.HR_PARTNER)
    tomorrow = today() + timedelta(days=1)
    bad = filled(
        union,
        **{
            "last-day": "9",
            "agreed_on-day": str(tomorrow.day),
            "agreed_on-month": str(tomorrow.month),
            "agreed_on-year": str(tomorrow.year),
        },
    )
    bad["unions"] = []

    browser.get(f"/changes/{change.reference}/pauses/new")
    page = browser.submit(bad, button="Save the pause", status=400)

    assert page.field_errors == {
        "last": "The last day must be on or after the first day",
        "unions": "Tick each union that agreed: without one it is no agreed pause",
        "agreed_on": "Record the pause once it has been agreed: this day is still to come",
    }
    assert "Talks on grading." in page.text
    assert database.session.scalars(sa.select(AgreedPause)).all() == []


def test_a_pause_that_goes_on_is_given_its_last_day(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    change, union = world()
    pause = factories_changes.agreed_pause(change, union, last=None)
    browser, _ = sign_in_as(Role.HR_PARTNER)

    page = browser.get(f"/changes/{change.reference}")
    assert "10 March 2012 to a day still to be agreed" in page.text
    browser.get(f"/pauses/{pause.reference}/edit")
    browser.submit({"last-day": "12", "last-month": "3", "last-year": "2012"}, button="Save the pause")

    assert pauses_by_change([change.id])[change.id] == [Pause(date(2012, 3, 10), date(2012, 3, 12))]


def test_the_second_of_two_who_edit_is_shown_what_the_first_saved(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    change, union = world()
    pause = factories_changes.agreed_pause(change, union)
    first, _ = sign_in_as(Role.HR_PARTNER)
    second, _ = sign_in_as(Role.HR_PARTNER)

    first.get(f"/pauses/{pause.reference}/edit")
    second.get(f"/pauses/{pause.reference}/edit")
    first.submit({"reason": "Talks on pay."}, button="Save the pause")
    page = second.submit({"reason": "Talks on sites."}, button="Save the pause", status=409)

    assert "Talks on pay." in page.text
    assert "Talks on sites." in page.text


def test_a_withdrawn_pause_is_gone_and_its_days_count_again(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    change, union = world()
    pause = factories_changes.agreed_pause(change, union)
    browser, _ = sign_in_as(Role.HR_PARTNER)

    browser.get(f"/pauses/{pause.reference}/withdraw")
    page = browser.submit({}, button="Withdraw the pause")

    assert page.flash == ["The pause is withdrawn: its days count as uncertainty again"]
    assert "No pause has been agreed: every day counts." in page.text
    assert pauses_by_change([change.id]) == {}
    assert database.session.scalars(sa.select(AgreedPauseUnion)).all() == []


def test_a_pause_of_a_change_out_of_scope_is_not_found(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    change, union = world()
    pause = factories_changes.agreed_pause(change, union)
    elsewhere = factories.programme(employer_id=factories.employer().id)
    browser, _ = sign_in_as(Role.HR_PARTNER, programme=elsewhere)

    browser.get(f"/pauses/{pause.reference}/edit", status=404)
    browser.get(f"/pauses/{pause.reference}/withdraw", status=404)
    browser.get(f"/changes/{change.reference}/pauses/new", status=404)
