"""The last twelve months and the next twelve by unit: which units carry most, and because of what.

Everything here is worked out from the figures that the heat map prints. What is withheld there is withheld
here, and nothing can be told from this page that the map does not tell.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np

from tracker.disruption.cell_page import titles
from tracker.disruption.queries import Computed, tops
from tracker.disruption.rules import YEAR, Trend, month_date, share_words, trend_of
from tracker.organisation.rules import TreeUnit
from tracker.policy.access.viewer import Viewer
from tracker.policy.disclosure.standards import ORDINARY
from tracker.policy.disruption.drivers import drivers
from tracker.policy.disruption.hot_spots import UnitMean, hot_spots

MOST_DRIVERS = 3


@dataclass(frozen=True)
class UnitYears:
    """A unit's upheaval-days a person over twelve months each way; None where a month of them is withheld.

    ``rank`` is among the units with a figure ahead, ties kept whole; None without one or without load.
    """

    row: int
    unit: TreeUnit
    rank: int | None
    back: float | None
    ahead: float | None

    @property
    def trend(self) -> Trend | None:
        """How next year compares with last year, None where either is not known."""
        return None if self.back is None or self.ahead is None else trend_of(self.back, self.ahead)


def years(found: Computed, viewer: Viewer) -> list[UnitYears]:
    """Every unit the viewer sees that had staff in these months, heaviest ahead first; unknown ones last.

    ``found`` holds twenty-four months, the present one twelfth.
    """
    days = np.diff(found.calculation.horizon.starts)
    printed = np.round(found.shown, 2)  # what a cell of the map says
    units = found.world.units
    seen = [row for top in tops(found, viewer) for row in range(top, units[top].subtree_end)]
    rows = [row for row in seen if found.present[row] and found.assessed[row]]
    back = {row: _sum(printed[row, :YEAR], days[:YEAR]) for row in rows}
    ahead = {row: _sum(printed[row, YEAR:], days[YEAR:]) for row in rows}
    rank_of = {
        int(name): rank
        for rank, name in hot_spots(
            (UnitMean(str(row), ORDINARY.threshold, load) for row, load in ahead.items() if load is not None),
            top=len(rows),
            smallest=ORDINARY.threshold,
        )
    }
    told = [UnitYears(row, units[row], rank_of.get(row), back[row], ahead[row]) for row in rows]
    return sorted(told, key=lambda each: (-_order(each.ahead), each.unit.name, each.row))


def _sum(means: np.ndarray, days: np.ndarray) -> float | None:
    return None if np.isnan(means).any() else round(float(means @ days), 1)


def _order(load: float | None) -> float:
    return -1.0 if load is None else load


@dataclass(frozen=True)
class DrivenBy:
    """One change behind the next twelve months of a unit, and how much of them in a word."""

    reference: str
    title: str
    share: str


def driven_by(found: Computed, rows: list[UnitYears], viewer: Viewer, day: date) -> dict[int, list[DrivenBy]]:
    """For each unit with a figure ahead its largest changes; those of too few people are not named."""
    first = found.figures.first_month + YEAR
    behind = {
        each.row: drivers(found.calculation, each.row, first, YEAR) for each in rows if each.ahead is not None
    }
    wanted = {int(found.world.change_ids[part.row]) for parts in behind.values() for part in parts}
    named = titles(viewer, day, sorted(wanted))
    told: dict[int, list[DrivenBy]] = {}
    for row, parts in behind.items():
        whole = sum(part.upheaval_days for part in parts)
        told[row] = [
            DrivenBy(*named[change], share_words(part.upheaval_days, whole))
            for part in parts
            if part.people >= ORDINARY.threshold
            and (change := int(found.world.change_ids[part.row])) in named
        ][:MOST_DRIVERS]
    return told


def present_month(found: Computed) -> date:
    """The last month that counts as past."""
    return month_date(found.figures.first_month + YEAR - 1)
