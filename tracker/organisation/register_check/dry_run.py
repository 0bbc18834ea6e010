"""A dry run: the file judged and compared, as counts for the page and as a report row by row."""

import hashlib
import json
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from heapq import merge
from itertools import islice
from operator import itemgetter
from typing import Any

from tracker.organisation.register_check.dates import DateOrder
from tracker.organisation.register_check.differences import Differences, NewRows, compare
from tracker.organisation.register_check.fields import missing
from tracker.organisation.register_check.findings import Category, Finding
from tracker.organisation.register_check.proposals import UNIT, Pair, propose
from tracker.organisation.register_check.register import Register
from tracker.organisation.register_check.rows import FULL_TIME_HOURS, check_rows
from tracker.organisation.register_check.sameness import SameThings
from tracker.organisation.register_file.table import FileRefusedError, SourceTable
from tracker.organisation.rules import ImportKind, needs_second_person

AT_ONCE = 5_000
"""Findings written at a time."""


@dataclass(frozen=True)
class Matching:
    """Which column holds what, by position; what a full-time week is where hours are given.

    ``date_orders`` is what a person answered where a column's days can be read two ways, by field;
    ``same_numbers`` and ``same_units`` what a person said of pairs that may be the same (``SameThings``).
    """

    columns: dict[str, int]
    full_time_hours: float = FULL_TIME_HOURS
    date_orders: dict[str, DateOrder] = field(default_factory=dict)
    same_numbers: dict[str, str] = field(default_factory=dict)
    same_units: dict[str, str] = field(default_factory=dict)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "Matching":
        """As kept with the import."""
        return cls(
            dict(values["columns"]),
            float(values.get("full_time_hours", FULL_TIME_HOURS)),
            {name: DateOrder(order) for name, order in values.get("date_orders", {}).items()},
            dict(values.get("same_numbers", {})),
            dict(values.get("same_units", {})),
        )

    def judged(self, verdicts: Iterable[tuple[Pair, bool]]) -> "Matching":
        """With what a person said of pairs: whether each is the same under another number or name."""
        numbers, units = dict(self.same_numbers), dict(self.same_units)
        for pair, is_same in verdicts:
            (units if pair.what == UNIT else numbers)[pair.new] = pair.old if is_same else ""
        return replace(self, same_numbers=numbers, same_units=units)

    def for_another_file(self) -> "Matching":
        """Without what was said of pairs of this file."""
        return replace(self, same_numbers={}, same_units={})

    def as_dict(self) -> dict[str, Any]:
        """Plain values to keep with the import."""
        return asdict(self)


@dataclass(frozen=True)
class Summary:
    """The counts of a dry run. ``digest`` is the same for two dry runs only when they would do the same.

    ``undecided`` are pairs that may be the same under another number or name, which nobody has judged yet.
    """

    total: int
    wrong_rows: int
    unchanged: int
    before: int
    ended: int
    fte: float
    digest: str
    alters_nothing: bool
    counts: dict[str, int] = field(default_factory=dict)
    undecided: int = 0

    @property
    def sound(self) -> int:
        """Rows that would be imported."""
        return self.total - self.wrong_rows

    @property
    def needs_approval(self) -> bool:
        """Whether a second person must agree."""
        return needs_second_person(ended=self.ended, before=self.before)

    def count(self, category: Category | str) -> int:
        """Findings of the category; wrong ones are counted in rows."""
        return self.wrong_rows if category == Category.WRONG else self.counts.get(str(category), 0)

    def as_dict(self) -> dict[str, Any]:
        """Plain values to keep with the import."""
        return asdict(self)


@dataclass(frozen=True)
class DryRun:
    """What an import would do, and what to say about it. ``report`` is that, small enough to keep."""

    summary: Summary
    report: bytes
    findings: "Report"
    pairs: list[Pair]
    differences: Differences
    register: Register


