"""What a file of past disputes has to hold, checked on plain columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "employer": ("employer", "employer name"),
    "union": ("union", "union name", "trade union"),
    "case_number": ("case number", "case"),
    "sector": ("industry", "sector"),
    "place": ("city, state", "place", "town"),
    "people_out": ("# idled", "people out", "workers involved"),
    "unit_size": ("bu", "bargaining unit size", "unit size"),
    "began_on": ("start date", "began", "began on"),
    "ended_on": ("end date", "ended", "ended on"),
}
"""The headings, in small letters, under which each field is found; the first of them is named to people."""
NEEDED = ("employer", "union", "began_on")
LONGEST = {"employer": 200, "union": 200, "case_number": 60, "sector": 200, "place": 200}
DAYS, NUMBERS = ("began_on", "ended_on"), ("people_out", "unit_size")
WORDS = {
    "employer": "employer",
    "union": "union",
    "case_number": "case number",
    "sector": "industry",
    "place": "place",
    "people_out": "number of people out",
    "unit_size": "size of the bargaining unit",
    "began_on": "start date",
    "ended_on": "end date",
}
FIRST_DAY, MOST_PEOPLE = date(1800, 1, 1), 10_000_000
PATTERN_OF = 3
"""Disputes of the same union, or at the same employer, that make a pattern."""


@dataclass(frozen=True)
class Wrong:
    """What is wrong with a row, as a spreadsheet counts it, and what to do."""

    row: int
    what: str


class NoSuchFileError(Exception):
    """The table is no list of disputes; the message says which column is missing."""


def found_columns(headings: Sequence[str]) -> dict[str, int]:
    """Where each field stands in the file. Raises ``NoSuchFileError``."""
    plain = [" ".join(heading.casefold().split()) for heading in headings]
    places = {
        name: next((plain.index(each) for each in accepted if each in plain), None)
        for name, accepted in HEADINGS.items()
    }
    missing = [name for name in NEEDED if places[name] is None]
    if missing:
        named = " and ".join(f"“{HEADINGS[name][0].capitalize()}”" for name in missing)
        raise NoSuchFileError(f"The file has no column called {named}: add it, then choose the file again")
    return {name: place for name, place in places.items() if place is not None}


def checked(
    headings: Sequence[str], columns: Sequence[Sequence[str]], rows: Sequence[int], today: date
) -> tuple[list[dict[str, Any]], list[Wrong]]:
    """Every row as values, or what is wrong with them, by row. Days are ISO; blank optional cells are None.

    ``columns``: one list of texts per heading, ``rows``: their numbers in the file.
    """
    import pandas as pd

    places = found_columns(headings)
    table = pd.DataFrame({name: pd.Series(columns[place], dtype="str") for name, place in places.items()})
    for name in HEADINGS:
        if name not in table:
            table[name] = ""
    wrong: list[Wrong] = []

    def refuse(faulty: "pd.Series[bool]", what: str) -> None:
        wrong.extend(Wrong(rows[place], what) for place in table.index[faulty])

    for name in NEEDED:
        refuse(table[name] == "", f"There is no {WORDS[name]}: enter it")
    for name, longest in LONGEST.items():
        refuse(table[name].str.len() > longest, f"The {WORDS[name]} is too long: use {longest} characters")
    values: dict[str, list[Any]] = {name: table[name].tolist() for name in HEADINGS}
    day = {
        name: pd.to_datetime(table[name].str.slice(0, 10), format="%Y-%m-%d", errors="coerce")
        for name in DAYS
    }
    for name in DAYS:
        refuse((table[name] != "") & day[name].isna(), f"The {WORDS[name]} is no date such as 2003-09-27")
        outside = (day[name] > pd.Timestamp(today)) | (day[name] < pd.Timestamp(FIRST_DAY))
        refuse(outside, f"The {WORDS[name]} is not in the past: correct it")
        values[name] = day[name].dt.date.where(day[name].notna(), None).tolist()
    refuse(day["ended_on"] < day["began_on"], "The end date is before the start date: correct one of them")
    for name in NUMBERS:
        number = pd.to_numeric(table[name].str.replace(",", ""), errors="coerce")
        unsound = number.isna() | (number % 1 != 0) | (number < 0) | (number > MOST_PEOPLE)
        refuse((table[name] != "") & unsound, f"The {WORDS[name]} is no whole number of people")
        values[name] = [None if bad else int(each) for each, bad in zip(number, unsound, strict=True)]
    records = [dict(zip(values, cells, strict=True)) for cells in zip(*values.values(), strict=True)]
    return records, sorted(wrong, key=lambda each: each.row)
