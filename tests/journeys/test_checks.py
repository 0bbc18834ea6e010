"""The checks of the browser tests find what is planted, so that their silence means something."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.journeys.checks import check_axe, check_reflow, too_wide, violations
from tests.journeys.conftest import Live

FAULTY = """<!doctype html><html><head><title>Faulty</title></head><body><main><h1>Faulty</h1>
<p style="color:#bbb;background:#fff">Pale</p><input type="text" name="unlabelled">
<p><button style="width:12px;height:12px;padding:0;border:0" aria-label="a"></button><button
 style="width:12px;height:12px;padding:0;border:0" aria-label="b"></button></p></main></body></html>"""
SOUND = """<!doctype html><html lang="en-GB"><head><title>Sound</title></head><body><main><h1>Sound</h1>
<label for="a">Name</label><input type="text" id="a"></main></body></html>"""
WIDE = SOUND.replace("</main>", '<div id="wide" style="width:900px">wide</div></main>')
SCROLLED = SOUND.replace(
    "</main>", '<div style="overflow-x:auto" tabindex="0"><div style="width:900px">wide</div></div></main>'
)


@pytest.mark.parametrize("javascript", [True, False])
def test_axe_finds_planted_faults(live: Live, window: Callable[..., Page], *, javascript: bool) -> None:
    page = window(live, javascript=javascript)

    page.set_content(FAULTY)
    found = {line.partition(":")[0] for line in violations(page)}
    page.set_content(SOUND)

    assert found == {"color-contrast", "html-has-lang", "label", "target-size"}
    check_axe(page)


def test_reflow_finds_a_wide_page(live: Live, window: Callable[..., Page]) -> None:
    page = window(live)

    page.set_content(WIDE)
    assert too_wide(page) == ["div#wide."]

    page.set_content(SCROLLED)
    check_reflow(page)
    assert page.viewport_size == {"width": 1280, "height": 900}


def test_a_refused_script_and_a_failed_one_are_noticed(live: Live, window: Callable[..., Page]) -> None:
    page = window(live)
    page.route(
        "**/refused",
        lambda route: route.fulfill(
            body=SOUND.replace("</main>", "</main><script>document.title = 'ran'</script>"),
            headers={"content-security-policy": "default-src 'self'", "content-type": "text/html"},
        ),
    )
    page.route(
        "**/failed", lambda route: route.fulfill(body="<script>nothing()</script>", content_type="text/html")
    )

    page.goto("/refused")
    refused = list(live.complaints)
    live.complaints.clear()
    page.goto("/failed")
    failed = list(live.complaints)
    live.complaints.clear()

    assert len(refused) == 1
    assert "Content Security Policy" in refused[0]
    assert any("nothing is not defined" in complaint for complaint in failed)
