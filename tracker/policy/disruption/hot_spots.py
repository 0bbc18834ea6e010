"""V4: the units that carry most, ties kept whole."""

from collections.abc import Iterable
from typing import NamedTuple


class UnitMean(NamedTuple):
    unit: str
    n: int
    mean: float


def hot_spots(rows: Iterable[UnitMean], top: int, smallest: int) -> list[tuple[int, str]]:
    """Rank and unit, heaviest first, in competition ranks (1, 2, 2, 4); units without load or with fewer than
    `smallest` people are left out. Withheld units must be taken out by the caller before they get here."""
    ordered = sorted(
        (row for row in rows if row.n >= smallest and row.mean > 0), key=lambda row: (-row.mean, row.unit)
    )
    ranked: list[tuple[int, str]] = []
    for position, row in enumerate(ordered, start=1):
        tied = position > 1 and row.mean == ordered[position - 2].mean
        ranked.append((ranked[-1][0] if tied else position, row.unit))
    return [(rank, unit) for rank, unit in ranked if rank <= top]
