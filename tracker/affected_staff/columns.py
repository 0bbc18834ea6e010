"""What the measure reads, as columns of whole numbers straight from the database driver.

Days leave the database as ``date.toordinal()`` numbers, so no date object is made for any of the tens of
thousands of postings and exposures.
"""

from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from tracker.affected_staff.models import Exposure, ExposureVersion, Impact
from tracker.affected_staff.rules import ImpactState
from tracker.changes.models import Change, Programme
from tracker.changes.rules import Certainty
from tracker.database import AnySelect, db
from tracker.organisation.models import Person, Posting, Unit, UnitPeriod
from tracker.organisation.queries import valid_on
from tracker.organisation.rules import TreeUnit, UnitCycleError, in_tree_order
from tracker.policy.disruption import columns as measure
from tracker.policy.disruption.columns import NO_DAY, day_column

Numbers = npt.NDArray[np.int64]
MILESTONES = ("announced", "consult_start", "consult_end", "transition_start", "transition_end")
KINDS = {kind.value: code for kind, code in measure.IMPACT_CODE.items()}
SEVERITIES = {severity.value: code for severity, code in measure.SEVERITY_CODE.items()}
REACHES = {reach.value: code for reach, code in measure.REACH_CODE.items()}


class day_number(GenericFunction[int]):  # noqa: N801  written like the SQL function it stands for
    """A date column as the number Python calls its ordinal, ``NO_DAY`` where it is null."""

    type = sa.Integer()
    inherit_cache = True


@compiles(day_number, "sqlite")
def _sqlite_day(element: Any, compiler: SQLCompiler, **kwargs: Any) -> str:
    return (
        f"coalesce(cast(julianday({compiler.process(element.clauses, **kwargs)}) - 1721424.5 as integer), 0)"
    )


@compiles(day_number, "postgresql")
def _postgresql_day(element: Any, compiler: SQLCompiler, **kwargs: Any) -> str:
    return f"coalesce({compiler.process(element.clauses, **kwargs)} - date '0001-01-01' + 1, 0)"


@dataclass(frozen=True)
class EmployerColumns:
    """One employer's world for the measure, and what its rows are called.

    ``units`` are the rows of the tree in preorder; units no longer in the tree stand where they last stood.
    ``person_ids``, ``impact_ids`` and ``change_ids`` are database ids row by row. An impact has a further row
    for each pair of days between which people were under it for part of the time.
    ``published`` says of each change whether everyone may read it, ``committed`` whether its dates are firm.
    """

    version: int
    units: tuple[TreeUnit, ...]
    person_ids: Numbers
    impact_ids: Numbers
    change_ids: Numbers
    change_references: tuple[str, ...]
    change_titles: tuple[str, ...]
    published: npt.NDArray[np.bool_]
    committed: npt.NDArray[np.bool_]
    columns: measure.Columns


def exposure_version(employer_id: int) -> int:
    """The number that rises with every write the measure depends on; 0 before the first."""
    number = db.session.scalar(
        sa.select(ExposureVersion.number).where(ExposureVersion.employer_id == employer_id)
    )
    return number or 0


def exposure_columns(employer_id: int, day: date) -> EmployerColumns:
    """Everything the measure needs about one employer, over the tree as it stood on the day."""
    version = exposure_version(employer_id)
    units = every_unit(employer_id, day)
    person_ids, people = _people(employer_id)
    changes = _changes(employer_id)
    change_ids = np.fromiter((row.id for row in changes), np.int64)
    parent_ids = np.fromiter((row.part_of_id or -1 for row in changes), np.int64)
    impact_ids, impacts, exposures = _exposed(employer_id, change_ids, person_ids)
    return EmployerColumns(
        version=version,
        units=tuple(units),
        person_ids=person_ids,
        impact_ids=impact_ids,
        change_ids=change_ids,
        change_references=tuple(row.reference for row in changes),
        change_titles=tuple(row.title for row in changes),
        published=np.fromiter((row.published_number is not None for row in changes), np.bool_),
        committed=np.fromiter((row.certainty is Certainty.COMMITTED for row in changes), np.bool_),
        columns=measure.Columns(
            sub_end=np.fromiter((unit.subtree_end for unit in units), np.int64),
            people=people,
            placements=_placements(employer_id, person_ids, units),
            change_parent=_positions(change_ids, parent_ids, -1),
            impacts=impacts,
            exposures=exposures,
        ),
    )


def every_unit(employer_id: int, day: date) -> list[TreeUnit]:
    """All units the employer has had, in preorder, each where it stood on the day or last stood."""
    rows = db.session.execute(
        sa.select(
            Unit.id,
            Unit.reference,
            Unit.code,
            sa.func.coalesce(UnitPeriod.name, Unit.code).label("name"),
            UnitPeriod.parent_id,
            sa.case((valid_on(UnitPeriod, day), 1), else_=0).label("stands"),
        )
        .outerjoin(UnitPeriod, UnitPeriod.unit_id == Unit.id)
        .where(Unit.employer_id == employer_id)
        .order_by("stands", UnitPeriod.valid_from)
    )
    last = {row.id: row for row in rows}  # a period that holds the day wins, else the latest
    units = [(row.id, row.reference, row.code, row.name, row.parent_id) for row in last.values()]
    try:
        return in_tree_order(units)
    except UnitCycleError:  # former units may name each other over time: then they stand alone
        standing = {key for key, row in last.items() if row.stands}
        return in_tree_order([unit if unit[0] in standing else (*unit[:4], None) for unit in units])


