"""Rows of a register file judged one by one: sound values in columns, and what is wrong with the rest."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tracker.organisation.register_check import values
from tracker.organisation.register_check.dates import SERIAL, DateColumn, DateOrder, day
from tracker.organisation.register_check.fields import field_named
from tracker.organisation.register_check.findings import Category, Finding
from tracker.organisation.register_check.units import FileUnit, UnitColumns, read_units
from tracker.organisation.register_file.table import SourceTable, column_letters
from tracker.organisation.rules import Contract, ImportKind, StaffKind

LONGEST: dict[str, int] = {
    "staff_number": 60,
    "post_number": 200,
    "name": 200,
    "title": 300,
    "grade": 100,
    "site": 200,
    "group": 200,
    "post": 200,
    "reports_to": 200,
}
KEY_FIELD = {ImportKind.PEOPLE: "staff_number", ImportKind.POSTS: "post_number"}
TOP = frozenset({"", "xx"})
"""What stands in the reports-to column of a post at the top."""
FULL_TIME_HOURS = 37.0
RESPELT = "Written with other capitals; taken as the same unit"
NO_PERSON = "A post that nobody holds: there is no person to take"


@dataclass
class CheckedRows:
    """The sound rows, as columns of equal length, and everything found on the way.

    ``values`` holds one list for each matched field that goes into the register; ``unit`` holds codes of
    ``units``. ``named`` are the keys of all rows, wrong ones included: whatever they name is not gone.
    """

    kind: ImportKind
    total: int = 0
    rows: list[int] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    values: dict[str, list[Any]] = field(default_factory=dict)
    units: dict[str, FileUnit] = field(default_factory=dict)
    named: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)

    @property
    def wrong_rows(self) -> int:
        """How many rows are left out."""
        return self.total - len(self.rows)


class _Judge:
    """Collects what is wrong while the columns are read."""

    def __init__(self, kind: ImportKind, table: SourceTable, columns: Mapping[str, int]) -> None:
        self.kind, self.table, self.columns = kind, table, columns
        self.wrong: dict[int, list[tuple[str, str]]] = defaultdict(list)
        self.notes: dict[int, list[tuple[str, str]]] = defaultdict(list)
        self.whole: list[Finding] = []
        self.no_records: dict[int, str] = {}

    def say(self, name: str, what: str, detail: str = "") -> None:
        """Something to know of a whole column."""
        reason = f"{self.where(name)}: {what}"
        self.whole.append(Finding(Category.NOTE, self.table.heading_row, "", reason, detail))

    def texts(self, name: str) -> list[str]:
        return self.table.columns[self.columns[name]]

    def where(self, name: str) -> str:
        position = self.columns[name]
        return f"{field_named(self.kind, name).label} (column {column_letters(position)})"

    def read(
        self, name: str, read: Callable[[str], Any], *, blank: Any, note: bool = False
    ) -> list[Any] | None:
        """A matched column through ``read``; equal texts are read once. None when it is not matched."""
        if name not in self.columns:
            return None
        texts = self.texts(name)
        known: dict[str, Any] = {"": blank}
        unread: dict[str, tuple[bool, str]] = {}
        for text in set(texts) - {""}:
            try:
                known[text] = read(text)
            except values.UnreadableValueError as error:
                noted = note or isinstance(error, values.NotStatedError)
                known[text], unread[text] = blank, (noted, str(error))
        if unread:
            for position, text in enumerate(texts):
                if text in unread:
                    noted, why = unread[text]
                    said = self.notes if noted else self.wrong
                    said[position].append((f"{self.where(name)} {why}", text))
        return [known[text] for text in texts]

    def text(self, name: str) -> list[Any] | None:
        """A matched column of plain text, no longer than the register holds."""
        most = LONGEST[name]

        def short_enough(text: str) -> str:
            if len(text) > most:
                raise values.UnreadableValueError(f"is longer than {most} characters")
            return text

        if name in self.columns and len(max(self.texts(name), key=len, default="")) <= most:
            return self.texts(name)
        return self.read(name, short_enough, blank="")


def check_rows(
    kind: ImportKind,
    table: SourceTable,
    columns: Mapping[str, int],
    *,
    as_of: date,
    full_time_hours: float = FULL_TIME_HOURS,
    date_orders: Mapping[str, DateOrder] | None = None,
) -> CheckedRows:
    """Judge every row of the table with the columns matched so; nothing of the register is needed for it."""
    judge = _Judge(kind, table, columns)
    checked = CheckedRows(kind)
    if kind is ImportKind.PEOPLE and "name" in columns:
        nobody = values.names_of_nobody(judge.texts("name"))
        if nobody:
            judge.no_records = {n: text for n, text in enumerate(judge.texts("name")) if text in nobody}
    overlong = set(table.overlong)
    for position, row in enumerate(table.rows):
        if row in overlong:
            judge.wrong[position].append(("The row has more cells than there are headings", ""))
    units = read_units(UnitColumns.of(table, columns))
    checked.findings += [
        Finding(Category.UNIT, row, first, RESPELT, f"{first} → {here}") for row, first, here in units.respelt
    ]
    for position, why, text in units.wrong:
        judge.wrong[position].append((why, text))
    found = _plain_columns(judge, full_time_hours)
    if "service_start" in columns:
        order = (date_orders or {}).get("service_start")
        found["service_start"] = _past_days(judge, "service_start", as_of, order) or []
    keys = _keys(judge, found, units.codes)
    checked.named = {key for n, key in enumerate(keys) if key and n not in judge.no_records}
    for (
        left_out
    ) in table.left_out:  # a register's own number in such a row: whatever it means, it is not gone
        checked.named.update(left_out.cells)
    if kind is ImportKind.POSTS:
        _check_reporting(judge, keys, found.get("reports_to"))
    _finish(checked, judge, keys, {**found, "unit": units.codes})
    checked.units = units.used_by({code for code in checked.values["unit"] if code})
    return checked


def _plain_columns(judge: _Judge, full_time_hours: float) -> dict[str, list[Any]]:
    found: dict[str, list[Any] | None] = {}
    for name in ("name", "title", "grade", "site", "group", "post"):
        found[name] = judge.text(name)
    if "first_name" in judge.columns:
        last = found["name"] or [""] * len(judge.table.rows)
        first = judge.texts("first_name")
        found["name"] = [f"{a} {b}".strip()[: LONGEST["name"]] for a, b in zip(first, last, strict=True)]
    found["fte"] = _fte(judge, full_time_hours)
    found["contract"] = judge.read("contract", _word(values.contract), blank=Contract.UNKNOWN, note=True)
    found["kind"] = judge.read("kind", _word(values.staff_kind), blank=StaffKind.OTHER, note=True)
    found["state"] = judge.read("state", values.post_state, blank=values.post_state(""))
    if "reports_to" in judge.columns:
        found["reports_to"] = ["" if text.lower() in TOP else text for text in judge.text("reports_to") or []]
    return {name: column for name, column in found.items() if column is not None}


def _past_days(judge: _Judge, name: str, as_of: date, order: DateOrder | None) -> list[Any] | None:
    """Days up to the file's own. ``order`` is what a person said; None where nobody was asked."""
    seen = DateColumn.of(judge.texts(name))
    if order is None and seen.order is not None and seen.either:
        proof = seen.day_first or seen.month_first
        judge.say(name, f"dates are read {seen.order}, for some exist only so", proof)
    order = order or seen.order or DateOrder.UNKNOWN

    def past_day(text: str) -> date:
        found = day(text, order, serial=True)
        if found > as_of:
            raise values.UnreadableValueError("is after the date of the file")
        return found

    found = judge.read(name, past_day, blank=None)
    serials = sum(times for text, times in Counter(judge.texts(name)).items() if SERIAL.fullmatch(text))
    if serials:
        judge.say(
            name,
            "day numbers as spreadsheets count them are read as dates",
            "1 row" if serials == 1 else f"{serials:,} rows",
        )
    return found


