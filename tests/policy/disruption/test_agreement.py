"""The columns and the readable engine give the same figures on random worlds."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.policy.disruption.worlds import columns_of
from tracker.policy.disclosure.tree import arrange_units
from tracker.policy.disruption.areas import area_month, roster
from tracker.policy.disruption.calculation import calculate
from tracker.policy.disruption.heat_map import heat_map
from tracker.policy.disruption.method import Impact, Reach, Severity, load_method
from tracker.policy.disruption.records import Change, Exposure, Milestones, Person, Stay, World

UNITS = ["All", "North", "N1", "N2", "South"]
TREE = arrange_units([None, 0, 1, 1, 0])
BENEATH = {"All": UNITS, "North": ["North", "N1", "N2"], "N1": ["N1"], "N2": ["N2"], "South": ["South"]}
FIRST_MONTH, MONTHS = 2026 * 12, 14

day = st.integers(-90, 520).map(lambda n: date(2026, 1, 1) + timedelta(days=n))
maybe_day = st.none() | day


@st.composite
def spans(draw: st.DrawFn) -> tuple[date | None, date | None]:
    first, last = draw(maybe_day), draw(maybe_day)
    if first is not None and last is not None and last < first:
        return last, first
    return first, last


@st.composite
def milestones(draw: st.DrawFn) -> Milestones:
    consult, transition = draw(spans()), draw(spans())
    return Milestones(draw(maybe_day), *consult, *transition, draw(st.none() | st.none() | day))


@st.composite
def people(draw: st.DrawFn, name: str) -> Person:
    start, end = draw(spans())
    moves = sorted(draw(st.lists(day, max_size=3, unique=True)))
    units = draw(st.lists(st.sampled_from([*UNITS, None]), min_size=len(moves) + 1, max_size=len(moves) + 1))
    stays = [
        Stay(unit, first, None if following is None else following - timedelta(days=1))
        for unit, first, following in zip(units, [None, *moves], [*moves, None], strict=True)
        if unit is not None
    ]
    return Person(name, tuple(stays), start, end)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    persons = [draw(people(f"p{i}")) for i in range(draw(st.integers(1, 4)))]
    count = draw(st.integers(1, 4))
    changes = [
        Change(
            f"c{i}",
            draw(milestones()),
            f"c{draw(st.integers(0, i - 1))}" if i and draw(st.booleans()) else None,
        )
        for i in range(count)
    ]
    exposures = []
    for number in range(draw(st.integers(0, 8))):
        first, last = draw(spans()) if draw(st.booleans()) else (None, None)
        dates: tuple[tuple[str, date], ...] = ()
        if draw(st.booleans()):
            dates = (("announced", draw(day)),)
        exposures.append(
            Exposure(
                f"e{number}",
                draw(st.sampled_from(persons)).id,
                draw(st.sampled_from(changes)).id,
                draw(st.sampled_from([Impact.JOB_LOSS, Impact.PROCESS, Impact.ROLE_CHANGE])),
                draw(st.sampled_from(Severity)),
                draw(st.sampled_from(Reach)),
                dates,
                first,
                last,
            )
        )
    return World(persons, changes, exposures)


METHODS = [
    pytest.param({}, id="published"),
    pytest.param({"settling_days": [0, 10], "default_transition_days": 33}, id="other-lengths"),
    pytest.param({"concurrency_surcharge": 0.25}, id="surcharge"),
    pytest.param({"impact_weight": {"process": 0.123456789}}, id="weights-without-common-scale"),
]


@pytest.mark.parametrize("parameters", METHODS)
@settings(max_examples=120, deadline=None)
@given(world=worlds())
def test_units_of_a_random_world_agree(parameters: dict[str, Any], world: World) -> None:
    method = load_method().revised(parameters)

    result = heat_map(calculate(columns_of(world, UNITS, TREE), method, FIRST_MONTH, MONTHS)).rolled

    for position, unit in enumerate(UNITS):
        row = TREE.row_of[position]
        expected = [area_month(world, method, BENEATH[unit], FIRST_MONTH + m) for m in range(MONTHS)]
        people_there = [len(roster(world, BENEATH[unit], FIRST_MONTH + m)) for m in range(MONTHS)]
        np.testing.assert_allclose(result.total[row], [float(e.upheaval_days) for e in expected], atol=1e-9)
        assert result.person_days[row].tolist() == [e.person_days for e in expected]
        assert result.roster[row].tolist() == people_there
