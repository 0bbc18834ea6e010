"""The force as a tree: portfolios, departments, teams; ten local policing units after 21 command units.

The ten units, the 21 before them and 1 April 2010 are public. Names and sizes of the teams are invented.
"""

from dataclasses import dataclass, field
from datetime import date

from tracker.demonstration.reading import lines

BEGINS = date(2009, 6, 1)
"""The day from which the register knows units and people: the change programme started then."""

LOCAL_POLICING_BEGINS = date(2010, 4, 1)
COMMAND_UNITS_END = date(2010, 3, 31)


@dataclass(frozen=True)
class Named:
    """What a unit is called, and where it is, from a day on."""

    name: str
    site: str
    since: date
    until: date | None = None


@dataclass
class PlannedUnit:
    """A unit of the tree with the posts it had in 2010, by kind of staff."""

    code: str
    parent: str | None
    family: str
    periods: list[Named]
    posts: dict[str, int] = field(default_factory=dict)


class Units:
    """All units by code, parents before children."""

    def __init__(self) -> None:
        self.by_code: dict[str, PlannedUnit] = {}
        self.before: dict[str, list[str]] = {}
        self.closed: dict[str, tuple[date, str]] = {}
        self._families: dict[tuple[str, str], list[str]] = {}
        for line in lines("departments.csv"):
            self._add(line["code"], line["parent"] or None, line["name"], line["site"], line, BEGINS)
        for place in lines("local-policing.csv"):
            self._add_local(place)
        for event in lines("unit-history.csv"):
            self._happened(event["unit"], date.fromisoformat(event["on"]), event["what"], event["to"])

    def with_posts(self) -> list[PlannedUnit]:
        """Units that have posts of their own, in the order of the tree's file."""
        return [unit for unit in self.by_code.values() if any(unit.posts.values())]

    def of_family(self, family: str, kind: str) -> list[str]:
        """Codes of units still there today with such jobs."""
        return self._families.get((family, kind), [])

    def path(self, home: str, since: date) -> list[tuple[str, str, date]]:
        """Where somebody of a unit works from a day on: ``(unit, site, since)``, each until the next."""
        steps: list[tuple[str, str, date]] = []
        area = home.partition("-")[0]
        if area in self.before and since <= COMMAND_UNITS_END:
            earlier = self.before[area]
            code = earlier[sum(map(ord, home)) % len(earlier)]
            steps.append((code, self.by_code[code].periods[0].site, since))
            since = LOCAL_POLICING_BEGINS
        unit = self.by_code[home]
        for period in unit.periods:
            if period.until is None or period.until >= since:
                starts = max(period.since, since)
                if not steps or steps[-1][:2] != (home, period.site):
                    steps.append((home, period.site, starts))
        if home in self.closed:
            day, into = self.closed[home]
            steps += self.path(into, max(day, since))
        return steps

    def _add(
        self, code: str, parent: str | None, name: str, site: str, posts: dict[str, str], since: date
    ) -> None:
        unit = PlannedUnit(code, parent, posts["jobs"], [Named(name, site, since)])
        unit.posts = {
            "officer": int(posts["officers"]),
            "pcso": int(posts["pcsos"]),
            "staff": int(posts["staff"]),
        }
        self.by_code[code] = unit
        for kind, count in unit.posts.items():
            if count:
                self._families.setdefault((unit.family, kind), []).append(code)

    def _add_local(self, place: dict[str, str]) -> None:
        none = {"jobs": "command", "officers": "0", "pcsos": "0", "staff": "0"}
        code, site, size = place["code"], place["site"], float(place["size"])
        self.before[code] = []
        for number, name in enumerate(place["command units before April 2010"].split("|"), start=1):
            earlier = f"OCU-{code}{number}"
            self._add(earlier, "LP", f"Command unit {name}", site, none, BEGINS)
            self.by_code[earlier].periods[0] = Named(f"Command unit {name}", site, BEGINS, COMMAND_UNITS_END)
            self.before[code].append(earlier)
        self._add(code, "LP", f"{place['name']} local policing unit", site, none, LOCAL_POLICING_BEGINS)
        for team in lines("local-teams.csv"):
            posts = {kind: str(round(int(team[kind]) * size)) for kind in ("officers", "pcsos", "staff")}
            name = team["name"].format("", *place["neighbourhoods"].split("|"))
            self._add(
                f"{code}-{team['code']}",
                code,
                f"{place['name']}: {name[0].lower() + name[1:]}",
                site,
                {**posts, "jobs": team["jobs"]},
                LOCAL_POLICING_BEGINS,
            )

    def _happened(self, code: str, day: date, what: str, to: str) -> None:
        periods = self.by_code[code].periods
        last = periods[-1]
        eve = date.fromordinal(day.toordinal() - 1)
        periods[-1] = Named(last.name, last.site, last.since, eve)
        if what == "renamed":
            periods.append(Named(to, last.site, day))
        elif what == "moved to site":
            periods.append(Named(last.name, to, day))
        else:
            assert what == "closed into", what
            self.closed[code] = (day, to)
            for codes in self._families.values():
                if code in codes:
                    codes.remove(code)
