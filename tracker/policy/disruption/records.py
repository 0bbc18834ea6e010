"""People, changes and exposures as plain records, checked when they are put together into a world."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import pairwise

from tracker.policy.disruption.errors import DisruptionError
from tracker.policy.disruption.method import Impact, Reach, Severity


@dataclass(frozen=True)
class Milestones:
    """The dates of a change, each None while not known. `withdrawn` is the first day without effect."""

    announced: date | None = None
    consult_start: date | None = None
    consult_end: date | None = None
    transition_start: date | None = None
    transition_end: date | None = None
    withdrawn: date | None = None

    def overridden(self, dates: Mapping[str, date]) -> "Milestones":
        """With a group's own dates in place of the change's, one by one."""
        return replace(self, **dates)


@dataclass(frozen=True)
class Change:
    id: str
    milestones: Milestones = Milestones()
    part_of: str | None = None


@dataclass(frozen=True)
class Stay:
    """A person in a unit from one day to another, both included; None leaves that end open."""

    unit: str
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class Person:
    """`fte` serves the labelled whole-time figures only; load counts people, whatever their hours."""

    id: str
    stays: tuple[Stay, ...] = ()
    start: date | None = None
    end: date | None = None
    fte: float = 1.0


@dataclass(frozen=True)
class Exposure:
    """One impact of one change on one person. `dates` replace its milestones, first and last clip."""

    id: str
    person: str
    change: str
    impact: Impact
    severity: Severity = Severity.UNKNOWN
    reach: Reach = Reach.DIRECT
    dates: tuple[tuple[str, date], ...] = ()
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True)
class World:
    """Records that belong together. Refuses ranges that run backwards, circles and unknown names."""

    people: Sequence[Person] = ()
    changes: Sequence[Change] = ()
    exposures: Sequence[Exposure] = ()

    def __post_init__(self) -> None:
        _check_names("people", [person.id for person in self.people])
        _check_names("changes", [change.id for change in self.changes])
        for person in self.people:
            _check_range(f"service of person {person.id}", person.start, person.end)
            for stay in person.stays:
                _check_range(f"stay of person {person.id} in {stay.unit}", stay.first, stay.last)
            _check_apart(person)
        for change in self.changes:
            _check_milestones(f"change {change.id}", change.milestones)
            self.root(change.id)
        for exposure in self.exposures:
            if exposure.person not in self.person_by_id:
                raise DisruptionError(f"exposure {exposure.id}: no person {exposure.person}")
            self.root(exposure.change)
            _check_range(f"exposure {exposure.id}", exposure.first, exposure.last)
            _check_milestones(f"exposure {exposure.id}", self.milestones(exposure))

    @cached_property
    def person_by_id(self) -> dict[str, Person]:
        return {person.id: person for person in self.people}

    @cached_property
    def change_by_id(self) -> dict[str, Change]:
        return {change.id: change for change in self.changes}

    @cached_property
    def exposures_by_person(self) -> dict[str, list[Exposure]]:
        found: dict[str, list[Exposure]] = {person.id: [] for person in self.people}
        for exposure in self.exposures:
            found[exposure.person].append(exposure)
        return found

    def milestones(self, exposure: Exposure) -> Milestones:
        return self.change_by_id[exposure.change].milestones.overridden(dict(exposure.dates))

    def root(self, change: str) -> str:
        """F3: the change at the top of the chain of `part_of`."""
        seen = [change]
        while True:
            if seen[-1] not in self.change_by_id:
                raise DisruptionError(f"There is no change {seen[-1]}")
            above = self.change_by_id[seen[-1]].part_of
            if above is None:
                return seen[-1]
            if above in seen:
                raise DisruptionError(f"change {change}: part of itself by way of {above}")
            seen.append(above)


def _check_names(what: str, names: Sequence[str]) -> None:
    twice = sorted({name for name in names if names.count(name) > 1}) if len(set(names)) < len(names) else []
    if twice:
        raise DisruptionError(f"{what} given more than once: {', '.join(twice)}")


def _check_range(what: str, first: date | None, last: date | None) -> None:
    if first is not None and last is not None and last < first:
        raise DisruptionError(f"{what} ends on {last}, before it starts on {first}")


def _check_milestones(what: str, dates: Milestones) -> None:
    _check_range(f"consultation of {what}", dates.consult_start, dates.consult_end)
    _check_range(f"transition of {what}", dates.transition_start, dates.transition_end)


def _check_apart(person: Person) -> None:
    ordered = sorted(person.stays, key=lambda stay: stay.first or date.min)
    for earlier, later in pairwise(ordered):
        if (earlier.last or date.max) >= (later.first or date.min):
            raise DisruptionError(f"person {person.id} is in {earlier.unit} and {later.unit} on the same day")
