"""Affected people as the counter reads them: how many stand alike, and where, with what is not saved yet."""

from collections.abc import Collection
from datetime import date
from typing import Any

import sqlalchemy as sa

from tracker.affected_staff.models import AffectedPerson, Exposure, Impact
from tracker.affected_staff.rules import AffectedStatus, ImpactKind, ImpactState, Reach
from tracker.changes.models import Change
from tracker.changes.unsaved import Unsaved
from tracker.compliance.rules import LEAVING
from tracker.organisation.models import Employer, Establishment, Person, Posting, UnitPeriod
from tracker.organisation.queries_sites import site_name
from tracker.organisation.rules import Contract


def _impacts(change_ids: Collection[int]) -> sa.Subquery:
    """Which kinds of assessed impact in their own job each affected person is under."""

    def under(kind: ImpactKind) -> sa.Label[int]:
        return sa.func.max(sa.case((Impact.kind == kind, 1), else_=0)).label(kind.value)

    return (
        sa.select(
            Exposure.affected_person_id,
            under(ImpactKind.JOB_LOSS),
            under(ImpactKind.EMPLOYER_TRANSFER),
            under(ImpactKind.PAY_TERMS),
        )
        .join(Impact, Impact.id == Exposure.impact_id)
        .where(
            Impact.change_id.in_(change_ids),
            Impact.state == ImpactState.ASSESSED,
            Impact.reach == Reach.DIRECT,
        )
        .group_by(Exposure.affected_person_id)
        .subquery()
    )


def standings(change_ids: Collection[int], day: date, unsaved: Unsaved | None = None) -> sa.Select[Any]:
    """Affected people who stand alike, by establishment: where they worked when the change was announced."""
    people = _each(change_ids, unsaved)
    if unsaved is not None and unsaved.people is not None:
        people = sa.union_all(people, _newly_affected(unsaved))  # type: ignore[assignment]  # a select all the same
    each = people.subquery()
    return (
        sa.select(*each.c, site_name(day).label("site"), sa.func.count().label("number"))
        .select_from(each)
        .outerjoin(Establishment, Establishment.id == each.c.establishment_id)
        .group_by(*each.c, Establishment.id, Establishment.name)
    )


def _each(change_ids: Collection[int], unsaved: Unsaved | None) -> sa.Select[Any]:
    """One row for each affected person, as they would stand after what is not saved."""
    impacts = _impacts(change_ids)
    status: Any = AffectedPerson.status
    announced: Any = Change.announced
    touched: sa.ColumnElement[bool] = sa.false()
    if unsaved is not None:
        if unsaved.moved:
            moved = AffectedPerson.id.in_(unsaved.moved)
            status = sa.case((moved, AffectedStatus(unsaved.status)), else_=AffectedPerson.status)
        if "announced" in unsaved.dates:
            ours = Change.id == unsaved.change.id
            typed = sa.literal(unsaved.dates["announced"], sa.Date())
            announced = sa.case((ours, typed), else_=Change.announced)
        if unsaved.people is not None:
            touched = sa.and_(
                AffectedPerson.change_id == unsaved.change.id, AffectedPerson.person_id.in_(unsaved.people)
            )
    when = sa.func.coalesce(announced, AffectedPerson.status_on)
    return (
        sa.select(
            *_place_columns(),
            AffectedPerson.change_id,
            status.label("status"),
            *_person_columns(status.in_(LEAVING)),
            *_kinds(impacts, touched, unsaved),
        )
        .select_from(AffectedPerson)
        .join(Change, Change.id == AffectedPerson.change_id)
        .join(Person, Person.id == AffectedPerson.person_id)
        .outerjoin(impacts, impacts.c.affected_person_id == AffectedPerson.id)
        .outerjoin(Posting, _posted(AffectedPerson.person_id, when))
        .outerjoin(UnitPeriod, _unit_then(AffectedPerson.unit_id, when))
        .outerjoin(Establishment, Establishment.id == _place())
        .join(Employer, Employer.id == sa.func.coalesce(Establishment.employer_id, Person.employer_id))
        .where(AffectedPerson.change_id.in_(change_ids))
    )


def _newly_affected(unsaved: Unsaved) -> sa.Select[Any]:
    """One row for each person whom the change does not touch yet and would."""
    announced = unsaved.dates.get("announced") or unsaved.change.announced
    when = sa.func.coalesce(sa.literal(announced, sa.Date()), sa.func.current_date())
    known = sa.select(AffectedPerson.person_id).where(AffectedPerson.change_id == unsaved.change.id)
    kind = AffectedPerson.status.type
    status = sa.cast(sa.literal(AffectedStatus.POTENTIALLY_AFFECTED, kind), kind)
    assert unsaved.people is not None
    return (
        sa.select(
            *_place_columns(),
            sa.literal(unsaved.change.id).label("change_id"),
            status.label("status"),
            *_person_columns(sa.false()),
            *_kinds(None, sa.true(), unsaved),
        )
        .select_from(Person)
        .outerjoin(Posting, _posted(Person.id, when))
        .outerjoin(UnitPeriod, _unit_then(Posting.unit_id, when))
        .outerjoin(Establishment, Establishment.id == _place())
        .join(Employer, Employer.id == sa.func.coalesce(Establishment.employer_id, Person.employer_id))
        .where(Person.id.in_(unsaved.people), Person.id.not_in(known))
    )


def _posted(person_id: Any, when: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    return sa.and_(
        Posting.person_id == person_id,
        Posting.valid_from <= when,
        sa.or_(Posting.valid_to.is_(None), Posting.valid_to >= when),
    )


def _unit_then(unit_id: Any, when: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    return sa.and_(
        UnitPeriod.unit_id == unit_id,
        UnitPeriod.valid_from <= when,
        sa.or_(UnitPeriod.valid_to.is_(None), UnitPeriod.valid_to >= when),
    )


def _place() -> sa.ColumnElement[Any]:
    return sa.func.coalesce(Posting.establishment_id, UnitPeriod.establishment_id)


def _place_columns() -> tuple[Any, ...]:
    return (
        Employer.id.label("employer_id"),
        Employer.name.label("employer"),
        Establishment.id.label("establishment_id"),
        Establishment.reference.label("site_reference"),
        Establishment.nation,
    )


def _person_columns(leaving: sa.ColumnElement[bool]) -> tuple[Any, ...]:
    asked = sa.or_(leaving, Person.contract == Contract.FIXED_TERM)
    return (
        Person.kind,
        Person.contract,
        sa.case((asked, Person.service_end), else_=None).label("service_end"),
    )


def _kinds(
    impacts: sa.Subquery | None, touched: sa.ColumnElement[bool], unsaved: Unsaved | None
) -> tuple[sa.Label[Any], ...]:
    """Under which kinds of impact somebody is, with the one that is not saved."""

    def under(kind: ImpactKind) -> sa.Label[Any]:
        saved: Any = sa.literal(0) if impacts is None else sa.func.coalesce(impacts.c[kind.value], 0)
        if unsaved is None or unsaved.kind != kind.value:
            return saved.label(kind.value)  # type: ignore[no-any-return]  # a label
        return sa.case((touched, 1), else_=saved).label(kind.value)

    return under(ImpactKind.JOB_LOSS), under(ImpactKind.EMPLOYER_TRANSFER), under(ImpactKind.PAY_TERMS)
