"""Small worlds for the tests: short ways to write them, and their form as columns."""

from collections.abc import Iterable, Sequence
from datetime import date

import numpy as np
import numpy.typing as npt

from tracker.policy.disclosure.tree import UnitTree
from tracker.policy.disruption.columns import (
    IMPACT_CODE,
    REACH_CODE,
    SEVERITY_CODE,
    Columns,
    ExposureColumns,
    ImpactColumns,
    PeopleColumns,
    PlacementColumns,
    day_column,
)
from tracker.policy.disruption.method import Impact, Severity
from tracker.policy.disruption.records import Change, Exposure, Milestones, Person, Stay, World


def columns_of(world: World, units: Sequence[str], tree: UnitTree) -> Columns:
    """The same world as columns, with an impact row for each exposure."""
    person_row = {person.id: row for row, person in enumerate(world.people)}
    change_row = {change.id: row for row, change in enumerate(world.changes)}
    unit_row = {unit: int(row) for unit, row in zip(units, tree.row_of, strict=True)}
    stays = [(person_row[person.id], stay) for person in world.people for stay in person.stays]
    dates = [world.milestones(exposure) for exposure in world.exposures]
    exposures = world.exposures
    return Columns(
        sub_end=tree.sub_end,
        people=PeopleColumns(
            day_column(person.start for person in world.people),
            day_column(person.end for person in world.people),
        ),
        placements=PlacementColumns(
            codes(person for person, _ in stays),
            codes(unit_row[stay.unit] for _, stay in stays),
            day_column(stay.first for _, stay in stays),
            day_column(stay.last for _, stay in stays),
        ),
        change_parent=codes(
            -1 if change.part_of is None else change_row[change.part_of] for change in world.changes
        ),
        impacts=ImpactColumns(
            codes(change_row[exposure.change] for exposure in exposures),
            codes(IMPACT_CODE[exposure.impact] for exposure in exposures),
            codes(SEVERITY_CODE[exposure.severity] for exposure in exposures),
            codes(REACH_CODE[exposure.reach] for exposure in exposures),
            day_column(d.announced for d in dates),
            day_column(d.consult_start for d in dates),
            day_column(d.consult_end for d in dates),
            day_column(d.transition_start for d in dates),
            day_column(d.transition_end for d in dates),
            day_column(d.withdrawn for d in dates),
            day_column(exposure.first for exposure in exposures),
            day_column(exposure.last for exposure in exposures),
        ),
        exposures=ExposureColumns(
            codes(person_row[exposure.person] for exposure in exposures),
            np.arange(len(exposures), dtype=np.int32),
        ),
    )


def codes(values: Iterable[int]) -> npt.NDArray[np.int32]:
    return np.fromiter(values, np.int32)


def in_unit(name: str, unit: str = "U1") -> Person:
    return Person(name, (Stay(unit),))


def march(name: str = "c1") -> Change:
    """A change whose transition is the month of March 2026."""
    return Change(name, Milestones(transition_start=date(2026, 3, 1), transition_end=date(2026, 3, 31)))


def exposed(name: str, person: str, change: str = "c1", impact: Impact = Impact.JOB_LOSS) -> Exposure:
    return Exposure(name, person, change, impact, Severity.HIGH)
