"""What a register file is taken to say, row by row, before the register is looked at."""

from typing import Any

import pytest

from tests.organisation.files import csv_of
from tests.organisation.registers import SPRING, table_of
from tracker.organisation.register_check import values
from tracker.organisation.register_check.dry_run import Matching, packed, run_dry, unpacked
from tracker.organisation.register_check.fields import FIELDS, guess, missing
from tracker.organisation.register_check.findings import Category
from tracker.organisation.register_check.register import Register
from tracker.organisation.register_check.rows import CheckedRows, check_rows
from tracker.organisation.register_file.table import FileRefusedError
from tracker.organisation.rules import Contract, ImportKind, PostState, StaffKind

PEOPLE, POSTS, GROUPS = ImportKind.PEOPLE, ImportKind.POSTS, ImportKind.POST_GROUPS


def check(kind: ImportKind, *lines: tuple[Any, ...], **given: Any) -> CheckedRows:
    """Check lines, headings first, with the columns guessed."""
    table = table_of(csv_of(*lines), kind)
    return check_rows(kind, table, guess(kind, table.headings), as_of=SPRING, **given)


def wrong(checked: CheckedRows) -> list[tuple[int, str]]:
    return [(f.row, f.reason) for f in checked.findings if f.category == Category.WRONG]


@pytest.mark.parametrize(
    ("kind", "headings", "expected"),
    [
        pytest.param(
            PEOPLE,
            ["Employee Ref", "Job Titles", "Department", "Typical Hours", "Annual Salary"],
            {"staff_number": 0, "unit": 2, "title": 1, "hours": 3},
            id="one row a person",
        ),
        pytest.param(
            PEOPLE,
            ["EMPLOYEE_ID", "Department", "Department Name", "Division", "Date First Hired"],
            {"staff_number": 0, "unit": 3, "organisation": 2, "service_start": 4},
            id="division under department",
        ),
        pytest.param(
            POSTS,
            ["Post Unique Reference", "Name", "Grade (or equivalent)", "Parent Department", "Unit", "FTE"],
            {"post_number": 0, "state": 1, "unit": 4, "grade": 2, "fte": 5},
            id="one row a post",
        ),
        pytest.param(
            GROUPS,
            ["Unit", "Reporting Senior Post", "Generic Job Title", "Number of Posts in FTE"],
            {"reports_to": 1, "unit": 0, "title": 2, "fte": 3},
            id="one row a group of like posts",
        ),
        pytest.param(PEOPLE, ["", "Colour"], {}, id="nothing known"),
    ],
)
def test_columns_are_guessed_from_their_headings(
    kind: ImportKind, headings: list[str], expected: dict[str, int]
) -> None:
    assert guess(kind, headings) == expected


def test_missing_columns_are_named() -> None:
    assert [field.label for field in missing(PEOPLE, {"name": 0})] == ["Staff number", "Unit"]


@pytest.mark.parametrize("kind", list(ImportKind))
def test_nothing_but_what_the_register_holds_is_asked_for(kind: ImportKind) -> None:
    asked = {field.name for field in FIELDS[kind]}

    assert not asked & {"pay", "salary", "union", "membership", "health", "gender", "email", "phone"}


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("Vacant", PostState.VACANT),
        ("'Vacant'", PostState.VACANT),
        ("ELIMINATED", PostState.DELETED),
        ("'Eliminated", PostState.DELETED),
        ('"Eliminated"', PostState.DELETED),
        ("Vacancy", PostState.VACANT),
        ("N/D", PostState.LIVE),
        ("N/D'", PostState.LIVE),
        ("[withheld]", PostState.LIVE),
        ("", PostState.LIVE),
        ("to be deleted", PostState.TO_BE_DELETED),
    ],
)
def test_the_name_cell_of_a_post_tells_its_state(text: str, state: PostState) -> None:
    assert values.post_state(text) is state


