"""Awards, redundancy pay and priority for parents, with the boundary on both sides."""

from datetime import date
from fractions import Fraction

import pytest

from tracker.policy.law.findings import Grade
from tracker.policy.law.money import pence, pounds
from tracker.policy.law.parameters import Regime, rule_book
from tracker.policy.law.priority import ParentFacts, must_offer, priority
from tracker.policy.law.protective_award import (
    award_exposure,
    award_time_limit,
    award_uplift,
    most_protected_days,
    protected_period_start,
    starting_point,
)
from tracker.policy.law.redundancy_pay import (
    modification_order_offer,
    most_redundancy_pay,
    reckonable_years,
    redundancy_pay,
    relevant_date,
    service_for_pay,
    week_pay_cap,
)

LAW = rule_book()
GB, NI = Regime.GREAT_BRITAIN, Regime.NORTHERN_IRELAND
NOW = date(2026, 10, 5)


@pytest.mark.parametrize(
    ("regime", "first", "days"),
    [
        (GB, date(2026, 4, 5), 90),
        (GB, date(2026, 4, 6), 180),
        (NI, date(2026, 4, 6), 90),
    ],
)
def test_most_days_of_an_award(regime: Regime, first: date, days: int) -> None:
    assert most_protected_days(LAW, regime, first).known == days


def test_exposure_is_rounded_once_and_never_capped() -> None:
    found = award_exposure(3, Fraction(1000), 90).known

    assert (found.each, found.total) == (1285714, 3857143)
    assert award_exposure(3, Fraction(-1), 90).grade is Grade.UNKNOWN
    assert award_exposure(3, Fraction(1), 367).grade is Grade.UNKNOWN


@pytest.mark.parametrize(
    ("amount", "expected"),
    [(Fraction(1, 200), 1), (Fraction(1, 201), 0), (Fraction(-1, 200), -1), (Fraction(5), 500)],
)
def test_halves_of_a_penny_go_away_from_nought(amount: Fraction, expected: int) -> None:
    assert pence(amount) == expected


def test_pounds_are_written_with_pence_only_where_there_are_any() -> None:
    assert (pounds(123456), pounds(100000)) == ("£1,234.56", "£1,000")


def test_without_consultation_a_tribunal_starts_at_the_most() -> None:
    assert starting_point(False, 180).known == 180
    assert starting_point(True, 180).value is None


@pytest.mark.parametrize(
    ("reengaged", "breach", "award", "percent"),
    [
        (True, True, date(2025, 1, 19), 0),
        (True, True, date(2025, 1, 20), 25),
        (True, False, date(2025, 1, 20), 0),
        (False, None, date(2025, 1, 20), 0),
    ],
)
def test_the_uplift_of_the_code(reengaged: bool, breach: bool | None, award: date, percent: int) -> None:
    found = award_uplift(LAW, reengaged, breach, award, 90).known

    assert (found.percent, found.days) == (percent, Fraction(90 * (100 + percent), 100))


def test_an_award_without_its_day_is_known_only_where_its_length_dates_it() -> None:
    assert award_uplift(LAW, True, True, None, 91).known.percent == 25
    assert award_uplift(LAW, True, True, None, 90).grade is Grade.UNKNOWN


def test_protected_period_and_time_limit() -> None:
    assert protected_period_start(date(2026, 9, 2), date(2026, 9, 1)).known == date(2026, 9, 1)
    assert protected_period_start(date(2026, 9, 1), None).known == date(2026, 9, 1)
    assert award_time_limit(LAW, date(2026, 7, 31)).known.last_day == date(2026, 10, 30)


@pytest.mark.parametrize(
    ("age", "years", "halves"),
    [
        (22, 2, 2),
        (23, 2, 3),
        (41, 2, 4),
        (42, 2, 5),
        (43, 2, 6),
        (61, 20, 60),
        (61, 21, 60),
        (40, 1, 0),
        (40, 2, 4),
    ],
)
def test_weeks_of_redundancy_pay(age: int, years: int, halves: int) -> None:
    found = redundancy_pay(LAW, age, years, Fraction(100), NOW).known

    assert (found.half_weeks, found.amount) == (halves, halves * 5000)


@pytest.mark.parametrize("week", [Fraction(750), Fraction(751), Fraction(752)])
def test_the_week_counts_up_to_the_cap(week: Fraction) -> None:
    assert redundancy_pay(LAW, 40, 2, week, NOW).known.counted_week == min(week, 751)


@pytest.mark.parametrize(("age", "years"), [(14, 2), (121, 2), (40, -1), (40, 81)])
def test_absurd_ages_and_years_are_unknown(age: int, years: int) -> None:
    assert redundancy_pay(LAW, age, years, Fraction(100), NOW).grade is Grade.UNKNOWN


