"""What is refused, and that the message names it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from tests.policy.disruption.worlds import columns_of, exposed, in_unit, march
from tracker.policy.disclosure.tree import arrange_units
from tracker.policy.disruption.calculation import calculate
from tracker.policy.disruption.columns import Columns
from tracker.policy.disruption.drivers import drivers
from tracker.policy.disruption.errors import DisruptionError
from tracker.policy.disruption.method import load_method
from tracker.policy.disruption.records import Change, Exposure, Milestones, Person, Stay, World

EARLY, LATE = date(2026, 3, 1), date(2026, 4, 1)


@pytest.mark.parametrize(
    ("people", "changes", "exposures", "message"),
    [
        pytest.param(
            [Person("p1", start=LATE, end=EARLY)], [], [], "service of person p1", id="service-backwards"
        ),
        pytest.param(
            [Person("p1", (Stay("U1", LATE, EARLY),))], [], [], "person p1 in U1", id="stay-backwards"
        ),
        pytest.param(
            [Person("p1", (Stay("U1", None, LATE), Stay("U2", LATE)))],
            [],
            [],
            "p1 is in U1 and U2 on the same day",
            id="in-two-units",
        ),
        pytest.param(
            [],
            [Change("c1", Milestones(transition_start=LATE, transition_end=EARLY))],
            [],
            "transition of change c1",
            id="transition-backwards",
        ),
        pytest.param(
            [],
            [Change("c1", Milestones(consult_start=LATE, consult_end=EARLY))],
            [],
            "consultation of change c1",
            id="consultation-backwards",
        ),
        pytest.param(
            [],
            [Change("c1", part_of="c2"), Change("c2", part_of="c1")],
            [],
            "change c1: part of itself",
            id="circle",
        ),
        pytest.param([], [Change("c1", part_of="c9")], [], "no change c9", id="unknown-parent"),
        pytest.param([in_unit("p1"), in_unit("p1")], [], [], "people given more than once: p1", id="twice"),
        pytest.param([], [march()], [exposed("e1", "p9")], "e1: no person p9", id="unknown-person"),
        pytest.param(
            [in_unit("p1")],
            [march()],
            [replace(exposed("e1", "p1"), first=LATE, last=EARLY)],
            "exposure e1",
            id="clip-backwards",
        ),
        pytest.param(
            [in_unit("p1")],
            [march()],
            [replace(exposed("e1", "p1"), dates=(("transition_start", date(2027, 1, 1)),))],
            "transition of exposure e1",
            id="own-dates-make-it-backwards",
        ),
    ],
)
def test_a_world_that_cannot_be_is_refused_by_name(
    people: list[Person], changes: list[Change], exposures: list[Exposure], message: str
) -> None:
    with pytest.raises(DisruptionError, match=message):
        World(people, changes, exposures)


def world_columns() -> Columns:
    world = World([in_unit("p1"), in_unit("p2")], [march("c1"), march("c2")], [exposed("e1", "p1")])
    return columns_of(world, ["U1"], arrange_units([None]))


def ordinals(*days: date) -> np.ndarray[tuple[int], np.dtype[np.int32]]:
    return np.array([day.toordinal() for day in days], np.int32)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        pytest.param(
            lambda c: replace(c, change_parent=np.array([1, 0])), "change 0: part of itself", id="circle"
        ),
        pytest.param(
            lambda c: replace(c, change_parent=np.array([-1, 5])), "change 1: no such", id="no-parent"
        ),
        pytest.param(
            lambda c: replace(
                c,
                people=replace(
                    c.people, service_from=ordinals(EARLY, LATE), service_to=ordinals(LATE, EARLY)
                ),
            ),
            "person 1: its service ends before",
            id="service-backwards",
        ),
        pytest.param(
            lambda c: replace(c, impacts=replace(c.impacts, transition_end=ordinals(date(2026, 2, 1)))),
            "impact 0: its transition ends before",
            id="transition-backwards",
        ),
        pytest.param(
            lambda c: replace(c, placements=replace(c.placements, person=np.array([1, 1]))),
            "person 1: in two units",
            id="in-two-units",
        ),
        pytest.param(
            lambda c: replace(c, exposures=replace(c.exposures, person=np.array([2]))),
            "exposure 0: person 2 is not one of the 2 known",
            id="unknown-person",
        ),
        pytest.param(
            lambda c: replace(c, impacts=replace(c.impacts, severity=np.array([9]))),
            "impact 0: severity 9",
            id="unknown-code",
        ),
        pytest.param(
            lambda c: replace(c, exposures=replace(c.exposures, person=np.array([0, 1]))),
            "different lengths",
            id="lengths",
        ),
    ],
)
def test_columns_that_cannot_be_are_refused_by_row(spoil: Callable[[Columns], Columns], message: str) -> None:
    columns = world_columns()

    with pytest.raises(DisruptionError, match=message):
        spoil(columns)


def test_months_outside_the_calculation_are_refused() -> None:
    calculation = calculate(world_columns(), load_method(), 2026 * 12, 3)

    with pytest.raises(DisruptionError, match="2026-03 to 2026-04"):
        drivers(calculation, 0, 2026 * 12 + 2, 2)


def test_nobody_and_nothing_is_a_world_too() -> None:
    empty = columns_of(World(), ["U1"], arrange_units([None]))

    calculation = calculate(empty, load_method(), 2026 * 12, 2)

    assert drivers(calculation, 0, 2026 * 12) == []
