"""How a file differs from the register: who is new, moved, changed and gone, and the units they stand in."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import repeat
from typing import Any, NamedTuple

from tracker.organisation.register_check.fields import field_named
from tracker.organisation.register_check.findings import Category, Finding
from tracker.organisation.register_check.register import DATED, PLAIN, Entry, Register
from tracker.organisation.register_check.rows import KEY_FIELD, CheckedRows
from tracker.organisation.register_check.sameness import SameThings, carried_over
from tracker.organisation.register_check.unit_matching import UnitMatch, match_units, units_emptied
from tracker.organisation.rules import Contract, ImportKind, PostState, StaffKind

DEFAULTS: dict[str, Any] = {
    "name": "",
    "kind": StaffKind.OTHER,
    "contract": Contract.UNKNOWN,
    "service_start": None,
    "unit": None,
    "site": None,
    "post": None,
    "group": None,
    "title": "",
    "grade": "",
    "fte": 1.0,
    "state": PostState.LIVE,
    "reports_to": None,
}
KEPT_WHEN_BLANK: dict[str, Any] = {"name": "", "service_start": None}
PART_OF: dict[str, Category] = {
    "unit": Category.MOVED,
    "site": Category.MOVED,
    "grade": Category.REGRADED,
    "title": Category.RETITLED,
    "reports_to": Category.REPORTING,
}
"""Where a difference in a field is shown; others are among the other changes."""


class Row(NamedTuple):
    """What the register is to hold, from the file's day on, of something it holds or held before."""

    key: str
    plain: tuple[Any, ...]
    dated: tuple[Any, ...]
    entry: Entry
    dated_differs: bool = True
    plain_differs: bool = False


@dataclass
class NewRows:
    """What the register does not know yet, column by column: a first file is all of this.

    ``rows`` are theirs in the file, ``units`` the names of units by id.
    """

    keys: list[str] = field(default_factory=list)
    columns: dict[str, list[Any]] = field(default_factory=dict)
    rows: list[int] = field(default_factory=list)
    units: dict[int, str] = field(default_factory=dict)

    def findings(self) -> Iterator[Finding]:
        """What is said of each, made one by one: there may be a million."""
        columns = self.columns
        states = ("" if state is PostState.LIVE else state for state in columns.get("state", ()))
        shown = zip(
            map(self.units.__getitem__, columns.get("unit", ())),
            columns.get("title", ()),
            columns.get("grade", ()),
            states if "state" in columns else repeat(""),
            strict=False,
        )
        details = map(", ".join, map(filter, repeat(None), shown))
        said = zip(
            repeat(Category.NEW), self.rows, self.keys, repeat("Not in the register"), details, strict=False
        )
        return map(Finding._make, said)


