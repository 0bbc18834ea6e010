"""Reads the rule book: dated parameters in files that a lawyer can read and correct without touching code.

Each file of ``rulebook/`` is one regime. A file that contradicts itself stops the start, naming its line.
"""

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from tracker.policy.law.values import KINDS, Value

DAY = timedelta(days=1)
HEADING = re.compile(r"^\s*\[\[\s*([A-Za-z0-9_-]+)\.period\s*\]\]")
TITLE = re.compile(r"^\s*\[\s*([A-Za-z0-9_-]+)\s*\]")
SURENESS = ("A", "A/B", "A/C", "B", "B/C", "C")


class Regime(StrEnum):
    """A body of law; the value is the name of its file."""

    GREAT_BRITAIN = "great-britain"
    NORTHERN_IRELAND = "northern-ireland"
    IRELAND = "ireland"
    EUROPEAN_UNION = "european-union"
    UNITED_STATES = "united-states"


class LawFileError(Exception):
    """A rule book that cannot be relied on; the message names the file and the line."""


class NotHeldError(Exception):
    """The rule book has no value for the date."""

    def __init__(self, parameter: str, message: str) -> None:
        super().__init__(message)
        self.parameter = parameter


@dataclass(frozen=True)
class Period:
    """A value in force from one day to another, both included, with where it is written and how sure that is.

    Sureness A: statute or official text seen. B: good commentary. C: from knowledge, to be checked.
    ``start`` is None where it has been so for longer than we look back.
    """

    regime: Regime
    name: str
    title: str
    selector: str
    start: date | None
    end: date | None
    value: Value
    source: str
    sureness: str
    note: str
    unconfirmed: bool

    @property
    def number(self) -> int:
        """The value where it is a number of days, months, people, pounds or percent."""
        if not isinstance(self.value, int):
            raise TypeError(f"{self.name} is not a number")
        return self.value

    @property
    def holds(self) -> bool:
        """The value where it is yes or no."""
        return self.value is True

    @property
    def words(self) -> tuple[str, ...]:
        """The value where it is a list of words."""
        return tuple(str(word) for word in self.value) if isinstance(self.value, tuple) else ()

    @property
    def rows(self) -> tuple[Mapping[str, int], ...]:
        """The value where it is a table of numbers."""
        rows = self.value if isinstance(self.value, tuple) else ()
        return tuple(row for row in rows if isinstance(row, Mapping))

    def in_force(self, on: date) -> bool:
        """Whether the day is inside."""
        return (self.start is None or self.start <= on) and (self.end is None or on <= self.end)


@dataclass(frozen=True)
class Parameter:
    """One question that the law answers with a value, and the date that picks the answer."""

    regime: Regime
    name: str
    title: str
    rule: str
    selector: str
    kind: str
    not_in_force: str
    periods: tuple[Period, ...]

    def at(self, on: date) -> Period | None:
        """The value in force on the day."""
        return next((period for period in self.periods if period.in_force(on)), None)


@dataclass(frozen=True)
class RuleBook:
    """All parameters, and the fingerprint of the files they were read from."""

    parameters: Mapping[tuple[Regime, str], Parameter]
    sha256: str

    def at(self, regime: Regime, name: str, on: date) -> Period:
        """The value in force on the day; ``NotHeldError`` where the book has none."""
        parameter = self.parameters[regime, name]
        found = parameter.at(on)
        if found is None:
            why = parameter.not_in_force or f"the rule book has no value for {on.isoformat()}"
            raise NotHeldError(name, f"{parameter.title}: {why}")
        return found

    def in_force(self, regime: Regime, on: date) -> list[tuple[Parameter, Period | None]]:
        """Every parameter of a regime with what held on the day, None where nothing did or it is not held."""
        return [
            (parameter, parameter.at(on)) for (of, _), parameter in self.parameters.items() if of is regime
        ]

    def changes_between(self, regime: Regime, first: date, last: date) -> list[Period]:
        """Values that begin after the first day, up to and with the last."""
        return [
            period
            for (of, _), parameter in self.parameters.items()
            if of is regime
            for period in parameter.periods
            if period.start is not None and first < period.start <= last
        ]


@lru_cache(maxsize=1)
def rule_book() -> RuleBook:
    """The rule book that comes with the product, read once. Called at start, so that a fault stops it."""
    return read_rule_book(Path(__file__).with_name("rulebook"))


def read_rule_book(folder: Path) -> RuleBook:
    """The rule book of a folder with one file for each regime."""
    parameters: dict[tuple[Regime, str], Parameter] = {}
    digest = hashlib.sha256()
    for regime in Regime:
        path = folder / f"{regime.value}.toml"
        if not path.exists():
            raise LawFileError(f"{path.name}: the file is missing from {folder.name}")
        text = path.read_text(encoding="utf-8")
        digest.update(text.encode("utf-8"))
        for parameter in read_parameters(regime, path.name, text):
            parameters[regime, parameter.name] = parameter
    return RuleBook(MappingProxyType(parameters), digest.hexdigest())


