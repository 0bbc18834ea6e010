"""Parts of a page that are no form fields: our macros write the markup of govuk-frontend-jinja."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from markupsafe import Markup

from tests.web.package_markup import package, tree

NEIGHBOURS = [{"number": number, "href": f"?page={number}"} for number in (1, 5, 6, 7, 30)]
PAGER = SimpleNamespace(
    number=6, pages=30, total=1500, first=251, last=300, url_for=lambda number: f"?page={number}"
)

PARTS: dict[str, tuple[Callable[[], list[Any]], dict[str, Any]]] = {
    'forms.button("Save")': (
        lambda: package("button", "govukButton", text="Save", preventDoubleClick=True),
        {},
    ),
    'forms.button("Stop", "warning", name="do", value="stop", prevent_double=False)': (
        lambda: package(
            "button", "govukButton", text="Stop", classes="govuk-button--warning", name="do", value="stop"
        ),
        {},
    ),
    'forms.button("Back", "secondary", href="/a?b=1&c=2")': (
        lambda: package(
            "button", "govukButton", text="Back", classes="govuk-button--secondary", href="/a?b=1&c=2"
        ),
        {},
    ),
    'data.tag("At risk", "orange")': (
        lambda: package("tag", "govukTag", text="At risk", classes="govuk-tag--orange"),
        {},
    ),
    'data.summary_list([("Owner", "A & B", "/x", "Change"), ("State", state)])': (
        lambda: package(
            "summary-list",
            "govukSummaryList",
            rows=[
                {
                    "key": {"text": "Owner"},
                    "value": {"text": "A & B"},
                    "actions": {"items": [{"href": "/x", "text": "Change", "visuallyHiddenText": "owner"}]},
                },
                {"key": {"text": "State"}, "value": {"html": "<b>open</b>"}},
            ],
        ),
        {"state": Markup("<b>open</b>")},
    ),
    'data.breadcrumbs([("Changes", "/changes"), ("Hub", None)])': (
        lambda: package(
            "breadcrumbs",
            "govukBreadcrumbs",
            items=[{"text": "Changes", "href": "/changes"}, {"text": "Hub"}],
        ),
        {},
    ),
    'data.warning_text("Told too late")': (
        lambda: package("warning-text", "govukWarningText", text="Told too late", iconFallbackText="Warning"),
        {},
    ),
    'data.inset("Agreed")': (lambda: package("inset-text", "govukInsetText", text="Agreed"), {}),
    'data.panel("Sent", "Reference A1")': (
        lambda: package("panel", "govukPanel", titleText="Sent", text="Reference A1"),
        {},
    ),
    'data.task_list([("HR1", "/hr1", "Late", "red", "by Friday"), ("Letter", None, "Done", "", "")], "t")': (
        lambda: package(
            "task-list",
            "govukTaskList",
            idPrefix="t",
            items=[
                {
                    "title": {"text": "HR1"},
                    "href": "/hr1",
                    "hint": {"text": "by Friday"},
                    "status": {"tag": {"text": "Late", "classes": "govuk-tag--red"}},
                },
                {"title": {"text": "Letter"}, "status": {"text": "Done"}},
            ],
        ),
        {},
    ),
    'data.tabs([("one", "One", body), ("two", "Two", body)])': (
        lambda: package(
            "tabs",
            "govukTabs",
            items=[
                {"id": place, "label": label, "panel": {"html": "<p>x</p>"}}
                for place, label in (("one", "One"), ("two", "Two"))
            ],
        ),
        {"body": Markup("<p>x</p>")},
    ),
    "data.pagination(page)": (
        lambda: package(
            "pagination",
            "govukPagination",
            previous={"href": "?page=5"},
            next={"href": "?page=7"},
            items=[
                NEIGHBOURS[0],
                {"ellipsis": True},
                NEIGHBOURS[1],
                {**NEIGHBOURS[2], "current": True},
                NEIGHBOURS[3],
                {"ellipsis": True},
                NEIGHBOURS[4],
            ],
        ),
        {"page": PAGER},
    ),
}


@pytest.mark.parametrize("call", PARTS)
def test_a_page_part_writes_what_the_package_writes(write: Callable[..., str], call: str) -> None:
    expected, values = PARTS[call]
    found = tree(write("{{ " + call + " }}", **values))
    if "pagination" in call:  # ours also counts what is shown, around the package's own part
        [(_, _, [count, *found])] = found
        assert count[2] == ["Showing 251 to 300 of 1,500"]

    assert found == expected()


def test_details_write_what_the_package_writes(write: Callable[..., str]) -> None:
    html = write("{% call data.details('Why') %}Because{% endcall %}")

    assert tree(html) == package("details", "govukDetails", summaryText="Why", text="Because")
