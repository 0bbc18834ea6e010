"""Filters: dates as London reads them, money, counts."""

import doctest
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from tracker.web import templating


def test_the_examples_in_the_docstrings_hold() -> None:
    found = doctest.testmod(templating)

    assert found.failed == 0
    assert found.attempted >= 10


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        pytest.param(
            datetime(2011, 3, 27, 0, 59, tzinfo=UTC), "27 March 2011 at 12:59am", id="before the clocks"
        ),
        pytest.param(
            datetime(2011, 3, 27, 1, 0, tzinfo=UTC), "27 March 2011 at 2:00am", id="clocks go forward"
        ),
        pytest.param(
            datetime(2026, 7, 31, 23, 30, tzinfo=UTC), "1 August 2026 at 12:30am", id="next day in summer"
        ),
        pytest.param(
            datetime(2026, 12, 1, 12, 0, tzinfo=UTC), "1 December 2026 at 12:00pm", id="noon in winter"
        ),
        pytest.param(
            datetime(2026, 1, 1, 1, 0, tzinfo=timezone(timedelta(hours=2))),
            "31 December 2025 at 11:00pm",
            id="from another zone",
        ),
    ],
)
def test_a_moment_is_shown_by_the_london_clock(moment: datetime, shown: str) -> None:
    assert templating.datetime(moment) == shown
    assert templating.date(moment) == shown.split(" at ", maxsplit=1)[0]


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(templating.NaiveTimeError):
        templating.datetime(datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None))


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        (9_999, "£9,999"),
        (10_000, "£10,000"),
        (999_499, "£999,000"),
        (999_500, "£1m"),
        (1_250_000, "£1.3m"),
        (126_000_000, "£126m"),
        (999_949_999, "£999.9m"),
        (999_950_000, "£1bn"),
        (-2_500_000, "-£2.5m"),
        (Decimal("12.5"), "£12.50"),
    ],
)
def test_pounds_for_a_headline(amount: int | Decimal, shown: str) -> None:
    assert templating.pounds_short(amount) == shown


@pytest.mark.parametrize(
    ("number", "pages", "window"),
    [
        (1, 1, [1]),
        (1, 2, [1, 2]),
        (1, 9, [1, 2, None, 9]),
        (3, 9, [1, 2, 3, 4, None, 9]),
        (4, 9, [1, 2, 3, 4, 5, None, 9]),
        (5, 9, [1, None, 4, 5, 6, None, 9]),
        (6, 9, [1, None, 5, 6, 7, 8, 9]),
        (9, 9, [1, None, 8, 9]),
    ],
)
def test_the_page_window_bridges_a_gap_of_one(number: int, pages: int, window: list[int | None]) -> None:
    assert templating.page_window(number, pages) == window


@pytest.mark.parametrize("show", [templating.date, templating.datetime, templating.month, templating.number])
def test_nothing_is_shown_as_a_dash(show: object) -> None:
    assert callable(show)
    assert show(None) == "–"


def test_a_status_has_one_colour_however_it_is_written() -> None:
    assert {templating.status_colour(word) for word in ("at risk", "At_Risk", "AT RISK")} == {"orange"}
    assert templating.status_colour("never heard of") == "grey"


def test_a_withheld_count_is_not_a_number() -> None:
    assert templating.pluralise(None, "person", "people") == "a withheld number of people"
