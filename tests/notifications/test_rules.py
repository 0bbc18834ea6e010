"""When digests go out and which reminder a deadline has reached."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tracker.notifications.rules import (
    GIVE_UP,
    LATE,
    Frequency,
    given_up,
    last_digest,
    next_try,
    reminder_reached,
)

FRIDAY = date(2026, 11, 27)


@pytest.mark.parametrize(
    ("frequency", "moment", "expected"),
    [
        pytest.param(
            Frequency.DAILY,
            datetime(2026, 7, 1, 5, 59, tzinfo=UTC),
            datetime(2026, 6, 30, 6, tzinfo=UTC),
            id="summer, before seven",
        ),
        pytest.param(
            Frequency.DAILY,
            datetime(2026, 7, 1, 6, tzinfo=UTC),
            datetime(2026, 7, 1, 6, tzinfo=UTC),
            id="summer, seven",
        ),
        pytest.param(
            Frequency.DAILY,
            datetime(2026, 12, 1, 6, 59, tzinfo=UTC),
            datetime(2026, 11, 30, 7, tzinfo=UTC),
            id="winter, before seven",
        ),
        pytest.param(
            Frequency.WEEKLY,
            datetime(2026, 11, 30, 6, 59, tzinfo=UTC),
            datetime(2026, 11, 23, 7, tzinfo=UTC),
            id="Monday before seven",
        ),
        pytest.param(
            Frequency.WEEKLY,
            datetime(2026, 12, 6, 12, tzinfo=UTC),
            datetime(2026, 11, 30, 7, tzinfo=UTC),
            id="Sunday",
        ),
    ],
)
def test_a_digest_goes_out_at_seven_in_london(
    frequency: Frequency, moment: datetime, expected: datetime
) -> None:
    assert last_digest(frequency, moment) == expected


def test_at_once_is_now_and_never_is_not_at_all() -> None:
    moment = datetime(2026, 11, 26, 9, tzinfo=UTC)

    assert last_digest(Frequency.AT_ONCE, moment) == moment
    assert last_digest(Frequency.NEVER, moment) is None


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        pytest.param(date(2026, 12, 14), None, id="eleven working days"),
        pytest.param(date(2026, 12, 11), 10, id="ten"),
        pytest.param(date(2026, 12, 7), 10, id="six"),
        pytest.param(date(2026, 12, 4), 5, id="five"),
        pytest.param(date(2026, 12, 1), 5, id="two"),
        pytest.param(date(2026, 11, 30), 1, id="the next working day"),
        pytest.param(FRIDAY, 1, id="the day itself"),
        pytest.param(date(2026, 11, 26), LATE, id="the day after"),
    ],
)
def test_reminders_count_working_days(due: date, expected: int | None) -> None:
    assert reminder_reached(due, FRIDAY) == expected


def test_bank_holidays_are_no_working_days() -> None:
    assert reminder_reached(date(2026, 12, 29), date(2026, 12, 24)) == 1


def test_a_mail_is_tried_less_and_less_often_and_then_given_up() -> None:
    moment = datetime(2026, 11, 26, 9, tzinfo=UTC)

    waits = [next_try(attempts, moment) - moment for attempts in (1, 2, 3, 4, 9)]

    assert waits == [timedelta(minutes=minutes) for minutes in (5, 15, 60, 240, 240)]
    assert not given_up(moment, moment + GIVE_UP - timedelta(seconds=1))
    assert given_up(moment, moment + GIVE_UP)
