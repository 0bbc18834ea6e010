"""Many waits put in three numbers: the middle one, what nine in ten do not exceed, and the longest."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

NINE_TENTHS = Fraction(9, 10)
DEFINITIONS = {
    "median": "Half of the people have waited this long or less. For an even number of people it is halfway "
    "between the two in the middle.",
    "ninetieth": "Nine in ten people have waited this long or less: the shortest wait of anybody for which "
    "that is true (nearest rank, nothing in between is made up).",
    "longest": "The longest wait of anybody.",
}


@dataclass(frozen=True)
class Waits:
    """``people`` is how many waits there are; the rest is None when there are none."""

    people: int
    median: Fraction | None = None
    ninetieth: int | None = None
    longest: int | None = None


def put_together(days: Sequence[int]) -> Waits:
    """The three numbers of some waits, in days."""
    if not days:
        return Waits(0)
    ordered = sorted(days)
    return Waits(len(ordered), middle(ordered), nearest_rank(ordered, NINE_TENTHS), ordered[-1])


def middle(ordered: Sequence[int]) -> Fraction:
    """The median of waits in order; halfway between the two in the middle for an even number."""
    half = len(ordered) // 2
    if len(ordered) % 2:
        return Fraction(ordered[half])
    return Fraction(ordered[half - 1] + ordered[half], 2)


def nearest_rank(ordered: Sequence[int], share: Fraction) -> int:
    """The smallest of the waits in order that at least the share of them do not exceed."""
    rank = -(-share.numerator * len(ordered) // share.denominator)
    return ordered[max(rank, 1) - 1]
