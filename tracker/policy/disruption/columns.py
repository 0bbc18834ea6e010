"""The world as columns of whole numbers: what the database hands to the measure.

Days are `date.toordinal()`; `NO_DAY` (0) stands for a date that is not known or a range that is open.
Every range includes both ends. Rows are named by their position. Codes of impacts, severities and reaches are
positions in the enumerations of `method`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

from tracker.policy.disruption.errors import DisruptionError
from tracker.policy.disruption.method import Impact, Reach, Severity
from tracker.policy.disruption.months import FAR

Column = npt.NDArray[np.integer[Any]]

NO_DAY = 0
IMPACT_CODE = {impact: code for code, impact in enumerate(Impact)}
SEVERITY_CODE = {severity: code for code, severity in enumerate(Severity)}
REACH_CODE = {reach: code for code, reach in enumerate(Reach)}


def day_column(days: Iterable[date | None]) -> npt.NDArray[np.int32]:
    """Dates as day numbers, None as `NO_DAY`."""
    return np.fromiter((NO_DAY if day is None else day.toordinal() for day in days), np.int32)


@dataclass(frozen=True)
class PeopleColumns:
    """One row for each person: first and last day of service."""

    service_from: Column
    service_to: Column


@dataclass(frozen=True)
class PlacementColumns:
    """One row for each stay of a person in a unit (a row of the tree). Stays of one person never overlap."""

    person: Column
    unit: Column
    first_day: Column
    last_day: Column


@dataclass(frozen=True)
class ImpactColumns:
    """One row for each impact of a change on a group of people, with the milestones of that group."""

    change: Column
    impact: Column
    severity: Column
    reach: Column
    announced: Column
    consult_start: Column
    consult_end: Column
    transition_start: Column
    transition_end: Column
    withdrawn: Column
    clip_from: Column
    clip_to: Column


@dataclass(frozen=True)
class ExposureColumns:
    """One row for each person under an impact."""

    person: Column
    impact: Column


@dataclass(frozen=True)
class Columns:
    """Everything the measure reads. Checked once, here; nothing later repairs it.

    `sub_end` describes the units in preorder (see `disclosure.tree`); `change_parent` is the row of the
    change that a change is part of, -1 for none.
    """

    sub_end: Column
    people: PeopleColumns
    placements: PlacementColumns
    change_parent: Column
    impacts: ImpactColumns
    exposures: ExposureColumns

    def __post_init__(self) -> None:
        people, stays, impacts = self.people, self.placements, self.impacts
        for table in (people, stays, impacts, self.exposures):
            _check_lengths(table)
        _check_codes("placement", "person", stays.person, len(people.service_from))
        _check_codes("placement", "unit", stays.unit, len(self.sub_end))
        _check_codes("impact", "change", impacts.change, len(self.change_parent))
        _check_codes("impact", "impact", impacts.impact, len(Impact))
        _check_codes("impact", "severity", impacts.severity, len(Severity))
        _check_codes("impact", "reach", impacts.reach, len(Reach))
        _check_codes("exposure", "person", self.exposures.person, len(people.service_from))
        _check_codes("exposure", "impact", self.exposures.impact, len(impacts.change))
        _check_forward("person", "service", people.service_from, people.service_to)
        _check_forward("placement", "stay", stays.first_day, stays.last_day)
        _check_forward("impact", "consultation", impacts.consult_start, impacts.consult_end)
        _check_forward("impact", "transition", impacts.transition_start, impacts.transition_end)
        _check_forward("impact", "clip", impacts.clip_from, impacts.clip_to)
        _check_apart(stays)
        root_changes(self.change_parent)


def root_changes(change_parent: Column) -> npt.NDArray[np.int64]:
    """F3: for each change the row at the top of its chain of `part_of`."""
    parent = np.asarray(change_parent, np.int64)
    if parent.size and (parent.min() < -1 or parent.max() >= parent.size):
        raise DisruptionError(
            f"change {int(np.argmax((parent < -1) | (parent >= parent.size)))}: no such parent"
        )
    root = np.arange(parent.size)
    for _ in range(parent.size + 1):
        above = parent[root]
        if (above < 0).all():
            return root
        root = np.where(above < 0, root, above)
    raise DisruptionError(f"change {int(np.flatnonzero(parent[root] >= 0)[0])}: part of itself")


def open_start(days: Column) -> npt.NDArray[np.int64]:
    """First day of each range, an open one from the beginning of time."""
    return np.asarray(days, np.int64)


def open_end(days: Column) -> npt.NDArray[np.int64]:
    """Day after the last of each range, an open one never ending."""
    wide = np.asarray(days, np.int64)
    return np.where(wide == NO_DAY, FAR, wide + 1)


def _check_lengths(table: object) -> None:
    lengths = {name: len(column) for name, column in vars(table).items()}
    if len(set(lengths.values())) > 1:
        raise DisruptionError(f"{type(table).__name__}: columns of different lengths: {lengths}")


def _check_codes(table: str, name: str, column: Column, limit: int) -> None:
    if column.size and (column.min() < 0 or column.max() >= limit):
        row = int(np.argmax((column < 0) | (column >= limit)))
        raise DisruptionError(f"{table} {row}: {name} {int(column[row])} is not one of the {limit} known")


def _check_forward(table: str, name: str, first: Column, last: Column) -> None:
    backward = (first != NO_DAY) & (last != NO_DAY) & (last < first)
    if backward.any():
        raise DisruptionError(f"{table} {int(np.argmax(backward))}: its {name} ends before it starts")


def _check_apart(stays: PlacementColumns) -> None:
    order = np.lexsort((stays.first_day, stays.person))
    person = stays.person[order]
    start, end = open_start(stays.first_day)[order], open_end(stays.last_day)[order]
    overlap = (person[1:] == person[:-1]) & (start[1:] < end[:-1])
    if overlap.any():
        raise DisruptionError(f"person {int(person[1:][overlap][0])}: in two units on the same day")
