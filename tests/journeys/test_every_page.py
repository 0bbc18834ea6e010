"""Every page of the demonstration in a real browser: no complaint, and nothing sticks out of a narrow window.

What axe says of each page is asked in ``test_every_endpoint``, with every form before and after a refusal.
"""

from collections.abc import Callable

import pytest
from playwright.sync_api import Error, Page

from tests.journeys.checks import too_wide, violations
from tests.journeys.conftest import Live
from tests.walks import someone, walk
from tracker.policy.access.roles import Role

LINKS = "all => all.map(one => one.getAttribute('href'))"


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_every_page_can_be_used(demonstration: Live, window: Callable[..., Page], role: Role) -> None:
    page = window(demonstration, someone(role))
    faults: list[str] = []

    def look(address: str) -> list[str]:
        try:
            page.goto(address)
        except Error as error:
            if "Download is starting" in error.message:
                return []
            raise
        faults.extend(f"{address} at 320 px: {line}" for line in too_wide(page))
        return [str(link) for link in page.eval_on_selector_all("a[href]", LINKS)]

    seen = walk(demonstration.app, look, addresses=1, most=20)

    assert "overview.home" in seen
    assert faults == []


def test_signing_in_can_be_done_without_scripts(demonstration: Live, window: Callable[..., Page]) -> None:
    page = window(demonstration, javascript=False, width=390)

    page.goto("/")
    page.get_by_role("button", name="Sign in").click()

    assert page.get_by_role("alert").count() == 1
    assert violations(page) == []
    assert too_wide(page) == []
