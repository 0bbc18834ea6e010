"""Workbooks that lie, run, point elsewhere or are locked: refused with a reason, or read as plain values."""

import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.browser import Browser
from tests.organisation.files import PEOPLE, bomb, xlsx_of, zip_of
from tests.organisation.registers import everything, worked
from tracker.organisation.models import RegisterImport
from tracker.organisation.register_file.apart import read_apart
from tracker.organisation.register_file.parts import LONGEST_MATCH, look_at
from tracker.organisation.register_file.reader import read
from tracker.organisation.register_file.table import FileRefusedError, SourceTable
from tracker.organisation.rules import ImportKind, ImportState
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer

SHEET = "xl/worksheets/sheet1.xml"
KNOWN = ("staff number", "name", "department", "job title", "grade", "fte")
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504
SOUND = xlsx_of(*PEOPLE)


def rebuilt(workbook: bytes, **parts: Callable[[bytes], bytes] | bytes) -> bytes:
    """The workbook with parts altered or added; slashes in names are written as two underscores."""
    wanted = {name.replace("__", "/"): part for name, part in parts.items()}
    content = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook)) as before,
        zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            part = wanted.pop(name, None)
            body = before.read(name)
            after.writestr(name, part(body) if callable(part) else part or body)
        for name, part in wanted.items():
            after.writestr(name, part if isinstance(part, bytes) else b"")
    return content.getvalue()


