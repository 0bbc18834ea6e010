"""F7 to F12 for one person by the readable engine. For the person, and for named case-holders only."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise

from tracker.policy.disruption.load import days_in_service, load_between, month_load, segments
from tracker.policy.disruption.method import Method
from tracker.policy.disruption.months import first_day
from tracker.policy.disruption.records import World

TOLERANCE = 1e-9


class PersonState(StrEnum):
    """F10, against published action levels; not a statement about health."""

    SATURATED = "saturated"
    NEAR = "near"
    BELOW = "below"


def month_mean(world: World, method: Method, person_id: str, month: int) -> Fraction | None:
    """F7: None in a month without service."""
    days = days_in_service(world.person_by_id[person_id], first_day(month), first_day(month + 1))
    return month_load(world, method, person_id, month) / days if days else None


def month_peak(world: World, method: Method, person_id: str, month: int) -> Fraction | None:
    """F8: the heaviest day; None in a month without service."""
    found = segments(world, method, person_id, first_day(month), first_day(month + 1))
    return max((segment.load for segment in found), default=None)


def u12(world: World, method: Method, person_id: str, month: int) -> Fraction:
    """F9: twelve calendar months up to and including this one."""
    return load_between(world, method, person_id, first_day(month - 11), first_day(month + 1))


def f12(world: World, method: Method, person_id: str, month: int) -> Fraction:
    """F9: the twelve calendar months after this one, as planned."""
    return load_between(world, method, person_id, first_day(month + 1), first_day(month + 13))


def person_state(world: World, method: Method, person_id: str, month: int) -> PersonState | None:
    """F10: None in a month without service."""
    mean = month_mean(world, method, person_id, month)
    return None if mean is None else judge(method, float(mean), float(u12(world, method, person_id, month)))


def judge(method: Method, mean: float, year: float) -> PersonState:
    acute, cumulative = float(method.threshold_acute), float(method.threshold_cumulative)
    ratio = float(method.attention_ratio)
    if mean >= acute - TOLERANCE or year >= cumulative - TOLERANCE:
        return PersonState.SATURATED
    if mean >= ratio * acute - TOLERANCE or year >= ratio * cumulative - TOLERANCE:
        return PersonState.NEAR
    return PersonState.BELOW


def active_spells(
    world: World, method: Method, person_id: str, start: int, end: int
) -> list[tuple[int, int]]:
    """Runs of days [first, after) on which at least one change is active; settling is not active."""
    spells: list[tuple[int, int]] = []
    for segment in segments(world, method, person_id, start, end):
        if not segment.concurrent:
            continue
        if spells and spells[-1][1] == segment.start:
            spells[-1] = (spells[-1][0], segment.end)
        else:
            spells.append((segment.start, segment.end))
    return spells


def gaps(world: World, method: Method, person_id: str, first: date, last: date) -> list[int]:
    """Quiet days strictly between one active spell and the next."""
    spells = active_spells(world, method, person_id, first.toordinal(), last.toordinal() + 1)
    return [later[0] - earlier[1] for earlier, later in pairwise(spells)]


def respite(world: World, method: Method, person_id: str, day: date, record_start: date) -> tuple[int, bool]:
    """F11: days since the last active day, 0 if today is one.

    The second value is False where no active day is on record: the days are then the least it can be.
    """
    number, start = day.toordinal(), record_start.toordinal()
    spells = active_spells(world, method, person_id, start, number + 1)
    if not spells:
        return number - start + 1, False
    return number - (spells[-1][1] - 1), True


def recency(daily: Sequence[float], half_life: float) -> float:
    """F12, for sensitivity only: the load on the last of these days with older days fading."""
    keep, faded = 2 ** (-1 / half_life), 0.0
    for load in daily:
        faded = keep * faded + (1 - keep) * load
    return faded
