"""The whole table of role by page answers as ``role_by_page.csv`` says, row for row.

The table is written by hand from what each role should reach; it is not made from the permission matrix, so
that a slip in either shows. The references in addresses are invented: ``allow`` means that the page got as far
as looking for a row, ``refuse`` that it answered 403 before, ``sign-in`` that it sent the person to sign in.
Which rows a role may then see is tested in each package.
"""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.browser import Browser
from tracker.policy.access.roles import Role

ORACLE = Path(__file__).with_name("role_by_page.csv")
NOBODY = "nobody"
COLUMNS = ["endpoint", "method", NOBODY, *(role.value for role in Role)]
ANSWERS = {"allow", "refuse", "sign-in"}
INVENTED = "ZZZZZZZZZZ"
ENDS_THE_SESSION = ("accounts.sign_out", "accounts.act_as")


def oracle() -> list[dict[str, str]]:
    with ORACLE.open(newline="") as file:
        return list(csv.DictReader(file))


def pages(app: Flask) -> list[tuple[str, str]]:
    return sorted(
        {
            (rule.endpoint, method)
            for rule in app.url_map.iter_rules()
            if rule.endpoint != "static"
            for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        }
    )


def address(app: Flask, endpoint: str) -> str:
    """A path to the endpoint with every argument invented."""
    rule = next(iter(app.url_map.iter_rules(endpoint)))
    values: dict[str, Any] = {}
    for name in rule.arguments:
        numeric = type(rule._converters[name]).__name__ == "IntegerConverter"
        values[name] = 1 if numeric else INVENTED
    _, path = rule.build(values) or ("", "")
    return path


def answer(response: TestResponse) -> str:
    """What an answer amounts to."""
    to_sign_in = response.status_code == 302 and response.location.startswith("/sign-in")
    if to_sign_in or response.status_code == 401:
        return "sign-in"
    if response.status_code == 403:
        return "refuse"
    return "allow" if response.status_code < 500 else f"fail with {response.status_code}"


def answers(app: Flask, column: str, browser: Callable[[], Browser]) -> dict[tuple[str, str], str]:
    found = {}
    for endpoint, method in pages(app):
        client = browser().client
        response = client.open(address(app, endpoint), method=method)
        found[endpoint, method] = answer(response)
        response.close()
    return found


def test_the_table_lists_every_page_once(app: Flask) -> None:
    rows = [(row["endpoint"], row["method"]) for row in oracle()]

    assert rows == sorted(set(rows))
    assert {
        "not in the table": sorted(set(pages(app)) - set(rows)),
        "no such page": sorted(set(rows) - set(pages(app))),
    } == {
        "not in the table": [],
        "no such page": [],
    }


def test_the_table_has_a_known_answer_for_each_role() -> None:
    rows = oracle()

    assert list(rows[0]) == COLUMNS
    assert {row[column] for row in rows for column in COLUMNS[2:]} <= ANSWERS
