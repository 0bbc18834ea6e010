"""What is said of one row of a register file."""

from enum import StrEnum
from typing import NamedTuple

from tracker.organisation.rules import ImportKind


class Category(StrEnum):
    """The parts of a dry run, in the order of the page. A row that differs in two ways is in two parts."""

    WRONG = "wrong"
    LEFT_OUT = "no record"
    NEW = "new"
    GONE = "gone"
    MOVED = "moved"
    REGRADED = "regraded"
    RETITLED = "retitled"
    REPORTING = "reporting line"
    DELETED = "deleted"
    RENUMBERED = "renumbered"
    CHANGED = "changed"
    UNIT_RENAMED = "unit renamed"
    UNIT = "unit"
    NOTE = "note"


_LABELS: dict[Category, str] = {
    Category.WRONG: "Wrong, left out",
    Category.LEFT_OUT: "Not a record, left out",
    Category.NEW: "New",
    Category.GONE: "Gone",
    Category.MOVED: "Moves",
    Category.REGRADED: "Regradings",
    Category.RETITLED: "New job titles",
    Category.REPORTING: "New reporting lines",
    Category.DELETED: "Newly deleted",
    Category.RENUMBERED: "Renumbered",
    Category.CHANGED: "Other changes",
    Category.UNIT_RENAMED: "Renamed units",
    Category.UNIT: "Other units",
    Category.NOTE: "To know",
}
_OF_KIND: dict[ImportKind, dict[Category, str]] = {
    ImportKind.PEOPLE: {Category.NEW: "Joiners", Category.GONE: "Leavers"},
    ImportKind.POSTS: {Category.NEW: "New posts", Category.GONE: "Posts gone"},
    ImportKind.POST_GROUPS: {Category.NEW: "New groups", Category.GONE: "Groups gone"},
}


def labels_of(kind: ImportKind) -> dict[Category, str]:
    """What each part is called when a row is a person, a post or a group of posts."""
    return {**_LABELS, **_OF_KIND[kind]}


class Finding(NamedTuple):
    """``reason`` never repeats a cell: everybody who may run an import reads it. ``key`` and ``detail`` may.

    ``row`` is 0 for what is in the register and not in the file.
    """

    category: str
    row: int
    key: str
    reason: str
    detail: str = ""
