"""Clocks that stand still."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.policy.calendar.bank_holidays import CalendarError
from tracker.policy.calendar.pauses import Pause, due_after, due_after_working_days, running_days

START = date(2026, 6, 1)
DAY = timedelta(days=1)


@st.composite
def pauses(draw: st.DrawFn) -> list[Pause]:
    firsts = draw(st.lists(st.integers(-20, 80), max_size=5))
    return [Pause(START + DAY * n, START + DAY * (n + draw(st.integers(0, 20)))) for n in firsts]


def test_a_pause_moves_the_day() -> None:
    pause = Pause(date(2026, 6, 10), date(2026, 6, 14))

    assert due_after(START, 14, [pause]) == date(2026, 6, 20)


@pytest.mark.parametrize(
    ("first", "expected"),
    [
        pytest.param(date(2026, 6, 15), date(2026, 6, 16), id="begins on the due day"),
        pytest.param(date(2026, 6, 16), date(2026, 6, 15), id="begins after it"),
        pytest.param(date(2026, 6, 1), date(2026, 6, 15), id="the first day is never counted"),
    ],
)
def test_only_a_pause_before_the_end_moves_it(first: date, expected: date) -> None:
    assert due_after(START, 14, [Pause(first, first)]) == expected


def test_an_open_pause_holds_the_clock() -> None:
    assert due_after(START, 14, [Pause(date(2026, 6, 10))]) is None
    assert due_after_working_days(START, 14, pauses=[Pause(date(2026, 6, 10))]) is None
    assert running_days(START, date(2026, 7, 1), [Pause(date(2026, 6, 10))]) == 8


def test_a_pause_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(CalendarError, match="cannot end"):
        Pause(date(2026, 6, 2), date(2026, 6, 1))


def test_working_days_stand_still_too() -> None:
    pause = Pause(date(2026, 6, 3), date(2026, 6, 4))

    assert due_after_working_days(START, 5, pauses=[pause]) == date(2026, 6, 10)


def test_a_clock_does_not_run_backwards() -> None:
    for count in (due_after, due_after_working_days):
        with pytest.raises(CalendarError, match="backwards"):
            count(START, -1)


@given(pauses(), st.integers(0, 60))
def test_so_many_days_have_run_when_it_is_due(stops: list[Pause], days: int) -> None:
    due = due_after(START, days, stops)

    assert due is not None
    assert running_days(START, due, stops) == days
    ran = [START + DAY * n for n in range(1, (due - START).days + 1)]
    assert sum(not any(pause.holds(day) for pause in stops) for day in ran) == days
