"""What several releases tell together: groups of people that are in exactly the same ones (2.6)."""

from collections import defaultdict
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from tracker.policy.disclosure.audit import Need, bounds
from tracker.policy.disclosure.standards import Standard
from tracker.policy.disclosure.table import Table

_EVERYTHING = "everything"


@dataclass(frozen=True)
class Exposed:
    """A small group that a reader can count by taking releases from one another."""

    inside: tuple[str, ...]
    outside: tuple[str, ...]
    size: int
    lo: float
    hi: float


def exposed_groups(releases: Mapping[str, frozenset[Hashable]], standard: Standard) -> list[Exposed]:
    """Groups of 1 to t - 1 people whose number follows from the counts of the releases, smallest first.

    ``releases``: the members behind each released count, whatever its measure was. An empty answer means that
    releasing all of them is safe by R6.
    """
    atoms: defaultdict[tuple[str, ...], int] = defaultdict(int)
    within: defaultdict[Hashable, list[str]] = defaultdict(list)
    for name, members in releases.items():
        for member in members:
            within[member].append(name)
    for names in within.values():
        atoms[tuple(names)] += 1
    small = [atom for atom, size in atoms.items() if 0 < size < standard.threshold]
    if not small:
        return []
    table = _as_table(releases, atoms)
    found = bounds(table, [*atoms, _EVERYTHING], small)
    need = Need(
        float("inf") if standard.shows_zeros else 0.0,
        float(standard.threshold),
        float(standard.threshold) if standard.shows_zeros else 0.0,
    )
    return sorted(
        (
            Exposed(
                atom,
                tuple(name for name in releases if name not in atom),
                atoms[atom],
                found[atom].lo,
                found[atom].hi,
            )
            for atom in small
            if not need.is_met(found[atom])
        ),
        key=lambda one: (one.size, one.inside),
    )


def _as_table(releases: Mapping[str, frozenset[Hashable]], atoms: Mapping[tuple[str, ...], int]) -> Table:
    """Releases as totals of the groups they are made of."""
    values: dict[Any, float] = {atom: float(size) for atom, size in atoms.items()}
    relations: list[tuple[Any, list[Any]]] = []
    for name in releases:
        parts = [atom for atom in atoms if name in atom]
        values[name] = sum(values[part] for part in parts)
        relations.append((name, parts))
    values[_EVERYTHING] = sum(atoms.values())
    relations.append((_EVERYTHING, list(atoms)))
    return Table(values, relations, _EVERYTHING)
