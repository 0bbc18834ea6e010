"""Every page that can be asked for: wide and narrow, before and after a form that was refused."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page

from tests.journeys.checks import NARROW, too_wide, violations
from tests.journeys.conftest import Live
from tests.journeys.entry import Entry
from tests.journeys.pages_listed import DOWNLOADS, PAGES
from tests.journeys.whole_world import Named, fill
from tracker.accounts.models import Account
from tracker.database import db
from tracker.policy.access.roles import Role

BATCH = 24
BATCHES = [
    pytest.param(role, entries[start : start + BATCH], id=f"{role or 'nobody'} {start // BATCH + 1}")
    for role in (None, *Role)
    for entries in [[entry for entry in PAGES if entry.role is role]]
    for start in range(0, len(entries), BATCH)
]
"""The pages of each role in parts that several workers can share."""

WIDE = {"width": 1280, "height": 900}
SMALL = {"width": NARROW, "height": 800}
CONTROLS = (
    "button, input:not([type=hidden]), select, textarea, summary, .govuk-button, "
    "nav a:not(.govuk-breadcrumbs__link)"
)
TOO_SMALL = """all => all
    .map(one => [one.tagName + " " + (one.id || one.innerText).slice(0, 30), one.getBoundingClientRect()])
    .filter(([name, box]) => box.width > 1 && box.height > 1 && (box.width < 24 || box.height < 24))
    .map(([name, box]) => `${name}: ${Math.round(box.width)} x ${Math.round(box.height)}`)"""
FIELDS = "input:not([type=hidden]):not([type=submit]), select, textarea"
EMPTY = """form => form.querySelectorAll("input, select, textarea").forEach(one => {
    if (["checkbox", "radio"].includes(one.type)) { one.checked = false; }
    else if (one.tagName === "SELECT") { one.value = ""; one.selectedIndex = Math.max(0, one.selectedIndex); }
    else if (!["hidden", "submit", "file"].includes(one.type)) { one.value = ""; }
})"""
LOST_LINKS = """all => all.map(one => one.hash.slice(1)).filter(id => {
    const box = document.getElementById(id);
    return !box || !["INPUT", "SELECT", "TEXTAREA"].includes(box.tagName);
})"""


def addressed(app: Flask, entry: Entry, named: Named) -> str:
    """Where the page is."""
    about = {part: named[name] for part, name in entry.about.items()}
    values: dict[str, Any] = {**about, **({"number": int(about["number"])} if "number" in about else {})}
    with app.test_request_context():
        return app.url_for(entry.endpoint, **values) + entry.asks


def faults_of(page: Page, axe_at: dict[str, int] | None) -> list[str]:
    """What is wrong with the page in the window, wide and narrow; axe reads it at one of the two, or not."""
    found = []
    for size in (WIDE, SMALL):
        page.set_viewport_size(size)  # type: ignore[arg-type]  # a plain dict will do
        if size is axe_at:
            found += [f"at {size['width']} px {line}" for line in violations(page)]
        found += [
            f"at {size['width']} px small {line}" for line in page.locator(CONTROLS).evaluate_all(TOO_SMALL)
        ]
    found += [f"at {NARROW} px sticks out {line}" for line in too_wide(page)]
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    return found


def refused(page: Page, entry: Entry) -> list[str]:
    """Empty the form, send it, and say what is wrong with the page that comes back."""
    button = page.locator("main").get_by_role("button", name=entry.press, exact=True)
    form = button.locator("xpath=ancestor::form")
    form.evaluate(EMPTY)
    for name, text in entry.wrong.items():
        form.locator(f"[name='{name}']").evaluate("(one, text) => { one.value = text; }", text)
    with page.expect_navigation():
        button.click()
    summary = page.locator("main .govuk-error-summary")
    if summary.count() != 1:
        return [f"{summary.count()} error summaries after {entry.press!r}"]
    found = [] if page.title().startswith("Error: ") else [f"title after an error: {page.title()}"]
    page.wait_for_function("document.body.classList.contains('js-enabled')")
    if not summary.evaluate("one => one === document.activeElement"):
        found.append("the error summary is not focused")
    found += [f"error leads to no field: {name}" for name in summary.locator("a").evaluate_all(LOST_LINKS)]
    return found + [f"after an error {line}" for line in faults_of(page, SMALL)]


def look(page: Page, entry: Entry, address: str) -> list[str]:
    """Everything wrong with one page."""
    answer = page.goto(address)
    if answer is None or answer.status != 200:
        return [f"answered {answer and answer.status}"]
    found = faults_of(page, None if entry.press else WIDE)  # axe reads a form once it was refused
    if entry.press:
        return found + refused(page, entry)
    if page.locator("main form[method=post]").locator(FIELDS).count() and not entry.sound_when_empty:
        found.append("has a form, and the list does not say how it fails")
    return found


def test_every_page_is_listed(live: Live) -> None:
    asked_for = {rule.endpoint for rule in live.app.url_map.iter_rules() if "GET" in (rule.methods or ())}

    listed = {entry.endpoint for entry in PAGES} | DOWNLOADS | {"static"}
    assert (asked_for - listed, listed - asked_for) == (set(), set())


@pytest.mark.parametrize(("role", "entries"), BATCHES)
def test_every_page_of_a_role(
    live: Live, window: Callable[..., Page], role: Role | None, entries: list[Entry]
) -> None:
    named, viewers = fill()
    page = window(live, db.session.get_one(Account, viewers[role].account_id) if role else None)

    found = []
    for entry in entries:
        address = addressed(live.app, entry, named)
        found += [f"{address} ({entry.endpoint}) {line}" for line in look(page, entry, address)]

    assert found == []
