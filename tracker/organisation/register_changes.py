"""Bringing the register into line with a file, set by set: periods end the day before, others begin."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from tracker.database import db
from tracker.organisation.bulk import (
    References,
    end_periods,
    insert_columns,
    tracing,
    update_rows,
    with_room_for_indexes,
)
from tracker.organisation.bulk_trace import Trace
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
from tracker.organisation.register_check.differences import Differences
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


def apply_differences(employer: Employer, register: Register, differences: Differences) -> Trace:
    """Write everything the dry run showed. The caller's unit of work commits it, or none of it.

    Gives what is needed to undo it.
    """
    trace = Trace()
    noted = tracing.set(trace)
    with_room_for_indexes()
    try:
        _Application(employer, register, differences).run()
    finally:
        tracing.reset(noted)
    trace.seal()
    return trace


class _Application:
    def __init__(self, employer: Employer, register: Register, differences: Differences) -> None:
        self.employer, self.register, self.differences = employer, register, differences
        self.kind, self.as_of = register.kind, register.as_of
        self.last_day = self.as_of - timedelta(days=1)

    def run(self) -> None:
        self._renumber()
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
        made = insert_columns(
            Unit,
            {
                "reference": References(len(new)),
                "employer_id": [self.employer.id] * len(new),
                "code": [code for _, code in new],
            },
        )
        self.units |= {place.id: unit_id for (place, _), unit_id in zip(new, made, strict=True)}
        was = self.register.units
        reopened = [(was[p.id].period_id, was[p.id].since) for p in placed]
        end_periods(
            UnitPeriod, [(each, since) for each, since in reopened if each is not None], self.last_day
        )
        places = [*(place for place, _ in new), *placed]
        insert_columns(
            UnitPeriod,
            {
                "unit_id": [self.units[place.id] for place in places],
                "name": [place.name for place in places],
                "parent_id": [
                    p.parent_id if p.parent_id is None else self.units[p.parent_id] for p in places
                ],
                "establishment_id": [was[p.id].site_id if p.id in was else None for p in places],
                "valid_from": [self.as_of] * len(places),
            },
        )

    def _renumber(self) -> None:
        """Numbers and codes that changed; whatever has them stays itself, with all of its periods."""
        model, key = (Person, "staff_number") if self.kind is ImportKind.PEOPLE else (Post, "number")
        update_rows(model, [{"id": e.id, key: e.key} for e, _ in self.differences.renumbered])
        recoded = self.differences.units.recoded
        update_rows(Unit, [{"id": unit_id, "code": code} for unit_id, code in recoded])

    def _close_units(self) -> None:
        closing = [self.register.units[unit_id] for unit_id in self.differences.units.closing]
        periods = [(unit.period_id, unit.since) for unit in closing]
        end_periods(UnitPeriod, [(each, since) for each, since in periods if each is not None], self.last_day)

    def _named(self, model: Any, names: list[str], more: dict[str, Any]) -> Ids:
        """Sites or groups of those names, made; ids by their place in the list, from -1 downwards."""
        if "nation" in more:
            more = {**more, "nation": self.employer.nation.value}
        count = len(names)
        made = insert_columns(
            model,
            {
                "reference": References(count),
                "employer_id": [self.employer.id] * count,
                "name": names,
                "valid_from": [self.as_of] * count,
                **{name: [value] * count for name, value in more.items()},
            },
        )
        return {-1 - n: each for n, each in enumerate(made)}

    def _stored(self, name: str, values: list[Any], posts: Ids) -> list[Any]:
        """A field's column as the database keeps it: ids of rows made just now, words of closed lists."""
        ids = {"unit": self.units, "site": self.sites, "group": self.groups, "reports_to": posts}.get(name)
        if ids is not None:
            return [ids.get(value, value) for value in values]
        if name in ("state", "kind", "contract"):
            words = {value: value.value for value in set(values)}
            return [words[value] for value in values]
        return values

    def _make(self, model: Any, key: str, more: dict[str, Any]) -> Sequence[int]:
        """The people or posts that are new, made; their ids."""
        new, count = self.differences.new, len(self.differences.new.keys)
        return insert_columns(
            model,
            {
                "reference": References(count),
                "employer_id": [self.employer.id] * count,
                key: new.keys,
                **{name: [value] * count for name, value in more.items()},
                **{name: self._stored(name, new.columns[name], {}) for name in PLAIN[self.kind]},
            },
        )

    def _begin(self, model: Any, owner: str, made: Sequence[int], posts: Ids) -> None:
        """Periods from the file's day: of the new ones as columns, of those known before row by row."""
        new = self.differences.new
        altered = [row for row in self.differences.altered if row.dated_differs]
        known = [*self.differences.returned, *altered]
        ended = [row.entry for row in known] + self.differences.gone
        end_periods(
            model,
            [(entry.period_id, entry.since) for entry in ended if entry.period_id is not None],
            self.last_day,
        )
        owners = [*made, *(row.entry.id for row in known)]
        columns: dict[str, list[Any]] = {owner: owners, "valid_from": [self.as_of] * len(owners)}
        for place, name in enumerate(DATED[self.kind]):
            values = new.columns.get(name, []) + [row.dated[place] for row in known]
            columns[COLUMN.get(name, name)] = self._stored(name, values, posts)
        insert_columns(model, columns)

    def _people(self) -> None:
        made = self._make(Person, "staff_number", {})
        self._begin(Posting, "person_id", made, {})
        known = [*self.differences.returned, *self.differences.altered]
        update_rows(
            Person,
            [
                {
                    "id": row.entry.id,
                    "service_end": None,
                    **dict(zip(PLAIN[self.kind], row.plain, strict=True)),
                }
                for row in known
                if row.plain_differs
            ],
        )
        update_rows(
            Person, [{"id": entry.id, "service_end": self.last_day} for entry in self.differences.gone]
        )

    def _posts(self) -> None:
        made = self._make(Post, "number", {"is_group": self.kind is ImportKind.POST_GROUPS})
        ids = dict(zip(self.differences.new.keys, made, strict=True))
        posts = {own: ids[number] for number, own in self.differences.new_post_ids.items() if number in ids}
        self._begin(PostPeriod, "post_id", made, posts)


def bump_measured(employer_id: int) -> None:
    """Kept results of the measure are older than the register from now on."""
    connection = db.session.connection()
    raised = connection.execute(
        sa.update(measured).where(measured.c.employer_id == employer_id).values(number=measured.c.number + 1)
    )
    if not raised.rowcount:
        connection.execute(sa.insert(measured).values(employer_id=employer_id, number=1))
