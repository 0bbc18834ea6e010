"""Single figures: whether they may be shown by themselves. None means withheld.

These are primary rules only. Figures that stand in a table with totals also need secondary protection, as in
`heat_map.protect_heat_map`, since what is withheld here may follow from what is shown beside it.
"""

from collections.abc import Collection, Hashable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import TypeVar

from tracker.policy.disclosure.standards import ORDINARY, Standard

Name = TypeVar("Name", bound=Hashable)
Value = TypeVar("Value", int, float, Fraction)


def is_count_unsafe(count: int, standard: Standard = ORDINARY) -> bool:
    """R1."""
    return 0 < count < standard.threshold or (count == 0 and not standard.shows_zeros)


def publishable_count(count: int, standard: Standard = ORDINARY) -> int | None:
    """R1: exact, for people inside the organisation."""
    return None if is_count_unsafe(count, standard) else count


def rounded_count(count: int, standard: Standard = ORDINARY) -> int | None:
    """R1, then the nearest multiple of 5: for what leaves the building."""
    shown = publishable_count(count, standard)
    return None if shown is None else int(half_up(Fraction(shown, standard.rounding))) * standard.rounding


def unsafe_counts(
    cells: Mapping[Name, int], standard: Standard = ORDINARY, public: Collection[Name] = ()
) -> list[Name]:
    """R1 over a whole table, margins included; R3: counts that everybody knows are never unsafe."""
    return [name for name, count in cells.items() if name not in public and is_count_unsafe(count, standard)]


def publishable_share(part: int, whole: int, standard: Standard = ORDINARY) -> int | None:
    """R5: whole per cent, of 20 people or more, with neither side in 1 to t - 1."""
    if whole < standard.smallest_denominator:
        return None
    if is_count_unsafe(part, standard) or is_count_unsafe(whole - part, standard):
        return None
    return int(half_up(Fraction(100 * part, whole)))


def publishable_statistic(value: Value, roster: int, standard: Standard = ORDINARY) -> Value | None:
    """R8: Gini, top share or median, of a roster of 20 or more."""
    return value if roster >= standard.smallest_distribution else None


def merged_bins(counts: Sequence[int], standard: Standard = ORDINARY) -> list[tuple[int, int, int]] | None:
    """R8: a histogram as (first bin, last bin, count), bins joined from the tail until no bar is unsafe.

    None where there are too few people for a distribution.
    """
    if sum(counts) < standard.smallest_distribution:
        return None
    bars: list[tuple[int, int, int]] = []
    last, count = len(counts) - 1, 0
    for position in range(len(counts) - 1, -1, -1):
        count += counts[position]
        if not is_count_unsafe(count, standard):
            bars.append((position, last, count))
            last, count = position - 1, 0
    if last >= 0 and bars:  # what is left at the low end joins its neighbour
        _, end, beside = bars.pop()
        bars.append((0, end, beside + count))
    return bars[::-1]


def is_sum_unsafe(contributions: Sequence[float], standard: Standard = ORDINARY) -> bool:
    """R4 on a list of contributions: too few people, or one of them too easily estimated by another."""
    return (
        len(contributions) < standard.threshold
        or is_count_unsafe(sum(1 for c in contributions if c > 0), standard)
        or is_share_of_sum_exposed(contributions, standard.percent)
    )


def is_share_of_sum_exposed(contributions: Sequence[float], percent: int) -> bool:
    """The p % rule: the second largest, knowing itself, could estimate the largest to within p %."""
    ordered = sorted(contributions, reverse=True)
    return bool(ordered) and ordered[0] > 0 and sum(ordered[2:]) < percent / 100 * ordered[0]


def is_dominated(contributions: Sequence[float], n: int, percent: float) -> bool:
    """The (n, k) rule used elsewhere, to compare with: the n largest hold more than k % of the sum."""
    return sum(sorted(contributions, reverse=True)[:n]) > percent / 100 * sum(contributions)


def half_up(value: Fraction | float, places: int = 0) -> Decimal:
    """Rounded as people do by hand: halves away from nought. Noise beyond nine places is dropped first."""
    exact = Decimal(str(round(float(value), 9)))
    return exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
