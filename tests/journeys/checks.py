"""What can be measured of a page's accessibility. Passing is not the same as being accessible."""

from collections.abc import Iterator
from contextlib import contextmanager
from weakref import WeakKeyDictionary, WeakSet

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Page, Route

STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
NARROW = 320

without_scripts: WeakSet[BrowserContext] = WeakSet()
"""Windows with scripts switched off, which switches off axe's timers as well."""

reading_windows: WeakKeyDictionary[Browser, Page] = WeakKeyDictionary()
"""For each browser one window kept open, in which axe reads what those without scripts were shown."""

STICKING_OUT = """(width) => {
    // Something placed absolutely is only held by a scrolling box that it is placed within.
    const isHeld = (node) => {
        let loose = getComputedStyle(node).position === "absolute";
        for (let box = node.parentElement; box && box !== document.body; box = box.parentElement) {
            const style = getComputedStyle(box);
            if (!loose || style.position !== "static") {
                if (style.overflowX !== "visible") { return true; }
                loose = style.position === "absolute";
            }
        }
        return false;
    };
    return [...document.body.querySelectorAll("*")]
        .filter((node) => node.getBoundingClientRect().right > width + 1 && !isHeld(node))
        .map((node) => node.tagName.toLowerCase() + (node.id ? "#" + node.id : "") + "." + node.className)
        .slice(0, 5);
}"""


BLANK = "blank-page-to-write-into"
RUN_AXE = """(standard) => axe
    .run(document, { runOnly: standard, resultTypes: ["violations", "incomplete"] })
    .then((found) => Object.fromEntries(["violations", "incomplete"].map((kind) => [kind, found[kind].map(
        (rule) => [rule.id, rule.help, rule.nodes.slice(0, 4).map((node) => node.target[0]).join(", ")]
    )])))"""
"""What is found is put into a few words before it leaves the page: the whole answer is half a megabyte."""


def violations(page: Page) -> list[str]:
    """What axe is sure about, one line each; what it could not decide is printed for a person to look at."""
    with judged(page) as window:
        if not window.evaluate("'axe' in window"):
            window.evaluate(AXE_SCRIPT)
        found: dict[str, list[list[str]]] = window.evaluate(RUN_AXE, STANDARD)
    for rule, _, places in found["incomplete"]:
        print(f"{page.url}: undecided {rule}: {places}")  # noqa: T201  shown with -rP
    return [": ".join(parts) for parts in found["violations"]]


@contextmanager
def judged(page: Page) -> Iterator[Page]:
    """The page, or where scripts are off its markup shown in a window that runs axe and nothing else."""
    browser = page.context.browser
    if page.context not in without_scripts or browser is None:
        yield page
        return
    origin = "/".join(page.url.split("/")[:3]) if page.url.startswith("http") else "http://127.0.0.1"
    if browser not in reading_windows:
        reading_windows[browser] = browser.new_context(bypass_csp=True).new_page()
        reading_windows[browser].route("**/*", only_styles)
    copy = reading_windows[browser]
    if not copy.url.startswith(f"{origin}/"):
        copy.goto(f"{origin}/{BLANK}")
    if page.viewport_size is not None:
        copy.set_viewport_size(page.viewport_size)
    copy.set_content(page.content())  # in the same window as before, in which axe is there and warm
    yield copy


def only_styles(route: Route) -> None:
    """Let nothing be run, and give a blank page of the same origin to write into."""
    if route.request.url.endswith(f"/{BLANK}"):
        route.fulfill(body="<!doctype html><title>Blank</title>", content_type="text/html")
    elif route.request.resource_type == "script":
        route.abort()
    else:
        route.continue_()


def check_axe(page: Page) -> None:
    """No rule of WCAG 2.2 A and AA that a machine can judge is broken."""
    found = violations(page)
    assert not found, f"{page.url}\n" + "\n".join(found)


def too_wide(page: Page, width: int = NARROW) -> list[str]:
    """What sticks out sideways in a narrow window; tables in a scrolling region of their own may."""
    before = page.viewport_size
    page.set_viewport_size({"width": width, "height": 800})
    try:
        if page.evaluate("document.documentElement.scrollWidth") <= width:
            return []
        return page.evaluate(STICKING_OUT, width) or ["something"]
    finally:
        if before is not None:
            page.set_viewport_size(before)


def check_reflow(page: Page) -> None:
    """At 320 px, which is 1280 px zoomed to 400 %, nobody has to scroll sideways."""
    found = too_wide(page)
    assert not found, f"{page.url} is wider than {NARROW} px: {', '.join(found)}"