def _numbers(query: AnySelect, width: int) -> Numbers:
    """The rows of a select of whole numbers, read from the driver's own cursor."""
    result = db.session.connection().execute(query)
    try:
        flat = np.fromiter(chain.from_iterable(result.cursor), np.int64)  # type: ignore[arg-type]  # rows
    finally:
        result.close()
    return flat.reshape(-1, width)


def _positions(known: Numbers, wanted: Numbers, missing: int | None = None) -> Numbers:
    """The row of each wanted id among the known, which are sorted. ``missing`` stands for an unknown id."""
    if missing is None:
        return np.searchsorted(known, wanted)
    if not len(known):
        return np.full(len(wanted), missing, np.int64)
    found = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    return np.where(known[found] == wanted, found, missing)


def _people(employer_id: int) -> tuple[Numbers, measure.PeopleColumns]:
    rows = _numbers(
        sa.select(Person.id, day_number(Person.service_start), day_number(Person.service_end))
        .where(Person.employer_id == employer_id)
        .order_by(Person.id),
        3,
    )
    return rows[:, 0], measure.PeopleColumns(rows[:, 1], rows[:, 2])


def _placements(employer_id: int, person_ids: Numbers, units: list[TreeUnit]) -> measure.PlacementColumns:
    rows = _numbers(
        sa.select(
            Posting.person_id, Posting.unit_id, day_number(Posting.valid_from), day_number(Posting.valid_to)
        )
        .join(Person, Person.id == Posting.person_id)
        .where(Person.employer_id == employer_id),
        4,
    )
    unit_ids = np.fromiter((unit.id for unit in units), np.int64)
    order = np.argsort(unit_ids)
    preorder = order[_positions(unit_ids[order], rows[:, 1])]
    return measure.PlacementColumns(_positions(person_ids, rows[:, 0]), preorder, rows[:, 2], rows[:, 3])


def _changes(employer_id: int) -> list[sa.Row[*tuple[Any, ...]]]:
    query: AnySelect = (
        sa.select(
            Change.id,
            Change.reference,
            Change.title,
            Change.part_of_id,
            Change.published_number,
            Change.certainty,
        )
        .join(Change.programme)
        .where(Programme.employer_id == employer_id)
        .order_by(Change.id)
    )
    return list(db.session.execute(query))


def _exposed(
    employer_id: int, change_ids: Numbers, person_ids: Numbers
) -> tuple[Numbers, measure.ImpactColumns, measure.ExposureColumns]:
    """Impacts by id, then one more row for each spell that is part of one; and who was under which."""
    of_employer = sa.select(Impact.id).join(Impact.change).join(Change.programme)
    here = Exposure.impact_id.in_(of_employer.where(Programme.employer_id == employer_id))
    part = sa.or_(Exposure.first_day.is_not(None), Exposure.last_day.is_not(None))
    whole = _numbers(sa.select(Exposure.person_id, Exposure.impact_id).where(here, sa.not_(part)), 2)
    days = (day_number(Exposure.first_day), day_number(Exposure.last_day))
    parts = _numbers(sa.select(Exposure.person_id, Exposure.impact_id, *days).where(here, part), 4)

    rows = _impact_rows(employer_id)
    ids = np.fromiter((row.id for row in rows), np.int64)
    clip_from = day_column(row.clip_from for row in rows).astype(np.int64)
    clip_to = day_column(row.clip_to for row in rows).astype(np.int64)
    row_of_part = _positions(ids, parts[:, 1])
    first = np.maximum(parts[:, 2], clip_from[row_of_part])
    last = _sooner(parts[:, 3], clip_to[row_of_part])
    some = (last == NO_DAY) | (first <= last)
    spells, spell_of = np.unique(
        np.column_stack((row_of_part, first, last))[some], axis=0, return_inverse=True
    )

    again = np.concatenate([np.arange(len(rows)), spells[:, 0]])
    impacts = measure.ImpactColumns(
        change=_positions(change_ids, np.fromiter((row.change_id for row in rows), np.int64))[again],
        impact=np.fromiter((KINDS[row.kind] for row in rows), np.int64)[again],
        severity=np.fromiter((SEVERITIES[row.severity] for row in rows), np.int64)[again],
        reach=np.fromiter((REACHES[row.reach] for row in rows), np.int64)[again],
        **{
            name: day_column(getattr(row, name) for row in rows)[again] for name in (*MILESTONES, "withdrawn")
        },
        clip_from=np.concatenate([clip_from, spells[:, 1]]),
        clip_to=np.concatenate([clip_to, spells[:, 2]]),
    )
    exposures = measure.ExposureColumns(
        person=_positions(person_ids, np.concatenate([whole[:, 0], parts[some][:, 0]])),
        impact=np.concatenate([_positions(ids, whole[:, 1]), len(rows) + spell_of.reshape(-1)]),
    )
    return ids[again], impacts, exposures


def _sooner(one: Numbers, other: Numbers) -> Numbers:
    """The earlier of two last days, where ``NO_DAY`` never comes."""
    return np.where(one == NO_DAY, other, np.where(other == NO_DAY, one, np.minimum(one, other)))


def _impact_rows(employer_id: int) -> list[sa.Row[*tuple[Any, ...]]]:
    query: AnySelect = (
        sa.select(
            Impact.id,
            Impact.change_id,
            Impact.kind,
            Impact.severity,
            Impact.reach,
            Impact.clip_from,
            Impact.clip_to,
            Change.withdrawn,
            *(
                sa.func.coalesce(getattr(Impact, name), getattr(Change, name)).label(name)
                for name in MILESTONES
            ),
        )
        .join(Impact.change)
        .join(Change.programme)
        .where(Programme.employer_id == employer_id, Impact.state != ImpactState.DRAFT)
        .order_by(Impact.id)
    )
    return list(db.session.execute(query))
