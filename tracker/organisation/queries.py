"""Reads of the register that other packages start from. Lists for pages are beside this, by noun."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import sqlalchemy as sa

from tracker.database import db
from tracker.organisation.models import (
    BargainingGroup,
    Employer,
    Person,
    Posting,
    RecognisedUnion,
    Recognition,
    Unit,
    UnitPeriod,
)
from tracker.organisation.rules import TreeUnit, in_tree_order
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer


def valid_on(model: Any, day: date) -> sa.ColumnElement[bool]:
    """The row's period holds the day, both ends included."""
    return sa.and_(model.valid_from <= day, sa.or_(model.valid_to.is_(None), model.valid_to >= day))


def day_shown(model: Any, day: date) -> sa.ColumnElement[date]:
    """The day whose names a row of a history shows: today's where it still holds, else of its beginning."""
    return sa.case((valid_on(model, day), sa.literal(day, sa.Date())), else_=model.valid_from)


def unit_name_on(unit_id: Any, day: date) -> sa.ColumnElement[str]:
    """What the unit of a row was called on the day, or last before it; its first name before it begins."""
    name = sa.select(UnitPeriod.name).where(UnitPeriod.unit_id == unit_id).limit(1)
    begun = name.where(UnitPeriod.valid_from <= day).order_by(UnitPeriod.valid_from.desc())
    first = name.order_by(UnitPeriod.valid_from)
    return sa.func.coalesce(
        *(each.correlate_except(UnitPeriod).scalar_subquery() for each in (begun, first)), ""
    )


def subtree_ids(unit_ids: Iterable[int], day: date) -> sa.CTE:
    """The units and everything below them on the day: a recursive CTE with one column, ``id``."""
    tops = list(unit_ids)
    start = sa.select(Unit.id.label("id")).where(Unit.id.in_(tops)).cte(recursive=True)
    below = (
        sa.select(UnitPeriod.unit_id)
        .join(start, UnitPeriod.parent_id == start.c.id)
        .where(valid_on(UnitPeriod, day))
    )
    return start.union(below)


def visible_employers(viewer: Viewer) -> sa.Select[Employer]:
    """Employers named by the viewer's grants; administrators and auditors see that each exists."""
    query = sa.select(Employer).order_by(Employer.name, Employer.id)
    if viewer.role in (Role.ADMINISTRATOR, Role.AUDITOR):
        return query
    if viewer.role is Role.UNION_REPRESENTATIVE:
        return query.where(Employer.id.in_(employers_of_unions(viewer.union_ids)))
    return query.where(Employer.id.in_(viewer.employer_ids))


def employer_named(reference: str) -> sa.Select[int]:
    """Id of the employer with that reference, to narrow a list already limited to what may be seen."""
    return sa.select(Employer.id).where(Employer.reference == reference)


def employers_of_unions(union_ids: Iterable[int]) -> sa.Select[int]:
    """Ids of the employers that recognise, or have recognised, any of the unions."""
    return (
        sa.select(BargainingGroup.employer_id)
        .join(Recognition, Recognition.bargaining_group_id == BargainingGroup.id)
        .where(Recognition.union_id.in_(list(union_ids)))
    )


def unions_of_employers(employer_ids: Iterable[int] | sa.Select[Any]) -> sa.Select[RecognisedUnion]:
    """Unions that any of the employers recognises, or has recognised, by name."""
    wanted = employer_ids if isinstance(employer_ids, sa.Select) else list(employer_ids)
    recognised = (
        sa.select(Recognition.union_id)
        .join(BargainingGroup, BargainingGroup.id == Recognition.bargaining_group_id)
        .where(BargainingGroup.employer_id.in_(wanted))
    )
    return (
        sa.select(RecognisedUnion)
        .where(RecognisedUnion.id.in_(recognised))
        .order_by(RecognisedUnion.name, RecognisedUnion.id)
    )


def is_recognised(union_id: int, employer_id: int) -> bool:
    """Whether the employer recognises the union, or has: it keeps its voice on what was begun meanwhile."""
    query = unions_of_employers([employer_id]).where(RecognisedUnion.id == union_id).order_by(None)
    return db.session.scalar(query.with_only_columns(RecognisedUnion.id)) is not None


def represented_groups(union_ids: Iterable[int], day: date) -> sa.Select[int]:
    """Ids of the bargaining groups that the unions are recognised for on the day."""
    return sa.select(Recognition.bargaining_group_id).where(
        Recognition.union_id.in_(list(union_ids)), valid_on(Recognition, day)
    )


def visible_units(viewer: Viewer, day: date) -> sa.Select[Unit]:
    """Units whose people or names the viewer may see: a manager's own subtree, others the whole employer."""
    query = sa.select(Unit)
    if viewer.role is Role.MANAGER:
        return query.where(Unit.id.in_(sa.select(subtree_ids(viewer.unit_ids, day).c.id)))
    employers = visible_employers(viewer).with_only_columns(Employer.id).order_by(None)
    return query.where(Unit.employer_id.in_(employers))


def visible_people(viewer: Viewer, day: date) -> sa.Select[Person]:
    """People whose register row the viewer may read: HR the employer, managers the subtree, staff themselves.

    A union representative reads nobody here: whom they represent and who is affected is another list.
    """
    query = sa.select(Person)
    if viewer.role is Role.HR_PARTNER:
        return query.where(Person.employer_id.in_(viewer.employer_ids))
    if viewer.role is Role.MANAGER:
        here = sa.select(Posting.person_id).where(
            Posting.unit_id.in_(sa.select(subtree_ids(viewer.unit_ids, day).c.id)), valid_on(Posting, day)
        )
        return query.where(Person.id.in_(here))
    if viewer.role is Role.STAFF:
        return query.where(Person.id == viewer.person_id)
    return query.where(sa.false())


def unit_tree(employer_id: int, day: date) -> list[TreeUnit]:
    """The employer's units as the tree stood on the day, in preorder. One statement."""
    rows = db.session.execute(
        sa.select(Unit.id, Unit.reference, Unit.code, UnitPeriod.name, UnitPeriod.parent_id)
        .join(UnitPeriod, UnitPeriod.unit_id == Unit.id)
        .where(Unit.employer_id == employer_id, valid_on(UnitPeriod, day))
    )
    return in_tree_order([(r.id, r.reference, r.code, r.name, r.parent_id) for r in rows])