def _word(know: Callable[[str], Any]) -> Callable[[str], Any]:
    def read(text: str) -> Any:
        value = know(text)
        if value is None:
            raise values.UnreadableValueError("is a word we do not know; taken as not stated")
        return value

    return read


def _fte(judge: _Judge, full_time_hours: float) -> list[Any] | None:
    most = 1.5 if judge.kind is ImportKind.PEOPLE else 100_000.0

    def fte(text: str) -> float:
        if values.is_not_disclosed(text):
            raise values.NotStatedError("is not disclosed; counted as 1")
        value = values.number(text)
        if value > most:
            raise values.UnreadableValueError(f"is more than {most:g}")
        return value

    if "fte" in judge.columns:
        return judge.read("fte", fte, blank=1.0)

    def share(text: str) -> float:
        return min(1.0, round(values.number(text) / full_time_hours, 4))

    return judge.read("hours", share, blank=1.0)


def _keys(judge: _Judge, found: dict[str, list[Any]], units: list[str]) -> list[str]:
    if judge.kind is ImportKind.POST_GROUPS:
        return _group_keys(judge, found, units)
    name = KEY_FIELD[judge.kind]
    label = field_named(judge.kind, name).label
    keys = judge.text(name) or []
    last: dict[str, int] = {}
    for position, key in enumerate(keys):
        if position in judge.no_records:
            continue
        if not key:
            if not judge.wrong.get(position):
                judge.wrong[position].append((f"{judge.where(name)} is empty", ""))
            continue
        if key in last:
            row = judge.table.rows[position]
            why = f"{label} is used again in row {row}: of rows with one number the last counts"
            judge.wrong[last[key]].append((why, key))
        last[key] = position
    return keys


