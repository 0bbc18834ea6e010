"""What somebody does at a window, step by step. Every page they come to is checked as it appears."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.checks import check_axe, check_reflow, without_scripts
from tracker.database import db, read_only

both_ways = pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
"""Each journey is made with scripts and without."""

PageAs = Callable[..., Page]


class Visitor:
    """Somebody at a window; ``clicks`` counts the links and buttons that led them to another page."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.main = page.locator("main")
        self.clicks = 0

    def open(self, address: str, *, checked: bool = True) -> "Visitor":
        """Type an address."""
        self.page.goto(address)
        return self.check() if checked else self

    def check(self) -> "Visitor":
        """What must hold of every page: no barrier that a machine finds, and no scrolling sideways.

        The same journey with scripts has had its pages read already: they are sent with the same markup.
        """
        if self.page.context not in without_scripts:
            check_axe(self.page)
        check_reflow(self.page)
        return self

    def follow(self, words: str, *, among: Locator | None = None) -> "Visitor":
        """Click the link with exactly these words, in the main part unless told where."""
        return self._click((among or self.main).get_by_role("link", name=words, exact=True).first)

    def press(self, words: str, *, among: Locator | None = None) -> "Visitor":
        """Press the button with exactly these words; a link that looks like a button is one."""
        return self._click((among or self.main).get_by_role("button", name=words, exact=True).first)

    def menu(self, words: str) -> "Visitor":
        """Click an item of the menu."""
        return self.follow(words, among=self.page.get_by_role("navigation", name="Menu"))

    def _click(self, target: Locator) -> "Visitor":
        with self.page.expect_navigation():
            target.click()
        self.clicks += 1
        return self.check()

    def type(self, label: str, text: str) -> "Visitor":
        """Type into the box with this label."""
        self.main.get_by_label(label, exact=True).fill(text)
        return self

    def type_day(self, legend: str, day: date) -> "Visitor":
        """Type a day into its three boxes."""
        group = self.main.get_by_role("group", name=legend, exact=True)
        for part, text in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
            group.get_by_label(part, exact=True).fill(str(text))
        return self

    def choose(self, label: str, option: str) -> "Visitor":
        """Choose an option of a list by its words."""
        self.main.get_by_label(label, exact=True).select_option(label=option)
        return self

    def tick(self, label: str) -> "Visitor":
        """Tick a box or mark one of several answers."""
        self.main.get_by_label(label, exact=True).first.check()
        return self

    def tick_starting(self, words: str) -> "Visitor":
        """Tick the first box whose label begins so, such as a unit with its code."""
        self.main.get_by_role("checkbox", name=re.compile(f"^{re.escape(words)}")).first.check()
        return self

    def take_file(self, label: str, path: Path) -> "Visitor":
        """Choose a file on this computer."""
        self.main.get_by_label(label, exact=True).set_input_files(path)
        return self

    def take_away(self, words: str) -> Path:
        """Press a button or link that answers with a file; gives back where the file is."""
        button = self.main.get_by_role("button", name=words, exact=True)
        target = button if button.count() else self.main.get_by_role("link", name=words, exact=True)
        with self.page.expect_download() as coming:
            target.first.click()
        return Path(coming.value.path())

    def sees(self, *words: str) -> "Visitor":
        """The main part of the page says each of these."""
        for each in words:
            expect(self.main).to_contain_text(each)
        return self

    def sees_not(self, *words: str) -> "Visitor":
        """The main part says none of these; ask only on a page known to be the right one."""
        for each in words:
            expect(self.main).not_to_contain_text(each)
        return self

    def is_at(self, heading: str) -> "Visitor":
        """The page is the one with this first heading."""
        expect(self.page.get_by_role("heading", level=1)).to_have_text(heading)
        return self

    def comes_to(self, heading: str) -> "Visitor":
        """The page goes on by itself to the one with this first heading."""
        return self.is_at(heading).check()

    def is_told(self, words: str) -> "Visitor":
        """A notification says this."""
        expect(self.main.locator(".govuk-notification-banner__heading")).to_contain_text(words)
        return self

    def refused(self, *messages: str) -> "Visitor":
        """The form came back with these messages; with scripts the summary has the focus."""
        summary = self.main.locator(".govuk-error-summary")
        expect(self.page).to_have_title("Error: " + self.page.title().removeprefix("Error: "))
        for each in messages:
            expect(summary).to_contain_text(each)
        if self.page.locator("body.js-enabled").count():
            expect(summary).to_be_focused()
        return self

    def column(self, number: int) -> list[str]:
        """The words in a column of the only table, from 1."""
        cells = self.main.locator(f"tbody > tr > :nth-child({number})").all_inner_texts()
        return [" ".join(cell.split()) for cell in cells]

    @property
    def path(self) -> str:
        """The address without host and query."""
        return "/" + self.page.url.split("://", 1)[1].partition("/")[2].partition("?")[0]

    @property
    def reference(self) -> str:
        """The reference in the address, where there is one."""
        return self.path.split("/")[2]


@contextmanager
def between_pages() -> Iterator[None]:
    """Time passes, or somebody works elsewhere: the test writes to the database itself."""
    db.session.rollback()
    read_only.set(False)
    try:
        yield
    finally:
        db.session.rollback()
        read_only.set(True)
