"""Pages of changes and of the text of a proposal."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.browser import Browser
from tests.queries import Queries
from tracker.changes.models import Change, ChangeUnit
from tracker.changes.rules import ChangeState, ChangeType
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer

SignIn = Callable[..., tuple[Browser, Viewer]]
CountQueries = Callable[[], AbstractContextManager[Queries]]


def day(name: str, value: date) -> dict[str, str]:
    return {f"{name}-day": str(value.day), f"{name}-month": str(value.month), f"{name}-year": str(value.year)}


def open_edit(browser: Browser, change: Change, **changed: Any) -> None:
    browser.get(f"/changes/{change.reference}/edit")
    browser.submit(changed, button="Save", follow=False, status=302)


def test_a_change_is_logged_on_one_page(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    browser, hr = sign_in_as(Role.HR_PARTNER)
    factories.programme()
    unit = factories.unit("Response team", code="B1")

    browser.get("/changes/log")
    browser.submit(
        {
            "title": "Merge the desks",
            "type": ChangeType.MERGER.value,
            "reason": "It costs less.",
            "unit_words": "b1",
            **day("announced", date(2011, 3, 1)),
        },
        button="Log the change",
        follow=False,
        status=302,
    )

    [change] = database.session.scalars(sa.select(Change)).all()
    assert (change.title, change.type, change.owner_id) == (
        "Merge the desks",
        ChangeType.MERGER,
        hr.account_id,
    )
    assert change.state is ChangeState.PROPOSED
    assert database.session.scalars(sa.select(ChangeUnit.unit_id)).all() == [unit.id]


def test_units_are_found_on_a_second_press_with_nothing_lost(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    browser, _ = sign_in_as(Role.HR_PARTNER)
    factories.programme()
    top = factories.unit("Headquarters")
    for code in ("B1", "B2"):
        factories.unit("Response team", parent=top, code=code)

    browser.get("/changes/log")
    page = browser.submit({"title": "Merge", "unit_words": "response"}, button="Find units")

    assert page.field_errors == {}
    assert "2 units match “response”: tick those you mean" in page.text
    assert page.soup.select_one("input[name=title]")["value"] == "Merge"  # type: ignore[index]  # it is there
    offered = [str(box["value"]) for box in page.soup.select("input[name=units]")]
    labels = [label.get_text() for label in page.soup.select(".govuk-checkboxes__label")]
    assert labels[:2] == ["Response team (B1)", "Response team (B2)"]

    browser.submit(
        {"units": offered[:2], "type": "merger of units", "reason": "Cheaper"},
        button="Log the change",
        follow=False,
        status=302,
    )
    assert database.session.scalar(sa.select(sa.func.count()).select_from(ChangeUnit)) == 2


def test_bad_input_is_said_by_the_field_and_kept(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    browser, _ = sign_in_as(Role.HR_PARTNER)
    factories.programme()
    factories.programme()
    factories.unit("Finance")

    browser.get("/changes/log")
    page = browser.submit(
        {
            "title": "",
            "reason": "Kept words",
            "unit_words": "Zebra",
            "announced-day": "31",
            "announced-month": "2",
            "announced-year": "2011",
        },
        button="Log the change",
        status=400,
    )

    assert page.field_errors == {
        "title": "Enter a title",
        "type": "Choose the type of change",
        "programme": "Choose the programme",
        "announced": "Date first announced must be a real date, such as 27 3 2012",
        "unit_words": "No unit matches “Zebra”: check the name or the code",
    }
    assert page.title.startswith("Error: ")
    assert "Kept words" in str(page.soup.select_one("textarea[name=reason]"))
    assert "Zebra" in str(page.soup.select_one("textarea[name=unit_words]"))
    assert page.soup.select_one("#announced-day")["value"] == "31"  # type: ignore[index]  # it is there
    assert database.session.scalar(sa.select(sa.func.count()).select_from(Change)) == 0


def test_the_programme_asked_for_is_chosen(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    browser, _ = sign_in_as(Role.HR_PARTNER)
    factories.programme(name="Alpha")
    beta = factories.programme(name="Beta")

    page = browser.get(f"/changes/log?programme={beta.reference}")

    chosen = page.soup.select("select[name=programme] option[selected]")
    assert [option.get_text() for option in chosen] == ["Beta"]


def test_without_a_programme_the_page_says_where_to_begin_one(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    browser, _ = sign_in_as(Role.HR_PARTNER)

    assert browser.get("/changes/log").links["Begin a programme"] == "/programmes/new"


def test_facts_are_edited_and_dates_checked(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    browser, _ = sign_in_as(Role.HR_PARTNER)
    site = factories.establishment(name="Lloyd House")
    change = factories.change(units=(factories.unit("Finance"),), announced=date(2011, 3, 1))

    browser.get(f"/changes/{change.reference}/edit")
    page = browser.submit(
        {**day("consult_start", date(2011, 2, 1)), "site_words": "Loyd House"}, button="Save", status=400
    )
    assert page.field_errors == {
        "consult_start": "Consultation starts must be on or after announced, 1 March 2011",
        "site_words": "No site on the register is called “Loyd House”: did you mean Lloyd House?",
    }

    browser.submit(
        {**day("consult_start", date(2011, 3, 2)), "site_words": "lloyd house"},
        button="Save",
        follow=False,
        status=302,
    )
    stored = database.session.get_one(Change, change.id)
    assert stored.consult_start == date(2011, 3, 2)
    again = browser.get(f"/changes/{change.reference}/edit")
    assert "Lloyd House" in str(again.soup.select_one("textarea[name=site_words]"))
    assert len(again.soup.select("input[name=units][checked]")) == 1
    assert site.name == "Lloyd House"


def test_two_people_editing_at_once_lose_nothing(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    first, _ = sign_in_as(Role.HR_PARTNER)
    second, _ = sign_in_as(Role.HR_PARTNER)
    unit = factories.unit("Finance")
    change = factories.change()
    first.get(f"/changes/{change.reference}/edit")
    open_edit(second, change, certainty="committed", units=unit.reference)

    page = first.submit(day("announced", date(2011, 3, 1)), button="Save", status=409)

    rows = {row[0]: row[1:] for row in page.table("What differs")}
    assert rows == {
        "How firm are the dates?": ["committed", "proposed"],
        "Announced": ["empty", "1 March 2011"],
        "Units": ["Finance", "none"],
    }
    first.submit(button="Save", follow=False, status=302)
    stored = database.session.get_one(Change, change.id)
    assert (stored.announced, stored.certainty.value) == (date(2011, 3, 1), "proposed")


def test_a_change_moves_on_with_a_reason(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    browser, _ = sign_in_as(Role.HR_PARTNER)
    change = factories.change(state=ChangeState.PROPOSED)
    move = f"/changes/{change.reference}/move"

    page = browser.get(move)
    assert "Only the programme director can make it decided." in page.text
    page = browser.submit({"reason": ""}, button="Move it on", status=400)
    assert page.field_errors == {"state": "Choose the next state", "reason": "Enter the reason"}
    page = browser.submit(
        {"state": "in consultation", "reason": "Letters went out", **day("on", date(2099, 1, 1))},
        button="Move it on",
        status=400,
    )
    assert set(page.field_errors) == {"on"}
    browser.submit(day("on", date(2012, 3, 1)), button="Move it on", follow=False, status=302)

    assert database.session.get_one(Change, change.id).state is ChangeState.IN_CONSULTATION


def test_hr_cannot_decide_by_sending_the_state_themselves(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    browser, _ = sign_in_as(Role.HR_PARTNER)
    director, _ = sign_in_as(Role.PROGRAMME_DIRECTOR)
    change = factories.change(state=ChangeState.PROPOSED)
    sent = {"state": "decided", "reason": "We say so", **day("on", date(2012, 3, 1))}

    page = browser.post(f"/changes/{change.reference}/move", sent, status=400)
    assert set(page.field_errors) == {"state"}
    assert database.session.get_one(Change, change.id).state is ChangeState.PROPOSED
    director.post(f"/changes/{change.reference}/move", sent, follow=False, status=302)
    assert database.session.get_one(Change, change.id).state is ChangeState.DECIDED


def test_two_people_moving_a_change_at_once(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    first, _ = sign_in_as(Role.HR_PARTNER)
    second, _ = sign_in_as(Role.HR_PARTNER)
    change = factories.change()
    sent = {"state": "paused", "reason": "Wait", **day("on", date(2012, 3, 1))}
    first.get(f"/changes/{change.reference}/move")
    second.post(f"/changes/{change.reference}/move", sent, follow=False, status=302)

    page = first.submit(
        {**sent, "state": "in consultation", "reason": "Kept"}, button="Move it on", status=409
    )

    assert page.table("What differs") == [["Next state", "paused", "in consultation"]]
    assert "Kept" in str(page.soup.select_one("textarea[name=reason]"))


def test_the_list_searches_filters_and_sorts(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    browser, _ = sign_in_as(Role.HR_PARTNER)
    alpha, beta = factories.programme(name="Alpha"), factories.programme(name="Beta")
    factories.change(title="Zoo keepers", programme_id=alpha.id, state=ChangeState.DECIDED)
    factories.change(title="Desks", programme_id=beta.id, type=ChangeType.MERGER, published=False)
    factories.change(title="100% cut", programme_id=beta.id)

    def titles(address: str) -> list[str]:
        return [row[0].removesuffix(" Not published") for row in browser.get(address).table()]

    assert titles("/changes") == ["100% cut", "Desks", "Zoo keepers"]
    assert titles("/changes?sort=title&order=down") == ["Zoo keepers", "Desks", "100% cut"]
    assert titles("/changes?q=ZOO") == ["Zoo keepers"]
    assert titles("/changes?q=0%25+c") == ["100% cut"]
    assert "No change matches" in browser.get("/changes?q=1%25cut").text
    assert titles(f"/changes?programme={beta.reference}&sort=title&order=up") == ["100% cut", "Desks"]
    assert titles("/changes?state=decided") == ["Zoo keepers"]
    assert titles("/changes?type=merger+of+units") == ["Desks"]
    assert titles("/changes?sort=nonsense&page=99&state=nonsense") == ["100% cut", "Desks", "Zoo keepers"]
    assert "No change matches" in browser.get("/changes?q=nothing+like+it").text


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("path", ["/changes", "/programmes"])
def test_lists_take_few_statements_whatever_their_length(
    sign_in_as: SignIn, count_queries: CountQueries, rows: int, path: str
) -> None:
    browser, _ = sign_in_as(Role.HR_PARTNER)
    for _ in range(rows):
        factories.change(programme_id=factories.programme().id, units=(factories.unit(),))

    with count_queries() as queries:
        page = browser.get(path)

    assert len(page.table()) == rows
    assert queries.count == {"/changes": 4, "/programmes": 3}[path]


PAGES = ("", "/edit", "/proposal", "/publish", "/move", "/versions/1")


@pytest.mark.parametrize(
    ("role", "refused"),
    [
        (Role.HR_PARTNER, {"/publish"}),
        (Role.PROGRAMME_DIRECTOR, {"/edit", "/proposal"}),
        (Role.UNION_REPRESENTATIVE, {"/edit", "/proposal", "/publish", "/move"}),
        (Role.MANAGER, {"/edit", "/proposal", "/publish", "/move"}),
        (Role.STAFF, {"/edit", "/proposal", "/publish", "/move"}),
        (Role.ADMINISTRATOR, set(PAGES)),
        (Role.AUDITOR, set(PAGES)),
    ],
)
def test_the_wrong_role_is_refused_and_the_wrong_scope_finds_nothing(
    sign_in_as: SignIn, role: Role, refused: set[str]
) -> None:
    change = factories.change(units=(factories.unit(),))
    elsewhere = factories.employer()
    scope: dict[Role, dict[str, Any]] = {
        Role.HR_PARTNER: {"programme": factories.programme()},
        Role.PROGRAMME_DIRECTOR: {"employer": elsewhere},
        Role.MANAGER: {"unit": factories.unit()},
    }
    browser, _ = sign_in_as(role, **scope.get(role, {}))

    for page in PAGES[1:]:
        browser.get(f"/changes/{change.reference}{page}", status=403 if page in refused else 404)
    if role is not Role.HR_PARTNER:
        browser.get("/changes/log", status=403)


def test_the_same_title_again_is_asked_about_once(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    browser, _ = sign_in_as(Role.HR_PARTNER)
    programme = factories.programme()
    factories.change(programme_id=programme.id, title="Merge the desks")
    typed = {"title": "merge the Desks", "type": ChangeType.MERGER.value, "reason": "It costs less."}

    browser.get("/changes/log")
    page = browser.submit(typed, button="Log the change", status=409)
    before = len(database.session.scalars(sa.select(Change)).all())
    browser.submit(button="Log the change", follow=False, status=302)

    assert "has a change of this title already" in page.field_errors["title"]
    assert before == 1
    assert len(database.session.scalars(sa.select(Change)).all()) == 2