def run_dry(
    kind: ImportKind, as_of: date, table: SourceTable, matching: Matching, register: Register
) -> DryRun:
    """Judge and compare. Raises ``FileRefusedError`` when the file as a whole cannot be taken."""
    absent = missing(kind, matching.columns)
    if absent:
        labels = ", ".join(field.label.lower() for field in absent)
        raise FileRefusedError(f"No column is matched to: {labels}")
    if register.latest is not None and register.latest > as_of:
        raise FileRefusedError(
            f"The register already holds what was true from {_day(register.latest)}. "
            f"A file as at {_day(as_of)} cannot be put before it: import files in the order of their dates"
        )
    checked = check_rows(
        kind,
        table,
        matching.columns,
        as_of=as_of,
        full_time_hours=matching.full_time_hours,
        date_orders=matching.date_orders,
    )
    same = SameThings(matching.same_numbers, matching.same_units)
    differences = compare(checked, register, codes_given="unit_code" in matching.columns, same=same)
    pairs = propose(checked, register, differences, same)
    findings = Report(_in_order([*checked.findings, *differences.findings]), differences.new)
    report, digest, counts = _written(findings, pairs)
    summary = Summary(
        total=checked.total,
        wrong_rows=checked.wrong_rows,
        unchanged=differences.unchanged,
        before=differences.before,
        ended=differences.ended,
        fte=round(sum(checked.values.get("fte", [])), 2),
        digest=digest,
        alters_nothing=differences.alters_nothing,
        counts=counts,
        undecided=len(pairs),
    )
    return DryRun(summary, report, findings, pairs, differences, register)


def _in_order(findings: list[Finding]) -> list[Finding]:
    """By category as the page shows them, then by row."""
    parts: dict[str, list[Finding]] = {str(category): [] for category in Category}
    for finding in findings:
        parts[finding.category].append(finding)
    for part in parts.values():
        part.sort(key=itemgetter(1))
    return [finding for part in parts.values() for finding in part]


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


class Report:
    """All findings: by category as the page shows them, then by row. New rows' are made as asked for."""

    def __init__(self, listed: list[Finding], new: NewRows) -> None:
        self.listed, self.new = listed, new

    def __iter__(self) -> Iterator[Finding]:
        """Each finding, anew at each call."""
        for category in Category:
            of_this = [finding for finding in self.listed if finding.category == category]
            if category is not Category.NEW:
                yield from of_this
            elif of_this:
                yield from merge(of_this, self.new.findings(), key=itemgetter(1))
            else:
                yield from self.new.findings()


def _written(findings: Report, pairs: list[Pair]) -> tuple[bytes, str, dict[str, int]]:
    """Findings on one line of JSON and pairs on the next, compressed; the findings' digest and counts."""
    digest, packing, counts = hashlib.sha256(), zlib.compressobj(1), Counter[str]()
    parts = []
    waiting = iter(findings)
    start = "["
    while some := list(islice(waiting, AT_ONCE)):
        counts.update(map(itemgetter(0), some))
        text = (start + _json(some)[1:-1]).encode()
        digest.update(text)
        parts.append(packing.compress(text))
        start = ","
    last = b"]" if start == "," else b"[]"
    digest.update(last)
    parts += [packing.compress(last + b"\n" + _json(pairs).encode()), packing.flush()]
    return b"".join(parts), digest.hexdigest(), {str(category): count for category, count in counts.items()}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def packed(dry_run: DryRun) -> bytes:
    """The report, small enough to keep with the import: findings on one line, pairs on the next."""
    return dry_run.report


def unpacked(report: bytes) -> list[Finding]:
    """The findings of the report again."""
    return [Finding(*line) for line in json.loads(_lines(report)[0])] if report else []


def unpacked_pairs(report: bytes) -> list[Pair]:
    """The pairs of the report again, to be judged by a person."""
    lines = _lines(report)
    return [Pair(*line) for line in json.loads(lines[1])] if len(lines) > 1 else []


def _lines(report: bytes) -> list[bytes]:
    return zlib.decompress(report).split(b"\n") if report else []
