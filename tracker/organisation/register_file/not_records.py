"""Rows of a table that are no records: headings over groups, totals, the headings again, notes below."""

import re
from collections.abc import Mapping, Sequence
from statistics import median

from tracker.organisation.register_file.table import clean

LOOKED_AT = 2000
"""Rows read to tell how full a record usually is."""
NUMBER = re.compile(r"[-+(]?\s*[£$€]?\s*[\d.,\s]+%?\s*\)?")
COUNTED = re.compile(r"\d[\d,]*\s+[^\W\d]")
"""How “12 Ongoing Cases” begins."""
TOTAL = re.compile(r"(grand |sub ?-?|overall )?(totals?|totaal|gesamt|summe)\b", re.IGNORECASE)
TOTAL_STARTS = frozenset("TtGgSsOo")

GROUP = "Heads a group of rows; not a record"
SUM = "A total; not a record"
AGAIN = "The headings again; not a record"
BELOW = "Stands below the table; not a record"


def not_records(
    headings: Sequence[str], body: Sequence[Sequence[str]], wide: Mapping[int, int]
) -> dict[int, str]:
    """Why rows of the body are no records, by position. ``wide`` gives columns merged at a row's start."""
    counts = [len(record) - record.count("") for record in body[:LOOKED_AT]]
    usual = median(counts) if counts else 0
    if len(body) < 2:
        return {}
    again = [cell for cell in headings if cell]
    found: dict[int, str] = {}
    for position, record in enumerate(body):
        count = len(record) - record.count("")
        if count >= usual and not _may_be_a_total(record) and record[0] != headings[0]:
            continue
        cells = [text for cell in record if (text := clean(cell))]
        if cells == again:
            found[position] = AGAIN
        elif cells and (why := _why(cells, usual, wide.get(position, 0))):
            found[position] = why
    _name_what_is_below(found, body)
    return found


def _may_be_a_total(record: Sequence[str]) -> bool:
    """A quick look: whether one of the first three cells begins as a total does."""
    return any(cell[:1] in TOTAL_STARTS and TOTAL.match(cell) for cell in record[:3])


def _why(cells: Sequence[str], usual: float, wide: int) -> str:
    words = [cell for cell in cells if not NUMBER.fullmatch(cell)]
    if len(words) == 1 and TOTAL.match(words[0]):
        return SUM
    if usual < 2 or (len(cells) >= usual and not wide):
        return ""
    if wide > 1 and words and words[0] == cells[0] and len(words) <= max(1, len(cells) // 4):
        return GROUP
    if words != cells[:1]:
        return ""
    if COUNTED.match(cells[0]) and len(cells) < usual:
        return GROUP
    if len(cells) == 1 and usual > 2 and not any(c.isdigit() for c in cells[0]):
        return GROUP
    return ""


def _name_what_is_below(found: dict[int, str], body: Sequence[Sequence[str]]) -> None:
    """Rows of one cell of several words after the last record are notes, whatever they say."""
    for position in reversed(range(max(0, len(body) - 30), len(body))):
        cells = [text for cell in body[position] if (text := clean(cell))]
        if len(cells) == 1 and " " in cells[0] and found.get(position) != SUM:
            found[position] = BELOW
        elif position not in found:
            break
