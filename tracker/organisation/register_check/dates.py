"""Days as files write them. A column whose days can be read two ways is asked about, never guessed."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from tracker.organisation.register_check.values import NotStatedError, UnreadableValueError

MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T].*)?")
PARTS = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})(?: \d{1,2}:\d{2}(?::\d{2})?)?")
NAMED = re.compile(r"(\d{1,2})[/.\- ]?([A-Za-z]{3,9})[/.\-, ]{0,2}(\d{4}|\d{2})")
SERIAL = re.compile(r"([1-9]\d{4})(?:\.\d+)?")
FIRST_SERIAL = date(1899, 12, 30)
"""The day that spreadsheets count 0, so that their days from March 1900 on come out right."""
LAST_SERIAL = 73_050
"""The last day of 2099."""
CENTURY = 100
PIVOT = 69
"""Two-digit years above this are in the 1900s, as in spreadsheets."""
MONTHS_IN_A_YEAR = 12
SHOWN = 3


class DateOrder(StrEnum):
    """How 3/4/2012 is read."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"
    UNKNOWN = "not known"


def day(text: str, order: DateOrder = DateOrder.DAY_FIRST, *, serial: bool = False) -> date:
    """A calendar day, as 2012-03-27, 27/3/2012, 27 March 2012 or 27-Mar-12.

    ``order`` counts only where both readings exist. ``serial``: also as a spreadsheet counts days.

    >>> day("3/4/2012", DateOrder.MONTH_FIRST), day("40995", serial=True)
    (datetime.date(2012, 3, 4), datetime.date(2012, 3, 27))
    """
    if found := ISO.fullmatch(text):
        year, month, dom = (int(part) for part in found.groups())
    elif found := PARTS.fullmatch(text):
        dom, month, year = (int(part) for part in found.groups())
        if _either(dom, month):
            if order is DateOrder.UNKNOWN:
                raise NotStatedError("can be read as two days; left empty")
            if order is DateOrder.MONTH_FIRST:
                dom, month = month, dom
        elif month > MONTHS_IN_A_YEAR >= dom:
            dom, month = month, dom
        year = _four_digits(year)
    elif (found := NAMED.fullmatch(text)) and found[2][:3].lower() in MONTHS:
        dom, month, year = int(found[1]), MONTHS[found[2][:3].lower()], _four_digits(int(found[3]))
    elif serial and (found := SERIAL.fullmatch(text)) and int(found[1]) <= LAST_SERIAL:
        return FIRST_SERIAL + timedelta(days=int(found[1]))
    else:
        raise UnreadableValueError("is not a date such as 27/3/2012")
    try:
        return date(year, month, dom)
    except ValueError as error:
        raise UnreadableValueError("is a date that does not exist") from error


def _either(first: int, second: int) -> bool:
    return first != second and max(first, second) <= MONTHS_IN_A_YEAR


def _four_digits(year: int) -> int:
    if year >= CENTURY:
        return year
    return year + (1900 if year >= PIVOT else 2000)


@dataclass(frozen=True)
class DateColumn:
    """What a column's days say of their order: examples of those that exist both ways, or one way alone."""

    either: list[str] = field(default_factory=list)
    count: int = 0
    day_first: str = ""
    month_first: str = ""

    @classmethod
    def of(cls, texts: Iterable[str]) -> "DateColumn":
        """Read from all the column's cells."""
        either: dict[str, None] = {}
        count, day_first, month_first = 0, "", ""
        for text, times in Counter(texts).items():
            if not (found := PARTS.fullmatch(text)):
                continue
            first, second = int(found[1]), int(found[2])
            if _either(first, second):
                count += times
                if len(either) < SHOWN:
                    either[text] = None
            elif first > MONTHS_IN_A_YEAR >= second:
                day_first = day_first or text
            elif second > MONTHS_IN_A_YEAR >= first:
                month_first = month_first or text
        return cls(list(either), count, day_first, month_first)

    @property
    def order(self) -> DateOrder | None:
        """The order that the column itself proves; None where only a person can know."""
        if not self.either:
            return DateOrder.DAY_FIRST
        if bool(self.day_first) == bool(self.month_first):
            return None
        return DateOrder.DAY_FIRST if self.day_first else DateOrder.MONTH_FIRST

    def as_dict(self) -> dict[str, Any]:
        """Plain values to keep with the import."""
        return asdict(self)


def in_words(each: date) -> str:
    """A day that cannot be misread."""
    return f"{each.day} {each:%B %Y}"
