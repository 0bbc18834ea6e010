"""Offers of other work and trial periods, with the boundary on both sides."""

from datetime import date

import pytest

from tracker.policy.law.findings import Grade
from tracker.policy.law.parameters import rule_book
from tracker.policy.law.trial import (
    offer_in_time,
    payment_after_refusal,
    payment_after_trial,
    trial_extension,
    trial_period,
)

LAW = rule_book()
STARTS = date(2026, 6, 1)


def test_the_trial_is_four_calendar_weeks_bank_holidays_included() -> None:
    finding = trial_period(LAW, date(2026, 5, 4))

    assert finding.known.last == date(2026, 5, 31)
    assert finding.known.calendar_days == 28
    assert finding.sources[0].name == "trial_weeks"


def test_retraining_lengthens_it_and_never_shortens_it() -> None:
    assert trial_period(LAW, STARTS, date(2026, 8, 1)).known.last == date(2026, 8, 1)
    assert trial_period(LAW, STARTS, date(2026, 6, 27)).grade is Grade.UNKNOWN


@pytest.mark.parametrize(
    ("made", "starts", "code"),
    [
        pytest.param(date(2026, 6, 30), date(2026, 7, 28), "", id="on the last days"),
        pytest.param(date(2026, 7, 1), date(2026, 7, 6), "offer_too_late", id="offered a day late"),
        pytest.param(date(2026, 6, 30), date(2026, 7, 29), "starts_too_late", id="begins a day late"),
    ],
)
def test_an_offer_is_in_time(made: date, starts: date, code: str) -> None:
    finding = offer_in_time(LAW, date(2026, 6, 30), made, starts)

    assert (finding.value, finding.code) == (not code, code)


@pytest.mark.parametrize(
    ("leaves", "suitable", "reasonable", "kept"),
    [
        pytest.param(date(2026, 6, 28), True, True, True, id="last day, reasonable"),
        pytest.param(date(2026, 6, 28), True, False, False, id="last day, not reasonable"),
        pytest.param(date(2026, 6, 28), False, None, True, id="not suitable"),
        pytest.param(date(2026, 6, 29), True, True, False, id="a day after"),
        pytest.param(date(2026, 6, 28), None, True, None, id="suitability not known"),
        pytest.param(date(2026, 6, 28), True, None, None, id="reason not known"),
        pytest.param(date(2026, 5, 31), True, True, None, id="before it began"),
        pytest.param(None, True, True, None, id="leaving date not known"),
    ],
)
def test_payment_after_leaving(
    leaves: date | None, suitable: bool | None, reasonable: bool | None, kept: bool | None
) -> None:
    finding = payment_after_trial(LAW, STARTS, leaves, suitable, reasonable)

    assert finding.value is kept
    assert (finding.grade is Grade.UNKNOWN) == (kept is None)


@pytest.mark.parametrize(
    ("suitable", "reasonable", "due"),
    [(True, False, False), (True, True, True), (False, None, True), (True, None, None), (None, False, None)],
)
def test_payment_after_refusal(suitable: bool | None, reasonable: bool | None, due: bool | None) -> None:
    assert payment_after_refusal(suitable, reasonable).value is due


def test_an_extension_needs_all_four_conditions() -> None:
    assert trial_extension(True, True, True, True).value is True
    for failing in range(4):
        met = [number != failing for number in range(4)]
        assert trial_extension(*met).value is False


def test_one_failed_condition_decides_where_others_are_not_known() -> None:
    assert trial_extension(False, True, None, None).value is False
    assert trial_extension(True, True, None, True).grade is Grade.UNKNOWN
