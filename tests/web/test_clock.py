from datetime import UTC, datetime, timedelta, timezone

import pytest

from tracker.web.clock import london, london_day


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2012, 7, 1, 22, 59, 59, tzinfo=UTC),
        datetime(2012, 7, 1, 23, 0, tzinfo=UTC),
        datetime(2012, 1, 1, 23, 30, tzinfo=UTC),
        datetime(1970, 1, 1, 23, 30, tzinfo=UTC),
        datetime(2012, 7, 1, 1, 0, tzinfo=timezone(timedelta(hours=5))),
    ],
)
def test_the_quicker_day_is_the_day_on_londons_clocks(moment: datetime) -> None:
    assert london_day(moment) == london(moment).date()
