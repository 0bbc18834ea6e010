"""Headings in several rows, rows that are no records, and letters that came damaged."""

import pytest
from flask_sqlalchemy import SQLAlchemy

from tests.organisation.files import csv_of, merged_xlsx_of
from tests.organisation.registers import SPRING, bring_in, people_csv, postings, receive
from tracker.organisation.register_check.findings import Category
from tracker.organisation.register_file.headings import told_apart
from tracker.organisation.register_file.reader import read
from tracker.organisation.register_file.table import FileRefusedError, SourceTable

HEADINGS = ["Staff number", "Unit", "Job title", "FTE"]
ADA, BO = ["001", "Finance", "Accountant", "1"], ["002", "Estates", "Clerk", "0.5"]


def read_rows(*rows: list[str]) -> SourceTable:
    return read(csv_of(*rows), "staff.csv", ("staff number", "unit", "job title", "fte"))


def left_out(table: SourceTable) -> list[tuple[int, str]]:
    return [(each.row, each.reason) for each in table.left_out]


def test_merged_headings_are_read_with_what_stands_over_them() -> None:
    content = merged_xlsx_of(
        ["Staff list"],
        ["Staff number", "Post", "", "Place", ""],
        ["", "Title", "Grade", "Unit", "Site"],
        ["001", "Clerk", "A", "Finance", "Leeds"],
        ["002", "Clerk", "B", "Estates", "Leeds"],
        merged=["A1:E1", "A2:A3", "B2:C2", "D2:E2"],
    )

    table = read(content, "staff.xlsx")

    assert table.headings == ["Staff number", "Post / Title", "Post / Grade", "Place / Unit", "Place / Site"]
    assert table.rows == [4, 5]
    assert table.notes == [
        "The headings are in rows 2 to 3, read as one",
        "What stands above them is left out",
    ]


def test_a_merged_title_over_the_whole_table_is_no_heading() -> None:
    content = merged_xlsx_of(["Staff", ""], ["Number", "Unit"], ["1", "A"], ["2", "B"], merged=["A1:B1"])

    assert read(content, "staff.xlsx").headings == ["Number", "Unit"]


def test_a_cell_merged_on_every_row_does_not_make_rows_into_headings() -> None:
    rows = [[str(n), "", f"Unit {n}"] for n in range(1, 9)]
    merged = [f"A{n}:B{n}" for n in range(1, 10)]

    table = read(merged_xlsx_of(["Number", "", "Unit"], *rows, merged=merged), "staff.xlsx")

    assert (table.headings, len(table.rows)) == (["Number", "", "Unit"], 8)


def test_two_rows_of_headings_in_a_text_file_are_joined_where_the_upper_one_tells_equals_apart() -> None:
    table = read_rows(
        ["", "Home", "", "Host", ""],
        ["Staff number", "Unit", "Job title", "Unit", "Job title"],
        ["001", "Finance", "Clerk", "Estates", "Surveyor"],
    )

    assert table.headings == [
        "Staff number",
        "Home / Unit",
        "Home / Job title",
        "Host / Unit",
        "Host / Job title",
    ]


def test_two_rows_of_headings_in_a_text_file_are_joined_where_the_lower_one_names_blank_columns() -> None:
    table = read_rows(
        ["Staff number", "Unit", "Place", "", "FTE"],
        ["", "", "Site", "Floor", ""],
        ["001", "Finance", "Leeds", "Second", "1"],
        ["002", "Finance", "Leeds", "Third", "1"],
    )

    assert table.headings == ["Staff number", "Unit", "Place / Site", "Place / Floor", "FTE"]
    assert table.rows == [3, 4]


@pytest.mark.parametrize(
    "first",
    [
        pytest.param(["001", "Finance", "Clerk", "1"], id="a full record"),
        pytest.param(["", "Finance", "Clerk", ""], id="a record without a number"),
    ],
)
def test_a_record_is_never_taken_for_a_second_row_of_headings(first: list[str]) -> None:
    assert read_rows(HEADINGS, first, BO).heading_row == 1


def test_numbers_for_repeated_headings_are_never_taken_already() -> None:
    assert told_apart(["Unit", "unit", "Unit (2)", ""]) == ["Unit", "unit (3)", "Unit (2)", ""]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        pytest.param(
            ["12 Ongoing Cases", "", "", "36,084"], "Heads a group of rows; not a record", id="count"
        ),
        pytest.param(["Finance Directorate", "", "", ""], "Heads a group of rows; not a record", id="name"),
        pytest.param(["Total", "", "", "1.5"], "A total; not a record", id="total"),
        pytest.param(["", "Sub-total Finance", "", "1.5"], "A total; not a record", id="subtotal"),
        pytest.param(["Grand total", "2", "2", "1.5"], "A total; not a record", id="full total"),
        pytest.param(HEADINGS, "The headings again; not a record", id="headings again"),
    ],
)
def test_rows_between_records_that_are_none_are_left_out_with_row_and_reason(
    row: list[str], reason: str
) -> None:
    table = read_rows(HEADINGS, ADA, row, BO, ADA)

    assert left_out(table) == [(3, reason)]
    assert table.rows == [2, 4, 5]
    assert "Row 3 is no record (a heading, a total or a note) and is left out" in table.notes


