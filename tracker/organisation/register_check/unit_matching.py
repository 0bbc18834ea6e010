"""The units a file names, found in the register or new, and what the file says of their place."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from tracker.organisation.register_check.findings import Category, Finding
from tracker.organisation.register_check.register import Register
from tracker.organisation.register_check.rows import RESPELT, rings
from tracker.organisation.register_check.units import FileUnit

Path = tuple[str, ...]


@dataclass(frozen=True)
class UnitPlace:
    """A unit's name and parent from the file's day on. Ids below zero are units still to be made."""

    id: int
    name: str
    parent_id: int | None


@dataclass
class UnitMatch:
    """What becomes of units. ``new`` are to be made, ``placed`` renamed, moved or opened again.

    ``ids`` gives the unit of each code in the file; ``parents`` and ``names`` are as they will be.
    ``recoded`` are units that people said are the same under another name, with their new code.
    """

    ids: dict[str, int] = field(default_factory=dict)
    new: list[tuple[UnitPlace, str]] = field(default_factory=list)
    placed: list[UnitPlace] = field(default_factory=list)
    closing: list[int] = field(default_factory=list)
    recoded: list[tuple[int, str]] = field(default_factory=list)
    parents: dict[int, int | None] = field(default_factory=dict)
    names: dict[int, str] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)


class _Tree:
    """The register's units by code, by path of names and by name."""

    def __init__(self, register: Register) -> None:
        self.units = register.units
        self.by_code = {unit.code.casefold(): unit.id for unit in self.units.values()}
        opened = [unit for unit in self.units.values() if unit.period_id is not None]
        self.by_path = {self.path(unit.id): unit.id for unit in opened}
        times = Counter(unit.name.casefold() for unit in opened)
        self.by_name = {unit.name.casefold(): unit.id for unit in opened if times[unit.name.casefold()] == 1}

    def above(self, unit_id: int) -> list[int]:
        """The unit itself and everything above it, upwards."""
        found: list[int] = []
        here: int | None = unit_id
        while here is not None and here in self.units and here not in found:
            found.append(here)
            here = self.units[here].parent_id
        return found

    def path(self, unit_id: int) -> Path:
        return tuple(self.units[each].name.casefold() for each in reversed(self.above(unit_id)))


def match_units(
    units: dict[str, FileUnit],
    register: Register,
    *,
    codes_given: bool,
    same_units: Mapping[str, str] | None = None,
) -> UnitMatch:
    """Find each unit by its code, else its path of names, else its name where only one unit has it.

    ``same_units`` are codes in the file that people said stand for a unit with another code.
    """
    tree = _Tree(register)
    match = UnitMatch(parents={unit.id: unit.parent_id for unit in register.units.values()})
    match.names = {unit.id: unit.name for unit in register.units.values()}
    same = _believable(same_units or {}, units, tree)
    paths: dict[str, Path] = {}
    for unit in _parents_first(units):
        above = paths.get(unit.parent, ()) if unit.parent else ()
        paths[unit.code] = (*above, unit.name.casefold())
        parent_id = match.ids[unit.parent] if unit.parent else None
        found = same.get(unit.code)
        if found is not None:
            match.recoded.append((found, unit.code))
            paths[unit.code] = tree.path(found)  # what stands below it in the register is below it still
        else:
            found = _find(tree, unit, paths[unit.code], parent_id)
        if found is None:
            _add(match, unit, parent_id)
        else:
            match.ids[unit.code] = found
            names_count = unit.code in same or (codes_given and unit.name != unit.code)
            _place(match, tree, unit, found, parent_id, names_count)
    _leave_rings(match, register)
    return match


def _believable(same_units: Mapping[str, str], units: dict[str, FileUnit], tree: _Tree) -> dict[str, int]:
    """Of what people said, what still fits: the file does not name the old unit, nor the register the new."""
    in_file = {code.casefold() for code in units}
    found: dict[str, int] = {}
    for new, old in same_units.items():
        known = tree.by_code.get(old.casefold())
        fits = new in units and new.casefold() not in tree.by_code and old.casefold() not in in_file
        if old and known is not None and fits and known not in found.values():
            found[new] = known
    return found


def _parents_first(units: dict[str, FileUnit]) -> list[FileUnit]:
    order: dict[str, FileUnit] = {}

    def put(unit: FileUnit) -> None:
        waiting = [unit]
        while waiting[-1].parent and waiting[-1].parent not in order and waiting[-1].parent in units:
            waiting.append(units[waiting[-1].parent])
        for each in reversed(waiting):
            order.setdefault(
                each.code, each if each.parent in units or not each.parent else replace(each, parent=None)
            )

    for unit in units.values():
        put(unit)
    return list(order.values())


