"""Register files as they come: which are read, how, and what is said of the others."""

import datetime as dt
import subprocess
import sys
from typing import Any

import pytest

from tests.organisation.files import PEOPLE, bomb, csv_of, shared, with_cell_moved, xlsx_of, zip_of
from tracker.organisation.register_file import child
from tracker.organisation.register_file.apart import ROOT, read_apart
from tracker.organisation.register_file.reader import read
from tracker.organisation.register_file.table import FileRefusedError

KNOWN = ("staff number", "name", "department", "job title", "grade", "fte")


def refusal(content: bytes, name: str) -> str:
    with pytest.raises(FileRefusedError) as caught:
        read(content, name, KNOWN)
    return str(caught.value)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        pytest.param("staff.csv", csv_of(*PEOPLE), id="comma"),
        pytest.param("staff.csv", csv_of(*PEOPLE, delimiter=";"), id="semicolon"),
        pytest.param("staff.txt", csv_of(*PEOPLE, delimiter="\t"), id="tab"),
        pytest.param("staff.psv", csv_of(*PEOPLE, delimiter="|"), id="vertical bar"),
        pytest.param("staff.csv", csv_of(*PEOPLE, encoding="utf-8-sig"), id="byte-order mark"),
        pytest.param("staff.csv", csv_of(*PEOPLE, encoding="utf-16"), id="UTF-16"),
        pytest.param("staff.csv", csv_of(*PEOPLE, encoding="utf-16-be"), id="UTF-16 without a mark"),
        pytest.param("staff.csv", csv_of(*PEOPLE).replace(b"\r\n", b"\r"), id="old Mac line ends"),
        pytest.param("staff.csv", csv_of(*PEOPLE) + b",,,,,\r\n\r\n ,\r\n", id="trailing blank rows"),
        pytest.param("staff.xlsx", xlsx_of(*PEOPLE), id="workbook"),
        pytest.param("staff.xlsx", xlsx_of(["About"], Register=list(PEOPLE)), id="workbook, second sheet"),
    ],
)
def test_the_same_table_comes_out_of_every_kind_of_file(name: str, content: bytes) -> None:
    table = read(content, name, KNOWN)

    assert table.headings == list(PEOPLE[0])
    assert list(zip(*table.columns, strict=True)) == list(PEOPLE[1:])
    assert table.rows == [2, 3, 4]


def test_headings_below_a_banner_are_found_and_rows_keep_their_numbers() -> None:
    content = csv_of(["Staff list, March"], [], *PEOPLE[:2], [], PEOPLE[2])

    table = read(content, "staff.csv", KNOWN)

    assert (table.heading_row, table.rows) == (3, [4, 6])
    assert "1 blank row is left out" in table.notes


def test_letters_outside_utf_8_are_read_as_windows_1252_and_that_is_said() -> None:
    table = read(csv_of(["Name", "Grade"], ["Zoë", "£"], encoding="cp1252"), "staff.csv", KNOWN)

    assert [column[0] for column in table.columns] == ["Zoë", "£"]
    assert table.encoding == "Windows-1252"
    assert table.notes == ["The file was read as Windows-1252: check that accented letters look right"]


def test_workbook_cells_come_as_they_would_be_typed() -> None:
    content = xlsx_of(["Number", "Text", "Day", "Share"], [12, "007", dt.date(2012, 3, 27), 0.5])

    table = read(content, "staff.xlsx")

    assert [column[0] for column in table.columns] == ["12", "007", "2012-03-27", "0.5"]


def test_repeated_headings_are_numbered_and_blank_ones_go_by_their_letter() -> None:
    table = read(csv_of(["Name", "", "Name"], ["Ada", "x", "Brook"]), "staff.csv")

    assert table.headings == ["Name", "", "Name (2)"]
    assert table.notes == [
        "2 columns are headed “Name”: from the second on they are numbered",
        "Column B has no heading: it is called by its letter",
    ]


