"""Bringing the register into line with a file, set by set: periods end the day before, others begin."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from tracker.database import db
from tracker.organisation.bulk import end_periods, insert_rows, new_references, update_rows
from tracker.organisation.models import (
    BargainingGroup,
    Employer,
    Establishment,
    Person,
    Post,
    Posting,
    PostPeriod,
    Unit,
    UnitPeriod,
)
from tracker.organisation.register_check.differences import Differences, Row
from tracker.organisation.register_check.register import DATED, PLAIN, Register
from tracker.organisation.rules import ImportKind

COLUMN: dict[str, str] = {
    "unit": "unit_id",
    "site": "establishment_id",
    "post": "post_id",
    "group": "bargaining_group_id",
    "reports_to": "reports_to_id",
}
"""Where a field's column has another name."""

measured = sa.table("exposure_version", sa.column("employer_id"), sa.column("number"))
"""A table of a package above this one, by name: the measure's kept results depend on postings."""

Ids = dict[int, int]


def apply_differences(employer: Employer, register: Register, differences: Differences) -> None:
    """Write everything the dry run showed. The caller's unit of work commits it, or none of it."""
    _Application(employer, register, differences).run()


class _Application:
    def __init__(self, employer: Employer, register: Register, differences: Differences) -> None:
        self.employer, self.register, self.differences = employer, register, differences
        self.kind, self.as_of = register.kind, register.as_of
        self.last_day = self.as_of - timedelta(days=1)

    def run(self) -> None:
        self._units()
        self.sites = self._named(Establishment, self.differences.new_sites, {"address": "", "nation": True})
        self.groups = self._named(BargainingGroup, self.differences.new_groups, {})
        if self.kind is ImportKind.PEOPLE:
            self._people()
        else:
            self._posts()
        self._close_units()
        bump_measured(self.employer.id)

    def _units(self) -> None:
        new, placed = self.differences.units.new, self.differences.units.placed
        self.units: Ids = {unit_id: unit_id for unit_id in self.register.units}
        references = new_references(len(new))
        insert_rows(
            Unit,
            ("reference", "employer_id", "code"),
            (
                (reference, self.employer.id, code)
                for reference, (_, code) in zip(references, new, strict=True)
            ),
        )
        if new:
            by_code = self._ids(Unit, Unit.code)
            self.units |= {place.id: by_code[code] for place, code in new}
        was = self.register.units
        reopened = [(was[p.id].period_id, was[p.id].since) for p in placed]
        end_periods(
            UnitPeriod, [(each, since) for each, since in reopened if each is not None], self.last_day
        )
        insert_rows(
            UnitPeriod,
            ("unit_id", "name", "parent_id", "establishment_id", "valid_from"),
            (
                (
                    self.units[place.id],
                    place.name,
                    None if place.parent_id is None else self.units[place.parent_id],
                    was[place.id].site_id if place.id in was else None,
                    self.as_of,
                )
                for place in [*(place for place, _ in new), *placed]
            ),
        )

    def _close_units(self) -> None:
        closing = [self.register.units[unit_id] for unit_id in self.differences.units.closing]
        periods = [(unit.period_id, unit.since) for unit in closing]
        end_periods(UnitPeriod, [(each, since) for each, since in periods if each is not None], self.last_day)

    def _named(self, model: Any, names: list[str], more: dict[str, Any]) -> Ids:
        """Sites or groups of those names, made; ids by their place in the list, from -1 downwards."""
        if "nation" in more:
            more = {**more, "nation": self.employer.nation.value}
        insert_rows(
            model,
            ("reference", "employer_id", "name", "valid_from", *more),
            (
                (reference, self.employer.id, name, self.as_of, *more.values())
                for reference, name in zip(new_references(len(names)), names, strict=True)
            ),
        )
        if not names:
            return {}
        rows = db.session.execute(
            sa.select(model.name, model.id).where(
                model.employer_id == self.employer.id, model.valid_from == self.as_of
            )
        )
        ids = {name: each for name, each in rows}  # noqa: C416  the pairs of a result, not a mapping's
        return {-1 - n: ids[name] for n, name in enumerate(names)}

    def _ids(self, model: Any, key: Any, *where: Any) -> dict[str, int]:
        rows = db.session.execute(
            sa.select(key, model.id).where(model.employer_id == self.employer.id, *where)
        )
        return {text: each for text, each in rows}  # noqa: C416  the pairs of a result, not a mapping's

    def _plain(self, rows: list[Row]) -> list[list[Any]]:
        """The plain fields of the rows, column by column, as the database keeps them."""
        return [
            [row.plain[place].value for row in rows]
            if name in ("kind", "contract")
            else [row.plain[place] for row in rows]
            for place, name in enumerate(PLAIN[self.kind])
        ]

    def _begin(self, model: Any, owner: str, rows: list[Row], ids: dict[str, int], posts: Ids) -> None:
        """A period from the file's day for each row, whose owner is its entry's or the new one of its key."""
        owners = [row.entry.id if row.entry is not None else ids[row.key] for row in rows]
        columns: list[list[Any]] = [owners, [self.as_of] * len(rows)]
        known = {"unit": self.units, "site": self.sites, "group": self.groups, "reports_to": posts}
        for place, name in enumerate(DATED[self.kind]):
            values = [row.dated[place] for row in rows]
            if name in known:
                real = known[name]
                values = [real.get(value, value) for value in values]
            elif name == "state":
                values = [value.value for value in values]
            columns.append(values)
        insert_rows(model, self._columns(owner), zip(*columns, strict=True))

    def _columns(self, owner: str) -> tuple[str, ...]:
        return (owner, "valid_from", *(COLUMN.get(name, name) for name in DATED[self.kind]))

    def _people(self) -> None:
        fresh = [row for row in self.differences.new if row.entry is None]
        insert_rows(
            Person,
            ("reference", "employer_id", "staff_number", *PLAIN[self.kind]),
            zip(
                new_references(len(fresh)),
                [self.employer.id] * len(fresh),
                [row.key for row in fresh],
                *self._plain(fresh),
                strict=True,
            ),
        )
        ids = self._ids(Person, Person.staff_number) if fresh else {}
        begun = [*self.differences.new, *(row for row in self.differences.altered if row.dated_differs)]
        self._end_of(Posting, begun)
        self._begin(Posting, "person_id", begun, ids, {})
        known = [row for row in [*self.differences.new, *self.differences.altered] if row.plain_differs]
        update_rows(
            Person,
            [
                {
                    "id": row.entry.id,
                    "service_end": None,
                    **dict(zip(PLAIN[self.kind], row.plain, strict=True)),
                }
                for row in known
                if row.entry is not None
            ],
        )
        update_rows(
            Person, [{"id": entry.id, "service_end": self.last_day} for entry in self.differences.gone]
        )

    def _posts(self) -> None:
        fresh = [row for row in self.differences.new if row.entry is None]
        is_group = self.kind is ImportKind.POST_GROUPS
        insert_rows(
            Post,
            ("reference", "employer_id", "number", "is_group"),
            (
                (reference, self.employer.id, row.key, is_group)
                for reference, row in zip(new_references(len(fresh)), fresh, strict=True)
            ),
        )
        ids = self._ids(Post, Post.number, Post.is_group == is_group) if fresh else {}
        posts = {made: ids[number] for number, made in self.differences.new_post_ids.items() if number in ids}
        begun = [*self.differences.new, *self.differences.altered]
        self._end_of(PostPeriod, begun)
        self._begin(PostPeriod, "post_id", begun, ids, posts)

    def _end_of(self, model: Any, begun: list[Row]) -> None:
        entries = [row.entry for row in begun if row.entry is not None] + self.differences.gone
        end_periods(
            model,
            [(entry.period_id, entry.since) for entry in entries if entry.period_id is not None],
            self.last_day,
        )


def bump_measured(employer_id: int) -> None:
    """Kept results of the measure are older than the register from now on."""
    connection = db.session.connection()
    raised = connection.execute(
        sa.update(measured).where(measured.c.employer_id == employer_id).values(number=measured.c.number + 1)
    )
    if not raised.rowcount:
        connection.execute(sa.insert(measured).values(employer_id=employer_id, number=1))
