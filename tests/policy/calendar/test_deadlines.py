"""A deadline counts in full in London, winter and summer."""

from datetime import UTC, date, datetime

import pytest

from tracker.policy.calendar.bank_holidays import CalendarError
from tracker.policy.calendar.deadlines import days_left, ends_at, is_past, london_day


@pytest.mark.parametrize(
    ("moment", "past"),
    [
        pytest.param(datetime(2026, 6, 30, 22, 59, 59, tzinfo=UTC), False, id="last second of a summer day"),
        pytest.param(datetime(2026, 6, 30, 23, 0, tzinfo=UTC), True, id="midnight in London"),
    ],
)
def test_a_summer_deadline_ends_at_midnight_in_london(moment: datetime, past: bool) -> None:
    assert is_past(date(2026, 6, 30), moment) is past
    assert (moment >= ends_at(date(2026, 6, 30))) is past


def test_the_day_the_clocks_change_has_23_hours() -> None:
    assert ends_at(date(2026, 3, 29)) - ends_at(date(2026, 3, 28)) == (
        datetime(2026, 1, 1, 23, tzinfo=UTC) - datetime(2026, 1, 1, 0, tzinfo=UTC)
    )


@pytest.mark.parametrize(
    ("day", "left"), [(date(2026, 12, 2), 1), (date(2026, 12, 1), 0), (date(2026, 11, 30), -1)]
)
def test_days_left(day: date, left: int) -> None:
    assert days_left(day, datetime(2026, 12, 1, 12, tzinfo=UTC)) == left


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(CalendarError, match="zone"):
        london_day(datetime(2026, 12, 1, 12))  # noqa: DTZ001  this is what is refused
