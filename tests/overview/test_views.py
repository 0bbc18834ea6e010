"""Home for each role, and a change's page as each role reads it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from tests import factories
from tracker.affected_staff.models import AffectedPerson
from tracker.affected_staff.rules import AffectedStatus
from tracker.database import db
from tracker.policy.access.roles import Role
from tracker.web.clock import today


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_home_opens_for_every_role_with_nothing_in_it(sign_in_as: Callable[..., Any], role: Role) -> None:
    browser, _ = sign_in_as(role)

    page = browser.get("/")

    assert page.h1 == ("My changes" if role is Role.STAFF else "What waits for you")


def test_home_says_whose_turn_it_is(sign_in_as: Callable[..., Any]) -> None:
    union = factories.union()
    factories.bargaining_group(union)
    factories.concern(factories.change(), union, summary="Travel doubles")
    rep, _ = sign_in_as(Role.UNION_REPRESENTATIVE, union=union)
    other, _ = sign_in_as(Role.UNION_REPRESENTATIVE)
    partner, _ = sign_in_as(Role.HR_PARTNER)

    seen = [
        "Travel doubles" in browser.get("/").text.split("Waiting on management")[-1]
        for browser in (rep, other, partner)
    ]

    assert seen == [True, False, True]


def test_a_manager_reads_what_to_do_for_the_own_people_only(sign_in_as: Callable[..., Any]) -> None:
    mine, beside = factories.unit(), factories.unit()
    change = factories.change(title="Close Payroll")
    factories.affected(change, factories.person(unit=mine), factories.person(unit=mine))
    factories.affected(factories.change(title="Close Stores"), factories.person(unit=beside))
    browser, _ = sign_in_as(Role.MANAGER, unit=mine)

    page = browser.get("/")

    [row] = page.soup.select("#tasks tbody tr")
    words = [cell.get_text(" ", strip=True) for cell in row.select("td")]
    assert words[:2] == ["Close Payroll", "At risk"]
    assert words[2].startswith("Hold an individual consultation meeting")
    assert words[3] == "2"


def test_home_counts_people_once_and_what_is_overdue(sign_in_as: Callable[..., Any]) -> None:
    unit = factories.unit()
    person, other = factories.person(unit=unit), factories.person(unit=unit)
    payroll, stores = factories.change(title="Close Payroll"), factories.change(title="Close Stores")
    factories.affected(payroll, person, other)
    factories.affected(stores, person)
    for row in db.session.scalars(sa.select(AffectedPerson)):
        row.next_step_on = today() - timedelta(days=1) if row.change_id == payroll.id else today()
        factories.save(row)
    browser, _ = sign_in_as(Role.MANAGER, unit=unit)

    page = browser.get("/")

    rows = [
        [cell.get_text(" ", strip=True) for cell in row.select("td")]
        for row in page.soup.select("#tasks tbody tr")
    ]
    assert [(row[0], row[3], row[4]) for row in rows] == [
        ("Close Payroll", "2", "2"),
        ("Close Stores", "1", "0"),
    ]
    assert page.soup.select(".waits__count")[0].get_text() == "2"


def test_staff_read_where_they_stand(sign_in_as: Callable[..., Any]) -> None:
    person = factories.person(unit=factories.unit())
    change = factories.change(title="Close Payroll")
    factories.affected(change, person)
    browser, _ = sign_in_as(Role.STAFF, person=person)

    page = browser.get("/")
    assert "Close Payroll" in page.text
    page = browser.get(f"/changes/{change.reference}")

    assert AffectedStatus.AT_RISK.capitalize() in page.text


def test_a_draft_is_read_by_hr_and_director_only(sign_in_as: Callable[..., Any]) -> None:
    union = factories.union()
    factories.bargaining_group(union)
    unit = factories.unit()
    change = factories.change(published=False, units=(unit,), title="Secret plan")
    url = f"/changes/{change.reference}"

    sign_in_as(Role.HR_PARTNER)[0].get(url)
    sign_in_as(Role.PROGRAMME_DIRECTOR)[0].get(url)
    sign_in_as(Role.UNION_REPRESENTATIVE, union=union)[0].get(url, 404)
    sign_in_as(Role.MANAGER, unit=unit)[0].get(url, 404)
    sign_in_as(Role.STAFF)[0].get(url, 404)
    sign_in_as(Role.AUDITOR)[0].get(url, 403)


def test_the_page_draws_the_dates_and_says_them_in_a_table(sign_in_as: Callable[..., Any]) -> None:
    change = factories.change(
        announced=date(2012, 1, 9),
        consult_start=date(2012, 2, 1),
        consult_end=date(2012, 3, 1),
        transition_start=date(2012, 4, 2),
        transition_end=date(2012, 4, 30),
    )
    browser, _ = sign_in_as(Role.HR_PARTNER)

    page = browser.get(f"/changes/{change.reference}")

    rows = [
        [cell.get_text(strip=True) for cell in row.select("th, td")]
        for row in page.soup.select("#phases tbody tr")
    ]
    assert rows[:4] == [
        ["Announced", "9 January 2012", "31 January 2012"],
        ["Consultation", "1 February 2012", "1 March 2012"],
        ["Awaiting", "2 March 2012", "1 April 2012"],
        ["Transition", "2 April 2012", "30 April 2012"],
    ]
    assert len(page.soup.select("svg.timeline-drawing rect")) == len(rows)


@pytest.mark.parametrize("changes", [1, 3])
def test_home_takes_the_same_statements_however_much_waits(
    sign_in_as: Callable[..., Any], count_queries: Callable[[], Any], changes: int
) -> None:
    for _ in range(changes):
        union = factories.union()
        factories.bargaining_group(union)
        factories.concern(factories.change(programme_id=factories.programme().id), union)
    browser, _ = sign_in_as(Role.HR_PARTNER)

    with count_queries() as made:
        browser.get("/")

    assert made.count <= 15


@pytest.mark.parametrize(
    ("role", "address", "beside"),
    [
        pytest.param(
            Role.HR_PARTNER,
            "/upheaval/",
            ["Heat map", "Last and next year", "Days of uncertainty", "Not assessed", "The method"],
            id="HR",
        ),
        pytest.param(Role.STAFF, "/changes", ["Changes", "Programmes"], id="staff"),
        pytest.param(
            Role.PROGRAMME_DIRECTOR,
            "/concerns",
            [
                "Concerns",
                "Information requests",
                "Joint meetings",
                "Commitments",
                "Offers",
                "Fairness",
                "Past disputes",
            ],
            id="director",
        ),
        pytest.param(Role.HR_PARTNER, "/consultations", [], id="a page that stands alone"),
    ],
)
def test_a_section_links_to_the_pages_that_the_role_may_open(
    sign_in_as: Callable[..., Any], role: Role, address: str, beside: list[str]
) -> None:
    browser, _ = sign_in_as(role)

    page = browser.get(address)

    assert [link.get_text() for link in page.soup.select(".moj-sub-navigation--section a")] == beside
