"""Pairs that may be the same post, person or unit under another number or name, for a person to judge.

What is in the register and not in the file is set beside what is in the file and not in the register.
Things that agree in enough, with no rival that agrees as much, are likely the same; others are unsure.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from tracker.organisation.register_check.differences import Differences
from tracker.organisation.register_check.register import DATED, PLAIN, Register
from tracker.organisation.register_check.rows import CheckedRows
from tracker.organisation.register_check.sameness import SameThings
from tracker.organisation.register_check.unit_proposals import same_units
from tracker.organisation.rules import ImportKind, PostState

NUMBER, UNIT = "number", "unit"


class Pair(NamedTuple):
    """``old`` is in the register, ``new`` in the file: numbers, or codes of units.

    ``before`` and ``after`` describe the two for whoever judges, and ``why`` says what agrees. ``sure``:
    likely enough to be preselected.
    """

    what: str
    old: str
    new: str
    row: int
    sure: bool
    why: str
    before: str
    after: str


Aspects = tuple[str, ...]
WORDS = {
    "name": "name",
    "start": "start of service",
    "title": "job title",
    "unit": "unit",
    "grade": "grade",
    "line": "reporting line",
    "digits": "digits of the number",
}
LIKELY: dict[ImportKind, tuple[Aspects, ...]] = {
    ImportKind.POSTS: (
        ("title", "unit", "grade", "line", "digits"),
        ("title", "unit", "grade", "digits"),
        ("title", "unit", "grade", "line"),
        ("title", "unit", "grade"),
    ),
    ImportKind.PEOPLE: (("name", "start"), ("name", "unit", "title")),
}
"""What agrees when two are likely the same, the most telling first; no other may agree as much."""
POSSIBLE: dict[ImportKind, tuple[Aspects, ...]] = {
    ImportKind.POSTS: (
        ("title", "unit", "line"),
        ("title", "grade", "line"),
        ("title", "unit"),
        ("unit", "grade", "line", "digits"),
        ("unit", "grade", "line"),
    ),
    ImportKind.PEOPLE: (("name", "unit"), ("name", "title"), ("name", "grade")),
}
"""What agrees when two may be the same."""
MANY = 2_000
"""Pairs that a person can be asked to judge; of more, the likeliest are shown."""


@dataclass(frozen=True)
class _Thing:
    """Something without a partner: its number and its aspects, None where it says nothing."""

    number: str
    row: int
    aspects: Mapping[str, Any]
    shown: str

    def key(self, aspects: Aspects) -> tuple[Any, ...] | None:
        values = tuple(self.aspects.get(name) for name in aspects)
        return None if None in values else values


def propose(
    checked: CheckedRows, register: Register, differences: Differences, same: SameThings
) -> list[Pair]:
    """Pairs to judge, likely ones first; those judged already are left out."""
    units = same_units(checked, register, differences)
    pairs = [
        Pair(UNIT, each.old_code, each.new_code, each.row, each.sure, each.why, each.before, each.after)
        for each in units
        if each.new_code not in same.units
    ]
    if checked.kind in LIKELY and differences.gone and differences.new.keys:
        as_one = {each.new_id: each.old_id for each in units if same.units.get(each.new_code) != ""}
        old, new = _things(checked, register, differences, as_one)
        new = [thing for thing in new if thing.number not in same.numbers]
        pairs += _paired(old, new, checked.kind)
    return sorted(pairs, key=lambda pair: (pair.what == NUMBER, not pair.sure, pair.row))[:MANY]


def _things(
    checked: CheckedRows, register: Register, differences: Differences, as_one: Mapping[int, int]
) -> tuple[list[_Thing], list[_Thing]]:
    """What is gone and what is new. ``as_one`` are new units that are likely old ones renamed."""
    fields = (*PLAIN[checked.kind], *DATED[checked.kind])
    columns = differences.new.columns
    rows = dict(zip(checked.keys, checked.rows, strict=True))
    values_of_new = zip(*(columns[name] for name in fields), strict=True)
    made = {
        key: dict(zip(fields, values, strict=True))
        for key, values in zip(differences.new.keys, values_of_new, strict=True)
    }
    title = DATED[checked.kind].index("title")
    titles = {entry.id: entry.dated[title] for entry in register.entries.values()}
    titles |= {
        made_id: made[key]["title"] for key, made_id in differences.new_post_ids.items() if key in made
    }
    gone = {entry.id for entry in differences.gone}

    def thing(number: str, row: int, values: dict[str, Any], name_of_unit: str) -> _Thing:
        above = values.get("reports_to")
        line: Any = above
        if above is not None and (above < 0 or above in gone):
            line = _plain(titles.get(above, ""))
        unit = values["unit"]
        shown = [values.get("name") or "", name_of_unit, values["title"], values["grade"]]
        return _Thing(
            number,
            row,
            {
                "name": _plain(values.get("name") or "") or None,
                "start": values.get("service_start"),
                "title": _plain(values["title"]) or None,
                "unit": as_one.get(unit, unit),
                "grade": _plain(values["grade"]),
                "line": line or "top",
                "digits": re.sub(r"\D", "", number).lstrip("0") or None,
                "deleted": values.get("state") is PostState.DELETED,
            },
            ", ".join(filter(None, shown)),
        )

    names = differences.units.names
    old = []
    for entry in differences.gone:
        values = dict(zip(fields, (*entry.plain, *entry.dated), strict=True))
        old.append(thing(entry.key, 0, values, names.get(values["unit"], "")))
    new = [thing(key, rows[key], values, names[values["unit"]]) for key, values in made.items()]
    return old, new


def _plain(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())


def _paired(old: Iterable[_Thing], new: Iterable[_Thing], kind: ImportKind) -> list[Pair]:
    """Pair what agrees, from the most telling aspects to the least; nothing is paired twice."""
    here, there = list(old), list(new)
    free_old, free_new = {t.number: t for t in here}, {t.number: t for t in there}
    pairs: list[Pair] = []
    for aspects, likely in [(a, True) for a in LIKELY[kind]] + [(a, False) for a in POSSIBLE[kind]]:
        all_old, all_new = _by(here, aspects), _by(there, aspects)
        now_old, now_new = _by(free_old.values(), aspects), _by(free_new.values(), aspects)
        for key, mine in now_old.items():
            theirs = now_new.get(key, [])
            if len(mine) != 1 or len(theirs) != 1:
                continue
            only = len(all_old[key]) == 1 and len(all_new[key]) == 1
            pairs.append(_pair(mine[0], theirs[0], aspects, likely and only))
            del free_old[mine[0].number], free_new[theirs[0].number]
    aspects = LIKELY[kind][-1]
    now_new = _by(free_new.values(), aspects)
    for key, mine in _by(free_old.values(), aspects).items():
        alike = zip(sorted(mine, key=_natural), sorted(now_new.get(key, []), key=_natural), strict=False)
        pairs += [_pair(a, b, aspects, False, alike=len(mine)) for a, b in alike]
    return pairs


def _by(things: Iterable[_Thing], aspects: Aspects) -> dict[tuple[Any, ...], list[_Thing]]:
    found: dict[tuple[Any, ...], list[_Thing]] = defaultdict(list)
    for thing in things:
        key = thing.key((*aspects, "deleted"))
        if key is not None:
            found[key].append(thing)
    return found


def _natural(thing: _Thing) -> tuple[int, str]:
    digits = thing.aspects["digits"] or "0"
    return int(digits[:18]), thing.number


def _pair(old: _Thing, new: _Thing, aspects: Aspects, sure: bool, alike: int = 1) -> Pair:
    why = "Same " + _listed([WORDS[name] for name in WORDS if name in aspects and _agree(old, new, name)])
    if not sure:
        also = [WORDS[n] for n in WORDS if n in ("title", "grade", "unit") and not _agree(old, new, n)]
        why += (
            f", other {_listed(also)}" if also else ", as have others" if alike == 1 else f", as have {alike}"
        )
    return Pair(NUMBER, old.number, new.number, new.row, sure, why, old.shown, new.shown)


def _agree(old: _Thing, new: _Thing, name: str) -> bool:
    return bool(old.aspects[name] == new.aspects[name])


def _listed(words: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]])) if words else ""
