"""What is done to the structure on a date: drafted, looked at, then done in one transaction or given up."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from tracker.audit import services as audit
from tracker.database import Base, check_version, db, table_of
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
from tracker.organisation.operation_plans import effects_of
from tracker.organisation.queries import valid_on
from tracker.organisation.queries_structure import structure_of
from tracker.organisation.register_changes import bump_measured
from tracker.organisation.rules_operations import (
    OperationError,
    OperationKind,
    OperationState,
    TransferBasis,
)
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer

CHUNK = 5_000


class StructureMovedError(Exception):
    """The register is not as it was at the preview: something else would happen now."""


def draft_operation(
    employer_id: int,
    kind: OperationKind,
    on: date,
    title: str,
    plan: dict[str, Any],
    *,
    by: Viewer,
    at: datetime,
) -> Operation:
    """Keep a plan. Nothing of the structure is altered. Raises ``OperationError`` where it may not be."""
    effects_of(kind, plan, structure_of(employer_id, on))
    row = Operation(
        employer_id=employer_id,
        kind=kind,
        on=on,
        title=title[:300],
        plan=plan,
        drafted_by_id=by.account_id,
        drafted_at=at,
    )
    db.session.add(row)
    db.session.flush()
    _record(row, by)
    return row


def edit_operation(
    row: Operation, on: date, title: str, plan: dict[str, Any], *, seen: int | None, by: Viewer
) -> None:
    """Plan it otherwise."""
    check_version(row, seen)
    _only_draft(row)
    effects_of(row.kind, plan, structure_of(row.employer_id, on))
    row.on, row.title, row.plan = on, title[:300], plan
    db.session.flush()
    _record(row, by)


def discard_operation(row: Operation, *, seen: int | None, by: Viewer) -> None:
    """Give a plan up."""
    check_version(row, seen)
    _only_draft(row)
    row.state = OperationState.DISCARDED
    db.session.flush()
    _record(row, by)


def do_operation(
    row: Operation,
    digest: str,
    follow: Iterable[tuple[int, int]],
    *,
    seen: int | None,
    by: Viewer,
    at: datetime,
) -> Effects:
    """Do exactly what the preview with that digest showed.

    ``follow`` are grants and the units they are proposed to follow to, new ones by their place below zero.
    Raises ``StructureMovedError`` where something else would happen now.
    """
    check_version(row, seen)
    _only_draft(row)
    db.session.execute(sa.select(Employer.id).where(Employer.id == row.employer_id).with_for_update())
    effects = effects_of(row.kind, row.plan, structure_of(row.employer_id, row.on))
    if effects.digest() != digest:
        raise StructureMovedError
    ids = _write(row, effects)
    for grant_id, unit_id in dict.fromkeys(follow):
        db.session.add(
            GrantProposal(
                operation_id=row.id, grant_id=grant_id, unit_id=ids.get(unit_id, unit_id), on=row.on
            )
        )
    row.state = OperationState.DONE
    row.done_by_id, row.done_at = by.account_id, at
    row.outcome = {
        "people": len({stay.owner_id for stay, _ in effects.people}),
        "fte": round(sum(stay.fte for stay, _ in effects.people), 2),
        "posts": len({stay.owner_id for stay, _ in effects.posts}),
        "units": [new.name for new in effects.new_units],
    }
    db.session.flush()
    bump_measured(row.employer_id)
    _record(row, by, people=row.outcome["people"], posts=row.outcome["posts"])
    return effects


def _only_draft(row: Operation) -> None:
    if row.state is not OperationState.DRAFT:
        raise OperationError("", f"This was {row.state} already")


def _record(row: Operation, by: Viewer, **counts: int) -> None:
    facts: dict[str, int | str] = {"kind": row.kind.value, "state": row.state.value, **counts}
    audit.record(
        by, Permission.ORGANISATION_EDIT, "operation", row.reference, version=row.version, facts=facts
    )


def _write(row: Operation, effects: Effects) -> dict[int, int]:
    """Write everything; gives back the ids of new units by their place below zero."""
    ids: dict[int, int] = {}
    for new in effects.new_units:
        unit = Unit(employer_id=row.employer_id, code=new.code)
        db.session.add(unit)
        db.session.flush()
        ids[new.id] = unit.id
    for new in effects.new_units:
        db.session.add(
            UnitPeriod(
                unit_id=ids[new.id],
                name=new.name,
                parent_id=ids.get(new.parent_id or 0, new.parent_id),
                establishment_id=new.site_id,
                valid_from=row.on,
            )
        )
    db.session.flush()
    for model, rows in effects.rewrites.items():
        _rewrite(model, rows, row.on, ids)
    for model, periods in effects.ending.items():
        _end(model, periods, row.on)
    for old, new_id, kind in effects.successions:
        db.session.add(
            UnitSuccession(from_id=ids.get(old, old), to_id=ids.get(new_id, new_id), kind=kind, on=row.on)
        )
    _write_site(row, effects)
    if effects.transfer:
        _write_transfer(row, effects.transfer)
    db.session.flush()
    return ids


def _rewrite(model: type[Base], rows: dict[int, dict[str, Any]], on: date, ids: dict[int, int]) -> None:
    """Rows that began before the day end, and others with the new columns begin; later ones are altered."""
    table = table_of(model)
    alike: dict[tuple[tuple[str, Any], ...], list[int]] = {}
    for row_id, columns in rows.items():
        key = tuple(sorted((name, ids.get(value, value)) for name, value in columns.items()))
        alike.setdefault(key, []).append(row_id)
    connection = db.session.connection()
    for key, found in alike.items():
        values = dict(key)
        copied = [column for column in table.c if column.name != "id"]
        shown = {
            "valid_from": sa.literal(on, sa.Date()),
            **{name: sa.literal(value, table.c[name].type) for name, value in values.items()},
        }
        for start in range(0, len(found), CHUNK):
            here = table.c.id.in_(found[start : start + CHUNK])
            connection.execute(sa.update(table).where(here, table.c.valid_from >= on).values(values))
            wanted = sa.select(*(shown.get(column.name, column) for column in copied))
            connection.execute(
                sa.insert(table).from_select(
                    [column.name for column in copied], wanted.where(here, table.c.valid_from < on)
                )
            )
            before = on - timedelta(days=1)
            connection.execute(sa.update(table).where(here, table.c.valid_from < on).values(valid_to=before))


def _end(model: type[Base], periods: list[int], on: date) -> None:
    """The day before is the last; a period that began on the day or later never was."""
    table = table_of(model)
    here, connection = table.c.id.in_(periods), db.session.connection()
    connection.execute(sa.delete(table).where(here, table.c.valid_from >= on))
    connection.execute(sa.update(table).where(here).values(valid_to=on - timedelta(days=1)))


def _write_site(row: Operation, effects: Effects) -> None:
    before = row.on - timedelta(days=1)
    if effects.new_site:
        nation = db.session.scalar(sa.select(Employer.nation).where(Employer.id == row.employer_id))
        db.session.add(
            Establishment(employer_id=row.employer_id, nation=nation, valid_from=row.on, **effects.new_site)
        )
    if effects.closing_site is not None:
        db.session.get_one(Establishment, effects.closing_site).valid_to = before
    if effects.site_names:
        site_id, name, address = effects.site_names
        site = db.session.get_one(Establishment, site_id)
        db.session.add(
            EstablishmentPast(establishment_id=site_id, name=site.name, address=site.address, until=before)
        )
        site.name, site.address = name, address


def _write_transfer(row: Operation, transfer: Transfer) -> None:
    legal_id = transfer.legal_employer_id
    if legal_id is None:
        body = LegalEmployer(employer_id=row.employer_id, name=transfer.name)
        db.session.add(body)
        db.session.flush()
        legal_id = body.id
    basis = TransferBasis(transfer.basis)
    whole = sa.select(EmployerTerm).where(
        EmployerTerm.employer_id == row.employer_id,
        EmployerTerm.unit_id.is_(None),
        valid_on(EmployerTerm, row.on),
    )
    held = db.session.scalar(whole)
    if held is not None:
        held.valid_to = row.on - timedelta(days=1)
        for unit_id in transfer.staying:
            db.session.add(
                EmployerTerm(
                    employer_id=row.employer_id,
                    legal_employer_id=held.legal_employer_id,
                    unit_id=unit_id,
                    basis=held.basis,
                    valid_from=row.on,
                )
            )
    db.session.add(
        EmployerTerm(employer_id=row.employer_id, legal_employer_id=legal_id, basis=basis, valid_from=row.on)
    )


def title_of(kind: OperationKind, names: list[str]) -> str:
    """What the list calls an operation: its kind and the names in it.

    >>> title_of(OperationKind.CLOSE, ["Payroll"])
    'Close a unit: Payroll'
    """
    words = kind.value[0].upper() + kind.value[1:]
    return f"{words}: {', '.join(names)}" if names else words
