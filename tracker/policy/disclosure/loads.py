"""Tables of loads with what is needed to judge whether they may be shown (R4)."""

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from tracker.policy.disclosure.standards import Standard

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

NOISE = 1e-9


@dataclass(frozen=True)
class LoadCells:
    """Arrays of one shape, by unit and month.

    `contributors` is the number of people with any load, `largest` and `second` the two largest loads of a
    person, all in the unit of `total`.
    """

    total: Floats
    person_days: Ints
    roster: Ints
    contributors: Ints
    largest: Floats
    second: Floats

    def __getitem__(self, where: Any) -> "LoadCells":
        return LoadCells(**{name: column[where] for name, column in vars(self).items()})

    def __setitem__(self, where: Any, other: "LoadCells") -> None:
        for name, column in vars(self).items():
            column[where] = getattr(other, name)

    @property
    def present(self) -> Flags:
        """Whether anybody was there at all."""
        return (self.person_days > 0) | (self.roster > 0)


def stacked(*tables: LoadCells) -> LoadCells:
    """One above the other, copied."""
    return LoadCells(
        **{
            field.name: np.concatenate([getattr(t, field.name) for t in tables])
            for field in fields(LoadCells)
        }
    )


def unsafe_loads(cells: LoadCells, standard: Standard) -> Flags:
    """R4 for sums and means alike: a mean beside its headcount is the sum.

    Too few people, too few people who carry anything, or one who can be estimated to within p %.
    """
    few = (cells.roster < standard.threshold) & cells.present
    thin = (cells.contributors < standard.threshold) & (cells.contributors > 0)
    rest = cells.total - cells.largest - cells.second
    exposed = (cells.largest > 0) & (rest < (standard.percent / 100 - NOISE) * cells.largest)
    unsafe: Flags = few | thin | exposed
    if not standard.shows_zeros:
        unsafe |= cells.present & (cells.contributors == 0)
    return unsafe


def groups_together(cells: LoadCells, chosen: Flags, first: Ints) -> LoadCells:
    """The chosen cells of each group of rows put together; `first` is where each group begins.

    People in two of them in one month count twice here, which can only happen in the month of a move.
    """
    sums = {
        name: np.add.reduceat(np.where(chosen, getattr(cells, name), 0), first, axis=0)
        for name in ("total", "person_days", "roster", "contributors")
    }
    largest, second = two_largest(
        np.where(chosen, cells.largest, 0), np.where(chosen, cells.second, 0), first
    )
    return LoadCells(**sums, largest=largest, second=second)


def two_largest(largest: Floats, second: Floats, first: Ints) -> tuple[Floats, Floats]:
    """The two largest values in each group of rows, given the two largest of each row."""
    top: Floats = np.maximum.reduceat(largest, first, axis=0)
    sizes = np.diff(np.append(first, len(largest)))
    is_top = largest == np.repeat(top, sizes, axis=0)
    ties = np.add.reduceat(is_top, first, axis=0, dtype=np.int64)
    runner_up = np.maximum.reduceat(np.where(is_top, second, largest), first, axis=0)
    return top, np.where(ties > 1, top, runner_up)
