"""An auditor checks that the record of what was done is whole."""

import sqlalchemy as sa

from tests import factories
from tests.journeys.steps import PageAs, Visitor, between_pages, both_ways
from tracker.audit import services as audit
from tracker.database import db, unit_of_work
from tracker.policy.access.roles import Role


@both_ways
def test_auditor_verifies_the_record(page_as: PageAs, *, javascript: bool) -> None:
    factories.unit()
    auditor = Visitor(page_as(Role.AUDITOR, javascript=javascript)).open("/")

    auditor.follow("Check that nothing was altered").is_at("The record is whole").sees("Each follows the one")
    auditor.menu("Record").is_at("Record").follow("Check the whole record").is_at("The record is whole")


@both_ways
def test_auditor_sees_an_altered_record(page_as: PageAs, *, javascript: bool) -> None:
    factories.unit()
    auditor = Visitor(page_as(Role.AUDITOR, javascript=javascript))
    with between_pages(), unit_of_work():
        connection = db.session.connection()
        if connection.dialect.name == "sqlite":
            connection.execute(sa.text("DROP TRIGGER audit_entry_no_update"))
        else:
            connection.execute(sa.text("SET LOCAL session_replication_role = replica"))
        connection.execute(sa.text("UPDATE audit_entry SET actor = 'SOMEONE' WHERE seq = 2"))
        audit.record(audit.NOBODY, "test:arrange", "test", "-")

    auditor.open("/record/verify").is_at("The record has been altered").sees("Entry 2 does not hold")