def _find(tree: _Tree, unit: FileUnit, path: Path, parent_id: int | None) -> int | None:
    if (found := tree.by_code.get(unit.code.casefold())) is not None:
        return found
    if (found := tree.by_path.get(path)) is not None:
        return found
    found = tree.by_name.get(unit.name.casefold())
    if found is not None and (unit.parent is None or parent_id in tree.above(found)[1:]):
        return found
    return None


def _add(match: UnitMatch, unit: FileUnit, parent_id: int | None) -> None:
    unit_id = -1 - len(match.new)
    match.ids[unit.code] = unit_id
    match.names[unit_id], match.parents[unit_id] = unit.name, parent_id
    match.new.append((UnitPlace(unit_id, unit.name, parent_id), unit.code))
    under = f"under {match.names[parent_id]}" if parent_id is not None else ""
    match.findings.append(Finding(Category.UNIT, unit.row, unit.name, "New unit", under))


def _place(
    match: UnitMatch, tree: _Tree, unit: FileUnit, found: int, parent_id: int | None, names_count: bool
) -> None:
    """What becomes of a unit that was found. ``names_count``: a name that differs is a new name."""
    now = tree.units[found]
    same_name = unit.name.casefold() == now.name.casefold() or not names_count
    name = now.name if same_name else unit.name
    stays = unit.parent is None or parent_id == now.parent_id
    if unit.above_only and parent_id in tree.above(found):
        stays = True
    parent = now.parent_id if stays else parent_id
    if now.period_id is None:
        reason, name, parent = "Open again", unit.name, parent_id
    elif not same_name and not stays:
        reason = "Renamed and moved"
    elif not same_name:
        reason = "Renamed"
    elif not stays:
        reason = "Moved"
    else:
        if unit.name != now.name and unit.name != unit.code and not unit.placeholder:
            spelling = f"{now.name} → {unit.name}"
            match.findings.append(Finding(Category.UNIT, unit.row, now.name, RESPELT, spelling))
        return
    match.placed.append(UnitPlace(found, name, parent))
    match.names[found], match.parents[found] = name, parent
    before = " > ".join(tree.units[each].name for each in reversed(tree.above(found)))
    after = f"{match.names[parent]} > {name}" if parent is not None else name
    category = Category.UNIT if same_name else Category.UNIT_RENAMED
    match.findings.append(Finding(category, unit.row, name, reason, f"{before} → {after}"))


def _leave_rings(match: UnitMatch, register: Register) -> None:
    """A move that would put units above one another in a ring with the register is not made."""
    leads_to = {str(unit): "" if above is None else str(above) for unit, above in match.parents.items()}
    ringed = {int(unit) for ring in rings(leads_to) for unit in ring}
    if not ringed:
        return
    for place in [place for place in match.placed if place.id in ringed]:
        parent = register.units[place.id].parent_id
        match.placed[match.placed.index(place)] = replace(place, parent_id=parent)
        match.parents[place.id] = parent
        match.findings.append(
            Finding(
                Category.NOTE,
                0,
                place.name,
                "The unit stays where it is: its new place would put units above one another in a ring",
            )
        )


def units_emptied(
    match: UnitMatch, register: Register, before: Counter[int], after: Counter[int]
) -> list[int]:
    """Open units that had people or posts beneath them and have none any more, unless the file names them."""
    children: dict[int | None, list[int]] = defaultdict(list)
    for unit, above in match.parents.items():
        children[above].append(unit)
    was, stays = _with_below(children, before), _with_below(children, after)
    named = set(match.ids.values())
    return [
        unit.id
        for unit in register.units.values()
        if unit.period_id is not None and unit.id not in named and was[unit.id] and not stays[unit.id]
    ]


def _with_below(children: dict[int | None, list[int]], counts: Counter[int]) -> Counter[int]:
    """Counts of each unit with everything below it."""
    order, waiting = [], list(children[None])
    above: dict[int, int] = {}
    while waiting:
        unit = waiting.pop()
        order.append(unit)
        for child in children.get(unit, ()):
            above[child] = unit
            waiting.append(child)
    total = Counter(counts)
    for unit in reversed(order):
        if unit in above:
            total[above[unit]] += total[unit]
    return total
