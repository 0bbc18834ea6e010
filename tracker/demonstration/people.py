"""Invents the people of the register: names, jobs, service and where they worked when. Nobody here is real.

How many there are follows the public strength of the force: about 8,600 officers in 2010 and 7,300 four years
later, about 4,000 police staff and 800 community support officers before the cuts.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from random import Random

from tracker.demonstration.reading import lines, tables
from tracker.demonstration.units import BEGINS, LOCAL_POLICING_BEGINS, PlannedUnit, Units
from tracker.organisation.rules import Contract, StaffKind

KINDS = {"officer": StaffKind.POLICE_OFFICER, "pcso": StaffKind.PCSO, "staff": StaffKind.POLICE_STAFF}
KINDS_BACK = {value: key for key, value in KINDS.items()}
STRENGTH_TODAY = {"officer": 0.93, "pcso": 0.56, "staff": 0.90}
"""Of each kind in 2010, how many there are again today."""

A19_BEGINS, A19_ENDS = date(2011, 3, 31), date(2013, 12, 4)
A19_FIRST, A19_ALL = 300, 559
"""Officers retired on the first day and in all: public figures."""

EXIT_ROUNDS = (date(2011, 6, 30), date(2012, 3, 31), date(2013, 3, 31), date(2014, 3, 31))
"""Last days of the invented rounds of voluntary redundancy."""

COMPULSORY, COMPULSORY_LAST_DAY = 12, date(2013, 2, 28)
COMPULSORY_UNITS = ("ADT", "ADP", "PRN", "PRC")


class Leaving(StrEnum):
    """Why somebody left, which decides what became of them in the changes of that time."""

    A19 = "A19"
    VOLUNTARY = "voluntary"
    COMPULSORY = "compulsory"
    RESIGNED = "resigned"
    RETIRED = "retired"


@dataclass
class Stay:
    """A unit and site from one day to another, both included."""

    unit: str
    site: str
    first: date
    last: date | None


@dataclass
class Someone:
    """One invented person."""

    number: str
    name: str
    kind: StaffKind
    family: str
    title: str
    grade: str
    contract: Contract
    fte: float
    start: date
    home: str
    end: date | None = None
    leaving: Leaving | None = None
    stays: list[Stay] = field(default_factory=list)
    id: int = 0

    def serves_on(self, day: date) -> bool:
        """Whether in service on the day."""
        return self.start <= day and (self.end is None or day <= self.end)


def invent(units: Units, today: date, scale: float, random: Random) -> list[Someone]:
    """Everyone who has worked here since the register begins, with the day they left if they did."""
    names, people = _names(random), list[Someone]()
    numbers = iter(random.sample(range(10_000, 100_000), 60_000))
    jobs = _Jobs(random)
    for unit in units.with_posts():
        for kind, count in unit.posts.items():
            here = _scaled(count, scale)
            first = [
                _someone(unit, kind, jobs, names, numbers, _started(kind, random), random)
                for _ in range(here)
            ]
            people += first
            for each in first:
                _resign(each, today, random)
            staying = sum(each.end is None for each in first)
            for _ in range(round(here * STRENGTH_TODAY[kind]) - staying):
                since = today - timedelta(
                    days=int(20 + (today - date(2014, 9, 1)).days * random.random() ** 1.3)
                )
                people.append(_someone(unit, kind, jobs, names, numbers, since, random))
    _retire_under_a19(people, scale, random)
    _make_redundant(people, units, scale)
    for each in people:
        each.stays = list(_stays(each, units, today, random))
    return people


def _scaled(count: int, scale: float) -> int:
    return max(1, round(count * scale)) if count else 0


def _names(random: Random) -> Iterator[str]:
    groups = tables("names.toml")["group"]
    given = [group["given"].split() for group in groups]
    family = [group["family"].split() for group in groups]
    shares = [group["share"] for group in groups]
    while True:
        [one] = random.choices(range(len(groups)), shares)
        other = one if random.random() > 0.125 else random.choices(range(len(groups)), shares)[0]
        yield f"{random.choice(given[one])} {random.choice(family[other])}"


class _Jobs:
    """Titles and grades by family of jobs, drawn by weight."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._jobs: dict[tuple[str, str], tuple[list[tuple[str, str]], list[int]]] = {}
        for line in lines("jobs.csv"):
            titles, weights = self._jobs.setdefault((line["family"], line["kind"]), ([], []))
            titles.append((line["title"], line["grade"]))
            weights.append(int(line["weight"]))

    def draw(self, family: str, kind: str) -> tuple[str, str]:
        titles, weights = self._jobs[family, kind]
        return self._random.choices(titles, weights)[0]


