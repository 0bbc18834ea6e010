"""Written information to representatives: drafted from the register, issued for good, received with proof."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.browser import Browser
from tests.compliance.test_pages import typed
from tracker.changes.models import Change
from tracker.changes.queries import get_change
from tracker.compliance.models import InformationPack, PackReceipt
from tracker.compliance.queries import clocks_of
from tracker.organisation.models import RecognisedUnion
from tracker.organisation.rules import Contract, StaffKind
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.policy.law.parameters import rule_book
from tracker.web.clock import today

SignIn = Callable[..., tuple[Browser, Viewer]]
REST = {
    "selection_method": "Scores against the criteria of the policy",
    "dismissal_method_and_period": "Notice from March, over three months",
    "non_statutory_redundancy_pay_calculation": "None",
    "agency_parts_of_undertaking": "None",
    "agency_type_of_work": "None",
}


def world() -> tuple[Change, RecognisedUnion]:
    union = factories.union(name="Alpha", short_name="ALPHA")
    group, unit = factories.bargaining_group(union), factories.unit()
    told = factories.change(title="One front desk")

    def people(number: int, **given: Any) -> None:
        values = {"kind": StaffKind.POLICE_STAFF, "group": group, **given}
        factories.affected(told, *(factories.person(unit=unit, **values) for _ in range(number)))

    people(3, title="Clerk")
    people(2, title="Sergeant", kind=StaffKind.POLICE_OFFICER)
    people(1, title="Temp", contract=Contract.AGENCY)
    factories.person(unit=unit, title="Clerk", kind=StaffKind.POLICE_STAFF)
    return told, union


def draft(browser: Browser, told: Change, **other: str) -> None:
    browser.get(f"/compliance/changes/{told.reference}/information/draft")
    browser.submit({**REST, **other}, button="Save the draft")


def issue(browser: Browser, told: Change, status: int = 200) -> str:
    browser.get(f"/compliance/changes/{told.reference}/information/issue")
    return browser.submit({}, button="Issue it", status=status).text


def test_the_register_fills_in_what_it_knows(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    told, _ = world()
    browser, _ = sign_in_as(Role.HR_PARTNER)

    draft(browser, told)

    [pack] = database.session.scalars(sa.select(InformationPack)).all()
    assert pack.items["numbers_and_descriptions"] == "3 Clerk"
    assert pack.items["total_employed_of_description_at_establishment"] == "4 Clerk"
    assert pack.items["agency_number"] == "1"
    assert pack.items["reasons"] == "Fewer layers cost less."


def test_a_blank_item_may_be_saved_and_not_issued_and_nought_may(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    told, _ = world()
    browser, _ = sign_in_as(Role.HR_PARTNER)
    draft(browser, told, agency_number="")

    page = issue(browser, told, status=400)
    assert "Answer this item first, nought included: Number of agency workers" in page

    draft(browser, told, agency_number="0")
    issue(browser, told)
    [pack] = database.session.scalars(sa.select(InformationPack)).all()
    assert pack.issued_on == today()


def test_an_issued_pack_is_never_edited_another_version_begins(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    told, _ = world()
    browser, _ = sign_in_as(Role.HR_PARTNER)
    draft(browser, told)
    issue(browser, told)

    draft(browser, told, reasons="Another reason")

    packs = database.session.scalars(sa.select(InformationPack).order_by(InformationPack.number)).all()
    assert [(pack.number, pack.items["reasons"]) for pack in packs] == [
        (1, "Fewer layers cost less."),
        (2, "Another reason"),
    ]
    browser.get(f"/compliance/changes/{told.reference}/information/issue")
    browser.submit({}, button="Issue it")
    browser.get(f"/compliance/changes/{told.reference}/information/issue", status=404)


def test_only_a_recognised_union_reads_it_and_only_once_issued(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    told, union = world()
    other = factories.union(name="Beta", short_name="BETA")
    factories.bargaining_group(other)
    hr, _ = sign_in_as(Role.HR_PARTNER)
    rep, _ = sign_in_as(Role.UNION_REPRESENTATIVE, union=union)
    stranger, _ = sign_in_as(Role.UNION_REPRESENTATIVE, union=other)
    url = f"/compliance/changes/{told.reference}/information"
    draft(hr, told)
    assert "Nothing has been issued" in rep.get(url).text

    issue(hr, told)

    assert "3 Clerk" in rep.get(url).text
    assert "Nothing has been issued" in stranger.get(url).text


def test_a_receipt_names_the_office_the_way_and_the_day(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    told, _ = world()
    browser, _ = sign_in_as(Role.HR_PARTNER)
    url = f"/compliance/changes/{told.reference}/information/receipts/new"
    browser.get(url, status=404)
    draft(browser, told)
    issue(browser, told)
    sent = {"recipient": "Branch secretary, Alpha", "channel": "email", "proof": "Answered the same day"}

    browser.get(url)
    late = typed("received_on", today() + timedelta(days=1))
    assert "still to come" in browser.submit(sent | late, button="Record the receipt", status=400).text
    page = browser.submit(sent | typed("received_on", today()), button="Record the receipt")

    assert "Branch secretary, Alpha: e-mail" in page.text
    assert "Not a listed way: hand it over or post it as well" in page.text
    assert len(database.session.scalars(sa.select(PackReceipt)).all()) == 1


def test_the_clock_starts_with_the_last_receipt(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    told, _ = world()
    browser, viewer = sign_in_as(Role.HR_PARTNER)
    draft(browser, told)
    issue(browser, told)
    for office, ago in (("Alpha", 5), ("Beta", 2)):
        browser.get(f"/compliance/changes/{told.reference}/information/receipts/new")
        sent = {
            "recipient": office,
            "channel": "delivered",
            **typed("received_on", today() - timedelta(days=ago)),
        }
        browser.submit(sent, button="Record the receipt")

    change = get_change(told.reference, viewer, today())
    assert clocks_of(rule_book(), change, today()).dates.information_given_on == today() - timedelta(days=2)


def test_two_people_drafting_lose_nothing(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    told, _ = world()
    one, _ = sign_in_as(Role.HR_PARTNER)
    two, _ = sign_in_as(Role.HR_PARTNER)
    url = f"/compliance/changes/{told.reference}/information/draft"
    one.get(url)
    two.get(url)
    one.submit({"reasons": "From one"}, button="Save the draft")

    page = two.submit({"reasons": "From two"}, button="Save the draft", status=409)
    assert "Somebody else saved this draft meanwhile" in page.text
    two.submit({}, button="Save the draft")

    [pack] = database.session.scalars(sa.select(InformationPack)).all()
    assert pack.items["reasons"] == "From two"
    assert pack.written_at.date() >= date(2012, 1, 1)
