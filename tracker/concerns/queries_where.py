"""Reads of where a concern is felt, by whom, and where the same is said in several units."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from tracker.changes.models import ChangeUnit
from tracker.concerns.models import Concern, ConcernGroup, ConcernUnit
from tracker.concerns.models_drafts import ConcernMember
from tracker.concerns.queries import side_of, visible_concerns
from tracker.concerns.rules import OPEN, Side
from tracker.concerns.rules_kinds import ConcernCategory, is_pattern
from tracker.database import db
from tracker.organisation.models import BargainingGroup, Recognition, Unit, UnitPeriod
from tracker.organisation.queries import unit_name_on, valid_on
from tracker.policy.access.viewer import Viewer


@dataclass(frozen=True)
class Choice:
    """Something that can be ticked. ``inside``: the name of the unit above."""

    id: int
    reference: str
    name: str
    inside: str = ""


def units_to_choose(concern: Concern, day: date) -> list[Choice]:
    """The units that the change touches, each followed by those directly below it."""
    tops = sa.select(ChangeUnit.unit_id).where(ChangeUnit.change_id == concern.change_id)
    name = unit_name_on(Unit.id, day).label("name")
    first = {
        row.id: Choice(row.id, row.reference, row.name)
        for row in db.session.execute(
            sa.select(Unit.id, Unit.reference, name).where(Unit.id.in_(tops)).order_by(name, Unit.id)
        )
    }
    below = defaultdict(list)
    for row in db.session.execute(
        sa.select(Unit.id, Unit.reference, name, UnitPeriod.parent_id)
        .join(UnitPeriod, UnitPeriod.unit_id == Unit.id)
        .where(UnitPeriod.parent_id.in_(tops), Unit.id.not_in(tops), valid_on(UnitPeriod, day))
        .order_by(name, Unit.id)
    ):
        below[row.parent_id].append(Choice(row.id, row.reference, row.name, first[row.parent_id].name))
    return [each for top in first.values() for each in (top, *below[top.id])]


def groups_to_choose(concern: Concern, day: date) -> list[Choice]:
    """Groups of the change's employer for which one of its unions is recognised on the day."""
    rows = db.session.execute(
        sa.select(BargainingGroup.id, BargainingGroup.reference, BargainingGroup.name)
        .join(Recognition, Recognition.bargaining_group_id == BargainingGroup.id)
        .where(
            Recognition.union_id.in_(concern.union_ids),
            BargainingGroup.employer_id == concern.change.programme.employer_id,
            valid_on(Recognition, day),
        )
        .distinct()
        .order_by(BargainingGroup.name, BargainingGroup.id)
    )
    return [Choice(*row) for row in rows]


@dataclass(frozen=True)
class Where:
    """Where a concern is felt, as this viewer may know it. ``member`` None: nobody is named to them.

    ``masked``: a member is known to the union, and has not agreed to be named.
    """

    units: list[Choice]
    groups: list[Choice]
    member: str | None
    masked: bool


def where_of(concern: Concern, viewer: Viewer, day: date) -> Where:
    """Units, groups and, for who may read it, the member. Three statements."""
    units = db.session.execute(
        sa.select(Unit.id, Unit.reference, unit_name_on(Unit.id, day))
        .join(ConcernUnit, ConcernUnit.unit_id == Unit.id)
        .where(ConcernUnit.concern_id == concern.id)
        .order_by(Unit.id)
    )
    groups = db.session.execute(
        sa.select(BargainingGroup.id, BargainingGroup.reference, BargainingGroup.name)
        .join(ConcernGroup, ConcernGroup.bargaining_group_id == BargainingGroup.id)
        .where(ConcernGroup.concern_id == concern.id)
        .order_by(BargainingGroup.name)
    )
    member = member_of(concern)
    side = side_of(viewer)
    named = member is not None and (
        side is Side.UNION or (member.agreed and side is Side.MANAGEMENT and concern.state in OPEN)
    )
    return Where(
        units=[Choice(*row) for row in units],
        groups=[Choice(*row) for row in groups],
        member=member.name if member and named else None,
        masked=member is not None and not named,
    )


def member_of(concern: Concern) -> ConcernMember | None:
    """The row of the member, for the union's own form. Every page goes through ``where_of``."""
    return db.session.scalars(
        sa.select(ConcernMember).where(ConcernMember.concern_id == concern.id)
    ).one_or_none()


@dataclass(frozen=True)
class Pattern:
    """The same category in several units. ``concerns``: how many open concerns say so."""

    category: ConcernCategory
    units: int
    concerns: int


def patterns(viewer: Viewer, day: date) -> list[Pattern]:
    """What open concerns that the viewer can list say in several units, widest first. One statement.

    Each figure counts matters that the viewer can open one by one; no person is counted.
    """
    seen = visible_concerns(viewer, day).where(
        Concern.state.in_(OPEN), Concern.category != ConcernCategory.UNSORTED
    )
    rows = db.session.execute(
        seen.join(ConcernUnit, ConcernUnit.concern_id == Concern.id)
        .with_only_columns(
            Concern.category,
            sa.func.count(sa.distinct(ConcernUnit.unit_id)),
            sa.func.count(sa.distinct(Concern.id)),
        )
        .group_by(Concern.category)
        .order_by(None)
    )
    found = [Pattern(*row) for row in rows]
    return sorted(
        (each for each in found if is_pattern(each.category, each.units)),
        key=lambda each: (-each.units, each.category),
    )
