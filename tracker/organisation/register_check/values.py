"""Cells read as what they mean: numbers, days, words from closed lists."""

import re
from collections.abc import Iterable
from datetime import date

from tracker.organisation.rules import Contract, PostState, StaffKind

MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), start=1
    )
}
ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T].*)?")
PARTS = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})")
NAMED = re.compile(r"(\d{1,2})[/.\- ]?([A-Za-z]{3,9})[/.\-, ]{0,2}(\d{4}|\d{2})")
CENTURY = 100
PIVOT = 69
"""Two-digit years above this are in the 1900s, as in spreadsheets."""


class UnreadableValueError(ValueError):
    """The cell does not hold what its column should; the message says what was wrong, never the value."""


def number(text: str) -> float:
    """A number, with or without thousands commas.

    >>> number("1,234.5"), number("0.8")
    (1234.5, 0.8)
    """
    try:
        value = float(text.replace(",", ""))
    except ValueError as error:
        raise UnreadableValueError("is not a number") from error
    if not 0 <= value < 1_000_000:
        raise UnreadableValueError("is not a number from 0 to 999,999")
    return round(value, 4)


def day(text: str, *, month_first: bool = False) -> date:
    """A calendar day, as 2012-03-27, 27/3/2012, 27 March 2012 or 27-Mar-12.

    >>> day("27/3/2012"), day("09/22/1986", month_first=True)
    (datetime.date(2012, 3, 27), datetime.date(1986, 9, 22))
    """
    if found := ISO.fullmatch(text):
        year, month, dom = (int(part) for part in found.groups())
    elif found := PARTS.fullmatch(text):
        dom, month, year = (int(part) for part in found.groups())
        if month_first:
            dom, month = month, dom
        year = _four_digits(year)
    elif (found := NAMED.fullmatch(text)) and found[2][:3].lower() in MONTHS:
        dom, month, year = int(found[1]), MONTHS[found[2][:3].lower()], _four_digits(int(found[3]))
    else:
        raise UnreadableValueError("is not a date such as 27/3/2012")
    try:
        return date(year, month, dom)
    except ValueError as error:
        raise UnreadableValueError("is a date that does not exist") from error


def _four_digits(year: int) -> int:
    if year >= CENTURY:
        return year
    return year + (1900 if year >= PIVOT else 2000)


def is_month_first(texts: Iterable[str]) -> bool:
    """Whether more of the column's dates exist when read month first, as in America, than day first."""
    day_first_only = month_first_only = 0
    for text in texts:
        if found := PARTS.fullmatch(text):
            first, second = int(found[1]), int(found[2])
            day_first_only += first > 12 >= second
            month_first_only += second > 12 >= first
    return month_first_only > day_first_only


STATE_WORDS: dict[str, PostState] = {
    "eliminated": PostState.DELETED,
    "deleted": PostState.DELETED,
    "abolished": PostState.DELETED,
    "disestablished": PostState.DELETED,
    "vacant": PostState.VACANT,
    "vacancy": PostState.VACANT,
    "vacant post": PostState.VACANT,
    "proposed": PostState.PROPOSED,
    "to be deleted": PostState.TO_BE_DELETED,
}


def post_state(text: str) -> PostState:
    """What the name or state cell says of the post; anybody's name, N/D or blank means that it is live.

    >>> str(post_state("'Eliminated'")), str(post_state("N/D"))
    ('deleted', 'live')
    """
    return STATE_WORDS.get(" ".join(re.sub(r"[^a-z ]", " ", text.lower()).split()), PostState.LIVE)


CONTRACT_WORDS: dict[str, Contract] = {
    **{str(kind): kind for kind in Contract},
    **dict.fromkeys(("perm", "regular", "substantive", "established", "indefinite"), Contract.PERMANENT),
    **dict.fromkeys(
        ("fixed", "ftc", "temporary", "temp", "fixedterm", "fixed term contract"), Contract.FIXED_TERM
    ),
    **dict.fromkeys(("agency worker", "contractor", "interim", "contingent"), Contract.AGENCY),
    **dict.fromkeys(("fulltime regular", "parttime regular"), Contract.PERMANENT),
    **dict.fromkeys(("", "unknown", "n d"), Contract.UNKNOWN),
}
STAFF_KIND_WORDS: dict[str, StaffKind] = {
    **{str(kind): kind for kind in StaffKind},
    **dict.fromkeys(("officer", "police", "sworn", "warranted"), StaffKind.POLICE_OFFICER),
    **dict.fromkeys(("pcso", "community support officer"), StaffKind.PCSO),
    **dict.fromkeys(("civilian", "support staff"), StaffKind.POLICE_STAFF),
    **dict.fromkeys(("", "other", "employee"), StaffKind.OTHER),
}


def _plain(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())


def contract(text: str) -> Contract | None:
    """The contract, or None for words we do not know."""
    return CONTRACT_WORDS.get(_plain(text))


def staff_kind(text: str) -> StaffKind | None:
    """The kind of staff, or None for words we do not know."""
    return STAFF_KIND_WORDS.get(_plain(text))
