"""Reads of consultations; every list and lookup starts from ``visible_consultations``."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from tracker.accounts.models import Account
from tracker.affected_staff.models import AffectedPerson
from tracker.affected_staff.queries import status_for, visible_affected
from tracker.affected_staff.rules import AffectedStatus
from tracker.changes.models import Change, Programme
from tracker.changes.queries import visible_changes, visible_programmes
from tracker.consultations.models import (
    Consultation,
    ConsultationExtension,
    InvitedUnion,
    OutcomeAuthor,
    Question,
    Response,
)
from tracker.consultations.rules import Asked, ConsultationState
from tracker.database import db
from tracker.organisation.models import BargainingGroup, Employer, RecognisedUnion, Recognition
from tracker.organisation.queries import valid_on
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.policy.calendar.nations import Nation


def visible_consultations(viewer: Viewer, day: date) -> sa.Select[Consultation]:
    """Consultations the viewer may read, with change and programme, latest opening first.

    HR partners those of their programmes, drafts too; programme directors those that were opened. From its
    opening day a consultation is read by the representatives of invited unions, by affected staff and whoever
    answered, and by managers whose units the change reaches. Nobody else knows of it.
    """
    query = (
        sa.select(Consultation)
        .join(Consultation.change)
        .join(Change.programme)
        .options(contains_eager(Consultation.change).contains_eager(Change.programme))
        .order_by(Consultation.opens.desc(), Consultation.id.desc())
    )
    if viewer.role in (Role.HR_PARTNER, Role.PROGRAMME_DIRECTOR):
        seen = visible_programmes(viewer, day).with_only_columns(Programme.id).order_by(None)
        query = query.where(Change.programme_id.in_(seen))
        if viewer.role is Role.HR_PARTNER:
            return query
        return query.where(Consultation.state != ConsultationState.DRAFT)
    query = query.where(Consultation.state != ConsultationState.DRAFT, Consultation.opens <= day)
    if viewer.role is Role.UNION_REPRESENTATIVE:
        return query.where(is_invited(viewer))
    if viewer.role is Role.STAFF:
        answered = sa.select(Response.consultation_id).where(Response.person_id == (viewer.person_id or 0))
        return query.where(sa.or_(is_affected(viewer, day), Consultation.id.in_(answered)))
    if viewer.role is Role.MANAGER:
        reached = visible_changes(viewer, day).with_only_columns(Change.id).order_by(None)
        return query.where(Consultation.change_id.in_(reached))
    return query.where(sa.false())


def is_invited(viewer: Viewer) -> sa.ColumnElement[bool]:
    """A union the viewer speaks for was asked."""
    mine = sa.select(InvitedUnion.consultation_id).where(InvitedUnion.union_id.in_(viewer.union_ids))
    return Consultation.id.in_(mine)


def is_affected(viewer: Viewer, day: date) -> sa.ColumnElement[bool]:
    """The change affects the member of staff now, as far as they have been told."""
    mine = (
        visible_affected(viewer, day)
        .where(status_for(viewer) != AffectedStatus.NO_LONGER_AFFECTED)
        .with_only_columns(AffectedPerson.change_id)
        .order_by(None)
    )
    return Consultation.change_id.in_(mine)


def has_answered(viewer: Viewer) -> sa.ColumnElement[bool]:
    """The viewer, or a union the viewer speaks for, has answered."""
    return (
        sa.exists()
        .where(
            Response.consultation_id == Consultation.id,
            sa.or_(
                Response.person_id == (viewer.person_id or 0), Response.union_id.in_(viewer.union_ids or (0,))
            ),
        )
        .correlate(Consultation)
    )


def get_consultation(reference: str, viewer: Viewer, day: date) -> Consultation:
    """The consultation with that reference; raises ``NoResultFound`` when the viewer may not read it."""
    return db.session.scalars(
        visible_consultations(viewer, day).where(Consultation.reference == reference)
    ).one()


def questions_of(consultation: Consultation) -> list[Asked]:
    """The questions in order."""
    rows = db.session.execute(
        sa.select(Question.number, Question.text, Question.required)
        .where(Question.consultation_id == consultation.id)
        .order_by(Question.number)
    )
    return [Asked(*row) for row in rows]


@dataclass(frozen=True)
class InvitedRow:
    """A union that was asked. ``represented``: affected people in groups that it is recognised for."""

    id: int
    reference: str
    name: str
    short_name: str
    represented: int = 0


def invited_unions(consultation: Consultation) -> list[InvitedRow]:
    """The unions that are asked, by name."""
    rows = db.session.execute(
        sa.select(
            RecognisedUnion.id, RecognisedUnion.reference, RecognisedUnion.name, RecognisedUnion.short_name
        )
        .join(InvitedUnion, InvitedUnion.union_id == RecognisedUnion.id)
        .where(InvitedUnion.consultation_id == consultation.id)
        .order_by(RecognisedUnion.name, RecognisedUnion.id)
    )
    return [InvitedRow(*row) for row in rows]


def unions_to_invite(change: Change, day: date) -> list[InvitedRow]:
    """Unions the employer recognises, those with most affected people in their groups first."""
    affected = (
        sa.select(AffectedPerson.bargaining_group_id.label("group_id"), sa.func.count().label("people"))
        .where(
            AffectedPerson.change_id == change.id,
            AffectedPerson.status != AffectedStatus.NO_LONGER_AFFECTED,
        )
        .group_by(AffectedPerson.bargaining_group_id)
        .subquery()
    )
    people = sa.func.coalesce(sa.func.sum(affected.c.people), 0)
    rows = db.session.execute(
        sa.select(
            RecognisedUnion.id,
            RecognisedUnion.reference,
            RecognisedUnion.name,
            RecognisedUnion.short_name,
            people,
        )
        .join(Recognition, Recognition.union_id == RecognisedUnion.id)
        .join(BargainingGroup, BargainingGroup.id == Recognition.bargaining_group_id)
        .join(Programme, Programme.employer_id == BargainingGroup.employer_id)
        .outerjoin(affected, affected.c.group_id == BargainingGroup.id)
        .where(Programme.id == change.programme_id, valid_on(Recognition, day))
        .group_by(
            RecognisedUnion.id, RecognisedUnion.reference, RecognisedUnion.name, RecognisedUnion.short_name
        )
        .order_by(people.desc(), RecognisedUnion.name, RecognisedUnion.id)
    )
    return [InvitedRow(row[0], row[1], row[2], row[3], int(row[4])) for row in rows]


def nation_of(consultation: Consultation) -> Nation | None:
    """The nation of the employer whose programme it belongs to; its change is loaded."""
    return db.session.scalar(
        sa.select(Employer.nation)
        .join(Programme, Programme.employer_id == Employer.id)
        .where(Programme.id == consultation.change.programme_id)
    )


def people_asked(consultation: Consultation) -> int:
    """How many members of staff the change affects now: the audience is the live list, not a copy."""
    return (
        db.session.scalar(
            sa.select(sa.func.count(AffectedPerson.id)).where(
                AffectedPerson.change_id == consultation.change_id,
                AffectedPerson.status != AffectedStatus.NO_LONGER_AFFECTED,
            )
        )
        or 0
    )


def people_not_told(consultation: Consultation) -> int:
    """How many of them nobody has told anything yet: they can neither read nor answer before."""
    return (
        db.session.scalar(
            sa.select(sa.func.count(AffectedPerson.id)).where(
                AffectedPerson.change_id == consultation.change_id,
                AffectedPerson.status != AffectedStatus.NO_LONGER_AFFECTED,
                AffectedPerson.first_told_on.is_(None),
            )
        )
        or 0
    )


@dataclass(frozen=True)
class ExtensionRow:
    """A later closing day and why."""

    closes_before: date
    closes_after: date
    reason: str
    recorded_at: datetime
    by: str


def extensions_of(consultation: Consultation) -> list[ExtensionRow]:
    """Every time the closing day was moved, oldest first."""
    rows = db.session.execute(
        sa.select(
            ConsultationExtension.closes_before,
            ConsultationExtension.closes_after,
            ConsultationExtension.reason,
            ConsultationExtension.recorded_at,
            Account.name,
        )
        .join(Account, Account.id == ConsultationExtension.recorded_by_id)
        .where(ConsultationExtension.consultation_id == consultation.id)
        .order_by(ConsultationExtension.id)
    )
    return [ExtensionRow(*row) for row in rows]


def authors_of(consultation: Consultation) -> set[int]:
    """Accounts that wrote any of the management answer."""
    return set(
        db.session.scalars(
            sa.select(OutcomeAuthor.account_id).where(OutcomeAuthor.consultation_id == consultation.id)
        )
    )
