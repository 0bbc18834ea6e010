"""A register file once read: headings, and cells as clean text in columns."""

import base64
import json
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

MOST_ROWS = 1_100_000
MOST_COLUMNS = 200
MOST_CHARACTERS = 120_000_000
LONGEST_CELL = 32_767
"""Characters: what a spreadsheet cell can hold."""


class FileRefusedError(Exception):
    """The file cannot be taken; the message says why and what to do, with row and column where they apply."""


class LeftOut(NamedTuple):
    """A row of the file that is no record, why, and what its cells hold."""

    row: int
    reason: str
    cells: list[str]


@dataclass(frozen=True)
class SourceTable:
    """What was read. ``rows`` are numbers as a spreadsheet counts them, from 1, blank rows included.

    ``encoding`` and ``delimiter`` are empty for a workbook, ``sheet`` for a text file. ``overlong`` are rows
    with more cells than there are headings. ``left_out`` are rows that are no records: headings over groups,
    totals. ``notes`` are sentences for the person who sent the file.
    """

    headings: list[str]
    columns: list[list[str]]
    rows: list[int]
    heading_row: int = 1
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    overlong: list[int] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def samples(self, position: int, most: int = 3) -> list[str]:
        """The first different values of a column that are not blank."""
        found: dict[str, None] = {}
        for value in self.columns[position]:
            if value:
                found[value] = None
                if len(found) == most:
                    break
        return list(found)

    def filled(self, position: int) -> int:
        """How many rows have something in the column."""
        return len(self.columns[position]) - self.columns[position].count("")

    def as_lines(self) -> Iterator[bytes]:
        """The table to pass from process to process: what is known of it, then a line for each column.

        A text that a column holds many times is passed once.
        """
        yield _line({name: value for name, value in self.__dict__.items() if name != "columns"})
        for column in self.columns:
            places: dict[str, int] = {}
            codes = array("I", [places.setdefault(text, len(places)) for text in column])
            yield _line([list(places), base64.b64encode(codes.tobytes()).decode()])

    @classmethod
    def from_lines(cls, first: bytes, others: Iterable[bytes]) -> "SourceTable":
        """The table again, line by line. Equal texts of a column are one object."""
        values = json.loads(first)
        left_out = [LeftOut(*each) for each in values.pop("left_out")]
        columns = []
        for line in others:
            texts, written = json.loads(line)
            columns.append([texts[code] for code in array("I", base64.b64decode(written))])
        return cls(**values, columns=columns, left_out=left_out)


def _line(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"


def column_letters(position: int) -> str:
    """A column's name in a spreadsheet.

    >>> column_letters(0), column_letters(25), column_letters(26)
    ('A', 'Z', 'AA')
    """
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """A column's place, from 0, by its name in a spreadsheet.

    >>> column_number("A"), column_number("AA")
    (0, 26)
    """
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def clean(text: str) -> str:
    """A cell's text on one line, without blanks around it or characters nobody can see.

    >>> clean("  Head of\\n Policy ")
    'Head of Policy'
    """
    text = " ".join(text.split())
    return text if text.isprintable() else "".join(letter for letter in text if letter.isprintable())
