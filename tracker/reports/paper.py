"""The affected-staff report as it stands on the page, for files that are read on paper: Word and PDF."""

from dataclasses import dataclass
from datetime import date, datetime

from tracker.reports.files import COLUMNS, cells, heads_in_words
from tracker.reports.queries import ReportRow
from tracker.web.templating import datetime as moment_in_words
from tracker.web.templating import pluralise, short_date

MOST_ON_PAPER = 2_000
"""Rows of one Word or PDF file: more are read in a workbook."""

KEEP = (
    "This file names people. Keep it where only those who need it can see it, and destroy it when it has "
    "served."
)
NOT_PRINTED = dict.fromkeys(number for number in range(32) if number not in (9, 10, 13))
"""Signs that stand for nothing on paper, and that neither kind of file can hold; they are left out."""

WIDTHS = (22, 12, 20, 9, 20, 28, 15, 26, 17, 13, 16, 13, 20, 34, 13)


@dataclass(frozen=True)
class Paper:
    """A table with what it is, all of it text as it was typed: nothing here is markup."""

    title: str
    facts: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]
    widths: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str
    at: datetime


def as_paper(
    rows: list[ReportRow],
    *,
    title: str,
    by: str,
    at: datetime,
    filters: list[str],
    heads: tuple[int, float],
) -> Paper:
    """The rows as the page shows them, with the moment, the filters and how many figures are withheld."""
    narrowed = "; ".join(filters) or "nothing: every row that may be read"
    facts = (
        ("As at", moment_in_words(at)),
        ("Taken by", by),
        ("Rows", pluralise(len(rows), "row", "rows")),
        ("People", heads_in_words(heads)),
        ("Narrowed to", narrowed),
        ("Figures withheld", "0: every row is of a person whom the reader may see"),
    )
    return Paper(
        _plain(title),
        tuple((label, _plain(value)) for label, value in facts),
        COLUMNS,
        WIDTHS,
        tuple(tuple(_words(cell) for cell in cells(row)) for row in rows),
        KEEP,
        at,
    )


def _words(cell: str | int | date | None) -> str:
    if cell is None:
        return ""
    if isinstance(cell, int):
        return f"{cell:,}"
    return short_date(cell) if isinstance(cell, date) else _plain(cell)


def _plain(text: str) -> str:
    return text.translate(NOT_PRINTED)
