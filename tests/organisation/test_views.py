"""Pages of the register: who sees what, as at which day, in how many statements."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.browser import Browser
from tests.organisation.registers import AUTUMN, SPRING, bring_in, people_csv, posts_csv
from tests.queries import Queries
from tracker.organisation.models import Person
from tracker.organisation.rules import ImportKind
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.clock import today

SignIn = Callable[..., tuple[Browser, Viewer]]
Counter = Callable[[], AbstractContextManager[Queries]]


def column(browser: Browser, caption: str = "", place: int = 0) -> list[str]:
    assert browser.page is not None
    return [row[place] for row in browser.page.table(caption)]


def column_of_today(browser: Browser, address: str) -> list[str]:
    browser.get(address)
    return column(browser)


def test_an_hr_partner_sees_everybody_of_the_employer_and_nobody_else(sign_in_as: SignIn) -> None:
    unit = factories.unit("Finance")
    factories.person(unit=unit, name="Bo Carr")
    factories.person(unit=unit, name="Ada Brook")
    elsewhere = factories.employer()
    stranger = factories.person(unit=factories.unit(employer_id=elsewhere.id), name="Zed Zero")
    browser, _ = sign_in_as(Role.HR_PARTNER, employer=factories.the_employer())

    browser.get("/register/people")

    assert column(browser) == ["Ada Brook", "Bo Carr"]
    browser.get(f"/register/people/{stranger.reference}", 404)


def test_a_manager_sees_the_subtree_and_nobody_above_or_beside(sign_in_as: SignIn) -> None:
    top = factories.unit("Corporate")
    mine = factories.unit("Finance", parent=top)
    team = factories.unit("Payroll", parent=mine)
    beside = factories.unit("Estates", parent=top)
    factories.person(unit=mine, name="Ada Brook")
    factories.person(unit=team, name="Bo Carr")
    hidden = [factories.person(unit=each, name=f"Hidden {each.id}") for each in (top, beside)]
    browser, _ = sign_in_as(Role.MANAGER, unit=mine)

    browser.get("/register/people")

    assert column(browser) == ["Ada Brook", "Bo Carr"]
    for person in hidden:
        browser.get(f"/register/people/{person.reference}", 404)
    browser.get("/register/units?open=all")
    assert [name.removesuffix(" (level 2)") for name in column(browser)] == ["Finance", "Payroll"]
    browser.get(f"/register/units/{beside.reference}", 404)
    browser.get("/register/posts")


@pytest.mark.parametrize(
    "role", [Role.UNION_REPRESENTATIVE, Role.PROGRAMME_DIRECTOR, Role.STAFF, Role.ADMINISTRATOR, Role.AUDITOR]
)
def test_nobody_else_reads_the_people(sign_in_as: SignIn, role: Role) -> None:
    person = factories.person(unit=factories.unit())
    browser, _ = sign_in_as(role)

    browser.get("/register/people", 403)
    browser.get(f"/register/people/{person.reference}", 403)


def test_people_are_found_by_name_and_by_staff_number(sign_in_as: SignIn) -> None:
    unit = factories.unit()
    factories.person(unit=unit, name="Ada Brook", staff_number="A100")
    factories.person(unit=unit, name="Bo 100% Carr", staff_number="B200")
    browser, _ = sign_in_as(Role.HR_PARTNER)

    browser.get("/register/people?q=brook")
    assert column(browser) == ["Ada Brook"]
    browser.get("/register/people?q=b2")
    assert column(browser) == ["Bo 100% Carr"]
    browser.get("/register/people?q=%25")
    assert column(browser) == ["Bo 100% Carr"]
    assert "Nobody matches" in browser.get("/register/people?q=nobody").text


def test_the_unit_filter_reaches_everything_below(sign_in_as: SignIn) -> None:
    top = factories.unit("Corporate")
    team = factories.unit("Payroll", parent=factories.unit("Finance", parent=top))
    factories.person(unit=team, name="Ada Brook")
    factories.person(unit=factories.unit("Estates", parent=top), name="Bo Carr")
    browser, _ = sign_in_as(Role.HR_PARTNER)
    browser.get("/register/people")
    assert column(browser) == ["Ada Brook", "Bo Carr"]

    browser.get(f"/register/people?unit={top.reference}&sort=name&order=down")
    assert column(browser) == ["Bo Carr", "Ada Brook"]
    browser.get(f"/register/people?unit={team.reference}")

    assert column(browser) == ["Ada Brook"]


def test_lists_show_the_day_asked_for(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    bring_in(people_csv(("1", "Ada Brook", "Finance", "Clerk", "A", "1")))
    bring_in(people_csv(("1", "Ada Brook", "Estates", "Clerk", "B", "1")), as_of=AUTUMN)
    browser, _ = sign_in_as(Role.HR_PARTNER)

    browser.get("/register/people?as-at=31/3/2011")
    assert column(browser, place=4) == ["Finance"]
    browser.get("/register/people?as-at=2011-09-30")
    assert column(browser, place=4) == ["Estates"]
    then = browser.get("/register/units?as-at=1/4/2011")
    assert column(browser) == ["Finance"]
    assert "As at 1 April 2011, not as it stands today" in then.text
    assert column_of_today(browser, then.links["Show today"]) == ["Estates"]
    assert "not as it stands today" not in browser.get(f"/register/units?as-at={today():%d/%m/%Y}").text
    page = browser.get("/register/people?as-at=31/2/2011")
    assert page.field_errors["as-at"] == "“As at” is a date that does not exist. The list shows today"
    assert column(browser, place=4) == ["Estates"]


def test_a_person_is_shown_with_every_posting_in_date_order(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    bring_in(people_csv(("1", "Ada Brook", "Finance", "Clerk", "A", "0.5")))
    bring_in(people_csv(("1", "Ada Brook", "Estates", "Clerk", "B", "1")), as_of=AUTUMN)
    browser, _ = sign_in_as(Role.HR_PARTNER)
    [person] = database.session.query(Person).all()

    page = browser.get(f"/register/people/{person.reference}")

    assert page.facts["Staff number"] == "1"
    assert page.table("Postings") == [
        ["31 Mar 2011", "29 Sep 2011", "Finance", "Clerk", "A", "–", "–", "0.50"],
        ["30 Sep 2011", "still", "Estates", "Clerk", "B", "–", "–", "1.00"],
    ]


def test_the_tree_adds_up_headcount_and_fte_and_opens_without_scripts(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    bring_in(
        posts_csv(
            ("P1", "", "Home Office", "Policy", "Head", "SCS2", "1", "XX"),
            ("P2", "Vacant", "Home Office", "Policy > Crime", "Adviser", "SCS1", "0.5", "P1"),
            ("P3", "Eliminated", "Home Office", "Policy", "Adviser", "SCS1", "1", "P1"),
        ),
        ImportKind.POSTS,
    )
    bring_in(people_csv(("1", "Ada Brook", "Crime", "Adviser", "A", "0.5")))
    browser, _ = sign_in_as(Role.HR_PARTNER)

    page = browser.get("/register/units")
    assert page.table("3 units") == [
        ["Home Office", "Close Home Office", "1", "0.50", "0", "0.00", "2", "1.50", "1"],
        ["Policy (level 2)", "Open Policy", "1", "0.50", "0", "0.00", "2", "1.50", "1"],
    ]
    page = browser.get(page.links["Open Policy"])
    assert [row[0] for row in page.table("3 units")] == [
        "Home Office",
        "Policy (level 2)",
        "Crime (level 3)",
    ]
    page = browser.get(page.links["close all"])
    assert [row[0] for row in page.table("3 units")] == ["Home Office"]


def test_a_union_reads_names_and_a_director_no_hours_of_people(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    unit = factories.unit("Finance")
    factories.person(unit=unit, fte=0.6)
    union = factories.union()
    factories.bargaining_group(union)
    rep, _ = sign_in_as(Role.UNION_REPRESENTATIVE, union=union)
    director, _ = sign_in_as(Role.PROGRAMME_DIRECTOR)

    assert rep.get("/register/units").table() == [["Finance", ""]]
    assert director.get("/register/units").table() == [["Finance", "", "1", "0", "0.00", "0"]]
    assert "0.60" not in director.get(f"/register/units/{unit.reference}").text
    assert "People" not in rep.get(f"/register/units/{unit.reference}").text


def test_a_unit_shows_what_is_below_it_and_its_past(sign_in_as: SignIn) -> None:
    top = factories.unit("Corporate")
    unit = factories.unit("Finance", parent=top)
    factories.person(unit=factories.unit("Payroll", parent=unit))
    browser, _ = sign_in_as(Role.HR_PARTNER)

    page = browser.get(f"/register/units/{unit.reference}")

    assert page.h1 == "Finance"
    assert page.table("Units below") == [["Payroll", "1", "1.00", "0", "0.00", "0", "0.00"]]
    assert page.table("Name and place") == [["1 Apr 2010", "still", "Finance", "Corporate"]]


def test_a_closed_unit_keeps_its_page(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    unit = factories.unit("Finance", valid_to=today() - timedelta(days=1))
    browser, _ = sign_in_as(Role.HR_PARTNER)

    page = browser.get(f"/register/units/{unit.reference}")

    assert (page.h1, "This unit is not there on" in page.text) == ("Finance", True)


def test_posts_are_listed_with_state_line_and_who_is_in_them(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    bring_in(
        posts_csv(
            ("P1", "", "HO", "Policy", "Head", "SCS2", "1", "XX"),
            ("P2", "Vacant", "HO", "Crime", "Adviser", "SCS1", "0.5", "P1"),
        ),
        ImportKind.POSTS,
    )
    browser, _ = sign_in_as(Role.HR_PARTNER)

    assert browser.get("/register/posts").table("2 posts") == [
        ["Adviser", "P2", "SCS1", "Crime", "Vacant", "P1", "0.50", "0"],
        ["Head", "P1", "SCS2", "Policy", "Live", "–", "1.00", "0"],
    ]
    browser.get("/register/posts?state=vacant")
    assert column(browser) == ["Adviser"]
    browser.get("/register/posts?q=p1")
    assert column(browser) == ["Head"]
    assert "No post matches" in browser.get("/register/posts?state=proposed").text


def test_recognition_is_shown_for_the_day(sign_in_as: SignIn) -> None:
    union = factories.union(name="Public Servants", short_name="PS")
    factories.bargaining_group(union, name="Police staff")
    elsewhere = factories.employer()
    factories.bargaining_group(factories.union(), employer_id=elsewhere.id)
    browser, _ = sign_in_as(Role.HR_PARTNER, employer=factories.the_employer())

    [row] = browser.get("/register/unions").table()
    assert row[:2] == ["Public Servants (PS)", "Police staff"]
    assert "No union is recognised on 1 January 2000" in browser.get("/register/unions?as-at=1/1/2000").text


def test_several_employers_can_be_told_apart(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    first, second = factories.employer(name="First"), factories.employer(name="Second")
    for employer in (first, second):
        factories.person(unit=factories.unit(employer_id=employer.id), name=f"Of {employer.name}")
    browser, viewer = sign_in_as(Role.HR_PARTNER, employer=first)
    from tracker.accounts.models import Account

    factories.give_role(
        database.session.get_one(Account, viewer.account_id), Role.HR_PARTNER, employer=second
    )

    browser.get("/register/people")
    assert column(browser) == ["Of First", "Of Second"]
    browser.get(f"/register/people?employer={second.reference}")
    assert column(browser) == ["Of Second"]
    browser.get(f"/register/units?employer={first.reference}")
    assert len(column(browser)) == 1


@pytest.mark.parametrize("path", ["people", "units", "posts", "unions", "imports"])
def test_lists_take_a_fixed_number_of_statements(
    sign_in_as: SignIn, count_queries: Counter, path: str
) -> None:
    def add() -> None:
        unit = factories.unit()
        factories.person(unit=unit)
        factories.bargaining_group(factories.union())

    browser, _ = sign_in_as(Role.HR_PARTNER)
    add()
    with count_queries() as one:
        browser.get(f"/register/{path}")
    add()
    add()
    with count_queries() as three:
        browser.get(f"/register/{path}")

    assert one.count == three.count
    assert one.count <= 5


@pytest.mark.parametrize("path", ["people", "units", "posts", "unions", "imports"])
def test_empty_lists_say_so(sign_in_as: SignIn, path: str) -> None:
    browser, _ = sign_in_as(Role.HR_PARTNER)

    page = browser.get(f"/register/{path}")

    assert page.soup.select_one(".empty-state") is not None


def test_a_list_of_many_is_paged(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    rows = [(f"{n:03}", f"Person {n:03}", "Finance", "Clerk", "A", "1") for n in range(120)]
    bring_in(people_csv(*rows), as_of=SPRING)
    browser, _ = sign_in_as(Role.HR_PARTNER)

    page = browser.get("/register/people?page=3")

    assert column(browser) == [f"Person {n:03}" for n in range(100, 120)]
    assert "Showing 101 to 120 of 120" in page.text
