"""Every page that can be reached in the demonstration answers, as clean HTML, for each role."""

import pytest
from flask import Flask

from tests.browser import Browser, sign_in
from tests.walks import someone, walk
from tracker.policy.access.roles import Role


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_every_page_that_is_linked_answers(demonstration_app: Flask, role: Role) -> None:
    faults: list[str] = []

    with demonstration_app.app_context():
        browser = Browser(demonstration_app, sign_in(demonstration_app, someone(role)))

        def look(address: str) -> list[str]:
            try:
                page = browser.get(address, follow=True)
            except AssertionError as fault:
                faults.append(f"{address}: {fault}")
                return []
            return page.hrefs if page.is_html else []

        seen = walk(demonstration_app, look, addresses=3)

    assert faults == []
    assert "overview.home" in seen
