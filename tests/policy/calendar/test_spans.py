"""Months, weeks and years from a date, at the ends of months."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.policy.calendar.bank_holidays import CalendarError
from tracker.policy.calendar.spans import (
    add_months,
    complete_months,
    complete_years,
    last_day_of_months_beginning_with,
    last_day_of_weeks_after,
    last_day_of_weeks_beginning_with,
)


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2028, 1, 31), -2, date(2027, 11, 30)),
        (date(2025, 3, 10), 18, date(2026, 9, 10)),
        (date(2025, 3, 31), 18, date(2026, 9, 30)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(2026, 1, 1), -1, date(2025, 12, 1)),
    ],
)
def test_months_are_clamped_to_the_month_end(day: date, months: int, expected: date) -> None:
    assert add_months(day, months) == expected


def test_months_beyond_the_calendar_are_refused() -> None:
    with pytest.raises(CalendarError, match="outside the calendar"):
        add_months(date(2026, 1, 1), 120_000)


def test_three_months_beginning_with_a_day() -> None:
    assert last_day_of_months_beginning_with(date(2026, 7, 31), 3) == date(2026, 10, 30)


def test_weeks_with_and_without_the_first_day() -> None:
    assert last_day_of_weeks_beginning_with(date(2026, 6, 1), 4) == date(2026, 6, 28)
    assert last_day_of_weeks_after(date(2026, 6, 1), 12) == date(2026, 8, 24)


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (date(2024, 6, 1), date(2026, 5, 30), 23),
        (date(2024, 6, 1), date(2026, 5, 31), 24),
        (date(2026, 5, 10), date(2026, 6, 8), 0),
        (date(2026, 5, 10), date(2026, 6, 9), 1),
        (date(2023, 3, 1), date(2024, 2, 28), 11),
        (date(2023, 3, 1), date(2024, 2, 29), 12),
        (date(2024, 2, 29), date(2025, 2, 27), 11),
        (date(2024, 2, 29), date(2025, 2, 28), 12),
        (date(2026, 5, 10), date(2026, 5, 9), 0),
    ],
)
def test_complete_months_include_both_ends(first: date, last: date, months: int) -> None:
    assert complete_months(first, last) == months
    assert complete_years(first, last) == months // 12


@given(st.dates(date(1990, 1, 1), date(2030, 1, 1)), st.integers(0, 600))
def test_months_never_fall_as_time_passes(first: date, days: int) -> None:
    last = date.fromordinal(first.toordinal() + days)

    assert complete_months(first, last) <= complete_months(first, date.fromordinal(last.toordinal() + 1))