def _someone(
    unit: PlannedUnit,
    kind: str,
    jobs: _Jobs,
    names: Iterator[str],
    numbers: Iterator[int],
    start: date,
    random: Random,
) -> Someone:
    title, grade = jobs.draw(unit.family, kind)
    contract, fte = Contract.PERMANENT, 1.0
    if kind == "staff":
        if random.random() < 0.05:
            contract = Contract.FIXED_TERM
        if unit.family == "technology" and random.random() < 0.07:
            contract = Contract.AGENCY
    if random.random() < (0.24 if kind == "staff" else 0.06):
        fte = random.choice((0.5, 0.6, 0.8, 0.8))
    return Someone(
        f"{next(numbers)}",
        next(names),
        KINDS[kind],
        unit.family,
        title,
        grade,
        contract,
        fte,
        start,
        unit.code,
    )


def _started(kind: str, random: Random) -> date:
    longest, power = {"officer": (31.0, 1.1), "pcso": (7.0, 1.0), "staff": (34.0, 1.6)}[kind]
    return date(2010, 3, 29) - timedelta(days=int(longest * 365.25 * random.random() ** power))


def _resign(person: Someone, today: date, random: Random) -> None:
    """Ordinary leaving: officers at thirty years or a little after, everyone now and then before."""
    officer = person.kind is StaffKind.POLICE_OFFICER
    earliest, yearly = date(2010, 5, 1), 0.012 if officer else 0.036
    leaves = max(person.start, earliest) + timedelta(days=int(random.expovariate(yearly) * 365.25) + 30)
    reason = Leaving.RESIGNED
    if not officer and random.random() < (0.30 if person.family in _BACK_OFFICE else 0.13):
        day = random.choice(EXIT_ROUNDS)
        if person.start < day and leaves > day:
            leaves, reason = day, Leaving.VOLUNTARY
    limit = person.start + timedelta(days=int(365.25 * (30 if officer else 41)) + random.randrange(700))
    limit = max(limit, earliest + timedelta(days=random.randrange(30, 900)))
    if limit < leaves:
        leaves, reason = limit, Leaving.RETIRED
    if leaves < today:
        person.end, person.leaving = leaves, reason


_BACK_OFFICE = frozenset(
    {"administration", "hr", "payroll", "finance", "technology", "facilities", "fleet", "counter", "justice"}
)


def _retire_under_a19(people: list[Someone], scale: float, random: Random) -> None:
    """Retire 300 officers on the first day and the rest one by one as they reach thirty years' service."""
    thirty = timedelta(days=int(365.25 * 30))
    serving = [
        each
        for each in people
        if each.kind is StaffKind.POLICE_OFFICER
        and (each.end is None or each.end >= A19_BEGINS)
        and each.start + thirty < A19_ENDS - timedelta(days=30)
    ]
    serving.sort(key=lambda each: (each.start, each.number))
    first = _scaled(A19_FIRST, scale)
    for each in serving[:first]:
        each.end, each.leaving = A19_BEGINS, Leaving.A19
    later = [each for each in serving[first:] if each.end is None or each.end > each.start + thirty]
    for each in sorted(random.sample(later, min(len(later), _scaled(A19_ALL, scale) - first)), key=_number):
        reached = max(each.start + thirty, A19_BEGINS + timedelta(days=28))
        each.end, each.leaving = min(reached + timedelta(days=28), A19_ENDS), Leaving.A19


def _number(person: Someone) -> str:
    return person.number


def _make_redundant(people: list[Someone], units: Units, scale: float) -> None:
    """The twelve who were likely to be made redundant, in the support units that were reviewed."""
    wanted = _scaled(COMPULSORY, scale)
    likely = [
        each
        for each in people
        if each.home in COMPULSORY_UNITS
        and each.serves_on(COMPULSORY_LAST_DAY)
        and each.start < BEGINS
        and each.leaving is not Leaving.VOLUNTARY
    ]
    for each in likely[:: max(1, len(likely) // wanted)][:wanted]:
        each.end, each.leaving = COMPULSORY_LAST_DAY, Leaving.COMPULSORY


def _stays(person: Someone, units: Units, today: date, random: Random) -> Iterator[Stay]:
    """Where the person worked: the command unit before April 2010, their unit, another one after a move."""
    first, last = max(person.start, BEGINS), person.end
    path = units.path(person.home, first)
    if random.random() < 0.1 and person.home not in units.closed:
        earliest = max(first, LOCAL_POLICING_BEGINS) + timedelta(days=120)
        span = ((last or today) - earliest).days - 60
        others = units.of_family(person.family, KINDS_BACK[person.kind])
        if span > 0 and len(others) > 1:
            day = earliest + timedelta(days=random.randrange(span))
            there = random.choice(others)
            path = [step for step in path if step[2] < day] + [
                (unit, site, max(since, day)) for unit, site, since in units.path(there, day)
            ]
    for number, (unit, site, since) in enumerate(path):
        until = path[number + 1][2] - timedelta(days=1) if number + 1 < len(path) else None
        if last is not None and since > last:
            return
        if until is None or (last is not None and last < until):
            until = last
        yield Stay(unit, site, since, until)