def says_it_is(workbook: bytes, name: str, size: int) -> bytes:
    """The workbook with a part's size written otherwise, in its own head and in the list of parts."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as parts:
        part = parts.getinfo(name)
    content = bytearray(workbook)
    directory = content.rindex(b"PK\x01\x02", 0, content.rindex(name.encode()))
    for place in (part.header_offset + 22, directory + 24):
        content[place : place + 4] = size.to_bytes(4, "little")
    return bytes(content)


def formulas(*cells: tuple[str, Any]) -> bytes:
    """A staff list whose FTE column holds formulas with their kept values."""
    import xlsxwriter

    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as workbook:
        sheet = workbook.add_worksheet("Staff")
        sheet.write_row(0, 0, PEOPLE[0])
        for number, (formula, value) in enumerate(cells, start=1):
            sheet.write_row(number, 0, PEOPLE[number][:5])
            sheet.write_formula(number, 5, formula, None, value)
    return content.getvalue()


def refusal(content: bytes, name: str = "staff.xlsx") -> str:
    with pytest.raises(FileRefusedError) as refused:
        read_apart(content, name, KNOWN)
    return str(refused.value)


def same_as_sound(table: SourceTable) -> bool:
    return list(zip(*table.columns, strict=True)) == list(PEOPLE[1:])


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        pytest.param(OLD, "staff.xls", "old Excel workbook (.xls)", id="xls"),
        pytest.param(
            OLD + "EncryptedPackage".encode("utf-16-le"), "staff.xlsx", "by a password", id="password"
        ),
        pytest.param(
            rebuilt(SOUND, **{"xl/vbaProject.bin": b"x"}), "staff.xlsm", "macros (.xlsm)", id="macros"
        ),
        pytest.param(
            rebuilt(SOUND, **{"xl/vbaProject.bin": b"x"}), "staff.xlsx", "macros (.xlsm)", id="macros renamed"
        ),
        pytest.param(
            rebuilt(
                SOUND,
                **{
                    "[Content_Types].xml": lambda body: body.replace(
                        b"spreadsheetml.sheet.main", b"sheet.macroEnabled.main"
                    )
                },
            ),
            "staff.xlsx",
            "macros (.xlsm)",
            id="macro type without a macro",
        ),
        pytest.param(
            rebuilt(SOUND, **{"xl/workbook.bin": b"x"}), "staff.xlsb", "binary workbook (.xlsb)", id="xlsb"
        ),
        pytest.param(zip_of(mimetype=b"x"), "staff.ods", "OpenDocument file (.ods)", id="ods"),
        pytest.param(bomb(300), "staff.xlsx", "says it holds 300 MB once expanded", id="bomb that says so"),
        pytest.param(
            says_it_is(bomb(300), SHEET, 1000), "staff.xlsx", "not as large as", id="bomb that lies"
        ),
        pytest.param(
            says_it_is(SOUND, SHEET, 90_000), "staff.xlsx", "not as large as", id="larger than it is"
        ),
        pytest.param(SOUND[: len(SOUND) // 2], "staff.xlsx", "damaged", id="cut off"),
        pytest.param(
            SOUND[:300] + bytes(200) + SOUND[500:], "staff.xlsx", "damaged", id="overwritten in the middle"
        ),
        pytest.param(
            rebuilt(SOUND, **{SHEET: b"<worksheet"}), "staff.xlsx", "cannot be read", id="broken XML"
        ),
    ],
)
def test_a_workbook_that_cannot_be_taken_is_refused_in_words(content: bytes, name: str, says: str) -> None:
    assert says in refusal(content, name)


@pytest.mark.parametrize("dimension", [b"A1:XFD1048576", b"A1", b"C7:D9"])
def test_a_dimension_that_lies_changes_nothing(dimension: bytes) -> None:
    content = rebuilt(
        SOUND,
        **{
            SHEET: lambda body: body.replace(
                b'<dimension ref="A1:F4"/>', b'<dimension ref="%s"/>' % dimension
            )
        },
    )
    assert content != SOUND

    assert same_as_sound(read_apart(content, "staff.xlsx", KNOWN))


def test_formulas_are_read_as_their_kept_values_and_that_is_said() -> None:
    table = read(formulas(("=1/1", 1), ("=A1/2", 0.5)), "staff.xlsx", KNOWN)

    assert table.columns[5] == ["1", "0.5"]
    assert table.notes == [
        "Some cells hold formulas: the values kept with them are read, nothing is worked out"
    ]


@pytest.mark.parametrize("kept", [b"", b"<v></v>", b"<v/>"])
def test_formulas_that_were_never_worked_out_are_counted(kept: bytes) -> None:
    content = rebuilt(
        formulas(("=1/1", 1), ("=A1/2", 0.5)), **{SHEET: lambda body: body.replace(b"<v>0.5</v>", kept)}
    )

    table = read(content, "staff.xlsx", KNOWN)

    assert table.columns[5] == ["1", ""]
    assert any(note.startswith("1 cell holds a formula that was never worked out") for note in table.notes)


def test_errors_in_cells_are_read_as_empty_and_named() -> None:
    table = read(formulas(("=1/0", "#DIV/0!"), ("=A1/2", 0.5)), "staff.xlsx", KNOWN)

    assert table.columns[5] == ["", "0.5"]
    assert "1 cell holds an error such as #N/A, read as empty: F2" in table.notes


def test_patterns_are_found_wherever_a_part_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [("=1/0", "#DIV/0!"), ("=2", 2), ("=3", 3)]
    content = formulas(*rows)

    for chunk in range(LONGEST_MATCH, LONGEST_MATCH + 120, 7):
        monkeypatch.setattr("tracker.organisation.register_file.parts.CHUNK", chunk)
        sheet = look_at(content).sheets[0]
        assert (sheet.formulas, sheet.errors, sheet.not_worked_out) == (True, ["F2"], 0)


def test_links_to_other_files_are_not_followed_and_that_is_said() -> None:
    content = rebuilt(SOUND, **{"xl/externalLinks/externalLink1.xml": b"<externalLink/>"})

    table = read_apart(content, "staff.xlsx", KNOWN)

    assert same_as_sound(table)
    assert table.notes == [
        "The workbook points to other files: none was opened, the values kept here are read"
    ]


def test_zeros_that_a_cell_only_shows_by_its_format_are_kept() -> None:
    import xlsxwriter

    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as workbook:
        padded = workbook.add_format({"num_format": "000000"})
        sheet = workbook.add_worksheet("Staff")
        sheet.write_row(0, 0, ["Staff number", "Unit", "Grade"])
        sheet.write_row(1, 0, [7, "Finance", 7], padded)
        sheet.write_row(2, 0, [1234567, "Finance"], padded)
        sheet.write(2, 2, 7)

    table = read(content.getvalue(), "staff.xlsx", KNOWN)

    assert table.columns == [["000007", "1234567"], ["Finance", "Finance"], ["000007", "7"]]


def test_what_is_said_is_of_the_sheet_that_was_read() -> None:
    import xlsxwriter

    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as workbook:
        sums, staff = workbook.add_worksheet("Sums"), workbook.add_worksheet("Staff")
        sums.write_formula(0, 0, "=1/0", None, "#DIV/0!")
        sums.write_row(1, 0, ["Sum", "of", "all"])
        for number, line in enumerate(PEOPLE):
            staff.write_row(number, 0, line)

    table = read(content.getvalue(), "staff.xlsx", KNOWN)

    assert table.sheet == "Staff"
    assert table.notes == ["The workbook has 2 sheets; “Staff” was read"]


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(says_it_is(SOUND, SHEET, 90_000), id="lies"),
        pytest.param(OLD + "EncryptedPackage".encode("utf-16-le"), id="password"),
        pytest.param(rebuilt(SOUND, **{SHEET: b"<worksheet"}), id="broken"),
    ],
)
def test_nothing_of_a_refused_workbook_is_kept(
    sign_in_as: Callable[..., tuple[Browser, Viewer]], database: SQLAlchemy, content: bytes
) -> None:
    employer = factories.the_employer()
    browser, _ = sign_in_as(Role.HR_PARTNER)
    before = everything()
    sent: Sequence[tuple[str, Any]] = (
        ("employer", employer.reference),
        ("kind", str(ImportKind.PEOPLE)),
        ("as_of-day", "31"),
        ("as_of-month", "3"),
        ("as_of-year", "2011"),
        ("file", (io.BytesIO(content), "staff.xlsx")),
    )

    page = worked(browser, browser.post("/register/imports/new", dict(sent)))

    assert page.h1 == "That did not work"
    [row] = database.session.query(RegisterImport).all()
    assert (row.state, row.content) == (ImportState.FAILED, b"")
    assert everything() == before
