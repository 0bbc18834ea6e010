"""HR logs a change and writes its proposal, the director publishes it; two people edit it at once."""

from collections.abc import Callable
from datetime import timedelta

from playwright.sync_api import Page

from tests import factories
from tests.journeys.conftest import Live
from tests.journeys.steps import PageAs, Visitor, both_ways
from tracker.accounts.models import Account
from tracker.database import db
from tracker.policy.access.roles import Role
from tracker.web.clock import today

REASON = "Two teams do the same work on two sites."
PROPOSAL = "One team at the county office.\nEverybody keeps their grade."


@both_ways
def test_hr_signs_in_and_logs_a_change_in_two_clicks(
    window: Callable[..., Page], live: Live, *, javascript: bool
) -> None:
    factories.unit("Payroll", parent=factories.unit("Finance"))
    programme = factories.programme(name="Leaner support")
    holder = db.session.get_one(Account, factories.viewer(Role.HR_PARTNER).account_id)
    hr = Visitor(window(live, javascript=javascript)).open("/").is_at("Sign in")
    hr.type("Email address", holder.email).type("Password", factories.PASSWORD).press("Sign in")
    hr.is_at("What waits for you")

    hr.clicks = 0
    hr.press("Log a change").type("Title", "Share payroll").type("Reason", REASON)
    hr.choose("Type of change", "Shared service").type_day("Date first announced", today())
    hr.type("Find other units", "Payroll").press("Log the change")
    assert hr.clicks == 2

    hr.is_told("Share payroll is logged").is_at("Share payroll").sees(
        programme.name, "Not published", "Payroll"
    )
    hr.follow("Change details and dates")
    hr.type_day("Transition starts", today() + timedelta(days=90))
    hr.type_day("Transition ends", today() + timedelta(days=30)).press("Save")
    hr.refused("Transition ends must be on or after transition starts")
    hr.type_day("Transition ends", today() + timedelta(days=120)).press("Save")
    hr.is_told("Share payroll is saved")


@both_ways
def test_nothing_typed_is_lost_when_a_unit_is_not_found(page_as: PageAs, *, javascript: bool) -> None:
    factories.unit("Payroll")
    factories.programme()
    hr = Visitor(page_as(Role.HR_PARTNER, javascript=javascript)).open("/changes/log")

    hr.type("Title", "Share payroll").type("Reason", REASON).type("Find other units", "Paroll")
    hr.press("Log the change").refused("Choose the type of change", "No unit matches “Paroll”")

    assert hr.main.get_by_label("Title", exact=True).input_value() == "Share payroll"
    assert hr.main.get_by_label("Reason", exact=True).input_value() == REASON
    hr.type("Find other units", "").tick_starting("Payroll").choose("Type of change", "Restructure")
    hr.press("Log the change").is_told("Share payroll is logged")


@both_ways
def test_hr_writes_the_proposal_and_the_director_publishes(page_as: PageAs, *, javascript: bool) -> None:
    unit, union = factories.unit("Payroll"), factories.union()
    factories.person(unit=unit, group=factories.bargaining_group(union))
    change = factories.change(title="Share payroll", published=False, units=(unit,))
    at = f"/changes/{change.reference}"
    rep = Visitor(page_as(Role.UNION_REPRESENTATIVE, javascript=javascript, union=union))
    hr = Visitor(page_as(Role.HR_PARTNER, javascript=javascript))
    director = Visitor(page_as(Role.PROGRAMME_DIRECTOR, javascript=javascript))
    rep.open(at).is_at("Page not found")

    hr.open(at).press("Write the proposal").type("Proposal", "").press("Save and send for approval")
    hr.refused("Enter the proposal before sending it for approval")
    hr.type("Proposal", PROPOSAL).press("Save and send for approval").is_told(
        "The text was sent for approval"
    )
    hr.sees("Version 1, awaiting approval")

    director.open("/").sees("Proposals waiting for you to publish").follow("Share payroll")
    director.press("Publish the proposal").sees("This cannot be undone", "Everybody keeps their grade.")
    director.press("Publish version 1").is_told("Version 1 is published")
    director.open("/").sees("No proposal is waiting.")

    rep.open(at).is_at("Share payroll").sees("One team at the county office.")
    rep.follow("See this version and its fingerprint").sees("Everybody keeps their grade.")


@both_ways
def test_two_people_write_at_once_and_nothing_typed_is_lost(page_as: PageAs, *, javascript: bool) -> None:
    change = factories.change(title="Share payroll", published=False)
    address = f"/changes/{change.reference}/proposal"
    first = Visitor(page_as(Role.HR_PARTNER, javascript=javascript)).open(address)
    second = Visitor(page_as(Role.HR_PARTNER, javascript=javascript)).open(address)

    first.type("Proposal", "One team of nine.").press("Save draft").is_told("The draft is saved")
    second.type("Proposal", "One team of eight.").type("Reason", "Rent ends in May.").press("Save draft")

    second.sees("saved this while you were editing", "One team of nine.", "One team of eight.")
    assert second.main.get_by_label("Proposal", exact=True).input_value() == "One team of eight."
    assert second.main.get_by_label("Reason", exact=True).input_value() == "Rent ends in May."
    second.press("Save draft").is_told("The draft is saved").sees("One team of eight.", "Rent ends in May.")
    first.open(f"/changes/{change.reference}").sees("One team of eight.")
