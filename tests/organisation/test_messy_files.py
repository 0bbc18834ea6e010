"""Public files met in the wild: each is read to the records it holds, or refused with a reason."""

import csv
import io
from typing import Any

import pytest

from tests.organisation.files import shared
from tests.organisation.registers import SPRING
from tracker.organisation.register_check.dry_run import Matching, run_dry
from tracker.organisation.register_check.register import Register
from tracker.organisation.register_file.reader import read
from tracker.organisation.register_file.table import FileRefusedError, SourceTable
from tracker.organisation.rules import ImportKind

MESSY = "messy-spreadsheets"
CLEANED = "work-stoppages"
EXPORTS = f"{MESSY}/work-stoppage-exports"
EXPECTED: dict[str, int | str] = {
    "work-stoppage-exports/October-2019-Work-Stoppages.xlsx": 25,
    "work-stoppage-exports/December-2019-Work-Stoppages.xlsx": 16,
    "work-stoppage-exports/January-2020-Work-Stoppages.xlsx": 8,
    "work-stoppage-exports/March-2020-Work-Stoppages.xlsx": 12,
    "work-stoppage-exports/May-2020-Work-Stoppages.xlsx": 6,
    "work-stoppage-exports/July-2020-Work-Stoppages.xlsx": 12,
    "work-stoppage-exports/September-2020-Work-Stoppages.xlsx": 12,
    "work-stoppage-exports/November-2020-Work-Stoppages.xlsx": 13,
    "work-stoppage-exports/Work_Stoppages2015-2017.xlsx": 309,
    "staff-list/dirty_data.xlsx": 12,
    "messytables/simple.csv": 6,
    "messytables/simple.xlsx": 6,
    "messytables/excel_pasting.csv": 13,
    "messytables/mixedGLB.csv": 133,
    "messytables/utf8bom.csv": "headings in row 1 but no rows below",
    "messytables/spanish_chars.csv": 114,
    "messytables/weird_head_padding.csv": 65,
    "messytables/null.csv": 9,
    "messytables/begrotingsanalyse-2011.csv": 36,
    "messytables/simple.psv": 28,
    "messytables/skip_initials.csv": 2,
    "messytables/small.csv": "headings in row 1 but no rows below",
    "messytables/span_rich.xls": "old Excel workbook (.xls)",
    "messytables/libreoffice.xlsx": "No visible sheet of the workbook holds anything",
    "messytables/large.xlsx": 29,
    "messytables/blank_line.ods": "OpenDocument file (.ods)",
    "messytables/ods_formats.ods": "OpenDocument file (.ods)",
    "frictionless/bom.csv": 2,
    "frictionless/blank-headers.csv": 2,
    "frictionless/blank-rows.csv": 2,
    "frictionless/duplicate-headers.csv": 2,
    "frictionless/defective-rows.csv": 2,
    "frictionless/latin1.csv": 2,
    "frictionless/leading-zeros.csv": 3,
    "frictionless/escaping.csv": 3,
    "frictionless/merged-cells.xlsx": "headings in row 1 but no rows below",
    "frictionless/multiline-headers.xlsx": 1,
    "frictionless/issue-1024.xlsx": 45,
    "frictionless/issue-312.xlsx": 4,
    "frictionless/skip-rows.xlsx": 1,
    "frictionless/sheets.xlsx": 1,
    "frictionless/sheet2.xlsx": 2,
    "frictionless/adjust-floating-point-error.xlsx": 5,
    "frictionless/cast-int-to-string-issue-1251.xlsx": 2,
    "frictionless/table-infer-boolean.xlsx": 2,
    "frictionless/timezone.csv": 4,
    "frictionless/issue-1138.csv": 7,
    "frictionless/issue-825.csv": 2,
    "frictionless/issue-1109.csv": 3,
    "frictionless/without-headers.csv": 2,
    "frictionless/invalid.csv": 3,
    "frictionless/skip-rows-before-headers.csv": 2,
    "frictionless/table-infer-missing-values.csv": 7,
    "frictionless/issue-1100.csv": 2,
    "frictionless/delimiter.csv": 2,
    "frictionless/table-with-booleans.xls": "old Excel workbook (.xls)",
    "frictionless/countries.csv": 5,
    "frictionless/encoding-issue-274.csv": 507,
    "frictionless/capital-invalid.csv": 10,
    "frictionless/structure-errors.csv": 3,
    "frictionless/floats.csv": 5,
    "frictionless/table.tsv": 3,
    "frictionless/without-rows.csv": "headings in row 1 but no rows below",
}


def table_in(name: str) -> SourceTable:
    return read(shared(f"{MESSY}/{name}"), name)


def lines_of(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(shared(name).decode("utf-8-sig"))))


def column(table: SourceTable, heading: str) -> list[str]:
    return table.columns[table.headings.index(heading)]


def test_every_file_of_the_collection_is_tried() -> None:
    assert set(EXPECTED) == {line["file"] for line in lines_of(f"{MESSY}/manifest.csv")}