def test_words_for_contract_and_kind_are_understood() -> None:
    assert values.contract("Fulltime-Regular") is Contract.PERMANENT
    assert values.contract("zero") is None
    assert values.staff_kind("Police Officer") is StaffKind.POLICE_OFFICER


def test_of_rows_with_one_staff_number_the_last_counts_and_the_others_name_it() -> None:
    checked = check(PEOPLE, ("Staff number", "Unit"), ("7", "A"), ("8", "A"), ("7", "B"), ("", "A"))

    assert wrong(checked) == [
        (2, "Staff number is used again in row 4: of rows with one number the last counts"),
        (5, "Staff number (column A) is empty"),
    ]
    assert (checked.keys, checked.named) == (["8", "7"], {"7", "8"})
    assert checked.values["unit"] == ["A", "B"]


def test_what_is_wrong_in_a_cell_is_said_with_row_and_column_and_without_the_value() -> None:
    checked = check(
        PEOPLE,
        ("Staff number", "Unit", "FTE", "Start date", "Grade"),
        ("1", "", "1", "1/1/2001", "C"),
        ("2", "A", "lots", "1/1/2001", "C"),
        ("3", "A", "2", "31/2/2011", "C"),
        ("4", "A", "1", "1/1/2030", "C" * 101),
        ("5", "A", "1", "1/1/2001", "C"),
    )

    assert wrong(checked) == [
        (2, "Unit is empty"),
        (3, "FTE (column C) is not a number"),
        (4, "FTE (column C) is more than 1.5"),
        (4, "Start of service (column D) is a date that does not exist"),
        (5, "Grade (column E) is longer than 100 characters"),
        (5, "Start of service (column D) is after the date of the file"),
    ]
    assert (checked.rows, checked.wrong_rows) == ([6], 4)


def test_a_word_we_do_not_know_is_noted_and_the_row_is_taken() -> None:
    checked = check(PEOPLE, ("Staff number", "Unit", "Contract"), ("1", "A", "bespoke"))

    assert [(f.category, f.row, f.detail) for f in checked.findings] == [("note", 2, "bespoke")]
    assert checked.values["contract"] == [Contract.UNKNOWN]


def test_posts_in_a_ring_are_wrong_and_one_that_reports_to_itself_is_at_the_top() -> None:
    checked = check(
        POSTS,
        ("Post number", "Unit", "Reports to"),
        ("P1", "A", "XX"),
        ("P2", "A", "P2"),
        ("P3", "A", "P5"),
        ("P4", "A", "P3"),
        ("P5", "A", "P4"),
        ("P6", "A", "P5"),
    )

    ring = "Reports to post (column C): posts report to each other in a ring, rows 4, 5, 6"
    assert wrong(checked) == [
        (4, ring),
        (5, ring),
        (6, ring),
    ]
    assert (checked.keys, checked.values["reports_to"]) == (["P1", "P2", "P6"], ["", "", "P5"])
    assert [(f.row, f.reason) for f in checked.findings if f.category == Category.NOTE] == [
        (3, "Reports to post (column C): the post reports to itself; taken as the top of its line")
    ]


def test_hours_become_a_share_of_a_full_week() -> None:
    lines = (
        ("Staff number", "Unit", "Hours"),
        ("1", "A", "40"),
        ("2", "A", "10"),
        ("3", "A", ""),
        ("4", "A", "50"),
        ("5", "A", "0"),
    )

    checked = check(PEOPLE, *lines, full_time_hours=40)

    assert checked.values["fte"] == [1.0, 0.25, 1.0, 1.0, 0.0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,234", 1234.0),
        ("1,234,567", None),
        ("12,345.5", 12345.5),
        ("37,5", 37.5),
        ("0,875", 0.875),
        ("80%", 0.8),
        ("1,23,4", None),
        ("lots", None),
        ("", None),
    ],
)
def test_numbers_are_read_with_commas_as_they_are_meant(text: str, expected: float | None) -> None:
    if expected is None:
        with pytest.raises(values.UnreadableValueError):
            values.number(text)
    else:
        assert values.number(text) == expected