def test_rows_with_more_cells_than_headings_are_named() -> None:
    table = read(csv_of(["Name", "Grade"], ["Ada", "C", "extra"], ["Bo", "A"]), "staff.csv")

    assert table.overlong == [2]


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        pytest.param("staff.csv", b"", "is empty", id="empty"),
        pytest.param("staff.csv", b"\r\n\r\n", "holds no rows", id="blank"),
        pytest.param(
            "staff.csv", csv_of(PEOPLE[0]), "headings in row 1 but no rows below", id="headings only"
        ),
        pytest.param(
            "staff.csv", xlsx_of(*PEOPLE), "named .csv but holds an Excel workbook", id="xlsx as csv"
        ),
        pytest.param("staff.xlsx", csv_of(*PEOPLE), "named .xlsx but holds plain text", id="csv as xlsx"),
        pytest.param("staff.xlsx", b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "a picture (PNG)", id="png as xlsx"),
        pytest.param("staff.csv", b"%PDF-1.7 ...", "a PDF document", id="pdf as csv"),
        pytest.param("staff.ods", zip_of(mimetype=b"x", **{"content.xml": b"x"}), "OpenDocument", id="ods"),
        pytest.param("staff.xlsx", zip_of(**{"word__document.xml": b"x"}), "compressed file", id="docx"),
        pytest.param("staff.xlsx", b"PK\x03\x04" + b"\0" * 99, "damaged", id="damaged zip"),
        pytest.param("staff.xlsx", bomb(300), "says it holds 300 MB once expanded", id="zip bomb"),
        pytest.param("staff.csv", b"<html><table></table></html>", "web page", id="html"),
        pytest.param("staff.numbers", csv_of(*PEOPLE), "must be named .csv", id="other ending"),
        pytest.param(
            "staff.csv", b"Name,Grade\r\nAda,\x81\x90\r\n", "line 2 holds the byte 81", id="undecodable"
        ),
        pytest.param("staff.csv", b"a,b\r\n1,\x00\x07\x01\x00", "is not text", id="binary"),
        pytest.param("staff.csv", b"a,b\r\n1,x\x07\r\n", "line 2 holds a control character", id="control"),
        pytest.param(
            "staff.csv", b'a,b\r\n1,2\r\n3,"4\r\n5,6\r\n', "Row 3: a cell opens a quote", id="quote"
        ),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_reason(name: str, content: bytes, says: str) -> None:
    assert says in refusal(content, name)


def test_a_workbook_of_sound_parts_that_is_no_workbook_is_refused() -> None:
    assert "cannot be read" in refusal(bomb(1), "staff.xlsx")


def test_a_file_is_read_in_a_process_of_its_own() -> None:
    table = read_apart(csv_of(*PEOPLE), "staff.csv", KNOWN)

    assert (table.headings, table.rows) == (list(PEOPLE[0]), [2, 3, 4])


def test_the_child_passes_refusals_on() -> None:
    with pytest.raises(FileRefusedError, match="holds an Excel workbook"):
        read_apart(xlsx_of(*PEOPLE), "staff.csv")


def test_a_child_that_takes_too_long_is_ended() -> None:
    with pytest.raises(FileRefusedError, match="memory and time"):
        read_apart(csv_of(*PEOPLE), "staff.csv", wait=0.001)


def test_a_sheet_that_wants_too_much_memory_is_refused() -> None:
    content = with_cell_moved(xlsx_of(["a", "b"], [1, 2]), b'r="B2"', b'r="XFD400000"')

    with pytest.raises(FileRefusedError, match="memory"):
        read_apart(content, "staff.xlsx")


def test_the_child_caps_its_memory_its_time_and_what_it_writes() -> None:
    program = (
        "import resource; from tracker.organisation.register_file import child; child.limit();"
        "print(*(resource.getrlimit(kind)[0] for kind in"
        " (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_FSIZE)))"
    )

    answer = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, check=True, text=True
    )

    assert answer.stdout.split() == [str(child.MEMORY), str(child.SECONDS), "0"]


def test_the_child_knows_no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: dict[str, object] = {}
    real = subprocess.Popen

    def note(*arguments: Any, **named: Any) -> Any:
        seen.update(named)
        return real(*arguments, **named)

    monkeypatch.setenv("SECRET_KEY", "not for the child")
    monkeypatch.setattr(subprocess, "Popen", note)

    read_apart(csv_of(*PEOPLE), "staff.csv")

    assert seen["env"] == {"PYTHONUTF8": "1"}


@pytest.mark.parametrize(
    ("name", "rows", "columns"),
    [
        ("staff-registers/chicago-2018-10.csv", 33_183, 8),
        ("organograms/snapshots/home_office-2011-03-31-senior.csv", 125, 19),
        ("organograms/snapshots/home_office-2011-03-31-junior.csv", 706, 10),
        ("messy-spreadsheets/staff-list/dirty_data.xlsx", 12, 11),
    ],
)
def test_public_files_are_read_whole(name: str, rows: int, columns: int) -> None:
    table = read_apart(shared(name), name)

    assert (len(table.rows), len(table.headings)) == (rows, columns)
