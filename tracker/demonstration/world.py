"""What the modules of the load share: the rows so far, the day, and who and what can be pointed to by key."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from fnmatch import fnmatchcase
from random import Random
from typing import Any

from tracker.audit import services as audit
from tracker.audit.rules import Facts, commitment
from tracker.demonstration.people import Someone, Stay
from tracker.demonstration.reading import paragraphs
from tracker.demonstration.rows import Rows
from tracker.demonstration.units import Units
from tracker.policy.access.permissions import Permission

SOURCE = "demonstration"


@dataclass
class World:
    """Everything told so far. Numbers of rows are found by the keys that the story uses."""

    rows: Rows
    random: Random
    today: date
    scale: float
    units: Units = field(default_factory=Units)
    people: list[Someone] = field(default_factory=list)
    employer: int = 0
    unit_ids: dict[str, int] = field(default_factory=dict)
    site_ids: dict[str, int] = field(default_factory=dict)
    union_ids: dict[str, int] = field(default_factory=dict)
    group_ids: dict[str, int] = field(default_factory=dict)
    group_of_grade: dict[str, str] = field(default_factory=dict)
    grades: dict[str, list[str]] = field(default_factory=dict)
    account_ids: dict[str, int] = field(default_factory=dict)
    programme_ids: dict[str, int] = field(default_factory=dict)
    change_ids: dict[str, int] = field(default_factory=dict)
    references: dict[tuple[str, str], str] = field(default_factory=dict)
    by_unit: dict[str, list[tuple[Someone, Stay]]] = field(default_factory=dict)

    def day(self, given: Any) -> date | None:
        """A date of the story as it falls today."""
        return story_day(given, self.today)

    def scaled(self, count: int) -> int:
        """How many of so many at the size that is being loaded."""
        return max(1, round(count * self.scale))

    def words(self, text: str) -> str:
        """The story's text as typed, with days from today in it written out: ``{+14}`` becomes a date."""
        out, rest = "", paragraphs(text)
        while "{" in rest:
            before, _, rest = rest.partition("{")
            number, _, rest = rest.partition("}")
            there = weekday(self.today + timedelta(days=int(number)))
            out += f"{before}{there.day} {there:%B %Y}"
        return out + rest

    def codes(self, patterns: list[str]) -> set[str]:
        """Codes of the units that the patterns name, with everything below them."""
        known = self.units.by_code
        chosen = {code for code in known for pattern in patterns if fnmatchcase(code, pattern)}
        missing = [pattern for pattern in patterns if not any(fnmatchcase(code, pattern) for code in known)]
        assert not missing, f"the story names no unit {missing}"
        for code, unit in known.items():
            if unit.parent in chosen:
                chosen.add(code)
        return chosen

    def record(
        self,
        by: str,
        action: Permission,
        kind: str,
        reference: str,
        *,
        facts: Facts | None = None,
        commitments: dict[str, str] | None = None,
    ) -> None:
        """Hand in an entry for the record, in the name of the account with that key."""
        audit.record(
            self.references["account", by] if by else audit.NOBODY,
            action,
            kind,
            reference,
            version=1,
            facts={"source": SOURCE, **(facts or {})},
            commitments=commitments,
        )


def story_day(given: Any, today: date) -> date | None:
    """A date as written, or so many days from today, on a weekday. None when not given."""
    if given is None or isinstance(given, date):
        return given
    return weekday(today + timedelta(days=int(given)))


def weekday(day: date) -> date:
    """The day, or the Friday before when it is at a weekend."""
    return day - timedelta(days=max(0, day.weekday() - 4))


def at(day: date, hour: int = 10, minute: int = 0) -> datetime:
    """A moment on a day of the story."""
    return datetime.combine(day, time(hour, minute), UTC)


def committed(field_name: str, text: str) -> dict[str, str]:
    """The two columns that prove a text."""
    salt, digest = commitment(field_name, text)
    return {"salt": salt, "commitment": digest}
