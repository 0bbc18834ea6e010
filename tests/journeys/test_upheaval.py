"""The programme director follows the heat map from a department to the change behind a figure."""

import pytest
from playwright.sync_api import expect

from tests.journeys.steps import PageAs, Visitor, both_ways
from tests.journeys.worlds import month_of, reorganised
from tracker.policy.access.roles import Role
from tracker.web.clock import today


@both_ways
def test_director_finds_the_change_behind_a_cell(page_as: PageAs, *, javascript: bool) -> None:
    team, change = reorganised()
    director = Visitor(page_as(Role.PROGRAMME_DIRECTOR, javascript=javascript)).open("/")

    director.menu("Upheaval").is_at("Upheaval by unit and month").sees("Heaviest of the units shown")
    rows = director.main.locator("table.heat tbody tr")
    expect(rows).to_have_count(2)
    director.follow("Close Finance")
    expect(rows).to_have_count(1)
    director.follow("Open Finance")
    expect(rows).to_have_count(2)
    cell = f"a.heat-link[href^='/upheaval/{team.reference}/{month_of(today())}']"
    expect(director.main.locator(cell)).to_have_text("1.00")
    with director.page.expect_navigation():
        director.main.locator(cell).click()
    director.check().is_at(f"Payroll, {today():%B %Y}").sees("Job at risk", "High severity, direct")
    director.follow(change.title).is_at(change.title)


@pytest.mark.parametrize("javascript", [True], ids=["scripts"])
def test_heat_map_by_keyboard_alone(page_as: PageAs, *, javascript: bool) -> None:
    """One press of Tab enters the figures, arrows move about, Enter opens, one more Tab leaves."""
    team, _ = reorganised()
    page = page_as(Role.PROGRAMME_DIRECTOR, javascript=javascript)
    page.goto("/upheaval/")
    focused = page.locator("a.heat-link:focus")

    page.get_by_role("link", name="Finance").focus()
    page.keyboard.press("Tab")
    expect(focused).to_have_count(1)
    for key, moved in (("ArrowRight", (0, 1)), ("ArrowDown", (1, 1)), ("ArrowLeft", (1, 0))):
        page.keyboard.press(key)
        place = focused.evaluate(
            "link => [link.closest('tr').rowIndex - 2, link.closest('td').cellIndex - 1]"
        )
        assert tuple(place) == moved
    page.keyboard.press("Tab")
    expect(focused).to_have_count(0)
    page.keyboard.press("Shift+Tab")
    expect(focused).to_have_count(1)
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert page.url.split("/upheaval/")[1].startswith(team.reference)
    Visitor(page).check()
