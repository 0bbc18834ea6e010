"""Days of uncertainty by unit: exact for whoever reads the people, through disclosure control for others."""

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy

from tests import factories, factories_changes
from tests.browser import Browser
from tests.reports.conftest import World
from tracker.affected_staff.models import AffectedPerson
from tracker.affected_staff.rules import AffectedStatus
from tracker.audit import services as audit
from tracker.changes.models import Change
from tracker.changes.rules import ChangeState
from tracker.database import db, unit_of_work
from tracker.organisation.models import Person, Unit
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.clock import today

SignInAs = Callable[..., tuple[Browser, Viewer]]
URL = "/reports/uncertainty"


def told(change: Change, person: Person, days_ago: int | None, **columns: Any) -> None:
    """The person was told so many days ago, or not yet."""
    with unit_of_work():
        row = db.session.query(AffectedPerson).filter_by(change_id=change.id, person_id=person.id).one()
        row.first_told_on = None if days_ago is None else today() - timedelta(days=days_ago)
        for name, value in columns.items():
            setattr(row, name, value)
        audit.record(audit.NOBODY, "test:arrange", "test", "-")


def rows(browser: Browser, query: str = "") -> dict[str, list[str]]:
    page = browser.get(f"{URL}?{query}")
    return {row[0]: row[1:] for row in page.table("Days of uncertainty by unit")}


def test_a_manager_reads_exact_figures_of_their_own_units(world: World) -> None:
    told(world.change, world.grace, 30)
    told(world.change, world.annie, 11)

    assert rows(world.manager) == {
        "North in all": ["2", "20.5", "30", "30", "0"],
        "Custody": ["1", "11", "11", "11", "0"],
    }


def test_whoever_has_not_been_told_is_counted_apart_and_not_as_no_days(world: World) -> None:
    told(world.change, world.grace, 30)
    told(world.change, world.annie, None)

    assert rows(world.manager)["North in all"] == ["1", "30", "30", "30", "1"]
    assert rows(world.manager)["Custody"] == ["0", "-", "-", "-", "1"]


def test_agreed_pauses_are_taken_out_and_an_outcome_stops_the_clock(world: World) -> None:
    factories_changes.agreed_pause(
        world.change, first=today() - timedelta(days=20), last=today() - timedelta(days=11)
    )
    told(world.change, world.grace, 30)
    told(
        world.change,
        world.annie,
        30,
        status=AffectedStatus.SLOTTED_IN,
        status_on=today() - timedelta(days=15),
    )

    assert rows(world.manager)["North in all"][:4] == ["2", "15", "20", "20"]
    assert rows(world.manager)["Custody"][:4] == ["1", "10", "10", "10"]


def test_each_person_counts_once_by_their_longest_clock(world: World) -> None:
    second = factories.change(title="New rota")
    factories.affected(second, world.grace)
    told(world.change, world.grace, 30)
    told(second, world.grace, 50)
    told(world.change, world.annie, None)

    assert rows(world.manager)["North in all"] == ["1", "50", "50", "50", "1"]
    assert rows(world.manager, f"change={world.change.reference}")["North in all"][0:2] == ["1", "30"]


def test_changes_that_are_over_do_not_count(world: World) -> None:
    with unit_of_work():
        db.session.merge(world.change).state = ChangeState.CLOSED
        audit.record(audit.NOBODY, "test:arrange", "test", "-")

    page = world.manager.get(URL)

    assert "Nobody you may see is affected by a change that goes on." in page.text


def crowded() -> tuple[Unit, Change]:
    """Two teams of 24 told on several days, and one of three."""
    top = factories.unit("Force")
    change = factories.change(title="One front desk")
    for name, size in (("Alpha team", 24), ("Beta team", 24), ("Gamma team", 3)):
        team = factories.unit(name, parent=top)
        people = [factories.person(unit=team) for _ in range(size)]
        factories.affected(change, *people)
        for number, person in enumerate(people):
            told(change, person, 40 + number % 3)
    return top, change


