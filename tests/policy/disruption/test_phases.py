"""Phases on boundary days, worked by hand and against the rules read one after the other."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.policy.disruption.random_worlds import milestones
from tracker.policy.disruption.method import Method, Phase, load_method
from tracker.policy.disruption.phases import is_end_assumed, phase_on
from tracker.policy.disruption.records import Milestones

METHOD = load_method()
WHOLE = Milestones(
    announced=date(2026, 5, 4),
    consult_start=date(2026, 6, 1),
    consult_end=date(2026, 6, 30),
    transition_start=date(2026, 8, 3),
    transition_end=date(2026, 8, 31),
)


@pytest.mark.parametrize(
    ("day", "phase"),
    [
        pytest.param(date(2026, 5, 3), None, id="day-before-announcement"),
        pytest.param(date(2026, 5, 4), Phase.ANNOUNCED, id="announcement"),
        pytest.param(date(2026, 5, 31), Phase.ANNOUNCED, id="eve-of-consultation"),
        pytest.param(date(2026, 6, 1), Phase.CONSULTATION, id="consultation-opens"),
        pytest.param(date(2026, 6, 30), Phase.CONSULTATION, id="last-day-of-consultation"),
        pytest.param(date(2026, 7, 1), Phase.AWAITING, id="consultation-closed"),
        pytest.param(date(2026, 8, 2), Phase.AWAITING, id="eve-of-transition"),
        pytest.param(date(2026, 8, 3), Phase.TRANSITION, id="transition-starts"),
        pytest.param(date(2026, 8, 31), Phase.TRANSITION, id="last-day-of-transition"),
        pytest.param(date(2026, 9, 1), Phase.SETTLING_1, id="settling"),
        pytest.param(date(2026, 11, 29), Phase.SETTLING_1, id="ninetieth-day-after"),
        pytest.param(date(2026, 11, 30), Phase.SETTLING_2, id="ninety-first-day-after"),
        pytest.param(date(2027, 2, 27), Phase.SETTLING_2, id="hundred-and-eightieth-day-after"),
        pytest.param(date(2027, 2, 28), None, id="settled"),
    ],
)
def test_phase_on_each_boundary(day: date, phase: Phase | None) -> None:
    assert phase_on(WHOLE, METHOD, day) == phase


def test_a_withdrawn_change_keeps_its_history_and_has_no_effect_from_that_day() -> None:
    withdrawn = WHOLE.overridden({"withdrawn": date(2026, 6, 15)})

    assert phase_on(withdrawn, METHOD, date(2026, 6, 14)) == Phase.CONSULTATION
    assert phase_on(withdrawn, METHOD, date(2026, 6, 15)) is None


def test_a_change_that_nobody_dates_keeps_its_people_waiting() -> None:
    undated = Milestones(
        announced=date(2026, 5, 4), consult_start=date(2026, 6, 1), consult_end=date(2026, 6, 30)
    )

    assert phase_on(undated, METHOD, date(2030, 1, 1)) == Phase.AWAITING


def test_an_assumed_last_day_is_flagged() -> None:
    assert is_end_assumed(Milestones(transition_start=date(2026, 8, 3)))
    assert not is_end_assumed(WHOLE)
    assert not is_end_assumed(Milestones(announced=date(2026, 5, 4)))


@given(dates=milestones(), offset=st.integers(-120, 900))
def test_spans_agree_with_the_rules_read_in_order(dates: Milestones, offset: int) -> None:
    day = date(2026, 1, 1) + timedelta(days=offset)

    assert phase_on(dates, METHOD, day) == by_the_rules(dates, METHOD, day)


def by_the_rules(dates: Milestones, method: Method, day: date) -> Phase | None:
    start, end = dates.transition_start, dates.transition_end
    if start is not None and end is None:
        end = start + timedelta(days=method.default_transition_days - 1)
    closes = dates.consult_end
    if dates.consult_start is not None and start is not None and closes is None:
        closes = start - timedelta(days=1)
    if dates.withdrawn is not None and day >= dates.withdrawn:
        return None
    if start is not None and end is not None and day > end:
        since, (first, second) = (day - end).days, method.settling_days
        return Phase.SETTLING_1 if since <= first else Phase.SETTLING_2 if since <= first + second else None
    if start is not None and start <= day:
        return Phase.TRANSITION
    if dates.consult_start is not None and day >= dates.consult_start:
        return Phase.CONSULTATION if closes is None or day <= closes else Phase.AWAITING
    if dates.announced is not None and day >= dates.announced:
        return Phase.ANNOUNCED
    return None
