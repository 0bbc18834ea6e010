"""The statutory clocks react while a date is typed, and by a button where there are no scripts."""

from datetime import timedelta

from playwright.sync_api import expect

from tests import factories
from tests.journeys.steps import PageAs, Visitor, both_ways
from tracker.compliance.models import StatutoryDates
from tracker.database import db
from tracker.policy.access.roles import Role
from tracker.web.clock import today


def saved() -> int:
    """How many changes have statutory dates, asked afresh."""
    db.session.rollback()
    return db.session.query(StatutoryDates).count()


@both_ways
def test_a_plan_is_worked_out_as_it_is_typed(page_as: PageAs, *, javascript: bool) -> None:
    hr = Visitor(page_as(Role.HR_PARTNER, javascript=javascript)).open("/compliance/check")
    hr.type("People proposed for dismissal", "25")

    hr.type_day("First leaving date that is wanted", today() + timedelta(days=120))
    if not javascript:
        hr.press("Work it out")

    expect(hr.main.get_by_role("heading", name="What this plan gives")).to_be_visible()
    expect(hr.main.get_by_text("Latest start of consultation", exact=True)).to_be_visible()


@both_ways
def test_dates_of_a_change_are_tried_and_not_saved(page_as: PageAs, *, javascript: bool) -> None:
    unit = factories.unit("Custody")
    change = factories.change(title="One desk", units=(unit,), announced=today())
    hr = Visitor(page_as(Role.HR_PARTNER, javascript=javascript))
    hr.open(f"/compliance/changes/{change.reference}/dates")

    hr.type_day("First dismissal takes effect", today() + timedelta(days=120))
    if not javascript:
        hr.press("Try these dates")

    expect(hr.main.get_by_role("heading", name="What these dates give")).to_be_visible()
    if javascript:
        expect(hr.page.locator("#tried-said")).to_have_text("Worked out again with what you typed")
    assert saved() == 0
    hr.press("Save the dates").is_told("The dates are saved and the clocks worked out again")
    assert saved() == 1
