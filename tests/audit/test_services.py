"""The record is written with the business change or not at all, and shows when it was altered."""

import pytest
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tracker.audit import queries
from tracker.audit import services as audit
from tracker.audit.models import AuditEntry
from tracker.database import UnauditedWriteError, unit_of_work
from tracker.organisation.models import Employer


def test_entries_follow_each_other_without_a_gap(database: SQLAlchemy) -> None:
    factories.employer()
    factories.employer()

    verdict = queries.verify_record()

    assert (verdict.entries, verdict.finding) == (2, None)


def test_a_write_without_an_entry_is_refused_and_undone(database: SQLAlchemy) -> None:
    with pytest.raises(UnauditedWriteError), unit_of_work():
        database.session.add(Employer(name="Unrecorded", valid_from=factories.BEGAN))

    assert database.session.query(Employer).count() == 0


def test_an_error_undoes_the_entry_with_the_change(database: SQLAlchemy) -> None:
    with pytest.raises(ZeroDivisionError), unit_of_work():
        audit.record(audit.NOBODY, "test:arrange", "test", "-")
        _ = 1 / 0

    assert queries.head()[0] == 0


def test_the_database_refuses_to_change_or_remove_an_entry(database: SQLAlchemy) -> None:
    factories.employer()

    for statement in (
        "UPDATE audit_entry SET actor = 'x'",
        "DELETE FROM audit_entry",
        "DELETE FROM audit_head",
    ):
        with pytest.raises(Exception, match="append-only"):
            database.session.execute(database.text(statement))
        database.session.rollback()

    assert database.session.query(AuditEntry).count() == 1
