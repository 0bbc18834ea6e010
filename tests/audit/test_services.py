"""The record is written with the business change or not at all, and shows when it was altered."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.exc import IntegrityError

from tests import factories
from tests.browser import Browser
from tracker import database as base
from tracker.accounts.models import Account
from tracker.audit import queries
from tracker.audit import services as audit
from tracker.audit.models import AuditEntry
from tracker.database import UnauditedWriteError, unit_of_work
from tracker.organisation.models import Employer
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer


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


def test_what_cannot_be_recorded_is_not_done(
    sign_in_as: Callable[..., tuple[Browser, Viewer]], monkeypatch: pytest.MonkeyPatch
) -> None:
    admin, _ = sign_in_as(Role.ADMINISTRATOR)
    holder = factories.account(name="Grace Hoper")
    admin.get(f"/accounts/{holder.reference}/edit")
    size = queries.head()[0]

    def full_disk(_entry: dict[str, object]) -> str:
        raise OSError("no space left")

    monkeypatch.setattr(audit, "canonical", full_disk)
    page = admin.submit({"name": "Grace Hopper"}, 500)

    assert "may not have been saved" in page.text
    assert base.db.session.get_one(Account, holder.id).name == "Grace Hoper"
    assert queries.head()[0] == size


def test_two_entries_never_name_the_same_predecessor(database: SQLAlchemy) -> None:
    factories.employer()
    table = base.table_of(AuditEntry)
    [first] = database.session.execute(sa.select(table)).mappings()

    with pytest.raises(IntegrityError):
        database.session.connection().execute(sa.insert(table), {**first, "seq": 1, "leaf": "0" * 64})

    database.session.rollback()
