"""Statutory notice, with the boundary on both sides."""

from datetime import date

import pytest

from tracker.policy.law.findings import Grade
from tracker.policy.law.notice import notice_end, notice_weeks, statutory_notice_weeks
from tracker.policy.law.parameters import rule_book

LAW = rule_book()


@pytest.mark.parametrize(
    ("started", "given", "weeks"),
    [
        pytest.param(date(2026, 6, 4), date(2026, 6, 4), 0, id="on the first day"),
        pytest.param(date(2026, 5, 6), date(2026, 6, 4), 0, id="a day short of a month"),
        pytest.param(date(2026, 5, 5), date(2026, 6, 4), 1, id="a month"),
        pytest.param(date(2024, 6, 6), date(2026, 6, 4), 1, id="a day short of two years"),
        pytest.param(date(2024, 6, 5), date(2026, 6, 4), 2, id="two years"),
        pytest.param(date(2014, 6, 5), date(2026, 6, 4), 12, id="twelve years"),
        pytest.param(date(2013, 6, 5), date(2026, 6, 4), 12, id="thirteen years: twelve is the most"),
        pytest.param(date(2024, 2, 29), date(2026, 2, 28), 2, id="from a leap day"),
    ],
)
def test_weeks_by_complete_service(started: date, given: date, weeks: int) -> None:
    finding = statutory_notice_weeks(LAW, started, given)

    assert (finding.value, finding.grade) == (weeks, Grade.INFO)
    assert [source.name for source in finding.sources] == ["notice_weeks", "notice_most_weeks"]
    assert finding.steps


def test_a_missing_start_is_unknown_and_named() -> None:
    finding = statutory_notice_weeks(LAW, None, date(2026, 6, 4))

    assert (finding.grade, finding.value) == (Grade.UNKNOWN, None)
    assert finding.missing == ("the day employment began",)


def test_employment_that_begins_after_its_notice_is_unknown() -> None:
    finding = statutory_notice_weeks(LAW, date(2026, 6, 5), date(2026, 6, 4))

    assert finding.grade is Grade.UNKNOWN


def test_the_longer_notice_holds() -> None:
    assert notice_weeks(LAW, 8, 12).value == notice_weeks(LAW, 12, 8).value == 12
    assert notice_weeks(LAW, 8, None).grade is Grade.UNKNOWN


def test_the_day_of_the_notice_is_not_counted() -> None:
    finding = notice_end(date(2026, 6, 1), 1)

    assert finding.value == date(2026, 6, 8)
    assert ("first day counted", date(2026, 6, 2)) in finding.dates


@pytest.mark.parametrize(("weeks", "known"), [(-1, False), (0, True), (104, True), (105, False)])
def test_absurd_weeks_are_unknown(weeks: int, known: bool) -> None:
    assert (notice_end(date(2026, 6, 1), weeks).grade is Grade.INFO) is known
