"""Every address of the application: who may ask, what it is called, and that it gives no row number away."""

import re

import pytest
from flask import Flask
from werkzeug.routing import IntegerConverter, Rule

from tracker.policy.access.permissions import Permission

FRAMEWORK = {"static"}
"""Flask's own route for files; it shows nothing but tracker/static."""

KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+)?")
COUNTED = {"version", "year", "month", "number", "page"}
"""What may be a number in an address: something people count by, never the key of a row."""


def rules(app: Flask) -> list[Rule]:
    found = [rule for rule in app.url_map.iter_rules() if rule.endpoint not in FRAMEWORK]
    assert found
    return found


def undeclared(app: Flask) -> list[str]:
    """Endpoints that say neither who may ask nor that anyone may, or that say both."""
    wrong = []
    for endpoint in sorted({rule.endpoint for rule in rules(app)}):
        view = app.view_functions[endpoint]
        permission = getattr(view, "__permission__", None)
        is_open = getattr(view, "__open_to_anyone__", False)
        if (permission in set(Permission)) == bool(is_open):
            wrong.append(endpoint)
    return wrong


def path_faults(rule: Rule) -> list[str]:
    """What is wrong with one address."""
    found = []
    for part in rule.rule.strip("/").split("/"):
        fixed = re.sub(r"<[^>]+>", "", part)
        if fixed and not KEBAB.fullmatch(fixed.strip("-.") or "x"):
            found.append(f"{rule.rule}: {part} is not kebab-case")
    for name in rule.arguments:
        if name == "id" or name.endswith("_id"):
            found.append(f"{rule.rule}: {name} gives a row number away")
        if isinstance(rule._converters.get(name), IntegerConverter) and name not in COUNTED:
            found.append(f"{rule.rule}: {name} is a number")
    return found


def test_every_page_declares_who_may_ask(app: Flask) -> None:
    assert undeclared(app) == []


def test_addresses_are_kebab_case_and_give_no_row_number_away(app: Flask) -> None:
    assert [fault for rule in rules(app) for fault in path_faults(rule)] == []


def test_endpoints_are_named_after_the_package_of_their_view(app: Flask) -> None:
    wrong = []
    for rule in rules(app):
        package, _, name = rule.endpoint.partition(".")
        module = app.view_functions[rule.endpoint].__module__
        at_home = module.startswith(f"tracker.{package}.") and "views" in re.split(r"[._]", module)
        if not at_home or not re.fullmatch(r"[a-z_]+", name):
            wrong.append(f"{rule.endpoint} in {module}")
    assert wrong == []


def test_a_page_that_says_nothing_is_noticed() -> None:
    stray = Flask("stray")
    stray.add_url_rule("/quiet", "quiet", lambda: "")

    assert undeclared(stray) == ["quiet"]


@pytest.mark.parametrize(
    "path",
    [
        pytest.param("/changes/<int:change_id>", id="row number"),
        pytest.param("/changes/<change_id>/edit", id="row number as text"),
        pytest.param("/changes/<int:reference>", id="number as reference"),
        pytest.param("/changeRequests", id="capitals"),
        pytest.param("/affected_staff", id="underscore"),
    ],
)
def test_a_bad_address_is_noticed(path: str) -> None:
    stray = Flask("stray")
    stray.add_url_rule(path, "bad", lambda **_: "")

    assert [fault for rule in rules(stray) for fault in path_faults(rule)] != []
