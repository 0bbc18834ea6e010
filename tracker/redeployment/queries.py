"""Reads of the redeployment register; every list and lookup starts from a ``visible_`` query."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from tracker.affected_staff.models import AffectedPerson
from tracker.affected_staff.queries import visible_affected
from tracker.changes.models import Change
from tracker.database import db
from tracker.organisation.models import Employer, Establishment, Person
from tracker.organisation.queries import visible_employers
from tracker.organisation.queries_sites import site_name
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.redeployment.models import EntryPlace, RedeploymentEntry, RedeploymentOffer, Vacancy
from tracker.redeployment.rules import MAY_ENTER, VacancyState


def visible_entries(viewer: Viewer, day: date) -> sa.Select[RedeploymentEntry]:
    """Entries with their affected person, person and change, by name.

    HR partners those of their programmes; staff their own. Nobody else knows of the register: a manager and a
    representative read the person's status.
    """
    query = (
        sa.select(RedeploymentEntry)
        .join(RedeploymentEntry.affected)
        .join(AffectedPerson.person)
        .join(AffectedPerson.change)
        .options(
            contains_eager(RedeploymentEntry.affected).contains_eager(AffectedPerson.person),
            contains_eager(RedeploymentEntry.affected).contains_eager(AffectedPerson.change),
        )
        .order_by(Person.name, RedeploymentEntry.id)
    )
    if not (viewer.may(Permission.REDEPLOYMENT_MANAGE) or viewer.may(Permission.REDEPLOYMENT_OWN)):
        return query.where(sa.false())
    seen = visible_affected(viewer, day).with_only_columns(AffectedPerson.id).order_by(None)
    return query.where(RedeploymentEntry.affected_person_id.in_(seen))


def get_entry(reference: str, viewer: Viewer, day: date) -> RedeploymentEntry:
    """The entry with that reference; raises ``NoResultFound`` when the viewer may not read it."""
    return db.session.scalars(
        visible_entries(viewer, day).where(RedeploymentEntry.reference == reference)
    ).one()


def open_entry_of(affected: AffectedPerson) -> RedeploymentEntry | None:
    """The entry of an affected person who is on the register now."""
    return db.session.scalar(
        sa.select(RedeploymentEntry).where(
            RedeploymentEntry.affected_person_id == affected.id, RedeploymentEntry.left_on.is_(None)
        )
    )


def visible_vacancies(viewer: Viewer, day: date) -> sa.Select[Vacancy]:
    """Vacancies the viewer may read, by title.

    HR partners those of their employers. Staff on the register those that are open on the day at their own
    employer and not ring-fenced to a change that leaves them alone.
    """
    query = sa.select(Vacancy).order_by(Vacancy.title, Vacancy.id)
    if viewer.may(Permission.REDEPLOYMENT_MANAGE):
        employers = visible_employers(viewer).with_only_columns(Employer.id).order_by(None)
        return query.where(Vacancy.employer_id.in_(employers))
    if not viewer.may(Permission.REDEPLOYMENT_OWN):
        return query.where(sa.false())
    mine = (
        visible_entries(viewer, day)
        .where(*_known_to_self())
        .with_only_columns(Change.id, Person.employer_id)
        .order_by(None)
        .subquery()
    )
    return query.where(
        Vacancy.employer_id.in_(sa.select(mine.c.employer_id)),
        sa.or_(
            Vacancy.ring_fenced_change_id.is_(None), Vacancy.ring_fenced_change_id.in_(sa.select(mine.c.id))
        ),
        Vacancy.state == VacancyState.OPEN,
        Vacancy.opens <= day,
        sa.or_(Vacancy.closes.is_(None), Vacancy.closes >= day),
    )


def _known_to_self() -> tuple[sa.ColumnElement[bool], ...]:
    """An open entry of somebody who has been told a status from which people seek other work."""
    return RedeploymentEntry.left_on.is_(None), AffectedPerson.told_status.in_(MAY_ENTER)


def get_vacancy(reference: str, viewer: Viewer, day: date) -> Vacancy:
    """The vacancy with that reference; raises ``NoResultFound`` when the viewer may not read it."""
    return db.session.scalars(visible_vacancies(viewer, day).where(Vacancy.reference == reference)).one()


def visible_offers(viewer: Viewer, day: date) -> sa.Select[RedeploymentOffer]:
    """Offers to people whose entry the viewer may read, newest first; staff see those they were told of."""
    entries = visible_entries(viewer, day).with_only_columns(RedeploymentEntry.id).order_by(None)
    query = (
        sa.select(RedeploymentOffer)
        .join(RedeploymentOffer.entry)
        .join(RedeploymentOffer.vacancy)
        .join(RedeploymentEntry.affected)
        .join(AffectedPerson.person)
        .join(AffectedPerson.change)
        .options(
            contains_eager(RedeploymentOffer.vacancy),
            contains_eager(RedeploymentOffer.entry)
            .contains_eager(RedeploymentEntry.affected)
            .contains_eager(AffectedPerson.person),
            contains_eager(RedeploymentOffer.entry)
            .contains_eager(RedeploymentEntry.affected)
            .contains_eager(AffectedPerson.change),
        )
        .where(RedeploymentOffer.entry_id.in_(entries))
        .order_by(RedeploymentOffer.id.desc())
    )
    if viewer.may(Permission.REDEPLOYMENT_OWN):
        return query.where(RedeploymentOffer.told_on.is_not(None))
    return query


def get_offer(reference: str, viewer: Viewer, day: date) -> RedeploymentOffer:
    """The offer with that reference; raises ``NoResultFound`` when the viewer may not read it."""
    return db.session.scalars(
        visible_offers(viewer, day).where(RedeploymentOffer.reference == reference)
    ).one()


def places_of(entry: RedeploymentEntry) -> set[int]:
    """Ids of the sites somebody can reach."""
    return set(
        db.session.scalars(sa.select(EntryPlace.establishment_id).where(EntryPlace.entry_id == entry.id))
    )


def sites_of(employer_id: int, day: date) -> dict[str, tuple[int, str]]:
    """The employer's sites by reference: id and name, in the order of their names."""
    rows = db.session.execute(
        sa.select(Establishment.reference, Establishment.id, site_name(day))
        .where(Establishment.employer_id == employer_id)
        .order_by(site_name(day), Establishment.id)
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def own_entry(viewer: Viewer, day: date) -> RedeploymentEntry | None:
    """The viewer's own entry, while they are on the register and know why: the latest of several."""
    if not viewer.may(Permission.REDEPLOYMENT_OWN):
        return None
    return db.session.scalars(
        visible_entries(viewer, day)
        .where(*_known_to_self())
        .order_by(None)
        .order_by(RedeploymentEntry.id.desc())
        .limit(1)
    ).first()
