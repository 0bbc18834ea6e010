"""New units that may be units of the register under another name: by who is in them, and by their names."""

from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher

from tracker.organisation.register_check.differences import Differences
from tracker.organisation.register_check.register import DATED, Register
from tracker.organisation.register_check.rows import CheckedRows

HALF, MOST = 0.5, 0.8
"""Shares of a unit that make two units possibly, or likely, the same."""
FEW = 3
"""Who has to be in both before their shares mean much."""
ALIKE = 0.85
"""How alike two names are, from 0 to 1, when they may be two spellings."""
MANY = 20_000
"""Pairs of names that are compared; beyond that only who is in the units tells."""


@dataclass(frozen=True)
class SameUnit:
    """A unit that empties and a new one that may be the same."""

    old_id: int
    new_id: int
    old_code: str
    new_code: str
    row: int
    sure: bool
    why: str
    before: str
    after: str


def same_units(checked: CheckedRows, register: Register, differences: Differences) -> list[SameUnit]:
    """One partner at most for each unit: whichever shares most people or posts, else a name spelt alike."""
    match = differences.units
    closing, new = set(match.closing), {place.id: code for place, code in match.new}
    if not closing or not new:
        return []
    moved, before, after = _moved(checked, register, differences)
    found: dict[int, tuple[int, bool, str]] = {}
    taken: set[int] = set()
    for (old, made), both in sorted(moved.items(), key=lambda item: (-item[1], item[0])):
        share = min(both / before[old], both / after[made])
        telling = both >= FEW or _alike(match.names[old], match.names[made], HALF)
        free = old in closing and made in new and made not in found and old not in taken
        if free and telling and share >= HALF:
            sure = share >= MOST and both >= FEW
            found[made] = (old, sure, _in_words(both, before[old]))
            taken.add(old)
    for made in new if len(new) * len(closing) <= MANY else ():
        for old in sorted(closing - taken):
            if (
                made not in found
                and _alike(match.names[old], match.names[made], ALIKE)
                and not moved[old, made]
            ):
                found[made] = (old, False, "A name spelt alike")
                taken.add(old)
    rows = {code: unit.row for code, unit in checked.units.items()}
    return [
        SameUnit(
            old,
            made,
            register.units[old].code,
            new[made],
            rows.get(new[made], 0),
            sure,
            why,
            match.names[old],
            match.names[made],
        )
        for made, (old, sure, why) in found.items()
    ]


def _in_words(both: int, before: int) -> str:
    if both < before:
        return f"{both:,} of the {before:,} in the old unit are in the new one"
    return (
        f"All {before:,} in the old unit are in the new one"
        if before > 1
        else "The one in it is in the new one"
    )


def _alike(one: str, other: str, least: float) -> bool:
    return SequenceMatcher(None, one.casefold(), other.casefold()).ratio() >= least


def _moved(
    checked: CheckedRows, register: Register, differences: Differences
) -> tuple[Counter[tuple[int, int]], Counter[int], Counter[int]]:
    """From which unit to which how many went; how many each old unit had, and each new one has."""
    place = DATED[checked.kind].index("unit")
    before = Counter(e.dated[place] for e in register.entries.values() if e.period_id is not None)
    after = Counter(differences.units.ids[code] for code in checked.values["unit"])
    moved = Counter(
        (row.entry.dated[place], row.dated[place]) for row in differences.altered if row.dated_differs
    )
    return moved, before, after
