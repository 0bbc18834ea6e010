"""Last year's figures still add up after a reorganisation of a thousand people."""

from collections import Counter
from datetime import date, timedelta
from random import Random

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.organisation.test_operations import do
from tracker.audit import services as audit
from tracker.database import db, unit_of_work
from tracker.organisation.bulk import insert_columns, new_references
from tracker.organisation.models import Person, Posting, Unit
from tracker.organisation.queries_units import EVERYTHING, placed_units, unit_lines
from tracker.organisation.rules_operations import OperationKind
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer

DAY = date(2012, 4, 1)
BEFORE = DAY - timedelta(days=1)
STAFF = 1_000


def a_thousand(units: list[Unit]) -> None:
    """Invented staff, some part-time, spread over the units by chance, always the same."""
    random = Random(7)
    employer_id = units[0].employer_id
    numbers = [f"S{place:04d}" for place in range(STAFF)]
    with unit_of_work():
        insert_columns(
            Person,
            {
                "reference": new_references(STAFF),
                "employer_id": [employer_id] * STAFF,
                "staff_number": numbers,
                "name": [f"Person {number}" for number in numbers],
                "kind": ["staff"] * STAFF,
                "contract": ["permanent"] * STAFF,
            },
        )
        ids = db.session.scalars(sa.select(Person.id).order_by(Person.id)).all()
        insert_columns(
            Posting,
            {
                "person_id": ids,
                "unit_id": [random.choice(units).id for _ in ids],
                "title": [random.choice(("Clerk", "Adviser", "Head")) for _ in ids],
                "grade": [random.choice("ABC") for _ in ids],
                "fte": [random.choice((0.5, 0.6, 0.75, 1.0)) for _ in ids],
                "valid_from": [factories.BEGAN] * STAFF,
            },
        )
        audit.record(audit.NOBODY, "test:arrange", "test", "-")


def figures(viewer: Viewer, day: date) -> dict[str, tuple[int | None, float | None]]:
    lines = unit_lines(placed_units(viewer, DAY, day), viewer, day, EVERYTHING)
    return {
        line.placed.unit.name: (line.below.people, round(line.below.people_fte or 0, 2)) for line in lines
    }


def own_heads(viewer: Viewer, day: date) -> Counter[str]:
    lines = unit_lines(placed_units(viewer, DAY, day), viewer, day, EVERYTHING)
    return Counter({line.placed.unit.name: line.own.people or 0 for line in lines})


def test_totals_before_stay_and_totals_after_are_the_same_people(database: SQLAlchemy) -> None:
    top = factories.unit("Force")
    departments = [factories.unit(f"Department {letter}", parent=top) for letter in "ABCD"]
    teams = [
        factories.unit(f"Team {dept}{n}", parent=unit)
        for dept, unit in zip("ABCD", departments, strict=True)
        for n in (1, 2, 3)
    ]
    a_thousand([*departments, *teams])
    hr = factories.viewer(Role.HR_PARTNER, employer=factories.the_employer())
    before, own = figures(hr, BEFORE), own_heads(hr, BEFORE)
    assert before["Force"][0] == STAFF

    do(OperationKind.RENAME, hr, unit=departments[0].reference, name="Corporate services")
    do(OperationKind.MOVE, hr, unit=teams[3].reference, parent=departments[0].reference)
    merged = [departments[2].reference, departments[3].reference]
    do(OperationKind.MERGE, hr, units=merged, into="", name="CD", parent=top.reference)
    do(
        OperationKind.SPLIT,
        hr,
        unit=teams[0].reference,
        stays="",
        parts=["Team A1 clerks", "Team A1 others"],
        rest=2,
        groups={f"Clerk | {grade}": 1 for grade in "ABC"},
    )

    assert figures(hr, BEFORE) == before
    assert own_heads(hr, BEFORE) == own
    after = figures(hr, DAY)
    assert after["Force"] == before["Force"]
    assert after["Corporate services"][0] == before["Department A"][0] + own["Team B1"]  # type: ignore[operator]
    assert after["Department B"][0] == before["Department B"][0] - own["Team B1"]  # type: ignore[operator]
    assert after["CD"] == tuple(
        round(c + d, 2)  # type: ignore[operator]
        for c, d in zip(before["Department C"], before["Department D"], strict=True)
    )
    parts = [after["Team A1 clerks"][0], after["Team A1 others"][0]]
    assert all(parts)
    assert sum(parts) == own["Team A1"]  # type: ignore[arg-type]
    assert "Team A1" not in after
