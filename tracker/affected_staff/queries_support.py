"""Meetings, support and letters of affected people, as far as a viewer may read of each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

import sqlalchemy as sa
from sqlalchemy.orm import undefer

from tracker.accounts.models import Account
from tracker.affected_staff.models import AffectedPerson
from tracker.affected_staff.models_support import IndividualMeeting, Letter, MeetingStep, SupportOffer
from tracker.affected_staff.queries import visible_affected
from tracker.affected_staff.rules_support import (
    SENSITIVE_SUPPORT,
    Companion,
    LetterChannel,
    LetterKind,
    MeetingState,
    SupportAnswer,
    SupportKind,
    is_overdue,
)
from tracker.database import db
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer


@dataclass(frozen=True)
class MeetingMoved:
    """One thing that happened to a meeting."""

    state: MeetingState
    on: date
    at: time | None
    reason: str
    by: str


@dataclass(frozen=True)
class MeetingRow:
    """An individual meeting. ``steps`` are oldest first."""

    affected_id: int
    reference: str
    number: int
    state: MeetingState
    on: date
    at: time | None
    held_by: str
    companion: Companion | None
    companion_name: str
    note: str
    invited: str
    overdue: bool
    steps: tuple[MeetingMoved, ...]


@dataclass(frozen=True)
class SupportRow:
    """Support offered. ``answer`` is None where the viewer may not know what was said to it."""

    affected_id: int
    reference: str
    kind: SupportKind
    description: str
    offered_on: date
    offered_by: str
    answer: SupportAnswer | None
    answered_on: date | None


@dataclass(frozen=True)
class LetterRow:
    """A letter. ``has_file``: there is a file that the viewer may take."""

    affected_id: int
    reference: str
    kind: LetterKind
    description: str
    sent_on: date
    channel: LetterChannel
    received_on: date | None
    acknowledged_on: date | None
    has_file: bool


def visible_meetings(viewer: Viewer, day: date) -> sa.Select[IndividualMeeting]:
    """Meetings with people whose row the viewer may read; representatives those whose note they may read."""
    people = visible_affected(viewer, day).with_only_columns(AffectedPerson.id).order_by(None)
    query = sa.select(IndividualMeeting).where(IndividualMeeting.affected_person_id.in_(people))
    if viewer.role is Role.UNION_REPRESENTATIVE:
        return query.where(IndividualMeeting.invited_id == viewer.account_id)
    return query


def meetings_for(
    affected_ids: Sequence[int], viewer: Viewer, day: date, *, with_steps: bool = True
) -> list[MeetingRow]:
    """Meetings with these people that the viewer may read, by day. A statement, and one for their steps."""
    rows = db.session.execute(
        visible_meetings(viewer, day)
        .outerjoin(Account, Account.id == IndividualMeeting.invited_id)
        .where(IndividualMeeting.affected_person_id.in_(affected_ids))
        .with_only_columns(IndividualMeeting, Account.name)
        .order_by(IndividualMeeting.on, IndividualMeeting.id)
    ).all()
    steps = _meeting_steps([meeting.id for meeting, _ in rows]) if with_steps else {}
    return [
        MeetingRow(
            affected_id=meeting.affected_person_id,
            reference=meeting.reference,
            number=meeting.number,
            state=meeting.state,
            on=meeting.on,
            at=meeting.at,
            held_by=meeting.held_by,
            companion=meeting.companion,
            companion_name=meeting.companion_name,
            note=meeting.note,
            invited=invited or "",
            overdue=is_overdue(meeting.state, meeting.on, day),
            steps=tuple(steps.get(meeting.id, ())),
        )
        for meeting, invited in rows
    ]


def _meeting_steps(meeting_ids: Sequence[int]) -> dict[int, list[MeetingMoved]]:
    rows = db.session.execute(
        sa.select(
            MeetingStep.meeting_id,
            MeetingStep.state,
            MeetingStep.on,
            MeetingStep.at,
            MeetingStep.reason,
            Account.name,
        )
        .join(Account, Account.id == MeetingStep.recorded_by_id)
        .where(MeetingStep.meeting_id.in_(meeting_ids))
        .order_by(MeetingStep.id)
    )
    found: dict[int, list[MeetingMoved]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(MeetingMoved(*row[1:]))
    return found


def visible_support(viewer: Viewer, day: date) -> sa.Select[SupportOffer]:
    """Support offered to people whose row the viewer may read; representatives read of none."""
    people = visible_affected(viewer, day).with_only_columns(AffectedPerson.id).order_by(None)
    query = sa.select(SupportOffer).where(SupportOffer.affected_person_id.in_(people))
    return query.where(sa.false()) if viewer.role is Role.UNION_REPRESENTATIVE else query


def support_for(affected_ids: Sequence[int], viewer: Viewer, day: date) -> list[SupportRow]:
    """Support offered to these people. Whether sensitive support was taken is HR's and the person's alone."""
    found = []
    for offer in db.session.scalars(
        visible_support(viewer, day)
        .where(SupportOffer.affected_person_id.in_(affected_ids))
        .order_by(SupportOffer.offered_on, SupportOffer.id)
    ):
        knows = reads_answer(offer.kind, viewer)
        found.append(
            SupportRow(
                affected_id=offer.affected_person_id,
                reference=offer.reference,
                kind=offer.kind,
                description=offer.description,
                offered_on=offer.offered_on,
                offered_by=offer.offered_by,
                answer=offer.answer if knows else None,
                answered_on=offer.answered_on if knows else None,
            )
        )
    return found


def reads_answer(kind: SupportKind, viewer: Viewer) -> bool:
    """Whether the viewer may know what the person said to an offer of this kind."""
    return kind not in SENSITIVE_SUPPORT or viewer.role in (Role.HR_PARTNER, Role.STAFF)


def visible_letters(viewer: Viewer, day: date) -> sa.Select[Letter]:
    """Letters to people whose row the viewer may read; staff those that have reached them."""
    people = visible_affected(viewer, day).with_only_columns(AffectedPerson.id).order_by(None)
    query = sa.select(Letter).where(Letter.affected_person_id.in_(people))
    if viewer.role is Role.STAFF:
        told = sa.select(AffectedPerson.last_told_on).where(AffectedPerson.id == Letter.affected_person_id)
        return query.where(
            sa.or_(
                Letter.channel == LetterChannel.BY_HAND,
                Letter.received_on.is_not(None),
                told.scalar_subquery() >= Letter.sent_on,
            )
        )
    return query.where(sa.false()) if viewer.role is Role.UNION_REPRESENTATIVE else query


def get_support(reference: str, viewer: Viewer, day: date) -> SupportOffer:
    """The offer with that reference; raises ``NoResultFound`` when the viewer may not read it."""
    return db.session.scalars(visible_support(viewer, day).where(SupportOffer.reference == reference)).one()


def get_letter(reference: str, viewer: Viewer, day: date, *, with_file: bool = False) -> Letter:
    """The letter with that reference, for its file one that has it; raises ``NoResultFound`` otherwise."""
    query = visible_letters(viewer, day).where(Letter.reference == reference)
    if with_file:
        query = query.where(Letter.file_size > 0).options(undefer(Letter.content), undefer(Letter.text))
    return db.session.scalars(query).one()


def letters_for(affected_ids: Sequence[int], viewer: Viewer, day: date) -> list[LetterRow]:
    """Letters to these people that the viewer may read of; their files are HR's and the person's alone."""
    may_take = viewer.role in (Role.HR_PARTNER, Role.STAFF)
    return [
        LetterRow(
            affected_id=letter.affected_person_id,
            reference=letter.reference,
            kind=letter.kind,
            description=letter.description,
            sent_on=letter.sent_on,
            channel=letter.channel,
            received_on=letter.received_on,
            acknowledged_on=letter.acknowledged_on,
            has_file=may_take and letter.file_size > 0,
        )
        for letter in db.session.scalars(
            visible_letters(viewer, day)
            .where(Letter.affected_person_id.in_(affected_ids))
            .order_by(Letter.sent_on, Letter.id)
        )
    ]