def read_parameters(regime: Regime, file: str, text: str) -> list[Parameter]:
    """The parameters of one file, checked."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LawFileError(f"{file}: {error}") from error
    return [_Reader(regime, file, text, name).read(told) for name, told in document.items()]


class _Reader:
    """Reads one parameter and knows the lines it stands on."""

    def __init__(self, regime: Regime, file: str, text: str, name: str) -> None:
        self.regime, self.file, self.name = regime, file, name
        lines = text.splitlines()
        self.title_line = self._first(TITLE, lines)
        self.period_lines = [
            number
            for number, line in enumerate(lines, start=1)
            if (found := HEADING.match(line)) and found.group(1) == name
        ]

    def _first(self, pattern: re.Pattern[str], lines: list[str]) -> int:
        for number, line in enumerate(lines, start=1):
            if (found := pattern.match(line)) and found.group(1) == self.name:
                return number
        return 1

    def fault(self, line: int, what: str) -> LawFileError:
        return LawFileError(f"{self.file} line {line}: {self.name}: {what}")

    def read(self, told: object) -> Parameter:
        if not isinstance(told, dict):
            raise self.fault(self.title_line, "stands outside a [parameter]")
        head = {key: told.get(key) for key in ("title", "rule", "selector", "kind")}
        for key, value in head.items():
            if not isinstance(value, str) or not value:
                raise self.fault(self.title_line, f"needs a {key}")
        if head["kind"] not in KINDS:
            raise self.fault(self.title_line, f"kind must be one of: {', '.join(KINDS)}")
        known = {*head, "period", "not_in_force"}
        if unknown := sorted(set(told) - known):
            raise self.fault(self.title_line, f"does not know {', '.join(unknown)}")
        rows = told.get("period", [])
        if not isinstance(rows, list) or len(rows) != len(self.period_lines):
            raise self.fault(self.title_line, f"write each period under its own [[{self.name}.period]]")
        periods = tuple(
            self._period(line, row, head) for line, row in zip(self.period_lines, rows, strict=True)
        )
        not_in_force = str(told.get("not_in_force", ""))
        if not periods and not not_in_force:
            raise self.fault(self.title_line, "has no period; if it is not law yet, say so in not_in_force")
        self._check_order(periods)
        return Parameter(
            self.regime, self.name, str(head["title"]), str(head["rule"]), str(head["selector"]),
            str(head["kind"]), not_in_force, periods,
        )  # fmt: skip

    def _period(self, line: int, row: dict[str, Any], head: Mapping[str, Any]) -> Period:
        if unknown := sorted(set(row) - {"from", "to", "value", "source", "sureness", "note", "unconfirmed"}):
            raise self.fault(line, f"a period does not know {', '.join(unknown)}")
        start, end = self._date(line, row, "from"), self._date(line, row, "to")
        if start and end and end < start:
            raise self.fault(line, f"ends on {end}, before it begins on {start}")
        if not str(row.get("source", "")).strip():
            raise self.fault(line, "needs a source")
        if row.get("sureness") not in SURENESS:
            raise self.fault(line, f"sureness must be one of: {', '.join(SURENESS)}")
        try:
            value = KINDS[head["kind"]](row.get("value"))
        except ValueError as error:
            raise self.fault(line, str(error)) from error
        return Period(
            self.regime, self.name, head["title"], head["selector"], start, end, value,
            row["source"], row["sureness"], str(row.get("note", "")), row.get("unconfirmed") is True,
        )  # fmt: skip

    def _date(self, line: int, row: Mapping[str, Any], key: str) -> date | None:
        value = row.get(key)
        if value is not None and type(value) is not date:
            raise self.fault(line, f"{key} must be a date such as 2026-04-06, without quotation marks")
        return value

    def _check_order(self, periods: tuple[Period, ...]) -> None:
        """Periods follow one another without a gap; only the first may be open at its start."""
        for number in range(1, len(periods)):
            before, after, line = periods[number - 1], periods[number], self.period_lines[number]
            if after.start is None:
                raise self.fault(line, "needs a from date: only the first period may leave it out")
            if before.end is None or after.start <= before.end:
                raise self.fault(line, f"overlaps the period of line {self.period_lines[number - 1]}")
            if after.start != before.end + DAY:
                raise self.fault(line, f"nothing is in force from {before.end + DAY} to {after.start - DAY}")
        if periods and periods[-1].end is not None:
            raise self.fault(
                self.period_lines[-1],
                f"nothing is in force after {periods[-1].end}: leave out the last to, or add a period",
            )