def test_pay_in_northern_ireland_has_its_own_cap() -> None:
    assert [week_pay_cap(LAW, NOW, regime).known for regime in (GB, NI)] == [751, 783]
    assert most_redundancy_pay(LAW, NOW, NI).known == 30 * 783
    assert week_pay_cap(LAW, date(2019, 4, 5), NI).grade is Grade.UNKNOWN


@pytest.mark.parametrize(("last", "eligible"), [(date(2026, 5, 30), False), (date(2026, 5, 31), True)])
def test_two_years_of_service(last: date, eligible: bool) -> None:
    assert service_for_pay(LAW, date(2024, 6, 1), last).known.eligible is eligible


def test_service_that_ends_before_it_begins_is_unknown() -> None:
    assert service_for_pay(LAW, date(2026, 6, 2), date(2026, 6, 1)).grade is Grade.UNKNOWN


def test_only_short_notice_moves_the_relevant_date() -> None:
    ended = date(2026, 6, 30)

    assert relevant_date(ended, 4, date(2026, 6, 1)).known == ended
    assert relevant_date(ended, 5, date(2026, 6, 1)).known == date(2026, 7, 6)
    assert relevant_date(ended, 1, None).known == date(2026, 7, 7)


@pytest.mark.parametrize(
    ("listed", "offered", "starts", "due"),
    [
        (True, True, date(2026, 9, 28), False),
        (True, True, date(2026, 9, 29), True),
        (True, False, date(2026, 9, 28), True),
        (False, None, date(2026, 9, 28), True),
    ],
)
def test_an_offer_from_a_listed_body(listed: bool, offered: bool | None, starts: date, due: bool) -> None:
    assert modification_order_offer(LAW, listed, offered, date(2026, 8, 31), starts).known is due


def test_only_unbroken_service_with_listed_bodies_adds() -> None:
    assert reckonable_years([(True, 4), (True, 6)], 0).known == 10
    assert reckonable_years([(True, 4), (True, 6)], 1).known == 6
    assert reckonable_years([(False, 4), (True, 6)], 0).known == 10
    assert reckonable_years([(True, 4), (False, 6)], 0).known == 6


BORN = date(2025, 3, 10)


@pytest.mark.parametrize(
    ("facts", "until", "holds"),
    [
        pytest.param(ParentFacts(pregnancy_told_on=date(2024, 4, 5)), None, False, id="told a day too early"),
        pytest.param(ParentFacts(pregnancy_told_on=date(2024, 4, 6)), None, True, id="told on the first day"),
        pytest.param(ParentFacts(on_leave=True), None, True, id="on leave"),
        pytest.param(
            ParentFacts(maternity_leave_ended=date(2024, 4, 5), child_born=BORN, birth_told=True),
            None, False, id="leave ended a day too early",
        ),
        pytest.param(
            ParentFacts(maternity_leave_ended=date(2026, 3, 1), child_born=BORN, birth_told=True),
            date(2026, 9, 10), False, id="18 months from birth",
        ),
        pytest.param(
            ParentFacts(adoption_leave_ended=date(2026, 3, 1), placed=date(2025, 4, 5)),
            date(2026, 10, 5), True, id="the last day is still protected",
        ),
        pytest.param(
            ParentFacts(adoption_leave_ended=date(2026, 3, 1), placed=date(2025, 4, 4)),
            date(2026, 10, 4), False, id="the day after is not",
        ),
        pytest.param(
            ParentFacts(shared_leave_weeks=6, shared_leave_began=date(2024, 4, 5), child_born=BORN,
                        took_other_leave=False),
            None, False, id="shared leave began a day too early",
        ),
        pytest.param(
            ParentFacts(shared_leave_weeks=6, shared_leave_began=date(2026, 1, 5), child_born=BORN,
                        took_other_leave=True),
            None, False, id="maternity leave also taken",
        ),
        pytest.param(
            ParentFacts(pregnancy_told_on=date(2026, 8, 1), pregnancy_ended=date(2026, 9, 21),
                        entitled_to_leave=False),
            date(2026, 10, 5), True, id="two weeks after a loss",
        ),
    ],
)  # fmt: skip
def test_priority(facts: ParentFacts, until: date | None, holds: bool) -> None:
    found = priority(LAW, facts, NOW).known

    assert (found.until, found.holds) == (until, holds)


def test_priority_is_not_immunity() -> None:
    assert must_offer(True, 1).known is True
    assert must_offer(True, 0).known is False
    assert must_offer(False, 5).known is False
