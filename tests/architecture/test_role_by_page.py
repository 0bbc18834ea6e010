"""The whole table of role by page answers as ``role_by_page.csv`` says, row for row.

The table is written by hand from what each role should reach; it is not made from the permission matrix, so
that a slip in either shows. References in addresses are invented: ``allow`` means that the page got as far as
looking for a row, ``refuse`` that it answered 403 before, ``sign-in`` that it sent the person to sign in.
Which rows a role may then see is tested in each package.
"""

import csv
from contextvars import Context
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from werkzeug.test import TestResponse

from tests import factories
from tests.browser import drop_session, sign_in
from tracker.accounts.models import Account
from tracker.database import db
from tracker.policy.access.roles import Role

ORACLE = Path(__file__).with_name("role_by_page.csv")
NOBODY = "nobody"
COLUMNS = ["endpoint", "method", NOBODY, *(role.value for role in Role)]
ANSWERS = {"allow", "refuse", "sign-in"}
INVENTED = "ZZZZZZZZZZ"


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


def client_as(app: Flask, column: str) -> FlaskClient:
    """Somebody in the role with a scope of their own; nobody for the column of that name."""
    if column == NOBODY:
        return app.test_client()
    viewer = factories.viewer(Role(column))
    return sign_in(app, db.session.get_one(Account, viewer.account_id))


@pytest.mark.parametrize("column", COLUMNS[2:])
def test_each_page_answers_as_the_table_says(app: Flask, database: SQLAlchemy, column: str) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    client = client_as(app, column)

    found = {}
    for endpoint, method in pages(app):
        drop_session()
        response = Context().run(client.open, address(app, endpoint), method=method)
        found[endpoint, method] = answer(response)
        response.close()
        if method == "POST" and endpoint.startswith("accounts."):
            client = client_as(app, column)  # signing out, or acting in another role, ends what was before

    wrong = [
        f"{row['method']} {row['endpoint']}: {got}, not {row[column]}"
        for row in oracle()
        if (got := found.get((row["endpoint"], row["method"]), "no such page")) != row[column]
    ]
    assert wrong == []


def test_the_table_lists_every_page_once(app: Flask) -> None:
    rows = [(row["endpoint"], row["method"]) for row in oracle()]

    assert rows == sorted(set(rows))
    assert sorted(set(pages(app)) - set(rows)) == [], "not in the table"
    assert sorted(set(rows) - set(pages(app))) == [], "no such page"


def test_the_table_has_a_known_answer_for_each_role() -> None:
    rows = oracle()

    assert list(rows[0]) == COLUMNS
    assert {row[column] for row in rows for column in COLUMNS[2:]} <= ANSWERS
