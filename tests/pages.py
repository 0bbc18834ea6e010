"""A page as a careful reader sees it: parsed strictly, checked for what every page must have."""

import re
from dataclasses import dataclass, field
from functools import cached_property

import html5lib
from bs4 import BeautifulSoup, Tag
from bs4.builder._html5lib import HTML5TreeBuilder
from html5lib.constants import E as MESSAGES

NEEDS_LABEL = "input:not([type=hidden]):not([type=submit]):not([type=button]), select, textarea"
REFERRING = ("for", "aria-labelledby", "aria-describedby", "aria-controls")
HANDLER = re.compile(r"^on[a-z]+$")


class PageFaultError(AssertionError):
    """The page breaks a rule that holds for all pages."""


@dataclass
class PageSeen:
    """One answer of the application. The readers below work for HTML only."""

    url: str
    status: int
    headers: dict[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    requests: int = 1
    faults: list[str] = field(default_factory=list)

    @property
    def is_html(self) -> bool:
        return self.headers.get("content-type", "").startswith("text/html")

    @cached_property
    def soup(self) -> BeautifulSoup:
        soup, self.faults = parse_strictly(self.body.decode())
        return soup

    @property
    def h1(self) -> str:
        return words(self.soup.h1)

    @property
    def title(self) -> str:
        return words(self.soup.title)

    @property
    def text(self) -> str:
        """All words of the main part, in reading order; of the whole page if it has no main part."""
        return words(self.soup.main or self.soup)

    @property
    def errors(self) -> list[str]:
        """What the error summary lists."""
        return [words(item) for item in self.soup.select(".govuk-error-summary__list > li")]

    @property
    def field_errors(self) -> dict[str, str]:
        """The message beside each field, by the field's id."""
        found = {}
        for message in self.soup.select(".govuk-error-message[id$='-error']"):
            found[str(message["id"]).removesuffix("-error")] = words(message).removeprefix("Error: ")
        return found

    @property
    def flash(self) -> list[str]:
        """What the notification banners say."""
        return [words(banner) for banner in self.soup.select(".govuk-notification-banner__content")]

    @property
    def tags(self) -> list[str]:
        """What the status tags of the main part say."""
        return [words(tag) for tag in (self.soup.main or self.soup).select(".govuk-tag")]

    @property
    def links(self) -> dict[str, str]:
        """Where each link of the main part goes, by its words; the first of several with the same words."""
        found: dict[str, str] = {}
        for link in (self.soup.main or self.soup).select("a[href]"):
            found.setdefault(words(link), str(link["href"]))
        return found

    @property
    def hrefs(self) -> list[str]:
        """Where every link of the whole page goes."""
        return [str(link["href"]) for link in self.soup.select("a[href]")]

    @property
    def facts(self) -> dict[str, str]:
        """The rows of all summary lists."""
        return {
            words(row.select_one(".govuk-summary-list__key")): words(
                row.select_one(".govuk-summary-list__value")
            )
            for row in self.soup.select(".govuk-summary-list__row")
        }

    def table(self, caption: str = "") -> list[list[str]]:
        """The body of the table whose caption begins so (or of the only table), cell by cell."""
        tables = [table for table in self.soup.select("table") if words(table.caption).startswith(caption)]
        if len(tables) != 1:
            raise LookupError(f"{len(tables)} tables begin with the caption {caption!r} at {self.url}")
        return [
            [words(cell) for cell in row.find_all(["th", "td"])] for row in tables[0].select("tbody > tr")
        ]

    def form(self, action: str | None = None) -> Tag:
        """The form of the main part that posts there; without an action, the only one that posts."""
        forms = [
            form
            for form in (self.soup.main or self.soup).select("form")
            if form.get("method", "get").lower() == "post"  # type: ignore[union-attr]  # one value
            and (action is None or self.target(form) == action.partition("?")[0])
        ]
        if len(forms) != 1:
            raise LookupError(f"{len(forms)} forms post to {action or 'anywhere'} from {self.url}")
        return forms[0]

    def target(self, form: Tag) -> str:
        """The path a form posts to, its query left out; an empty action means this page."""
        return (str(form.get("action", "")) or self.url).partition("?")[0]

    def check(self) -> None:
        """Raise with everything wrong that can be told from the page alone."""
        soup = self.soup
        faults = [*self.faults, *outline(soup), *forms(soup), *references(soup), *inline(soup)]
        if faults:
            raise PageFaultError(f"{self.url} ({self.status}):\n  " + "\n  ".join(faults))


def words(tag: Tag | None) -> str:
    """The text of an element with its white space evened out."""
    return "" if tag is None else " ".join(tag.get_text(" ").split())


class StrictBuilder(HTML5TreeBuilder):
    """Parses as a browser does, and keeps each place where the browser has to guess."""

    faults: list[str]

    def feed(self, markup: str | bytes) -> None:
        parser = html5lib.HTMLParser(tree=self.create_treebuilder)
        assert self.underlying_builder is not None
        self.underlying_builder.parser = parser
        parser.parse(markup)
        self.underlying_builder.parser = None
        self.faults = [
            f"line {line}: {MESSAGES[code] % details}" for (line, _column), code, details in parser.errors
        ]


def parse_strictly(text: str) -> tuple[BeautifulSoup, list[str]]:
    """The parsed page, and what is wrong with its markup."""
    builder = StrictBuilder()
    return BeautifulSoup(text, builder=builder), builder.faults


def outline(soup: BeautifulSoup) -> list[str]:
    """One first heading, and a title that begins with it."""
    headings = soup.select("h1")
    if len(headings) != 1:
        return [f"{len(headings)} h1 elements"]
    faults = [] if soup.html and soup.html.get("lang") else ["html has no lang"]
    heading, title = words(headings[0]), words(soup.title)
    if not heading or not title.removeprefix("Error: ").startswith(heading):
        faults.append(f"title {title!r} does not begin with the h1 {heading!r}")
    return faults


def forms(soup: BeautifulSoup) -> list[str]:
    """Each form says where it goes; each one that posts carries a token; each field has a label."""
    faults = []
    for form in soup.select("form"):
        if form.get("action") is None:
            faults.append(f"form without action: {str(form)[:80]}")
        method = str(form.get("method", "get")).lower()
        if method == "post" and not form.select_one("input[name=csrf_token][value]"):
            faults.append(f"form without csrf_token: {form.get('action')}")
    labelled = {str(label.get("for")) for label in soup.select("label[for]") if words(label)}
    for box in soup.select(NEEDS_LABEL):
        named = box.get("aria-label") or box.get("aria-labelledby") or box.find_parent("label")
        if not named and str(box.get("id")) not in labelled:
            faults.append(f"field without label: {box.get('name')}")
    return faults


def references(soup: BeautifulSoup) -> list[str]:
    """Each id is there once, and everything that names an id names one that is there."""
    ids = [str(tag["id"]) for tag in soup.select("[id]")]
    faults = [f"id twice: {name}" for name in sorted({name for name in ids if ids.count(name) > 1})]
    for attribute in REFERRING:
        for tag in soup.select(f"[{attribute}]"):
            value = tag[attribute]
            names = value.split() if isinstance(value, str) else value
            faults += [f"{attribute} names no id: {name}" for name in names if name not in ids]
    faults += [
        f"link to no id: {tag['href']}"
        for tag in soup.select("a[href^='#']")
        if str(tag["href"])[1:] not in {*ids, "", "top"}
    ]
    return faults


def inline(soup: BeautifulSoup) -> list[str]:
    """Nothing that the content security policy would refuse to run or show."""
    faults = [f"style attribute: {str(tag)[:80]}" for tag in soup.select("[style]")]
    faults += ["style element" for _tag in soup.select("style")]
    faults += [
        f"inline script: {str(tag)[:80]}"
        for tag in soup.select("script:not([src])")
        if tag.get("type") != "application/json"
    ]
    for tag in soup.find_all(True):
        faults += [f"handler {name} on {tag.name}" for name in tag.attrs if HANDLER.match(name)]
    faults += [f"script address: {tag['href']}" for tag in soup.select("[href^='javascript:' i]")]
    return faults
