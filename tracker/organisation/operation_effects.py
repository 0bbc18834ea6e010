"""What an operation comes to, row by row. The preview counts it and confirming writes it: the same thing."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tracker.database import Base
from tracker.organisation.models import Posting, PostPeriod, UnitPeriod
from tracker.organisation.queries_structure import Stay, Structure
from tracker.organisation.rules_operations import OperationError, SuccessionKind


@dataclass(frozen=True)
class NewUnit:
    """A unit that begins: its id is below zero until it is written."""

    id: int
    code: str
    name: str
    parent_id: int | None
    site_id: int | None


@dataclass(frozen=True)
class Transfer:
    """Who becomes the employer in law; ``staying`` are units, with all below, whose people do not go."""

    legal_employer_id: int | None
    name: str
    basis: str
    staying: tuple[int, ...]


@dataclass
class Effects:
    """Rows to begin, to rewrite from the day on, and to end the day before it."""

    on: date
    new_units: list[NewUnit] = field(default_factory=list)
    rewrites: dict[type[Base], dict[int, dict[str, Any]]] = field(default_factory=dict)
    closing: list[int] = field(default_factory=list)
    ending: dict[type[Base], list[int]] = field(default_factory=dict)
    successions: list[tuple[int, int, SuccessionKind]] = field(default_factory=list)
    people: list[tuple[Stay, int]] = field(default_factory=list)
    posts: list[tuple[Stay, int]] = field(default_factory=list)
    parents: dict[int, int | None] = field(default_factory=dict)
    closing_site: int | None = None
    new_site: dict[str, str] | None = None
    site_names: tuple[int, str, str] | None = None
    transfer: Transfer | None = None

    def rewrite(self, model: type[Base], row_id: int, **columns: Any) -> None:
        """From the day on the row has these columns instead."""
        self.rewrites.setdefault(model, {}).setdefault(row_id, {}).update(columns)

    def send_people(self, stays: Iterable[Stay], unit_id: int) -> None:
        """Postings are in the unit from the day on."""
        for stay in stays:
            self.rewrite(Posting, stay.id, unit_id=unit_id)
            self.people.append((stay, unit_id))

    def send_posts(self, stays: Iterable[Stay], unit_id: int) -> None:
        """Posts are in the unit from the day on."""
        for stay in stays:
            self.rewrite(PostPeriod, stay.id, unit_id=unit_id)
            self.posts.append((stay, unit_id))

    def place_below(self, period_id: int, unit_id: int, parent_id: int | None) -> None:
        """A unit stands under another from the day on."""
        self.rewrite(UnitPeriod, period_id, parent_id=parent_id)
        self.parents[unit_id] = parent_id

    def close(self, structure: Structure, unit_id: int) -> None:
        """The unit's last day is the day before."""
        self.closing.append(unit_id)
        self.ending.setdefault(UnitPeriod, []).append(structure.units[unit_id].period_id)

    def begin_unit(self, structure: Structure, given: NewUnit) -> None:
        """A unit begins on the day. Raises ``OperationError`` where its code or its name there is taken."""
        if not given.name:
            raise OperationError("name", "Enter the name of the unit")
        taken = structure.codes | {unit.code.casefold() for unit in self.new_units}
        if given.code.casefold() in taken:
            raise OperationError(
                "code", f"There is a unit with the code {given.code} already: enter another code"
            )
        self.new_units.append(given)
        self.parents[given.id] = given.parent_id
        if given.parent_id in structure.units:
            above = structure.units[given.parent_id]
            if above.until is not None:
                raise OperationError("parent", f"{above.name} closes then: choose another unit")

    def digest(self) -> str:
        """Equal when the same would be written: a preview stands while this does."""
        parts: list[Any] = [self.on, self.new_units, sorted(self.closing), self.successions]
        parts += [
            (model.__name__, sorted((row, sorted(columns.items())) for row, columns in rows.items()))
            for model, rows in sorted(self.rewrites.items(), key=lambda pair: pair[0].__name__)
        ]
        parts += [sorted((model.__name__, sorted(ids)) for model, ids in self.ending.items())]
        parts += [self.closing_site, self.new_site, self.site_names, self.transfer]
        return hashlib.sha256(repr(parts).encode()).hexdigest()
