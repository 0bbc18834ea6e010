"""The uncertainty clock of one person, worked by hand."""

from datetime import date

import pytest

from tracker.policy.uncertainty.clock import Clock, NotStarted, Pause, days_paused, read_clock

TODAY = date(2012, 4, 1)


def march(day: int) -> date:
    return date(2012, 3, day)


NO_PAUSE: list[Pause] = []
CASES = [
    pytest.param(march(1), None, NO_PAUSE, 31, 0, id="still waiting: the whole of March"),
    pytest.param(march(1), march(2), NO_PAUSE, 1, 0, id="an outcome the next day"),
    pytest.param(march(1), march(1), NO_PAUSE, 0, 0, id="an outcome on the day itself"),
    pytest.param(march(2), march(1), NO_PAUSE, 0, 0, id="an outcome before anybody told them"),
    pytest.param(TODAY, None, NO_PAUSE, 0, 0, id="told today"),
    pytest.param(date(2012, 2, 28), march(1), NO_PAUSE, 2, 0, id="a leap day counts"),
    pytest.param(march(1), TODAY, NO_PAUSE, 31, 0, id="an outcome today"),
    pytest.param(march(1), march(11), [Pause(march(3), march(5))], 10, 3, id="both ends of a pause"),
    pytest.param(march(1), march(11), [Pause(march(3), march(3))], 10, 1, id="a pause of one day"),
    pytest.param(march(5), march(11), [Pause(march(1), march(4))], 6, 0, id="over before telling"),
    pytest.param(march(5), march(11), [Pause(march(1), march(5))], 6, 1, id="to the day of telling"),
    pytest.param(march(1), march(11), [Pause(march(10), march(20))], 10, 1, id="past the outcome"),
    pytest.param(march(1), march(11), [Pause(march(11), march(20))], 10, 0, id="from the outcome on"),
    pytest.param(march(1), None, [Pause(march(22))], 31, 10, id="a pause that goes on"),
    pytest.param(
        march(1),
        march(21),
        [Pause(march(5), march(9)), Pause(march(7), march(12))],
        20,
        8,
        id="days that two pauses name count once",
    ),
    pytest.param(
        march(1),
        march(21),
        [Pause(march(3), march(12)), Pause(march(5), march(6)), Pause(march(3), march(4))],
        20,
        10,
        id="pauses inside another",
    ),
    pytest.param(
        march(1),
        march(21),
        [Pause(march(7), march(8)), Pause(march(5), march(6))],
        20,
        4,
        id="pauses that touch, in any order",
    ),
    pytest.param(march(1), march(6), [Pause(march(1), march(31))], 5, 5, id="paused throughout"),
]


@pytest.mark.parametrize(("told", "outcome", "pauses", "elapsed", "paused"), CASES)
def test_days_run_from_telling_to_outcome_less_pauses(
    told: date, outcome: date | None, pauses: list[Pause], elapsed: int, paused: int
) -> None:
    clock = read_clock(told, outcome, TODAY, pauses)

    assert (clock.elapsed, clock.paused, clock.days) == (elapsed, paused, elapsed - paused)
    assert clock.stopped is (outcome is not None)


@pytest.mark.parametrize(
    ("told", "outcome", "why"),
    [
        pytest.param(None, None, NotStarted.NOT_TOLD, id="not told"),
        pytest.param(None, march(5), NotStarted.NO_DAY, id="an outcome without a day of telling"),
        pytest.param(date(2012, 4, 2), None, NotStarted.TOLD_LATER, id="told tomorrow"),
    ],
)
def test_a_clock_that_has_not_started_says_why(
    told: date | None, outcome: date | None, why: NotStarted
) -> None:
    clock = read_clock(told, outcome, TODAY)

    assert (clock.why, clock.days) == (why, None)


def test_an_outcome_still_to_come_does_not_stop_the_clock() -> None:
    clock = read_clock(march(1), date(2012, 4, 2), TODAY)

    assert clock == Clock(march(1), TODAY, False, 31, 0)


def test_pauses_never_take_out_more_days_than_there_are() -> None:
    overlapping = [Pause(march(first), march(last)) for first in range(1, 20) for last in range(first, 28)]

    assert days_paused(march(3), march(9), overlapping) == 6
