"""The test browser notices what it is there to notice, so that its silence means something."""

from collections.abc import Iterator

import pytest
from flask import Flask

from tests import factories
from tests.browser import Browser, UnsavedChangesError, current_values
from tests.pages import PageFaultError, PageSeen
from tracker.database import db
from tracker.organisation.models import Employer

SOUND = """<!doctype html><html lang="en-GB"><head><title>Raise a concern – Tracker</title></head><body><main>
<h1>Raise a concern</h1><form action="" method="post"><input type="hidden" name="csrf_token" value="t">
<label for="name">Name</label><input id="name" name="name" value="Ann"><label for="why">Why</label>
<select id="why" name="why"><option value="a">A</option><option value="b" selected>B</option></select>
<label><input type="checkbox" name="sure" value="yes"> Sure</label><button name="go" value="on">Save</button>
</form></main></body></html>"""


def seen(html: str) -> PageSeen:
    return PageSeen("/page", 200, {"content-type": "text/html; charset=utf-8"}, html.encode())


def test_a_sound_page_passes_and_is_read() -> None:
    page = seen(SOUND)

    page.check()

    assert page.h1 == "Raise a concern"
    assert current_values(page.form()) == {"csrf_token": "t", "name": "Ann", "why": "b"}


@pytest.mark.parametrize(
    ("was", "becomes", "fault"),
    [
        pytest.param("</form>", "</div></form>", "line 6", id="markup a browser has to guess at"),
        pytest.param("<h1>", "<h1>One</h1><h1>", "2 h1", id="two first headings"),
        pytest.param("<title>Raise", "<title>Other", "does not begin with", id="title of another page"),
        pytest.param(' lang="en-GB"', "", "no lang", id="no language"),
        pytest.param('action="" ', "", "without action", id="form without action"),
        pytest.param('name="csrf_token"', 'name="other"', "without csrf_token", id="form without token"),
        pytest.param('<label for="name">Name</label>', "", "field without label: name", id="no label"),
        pytest.param('id="why"', 'id="name"', "id twice: name", id="id used twice"),
        pytest.param('for="why"', 'for="when"', "for names no id: when", id="label of nothing"),
        pytest.param("<h1>", '<h1 style="color:red">', "style attribute", id="style attribute"),
        pytest.param("</head>", "<style>p {}</style></head>", "style element", id="style element"),
        pytest.param("</main>", "<script>go()</script></main>", "inline script", id="inline script"),
        pytest.param("<button ", '<button onclick="go()" ', "handler onclick", id="handler"),
        pytest.param(
            "</main>", '<a href="#gone">Skip</a></main>', "link to no id: #gone", id="link to nothing"
        ),
    ],
)
def test_each_fault_of_a_page_is_noticed(was: str, becomes: str, fault: str) -> None:
    assert was in SOUND

    with pytest.raises(PageFaultError, match=fault):
        seen(SOUND.replace(was, becomes, 1)).check()


@pytest.fixture
def odd_pages(app: Flask) -> Iterator[Flask]:
    """An application of our own pages that misbehave, on the same database."""

    def change(flush: bool) -> str:
        employer = db.session.scalars(db.select(Employer)).one()
        employer.name = "Changed"
        if flush:
            db.session.flush()
        return "done"

    odd = Flask("odd")
    odd.config.update(app.config)
    odd.add_url_rule("/forgets", "forgets", lambda: change(flush=False))
    odd.add_url_rule("/flushes", "flushes", lambda: change(flush=True))
    odd.add_url_rule("/round", "round", lambda: ("", 302, {"Location": "/round"}))
    db.init_app(odd)
    yield odd
    with odd.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("address", ["/forgets", "/flushes"])
def test_a_request_that_forgets_to_save_is_noticed(browser: Browser, odd_pages: Flask, address: str) -> None:
    factories.employer()

    with pytest.raises(UnsavedChangesError, match=address):
        Browser(odd_pages).get(address)


def test_a_test_that_forgets_to_save_is_noticed(browser: Browser) -> None:
    db.session.add(Employer(name="Never saved"))

    with pytest.raises(UnsavedChangesError, match="the test itself"):
        browser.get("/sign-in")


def test_an_unexpected_status_fails(browser: Browser) -> None:
    with pytest.raises(AssertionError, match="answered 404, not 200"):
        browser.get("/no-such-page")


def test_going_round_in_circles_ends(browser: Browser, odd_pages: Flask) -> None:
    with pytest.raises(AssertionError, match="too many redirects"):
        Browser(odd_pages).get("/round", follow=True)


def test_a_request_has_a_session_of_its_own(browser: Browser) -> None:
    employer = factories.employer(name="Before")
    db.session.expunge(employer)
    row = db.session.get_one(Employer, employer.id)

    browser.get("/sign-in")
    with db.engine.begin() as connection:
        connection.execute(db.update(Employer).values(name="After"))

    assert row.name == "After"
