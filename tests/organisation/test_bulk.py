"""Very many rows at once: the indexes of SQLite wait until all of them are written."""

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tracker.audit import services as audit
from tracker.database import db, unit_of_work
from tracker.organisation import bulk
from tracker.organisation.models import Establishment
from tracker.policy.calendar.nations import Nation

ROWS = 5


def indexes() -> set[str | None]:
    found = sa.inspect(db.session.connection()).get_indexes("establishment")
    return {each["name"] for each in found if not each["unique"]}


def add_sites(employer_id: int, start: int) -> set[str | None]:
    """Names of the indexes that stood while the rows were written."""
    seen: set[str | None] = set()
    noted = bulk.written.set(lambda _count: seen.update(indexes()))
    try:
        with unit_of_work():
            bulk.insert_columns(
                Establishment,
                {
                    "reference": bulk.new_references(ROWS),
                    "employer_id": [employer_id] * ROWS,
                    "name": [f"Site {start + n}" for n in range(ROWS)],
                    "address": [""] * ROWS,
                    "nation": [Nation.ENGLAND.value] * ROWS,
                    "valid_from": [factories.BEGAN] * ROWS,
                },
            )
            audit.record(audit.NOBODY, "test:arrange", "test", "-")
    finally:
        bulk.written.reset(noted)
    return seen


def test_indexes_wait_for_many_rows_and_stand_again(
    database: SQLAlchemy, monkeypatch: pytest.MonkeyPatch
) -> None:
    employer_id = factories.employer().id
    before = indexes()
    assert before
    assert add_sites(employer_id, 0) == before, "few rows: nothing is taken away"
    monkeypatch.setattr(bulk, "MANY_ROWS", 1)
    assert add_sites(employer_id, ROWS) == before, "more are there already than come"
    db.session.execute(sa.delete(Establishment))
    db.session.commit()
    meanwhile = add_sites(employer_id, 2 * ROWS)
    if db.engine.dialect.name == "sqlite":
        assert meanwhile == set()
    else:
        assert meanwhile == before
    assert indexes() == before
