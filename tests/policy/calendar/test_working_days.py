"""Working days forwards, backwards and between, with the boundary on both sides."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.policy.calendar.bank_holidays import CalendarError
from tracker.policy.calendar.nations import Nation
from tracker.policy.calendar.working_days import (
    add_working_days,
    is_working_day,
    next_working_day,
    working_days_between,
)

DATES = st.dates(date(2009, 1, 1), date(2027, 12, 31))
NATIONS = st.sampled_from(sorted(set(Nation) - {Nation.EUROPEAN_UNION, Nation.ELSEWHERE}))


@pytest.mark.parametrize(
    ("start", "number", "expected"),
    [
        pytest.param(date(2026, 11, 25), 1, date(2026, 11, 26), id="Wednesday to Thursday"),
        pytest.param(date(2026, 11, 27), 1, date(2026, 11, 30), id="Friday to Monday"),
        pytest.param(date(2026, 12, 24), 1, date(2026, 12, 29), id="over Christmas and its substitute"),
        pytest.param(date(2026, 12, 29), -1, date(2026, 12, 24), id="back over Christmas"),
        pytest.param(date(2026, 11, 28), 0, date(2026, 11, 30), id="nought from a Saturday"),
        pytest.param(date(2026, 11, 27), 0, date(2026, 11, 27), id="nought from a Friday"),
        pytest.param(date(2011, 4, 21), 5, date(2011, 5, 4), id="Easter and the royal wedding"),
    ],
)
def test_working_days_are_added(start: date, number: int, expected: date) -> None:
    assert add_working_days(start, number) == expected


def test_the_same_six_days_end_earlier_in_england_than_in_scotland() -> None:
    christmas = date(2026, 12, 23)

    ends = [add_working_days(christmas, 6, nation) for nation in (Nation.ENGLAND, Nation.SCOTLAND)]

    assert ends == [date(2027, 1, 5), date(2027, 1, 6)]


def test_absurd_numbers_are_refused() -> None:
    with pytest.raises(CalendarError, match="10001"):
        add_working_days(date(2026, 1, 1), 10_001)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2026, 11, 25), date(2026, 11, 25), 0),
        (date(2026, 11, 25), date(2026, 11, 24), 0),
        (date(2026, 11, 25), date(2026, 11, 26), 1),
        (date(2026, 11, 27), date(2026, 11, 29), 0),
        (date(2026, 11, 27), date(2026, 11, 30), 1),
        (date(2026, 12, 24), date(2027, 1, 4), 4),
    ],
)
def test_working_days_between(start: date, end: date, expected: int) -> None:
    assert working_days_between(start, end) == expected


@given(DATES, st.integers(-300, 300).filter(bool), NATIONS)
def test_adding_and_counting_agree(start: date, number: int, nation: Nation) -> None:
    end = add_working_days(start, number, nation)

    assert is_working_day(end, nation)
    if number > 0:
        assert working_days_between(start, end, nation) == number
    else:
        inside = range((start - end).days)
        assert sum(is_working_day(end + timedelta(days=n), nation) for n in inside) == -number


@given(DATES, NATIONS)
def test_the_next_working_day_is_the_first(day: date, nation: Nation) -> None:
    found = next_working_day(day, nation)

    skipped = [day + timedelta(days=n) for n in range((found - day).days)]
    assert not any(is_working_day(each, nation) for each in skipped)
    assert is_working_day(found, nation)