@dataclass
class Differences:
    """Everything that importing the file would do. Ids below zero are rows still to be made.

    A new post's own id is -1 - its position in the file's sound rows; sites and groups count from -1 in
    ``new_sites`` and ``new_groups``. ``before`` counts the register's live entries, ``ended`` those that end.
    ``returned`` were known before, and have no period on the day. ``renumbered`` are entries with the number
    they had until now.
    """

    units: UnitMatch
    new: NewRows = field(default_factory=NewRows)
    returned: list[Row] = field(default_factory=list)
    altered: list[Row] = field(default_factory=list)
    gone: list[Entry] = field(default_factory=list)
    new_sites: list[str] = field(default_factory=list)
    new_groups: list[str] = field(default_factory=list)
    new_post_ids: dict[str, int] = field(default_factory=dict)
    renumbered: list[tuple[Entry, str]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    unchanged: int = 0
    before: int = 0
    ended: int = 0

    @property
    def alters_nothing(self) -> bool:
        """Whether importing the file would leave the register as it is."""
        return not (
            self.new.keys
            or self.returned
            or self.altered
            or self.gone
            or self.renumbered
            or self.units.new
            or self.units.placed
            or self.units.recoded
            or self.units.closing
        )


class _Names:
    """Things matched by name: known ones by id, unknown ones numbered downwards from -1."""

    def __init__(self, known: dict[int, str]) -> None:
        self.ids = {name.casefold(): each for each, name in known.items()}
        self.names = dict(known)
        self.new: list[str] = []

    def id_of(self, name: str) -> int | None:
        if not name:
            return None
        found = self.ids.get(name.casefold())
        if found is None:
            self.new.append(name)
            found = self.ids[name.casefold()] = -len(self.new)
            self.names[found] = name
        return found


class _Comparison:
    def __init__(self, checked: CheckedRows, register: Register, codes_given: bool, same: SameThings) -> None:
        self.checked, self.kind = checked, checked.kind
        self.register, self.numbers = carried_over(register, same.numbers, checked)
        units = match_units(checked.units, register, codes_given=codes_given, same_units=same.units)
        self.result = Differences(units)
        self.sites, self.groups = _Names(register.sites), _Names(register.groups)
        self.fields = (*PLAIN[self.kind], *DATED[self.kind])
        self.known_posts = {number: each for each, number in self.register.posts.items()}
        self.post_names = dict(self.register.posts)
        if self.kind is ImportKind.POSTS:
            for position, key in enumerate(checked.keys):
                if key not in self.known_posts:
                    self.known_posts[key] = -1 - position
                    self.post_names[-1 - position] = key
                    self.result.new_post_ids[key] = -1 - position
        self.columns = self._columns()

    def _columns(self) -> dict[str, list[Any]]:
        """The file's columns with ids in place of names."""
        columns: dict[str, list[Any]] = {}
        for name in self.fields:
            texts = self.checked.values.get(name)
            if texts is None:
                continue
            if name == "unit":
                columns[name] = [self.result.units.ids[code] for code in texts]
            elif name in ("site", "group"):
                names = self.sites if name == "site" else self.groups
                columns[name] = _once_each(texts, names.id_of)
            elif name in ("post", "reports_to"):
                columns[name] = [self._post(name, position, text) for position, text in enumerate(texts)]
            else:
                columns[name] = texts
        return columns

    def _post(self, name: str, position: int, number: str) -> int | None:
        if not number:
            return None
        found = self.known_posts.get(number)
        if found is None:
            reason = f"{field_named(self.kind, name).label}: no such post in the register; left empty"
            key = self.checked.keys[position]
            self._say(Category.NOTE, self.checked.rows[position], key, reason, number)
        return found

    def _say(self, category: Category, row: int, key: str, reason: str, detail: str = "") -> None:
        self.result.findings.append(Finding(category, row, key, reason, detail))

    def compare(self) -> Differences:
        names = [name for name in self.fields if name in self.columns]
        places = [self.fields.index(name) for name in names]
        wanted = zip(*(self.columns[name] for name in names), strict=True)
        unknown: list[int] = []
        if not self.register.entries:
            return self._finish(range(len(self.checked.keys)))
        for position, (key, values) in enumerate(zip(self.checked.keys, wanted, strict=True)):
            entry = self.register.entries.get(key)
            if entry is None:
                unknown.append(position)
                continue
            now = (*entry.plain, *entry.dated)
            if entry.period_id is None:
                self._come_back(position, entry, now, dict(zip(names, values, strict=True)))
            elif values != tuple([now[place] for place in places]):
                self._alter(position, entry, now, dict(zip(names, values, strict=True)))
        return self._finish(unknown)

    def _finish(self, unknown: Sequence[int]) -> Differences:
        self._add(unknown)
        self._renumber()
        told = {row.key for row in (*self.result.returned, *self.result.altered)}
        told.update(entry.key for entry, _ in self.result.renumbered)
        self.result.unchanged = len(self.checked.keys) - len(unknown) - len(told)
        self._end()
        self._close_units()
        self.result.new_sites, self.result.new_groups = self.sites.new, self.groups.new
        self.result.findings += self.result.units.findings
        return self.result

    def _add(self, unknown: Sequence[int]) -> None:
        checked = self.checked
        whole = len(unknown) == len(checked.keys)

        def picked(column: list[Any]) -> list[Any]:
            return column if whole else [column[position] for position in unknown]

        keys, rows = picked(checked.keys), picked(checked.rows)
        columns = {
            name: picked(self.columns[name]) if name in self.columns else [DEFAULTS[name]] * len(keys)
            for name in self.fields
        }
        if "name" in columns:
            columns["name"] = [name or key for name, key in zip(columns["name"], keys, strict=True)]
        self.result.new = NewRows(keys, columns, rows, self.result.units.names)

    def _renumber(self) -> None:
        if not self.numbers:
            return
        label = field_named(self.kind, KEY_FIELD[self.kind]).label
        for row, key in zip(self.checked.rows, self.checked.keys, strict=True):
            if key in self.numbers:
                self.result.renumbered.append((self.register.entries[key], self.numbers[key]))
                self._say(Category.RENUMBERED, row, key, label, f"{self.numbers[key]} → {key}")

    def _come_back(self, position: int, entry: Entry, now: tuple[Any, ...], values: dict[str, Any]) -> None:
        """Somebody or some post that the register held before, with no period on the day."""
        known = dict(zip(self.fields, now, strict=True))
        kept = {n: known[n] for n in PLAIN[self.kind] if values.get(n) in (None, "")}
        full = {**DEFAULTS, **values, **kept}
        self.result.returned.append(self._row(entry.key, full, entry, plain_differs=True))
        reason = "In the register before; comes back"
        self._say(
            Category.NEW, self.checked.rows[position], entry.key, reason, self.show("unit", full["unit"])
        )

    def _alter(self, position: int, entry: Entry, now: tuple[Any, ...], values: dict[str, Any]) -> None:
        current = dict(zip(self.fields, now, strict=True))
        for name, blank in KEPT_WHEN_BLANK.items():
            if name in values and values[name] == blank:
                values[name] = current[name]
        differing = [name for name, value in values.items() if value != current[name]]
        if not differing:
            return
        full = {**current, **values}
        row = self._row(
            entry.key,
            full,
            entry,
            dated_differs=any(name in DATED[self.kind] for name in differing),
            plain_differs=any(name in PLAIN[self.kind] for name in differing),
        )
        self.result.altered.append(row)
        deletes = full.get("state") is PostState.DELETED and current.get("state") is not PostState.DELETED
        self.result.ended += deletes
        parts: dict[Category, list[str]] = {}
        for name in differing:
            part = Category.DELETED if deletes and name == "state" else PART_OF.get(name, Category.CHANGED)
            parts.setdefault(part, []).append(name)
        for part, names in parts.items():
            reason = ", ".join(field_named(self.kind, name).label for name in names)
            detail = "; ".join(
                f"{self.show(name, current[name])} → {self.show(name, full[name])}" for name in names
            )
            self._say(part, self.checked.rows[position], entry.key, reason, detail)

    def _row(self, key: str, full: dict[str, Any], entry: Entry, **differs: bool) -> Row:
        plain = tuple(full[name] for name in PLAIN[self.kind])
        return Row(key, plain, tuple(full[name] for name in DATED[self.kind]), entry, **differs)

    def _end(self) -> None:
        state = DATED[self.kind].index("state") if "state" in DATED[self.kind] else None
        shown = [DATED[self.kind].index(name) for name in ("unit", "title", "grade")]
        for entry in self.register.entries.values():
            if entry.period_id is None:
                continue
            deleted = state is not None and entry.dated[state] is PostState.DELETED
            self.result.before += not deleted
            if entry.key in self.checked.named:
                continue
            self.result.gone.append(entry)
            self.result.ended += not deleted
            reason = "Already deleted; not in the file" if deleted else "In the register, not in the file"
            unit, title, grade = (entry.dated[place] for place in shown)
            was = ", ".join(filter(None, (str(self.show("unit", unit)), title, grade)))
            self._say(Category.GONE, 0, entry.key, reason, was)

    def _close_units(self) -> None:
        unit = DATED[self.kind].index("unit")
        entries = [e for e in self.register.entries.values() if e.period_id is not None]
        before = Counter(self.register.others) + Counter(entry.dated[unit] for entry in entries)
        after = Counter(self.register.others)
        after += Counter(self.columns["unit"])
        sound = set(self.checked.keys)
        after += Counter(e.dated[unit] for e in entries if e.key in self.checked.named and e.key not in sound)
        self.result.units.closing = units_emptied(self.result.units, self.register, before, after)
        for unit_id in self.result.units.closing:
            name = self.register.units[unit_id].name
            self._say(Category.UNIT, 0, name, "Closed: nobody and no post is left in it")

    def show(self, name: str, value: Any) -> Any:
        """A value as a person reads it."""
        if value is None or value == "":
            return "empty"
        if name == "unit":
            return self.result.units.names.get(value, "empty")
        if name == "site":
            return self.sites.names[value]
        if name == "group":
            return self.groups.names[value]
        if name in ("post", "reports_to"):
            return self.post_names.get(value, "empty")
        return f"{value:g}" if isinstance(value, float) else value


def _once_each(texts: Iterable[str], find: Callable[[str], int | None]) -> list[int | None]:
    known: dict[str, int | None] = {}
    found = []
    for text in texts:
        if text not in known:
            known[text] = find(text)
        found.append(known[text])
    return found


def compare(
    checked: CheckedRows, register: Register, *, codes_given: bool = False, same: SameThings | None = None
) -> Differences:
    """What importing the sound rows would do to the register. ``same``: what people said is the same."""
    return _Comparison(checked, register, codes_given, same or SameThings()).compare()
