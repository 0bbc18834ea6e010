"""The affected-staff report as a table with columns, and as files made of that table."""

import io
from datetime import date, datetime
from typing import TYPE_CHECKING

from tracker.reports.queries import ReportRow
from tracker.reports.rules import how_counted, shown_as_text
from tracker.web.templating import pluralise

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = (
    "Name",
    "Staff number",
    "Job",
    "Grade",
    "Unit",
    "Change",
    "State of the change",
    "What changes",
    "Status",
    "Days of uncertainty",
    "How they are counted",
    "Next date",
    "What happens then",
    "What the manager does now",
    "Due",
)
WIDTHS = (24, 13, 24, 10, 28, 34, 18, 34, 22, 12, 24, 12, 24, 50, 12)
NOT_TEXT = frozenset({"Days of uncertainty", "Next date", "Due"})


def cells(row: ReportRow) -> tuple[str | int | date | None, ...]:
    """One row as the screen shows it, column by column."""
    return (
        row.name,
        row.staff_number,
        row.job,
        row.grade,
        row.unit,
        row.change_title,
        row.change_state.value,
        "; ".join(row.impacts),
        row.status.value,
        row.clock.days if row.clock else None,
        how_counted(row.clock) if row.clock else "",
        row.next.on if row.next else None,
        row.next.what if row.next else "",
        row.action,
        row.task.due if row.task else None,
    )


def _frame(rows: list[ReportRow]) -> "pd.DataFrame":
    """The rows as columns, with text that no spreadsheet takes for a formula."""
    import pandas as pd

    frame = pd.DataFrame([cells(row) for row in rows], columns=list(COLUMNS), dtype=object)
    for name in COLUMNS:
        if name not in NOT_TEXT:
            frame[name] = frame[name].map(shown_as_text)
    return frame


def as_csv(rows: list[ReportRow]) -> bytes:
    """Comma-separated text that spreadsheets open as UTF-8; days as 2012-03-27."""
    text: str = _frame(rows).to_csv(index=False, lineterminator="\r\n")
    return text.encode("utf-8-sig")


def heads_in_words(heads: tuple[int, float]) -> str:
    """People and full-time equivalents side by side.

    >>> heads_in_words((2, 1.5))
    '2 people, 1.50 full-time equivalents today'
    """
    return f"{pluralise(heads[0], 'person', 'people')}, {heads[1]:,.2f} full-time equivalents today"


def as_workbook(
    rows: list[ReportRow],
    *,
    title: str,
    by: str,
    at: datetime,
    filters: list[str],
    heads: tuple[int, float],
) -> bytes:
    """A workbook: the rows, and a sheet that says what they are, as at when and for whom."""
    import pandas as pd

    about = pd.DataFrame(
        {
            "": ["Report", "As at", "Taken by", "Rows", "People", *(["Narrowed to"] * len(filters))],
            " ": [title, f"{at:%d %B %Y, %H:%M}", by, str(len(rows)), heads_in_words(heads), *filters],
        }
    ).map(shown_as_text)
    kept = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with pd.ExcelWriter(
        kept, engine="xlsxwriter", date_format="d mmm yyyy", engine_kwargs={"options": options}
    ) as writer:
        _frame(rows).to_excel(writer, sheet_name="Affected staff", index=False, freeze_panes=(1, 1))
        about.to_excel(writer, sheet_name="About", index=False, header=False)
        sheet = writer.sheets["Affected staff"]
        for number, width in enumerate(WIDTHS):
            sheet.set_column(number, number, width)
        if rows:
            sheet.autofilter(0, 0, len(rows), len(COLUMNS) - 1)
        writer.sheets["About"].set_column(0, 1, 40)
    return kept.getvalue()