@pytest.mark.parametrize(("name", "expected"), EXPECTED.items(), ids=list(EXPECTED))
def test_each_file_gives_its_records_or_a_reason(name: str, expected: int | str) -> None:
    content = shared(f"{MESSY}/{name}")
    if isinstance(expected, str):
        with pytest.raises(FileRefusedError) as refused:
            read(content, name)
        assert expected in str(refused.value)
        return

    table = read(content, name)
    places = {"staff_number": 0, "unit": min(1, len(table.headings) - 1)}
    dry_run = run_dry(ImportKind.PEOPLE, SPRING, table, Matching(places), Register(ImportKind.PEOPLE, SPRING))

    assert len(table.rows) == expected
    said = {finding.row for finding in dry_run.findings if finding.category in ("wrong", "new")}
    assert said == set(table.rows), "every record is either new or wrong, with its row"
    assert {each.row for each in table.left_out}.isdisjoint(table.rows)


def test_the_agency_s_exports_hold_as_many_cases_as_were_counted() -> None:
    found = {}
    for line in lines_of(f"{MESSY}/work-stoppage-exports-expected.csv"):
        table = read(shared(f"{EXPORTS}/{line['file']}"), line["file"])
        [heading] = [each for each in table.headings if "Case Number" in each]
        cases = column(table, heading)
        found[line["file"]] = (len(cases), len(set(cases)), "" in cases)

    assert found == {
        line["file"]: (int(line["rows_with_a_case_number"]), int(line["distinct_case_numbers"]), False)
        for line in lines_of(f"{MESSY}/work-stoppage-exports-expected.csv")
    }


def test_the_cleaned_table_at_hand_holds_none_of_the_cases_of_the_exports() -> None:
    """So the last column of what is expected, how many cases the source's cleaned table has, is not shown.

    Of that table only the years to September 2003 are at hand, and the exports are of 2019 and 2020.
    """
    cleaned = lines_of(f"{CLEANED}/work_stoppages.csv")
    known = {line["Case Number"].strip() for line in cleaned}
    for line in lines_of(f"{MESSY}/work-stoppage-exports-expected.csv"):
        table = read(shared(f"{EXPORTS}/{line['file']}"), line["file"])
        [heading] = [each for each in table.headings if "Case Number" in each]
        assert known.isdisjoint(column(table, heading))

    assert max(line["Start Date"] for line in cleaned) < "2003-10-01"


def test_group_rows_of_the_exports_are_left_out_with_their_row() -> None:
    table = table_in("work-stoppage-exports/October-2019-Work-Stoppages.xlsx")

    assert [(each.row, each.cells) for each in table.left_out] == [
        (7, ["12 Ongoing Cases", "36084"]),
        (20, ["13 Ended Cases", "36999"]),
    ]


@pytest.mark.parametrize(
    ("name", "heading", "cells"),
    [
        ("frictionless/leading-zeros.csv", "value", ["01", "002", "00003"]),
        ("frictionless/cast-int-to-string-issue-1251.xlsx", "A", ["001", "002"]),
        ("frictionless/duplicate-headers.csv", "id (3)", ["001101", "001102"]),
        ("frictionless/latin1.csv", "name", ["english", "©"]),
        ("frictionless/bom.csv", "id", ["1", "2"]),
        ("frictionless/issue-1109.csv", "number", ["2.3", "4.3", "3.14"]),
        ("frictionless/multiline-headers.xlsx", "Caloric contribution / (%)", ["B"]),
        ("messytables/mixedGLB.csv", "Year", [str(year) for year in range(1880, 2013)]),
    ],
)
def test_cells_come_as_they_stand(name: str, heading: str, cells: list[str]) -> None:
    assert column(table_in(name), heading) == cells


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("staff-list/dirty_data.xlsx", "3 cells hold an error such as #N/A, read as empty: D6, F13, F14"),
        ("staff-list/dirty_data.xlsx", "Some cells hold formulas"),
        ("messytables/large.xlsx", "1 cell holds a formula that was never worked out"),
        ("frictionless/sheets.xlsx", "The workbook has 3 sheets; “Sheet1” was read"),
        (
            "frictionless/without-headers.csv",
            "Row 1 was taken for the headings, though it begins with a number",
        ),
        ("messytables/spanish_chars.csv", "read as Windows-1252"),
        ("frictionless/issue-1024.xlsx", "The headings are in rows 10 to 12, read as one"),
    ],
)
def test_what_is_odd_about_a_file_is_said(name: str, says: str) -> None:
    assert any(note.startswith(says) or says in note for note in table_in(name).notes)


def test_damaged_letters_of_the_organograms_stand_as_published() -> None:
    name = "organograms/snapshots/department_of_health-2011-03-31-senior.csv"
    content: Any = shared(name)

    table = read(content, name)

    damaged = sum("\ufffd" in cell for cells in table.columns for cell in cells)
    assert damaged == sum("\ufffd" in cell for line in lines_of(name) for cell in line.values())
