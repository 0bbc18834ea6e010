"""An applied import taken back: the register as it was, row for row, unless something depends on it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.browser import Browser
from tests.organisation.registers import (
    AUTUMN,
    bring_in,
    people_csv,
    posts_csv,
    worked,
)
from tracker.database import Base, db, now, short_transaction, table_of, unit_of_work
from tracker.organisation import services_undo
from tracker.organisation.models import Person, Posting, RegisterImport, Unit
from tracker.organisation.rules import ImportKind, ImportMoveError, ImportState
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer

SignIn = Callable[..., tuple[Browser, Viewer]]
REGISTER = (
    "unit",
    "unit_period",
    "establishment",
    "bargaining_group",
    "person",
    "posting",
    "post",
    "post_period",
)
LATER = AUTUMN + timedelta(days=30)
FIRST = (
    ("001", "Ada Brook", "Finance", "Accountant", "C", "1"),
    ("002", "Bo Carr", "Finance", "Clerk", "A", "0.5"),
    ("003", "Cy Dunn", "Estates", "Surveyor", "C", "1"),
)
SECOND = (
    ("001", "Ada Brook-Lee", "Finance", "Accountant", "C", "1"),
    ("002", "Bo Carr", "Sales > North", "Clerk", "B", "0.5"),
    ("004", "Di Earl", "Legal", "Solicitor", "D", "1"),
)


def register() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of the register, as the database keeps it."""
    db.session.rollback()
    tables = {name: Base.metadata.tables[name] for name in REGISTER}
    connection = db.session.connection()
    found = {
        name: [tuple(row) for row in connection.execute(sa.select(table).order_by(table.c.id))]
        for name, table in tables.items()
    }
    db.session.rollback()
    return found


def newest() -> RegisterImport:
    return db.session.scalars(sa.select(RegisterImport).order_by(RegisterImport.id.desc()).limit(1)).one()


def undo() -> None:
    with unit_of_work():
        services_undo.undo_import(newest(), by=factories.viewer(Role.HR_PARTNER), at=now())


def why_not() -> list[str]:
    by = factories.viewer(Role.HR_PARTNER)
    before = register()
    with pytest.raises(services_undo.DependsError) as caught, unit_of_work():
        services_undo.undo_import(newest(), by=by, at=now())
    assert register() == before
    return [each.text for each in caught.value.obstacles]


def test_a_first_import_undone_leaves_an_empty_register(database: SQLAlchemy) -> None:
    bring_in(people_csv(*FIRST))
    assert register()["person"]

    undo()

    assert set(map(len, register().values())) == {0}
    assert newest().state is ImportState.UNDONE


def test_joiners_movers_leavers_and_units_are_put_back_row_for_row(database: SQLAlchemy) -> None:
    bring_in(people_csv(*FIRST))
    before = register()
    bring_in(people_csv(*SECOND), as_of=AUTUMN)
    assert register() != before

    undo()

    assert register() == before


def test_an_import_of_the_same_day_that_removed_periods_is_put_back(database: SQLAlchemy) -> None:
    bring_in(people_csv(*FIRST))
    before = register()
    bring_in(people_csv(*SECOND))
    assert len(register()["posting"]) == 3

    undo()

    assert register() == before


def test_posts_are_put_back_row_for_row(database: SQLAlchemy) -> None:
    first = [
        ("1", "N/D", "Force", "Finance", "Head", "E", "1", "XX"),
        ("2", "Vacant", "Force", "Finance", "Deputy", "D", "1", "1"),
    ]
    bring_in(posts_csv(*first), ImportKind.POSTS)
    before = register()
    second = [
        ("1", "N/D", "Force", "Legal", "Head", "E", "1", "XX"),
        ("3", "N/D", "Force", "Legal", "New", "D", "1", "1"),
    ]
    bring_in(posts_csv(*second), ImportKind.POSTS, as_of=AUTUMN)
    assert register() != before

    undo()

    assert register() == before


def test_an_undone_import_can_be_brought_in_again(database: SQLAlchemy) -> None:
    bring_in(people_csv(*FIRST))
    undo()

    bring_in(people_csv(*FIRST))

    assert len(register()["posting"]) == 3
    undo()
    with pytest.raises(ImportMoveError):
        undo()


