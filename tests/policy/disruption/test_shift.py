"""Moving a change: months of different length, a group's own dates, and what is refused."""

from dataclasses import replace
from datetime import date

import pytest

from tracker.policy.disruption.method import Impact, Severity
from tracker.policy.disruption.records import Change, Exposure, Milestones, Person, Stay, World
from tracker.policy.disruption.shift import (
    INFEASIBLE,
    NO_DATE,
    UNDER_WAY,
    ShiftError,
    add_months,
    move,
    shifted,
)

AS_OF = date(2026, 1, 15)
DATES = Milestones(transition_start=date(2026, 3, 1), transition_end=date(2026, 3, 31))


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        pytest.param(date(2026, 1, 31), 1, date(2026, 2, 28), id="short month"),
        pytest.param(date(2024, 1, 31), 1, date(2024, 2, 29), id="leap year"),
        pytest.param(date(2026, 11, 30), 3, date(2027, 2, 28), id="over the year"),
        pytest.param(date(2026, 3, 31), -1, date(2026, 2, 28), id="back"),
        pytest.param(date(2026, 3, 15), 0, date(2026, 3, 15), id="not at all"),
    ],
)
def test_months_end_where_they_end(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


def test_the_day_before_the_transition_may_be_moved_the_day_itself_not() -> None:
    shifted(DATES, 1, date(2026, 2, 28))

    with pytest.raises(ShiftError) as refused:
        shifted(DATES, 1, date(2026, 3, 1))
    assert refused.value.why == UNDER_WAY


def test_a_change_may_begin_tomorrow_and_not_today() -> None:
    dates = replace(DATES, transition_start=date(2026, 2, 16))
    shifted(dates, -1, AS_OF)

    with pytest.raises(ShiftError) as refused:
        shifted(replace(DATES, transition_start=date(2026, 2, 15)), -1, AS_OF)
    assert refused.value.why == INFEASIBLE


def test_a_change_without_a_date_cannot_be_moved() -> None:
    with pytest.raises(ShiftError) as refused:
        shifted(Milestones(announced=AS_OF), 1, AS_OF)
    assert refused.value.why == NO_DATE


def test_a_groups_own_dates_move_with_the_change_and_the_record_stays() -> None:
    exposure = Exposure(
        "e1", "p1", "c1", Impact.JOB_LOSS, Severity.HIGH, dates=(("transition_start", date(2026, 4, 1)),)
    )
    world = World(
        [Person("p1", (Stay("U1"),))],
        [Change("c1", replace(DATES, transition_end=date(2026, 4, 30)))],
        [exposure],
    )

    moved = move(world, "c1", 1, AS_OF)

    assert moved.exposures[0].dates == (("transition_start", date(2026, 5, 1)),)
    assert moved.change_by_id["c1"].milestones.transition_start == date(2026, 4, 1)
    assert world.exposures[0].dates == exposure.dates
