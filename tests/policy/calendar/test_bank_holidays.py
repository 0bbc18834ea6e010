"""Bank holidays by nation, against the days that were officially announced."""

from datetime import date

import pytest

from tracker.policy.calendar.bank_holidays import CalendarError, bank_holidays
from tracker.policy.calendar.nations import Nation

ENGLAND, WALES, SCOTLAND = Nation.ENGLAND, Nation.WALES, Nation.SCOTLAND
NORTH, IRELAND = Nation.NORTHERN_IRELAND, Nation.IRELAND
UK = (ENGLAND, WALES, SCOTLAND, NORTH)


def days(nation: Nation, year: int) -> list[str]:
    return [f"{day:%d %b}" for day in bank_holidays(nation, year)]


@pytest.mark.parametrize("nation", [ENGLAND, WALES])
@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (2009, "01 Jan,10 Apr,13 Apr,04 May,25 May,31 Aug,25 Dec,28 Dec"),
        (2010, "01 Jan,02 Apr,05 Apr,03 May,31 May,30 Aug,27 Dec,28 Dec"),
        (2011, "03 Jan,22 Apr,25 Apr,29 Apr,02 May,30 May,29 Aug,26 Dec,27 Dec"),
        (2012, "02 Jan,06 Apr,09 Apr,07 May,04 Jun,05 Jun,27 Aug,25 Dec,26 Dec"),
        (2013, "01 Jan,29 Mar,01 Apr,06 May,27 May,26 Aug,25 Dec,26 Dec"),
        (2016, "01 Jan,25 Mar,28 Mar,02 May,30 May,29 Aug,26 Dec,27 Dec"),
        (2020, "01 Jan,10 Apr,13 Apr,08 May,25 May,31 Aug,25 Dec,28 Dec"),
        (2021, "01 Jan,02 Apr,05 Apr,03 May,31 May,30 Aug,27 Dec,28 Dec"),
        (2022, "03 Jan,15 Apr,18 Apr,02 May,02 Jun,03 Jun,29 Aug,19 Sep,26 Dec,27 Dec"),
        (2023, "02 Jan,07 Apr,10 Apr,01 May,08 May,29 May,28 Aug,25 Dec,26 Dec"),
        (2026, "01 Jan,03 Apr,06 Apr,04 May,25 May,31 Aug,25 Dec,28 Dec"),
        (2027, "01 Jan,26 Mar,29 Mar,03 May,31 May,30 Aug,27 Dec,28 Dec"),
    ],
)
def test_england_and_wales(nation: Nation, year: int, expected: str) -> None:
    assert ",".join(days(nation, year)) == expected


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (2010, "01 Jan,04 Jan,02 Apr,03 May,31 May,02 Aug,30 Nov,27 Dec,28 Dec"),
        (2011, "03 Jan,04 Jan,22 Apr,29 Apr,02 May,30 May,01 Aug,30 Nov,26 Dec,27 Dec"),
        (2012, "02 Jan,03 Jan,06 Apr,07 May,04 Jun,05 Jun,06 Aug,30 Nov,25 Dec,26 Dec"),
        (2022, "03 Jan,04 Jan,15 Apr,02 May,02 Jun,03 Jun,01 Aug,19 Sep,30 Nov,26 Dec,27 Dec"),
        (2024, "01 Jan,02 Jan,29 Mar,06 May,27 May,05 Aug,02 Dec,25 Dec,26 Dec"),
        (2027, "01 Jan,04 Jan,26 Mar,03 May,31 May,02 Aug,30 Nov,27 Dec,28 Dec"),
    ],
)
def test_scotland_has_2_january_and_saint_andrew_and_no_easter_monday(year: int, expected: str) -> None:
    assert ",".join(days(SCOTLAND, year)) == expected


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (2009, "01 Jan,17 Mar,10 Apr,13 Apr,04 May,25 May,13 Jul,31 Aug,25 Dec,28 Dec"),
        (2012, "02 Jan,19 Mar,06 Apr,09 Apr,07 May,04 Jun,05 Jun,12 Jul,27 Aug,25 Dec,26 Dec"),
        (2026, "01 Jan,17 Mar,03 Apr,06 Apr,04 May,25 May,13 Jul,31 Aug,25 Dec,28 Dec"),
    ],
)
def test_northern_ireland_has_saint_patrick_and_the_boyne(year: int, expected: str) -> None:
    assert ",".join(days(NORTH, year)) == expected


@pytest.mark.parametrize("nation", UK)
@pytest.mark.parametrize(
    "one_off",
    [
        pytest.param(date(2011, 4, 29), id="royal wedding"),
        pytest.param(date(2012, 6, 5), id="diamond jubilee"),
        pytest.param(date(2020, 5, 8), id="75 years of victory in Europe"),
        pytest.param(date(2022, 6, 3), id="platinum jubilee"),
        pytest.param(date(2022, 9, 19), id="state funeral"),
        pytest.param(date(2023, 5, 8), id="coronation"),
    ],
)
def test_one_off_days_hold_in_the_whole_kingdom(nation: Nation, one_off: date) -> None:
    assert one_off in bank_holidays(nation, one_off.year)


def test_ireland_has_its_own_days() -> None:
    assert "06 Feb" in days(IRELAND, 2023)
    assert "06 Feb" not in days(ENGLAND, 2023)


@pytest.mark.parametrize("nation", [*UK, IRELAND])
def test_only_weekdays_are_given(nation: Nation) -> None:
    found = [day for year in range(2009, 2028) for day in bank_holidays(nation, year)]

    assert len(found) > 140
    assert [day for day in found if day.weekday() > 4] == []


@pytest.mark.parametrize("nation", [Nation.ELSEWHERE, Nation.EUROPEAN_UNION])
def test_an_unknown_nation_has_no_calendar(nation: Nation) -> None:
    with pytest.raises(CalendarError, match="choose a nation"):
        bank_holidays(nation, 2026)


@pytest.mark.parametrize(("year", "known"), [(1977, False), (1978, True), (2100, True), (2101, False)])
def test_years_outside_the_calendar_are_refused(year: int, known: bool) -> None:
    if known:
        assert bank_holidays(ENGLAND, year)
        return

    with pytest.raises(CalendarError, match="1978 to 2100"):
        bank_holidays(ENGLAND, year)
