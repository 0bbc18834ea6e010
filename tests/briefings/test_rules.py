"""Embargoes and states of briefing cards."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tracker.briefings.rules import (
    CARD_MOVES,
    CardMoveError,
    CardState,
    EmbargoError,
    check_card_move,
    embargo_moment,
    is_out,
)

NINE = datetime(2012, 7, 2, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("after", "out"),
    [
        pytest.param(timedelta(microseconds=-1), False, id="a moment before"),
        pytest.param(timedelta(0), True, id="the moment itself"),
        pytest.param(timedelta(microseconds=1), True, id="a moment after"),
    ],
)
def test_a_line_is_out_from_the_moment_its_embargo_names(after: timedelta, out: bool) -> None:
    assert is_out(NINE, NINE + after) is out


def test_a_line_without_an_embargo_is_out() -> None:
    assert is_out(None, NINE)


@pytest.mark.parametrize(
    ("day", "text", "moment"),
    [
        pytest.param(date(2012, 7, 2), "9:00", NINE, id="summer time"),
        pytest.param(date(2012, 12, 3), "9.00", datetime(2012, 12, 3, 9, tzinfo=UTC), id="winter time"),
        pytest.param(date(2012, 12, 3), "2:30pm", datetime(2012, 12, 3, 14, 30, tzinfo=UTC), id="afternoon"),
        pytest.param(date(2012, 12, 3), "9 AM", datetime(2012, 12, 3, 9, tzinfo=UTC), id="no minutes"),
        pytest.param(date(2012, 12, 3), "12:15am", datetime(2012, 12, 3, 0, 15, tzinfo=UTC), id="midnight"),
        pytest.param(date(2012, 12, 3), "12:00pm", datetime(2012, 12, 3, 12, tzinfo=UTC), id="noon"),
        pytest.param(date(2012, 12, 3), "23:59", datetime(2012, 12, 3, 23, 59, tzinfo=UTC), id="last minute"),
        pytest.param(
            date(2012, 10, 28), "1:30", datetime(2012, 10, 28, 1, 30, tzinfo=UTC), id="the second 1:30"
        ),
    ],
)
def test_a_london_time_is_read(day: date, text: str, moment: datetime) -> None:
    assert embargo_moment(day, text) == moment


@pytest.mark.parametrize(
    ("day", "text", "message"),
    [
        pytest.param(date(2012, 7, 2), "", "hours and minutes", id="nothing"),
        pytest.param(date(2012, 7, 2), "noon", "hours and minutes", id="a word"),
        pytest.param(date(2012, 7, 2), "24:00", "0:00 to 23:59", id="no such hour"),
        pytest.param(date(2012, 7, 2), "9:60", "0:00 to 23:59", id="no such minute"),
        pytest.param(date(2012, 7, 2), "13:00pm", "1 to 12", id="thirteen in the afternoon"),
        pytest.param(date(2012, 3, 25), "1:30", "an hour later", id="an hour that the clocks skip"),
    ],
)
def test_a_time_that_cannot_be_kept_to_is_refused(day: date, text: str, message: str) -> None:
    with pytest.raises(EmbargoError, match=message):
        embargo_moment(day, text)


@pytest.mark.parametrize("current", CardState)
@pytest.mark.parametrize("wanted", CardState)
def test_a_card_moves_only_as_the_table_says(current: CardState, wanted: CardState) -> None:
    if wanted in CARD_MOVES[current]:
        check_card_move(current, wanted)
    else:
        with pytest.raises(CardMoveError, match="cannot become"):
            check_card_move(current, wanted)
