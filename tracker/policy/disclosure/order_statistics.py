"""Medians, percentiles and longest values: each is the value of one person, or lies between two.

R8 asks for a distribution of twenty or more. That is not enough for a value near the end: the longest wait of
twenty people is one person's own. So at least the threshold of people must lie at or above the value, and as
many at or below it: a longest wait is shown only where several people share it.
"""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from tracker.policy.disclosure.heat_map import protect_heat_map
from tracker.policy.disclosure.loads import Flags, Ints, LoadCells
from tracker.policy.disclosure.standards import ORDINARY, Standard


def is_statistic_unsafe(value: int | Fraction, ordered: Sequence[int], standard: Standard = ORDINARY) -> bool:
    """Whether a median, percentile or longest value of these values, in order, must be withheld."""
    if len(ordered) < standard.smallest_distribution:
        return True
    values = np.asarray(ordered)
    below = int(np.searchsorted(values, float(value), side="right"))
    above = len(values) - int(np.searchsorted(values, float(value), side="left"))
    return min(below, above) < standard.threshold


def hidden_groups(groups: Sequence[Sequence[int]], sub_end: Ints, standard: Standard = ORDINARY) -> Flags:
    """Units whose statistics are withheld altogether, over the whole tree at once.

    ``groups`` holds the values of each unit's own people, in preorder; a unit's figure is about everybody
    beneath it. Too few people, one whose value outweighs the others, and whatever would let such a group be
    worked out from a unit above and its other parts. What is left must again be a distribution.
    """
    strict = replace(standard, threshold=standard.smallest_distribution)
    own = _cells([list(group) for group in groups])
    ends = np.asarray(sub_end, np.int64)
    beneath: list[list[int]] = [
        [value for group in groups[row:end] for value in group] for row, end in enumerate(ends.tolist())
    ]
    hidden: npt.NDArray[np.bool_] = protect_heat_map(_cells(beneath), own, ends, strict).units[:, 0]
    return hidden


def hidden_counts(counts: Sequence[int], sub_end: Ints, standard: Standard = ORDINARY) -> Flags:
    """Units whose count is withheld, over the whole tree at once. ``counts`` are of a unit's own people."""
    ends = np.asarray(sub_end, np.int64)
    before = np.concatenate([[0], np.cumsum(np.asarray(counts, np.int64))])
    rolled = before[ends] - before[np.arange(len(ends))]
    hidden: npt.NDArray[np.bool_] = protect_heat_map(
        _counted(rolled), _counted(np.asarray(counts, np.int64)), ends, standard
    ).units[:, 0]
    return hidden


def _cells(groups: list[list[int]]) -> LoadCells:
    """One column of loads from the values of each group."""
    largest = [[*sorted(group, reverse=True)[:2], 0, 0] for group in groups]
    sizes = np.array([len(group) for group in groups], np.int64)[:, None]
    return LoadCells(
        total=np.array([float(sum(group)) for group in groups])[:, None],
        person_days=sizes,
        roster=sizes,
        contributors=np.array([sum(1 for v in group if v) for group in groups], np.int64)[:, None],
        largest=np.array([float(two[0]) for two in largest])[:, None],
        second=np.array([float(two[1]) for two in largest])[:, None],
    )


def _counted(counts: Ints) -> LoadCells:
    """One column of loads in which each person carries one."""
    column = counts[:, None]
    return LoadCells(
        total=column.astype(float),
        person_days=column,
        roster=column,
        contributors=column,
        largest=(column > 0).astype(float),
        second=(column > 1).astype(float),
    )