def test_a_later_import_is_undone_first(database: SQLAlchemy) -> None:
    bring_in(people_csv(*FIRST))
    first = newest().id
    before = register()
    bring_in(people_csv(*SECOND), as_of=AUTUMN)
    with pytest.raises(services_undo.DependsError) as caught, unit_of_work():
        services_undo.undo_import(
            db.session.get_one(RegisterImport, first), by=factories.viewer(Role.HR_PARTNER), at=now()
        )
    assert caught.value.obstacles[0].text == "A later import: staff.csv. Undo that one first"
    assert caught.value.obstacles[0].reference == newest().reference

    undo()

    assert register() == before


def person(number: str) -> Person:
    return db.session.scalars(sa.select(Person).where(Person.staff_number == number)).one()


def test_what_points_at_somebody_it_made_stands_in_its_way(database: SQLAlchemy) -> None:
    bring_in(people_csv(*FIRST))
    factories.viewer(Role.STAFF, person=person("001"))
    change = factories.change()
    factories.affected(change, person("002"), person("003"))

    assert why_not() == [
        "1 account points at what it made",
        "2 affected people point at what it made",
        "2 people under an impact point at what it made",
    ]


def test_a_rule_that_names_a_unit_it_made_stands_in_its_way(database: SQLAlchemy) -> None:
    bring_in(people_csv(*FIRST))
    unit = db.session.scalars(sa.select(Unit)).first()
    assert unit is not None
    factories.affected(factories.change(), rule={"units": [unit.reference]})

    assert why_not() == ["1 impact names a unit or site it made"]


@pytest.mark.parametrize(
    ("number", "says"),
    [
        pytest.param("004", "People that it made were edited since", id="made"),
        pytest.param("001", "People that it changed were edited since: 1", id="changed"),
        pytest.param("003", "People that it changed were edited since: 1", id="ended"),
    ],
)
def test_a_person_edited_since_stands_in_its_way(database: SQLAlchemy, number: str, says: str) -> None:
    bring_in(people_csv(*FIRST))
    bring_in(people_csv(*SECOND), as_of=AUTUMN)
    people = table_of(Person)
    db.session.rollback()
    with short_transaction() as connection:
        connection.execute(sa.update(people).where(people.c.staff_number == number).values(name="Somebody"))

    assert why_not() == [says]


def test_a_place_of_work_ended_since_stands_in_its_way(database: SQLAlchemy) -> None:
    bring_in(people_csv(*FIRST))
    periods = table_of(Posting)
    db.session.rollback()
    with short_transaction() as connection:
        one = connection.scalar(sa.select(sa.func.min(periods.c.id)))
        connection.execute(sa.update(periods).where(periods.c.id == one).values(valid_to=LATER))

    assert why_not() == ["Places of work that it made were edited since"]


def test_the_page_lists_what_would_go_and_takes_it_back_in_the_background(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    bring_in(people_csv(*FIRST))
    before = register()
    bring_in(people_csv(*SECOND), as_of=AUTUMN)
    browser, _ = sign_in_as(Role.HR_PARTNER)
    page = browser.get(f"/register/imports/{newest().reference}/check")

    page = browser.get(page.links["Undo this import"])
    assert page.table("What would be taken back")[:2] == [
        ["People", "1", "2", "0"],
        ["Places of work", "2", "2", "0"],
    ]
    page = worked(browser, browser.submit())

    assert page.flash == ["The import was undone: the register is as it was before it"]
    assert page.h1 == "What the import did, before it was undone"
    assert register() == before
    assert "Undo this import" not in page.links


def test_the_page_says_what_depends_on_the_import(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    bring_in(people_csv(*FIRST))
    reference = newest().reference
    browser, viewer = sign_in_as(Role.HR_PARTNER)
    browser.get(f"/register/imports/{reference}/undo")
    form = browser.page
    factories.affected(factories.change(), person("001"))
    before = register()

    page = browser.get(f"/register/imports/{reference}/undo")
    assert "This import cannot be undone now" in page.text
    assert "1 affected person points at what it made" in page.text
    browser.page = form
    page = worked(browser, browser.submit())

    assert page.flash[0].startswith("Nothing was undone. Something depends on it: 1 affected person points")
    assert register() == before
    assert viewer.employer_ids


def test_an_administrator_does_not_undo(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    bring_in(people_csv(*FIRST))
    browser, _ = sign_in_as(Role.ADMINISTRATOR)

    assert "Undo this import" not in browser.get(f"/register/imports/{newest().reference}/check").links
    browser.get(f"/register/imports/{newest().reference}/undo", 403)
