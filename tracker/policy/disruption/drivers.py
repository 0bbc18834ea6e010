"""F20 on columns: which changes, or which impacts, a unit's load comes from."""

from dataclasses import dataclass
from enum import Enum

import numpy as np

from tracker.policy.disruption.calculation import Calculation
from tracker.policy.disruption.columns import NO_DAY, Columns
from tracker.policy.disruption.months import first_day
from tracker.policy.disruption.schedule import Floats, Ints


class By(Enum):
    """Change: rows of the root changes. Impact: positions in `method.Impact`."""

    CHANGE = "root"
    IMPACT = "impact"


@dataclass(frozen=True)
class Driver:
    """What one change or impact puts on a unit over some months, and what rule R4 needs to judge it."""

    row: int
    upheaval_days: float
    people: int  # who carry any of it
    largest: float
    second: float


def drivers(
    calculation: Calculation, unit: int, first_month: int, months: int = 1, by: By = By.CHANGE
) -> list[Driver]:
    """Contributions to the load of a unit with everything beneath it, largest first; they add up to its load.

    Exact figures: pass them through `disclosure` before anybody sees them.
    """
    window = calculation.horizon.columns(first_month, months)
    driver, load = _person_loads(calculation, unit, window, by)
    if not len(load):
        return []
    order = np.lexsort((-load, driver))
    driver, load = driver[order], load[order]
    first = np.flatnonzero(np.diff(driver, prepend=-1))
    count = np.diff(np.append(first, len(driver)))
    total = np.add.reduceat(load, first)
    found = [
        Driver(
            row=int(driver[begin]),
            upheaval_days=float(total[position] / calculation.scale),
            people=int(count[position]),
            largest=float(load[begin] / calculation.scale),
            second=float(load[begin + 1] / calculation.scale) if count[position] > 1 else 0.0,
        )
        for position, begin in enumerate(first)
    ]
    return sorted(found, key=lambda each: (-each.upheaval_days, each.row))


def people_by_impact(columns: Columns, unit: int, month: int) -> Ints:
    """For each impact how many of its people stood in the unit, or beneath it, on some day of the month.

    Exact figures: pass them through `disclosure` before anybody sees them.
    """
    stays = columns.placements
    first, after = first_day(month), first_day(month + 1)
    here = (stays.unit >= unit) & (stays.unit < int(columns.sub_end[unit])) & (stays.first_day < after)
    here &= (stays.last_day == NO_DAY) | (stays.last_day >= first)
    inside = np.zeros(len(columns.people.service_from), bool)
    inside[stays.person[here]] = True
    exposed = columns.exposures
    person = np.asarray(exposed.person, np.int64)
    among = inside[person]
    once = np.unique(np.asarray(exposed.impact, np.int64)[among] * len(inside) + person[among])
    return np.bincount(once // max(len(inside), 1), minlength=len(columns.impacts.change))


def _person_loads(calculation: Calculation, unit: int, window: slice, by: By) -> tuple[Ints, Floats]:
    """Each person's load from each driver, where there is any."""
    unit_end = int(calculation.sub_end[unit])
    inside = (calculation.stays.unit >= unit) & (calculation.stays.unit < unit_end)
    people, names, loads = [], [], []
    for part in (calculation.shared, calculation.single):
        chosen = inside[part.stay]
        stay, row = part.stay[chosen], part.row[chosen]
        people.append(calculation.stays.person[stay])
        names.append((part.root if by is By.CHANGE else part.impact)[row])
        loads.append(part.months[:, window].sum(axis=1)[row])
    person, name, load = np.concatenate(people), np.concatenate(names), np.concatenate(loads)
    some = load > 0
    person, name, load = person[some], name[some], load[some]
    order = np.lexsort((person, name))
    person, name = person[order], name[order]
    first = np.flatnonzero((np.diff(person, prepend=-1) != 0) | (np.diff(name, prepend=-1) != 0))
    if not len(first):
        return name, load
    return name[first], np.add.reduceat(load[order], first)
