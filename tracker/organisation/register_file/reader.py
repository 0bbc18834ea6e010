"""From a file's bytes to a table of text. Runs in the capped child process."""

from collections import Counter
from collections.abc import Collection

from tracker.organisation.register_file import delimited, workbook
from tracker.organisation.register_file.signature import FileKind, ending, recognise
from tracker.organisation.register_file.table import (
    MOST_CHARACTERS,
    MOST_COLUMNS,
    FileRefusedError,
    SourceTable,
    clean,
)

HEADINGS_WITHIN = 25
"""Rows among which the headings are looked for."""


def read(content: bytes, file_name: str, known: Collection[str] = ()) -> SourceTable:
    """The table in the file. ``known`` are headings we understand, as ``plain_heading`` writes them.

    Raises ``FileRefusedError``.
    """
    if recognise(content, file_name) is FileKind.WORKBOOK:
        return _from_workbook(content, known)
    text, encoding = delimited.decode(content)
    delimiter = delimited.delimiter_of(
        text, {"tsv": "\t", "tab": "\t", "psv": "|"}.get(ending(file_name), "")
    )
    notes = []
    if encoding != "UTF-8":
        notes.append(f"The file was read as {encoding}: check that accented letters look right")
    if delimiter != ",":
        notes.append(f"Cells are separated by a {delimited.DELIMITERS[delimiter]}")
    return _table(
        delimited.records(text, delimiter),
        known,
        encoding=encoding,
        delimiter=delimited.DELIMITERS[delimiter],
        notes=notes,
    )


def _from_workbook(content: bytes, known: Collection[str]) -> SourceTable:
    found = workbook.sheets(content)
    best = max(range(len(found)), key=lambda n: (_best_match(found[n][1], known), -n))
    name, records = found[best]
    notes = [f"The workbook has {len(found)} sheets; “{name}” was read"] if len(found) > 1 else []
    return _table(records, known, sheet=name, notes=notes)


def plain_heading(heading: str) -> str:
    """A heading as words of letters and digits alone, to compare with others.

    >>> plain_heading(" Grade (or equivalent) ")
    'grade or equivalent'
    """
    return " ".join("".join(c if c.isalnum() else " " for c in heading.casefold()).split())


def _matches(record: list[str], known: Collection[str]) -> int:
    return len({plain_heading(cell) for cell in record} & set(known))


def _best_match(records: list[list[str]], known: Collection[str]) -> int:
    return max((_matches(record, known) for record in records[:HEADINGS_WITHIN]), default=0)


def heading_position(records: list[list[str]], known: Collection[str]) -> int:
    """Which record holds the headings: the one with most known words, else the first as full as the table."""
    start = records[:HEADINGS_WITHIN]
    scores = [_matches(record, known) for record in start]
    if scores and max(scores) >= 2:
        return scores.index(max(scores))
    filled = [sum(1 for cell in record if cell.strip()) for record in records[:200]]
    if not any(filled):
        raise FileRefusedError("The file holds no rows")
    usual = Counter(count for count in filled if count).most_common(1)[0][0]
    full = [n for n, count in enumerate(filled[:HEADINGS_WITHIN]) if count and count >= 0.6 * usual]
    return full[0] if full else next(n for n, count in enumerate(filled) if count)


def _table(
    records: list[list[str]],
    known: Collection[str],
    *,
    encoding: str = "",
    delimiter: str = "",
    sheet: str = "",
    notes: list[str],
) -> SourceTable:
    top = heading_position(records, known)
    headings = [clean(cell) for cell in records[top]]
    body = [(top + 2 + n, record) for n, record in enumerate(records[top + 1 :])]
    body = [(row, record) for row, record in body if "".join(record).strip()]
    if not body:
        raise FileRefusedError(
            f"The file has headings in row {top + 1} but no rows below them, so there is nothing to import"
        )
    width = _width(headings, [record for _, record in body])
    headings = (headings + [""] * width)[:width]
    if width > MOST_COLUMNS:
        raise FileRefusedError(f"The table has {width} columns; {MOST_COLUMNS} is the most that is read")
    rows = [row for row, _ in body]
    overlong = [row for row, record in body if len(record) > width and "".join(record[width:]).strip()]
    padding = [""] * width
    even = [record if len(record) == width else [*record, *padding][:width] for _, record in body]
    columns = []
    for cells in zip(*even, strict=True):
        cleaned = {cell: clean(cell) for cell in set(cells)}
        columns.append([cleaned[cell] for cell in cells])
    if sum(sum(map(len, column)) for column in columns) > MOST_CHARACTERS:
        raise FileRefusedError("The table holds more text than is read in one import. Leave out columns")
    if top:
        notes.append(f"The headings are in row {top + 1}; what stands above them is left out")
    blank = rows[-1] - (top + 1) - len(rows)
    if blank:
        notes.append(f"{blank:,} blank {'row is' if blank == 1 else 'rows are'} left out")
    return SourceTable(headings, columns, rows, top + 1, encoding, delimiter, sheet, overlong, notes)


def _width(headings: list[str], body: list[list[str]]) -> int:
    """Columns up to the last heading; without a heading, only where rows commonly have something."""
    named = max((n + 1 for n, heading in enumerate(headings) if heading), default=0)
    wide = Counter(_last_filled(record) for record in body[:2000])
    common = max((width for width, times in wide.items() if times * 5 > sum(wide.values())), default=0)
    return max(named, min(common, len(headings)) if headings else common, 1)


def _last_filled(record: list[str]) -> int:
    return max((n + 1 for n, cell in enumerate(record) if cell.strip()), default=0)