def test_notes_below_the_table_are_left_out() -> None:
    table = read_rows(HEADINGS, ADA, BO, [], ["Report run on 3 April 2011"], ["Source: payroll"])

    assert left_out(table) == [
        (5, "Stands below the table; not a record"),
        (6, "Stands below the table; not a record"),
    ]


@pytest.mark.parametrize(
    "row",
    [
        pytest.param(["003", "Finance", "", ""], id="sparse"),
        pytest.param(["003", "", "", ""], id="a number alone"),
        pytest.param(["003", "Finance", "Total Rewards Manager", "1"], id="a title that begins so"),
        pytest.param(["3 Total", "Finance", "Clerk", "1"], id="a full record"),
        pytest.param(["", "", "Clerk", "1"], id="no number, no unit"),
    ],
)
def test_sparse_records_are_judged_as_records(row: list[str]) -> None:
    table = read_rows(HEADINGS, ADA, BO, row, ADA, BO)

    assert (left_out(table), len(table.rows)) == ([], 5)


def test_merged_cells_at_the_start_of_a_row_head_a_group() -> None:
    rows = [["Number", "Unit", "Title", "Posts"], ["Finance, May 2011", "", "as at", "3"]]
    rows += [[str(n), "Finance", "Clerk", "1"] for n in range(1, 9)]

    table = read(merged_xlsx_of(*rows, merged=["A2:B2"]), "staff.xlsx")

    assert len(table.rows) == 9  # two words among four cells: not sure enough to leave out
    rows[1] = ["Finance, May 2011", "", "2", "3"]
    assert left_out(read(merged_xlsx_of(*rows, merged=["A2:B2"]), "staff.xlsx")) == [
        (2, "Heads a group of rows; not a record")
    ]


def test_a_file_of_headings_and_totals_alone_is_refused() -> None:
    with pytest.raises(FileRefusedError, match="No row below the headings in row 1 is a record"):
        read_rows(HEADINGS, ["Total", "", "", "0"], ["Grand total", "", "", "0"])


def test_what_is_left_out_is_part_of_the_dry_run_and_never_of_the_register(database: SQLAlchemy) -> None:
    content = people_csv(
        ("001", "Ada Brook", "Finance", "Clerk", "A", "1"),
        ("002", "Bo Carr", "Finance", "Clerk", "A", "1"),
        ("Total", "", "", "", "", "2"),
    )

    _, _, dry_run = receive(content)

    assert [tuple(f) for f in dry_run.findings if f.category == Category.LEFT_OUT] == [
        ("no record", 4, "", "A total; not a record", "Total; 2")
    ]
    assert (dry_run.summary.total, dry_run.summary.wrong_rows) == (2, 0)


def test_a_number_in_a_row_that_was_left_out_does_not_end_anybody(database: SQLAlchemy) -> None:
    bring_in(
        people_csv(
            ("Ops One", "Ada", "Finance", "Clerk", "A", "1"), ("002", "Bo", "Finance", "Clerk", "A", "1")
        )
    )

    _, table, dry_run = receive(
        people_csv(("Ops One", "", "", "", "", ""), ("002", "Bo", "Finance", "Clerk", "A", "1"))
    )

    assert len(table.left_out) == 1
    assert dry_run.summary.count(Category.GONE) == 0


def test_a_row_of_a_staff_list_whose_post_nobody_holds_is_no_person(database: SQLAlchemy) -> None:
    summary = bring_in(
        people_csv(
            ("001", "Ada Brook", "Finance", "Clerk", "A", "1"),
            ("", "Vacant", "Finance", "Clerk", "A", "1"),
            ("003", "'Eliminated'", "Finance", "Clerk", "A", "1"),
            ("004", "N/D", "Finance", "Clerk", "A", "1"),
        )
    )

    assert [row[0] for row in postings(SPRING)] == ["001", "004"]
    assert (summary.total, summary.wrong_rows, summary.count(Category.LEFT_OUT)) == (2, 0, 2)


def test_an_undisclosed_share_of_a_post_counts_as_one_and_is_noted(database: SQLAlchemy) -> None:
    _, _, dry_run = receive(people_csv(("001", "Ada", "Finance", "Clerk", "A", "'N/D'")))

    [note] = [f for f in dry_run.findings if f.category == Category.NOTE]
    assert (note.row, note.reason) == (2, "FTE (column F) is not disclosed; counted as 1")
    assert dry_run.summary.fte == 1.0


def test_damaged_letters_stay_as_published_and_are_counted(database: SQLAlchemy) -> None:
    content = people_csv(("001", "Ada", "Research \ufffd Development", "Clerk", "A", "1"))

    _, table, _ = receive(content)

    assert table.columns[2] == ["Research \ufffd Development"]
    assert "1 cell holds damaged letters (\ufffd), kept as published: row 2" in table.notes


def test_leading_zeros_are_kept(database: SQLAlchemy) -> None:
    bring_in(people_csv(("0007", "Ada", "Finance", "Clerk", "A", "1")))

    assert postings(SPRING)[0][0] == "0007"
    assert table_kept_as_text() == ["0007"]


def table_kept_as_text() -> list[str]:
    content = merged_xlsx_of(["Staff number", "Unit"], ["0007", "Finance"], merged=[])
    return read(content, "staff.xlsx", ("staff number", "unit")).columns[0]
