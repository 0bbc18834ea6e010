"""Writing what an operation comes to, with a trace of every row, so that it can be undone exactly."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from tracker.database import Base, db, table_of
from tracker.organisation.bulk_trace import Trace
from tracker.organisation.models import Employer, Establishment, Unit, UnitPeriod
from tracker.organisation.models_operations import (
    EmployerTerm,
    EstablishmentPast,
    GrantProposal,
    LegalEmployer,
    Operation,
    UnitSuccession,
)
from tracker.organisation.operation_effects import Effects, Transfer
from tracker.organisation.queries import valid_on
from tracker.organisation.rules_operations import TransferBasis

CHUNK = 5_000


class Writing:
    """Writes the effects of one operation and notes what it does to each row."""

    def __init__(self, row: Operation) -> None:
        self.row, self.on = row, row.on
        self.before = row.on - timedelta(days=1)
        self.trace = Trace()
        self.ids: dict[int, int] = {}
        """Ids of new units by their place below zero."""

    def write(self, effects: Effects, follow: Iterable[tuple[int, int]]) -> Trace:
        """Everything, and the access proposed to follow. Gives back what was done, row by row."""
        self._units(effects)
        for model, rows in effects.rewrites.items():
            self._rewrite(model, rows)
        for model, periods in effects.ending.items():
            self._end(model, periods)
        for old, new, kind in effects.successions:
            self._add(UnitSuccession(from_id=self._id(old), to_id=self._id(new), kind=kind, on=self.on))
        self._site(effects)
        if effects.transfer:
            self._transfer(effects.transfer)
        for grant_id, unit_id in dict.fromkeys(follow):
            self._add(
                GrantProposal(
                    operation_id=self.row.id, grant_id=grant_id, unit_id=self._id(unit_id), on=self.on
                )
            )
        self.trace.seal()
        return self.trace

    def _id(self, place: Any) -> Any:
        return self.ids.get(place, place)

    def _add(self, row: Any) -> int:
        db.session.add(row)
        db.session.flush()
        self.trace.note_made(table_of(type(row)), [row.id])
        return int(row.id)

    def _units(self, effects: Effects) -> None:
        for new in effects.new_units:
            self.ids[new.id] = self._add(Unit(employer_id=self.row.employer_id, code=new.code))
        for new in effects.new_units:
            self._add(
                UnitPeriod(
                    unit_id=self.ids[new.id],
                    name=new.name,
                    parent_id=self._id(new.parent_id or 0) or None,
                    establishment_id=new.site_id,
                    valid_from=self.on,
                )
            )

    def _rewrite(self, model: type[Base], rows: dict[int, dict[str, Any]]) -> None:
        """Rows of before the day end and others begin with the new columns; later ones are altered."""
        table = table_of(model)
        alike: dict[tuple[tuple[str, Any], ...], list[int]] = {}
        for row_id, columns in rows.items():
            key = tuple(sorted((name, self._id(value)) for name, value in columns.items()))
            alike.setdefault(key, []).append(row_id)
        connection = db.session.connection()
        for key, found in alike.items():
            values = dict(key)
            copied = [column for column in table.c if column.name != "id"]
            shown = {
                "valid_from": sa.literal(self.on, sa.Date()),
                **{name: sa.literal(value, table.c[name].type) for name, value in values.items()},
            }
            for start in range(0, len(found), CHUNK):
                part = found[start : start + CHUNK]
                later = self._later(table, part)
                ended = {"valid_to": self.before}
                self.trace.note_touched(table, {each: values if each in later else ended for each in part})
                here = table.c.id.in_(part)
                connection.execute(sa.update(table).where(here, table.c.valid_from >= self.on).values(values))
                wanted = sa.select(*(shown.get(column.name, column) for column in copied))
                made = connection.execute(
                    sa.insert(table)
                    .from_select(
                        [column.name for column in copied], wanted.where(here, table.c.valid_from < self.on)
                    )
                    .returning(table.c.id)
                )
                self.trace.note_made(table, list(made.scalars()))
                connection.execute(sa.update(table).where(here, table.c.valid_from < self.on).values(ended))

    def _end(self, model: type[Base], periods: list[int]) -> None:
        """The day before is the last; a period that began on the day or later never was."""
        table = table_of(model)
        here, connection = table.c.id.in_(periods), db.session.connection()
        later = self._later(table, periods)
        ended = {"valid_to": self.before}
        self.trace.note_touched(table, {each: None if each in later else ended for each in periods})
        connection.execute(sa.delete(table).where(here, table.c.valid_from >= self.on))
        connection.execute(sa.update(table).where(here).values(ended))

    def _later(self, table: sa.Table, ids: list[int]) -> set[int]:
        query = sa.select(table.c.id).where(table.c.id.in_(ids), table.c.valid_from >= self.on)
        return set(db.session.connection().scalars(query))

    def _site(self, effects: Effects) -> None:
        sites = table_of(Establishment)
        if effects.new_site:
            nation = db.session.scalar(sa.select(Employer.nation).where(Employer.id == self.row.employer_id))
            self._add(
                Establishment(
                    employer_id=self.row.employer_id, nation=nation, valid_from=self.on, **effects.new_site
                )
            )
        if effects.closing_site is not None:
            self.trace.note_touched(sites, {effects.closing_site: {"valid_to": self.before}})
            db.session.get_one(Establishment, effects.closing_site).valid_to = self.before
        if effects.site_names:
            site_id, name, address = effects.site_names
            site = db.session.get_one(Establishment, site_id)
            past = EstablishmentPast(
                establishment_id=site_id, name=site.name, address=site.address, until=self.before
            )
            self._add(past)
            self.trace.note_touched(sites, {site_id: {"name": name, "address": address}})
            site.name, site.address = name, address
        db.session.flush()

    def _transfer(self, transfer: Transfer) -> None:
        employer_id, legal_id = self.row.employer_id, transfer.legal_employer_id
        if legal_id is None:
            legal_id = self._add(LegalEmployer(employer_id=employer_id, name=transfer.name))
        whole = sa.select(EmployerTerm).where(
            EmployerTerm.employer_id == employer_id,
            EmployerTerm.unit_id.is_(None),
            valid_on(EmployerTerm, self.on),
        )
        held = db.session.scalar(whole)
        if held is not None:
            self.trace.note_touched(table_of(EmployerTerm), {held.id: {"valid_to": self.before}})
            held.valid_to = self.before
            for unit_id in transfer.staying:
                self._term(held.legal_employer_id, unit_id, held.basis)
        self._term(legal_id, None, TransferBasis(transfer.basis))

    def _term(self, legal_id: int, unit_id: int | None, basis: TransferBasis) -> None:
        self._add(
            EmployerTerm(
                employer_id=self.row.employer_id,
                legal_employer_id=legal_id,
                unit_id=unit_id,
                basis=basis,
                valid_from=self.on,
            )
        )
