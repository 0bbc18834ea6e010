"""What must hold of any world: the properties P1 to P6, P8 and P12 of the specification."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.policy.disruption.random_worlds import BENEATH, FIRST_MONTH, MONTHS, TREE, UNITS, worlds
from tests.policy.disruption.worlds import columns_of
from tracker.policy.disruption.areas import area_month, decomposition
from tracker.policy.disruption.calculation import calculate
from tracker.policy.disruption.heat_map import HeatMap, heat_map
from tracker.policy.disruption.inequality import gini, top_share
from tracker.policy.disruption.load import daily_load, load_between, month_load
from tracker.policy.disruption.method import Impact, Method, Severity, load_method
from tracker.policy.disruption.months import first_day
from tracker.policy.disruption.people import u12
from tracker.policy.disruption.records import Exposure, World

METHOD = load_method()
SURCHARGE = METHOD.revised({"concurrency_surcharge": 0.25})
MONTH = FIRST_MONTH + 4
START, END = first_day(FIRST_MONTH - 6), first_day(FIRST_MONTH + 30)


def whole(world: World, person: str) -> Fraction:
    return load_between(world, METHOD, person, START, END)


@settings(max_examples=40, deadline=None)
@given(world=worlds())
def test_p1_months_are_sums_of_days_and_years_of_months(world: World) -> None:
    for person in world.people:
        days = range(first_day(MONTH), first_day(MONTH + 1))
        daily = [daily_load(world, METHOD, person.id, date.fromordinal(day)) for day in days]
        assert month_load(world, METHOD, person.id, MONTH) == sum(daily)
        months = [month_load(world, METHOD, person.id, month) for month in range(MONTH - 11, MONTH + 1)]
        assert u12(world, METHOD, person.id, MONTH) == sum(months)


@settings(max_examples=60, deadline=None)
@given(world=worlds())
def test_p2_people_add(world: World) -> None:
    together = area_month(world, METHOD, UNITS, MONTH).upheaval_days

    alone = [
        area_month(
            World([person], world.changes, [e for e in world.exposures if e.person == person.id]),
            METHOD,
            UNITS,
            MONTH,
        ).upheaval_days
        for person in world.people
    ]

    assert together == sum(alone)


@pytest.mark.parametrize("method", [METHOD, SURCHARGE], ids=["published", "surcharge"])
@settings(max_examples=60, deadline=None)
@given(world=worlds())
def test_p3_changes_add(method: Method, world: World) -> None:
    parts = decomposition(world, method, UNITS, MONTH)

    assert sum(parts.values()) == area_month(world, method, UNITS, MONTH).upheaval_days


@settings(max_examples=60, deadline=None)
@given(world=worlds(), data=st.data())
def test_p4_another_exposure_never_lowers_anybody(world: World, data: st.DataObject) -> None:
    more = Exposure(
        "more",
        data.draw(st.sampled_from([person.id for person in world.people])),
        data.draw(st.sampled_from([change.id for change in world.changes])),
        data.draw(st.sampled_from(Impact)),
        data.draw(st.sampled_from(Severity)),
    )
    added = World(world.people, world.changes, [*world.exposures, more])

    for person in world.people:
        assert whole(added, person.id) >= whole(world, person.id)


@settings(max_examples=60, deadline=None)
@given(world=worlds())
def test_p4_a_higher_severity_never_lowers_anybody(world: World) -> None:
    assume(world.exposures)
    higher = [replace(world.exposures[0], severity=Severity.HIGH), *world.exposures[1:]]

    for person in world.people:
        assert whole(World(world.people, world.changes, higher), person.id) >= whole(world, person.id)


@settings(max_examples=60, deadline=None)
@given(world=worlds(), longer=st.integers(1, 60))
def test_p4_a_longer_transition_never_lowers_anybody(world: World, longer: int) -> None:
    changes = [
        replace(
            change,
            milestones=change.milestones.overridden(
                {"transition_end": change.milestones.transition_end + timedelta(days=longer)}
            ),
        )
        if change.milestones.transition_end is not None
        else change
        for change in world.changes
    ]

    for person in world.people:
        assert whole(World(world.people, changes, world.exposures), person.id) >= whole(world, person.id)


@settings(max_examples=60, deadline=None)
@given(world=worlds())
def test_p5_records_imported_twice_change_nothing(world: World) -> None:
    again = [replace(exposure, id=f"{exposure.id}-again") for exposure in world.exposures]
    twice = World(world.people, world.changes, [*world.exposures, *again])

    for person in world.people:
        assert whole(twice, person.id) == whole(world, person.id)
    one, other = heat(world), heat(twice)
    assert one.rolled.total.tolist() == other.rolled.total.tolist()


@settings(max_examples=60, deadline=None)
@given(world=worlds())
def test_p6_an_area_is_the_sum_of_its_parts(world: World) -> None:
    north = area_month(world, METHOD, BENEATH["North"], MONTH)

    parts = [area_month(world, METHOD, [unit], MONTH) for unit in BENEATH["North"]]

    assert north.upheaval_days == sum(part.upheaval_days for part in parts)
    assert north.person_days == sum(part.person_days for part in parts)


@given(loads=st.lists(st.integers(0, 400), min_size=1, max_size=30), copies=st.integers(2, 4))
def test_p8_copying_everybody_leaves_inequality_as_it_was(loads: list[int], copies: int) -> None:
    assert gini(loads * copies) == pytest.approx(gini(loads))
    assert top_share(loads * copies, 0.1) == pytest.approx(top_share(loads, 0.1))


@given(loads=st.lists(st.integers(0, 400), min_size=1, max_size=30))
def test_gini_agrees_with_its_definition(loads: list[int]) -> None:
    differences = sum(abs(one - other) for one in loads for other in loads)
    expected = differences / (2 * len(loads) * sum(loads)) if sum(loads) else 0

    assert gini(loads) == pytest.approx(expected, abs=1e-12)


@settings(max_examples=60, deadline=None)
@given(world=worlds(), data=st.data())
def test_p12_neither_order_nor_labels_matter(world: World, data: st.DataObject) -> None:
    """To the last digit, on columns too."""
    exposures = data.draw(st.permutations(world.exposures))
    renamed = [replace(exposure, id=f"x{number}") for number, exposure in enumerate(exposures)]
    shuffled = World(world.people, world.changes, renamed)

    for person in world.people:
        assert whole(shuffled, person.id) == whole(world, person.id)
    assert heat(shuffled).rolled.total.tolist() == heat(world).rolled.total.tolist()


def heat(world: World) -> HeatMap:
    return heat_map(calculate(columns_of(world, UNITS, TREE), METHOD, FIRST_MONTH, MONTHS))
