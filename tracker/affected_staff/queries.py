"""Reads of impacts and affected people; every list and lookup starts from a ``visible_`` query."""

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from tracker.affected_staff.models import AffectedPerson, AffectedStep, Exposure, Impact
from tracker.affected_staff.rules import AffectedStatus
from tracker.changes.models import Change
from tracker.changes.queries import visible_changes
from tracker.database import db
from tracker.organisation.models import Person, Posting
from tracker.organisation.queries import represented_groups, subtree_ids, valid_on
from tracker.policy.access.permissions import Permission
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer

ORDER = (Person.name, AffectedPerson.id)


def visible_affected(viewer: Viewer, day: date) -> sa.Select[AffectedPerson]:
    """Affected people whose row the viewer may read, with their person and change, by name.

    HR partners read their programmes; representatives those in the bargaining groups they are recognised for;
    managers those who work in their units now or did when they were derived; staff themselves, once they have
    been told something. All but HR see published changes only. Everyone else reads nobody. Lists take
    ``.with_only_columns(…)`` of it: Change, Programme and Person are joined already.
    """
    query = (
        sa.select(AffectedPerson)
        .join(AffectedPerson.person)
        .join(AffectedPerson.change)
        .join(Change.programme)
        .options(
            contains_eager(AffectedPerson.person),
            contains_eager(AffectedPerson.change).contains_eager(Change.programme),
        )
        .order_by(*ORDER)
    )
    published = Change.published_number.is_not(None)
    if viewer.role is Role.HR_PARTNER:
        seen = visible_changes(viewer, day).with_only_columns(Change.id).order_by(None)
        return query.where(AffectedPerson.change_id.in_(seen))
    if viewer.role is Role.UNION_REPRESENTATIVE:
        groups = represented_groups(viewer.union_ids, day)
        return query.where(published, AffectedPerson.bargaining_group_id.in_(groups))
    if viewer.role is Role.MANAGER:
        return query.where(published, _works_below(viewer, day))
    if viewer.role is Role.STAFF and viewer.person_id is not None:
        told = AffectedPerson.first_told_on.is_not(None)
        return query.where(published, told, AffectedPerson.person_id == viewer.person_id)
    return query.where(sa.false())


def status_for(viewer: Viewer) -> sa.SQLColumnExpression[AffectedStatus | None]:
    """The status as the viewer may know it: staff themselves the last one that they were told."""
    return AffectedPerson.told_status if viewer.role is Role.STAFF else AffectedPerson.status


def steps_by_person(affected_ids: Sequence[int]) -> dict[int, list[AffectedStep]]:
    """Every step of these people, as recorded, by the id of the affected person. A statement for each 500."""
    found: dict[int, list[AffectedStep]] = {each: [] for each in affected_ids}
    for start in range(0, len(affected_ids), 500):
        for step in db.session.scalars(
            sa.select(AffectedStep)
            .where(AffectedStep.affected_person_id.in_(affected_ids[start : start + 500]))
            .order_by(AffectedStep.id)
        ):
            found[step.affected_person_id].append(step)
    return found


def _works_below(viewer: Viewer, day: date) -> sa.ColumnElement[bool]:
    """The person works in the manager's units on the day, or did when derived."""
    below = sa.select(subtree_ids(viewer.unit_ids, day).c.id)
    here = sa.select(Posting.person_id).where(Posting.unit_id.in_(below), valid_on(Posting, day))
    return sa.or_(AffectedPerson.unit_id.in_(below), AffectedPerson.person_id.in_(here))


def get_affected(reference: str, viewer: Viewer, day: date) -> AffectedPerson:
    """The affected person with that reference; raises ``NoResultFound`` when the viewer may not read it."""
    return db.session.scalars(
        visible_affected(viewer, day).where(AffectedPerson.reference == reference)
    ).one()


def visible_impacts(viewer: Viewer, day: date) -> sa.Select[Impact]:
    """Impacts of the changes in scope, oldest first, with change and programme."""
    query = (
        sa.select(Impact)
        .join(Impact.change)
        .join(Change.programme)
        .options(contains_eager(Impact.change).contains_eager(Change.programme))
        .order_by(Impact.id)
    )
    if not viewer.may(Permission.IMPACT_READ):
        return query.where(sa.false())
    seen = visible_changes(viewer, day).with_only_columns(Change.id).order_by(None)
    return query.where(Impact.change_id.in_(seen))


def get_impact(reference: str, viewer: Viewer, day: date) -> Impact:
    """The impact with that reference; raises ``NoResultFound`` when the viewer may not read it."""
    return db.session.scalars(visible_impacts(viewer, day).where(Impact.reference == reference)).one()


def people_under(impact: Impact) -> int:
    """How many people are or were under the impact."""
    return db.session.scalar(sa.select(sa.func.count()).where(Exposure.impact_id == impact.id)) or 0
