"""F13 to F20 by the readable engine: places, their people, and what the load comes from."""

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from tracker.policy.disruption.explanation import explain
from tracker.policy.disruption.inequality import gini, top_share
from tracker.policy.disruption.load import days_in_service, segments, unit_on
from tracker.policy.disruption.method import Method
from tracker.policy.disruption.months import first_day
from tracker.policy.disruption.people import PersonState, person_state, u12
from tracker.policy.disruption.records import World


@dataclass(frozen=True)
class AreaMonth:
    """F13 to F15. The mean is None where nobody was there."""

    upheaval_days: Fraction
    person_days: int
    fte_upheaval_days: float

    @property
    def mean_daily_load(self) -> Fraction | None:
        return self.upheaval_days / self.person_days if self.person_days else None

    @property
    def person_weeks(self) -> Fraction:
        return self.upheaval_days / 7

    @property
    def fte_person_weeks(self) -> float:
        return self.fte_upheaval_days / 7


@dataclass(frozen=True)
class AreaDistribution:
    """F16 to F19, over the people who are in the area on the last day of the month."""

    n: int
    mean_u12: Fraction | None
    share_saturated: Fraction | None
    gini: float | None
    top_decile_share: float | None


def area_month(world: World, method: Method, units: Collection[str], month: int) -> AreaMonth:
    total, days, whole_time = Fraction(0), 0, 0.0
    for person in world.people:
        for segment in segments(world, method, person.id, first_day(month), first_day(month + 1)):
            if segment.unit in units:
                total += segment.load * segment.days
                days += segment.days
                whole_time += person.fte * float(segment.load) * segment.days
    return AreaMonth(total, days, whole_time)


def roster(world: World, units: Collection[str], month: int) -> list[str]:
    """F16: ids of the people in the area on the last day of the month."""
    last = first_day(month + 1) - 1
    return [
        person.id
        for person in world.people
        if days_in_service(person, last, last + 1) and unit_on(person, last) in units
    ]


def area_distribution(world: World, method: Method, units: Collection[str], month: int) -> AreaDistribution:
    people = roster(world, units, month)
    if not people:
        return AreaDistribution(0, None, None, None, None)
    loads = [u12(world, method, person, month) for person in people]
    saturated = [person_state(world, method, person, month) is PersonState.SATURATED for person in people]
    return AreaDistribution(
        n=len(people),
        mean_u12=sum(loads, Fraction(0)) / len(people),
        share_saturated=Fraction(sum(saturated), len(people)),
        gini=gini([float(load) for load in loads]),
        top_decile_share=top_share([float(load) for load in loads], 0.1),
    )


def decomposition(
    world: World,
    method: Method,
    units: Collection[str],
    first_month: int,
    months: int = 1,
    by: Literal["change", "impact"] = "change",
) -> dict[str, Fraction]:
    """F20: upheaval-days by root change or by impact; they add up to the area's load."""
    found: dict[str, Fraction] = {}
    for term in explain(world, method, [p.id for p in world.people], first_month, months, units):
        name = term.root if by == "change" else term.impact.value
        found[name] = found.get(name, Fraction(0)) + term.upheaval_days
    return found
