"""Places under any law, places that are not known, and what cannot be: said, never guessed."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.browser import Browser
from tracker.organisation.rules import StaffKind
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.policy.calendar.nations import Nation
from tracker.web.clock import today

SignIn = Callable[..., tuple[Browser, Viewer]]
PAGES = (
    "",
    "/steps",
    "/information",
    "/information/draft",
    "/notices",
    "/topics",
    "/elections",
    "/transfer",
    "/equality",
    "/circumstances",
    "/evidence",
    "/exposure",
)


@pytest.mark.parametrize("nation", [*Nation, None])
def test_every_page_answers_under_any_law_and_where_the_place_is_not_known(
    sign_in_as: SignIn, database: SQLAlchemy, nation: Nation | None
) -> None:
    site = factories.establishment(name="The yard", nation=nation) if nation else None
    unit = factories.unit()
    given = {"kind": StaffKind.POLICE_STAFF, "title": "Clerk", "establishment_id": site.id if site else None}
    people = [factories.person(unit=unit, **given) for _ in range(25)]  # type: ignore[arg-type]  # columns
    told = factories.change(title="One yard", announced=today(), transition_start=today() + timedelta(60))
    factories.affected(told, *people)
    browser, _ = sign_in_as(Role.HR_PARTNER)

    for page in PAGES:
        browser.get(f"/compliance/changes/{told.reference}{page}")
    assert "The yard" in browser.get("/compliance/").text or nation is None
    if site is None:
        words = "Not known: the establishment of 25 people at risk"
        assert words in browser.get(f"/compliance/changes/{told.reference}/information").text


def test_a_place_whose_form_is_not_held_says_so_and_drafts_nothing(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    site = factories.establishment(name="The yard", nation=Nation.UNITED_STATES)
    unit = factories.unit()
    person = factories.person(unit=unit, kind=StaffKind.POLICE_STAFF, establishment_id=site.id)
    told = factories.change(title="One yard", announced=today())
    factories.affected(told, person)
    browser, _ = sign_in_as(Role.HR_PARTNER)
    url = f"/compliance/changes/{told.reference}/notices/{site.reference}"

    assert "Not known: what the notice must tell there" in browser.get(url).text
    assert "Not known: what the notice must tell there" in browser.get(f"{url}/draft", follow=True).text


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("number=-5", "Enter a number from 0 to 100,000"),
        ("number=100001", "Enter a number from 0 to 100,000"),
        ("number=many", "People proposed for dismissal must be a whole number, such as 12"),
        ("proposed_on-day=31&proposed_on-month=2&proposed_on-year=2026", "must be a real date"),
        ("proposed_on-day=1&proposed_on-month=&proposed_on-year=2026", "must include a month"),
        ("proposed_on-day=1&proposed_on-month=2&proposed_on-year=26", "a year of four digits"),
        ("number=25", "Not known: the day of the proposal"),
    ],
)
def test_a_plan_that_cannot_be_is_said_at_its_field(
    sign_in_as: SignIn, database: SQLAlchemy, asked: str, words: str
) -> None:
    browser, _ = sign_in_as(Role.HR_PARTNER)

    url = f"/compliance/check?place=England&{asked}"
    seen = browser.client.get(url).get_data(as_text=True)

    assert words in seen
