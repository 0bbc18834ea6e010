"""What is said of one row of a register file."""

from enum import StrEnum
from typing import NamedTuple


class Category(StrEnum):
    """The parts of a dry run, in the order of the page."""

    WRONG = "wrong"
    LEFT_OUT = "no record"
    NEW = "new"
    MOVED = "moved"
    CHANGED = "changed"
    GONE = "gone"
    UNIT = "unit"
    NOTE = "note"


CATEGORY_LABELS: dict[Category, str] = {
    Category.WRONG: "Wrong, left out",
    Category.LEFT_OUT: "Not a record, left out",
    Category.NEW: "New",
    Category.MOVED: "Moved",
    Category.CHANGED: "Changed",
    Category.GONE: "Gone",
    Category.UNIT: "Units",
    Category.NOTE: "To know",
}


class Finding(NamedTuple):
    """``reason`` never repeats a cell: everybody who may run an import reads it. ``key`` and ``detail`` may.

    ``row`` is 0 for what is in the register and not in the file.
    """

    category: str
    row: int
    key: str
    reason: str
    detail: str = ""
