"""Of the people under an impact, those who stood in a unit in a month."""

from dataclasses import replace
from datetime import date

import numpy as np

from tests.policy.disruption.worlds import columns_of
from tracker.policy.disclosure.tree import arrange_units
from tracker.policy.disruption.columns import Columns, ExposureColumns
from tracker.policy.disruption.drivers import people_by_impact
from tracker.policy.disruption.method import Impact
from tracker.policy.disruption.records import Change, Exposure, Person, Stay, World

UNITS = ["force", "payroll", "fleet"]
TREE = arrange_units([None, 0, 0])
MARCH = 2026 * 12 + 2
FORCE, PAYROLL, FLEET = (int(row) for row in TREE.row_of)


def columns() -> Columns:
    """Ann is in Payroll until 1 March and in Fleet after, Ben in Fleet, Cal in Payroll from 1 April.

    The first impact is on Ann, twice over, and Cal; the second on Ben.
    """
    people = [
        Person("ann", (Stay("payroll", None, date(2026, 3, 1)), Stay("fleet", date(2026, 3, 2), None))),
        Person("ben", (Stay("fleet"),)),
        Person("cal", (Stay("payroll", date(2026, 4, 1), None),)),
    ]
    exposures = [Exposure(kind.value, "ann", "move", kind) for kind in (Impact.RELOCATION, Impact.TECHNOLOGY)]
    made = columns_of(World(people, [Change("move")], exposures), UNITS, TREE)
    return replace(made, exposures=ExposureColumns(np.array([0, 0, 2, 1]), np.array([0, 0, 0, 1])))


def test_people_count_where_they_stood_and_once() -> None:
    world = columns()

    assert people_by_impact(world, PAYROLL, MARCH).tolist() == [1, 0]
    assert people_by_impact(world, PAYROLL, MARCH + 1).tolist() == [1, 0]
    assert people_by_impact(world, PAYROLL, MARCH - 1).tolist() == [1, 0]
    assert people_by_impact(world, FLEET, MARCH).tolist() == [1, 1]
    assert people_by_impact(world, FLEET, MARCH - 1).tolist() == [0, 1]
    assert people_by_impact(world, FORCE, MARCH + 1).tolist() == [2, 1]
