"""Excel workbooks, read with calamine: the first visible sheet that looks like a table."""

import datetime as dt
import io
from dataclasses import dataclass
from typing import Any

from tracker.organisation.register_file.headings import Merged
from tracker.organisation.register_file.table import MOST_ROWS, FileRefusedError


@dataclass(frozen=True)
class Sheet:
    """A sheet's name, its place in the workbook, its records, and its merged cells."""

    name: str
    place: int
    records: list[list[str]]
    merged: Merged


def sheets(content: bytes) -> list[Sheet]:
    """Each visible sheet that has a cell."""
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        visible = [
            (place, sheet.name)
            for place, sheet in enumerate(book.sheets_metadata)
            if sheet.visible == python_calamine.SheetVisibleEnum.Visible
            and sheet.typ == python_calamine.SheetTypeEnum.WorkSheet
        ]
        found = []
        for place, name in visible:
            sheet = book.get_sheet_by_name(name)
            if sheet.total_height > MOST_ROWS:
                raise FileRefusedError(
                    f"The sheet “{name}” has {sheet.total_height:,} rows; {MOST_ROWS:,} is the most we read"
                )
            cells: list[list[Any]] = sheet.to_python(skip_empty_area=False)
            rows = [[as_text(value) for value in row] for row in cells]
            if any(cell for row in rows for cell in row):
                found.append(Sheet(name, place, rows, sheet.merged_cell_ranges or []))
    except (python_calamine.CalamineError, ValueError) as error:
        raise FileRefusedError(
            "The workbook cannot be read: it is damaged or protected. Open it in Excel and save it again"
        ) from error
    if not found:
        raise FileRefusedError("No visible sheet of the workbook holds anything")
    return found


def as_text(value: Any) -> str:
    """A cell as it would be typed: whole numbers without a point, days as 2012-03-27."""
    if type(value) is str:
        return value
    if type(value) is float:
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time.min else value.isoformat(" ", "seconds")
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value)
