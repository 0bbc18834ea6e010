"""F1 to F6 for one person, in fractions: the readable engine behind every explanation."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise

from tracker.policy.disruption.method import ACTIVE_PHASES, Impact, Method, Phase
from tracker.policy.disruption.months import FAR, first_day
from tracker.policy.disruption.phases import phase_spans
from tracker.policy.disruption.records import Exposure, Person, World


@dataclass(frozen=True)
class Burden:
    """The heaviest record of one key (root change, impact) over some days, and the phase it is in."""

    exposure: Exposure
    root: str
    phase: Phase
    base: Fraction
    phase_weight: Fraction

    @property
    def weight(self) -> Fraction:
        """F2."""
        return self.base * self.phase_weight


@dataclass(frozen=True)
class Segment:
    """Days of one person, `start` up to but not including `end`, on which nothing changes."""

    start: int
    end: int
    unit: str | None
    concurrent: int
    multiplier: Fraction
    burdens: tuple[Burden, ...]

    @property
    def days(self) -> int:
        return self.end - self.start

    @property
    def load(self) -> Fraction:
        """F5: the load of each of these days."""
        return self.multiplier * sum((burden.weight for burden in self.burdens), Fraction(0))


@dataclass(frozen=True)
class _Piece:
    start: int
    end: int
    burden: Burden


def segments(world: World, method: Method, person_id: str, start: int, end: int) -> Iterator[Segment]:
    """The person's days in service between two day numbers, cut wherever load or unit changes."""
    person = world.person_by_id[person_id]
    start, end = max(start, _first(person.start)), min(end, _after(person.end))
    pieces = [piece for piece in _pieces(world, method, person) if piece.start < end and start < piece.end]
    edges = {start, end}
    for piece in pieces:
        edges |= {piece.start, piece.end}
    for stay in person.stays:
        edges |= {_first(stay.first), _after(stay.last)}
    ordered = sorted(edge for edge in edges if start <= edge <= end)
    for here, following in pairwise(ordered):
        burdens = [piece.burden for piece in pieces if piece.start <= here < piece.end]
        concurrent = len({b.root for b in burdens if b.base > 0 and b.phase in ACTIVE_PHASES})
        multiplier = 1 + method.concurrency_surcharge * max(0, concurrent - 1)
        yield Segment(here, following, unit_on(person, here), concurrent, multiplier, _heaviest(burdens))


def daily_load(world: World, method: Method, person_id: str, day: date) -> Fraction:
    """F5."""
    return load_between(world, method, person_id, day.toordinal(), day.toordinal() + 1)


def month_load(world: World, method: Method, person_id: str, month: int) -> Fraction:
    """F6, upheaval-days."""
    return load_between(world, method, person_id, first_day(month), first_day(month + 1))


def load_between(world: World, method: Method, person_id: str, start: int, end: int) -> Fraction:
    return sum((s.load * s.days for s in segments(world, method, person_id, start, end)), Fraction(0))


def days_in_service(person: Person, start: int, end: int) -> int:
    return max(0, min(end, _after(person.end)) - max(start, _first(person.start)))


def unit_on(person: Person, day: int) -> str | None:
    stays = (stay for stay in person.stays if _first(stay.first) <= day < _after(stay.last))
    return next((stay.unit for stay in stays), None)


def _pieces(world: World, method: Method, person: Person) -> Iterator[_Piece]:
    for exposure in world.exposures_by_person[person.id]:
        root = world.root(exposure.change)
        base = method.base(exposure.impact, exposure.severity, exposure.reach)
        for span in phase_spans(world.milestones(exposure), method):
            start = max(span.start, _first(exposure.first))
            end = min(span.end, _after(exposure.last))
            if start < end:
                weight = method.phase_weight[span.phase]
                yield _Piece(start, end, Burden(exposure, root, span.phase, base, weight))


def _heaviest(burdens: list[Burden]) -> tuple[Burden, ...]:
    """F5: one burden for each key. Equal records count once; which one is named does not depend on order."""
    chosen: dict[tuple[str, Impact], Burden] = {}
    for burden in sorted(burdens, key=lambda b: (-b.weight, b.exposure.id)):
        chosen.setdefault((burden.root, burden.exposure.impact), burden)
    return tuple(sorted(chosen.values(), key=lambda b: (b.root, b.exposure.impact)))


def _first(day: date | None) -> int:
    return 0 if day is None else day.toordinal()


def _after(day: date | None) -> int:
    """The day after the last; an open end never comes."""
    return FAR if day is None else day.toordinal() + 1