def test_a_director_reads_only_what_names_nobody(sign_in_as: SignInAs, database: SQLAlchemy) -> None:
    crowded()
    director, _ = sign_in_as(Role.PROGRAMME_DIRECTOR)
    hr, _ = sign_in_as(Role.HR_PARTNER)

    seen = rows(director)
    exact = rows(hr)

    assert exact["Gamma team"] == ["3", "41", "42", "42", "0"]
    withheld = "c confidential: fewer than the smallest number we show"
    assert seen["Force in all"] == ["51", "41", "42", "42", "0"]
    assert seen["Gamma team"][:4] == [withheld] * 4
    both = [seen[name][:4] == [withheld] * 4 for name in ("Alpha team", "Beta team")]
    assert both.count(True) >= 1, "one team more, or the small one could be subtracted"


def test_a_director_cannot_cut_the_table_by_change(sign_in_as: SignInAs, database: SQLAlchemy) -> None:
    _, change = crowded()
    director, _ = sign_in_as(Role.PROGRAMME_DIRECTOR)

    assert rows(director, f"change={change.reference}") == rows(director)


def test_the_longest_of_one_person_is_withheld_from_a_director(
    sign_in_as: SignInAs, database: SQLAlchemy
) -> None:
    top = factories.unit("Force")
    people = [factories.person(unit=top) for _ in range(30)]
    change = factories.change()
    factories.affected(change, *people)
    for number, person in enumerate(people):
        told(change, person, 60 if number == 0 else 50)
    director, _ = sign_in_as(Role.PROGRAMME_DIRECTOR)

    assert rows(director)["Force"] == [
        "30",
        "50",
        "50",
        "c confidential: fewer than the smallest number we show",
        "0",
    ]


def test_paper_and_file_say_what_the_page_says(sign_in_as: SignInAs, database: SQLAlchemy) -> None:
    crowded()
    director, _ = sign_in_as(Role.PROGRAMME_DIRECTOR)

    shown = rows(director)
    printed = director.get(f"{URL}?view=print")
    director.get(URL)
    sent = director.submit({}, button="Download these figures (CSV)")

    hidden = sum(cell.startswith("c") for row in shown.values() for cell in row)
    assert {row[0]: row[1:] for row in printed.table("Days of uncertainty by unit")} == shown
    assert f"{hidden} figures withheld" in printed.text
    lines = list(csv.reader(io.StringIO(sent.body.decode("utf-8-sig"))))
    assert lines[1][1:] == ["Force", *shown["Force in all"]]
    assert lines[2][2:] == [cell[:1] if cell.startswith("c") else cell for cell in shown[lines[2][1]]]
    assert f"{hidden} figures withheld (c)" in lines[-1][0]


@pytest.mark.parametrize("role", [Role.STAFF, Role.ADMINISTRATOR, Role.AUDITOR])
def test_others_may_not_ask(sign_in_as: SignInAs, database: SQLAlchemy, role: Role) -> None:
    scope = {"person": factories.person(unit=factories.unit())} if role is Role.STAFF else {}
    browser, _ = sign_in_as(role, **scope)

    browser.get(URL, status=403)


def test_the_number_of_statements_does_not_grow_with_the_people(
    world: World, count_queries: Callable[[], Any]
) -> None:
    counts = []
    for _ in range(2):
        with count_queries() as made:
            world.manager.get(URL)
        counts.append(made.count)
        factories.affected(
            world.change,
            *(factories.person(unit=world.custody, service_start=date(2011, 1, 1)) for _ in range(3)),
        )

    assert counts[0] == counts[1]


def test_a_representative_reads_no_single_wait(sign_in_as: SignInAs, database: SQLAlchemy) -> None:
    """They read people they represent one by one, and units through disclosure control like others."""
    union = factories.union()
    group = factories.bargaining_group(union)
    unit = factories.unit("Force")
    person = factories.person(unit=unit, group=group)
    change = factories.change()
    factories.affected(change, person)
    told(change, person, 37)
    representative, _ = sign_in_as(Role.UNION_REPRESENTATIVE, union=union)

    assert "37" not in rows(representative)["Force"]
    assert "37 days" not in representative.get(f"/changes/{change.reference}").text
