"""Both readings of "at least N days before", and what an earlier start can never do."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.policy.law.day_counts import clock_start, earliest_after, latest_before, lead
from tracker.policy.law.findings import Grade

START = date(2026, 10, 12)
DATES = st.dates(date(2010, 1, 1), date(2030, 12, 31))


def test_both_readings_and_the_sum_are_shown() -> None:
    finding = earliest_after(START, 45)

    assert (finding.known.bare, finding.known.clear) == (date(2026, 11, 26), date(2026, 11, 27))
    assert finding.steps[0] == "12 October 2026 + 45 days = 26 November 2026 (bare)"


@pytest.mark.parametrize(
    ("first", "grade", "code"),
    [
        (date(2026, 11, 25), Grade.BREACH, "too_short"),
        (date(2026, 11, 26), Grade.WARN, "marginal"),
        (date(2026, 11, 27), Grade.INFO, ""),
    ],
)
def test_a_breach_is_called_on_the_bare_reading_alone(first: date, grade: Grade, code: str) -> None:
    finding = lead(START, first, 45)

    assert (finding.grade, finding.code) == (grade, code)


@pytest.mark.parametrize(
    ("start", "first", "days"),
    [(None, START, 30), (START, None, 30), (START, START, None), (START, START, -1), (START, START, 1001)],
)
def test_a_missing_or_absurd_fact_is_unknown(
    start: date | None, first: date | None, days: int | None
) -> None:
    finding = lead(start, first, days)

    assert (finding.grade, len(finding.missing)) == (Grade.UNKNOWN, 1)


def test_the_clock_waits_for_the_last_receipt_and_for_every_receipt() -> None:
    assert clock_start({"UNISON": START, "GMB": START + timedelta(days=2)}).known == date(2026, 10, 14)
    assert clock_start({"UNISON": START, "GMB": None}).missing == (
        "the day GMB received the written information",
    )
    assert clock_start({}).grade is Grade.UNKNOWN


@given(DATES, st.integers(0, 400), st.integers(0, 90), st.integers(0, 60))
def test_moving_a_start_earlier_never_creates_a_breach(
    start: date, gap: int, days: int, earlier: int
) -> None:
    first = start + timedelta(days=gap)
    order = [Grade.INFO, Grade.WARN, Grade.BREACH]

    before = lead(start, first, days).grade
    after = lead(start - timedelta(days=earlier), first, days).grade

    assert order.index(after) <= order.index(before)


@given(DATES, st.integers(0, 120))
def test_planning_back_and_forth_agree(target: date, days: int) -> None:
    latest = latest_before(target, days).known

    assert earliest_after(latest.bare, days).known.bare == target
    assert earliest_after(latest.clear, days).known.clear == target
    assert lead(latest.clear, target, days).grade is Grade.INFO
    assert lead(latest.bare, target, days).grade is Grade.WARN
    assert lead(latest.bare + timedelta(days=1), target, days).grade is Grade.BREACH
