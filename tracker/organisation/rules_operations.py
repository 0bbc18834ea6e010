"""What may be done to the structure on a date, on plain values: units, sites, the legal employer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class OperationKind(StrEnum):
    """One thing done to the structure."""

    OPEN = "open a unit"
    RENAME = "rename a unit"
    MOVE = "move a unit"
    SPLIT = "split a unit"
    MERGE = "merge units"
    CLOSE = "close a unit"
    OPEN_SITE = "open a site"
    RENAME_SITE = "rename or re-address a site"
    MERGE_SITES = "merge a site into another"
    CLOSE_SITE = "close a site"
    EMPLOYER = "transfer to another legal employer"


class OperationState(StrEnum):
    """A draft alters nothing; what is done can be undone while nothing depends on it."""

    DRAFT = "draft"
    DONE = "done"
    DISCARDED = "discarded"
    UNDONE = "undone"


class SuccessionKind(StrEnum):
    """How one unit came from another."""

    SPLIT = "split"
    MERGED = "merged"


class TransferBasis(StrEnum):
    """What makes another body the employer in law."""

    STATUTORY = "statutory transfer"
    TUPE = "transfer of an undertaking (TUPE)"
    RENAMED = "new name of the same body"
    FOUNDED = "employer from the start"


class ProposalState(StrEnum):
    """What became of access proposed to follow a unit. An administrator gives it, never who proposed it."""

    ASKED = "asked"
    GIVEN = "given"
    DECLINED = "declined"


class OperationError(Exception):
    """Something that may not be done so; the message says what to do about the field."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


@dataclass(frozen=True)
class UnitNow:
    """A unit as it stands on the day of an operation.

    ``since`` is the first day of that period, ``until`` its last; ``latest`` the first day of the unit's
    newest period; ``first`` the day the unit began.
    """

    id: int
    reference: str
    code: str
    name: str
    parent_id: int | None
    site_id: int | None
    period_id: int
    since: date
    until: date | None
    first: date
    latest: date


def check_can_change(unit: UnitNow, on: date, field: str) -> None:
    """Raise ``OperationError`` where something else of the unit is recorded on a later day."""
    if unit.latest > on:
        raise OperationError(
            "on", f"{unit.name} is changed on {said(unit.latest)} already: choose that day or a later one"
        )
    if unit.until is not None:
        raise OperationError(field, f"{unit.name} closes on {said(unit.until)} already")


def check_can_end(unit: UnitNow, on: date, field: str) -> None:
    """Raise ``OperationError`` where the unit would end on or before the day it began."""
    check_can_change(unit, on, field)
    if unit.first >= on:
        raise OperationError("on", f"{unit.name} began on {said(unit.first)}: choose a later day")


def check_no_ring(
    units: Mapping[int, UnitNow], moving: Iterable[int], parent_id: int | None, field: str
) -> None:
    """Raise ``OperationError`` where the units would come to stand below themselves."""
    wanted, here = set(moving), parent_id
    while here is not None:
        if here in wanted and parent_id is not None:
            below, above = units[parent_id].name, units[here].name
            if here == parent_id:
                raise OperationError(field, f"{below} cannot be part of itself: choose another unit")
            raise OperationError(
                field, f"{below} is below {above}: choose another unit, or move {below} elsewhere first"
            )
        here = units[here].parent_id if here in units else None


def said(day: date) -> str:
    """A day in words.

    >>> said(date(2012, 4, 1))
    '1 April 2012'
    """
    return f"{day.day} {day:%B %Y}"


def who(names: list[str], most: int = 3) -> str:
    """The first few, and how many more.

    >>> who(["Ada", "Bo", "Cy", "Di", "Ed"])
    'Ada, Bo, Cy and 2 more'
    """
    shown = ", ".join(names[:most])
    return f"{shown} and {len(names) - most} more" if len(names) > most else shown


def below_counts(parents: Mapping[int, int | None], alone: Mapping[int, float]) -> dict[int, float]:
    """The sum of each unit and everything below it."""
    found: dict[int, float] = {}
    for unit, count in alone.items():
        for above in ancestors(parents, unit):
            found[above] = found.get(above, 0) + count
    return found


def ancestors(parents: Mapping[int, int | None], unit: int) -> frozenset[int]:
    """The unit and everything above it; a unit that is not there has none."""
    found: set[int] = set()
    here: int | None = unit
    while here is not None and here in parents and here not in found:
        found.add(here)
        here = parents[here]
    return frozenset(found)
