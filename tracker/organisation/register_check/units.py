"""Units as a register file names them: by name, by code, by a path or under a level above."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from tracker.organisation.register_file.table import SourceTable

LEVELS = " > "
LONGEST_NAME = 200
LONGEST_CODE = 200


@dataclass(frozen=True)
class FileUnit:
    """A unit as named in a file. ``parent`` is the code of another, None when the file says nothing of it.

    ``above_only``: the file says that the parent is somewhere above, not that it is directly above.
    ``placeholder``: so far named only as the parent of another.
    """

    code: str
    name: str
    parent: str | None
    row: int
    above_only: bool = False
    placeholder: bool = False


@dataclass(frozen=True)
class UnitColumns:
    """The columns that name units, each as long as the table; None where not matched."""

    rows: list[int]
    unit: list[str]
    code: list[str] | None
    organisation: list[str] | None
    parent: list[str] | None

    @classmethod
    def of(cls, table: SourceTable, columns: Mapping[str, int]) -> "UnitColumns":
        """The columns as matched."""

        def column(name: str) -> list[str] | None:
            return table.columns[columns[name]] if name in columns else None

        return cls(
            table.rows,
            column("unit") or [""] * len(table.rows),
            column("unit_code"),
            column("organisation"),
            column("parent_unit"),
        )


@dataclass
class FileUnits:
    """``codes``: the unit of each row, empty where the row is wrong. ``wrong``: (position, reason, text).

    ``respelt``: units written with other capitals than before, as (row, as first written, as written here).
    """

    codes: list[str] = field(default_factory=list)
    units: dict[str, FileUnit] = field(default_factory=dict)
    wrong: list[tuple[int, str, str]] = field(default_factory=list)
    respelt: list[tuple[int, str, str]] = field(default_factory=list)

    def used_by(self, codes: set[str]) -> dict[str, FileUnit]:
        """Those units and every unit above them."""
        wanted: dict[str, FileUnit] = {}
        for code in codes:
            here: str | None = code
            while here is not None and here in self.units and here not in wanted:
                wanted[here] = self.units[here]
                here = self.units[here].parent
        return {code: unit for code, unit in self.units.items() if code in wanted}


def code_of(path: tuple[str, ...]) -> str:
    """The code of a unit that has none of its own: its path, cut and marked where too long."""
    code = LEVELS.join(path)
    if len(code) <= LONGEST_CODE:
        return code
    mark = hashlib.blake2s(code.encode(), digest_size=6).hexdigest()
    return f"{code[: LONGEST_CODE - 13]} {mark}"


def read_units(columns: UnitColumns) -> FileUnits:
    """Every unit the rows name. Rows that name none, or contradict an earlier row, are wrong."""
    reading = _Reading(columns)
    seen: dict[tuple[str, ...], tuple[str, str]] = {}
    for position, cells in enumerate(reading.cells()):
        if cells not in seen:
            seen[cells] = reading.read(columns.rows[position], *cells)
        code, why = seen[cells]
        reading.found.codes.append(code)
        if why:
            reading.found.wrong.append((position, why, cells[0]))
    _refuse_rings(reading.found, columns.rows)
    return reading.found


class _Reading:
    """Units collected row by row; two spellings that differ in capitals alone are one unit."""

    def __init__(self, columns: UnitColumns) -> None:
        self.found = FileUnits()
        self.spelling: dict[str, str] = {}
        self.respelt: set[tuple[str, str]] = set()
        self.has_parents = columns.parent is not None
        self.columns = columns
        self.code_by_name: dict[str, str] = {}
        if self.has_parents:
            for unit, code, _, _ in dict.fromkeys(self.cells()):
                self.code_by_name.setdefault(unit.casefold(), code or unit)

    def cells(self) -> Iterator[tuple[str, str, str, str]]:
        """What each row says of its unit."""
        columns = self.columns
        blank = [""] * len(columns.rows)
        return zip(
            columns.unit,
            columns.code or blank,
            columns.organisation or blank,
            columns.parent or blank,
            strict=True,
        )

    def read(self, row: int, unit: str, code: str, organisation: str, parent: str) -> tuple[str, str]:
        """``(code, "")`` of the row's unit, or ``("", why)`` when the row is wrong."""
        path = _path(unit)
        if organisation and (not path or path[0].casefold() != organisation.casefold()):
            path = (organisation, *path)
        if not path:
            return "", "Unit is empty"
        if any(len(name) > LONGEST_NAME for name in (*path, parent)) or len(code) > LONGEST_CODE:
            return "", f"Unit is longer than {LONGEST_NAME} characters"
        above: str | None = None
        for depth in range(1, len(path)):
            above, why = self.note(FileUnit(code_of(path[:depth]), path[depth - 1], above, row))
            if why:
                return "", why
        if not self.has_parents:
            return self.note(FileUnit(code or code_of(path), path[-1], above, row, bool(organisation)))
        own = code or path[-1]
        if parent and parent.casefold() not in (own.casefold(), path[-1].casefold()):
            above = self.code_by_name.get(parent.casefold(), parent)
            if above.casefold() not in self.spelling:
                above, _ = self.note(FileUnit(above, parent, None, row, placeholder=True))
            above = self.spelling[above.casefold()]
        return self.note(FileUnit(own, path[-1], above, row))

    def note(self, unit: FileUnit) -> tuple[str, str]:
        """Keep the unit, or complete what is known of it; says what contradicts."""
        code = self.spelling.setdefault(unit.code.casefold(), unit.code)
        if code != unit.code and (said := (code, unit.code)) not in self.respelt:
            self.respelt.add(said)
            self.found.respelt.append((unit.row, *said))
        known = self.found.units.get(code)
        if known is None or known.placeholder:
            self.found.units[code] = replace(unit, code=code)
        elif known.parent is None and unit.parent is not None:
            self.found.units[code] = replace(known, parent=unit.parent, above_only=unit.above_only)
        elif unit.parent is not None and known.parent != unit.parent:
            return "", f"Unit has another parent here than in row {known.row}"
        elif known.name.casefold() != unit.name.casefold() and unit.name != unit.code:
            return "", f"Unit code has another name here than in row {known.row}"
        return code, ""


def _path(unit: str) -> tuple[str, ...]:
    if LEVELS not in unit:
        return (unit,) if unit else ()
    return tuple(part.strip() for part in unit.split(LEVELS) if part.strip())


def _refuse_rings(found: FileUnits, rows: list[int]) -> None:
    ringed: set[str] = set()
    for start in found.units:
        path: list[str] = []
        here: str | None = start
        while here is not None and here in found.units and here not in path:
            path.append(here)
            here = found.units[here].parent
        if here is not None and here in path:
            ringed.update(path[path.index(here) :])
    if not ringed:
        return
    named = sorted({row for row, code in zip(rows, found.codes, strict=True) if code in ringed})
    why = "Units are above one another in a ring: rows " + ", ".join(str(row) for row in named[:10])
    for position, code in enumerate(found.codes):
        if code in ringed:
            found.wrong.append((position, why, found.units[code].name))
            found.codes[position] = ""
    for code in ringed:
        found.units[code] = replace(found.units[code], parent=None)
