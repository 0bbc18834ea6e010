"""Finding units and other named things in what a person typed, without a script in the browser."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from tracker.organisation.rules import TreeUnit

MOST_OFFERED = 10
MOST_AT_THE_TOP = 12


@dataclass(frozen=True)
class UnitsFound:
    """What the words stand for. ``left`` are the words not settled yet, ``notes`` what to do about each."""

    chosen: tuple[TreeUnit, ...]
    offered: tuple[TreeUnit, ...]
    left: tuple[str, ...]
    notes: tuple[str, ...]


def find_units(text: str, ticked: Collection[str], tree: list[TreeUnit]) -> UnitsFound:
    """Units named or coded exactly are chosen; other words offer what they may mean.

    A word is settled when a ticked unit (a reference) is among those it may mean. A word that can mean one
    unit only has it chosen and still waits for a look.
    """
    chosen = {unit.reference: unit for unit in tree if unit.reference in ticked}
    offered: dict[str, TreeUnit] = {}
    left, notes = [], []
    for word in _words(
        text, {name for unit in tree for name in (unit.name.casefold(), unit.code.casefold())}
    ):
        exact = _exactly(word, tree)
        meant = exact or _nearly(word, tree)
        if len(exact) == 1:
            chosen[exact[0].reference] = exact[0]
        elif not any(unit.reference in ticked for unit in meant):
            left.append(word)
            notes.append(_note(word, len(meant), exactly=bool(exact), tree=tree))
            if len(meant) == 1:
                chosen[meant[0].reference] = meant[0]
            for unit in meant[:MOST_OFFERED] or _closest(word, tree):
                offered[unit.reference] = unit
    return UnitsFound(
        tuple(chosen.values()),
        tuple(unit for key, unit in offered.items() if key not in chosen),
        tuple(left),
        tuple(notes),
    )


def top_units(tree: list[TreeUnit]) -> list[TreeUnit]:
    """A short list to choose from: the top of the tree, a second level when it stays short."""
    for depth in (1, 0):
        top = [unit for unit in tree if unit.depth <= depth]
        if len(top) <= MOST_AT_THE_TOP:
            return top
    return []


def unit_label(unit: TreeUnit) -> str:
    """A unit's name, and its code when that says more."""
    return unit.name if unit.code.casefold() == unit.name.casefold() else f"{unit.name} ({unit.code})"


def unit_paths(tree: list[TreeUnit]) -> dict[str, str]:
    """Reference to the names of the units above, the top first; a single top says nothing."""
    tops = [unit for unit in tree if unit.depth == 0]
    single = tops[0].id if len(tops) == 1 else None
    by_id: dict[int, TreeUnit] = {}
    paths: dict[str, str] = {}
    for unit in tree:
        by_id[unit.id] = unit
        above = by_id.get(unit.parent_id) if unit.parent_id is not None else None
        paths[unit.reference] = (
            " › ".join(part for part in (paths[above.reference], above.name) if part)
            if above and above.id != single
            else ""
        )
    return paths


def find_names(text: str, known: Mapping[str, str], noun: str) -> tuple[list[str], list[str]]:
    """Values of the names typed one on each line or between commas, and what to do about names not known."""
    by_fold = {name.casefold(): value for name, value in known.items()}
    values, notes = [], []
    for word in _words(text, set(by_fold)):
        if word.casefold() in by_fold:
            values.append(by_fold[word.casefold()])
            continue
        close = get_close_matches(word.casefold(), list(by_fold), 3, 0.6)
        close += [name for name in by_fold if word.casefold() in name and name not in close][: 3 - len(close)]
        names = [name for name in known if name.casefold() in close]
        hint = f": did you mean {' or '.join(names)}?" if names else ". Check the spelling"
        notes.append(f"No {noun} on the register is called “{word}”{hint}")
    return list(dict.fromkeys(values)), notes


def _words(text: str, known: Collection[str]) -> list[str]:
    """Lines, those that are not names as they stand cut at commas and semicolons."""
    words: list[str] = []
    for line in text.splitlines():
        whole = " ".join(line.split())
        if whole.casefold() in known:
            words.append(whole)
        else:
            words.extend(" ".join(part.split()) for part in re.split(r"[,;]", whole))
    return list(dict.fromkeys(word for word in words if word))


def _exactly(word: str, tree: list[TreeUnit]) -> list[TreeUnit]:
    fold = word.casefold()
    coded = [unit for unit in tree if unit.code.casefold() == fold]
    return coded or [unit for unit in tree if unit.name.casefold() == fold]


def _nearly(word: str, tree: list[TreeUnit]) -> list[TreeUnit]:
    fold = word.casefold()
    return [unit for unit in tree if fold in unit.name.casefold() or unit.code.casefold().startswith(fold)]


def _closest(word: str, tree: list[TreeUnit]) -> list[TreeUnit]:
    names = get_close_matches(word.casefold(), [unit.name.casefold() for unit in tree], 3, 0.6)
    return [unit for unit in tree if unit.name.casefold() in names][:3]


def _note(word: str, meant: int, *, exactly: bool, tree: list[TreeUnit]) -> str:
    if exactly:
        return f"{meant} units are called “{word}”: tick the one you mean"
    if meant == 1:
        return f"Check the unit ticked for “{word}”"
    if meant > MOST_OFFERED:
        return f"{meant} units match “{word}”: tick one of the first {MOST_OFFERED}, or type more of the name"
    if meant:
        return f"{meant} units match “{word}”: tick those you mean"
    if _closest(word, tree):
        return f"No unit matches “{word}”: tick the one you mean, or correct the name"
    return f"No unit matches “{word}”: check the name or the code"
