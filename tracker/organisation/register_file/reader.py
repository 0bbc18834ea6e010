"""From a file's bytes to a table of text. Runs in the capped child process."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

from tracker.organisation.register_file import delimited, workbook
from tracker.organisation.register_file.headings import (
    Merged,
    best_match,
    heading_rows,
    headings_of,
    spans_of_headings,
    told_apart,
)
from tracker.organisation.register_file.not_records import NUMBER, not_records
from tracker.organisation.register_file.parts import look_at
from tracker.organisation.register_file.signature import FileKind, ending, recognise
from tracker.organisation.register_file.table import (
    MOST_CHARACTERS,
    MOST_COLUMNS,
    FileRefusedError,
    LeftOut,
    SourceTable,
    clean,
    column_letters,
)

DAMAGED = "\ufffd"
"""What stands where somebody's program could not write a letter."""
SHOWN = 5


@dataclass(frozen=True)
class Source:
    """Records as they stand in the file, and what is known of the file."""

    records: list[list[str]]
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    merged: Merged = ()
    notes: list[str] = field(default_factory=list)


def read(content: bytes, file_name: str, known: Collection[str] = ()) -> SourceTable:
    """The table in the file. ``known`` are headings we understand, as ``plain_heading`` writes them.

    Raises ``FileRefusedError``.
    """
    if recognise(content, file_name) is FileKind.WORKBOOK:
        return _table(_from_workbook(content, known), known)
    text, encoding = delimited.decode(content)
    delimiter = delimited.delimiter_of(
        text, {"tsv": "\t", "tab": "\t", "psv": "|"}.get(ending(file_name), "")
    )
    notes = []
    if encoding != "UTF-8":
        notes.append(f"The file was read as {encoding}: check that accented letters look right")
    if delimiter != ",":
        notes.append(f"Cells are separated by a {delimited.DELIMITERS[delimiter]}")
    records = delimited.records(text, delimiter)
    return _table(Source(records, encoding, delimited.DELIMITERS[delimiter], notes=notes), known)


def _from_workbook(content: bytes, known: Collection[str]) -> Source:
    facts = look_at(content)
    found = workbook.sheets(content)
    best = max(found, key=lambda sheet: (best_match(sheet.records, known), -sheet.place))
    notes = [f"The workbook has {len(found)} sheets; “{best.name}” was read"] if len(found) > 1 else []
    notes += facts.notes(best.place)
    for (row, column), digits in facts.padded_in(best.place).items():
        cells = best.records[row] if row < len(best.records) else []
        if column < len(cells) and cells[column].isdigit():
            cells[column] = cells[column].zfill(digits)
    return Source(best.records, sheet=best.name, merged=best.merged, notes=notes)


def _table(source: Source, known: Collection[str]) -> SourceTable:
    records, notes = source.records, source.notes
    first, last = heading_rows(records, known, source.merged)
    merged = spans_of_headings(source.merged, len(records))
    headings = headings_of(records, first, last, merged)
    start = last + 1
    body = [(start + 1 + n, record) for n, record in enumerate(records[start:])]
    body = [(row, record) for row, record in body if "".join(record).strip()]
    if not body:
        raise FileRefusedError(
            f"The file has headings in row {start} but no rows below them, so there is nothing to import"
        )
    blank = body[-1][0] - start - len(body)
    body, left_out = _apart(headings, body, merged)
    if not body:
        raise FileRefusedError(
            f"No row below the headings in row {start} is a record: there are only headings, totals or notes"
        )
    width = _width(headings, [record for _, record in body])
    if width > MOST_COLUMNS:
        raise FileRefusedError(f"The table has {width} columns; {MOST_COLUMNS} is the most that is read")
    headings = (headings + [""] * width)[:width]
    rows = [row for row, _ in body]
    overlong = [row for row, record in body if len(record) > width and "".join(record[width:]).strip()]
    padding = [""] * width
    even = [record if len(record) == width else [*record, *padding][:width] for _, record in body]
    columns, damaged = [], []
    for cells in zip(*even, strict=True):
        cleaned = {cell: clean(cell) for cell in set(cells)}
        spoilt = {cell for cell in cleaned if DAMAGED in cell} if DAMAGED in "".join(cleaned) else set()
        damaged += [rows[n] for n, cell in enumerate(cells) if cell in spoilt] if spoilt else []
        columns.append([cleaned[cell] for cell in cells])
    if sum(sum(map(len, column)) for column in columns) > MOST_CHARACTERS:
        raise FileRefusedError("The table holds more text than is read in one import. Leave out columns")
    notes += _notes_on_headings(headings, first, last)
    if blank:
        notes.append(f"{blank:,} blank {'row is' if blank == 1 else 'rows are'} left out")
    if left_out:
        notes.append(_left_out([each.row for each in left_out]))
    if damaged:
        notes.append(_damaged(damaged))
    return SourceTable(
        headings=told_apart(headings),
        columns=columns,
        rows=rows,
        heading_row=start,
        encoding=source.encoding,
        delimiter=source.delimiter,
        sheet=source.sheet,
        overlong=overlong,
        left_out=left_out,
        notes=notes,
    )


