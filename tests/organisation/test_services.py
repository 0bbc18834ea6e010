"""Register files brought in: what becomes of the register, and what never does."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.organisation.files import csv_of
from tests.organisation.registers import (
    AUTUMN,
    SPRING,
    bring_in,
    everything,
    people_csv,
    postings,
    receive,
    units,
)
from tracker.affected_staff.models import ExposureVersion
from tracker.audit.models import AuditEntry
from tracker.database import now, unit_of_work
from tracker.organisation import services
from tracker.organisation.models import Person
from tracker.organisation.register_check.findings import Category
from tracker.organisation.register_file.table import FileRefusedError
from tracker.organisation.rules import ImportMoveError, ImportState
from tracker.policy.access.roles import Role

BEFORE = AUTUMN - timedelta(days=1)
FIRST = (
    ("001", "Ada Brook", "Finance", "Accountant", "C", "1"),
    ("002", "Bo Carr", "Finance", "Clerk", "A", "0.5"),
    ("003", "Cy Dunn", "Estates", "Surveyor", "C", "1"),
)


def test_a_first_file_makes_units_people_and_postings(database: SQLAlchemy) -> None:
    summary = bring_in(people_csv(*FIRST))

    assert postings(SPRING) == [
        ("001", "Finance", "Accountant", "C", 1.0, SPRING, None),
        ("002", "Finance", "Clerk", "A", 0.5, SPRING, None),
        ("003", "Estates", "Surveyor", "C", 1.0, SPRING, None),
    ]
    assert units(SPRING) == {"Finance": ("Finance", None), "Estates": ("Estates", None)}
    assert (summary.total, summary.count(Category.NEW), summary.fte) == (3, 3, 2.5)


def test_a_dry_run_writes_nothing_of_the_register(database: SQLAlchemy) -> None:
    before = everything()

    _, _, dry_run = receive(people_csv(*FIRST))

    assert (everything(), dry_run.summary.count(Category.NEW)) == (before, 3)


def test_the_same_file_again_changes_nothing(database: SQLAlchemy) -> None:
    bring_in(people_csv(*FIRST))
    before = everything()

    summary = bring_in(people_csv(*FIRST), as_of=AUTUMN)

    assert summary.alters_nothing
    assert (summary.unchanged, everything()) == (3, before)


def test_a_later_file_ends_periods_the_day_before_and_begins_others(database: SQLAlchemy) -> None:
    bring_in(people_csv(*FIRST))

    summary = bring_in(
        people_csv(
            ("001", "Ada Brook", "Estates", "Accountant", "C", "1"),
            ("002", "Bo Carr-Lee", "Finance", "Clerk", "B", "0.5"),
            ("004", "Di Earl", "Finance", "Clerk", "A", "1"),
        ),
        as_of=AUTUMN,
    )

    assert {c: summary.count(c) for c in ("moved", "changed", "regraded", "new", "gone")} == {
        "moved": 1,
        "changed": 1,
        "regraded": 1,
        "new": 1,
        "gone": 1,
    }
    assert postings(BEFORE) == [
        ("001", "Finance", "Accountant", "C", 1.0, SPRING, BEFORE),
        ("002", "Finance", "Clerk", "A", 0.5, SPRING, BEFORE),
        ("003", "Estates", "Surveyor", "C", 1.0, SPRING, BEFORE),
    ]
    assert postings(AUTUMN) == [
        ("001", "Estates", "Accountant", "C", 1.0, AUTUMN, None),
        ("002", "Finance", "Clerk", "B", 0.5, AUTUMN, None),
        ("004", "Finance", "Clerk", "A", 1.0, AUTUMN, None),
    ]
    people = {p.staff_number: (p.name, p.service_end) for p in database.session.scalars(sa.select(Person))}
    assert people == {
        "001": ("Ada Brook", None),
        "002": ("Bo Carr-Lee", None),
        "003": ("Cy Dunn", BEFORE),
        "004": ("Di Earl", None),
    }


def test_somebody_who_left_comes_back_as_the_same_person(database: SQLAlchemy) -> None:
    bring_in(people_csv(*FIRST))
    bring_in(people_csv(*FIRST[:2]), as_of=AUTUMN)

    bring_in(people_csv(*FIRST), as_of=date(2012, 3, 31))

    [person] = database.session.scalars(sa.select(Person).where(Person.staff_number == "003"))
    assert person.service_end is None
    assert [row for row in postings(date(2012, 3, 31)) if row[0] == "003"] == [
        ("003", "Estates", "Surveyor", "C", 1.0, date(2012, 3, 31), None)
    ]


def test_a_corrected_file_of_the_same_day_leaves_no_period_of_no_days(database: SQLAlchemy) -> None:
    bring_in(people_csv(*FIRST))

    bring_in(people_csv(("001", "Ada Brook", "Estates", "Accountant", "C", "1"), FIRST[1]))

    assert postings(SPRING) == [
        ("001", "Estates", "Accountant", "C", 1.0, SPRING, None),
        ("002", "Finance", "Clerk", "A", 0.5, SPRING, None),
    ]


def test_whoever_stands_in_a_wrong_row_is_not_gone(database: SQLAlchemy) -> None:
    bring_in(people_csv(*FIRST))

    summary = bring_in(
        people_csv(*FIRST[:2], ("003", "Cy Dunn", "Estates", "Surveyor", "C", "lots")), as_of=AUTUMN
    )

    assert (summary.wrong_rows, summary.count(Category.GONE), summary.alters_nothing) == (1, 0, True)
    assert len(postings(AUTUMN)) == 3


def test_columns_that_are_not_matched_leave_the_register_as_it_is(database: SQLAlchemy) -> None:
    bring_in(people_csv(*FIRST))

    bring_in(csv_of(("Staff number", "Unit"), ("001", "Estates"), ("002", "Finance"), ("003", "Estates")))

    assert postings(SPRING)[0] == ("001", "Estates", "Accountant", "C", 1.0, SPRING, None)


def test_sites_groups_contracts_and_hours_are_taken(database: SQLAlchemy) -> None:
    content = csv_of(
        ("Staff number", "Unit", "Site", "Bargaining group", "Contract", "Start date", "Hours"),
        ("1", "Finance", "Lloyd House", "Police staff", "Fixed term", "21/4/2009", "37"),
        ("2", "Finance", "Lloyd House", "", "Permanent", "2010-05-04", "18.5"),
    )

    bring_in(
        content,
        columns={
            **dict(
                zip(
                    ("staff_number", "unit", "site", "group", "contract", "service_start", "hours"),
                    range(7),
                    strict=True,
                )
            )
        },
    )

    people = database.session.scalars(sa.select(Person).order_by(Person.staff_number)).all()
    assert [(str(p.contract), p.service_start) for p in people] == [
        ("fixed term", date(2009, 4, 21)),
        ("permanent", date(2010, 5, 4)),
    ]
    assert [row[4] for row in postings(SPRING)] == [1.0, 0.5]


def test_the_kept_results_of_the_measure_are_told(database: SQLAlchemy) -> None:
    bring_in(people_csv(*FIRST))
    bring_in(people_csv(*FIRST[:2]), as_of=AUTUMN)

    [version] = database.session.scalars(sa.select(ExposureVersion))
    assert (version.employer_id, version.number) == (factories.the_employer().id, 2)


def test_an_earlier_file_than_the_register_is_refused(database: SQLAlchemy) -> None:
    bring_in(people_csv(*FIRST), as_of=AUTUMN)

    with pytest.raises(FileRefusedError, match="import files in the order of their dates"):
        receive(people_csv(*FIRST), as_of=SPRING)


def test_a_register_changed_since_the_dry_run_stops_the_import(database: SQLAlchemy) -> None:
    row, _, shown = receive(people_csv(*FIRST), by=None)
    bring_in(people_csv(FIRST[0]))
    before = everything()

    with pytest.raises(services.RegisterMovedError), unit_of_work():
        services.apply_import(row, shown, by=factories.viewer(Role.HR_PARTNER), at=now())

    assert shown.summary.count(Category.NEW) == 3
    assert everything() == before


@pytest.mark.parametrize(
    ("left", "needed"),
    [pytest.param(19, False, id="one in twenty"), pytest.param(18, True, id="two in twenty")],
)
def test_ending_more_than_one_in_twenty_needs_a_second_person(
    database: SQLAlchemy, left: int, needed: bool
) -> None:
    rows = [(f"{n:03}", f"Person {n}", "Finance", "Clerk", "A", "1") for n in range(20)]
    bring_in(people_csv(*rows))
    uploader = factories.viewer(Role.HR_PARTNER)
    row, _, dry_run = receive(people_csv(*rows[:left]), as_of=AUTUMN, by=uploader)

    assert dry_run.summary.needs_approval is needed
    if needed:
        with pytest.raises(services.SecondPersonError), unit_of_work():
            services.apply_import(row, dry_run, by=uploader, at=now())
        unasked = factories.viewer(Role.HR_PARTNER)
        with pytest.raises(services.SecondPersonError), unit_of_work():
            services.apply_import(row, dry_run, by=unasked, at=now())
        with unit_of_work():
            services.ask_for_approval(row, by=uploader)
        with pytest.raises(services.SecondPersonError), unit_of_work():
            services.apply_import(row, dry_run, by=uploader, at=now())
        administrator = factories.viewer(Role.ADMINISTRATOR)
        with pytest.raises(services.SecondPersonError), unit_of_work():
            services.apply_import(row, dry_run, by=administrator, at=now())
    other = factories.viewer(Role.HR_PARTNER) if needed else uploader
    with unit_of_work():
        services.apply_import(row, dry_run, by=other, at=now())
    assert len(postings(AUTUMN)) == left


def test_an_applied_import_cannot_be_applied_again(database: SQLAlchemy) -> None:
    row, _, dry_run = receive(people_csv(*FIRST))
    by = factories.viewer(Role.HR_PARTNER)
    with unit_of_work():
        services.apply_import(row, dry_run, by=by, at=now())

    with pytest.raises(ImportMoveError), unit_of_work():
        services.apply_import(row, dry_run, by=by, at=now())


def test_a_cancelled_import_keeps_no_file_and_no_value_of_it(database: SQLAlchemy) -> None:
    row, _, _ = receive(people_csv(*FIRST))

    with unit_of_work():
        services.cancel_import(row, by=None)

    database.session.refresh(row, ["content", "report", "summary", "state"])
    assert (row.content, row.report, row.state) == (b"", b"", ImportState.CANCELLED)
    assert "Ada" not in str(row.summary)


def test_the_record_holds_counts_and_nothing_of_the_file(database: SQLAlchemy) -> None:
    bring_in(people_csv(*FIRST))

    entries = database.session.scalars(
        sa.select(AuditEntry.body).where(AuditEntry.object_type == "register import")
    ).all()
    assert len(entries) == 4
    assert '"new":3' in entries[-1]
    assert not any("Ada" in body or "Finance" in body or "staff.csv" in body for body in entries)
