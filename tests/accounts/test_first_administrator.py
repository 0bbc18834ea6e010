"""A new installation begins with one administrator; nobody can begin it twice."""

from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from tests.browser import Browser
from tracker.accounts.models import AccessGrant
from tracker.audit import queries as audit
from tracker.policy.access.roles import Role


def test_the_first_administrator_sets_a_password_with_the_link(
    app: Flask, database: SQLAlchemy, browser: Browser
) -> None:
    printed = app.test_cli_runner().invoke(
        args=["accounts", "first-administrator", "ada@tracker.example", "Ada Okafor"]
    )

    link = printed.output.split()[-1]
    page = browser.get(link.removeprefix(app.config["TRACKER"].base_url))
    assert page.soup.select("input[type=password]")
    assert [grant.role for grant in database.session.query(AccessGrant)] == [Role.ADMINISTRATOR]
    assert audit.verify_record().sound


def test_there_is_only_one_first(app: Flask, database: SQLAlchemy) -> None:
    runner = app.test_cli_runner()
    runner.invoke(args=["accounts", "first-administrator", "ada@tracker.example", "Ada"])

    again = runner.invoke(args=["accounts", "first-administrator", "eve@tracker.example", "Eve"])

    assert again.exit_code == 1
    assert "There is an administrator already" in again.output
    assert database.session.query(AccessGrant).count() == 1