def _group_keys(judge: _Judge, found: dict[str, list[Any]], units: list[str]) -> list[str]:
    """Groups of like posts carry no number: what describes them is their key, the nth of equals counted."""
    blanks = [""] * len(units)
    described = zip(
        found.get("reports_to", blanks), units, found.get("grade", blanks), found["title"], strict=True
    )
    times: dict[str, int] = defaultdict(int)
    keys = []
    for position, parts in enumerate(described):
        if not parts[3] and not judge.wrong.get(position):
            judge.wrong[position].append((f"{judge.where('title')} is empty", ""))
        text = "\n".join(parts).casefold()
        times[text] += 1
        digest = hashlib.blake2s(f"{text}\n{times[text]}".encode(), digest_size=8).hexdigest()
        keys.append(f"G-{digest.upper()}")
    return keys


def _check_reporting(judge: _Judge, keys: list[str], above: list[str] | None) -> None:
    if above is None:
        return
    sound = {key: position for position, key in enumerate(keys) if key and not judge.wrong.get(position)}
    leads_to: dict[str, str] = {key: above[position] for key, position in sound.items()}
    for key, position in sound.items():
        if leads_to[key] == key:
            why = f"{judge.where('reports_to')}: the post reports to itself; taken as the top of its line"
            judge.notes[position].append((why, key))
            leads_to[key] = above[position] = ""
    for ring in rings(leads_to):
        rows = sorted(judge.table.rows[sound[key]] for key in ring)
        shown = ", ".join(str(row) for row in rows[:10]) + (" and more" if len(rows) > 10 else "")
        for key in ring:
            judge.wrong[sound[key]].append(
                (
                    f"{judge.where('reports_to')}: posts report to each other in a ring, rows {shown}",
                    " > ".join([*ring[:10], ring[0]]),
                )
            )


def rings(leads_to: Mapping[str, str]) -> list[list[str]]:
    """The rings among things that each lead to at most one other, each from where it was first met.

    >>> rings({"a": "b", "b": "c", "c": "b", "d": ""})
    [['b', 'c']]
    """
    done: set[str] = set()
    found = []
    for start in leads_to:
        path: dict[str, None] = {}
        here = start
        while here in leads_to and here not in done and here not in path:
            path[here] = None
            here = leads_to[here]
        if here in path:
            order = list(path)
            found.append(order[order.index(here) :])
        done.update(path)
    return found


def _finish(checked: CheckedRows, judge: _Judge, keys: list[str], columns: dict[str, list[Any]]) -> None:
    rows = judge.table.rows
    for position in judge.no_records:
        judge.wrong.pop(position, None)
        judge.notes.pop(position, None)
    wrong = {position for position, said in judge.wrong.items() if said}
    checked.findings += judge.whole
    checked.findings += [
        Finding(Category.LEFT_OUT, each.row, "", each.reason, "; ".join(each.cells)[:200])
        for each in judge.table.left_out
    ]
    checked.findings += [
        Finding(Category.LEFT_OUT, rows[position], keys[position], NO_PERSON, text)
        for position, text in judge.no_records.items()
    ]
    checked.total = len(rows) - len(judge.no_records)
    for category, collected in ((Category.WRONG, judge.wrong), (Category.NOTE, judge.notes)):
        for position in sorted(collected):
            for why, text in collected[position]:
                if category is Category.WRONG or position not in wrong:
                    checked.findings.append(
                        Finding(category, rows[position], keys[position], why, text[:200])
                    )
    apart = wrong | set(judge.no_records)
    if not apart:
        checked.rows, checked.keys, checked.values = list(rows), keys, columns
        return
    sound = [position for position in range(len(rows)) if position not in apart]
    checked.rows = [rows[position] for position in sound]
    checked.keys = [keys[position] for position in sound]
    checked.values = {name: [column[p] for p in sound] for name, column in columns.items()}
