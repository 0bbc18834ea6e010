"""Bank and public holidays by nation, substitute days and one-off days included."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType

from tracker.policy.calendar.nations import Nation

FIRST_YEAR, LAST_YEAR = 1978, 2100
"""From 1978 the May and August days are where they are now. After the last year it is guesswork."""

_PLACES: Mapping[Nation, tuple[str, str | None]] = {
    Nation.ENGLAND: ("GB", "ENG"),
    Nation.WALES: ("GB", "WLS"),
    Nation.SCOTLAND: ("GB", "SCT"),
    Nation.NORTHERN_IRELAND: ("GB", "NIR"),
    Nation.IRELAND: ("IE", None),
    Nation.UNITED_STATES: ("US", None),
}


class CalendarError(ValueError):
    """A question that the calendar cannot answer; the message says why."""


@lru_cache(maxsize=256)
def bank_holidays(nation: Nation, year: int) -> Mapping[date, str]:
    """Weekdays that are holidays, with their names; one on a weekend shows as its substitute day."""
    if nation not in _PLACES:
        raise CalendarError(f"No bank holidays are known for {nation}: choose a nation")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise CalendarError(f"Bank holidays are known from {FIRST_YEAR} to {LAST_YEAR}, not for {year}")
    import holidays

    country, part = _PLACES[nation]
    found = holidays.country_holidays(country, subdiv=part, years=year)
    return MappingProxyType({day: found[day] for day in sorted(found) if day.weekday() < 5})
