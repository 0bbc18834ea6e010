"""Notices of redundancies: which form, drafted from the register, sent once, copied to representatives."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.browser import Browser
from tests.compliance.test_pages import typed
from tests.pages import PageSeen
from tracker.changes.models import Change
from tracker.compliance.models_notices import RedundancyNotice
from tracker.organisation.models import Establishment
from tracker.organisation.rules import StaffKind
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.policy.calendar.nations import Nation
from tracker.policy.law.findings import Grade
from tracker.policy.law.hr1 import notice_form
from tracker.policy.law.parameters import Regime, rule_book
from tracker.web.clock import today

SignIn = Callable[..., tuple[Browser, Viewer]]
DAY = timedelta(days=1)
REST = {"contact": "HR, 0000", "last_dismissal": "1 June", "selection_method": "Scores"}


def world(nation: Nation = Nation.ENGLAND) -> tuple[Change, Establishment]:
    site = factories.establishment(name="Lloyd House", address="1 Colmore Circus", nation=nation)
    other = factories.establishment(name="Elsewhere House", nation=nation)
    union = factories.union(name="Alpha", short_name="ALPHA")
    group, unit = factories.bargaining_group(union), factories.unit()
    told = factories.change(title="One desk", announced=today(), transition_start=today() + timedelta(60))

    def people(number: int, **given: Any) -> None:
        values: dict[str, Any] = {
            "kind": StaffKind.POLICE_STAFF,
            "group": group,
            "establishment_id": site.id,
            **given,
        }
        factories.affected(told, *(factories.person(unit=unit, **values) for _ in range(number)))

    people(3, title="Clerk")
    people(2, title="Clerk", establishment_id=other.id)
    people(2, title="Sergeant", kind=StaffKind.POLICE_OFFICER)
    factories.person(unit=unit, title="Typist", kind=StaffKind.POLICE_STAFF, establishment_id=site.id)
    return told, site


def url_of(told: Change, site: Establishment, page: str = "") -> str:
    return f"/compliance/changes/{told.reference}/notices/{site.reference}{page}"


def draft(browser: Browser, told: Change, site: Establishment, **other: str) -> PageSeen:
    browser.get(url_of(told, site, "/draft"))
    return browser.submit({**REST, **other}, button="Save the draft")


def send(browser: Browser, told: Change, site: Establishment, status: int = 200) -> PageSeen:
    browser.get(url_of(told, site, "/sent"))
    sent = {**typed("on", today()), "way": "Digital form, number 7"}
    return browser.submit(sent, status, button="Record it")


@pytest.mark.parametrize(
    ("regime", "on", "name", "how"),
    [
        (Regime.GREAT_BRITAIN, date(2025, 11, 30), "Form HR1", "The form, by e-mail or post"),
        (Regime.GREAT_BRITAIN, date(2025, 12, 1), "Form HR1", "The digital form, filled in at one sitting"),
        (Regime.NORTHERN_IRELAND, date(2026, 6, 1), "Form HR1 (NI)", "The form"),
        (Regime.IRELAND, date(2026, 6, 1), "Notification of proposed redundancies", "In writing"),
    ],
)
def test_place_and_day_decide_the_form(regime: Regime, on: date, name: str, how: str) -> None:
    form = notice_form(rule_book(), regime, on).known

    assert (form.name, form.how) == (name, how)


@pytest.mark.parametrize(
    ("regime", "on", "fact"),
    [
        (None, date(2026, 6, 1), "the nation in which the establishment is"),
        (Regime.GREAT_BRITAIN, None, "the day of filing"),
        (Regime.UNITED_STATES, date(2026, 6, 1), "the rule book holds no list of its items"),
    ],
)
def test_what_is_not_known_is_named(regime: Regime | None, on: date | None, fact: str) -> None:
    finding = notice_form(rule_book(), regime, on)

    assert finding.grade is Grade.UNKNOWN
    assert fact in finding.message


def test_a_draft_has_only_the_people_of_its_own_establishment(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    told, site = world()
    browser, _ = sign_in_as(Role.HR_PARTNER)

    draft(browser, told, site)

    [row] = database.session.scalars(sa.select(RedundancyNotice)).all()
    assert row.items["numbers_and_descriptions"] == "3 Clerk"
    assert row.items["total_employed"] == "4"
    assert row.items["total_proposed"] == "3"
    assert row.items["establishment"] == "Lloyd House, 1 Colmore Circus"
    assert row.items["representatives"] == "Alpha"


def test_a_blank_item_holds_it_back_and_nought_does_not(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    told, site = world()
    browser, _ = sign_in_as(Role.HR_PARTNER)
    draft(browser, told, site, total_proposed=" ", consultation_began="1 May")

    page = send(browser, told, site, 400)
    assert "Answer this item first, nought included: Possible redundancies at the establishment" in page.text

    draft(browser, told, site, total_proposed="0", consultation_began="1 May")
    assert "recorded as sent" in send(browser, told, site).text


def test_a_form_that_was_sent_asks_for_the_day_of_its_receipt(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    told, site = world()
    browser, _ = sign_in_as(Role.HR_PARTNER)
    clocks = f"/compliance/changes/{told.reference}"
    asks = "The clock goes by the day it was received, which nobody has recorded yet."
    assert asks not in browser.get(clocks).text

    draft(browser, told, site, consultation_began="1 May")
    send(browser, told, site)
    assert asks in browser.get(clocks).text

    browser.get(f"{clocks}/dates")
    browser.submit(typed("hr1_received_on", today()), button="Save the dates")
    assert asks not in browser.get(clocks).text


def test_a_sent_notice_is_never_edited_an_amendment_begins(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    told, site = world()
    browser, _ = sign_in_as(Role.HR_PARTNER)
    draft(browser, told, site, consultation_began="1 May")
    send(browser, told, site)

    draft(browser, told, site, reasons="Others")

    rows = database.session.scalars(sa.select(RedundancyNotice).order_by(RedundancyNotice.number)).all()
    assert [(row.number, row.sent_on, row.items["reasons"]) for row in rows] == [
        (1, today(), "Fewer layers cost less."),
        (2, None, "Others"),
    ]


def test_copies_are_asked_for_until_each_recognised_union_has_one(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    told, site = world()
    browser, _ = sign_in_as(Role.HR_PARTNER)
    draft(browser, told, site, consultation_began="1 May")
    assert "No copy to: ALPHA" in send(browser, told, site).text
    [row] = database.session.scalars(sa.select(RedundancyNotice)).all()

    page = browser.get(
        f"/compliance/changes/{told.reference}/steps/hr1-copies/recipients/new?notice={row.reference}"
    )
    [union] = [option["value"] for option in page.soup.select("select[name=union] option") if option["value"]]
    sent = {"recipient": "Branch secretary", "channel": "Post", "union": str(union)}
    browser.submit({**sent, **typed("sent_on", today())}, button="Save the recipient")

    page = browser.get(url_of(told, site))
    assert "Every representative has a copy" in page.text
    assert page.table("Who was given it")[0][0] == "Branch secretary"


def test_two_people_drafting_a_notice_lose_nothing(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    told, site = world()
    one, _ = sign_in_as(Role.HR_PARTNER)
    two, _ = sign_in_as(Role.HR_PARTNER)
    draft(one, told, site)
    one.get(url_of(told, site, "/draft"))
    two.get(url_of(told, site, "/draft"))
    one.submit({"reasons": "From one"}, button="Save the draft")

    page = two.submit({"reasons": "From two"}, 409, button="Save the draft")

    assert "Somebody else saved this draft meanwhile" in page.text
    assert "From two" in page.text


def test_a_day_to_come_and_no_way_are_said_at_their_fields(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    told, site = world()
    browser, _ = sign_in_as(Role.HR_PARTNER)
    draft(browser, told, site)

    browser.get(url_of(told, site, "/sent"))
    page = browser.submit(typed("on", today() + DAY), 400, button="Record it")

    assert "this day is still to come" in page.text
    assert "Enter how it was sent" in page.text


def test_a_site_of_another_employer_is_not_there(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    told, site = world()
    browser, _ = sign_in_as(Role.HR_PARTNER)
    foreign = factories.establishment(name="Foreign", employer_id=factories.employer(name="Other").id)

    browser.get(url_of(told, site))
    browser.get(url_of(told, foreign), 404)
    browser.get(url_of(told, foreign, "/draft"), 404)