def test_first_and_last_names_apart_are_put_together() -> None:
    checked = check(
        PEOPLE,
        ("Staff number", "Surname", "Forename", "Unit"),
        ("1", "Brook", "Ada", "A"),
        ("2", "Carr", "", "A"),
        ("3", "Vacant", "", "A"),
    )

    assert (checked.keys, checked.values["name"]) == (["1", "2"], ["Ada Brook", "Carr"])


def test_of_headings_in_several_rows_the_last_part_tells_what_the_column_holds() -> None:
    headings = ["Staff number", "Post / Title", "Post / Grade", "Place / Unit", "Place / Site"]

    assert guess(PEOPLE, headings) == {"staff_number": 0, "unit": 3, "title": 1, "grade": 2, "site": 4}


def test_units_stand_under_their_organisation_or_along_a_path() -> None:
    checked = check(
        POSTS,
        ("Post number", "Organisation", "Unit"),
        ("P1", "HO", "Finance"),
        ("P2", "HO", "HO"),
        ("P3", "HO", "Finance > Payroll"),
        ("P4", "ho", "FINANCE"),
        ("P5", "UKBA", "Finance"),
    )

    assert checked.values["unit"] == [
        "HO > Finance",
        "HO",
        "HO > Finance > Payroll",
        "HO > Finance",
        "UKBA > Finance",
    ]
    assert {code: unit.parent for code, unit in checked.units.items()} == {
        "HO": None,
        "HO > Finance": "HO",
        "HO > Finance > Payroll": "HO > Finance",
        "UKBA": None,
        "UKBA > Finance": "UKBA",
    }


def test_parents_are_found_by_name_or_code_wherever_their_own_row_is() -> None:
    checked = check(
        PEOPLE,
        ("Staff number", "Unit", "Unit code", "Parent unit"),
        ("1", "Payroll", "U3", "Finance"),
        ("2", "Finance", "U2", "U1"),
        ("3", "Corporate", "U1", ""),
    )

    assert {code: (unit.name, unit.parent) for code, unit in checked.units.items()} == {
        "U3": ("Payroll", "U2"),
        "U2": ("Finance", "U1"),
        "U1": ("Corporate", None),
    }


def test_units_in_a_ring_and_units_with_two_parents_are_wrong() -> None:
    ring = check(
        PEOPLE, ("Staff number", "Unit", "Parent unit"), ("1", "A", "B"), ("2", "B", "A"), ("3", "C", "")
    )
    two = check(PEOPLE, ("Staff number", "Unit", "Parent unit"), ("1", "A", "B"), ("2", "A", "C"))

    assert [row for row, _ in wrong(ring)] == [2, 3]
    assert "in a ring: rows 2, 3" in wrong(ring)[0][1]
    assert ring.keys == ["3"]
    assert wrong(two) == [(3, "Unit has another parent here than in row 2")]


def test_a_required_column_that_is_not_matched_stops_the_import() -> None:
    table = table_of(csv_of(("Staff number", "Colour"), ("1", "red")), PEOPLE)

    with pytest.raises(FileRefusedError, match="No column is matched to: unit"):
        run_dry(PEOPLE, SPRING, table, Matching({"staff_number": 0}), Register(PEOPLE, SPRING))


def test_a_report_is_kept_small_and_whole() -> None:
    table = table_of(csv_of(("Staff number", "Unit"), ("1", "A"), ("1", "A")), PEOPLE)

    shown = run_dry(PEOPLE, SPRING, table, Matching({"staff_number": 0, "unit": 1}), Register(PEOPLE, SPRING))

    assert unpacked(packed(shown)) == list(shown.findings)
    assert [(f.category, f.row) for f in shown.findings] == [("wrong", 2), ("new", 3), ("unit", 2)]
