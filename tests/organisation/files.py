"""Register files made for tests, as bytes."""

import csv
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
"""Public files kept beside the repository. Tests that read them are skipped where they are not there."""


def shared(name: str) -> bytes:
    """A public file's bytes."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"{name} is not beside the repository")
    return path.read_bytes()


def csv_of(*rows: Sequence[Any], delimiter: str = ",", encoding: str = "utf-8") -> bytes:
    """Rows, headings first."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def xlsx_of(*rows: Sequence[Any], **more: list[Sequence[Any]]) -> bytes:
    """A workbook with the rows in its first sheet, and further sheets by name."""
    import xlsxwriter

    content = io.BytesIO()
    with xlsxwriter.Workbook(
        content, {"default_date_format": "dd/mm/yyyy", "remove_timezone": True}
    ) as workbook:
        for name, lines in {"Staff": list(rows), **more}.items():
            sheet = workbook.add_worksheet(name)
            for number, line in enumerate(lines):
                sheet.write_row(number, 0, line)
    return content.getvalue()


def merged_xlsx_of(*rows: Sequence[Any], merged: Sequence[str]) -> bytes:
    """A workbook of one sheet with merged cells, given as ranges such as A1:C1."""
    import xlsxwriter
    from xlsxwriter.utility import xl_cell_to_rowcol

    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as workbook:
        sheet = workbook.add_worksheet("Staff")
        for place in merged:
            first, last = (xl_cell_to_rowcol(corner) for corner in place.split(":"))
            sheet.merge_range(*first, *last, "")
        for number, line in enumerate(rows):
            for column, cell in enumerate(line):
                if cell:
                    sheet.write(number, column, cell)
    return content.getvalue()


def zip_of(**parts: bytes) -> bytes:
    """A compressed file; the parts' names have their slashes written as two underscores."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        for name, body in parts.items():
            file.writestr(name.replace("__", "/"), body)
    return content.getvalue()


def with_cell_moved(workbook: bytes, old: bytes, new: bytes) -> bytes:
    """The workbook with a cell of its first sheet put somewhere else."""
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook)) as before, zipfile.ZipFile(content, "w") as after:
        for name in before.namelist():
            body = before.read(name)
            after.writestr(name, body.replace(old, new) if name.endswith("sheet1.xml") else body)
    return content.getvalue()


def bomb(megabytes: int) -> bytes:
    """A small workbook that says it expands to so much."""
    parts = {"[Content_Types].xml": b"<Types/>", "xl__workbook.xml": b"<workbook/>"}
    parts["xl__worksheets__sheet1.xml"] = b" " * (megabytes * 1024 * 1024)
    return zip_of(**parts)


PEOPLE = (
    ("Staff number", "Name", "Department", "Job title", "Grade", "FTE"),
    ("001", "Ada Brook", "Finance", "Accountant", "C", "1"),
    ("002", "Bo Carr", "Finance", "Clerk", "A", "0.5"),
    ("003", "Cy Dunn", "Estates", "Surveyor", "C", "1"),
)
