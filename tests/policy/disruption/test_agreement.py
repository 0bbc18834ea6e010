"""The columns and the readable engine give the same figures on random worlds."""

from itertools import groupby
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from tests.policy.disruption.random_worlds import BENEATH, FIRST_MONTH, MONTHS, TREE, UNITS, worlds
from tests.policy.disruption.worlds import columns_of
from tracker.policy.disruption.areas import area_month, decomposition, roster
from tracker.policy.disruption.calculation import Calculation, calculate
from tracker.policy.disruption.contributors import load_cells
from tracker.policy.disruption.drivers import By, drivers
from tracker.policy.disruption.explanation import explain, without_names
from tracker.policy.disruption.heat_map import heat_map
from tracker.policy.disruption.load import days_in_service, month_load
from tracker.policy.disruption.method import Impact, Method, load_method
from tracker.policy.disruption.months import first_day
from tracker.policy.disruption.people import PersonState, f12, person_state, u12
from tracker.policy.disruption.person_months import person_months
from tracker.policy.disruption.person_months import roster as roster_rows
from tracker.policy.disruption.records import World

METHODS = [
    pytest.param({}, id="published"),
    pytest.param({"settling_days": [0, 10], "default_transition_days": 33}, id="other-lengths"),
    pytest.param({"concurrency_surcharge": 0.25}, id="surcharge"),
    pytest.param(
        {"concurrency_surcharge": 0.25, "phase_weight": {"announced": 0}},
        id="surcharge-and-no-weight",
    ),
    pytest.param({"impact_weight": {"process": 0.123456789}}, id="weights-without-common-scale"),
]


def calculated(world: World, method: Method) -> Calculation:
    return calculate(columns_of(world, UNITS, TREE), method, FIRST_MONTH, MONTHS)


@pytest.mark.parametrize("parameters", METHODS)
@settings(max_examples=120, deadline=None)
@given(world=worlds())
def test_units_of_a_random_world_agree(parameters: dict[str, Any], world: World) -> None:
    method = load_method().revised(parameters)

    result = heat_map(calculated(world, method)).rolled

    for position, unit in enumerate(UNITS):
        row = TREE.row_of[position]
        expected = [area_month(world, method, BENEATH[unit], FIRST_MONTH + m) for m in range(MONTHS)]
        people_there = [len(roster(world, BENEATH[unit], FIRST_MONTH + m)) for m in range(MONTHS)]
        np.testing.assert_allclose(result.total[row], [float(e.upheaval_days) for e in expected], atol=1e-9)
        assert result.person_days[row].tolist() == [e.person_days for e in expected]
        assert result.roster[row].tolist() == people_there


@settings(max_examples=120, deadline=None)
@given(world=worlds())
def test_contributors_of_a_random_world_agree(world: World) -> None:
    """Of every unit with and without what is beneath it; people who move within a month count once."""
    method = load_method()
    calculation = calculated(world, method)

    result = load_cells(calculation, heat_map(calculation))

    for position, unit in enumerate(UNITS):
        row = TREE.row_of[position]
        for table, units in ((result.rolled, BENEATH[unit]), (result.own, [unit])):
            for column in range(MONTHS):
                loads = person_loads(world, method, units, FIRST_MONTH + column)
                found = (
                    table.contributors[row, column],
                    table.largest[row, column],
                    table.second[row, column],
                )
                assert found == pytest.approx((len(loads), *[*loads, 0.0, 0.0][:2]), abs=1e-9)


def person_loads(world: World, method: Method, units: list[str], month: int) -> list[float]:
    terms = explain(world, method, [person.id for person in world.people], month, units=units)
    by_person = groupby(sorted(terms, key=lambda term: str(term.person)), key=lambda term: term.person)
    return sorted((float(sum(term.upheaval_days for term in each)) for _, each in by_person), reverse=True)


@pytest.mark.parametrize("parameters", METHODS)
@settings(max_examples=60, deadline=None)
@given(world=worlds())
def test_drivers_of_a_random_world_agree_and_add_up(parameters: dict[str, Any], world: World) -> None:
    method = load_method().revised(parameters)
    calculation = calculated(world, method)
    total = heat_map(calculation).rolled.total

    for position, unit in enumerate(UNITS):
        row = int(TREE.row_of[position])
        found = drivers(calculation, row, FIRST_MONTH + 2, 3)
        expected = decomposition(world, method, BENEATH[unit], FIRST_MONTH + 2, 3)
        loads = {world.changes[driver.row].id: driver.upheaval_days for driver in found}
        assert loads == pytest.approx({name: float(load) for name, load in expected.items()}, abs=1e-9)
        assert sum(loads.values()) == pytest.approx(total[row, 2:5].sum(), abs=1e-9)
        by_impact = drivers(calculation, row, FIRST_MONTH + 2, 3, By.IMPACT)
        expected = decomposition(world, method, BENEATH[unit], FIRST_MONTH + 2, 3, by="impact")
        loads = {list(Impact)[driver.row].value: driver.upheaval_days for driver in by_impact}
        assert loads == pytest.approx({name: float(load) for name, load in expected.items()}, abs=1e-9)


@settings(max_examples=120, deadline=None)
@given(world=worlds())
def test_people_of_a_random_world_agree(world: World) -> None:
    method = load_method().revised({"threshold_cumulative": 60, "threshold_acute": 0.6})
    calculation = calculated(world, method)
    table = person_months(calculation)
    twelfth = FIRST_MONTH + 11

    for row, person in enumerate(world.people):
        for column in range(MONTHS):
            month = FIRST_MONTH + column
            load = month_load(world, method, person.id, month)
            assert table.total[row, column] == pytest.approx(float(load), abs=1e-9)
            assert table.days[row, column] == days_in_service(person, first_day(month), first_day(month + 1))
        assert table.year_to(twelfth)[row] == pytest.approx(float(u12(world, method, person.id, twelfth)))
        assert table.year_after(FIRST_MONTH)[row] == pytest.approx(
            float(f12(world, method, person.id, FIRST_MONTH))
        )
        saturated = person_state(world, method, person.id, twelfth) is PersonState.SATURATED
        assert table.saturated(twelfth, method)[row] == saturated
    for position, unit in enumerate(UNITS):
        rows = roster_rows(calculation, int(TREE.row_of[position]), twelfth)
        assert [world.people[row].id for row in rows] == roster(world, BENEATH[unit], twelfth)


@settings(max_examples=60, deadline=None)
@given(world=worlds())
def test_an_explanation_adds_up_to_the_figure(world: World) -> None:
    method = load_method()
    people = [person.id for person in world.people]

    for unit, units in BENEATH.items():
        terms = explain(world, method, people, FIRST_MONTH + 3, units=units)
        total = area_month(world, method, units, FIRST_MONTH + 3).upheaval_days
        assert sum(term.upheaval_days for term in terms) == total, unit
        assert sum(term.upheaval_days for term in without_names(terms)) == total
        assert {term.person for term in without_names(terms)} <= {None}
