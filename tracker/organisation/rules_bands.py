"""Bands of grades as they are typed, on plain values: one on each line, its name, a colon, its grades."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

FEWEST = 2
"""Grades of one band at the least: a band of one grade would tell the grade."""
LONGEST_NAME = 60


@dataclass(frozen=True)
class Band:
    """A band and its grades in the order typed."""

    name: str
    grades: tuple[str, ...]


def as_lines(bands: Sequence[Band]) -> str:
    """The bands as they are typed.

    >>> as_lines([Band("Lower", ("Scale 1", "Scale 2")), Band("Upper", ("PO1", "PO2"))])
    'Lower: Scale 1, Scale 2\\nUpper: PO1, PO2'
    """
    return "\n".join(f"{band.name}: {', '.join(band.grades)}" for band in bands)


def read_lines(text: str, known: Collection[str]) -> tuple[list[Band], list[str]]:
    """The bands in what was typed, and what is wrong with it. ``known`` are the grades of the register.

    A grade may itself hold commas: the longest run of parts that is a grade is taken for one.
    """
    by_key = {_key(grade): grade for grade in known}
    bands: list[Band] = []
    wrong: list[str] = []
    taken: dict[str, str] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        name, colon, rest = (part.strip() for part in line.partition(":"))
        if not colon or not name:
            wrong.append(f"Enter a name and a colon before the grades of “{line[:40]}”")
            continue
        if len(name) > LONGEST_NAME:
            wrong.append(f"Use {LONGEST_NAME} characters or fewer for the name “{name[:40]}…”")
        if _key(name) in {_key(band.name) for band in bands}:
            wrong.append(f"Put all grades of “{name}” on one line")
        if _key(name) in by_key:
            wrong.append(f"Name the band “{name}” otherwise: a grade is called so")
        grades, unknown = _grades(rest, by_key)
        wrong += [f"No grade on the register is called “{grade}”" for grade in unknown]
        wrong += [
            f"Put “{grade}” in one band: it is in “{taken[grade]}” too" for grade in grades if grade in taken
        ]
        taken |= dict.fromkeys(grades, name)
        if not unknown and len(set(grades)) < FEWEST:
            wrong.append(f"Put at least {FEWEST} grades in “{name}”: a band of one tells the grade")
        bands.append(Band(name, tuple(dict.fromkeys(grades))))
    return bands, wrong


def _grades(text: str, by_key: dict[str, str]) -> tuple[list[str], list[str]]:
    parts = [part.strip() for part in text.split(",") if part.strip()]
    found: list[str] = []
    unknown: list[str] = []
    while parts:
        for length in range(len(parts), 0, -1):
            grade = by_key.get(_key(", ".join(parts[:length])))
            if grade is not None:
                found.append(grade)
                parts = parts[length:]
                break
        else:
            unknown.append(parts.pop(0))
    return found, unknown


def _key(words: str) -> str:
    """Letter case and blanks do not matter."""
    return " ".join(words.casefold().split())
