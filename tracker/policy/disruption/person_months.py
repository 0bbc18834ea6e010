"""F6, F7, F9, F10 on columns: each person's months, for distributions over a roster, never to be shown."""

from dataclasses import dataclass

import numpy as np

from tracker.policy.disruption.calculation import Calculation
from tracker.policy.disruption.contributors import stay_loads
from tracker.policy.disruption.method import Method
from tracker.policy.disruption.months import Horizon, first_day
from tracker.policy.disruption.people import TOLERANCE
from tracker.policy.disruption.schedule import Flags, Floats, Ints
from tracker.policy.disruption.stays import days_by_month

YEAR = 12


@dataclass(frozen=True)
class PersonMonths:
    """Tables by person and month of the calculation: upheaval-days, and days in service."""

    horizon: Horizon
    total: Floats
    days: Ints

    def year_to(self, month: int) -> Floats:
        """U12 of everybody: the twelve calendar months up to and including this one."""
        return self._sum(month - YEAR + 1, month)

    def year_after(self, month: int) -> Floats:
        """F12 of everybody: the twelve calendar months after this one, as planned."""
        return self._sum(month + 1, month + YEAR)

    def saturated(self, month: int, method: Method) -> Flags:
        """F10: who is at either action level; False for whoever is not in service."""
        column = self.horizon.columns(month).start
        total, days = self.total[:, column], self.days[:, column]
        mean = np.divide(total, days, out=np.zeros_like(total), where=days > 0)
        heavy = mean >= float(method.threshold_acute) - TOLERANCE
        long = self.year_to(month) >= float(method.threshold_cumulative) - TOLERANCE
        found: Flags = (days > 0) & (heavy | long)
        return found

    def _sum(self, first: int, last: int) -> Floats:
        window = self.horizon.columns(first, last - first + 1)
        total: Floats = self.total[:, window].sum(axis=1)
        return total


def person_months(calculation: Calculation) -> PersonMonths:
    """Whole service, also the days without a unit."""
    where, shape = calculation.stays, (calculation.people, calculation.horizon.months)
    total, days = np.zeros(shape), np.zeros(shape, np.int64)
    served = np.flatnonzero(np.diff(where.first))
    if len(served):
        first = where.first[served]
        total[served] = np.add.reduceat(stay_loads(calculation), first, axis=0) / calculation.scale
        days[served] = np.add.reduceat(
            days_by_month(where.start, where.end, calculation.horizon), first, axis=0
        )
    return PersonMonths(calculation.horizon, total, days)


def roster(calculation: Calculation, unit: int, month: int) -> Ints:
    """F16: rows of the people in a unit, or beneath it, on the last day of a month."""
    calculation.horizon.columns(month)
    after = first_day(month + 1)
    where = calculation.stays
    there = (where.unit >= unit) & (where.unit < int(calculation.sub_end[unit]))
    return where.person[there & (where.start < after) & (where.end >= after)]
