"""What one test saves, the next one does not see; and a test that asks for no database gets none."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.conftest import settings
from tests.databases import Databases
from tests.queries import Queries
from tracker.app import create_app
from tracker.audit.models import AuditEntry
from tracker.database import db
from tracker.organisation.models import Employer


def counts() -> tuple[int, int]:
    """Rows of an ordinary table, and of the audit table that refuses to lose any."""
    found = (
        db.session.scalar(sa.select(sa.func.count()).select_from(Employer)),
        db.session.scalar(sa.select(sa.func.count()).select_from(AuditEntry)),
    )
    db.session.rollback()
    return found[0] or 0, found[1] or 0


def all_rows() -> dict[str, list[sa.Row[tuple[object, ...]]]]:
    found = {
        name: list(db.session.execute(sa.select(table))) for name, table in sorted(db.metadata.tables.items())
    }
    db.session.rollback()
    return found


def test_restoring_brings_every_table_back(
    migrated_database: str, databases: Databases, worker: str, tmp_path: Path
) -> None:
    application = create_app(settings(migrated_database, tmp_path))
    with application.app_context():
        before = all_rows()
        factories.employer()
        after = all_rows()
        db.session.remove()
        db.engine.dispose()

        databases.restore(f"{worker}_migrated")

        assert after != before
        assert all_rows() == before
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize("_turn", [1, 2])
def test_two_tests_in_a_row_start_alike(database: SQLAlchemy, _turn: int) -> None:
    at_start = counts()

    factories.employer()

    assert at_start == (0, 0)
    assert counts() == (1, 1)


def test_a_test_that_asks_for_no_database_gets_none(app: Flask) -> None:
    with app.app_context(), pytest.raises(RuntimeError, match="does not ask for the database"):
        db.session.execute(sa.select(Employer))


def test_statements_are_counted_without_the_transaction(
    count_queries: Callable[[], AbstractContextManager[Queries]],
) -> None:
    with count_queries() as queries:
        db.session.execute(sa.select(Employer.id))
        db.session.rollback()

    assert queries.count == 1
