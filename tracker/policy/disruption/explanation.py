"""Click a number, see its sum: the terms that make up an area's load in a month."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from tracker.policy.disruption.load import segments
from tracker.policy.disruption.method import Impact, Method, Phase, Reach, Severity
from tracker.policy.disruption.months import first_day
from tracker.policy.disruption.phases import is_end_assumed
from tracker.policy.disruption.records import World


@dataclass(frozen=True)
class Term:
    """`days` x `base` x `phase_weight` x `multiplier` = upheaval-days.

    `person` is None where people are summed; `days` are then person-days. The two flags say what is not
    recorded: a severity counted as the method's central one, a last day of transition taken from its default.
    """

    person: str | None
    change: str
    root: str
    impact: Impact
    severity: Severity
    reach: Reach
    phase: Phase
    days: int
    base: Fraction
    phase_weight: Fraction
    multiplier: Fraction
    is_severity_unknown: bool
    is_end_assumed: bool

    @property
    def upheaval_days(self) -> Fraction:
        return self.days * self.base * self.phase_weight * self.multiplier


def explain(
    world: World,
    method: Method,
    people: Iterable[str],
    month: int,
    months: int = 1,
    units: Collection[str] | None = None,
) -> list[Term]:
    """The terms of some people in some months; with `units`, of the days they spent there only.

    Terms add up to the load exactly. Days without load give no term.
    """
    terms = [
        term
        for person in people
        for term in _person_terms(world, method, person, first_day(month), first_day(month + months), units)
    ]
    return _summed(terms)


def without_names(terms: Iterable[Term]) -> list[Term]:
    """The same sum with people put together; aggregate pages show it after disclosure control."""
    return _summed(replace(term, person=None) for term in terms)


def _person_terms(
    world: World, method: Method, person: str, start: int, end: int, units: Collection[str] | None
) -> Iterator[Term]:
    for segment in segments(world, method, person, start, end):
        if units is not None and segment.unit not in units:
            continue
        for burden in segment.burdens:
            if not burden.weight:
                continue
            yield Term(
                person=person,
                change=burden.exposure.change,
                root=burden.root,
                impact=burden.exposure.impact,
                severity=burden.exposure.severity,
                reach=burden.exposure.reach,
                phase=burden.phase,
                days=segment.days,
                base=burden.base,
                phase_weight=burden.phase_weight,
                multiplier=segment.multiplier,
                is_severity_unknown=burden.exposure.severity is Severity.UNKNOWN,
                is_end_assumed=is_end_assumed(world.milestones(burden.exposure)),
            )


def _summed(terms: Iterable[Term]) -> list[Term]:
    days: dict[Term, int] = {}
    for term in terms:
        same = replace(term, days=0)
        days[same] = days.get(same, 0) + term.days
    return [replace(term, days=count) for term, count in days.items()]
