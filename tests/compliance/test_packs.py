"""Written information to representatives: drafted from the register, issued for good, received with proof."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
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
from tracker.policy.calendar.nations import Nation
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


def issue(browser: Browser, told: Change, status: int = 200, ago: int = 0) -> str:
    browser.get(f"/compliance/changes/{told.reference}/information/issue")
    on = typed("on", today() - timedelta(days=ago))
    return browser.submit(on, button="Issue it", status=status).text


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
    issue(browser, told, ago=6)
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


def test_a_representative_acknowledges_here_once_and_hr_sees_which_union_has_it(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    told, union = world()
    other = factories.union(name="Beta", short_name="BETA")
    factories.bargaining_group(other)
    hr, _ = sign_in_as(Role.HR_PARTNER)
    rep, viewer = sign_in_as(Role.UNION_REPRESENTATIVE, union=union)
    stranger, _ = sign_in_as(Role.UNION_REPRESENTATIVE, union=other)
    url = f"/compliance/changes/{told.reference}/information"
    draft(hr, told)
    rep.post(f"{url}/acknowledge", {}, 404)
    page = issue(hr, told)
    assert "No representative is recorded as having it" in page

    rep.get(url)
    page = rep.submit({}, button="I have received version 1").text
    assert "You have acknowledged version 1" in page
    rep.post(f"{url}/acknowledge", {"seen_version": "2"})
    stranger.post(f"{url}/acknowledge", {"seen_version": "2"}, 404)

    [row] = database.session.scalars(sa.select(PackReceipt)).all()
    assert (row.recipient, row.union_id, row.acknowledged_by_id, row.received_on) == (
        "Representative of ALPHA",
        union.id,
        viewer.account_id,
        today(),
    )
    assert f"Received on {today().day}" in hr.get(url).text


def test_a_version_issued_meanwhile_is_not_acknowledged_unread(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    told, union = world()
    hr, _ = sign_in_as(Role.HR_PARTNER)
    rep, _ = sign_in_as(Role.UNION_REPRESENTATIVE, union=union)
    url = f"/compliance/changes/{told.reference}/information"
    draft(hr, told)
    issue(hr, told)
    rep.get(url)
    draft(hr, told, reasons="Others")
    draft(hr, told, reasons="Still others")
    issue(hr, told)

    page = rep.submit({}, button="I have received version 1")

    assert "Another version was issued meanwhile" in page.text
    assert database.session.scalars(sa.select(PackReceipt)).all() == []


def test_a_receipt_before_the_issue_is_refused_at_its_field(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    told, _ = world()
    browser, _ = sign_in_as(Role.HR_PARTNER)
    draft(browser, told)
    issue(browser, told)

    browser.get(f"/compliance/changes/{told.reference}/information/receipts/new")
    sent = {"recipient": "Alpha", **typed("received_on", today() - timedelta(days=1))}
    page = browser.submit(sent, 400, button="Record the receipt")

    assert "It cannot have been received before it was issued" in page.text


@pytest.mark.parametrize(
    ("nations", "asked", "words"),
    [
        pytest.param((Nation.ENGLAND,), 9, "TULRCA 1992 s.188(4)", id="Great Britain"),
        pytest.param((Nation.NORTHERN_IRELAND,), 9, "(NI) Order 1996 art 216(4)", id="Northern Ireland"),
        pytest.param((Nation.IRELAND,), 9, "Protection of Employment Act 1977 s.10(2)", id="Ireland"),
        pytest.param((Nation.ENGLAND, Nation.IRELAND), 11, "s.10(2)", id="both"),
        pytest.param((Nation.UNITED_STATES,), 9, "law of United States (federal)", id="no list held"),
    ],
)
def test_the_items_follow_the_law_of_each_place(
    sign_in_as: SignIn, database: SQLAlchemy, nations: tuple[Nation, ...], asked: int, words: str
) -> None:
    unit = factories.unit()
    sites = [factories.establishment(name=nation.value, nation=nation) for nation in nations]
    people = [
        factories.person(unit=unit, kind=StaffKind.POLICE_STAFF, establishment_id=site.id, title="Clerk")
        for site in sites
        for _ in range(2)
    ]
    told = factories.change(title="One desk", announced=today(), transition_start=today() + timedelta(60))
    factories.affected(told, *people)
    browser, _ = sign_in_as(Role.HR_PARTNER)

    page = browser.get(f"/compliance/changes/{told.reference}/information/draft")

    assert len(page.soup.select("textarea")) == asked
    assert words in page.text
    filled = page.soup.select_one("textarea[name=numbers_and_descriptions]")
    assert filled is not None
    assert filled.text.strip().splitlines() == (
        ["2 Clerk"] if len(sites) == 1 else ["2 Clerk at England", "2 Clerk at Ireland"]
    )
