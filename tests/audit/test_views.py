"""The auditor's list, and the check that the record is whole, on the page and as a command."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.browser import Browser
from tracker.audit import queries
from tracker.audit import services as audit
from tracker.audit.models import AuditEntry
from tracker.audit.rules import StoredEntry
from tracker.database import db, unit_of_work
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer

SignInAs = Callable[..., tuple[Browser, Viewer]]


def record(times: int = 1, action: str = "test:act", **given: Any) -> None:
    for _ in range(times):
        with unit_of_work():
            audit.record(audit.NOBODY, action, "thing", "THING12345", **given)


def alter(database: SQLAlchemy, statement: str) -> None:
    """Change the record as somebody with the database in their hands would: past its triggers."""
    database.session.rollback()
    with database.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("SET LOCAL session_replication_role = replica"))
        else:
            for name in connection.scalars(
                sa.text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'audit%'")
            ).all():
                connection.execute(sa.text(f"DROP TRIGGER {name}"))
        assert connection.execute(sa.text(statement)).rowcount == 1


# ---- the list


def test_the_list_is_newest_first_and_pages(sign_in_as: SignInAs) -> None:
    auditor, _ = sign_in_as(Role.AUDITOR)
    record(60)

    first = auditor.get("/record/").table("Entries")
    second = auditor.get("/record/?page=2").table("Entries")
    oldest = auditor.get("/record/?order=up&sort=seq").table("Entries")

    assert len(first) == 50
    numbers = [int(row[0]) for row in [*first, *second]]
    assert numbers == sorted(numbers, reverse=True)
    assert numbers[-1] == 0
    assert oldest[0][0] == "0"


def test_the_list_is_searched_by_the_start_of_a_word(sign_in_as: SignInAs) -> None:
    auditor, viewer = sign_in_as(Role.AUDITOR)
    record(action="test:100%")
    auditor.get("/account")

    def found(words: str) -> list[str]:
        page = auditor.get(f"/record/?q={words}")
        return [row[3] for row in page.table("Entries")] if page.soup.table else []

    assert found("TEST:100%25") == ["test:100%"]
    assert found("%25") == []
    assert found("THING1") == ["test:100%"]
    assert set(found(viewer.account_reference)) == {"account:sign in"}
    assert found("hing") == []


def test_an_entry_can_be_read_as_it_was_written(sign_in_as: SignInAs, database: SQLAlchemy) -> None:
    auditor, _ = sign_in_as(Role.AUDITOR)
    record(facts={"rows": 3}, outcome=audit.Outcome.REFUSED)
    entry = database.session.scalars(sa.select(AuditEntry).where(AuditEntry.action == "test:act")).one()

    page = auditor.get("/record/?q=test:act")

    assert (page.facts["facts"], page.facts["outcome"]) == ("rows: 3", "refused")
    assert entry.leaf in page.text
    assert page.table("Entries")[0][3] == "test:act (refused)"


def test_what_was_typed_is_nowhere_on_the_list(sign_in_as: SignInAs) -> None:
    auditor, viewer = sign_in_as(Role.AUDITOR)
    factories.account(name="Grace Hopper")

    page = auditor.get("/record/")

    assert "Grace" not in page.text
    main = page.soup.main
    assert main is not None
    assert viewer.name not in main.get_text()


def test_the_list_costs_the_same_for_one_and_for_three(
    sign_in_as: SignInAs, count_queries: Callable[[], Any]
) -> None:
    auditor, _ = sign_in_as(Role.AUDITOR)
    counts = []
    for more in (1, 2):
        record(more)
        with count_queries() as counted:
            auditor.get("/record/?q=test:act")
        counts.append(counted.count)

    assert counts == [3, 3]


def test_nothing_found_says_so(sign_in_as: SignInAs) -> None:
    auditor, _ = sign_in_as(Role.AUDITOR)

    assert "No entry begins like that" in auditor.get("/record/?q=nonsense").text


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.AUDITOR}))
def test_only_auditors_read_entries(sign_in_as: SignInAs, role: Role) -> None:
    browser, viewer = sign_in_as(role)

    browser.get("/record/", 403)
    assert list(db.session.execute(queries.visible_entries(viewer))) == []
    browser.get("/record/verify", 200 if role is Role.ADMINISTRATOR else 403)


# ---- the check


def test_a_whole_record_is_said_to_be_whole(sign_in_as: SignInAs) -> None:
    admin, _ = sign_in_as(Role.ADMINISTRATOR)
    record(3)
    size, last = queries.head()

    page = admin.get("/record/verify")

    assert page.h1 == "The record is whole"
    assert page.facts["Entries that hold"] == str(size)
    assert page.facts["Last fingerprint"] == last


@pytest.mark.parametrize(
    ("statement", "seq", "why"),
    [
        pytest.param(
            "UPDATE audit_entry SET body = replace(body, 'thing', 'think') WHERE seq = 3",
            3,
            "the stored text does not give the stored fingerprint",
            id="text changed",
        ),
        pytest.param(
            "UPDATE audit_entry SET leaf = '0' WHERE seq = 3",
            3,
            "the stored text does not give the stored fingerprint",
            id="fingerprint changed",
        ),
        pytest.param(
            "UPDATE audit_entry SET prev = '0' WHERE seq = 3",
            3,
            "it does not name the entry before it",
            id="link changed",
        ),
        pytest.param(
            "UPDATE audit_entry SET actor = 'x' WHERE seq = 3",
            3,
            "its column for actor does not agree with its text",
            id="column changed",
        ),
        pytest.param("DELETE FROM audit_entry WHERE seq = 3", 3, "it is missing", id="deleted"),
        pytest.param(
            "UPDATE audit_head SET size = size - 1", 5, "the head says 5 entries; 6 are stored", id="head"
        ),
        pytest.param(
            "DELETE FROM audit_entry WHERE seq = 5", 5, "the head says 6 entries; 5 are stored", id="tail"
        ),
    ],
)
def test_an_altered_record_names_its_first_bad_entry(
    app: Flask, sign_in_as: SignInAs, database: SQLAlchemy, statement: str, seq: int, why: str
) -> None:
    auditor, _ = sign_in_as(Role.AUDITOR)
    record(6 - queries.head()[0])
    command = app.test_cli_runner()
    assert command.invoke(args=["audit", "verify"]).exit_code == 0

    alter(database, statement)

    page = auditor.get("/record/verify")
    assert page.h1 == "The record has been altered"
    assert f"Entry {seq} does not hold: {why}." in page.text
    result = command.invoke(args=["audit", "verify"])
    assert (result.exit_code, result.output) == (1, f"ALTERED at entry {seq}: {why}.\n")


def test_the_command_says_how_many_entries_held(app: Flask, database: SQLAlchemy) -> None:
    record(2)

    result = app.test_cli_runner().invoke(args=["audit", "verify"])

    assert (result.exit_code, result.output) == (
        0,
        f"Sound: 2 entries, last fingerprint {queries.head()[1]}.\n",
    )


def test_entries_added_while_checking_are_no_false_alarm(
    database: SQLAlchemy, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(3)
    real = queries._stored

    def while_somebody_writes(highest: int) -> Iterator[StoredEntry]:
        database.session.rollback()  # a reader that sees each moment anew, as on PostgreSQL
        record(2)
        yield from real(highest)

    monkeypatch.setattr(queries, "_stored", while_somebody_writes)

    assert (queries.verify_record().finding, queries.head()[0]) == (None, 5)


def test_time_may_go_backwards(database: SQLAlchemy, monkeypatch: pytest.MonkeyPatch) -> None:
    """Order is by number alone: a clock put back two hours breaks nothing."""
    from tracker import database as base

    record()
    earlier = base.now() - timedelta(hours=2)
    monkeypatch.setattr(base, "now", lambda: earlier)

    record()

    assert queries.verify_record().sound
