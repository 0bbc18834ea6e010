"""Words and decisions of the staff register, on plain values."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class PostState(StrEnum):
    """What became of a post. A group of like posts is one post row with several places."""

    LIVE = "live"
    VACANT = "vacant"
    PROPOSED = "proposed"
    TO_BE_DELETED = "to be deleted"
    DELETED = "deleted"


class Contract(StrEnum):
    """The contract a person works under; agency workers are counted apart everywhere."""

    PERMANENT = "permanent"
    FIXED_TERM = "fixed term"
    AGENCY = "agency"
    UNKNOWN = "not stated"


class StaffKind(StrEnum):
    """Police officers hold an office and cannot be made redundant; the others are employees."""

    POLICE_OFFICER = "police officer"
    PCSO = "police community support officer"
    POLICE_STAFF = "police staff"
    OTHER = "staff"


class ImportKind(StrEnum):
    """The three shapes of register file."""

    PEOPLE = "one row a person"
    POSTS = "one row a post"
    POST_GROUPS = "one row a group of like posts"


class ImportState(StrEnum):
    """An import is nothing but a file until it is confirmed. ``RECEIVED``: kept, not read yet."""

    RECEIVED = "received"
    UPLOADED = "uploaded"
    CHECKED = "checked"
    AWAITING_APPROVAL = "awaiting approval"
    APPLIED = "applied"
    UNDONE = "undone"
    FAILED = "failed"
    CANCELLED = "cancelled"


IMPORT_MOVES: dict[ImportState, frozenset[ImportState]] = {
    ImportState.RECEIVED: frozenset({ImportState.UPLOADED, ImportState.FAILED, ImportState.CANCELLED}),
    ImportState.UPLOADED: frozenset({ImportState.CHECKED, ImportState.CANCELLED}),
    ImportState.CHECKED: frozenset(
        {ImportState.CHECKED, ImportState.AWAITING_APPROVAL, ImportState.APPLIED, ImportState.CANCELLED}
    ),
    ImportState.AWAITING_APPROVAL: frozenset(
        {ImportState.CHECKED, ImportState.APPLIED, ImportState.CANCELLED}
    ),
    ImportState.APPLIED: frozenset({ImportState.UNDONE}),
    ImportState.UNDONE: frozenset(),
    ImportState.FAILED: frozenset(),
    ImportState.CANCELLED: frozenset(),
}

REMOVAL_SHARE_NEEDING_SECOND_PERSON = 0.05
"""An import that ends more than this share of the register needs approval by a second person."""


class ImportMoveError(Exception):
    """The import is not in a state for that; the message says so in words for the page."""


def check_import_move(current: ImportState, wanted: ImportState) -> None:
    """Raise ``ImportMoveError`` when an import in this state may not go on to the wanted one."""
    if wanted not in IMPORT_MOVES[current]:
        raise ImportMoveError(f"This import is {current}: it cannot become {wanted}")


def needs_second_person(*, ended: int, before: int) -> bool:
    """Whether so many of the register's people or posts would end that another person must agree."""
    return ended > before * REMOVAL_SHARE_NEEDING_SECOND_PERSON


@dataclass(frozen=True)
class TreeUnit:
    """A unit as the tree stood on a date. ``subtree_end`` is the row after its last descendant."""

    id: int
    reference: str
    code: str
    name: str
    parent_id: int | None
    depth: int
    preorder: int
    subtree_end: int


class UnitCycleError(ValueError):
    """A unit that is its own ancestor; ``codes`` names the ring."""

    def __init__(self, codes: list[str]) -> None:
        super().__init__("Units report to each other in a ring: " + ", ".join(codes))
        self.codes = codes


def in_tree_order(units: list[tuple[int, str, str, str, int | None]]) -> list[TreeUnit]:
    """Units as ``(id, reference, code, name, parent_id)`` put in preorder, siblings by name then code.

    A parent that is not among the units counts as none. Raises ``UnitCycleError`` for rings.
    """
    known = {unit[0] for unit in units}
    children: dict[int | None, list[tuple[int, str, str, str, int | None]]] = {}
    for unit in sorted(units, key=lambda u: (u[3].casefold(), u[2])):
        children.setdefault(unit[4] if unit[4] in known else None, []).append(unit)
    placed: list[TreeUnit] = []
    ends: dict[int, int] = {}
    stack = [(unit, 0, False) for unit in reversed(children.get(None, []))]
    order: list[tuple[tuple[int, str, str, str, int | None], int, int]] = []
    while stack:
        unit, depth, done = stack.pop()
        if done:
            ends[unit[0]] = len(order)
            continue
        order.append((unit, depth, len(order)))
        stack.append((unit, depth, True))
        stack.extend((child, depth + 1, False) for child in reversed(children.get(unit[0], [])))
    if len(order) != len(units):
        reached = {unit[0] for unit, _, _ in order}
        raise UnitCycleError(sorted(unit[2] for unit in units if unit[0] not in reached))
    for (unit_id, reference, code, name, parent), depth, number in order:
        placed.append(TreeUnit(unit_id, reference, code, name, parent, depth, number, ends[unit_id]))
    return placed


def live_on(day: date, starts: date | None, ends: date | None) -> bool:
    """Whether a period, both ends included and either end open, holds the day."""
    return (starts is None or starts <= day) and (ends is None or day <= ends)
