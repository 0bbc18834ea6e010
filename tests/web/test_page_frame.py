"""The frame of every page: its title and heading, who is acting, messages, error pages."""

from types import SimpleNamespace
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import flash, render_template, render_template_string
from werkzeug.datastructures import MultiDict
from wtforms import Form, StringField
from wtforms.validators import InputRequired

from tests.web.pages_alone import ROOT, templates_alone

PAGE = '{% extends "layouts/base.html" %}{% block title %}Move & merge{% endblock %}'
ERRORS = ROOT / "templates" / "errors"
ERROR_PAGES = sorted(file.stem for file in ERRORS.glob("*.html") if "{% extends" in file.read_text())


class Named(Form):  # type: ignore[misc]  # the library carries no types
    """A form with one question."""

    name = StringField("Name", validators=[InputRequired("Enter a name")])


def page(content: str = "", messages: tuple[tuple[str, str], ...] = (), **values: Any) -> BeautifulSoup:
    source = PAGE + "{% block content %}" + content + "{% endblock %}"
    with templates_alone().test_request_context():
        for words, category in messages:
            flash(words, category)
        return BeautifulSoup(render_template_string(source, **values), "html5lib")


def viewer(**values: Any) -> SimpleNamespace:
    held = {"name": "Priya Raman", "role_label": "HR partner", "roles_held": ("a", "b")}
    return SimpleNamespace(**held, employer_name="Northmoor Council", **values)


def said(soup: BeautifulSoup, selector: str) -> list[str]:
    return [" ".join(found.get_text().split()) for found in soup.select(selector)]


def test_the_title_is_also_the_heading() -> None:
    soup = page("<p>Text</p>")

    assert said(soup, "title") == ["Move & merge – Upheaval Tracker"]
    assert said(soup, "h1") == ["Move & merge"]


def test_a_heading_of_the_page_itself_is_the_only_one() -> None:
    assert said(page("<h1>Hub</h1>"), "h1") == ["Hub"]


def test_a_refused_form_says_so_in_the_title_and_above_the_heading_once() -> None:
    form = Named(MultiDict({"name": ""}))
    form.validate()
    ours = "{% from 'components/forms.html' import error_summary %}{{ error_summary(form) }}<h1>Hub</h1>"

    for content in ("", ours):
        soup = page(content, form=form)
        assert said(soup, "title") == ["Error: Move & merge – Upheaval Tracker"]
        assert said(soup, ".govuk-error-summary li") == ["Enter a name"]
        summary, heading = soup.select(".govuk-error-summary, h1")
        assert (summary.name, heading.name) == ("div", "h1")


def test_a_form_not_yet_sent_is_no_error() -> None:
    assert said(page("", form=Named()), "title") == ["Move & merge – Upheaval Tracker"]


def test_the_header_says_who_acts_in_which_role() -> None:
    soup = page("", viewer=viewer())

    assert said(soup, ".service-header__employer") == ["Northmoor Council"]
    assert said(soup, ".acting__person, .acting__role") == [
        "Signed in as Priya Raman",
        "Acting as HR partner",
    ]
    assert [link["href"] for link in soup.select(".acting a")] == ["/own-account", "/notices", "/act-as"]
    assert [form["action"] for form in soup.select(".acting form[method=post]")] == ["/sign-out"]


def test_somebody_with_one_role_is_not_offered_another() -> None:
    one = viewer()
    one.roles_held = ("a",)

    assert [link["href"] for link in page("", viewer=one).select(".acting a")] == ["/own-account", "/notices"]


@pytest.mark.parametrize("values", [{}, {"viewer": None, "navigation": None}])
def test_nobody_signed_in_has_no_bar_and_no_menu(values: dict[str, Any]) -> None:
    assert page("", **values).select(".acting, .govuk-service-navigation") == []


def test_pages_of_one_section_link_to_each_other() -> None:
    items = [
        SimpleNamespace(text="Changes", href="/changes", current=False),
        SimpleNamespace(text="Selection pools", href="/pools", current=True),
    ]

    soup = page("", pages_beside=lambda: items)

    assert said(soup, ".moj-sub-navigation--section li") == ["Changes", "Selection pools"]
    assert said(soup, ".moj-sub-navigation--section [aria-current]") == ["Selection pools"]


def test_the_menu_marks_where_you_are() -> None:
    items = [
        SimpleNamespace(text="Home", href="/", current=False),
        SimpleNamespace(text="Changes", href="/changes", current=True),
    ]

    soup = page("", navigation=lambda: items)

    assert said(soup, ".govuk-service-navigation li") == ["Home", "Changes"]
    assert said(soup, ".govuk-service-navigation [aria-current]") == ["Changes"]


def test_messages_are_banners_of_their_kind_with_names_of_their_own() -> None:
    soup = page("", messages=(("Saved <b>", "success"), ("Careful", "warning"), ("By the way", "info")))

    assert said(soup, ".govuk-notification-banner__content") == ["Saved <b>", "Careful", "By the way"]
    assert said(soup, ".govuk-notification-banner__title") == ["Success", "Warning", "Important"]
    assert [banner["role"] for banner in soup.select(".govuk-notification-banner")] == [
        "alert",
        "region",
        "region",
    ]
    assert len({title["id"] for title in soup.select(".govuk-notification-banner__title")}) == 3


@pytest.mark.parametrize("name", ERROR_PAGES)
def test_an_error_page_has_one_heading_equal_to_its_title(name: str) -> None:
    with templates_alone().test_request_context():
        html = render_template(f"errors/{name}.html", reason="signed out", kept=[], action="/", files=[])
    soup = BeautifulSoup(html, "html5lib")

    assert said(soup, "title") == [f"{heading} – Upheaval Tracker" for heading in said(soup, "h1")]
    assert len(soup.select("main p")) >= 1


@pytest.mark.parametrize("name", ["500", "503", "error"])
def test_a_page_for_a_broken_service_asks_nothing_of_it(name: str) -> None:
    def broken() -> list[object]:
        raise RuntimeError("no database")

    with templates_alone().test_request_context():
        html = render_template(f"errors/{name}.html", viewer=viewer(), navigation=broken)

    assert "Priya Raman" not in html


def test_what_was_typed_comes_back_from_an_expired_session() -> None:
    kept = [("summary", 'Two\n"lines" & <b>'), ("seen_version", "3")]
    with templates_alone().test_request_context():
        away = render_template(
            "errors/kept.html", reason="signed out", kept=kept, action="/raise?x=1", files=[]
        )
        stale = render_template(
            "errors/kept.html", reason="form expired", kept=kept, action="/raise?x=1", files=[]
        )
    first, second = (BeautifulSoup(html, "html5lib").select_one("main form") for html in (away, stale))
    assert first is not None
    assert second is not None

    assert first["action"] == "/sign-in"
    assert {field["name"]: field.get("value") for field in first.select("input")} == {
        "kept:action": "/raise?x=1",
        "kept-summary": kept[0][1],
        "kept-seen_version": "3",
        "email": None,
        "password": None,
    }
    assert second["action"] == "/raise?x=1"
    assert [(field["name"], field["value"]) for field in second.select("input")] == kept
