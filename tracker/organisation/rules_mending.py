"""Which cell of a wrong row a reason speaks of, and cells typed or sent again."""

import re
from collections.abc import Mapping

COLUMN = re.compile(r"\(column ([A-Z]+)\)")
ACTIVE = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the start of a formula."""


def place_of(letters: str) -> int:
    """The position of a column named as a spreadsheet names it.

    >>> place_of("A"), place_of("AA")
    (0, 26)
    """
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place - 1


def cell_of(reason: str, labels: Mapping[int, str]) -> int | None:
    """The position of the column that a reason is about, None when it is about the row.

    ``labels``: what the matched columns are taken for, by position.

    >>> cell_of("FTE (column D) is not a number", {3: "FTE"})
    3
    >>> cell_of("Staff number is used twice: first in row 2", {0: "Staff number", 1: "Unit"})
    0
    """
    if found := COLUMN.search(reason):
        return place_of(found[1])
    named = [(len(label), position) for position, label in labels.items() if reason.startswith(label)]
    return max(named)[1] if named else None


def unguarded(cell: str) -> str:
    """A cell of a file we gave out, without the mark that kept a spreadsheet from taking it for a formula.

    >>> unguarded("'=1"), unguarded("'s")
    ('=1', "'s")
    """
    return cell[1:] if cell.startswith("'") and cell[1:2] in ACTIVE and len(cell) > 1 else cell