Body = list[tuple[int, list[str]]]


def _apart(headings: list[str], body: Body, merged: Merged) -> tuple[Body, list[LeftOut]]:
    """The records, and the rows that are none."""
    places = {row: position for position, (row, _) in enumerate(body)}
    wide = {
        places[a[0] + 1]: b[1] - a[1] + 1
        for a, b in merged
        if a[0] + 1 in places and not "".join(body[places[a[0] + 1]][1][: a[1]]).strip()
    }
    reasons = not_records(headings, [record for _, record in body], wide)
    if not reasons:
        return body, []
    left_out = []
    for position, reason in sorted(reasons.items()):
        row, record = body[position]
        left_out.append(LeftOut(row, reason, [text for cell in record if (text := clean(cell))]))
    return [each for position, each in enumerate(body) if position not in reasons], left_out


def _notes_on_headings(headings: list[str], first: int, last: int) -> list[str]:
    notes = []
    if last > first:
        notes.append(f"The headings are in rows {first + 1} to {last + 1}, read as one")
    if first:
        where = "" if last > first else f"The headings are in row {last + 1}; "
        notes.append(f"{where or 'W'}{'w' if where else ''}hat stands above them is left out")
    times = Counter(heading.casefold() for heading in headings if heading)
    first_ones = {heading.casefold(): heading for heading in reversed(headings)}
    notes += [
        f"{count} columns are headed “{first_ones[heading]}”: from the second on they are numbered"
        for heading, count in times.items()
        if count > 1
    ]
    blank = [column_letters(n) for n, heading in enumerate(headings) if not heading]
    if blank:
        called = "it is called by its letter" if len(blank) == 1 else "they are called by their letters"
        has = "Column " + blank[0] + " has" if len(blank) == 1 else f"{len(blank)} columns have"
        notes.append(f"{has} no heading: {called}")
    if headings and NUMBER.fullmatch(headings[0] or "x"):
        notes.append(
            f"Row {last + 1} was taken for the headings, though it begins with a number: "
            "if it is a record, put a row of headings above it"
        )
    return notes


def _left_out(rows: list[int]) -> str:
    if len(rows) == 1:
        return f"Row {rows[0]} is no record (a heading, a total or a note) and is left out"
    return f"{len(rows):,} rows are no records (headings, totals, notes) and are left out: {_listed(rows)}"


def _damaged(rows: list[int]) -> str:
    hold = "1 cell holds" if len(rows) == 1 else f"{len(rows):,} cells hold"
    where = sorted(set(rows))
    of_rows = "row" if len(where) == 1 else "rows"
    return f"{hold} damaged letters ({DAMAGED}), kept as published: {of_rows} {_listed(where)}"


def _listed(rows: list[int]) -> str:
    return ", ".join(str(row) for row in rows[:SHOWN]) + (" and more" if len(rows) > SHOWN else "")


def _width(headings: list[str], body: list[list[str]]) -> int:
    """Columns up to the last heading; without a heading, only where rows commonly have something."""
    named = max((n + 1 for n, heading in enumerate(headings) if heading), default=0)
    wide = Counter(_last_filled(record) for record in body[:2000])
    common = max((width for width, times in wide.items() if times * 5 > sum(wide.values())), default=0)
    return max(named, min(common, len(headings)) if headings else common, 1)


def _last_filled(record: list[str]) -> int:
    return max((n + 1 for n, cell in enumerate(record) if cell.strip()), default=0)
