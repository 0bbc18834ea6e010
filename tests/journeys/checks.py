"""What can be measured of a page's accessibility. Passing is not the same as being accessible."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
NARROW = 320

STICKING_OUT = """(width) => {
    const inScroller = (node) => {
        for (let box = node.parentElement; box; box = box.parentElement) {
            if (["auto", "scroll", "hidden"].includes(getComputedStyle(box).overflowX)) { return true; }
        }
        return false;
    };
    return [...document.body.querySelectorAll("*")]
        .filter((node) => node.getBoundingClientRect().right > width + 1 && !inScroller(node))
        .map((node) => node.tagName.toLowerCase() + (node.id ? "#" + node.id : "") + "." + node.className)
        .slice(0, 5);
}"""


def violations(page: Page) -> list[str]:
    """What axe is sure about, one line each; what it could not decide is printed for a person to look at."""
    found: dict[str, Any] = Axe().run(page, options={"runOnly": {"type": "tag", "values": STANDARD}}).response
    for rule in found["incomplete"]:
        print(f"{page.url}: undecided {rule['id']}: {places(rule)}")  # noqa: T201  shown with -rP
    return [f"{rule['id']}: {rule['help']}: {places(rule)}" for rule in found["violations"]]


def places(rule: dict[str, Any]) -> str:
    """Where in the page a rule was broken: the first few."""
    return ", ".join(str(node["target"][0]) for node in rule["nodes"][:4])


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
