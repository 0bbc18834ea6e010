"""Reads of a concern's clock: its stages, its pauses, and the procedure it keeps."""

from dataclasses import dataclass, fields
from datetime import date, datetime

import sqlalchemy as sa

from tracker.accounts.models import Account
from tracker.concerns.models import Concern, ConcernPause, ConcernProcedure, ConcernStage
from tracker.concerns.procedure import STATUS_QUO, TARGET_OF, Span, Targets, days_to, is_late
from tracker.concerns.queries import nation_of
from tracker.concerns.rules import CLOCK_ESCALATES, ConcernAct, ConcernState, Side, waiting_on
from tracker.database import db
from tracker.notifications.queries import holders
from tracker.organisation.models import Employer
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.clock import london


def procedure_of(employer_id: int, at: datetime | None = None) -> ConcernProcedure | None:
    """The procedure the employer has now, or had at that moment; None while the usual targets stand."""
    when = (ConcernProcedure.made_at <= at,) if at else ()
    return db.session.scalar(
        sa.select(ConcernProcedure)
        .where(ConcernProcedure.employer_id == employer_id, *when)
        .order_by(ConcernProcedure.number.desc())
        .limit(1)
    )


def targets_of(procedure: ConcernProcedure | None) -> Targets:
    """Its targets as plain values."""
    if procedure is None:
        return Targets()
    return Targets(*(getattr(procedure, each.name) for each in fields(Targets)))


def earlier_procedures(employer_id: int) -> list[tuple[ConcernProcedure, str]]:
    """Every number of the procedure with who made it, the newest first."""
    rows = db.session.execute(
        sa.select(ConcernProcedure, Account.name)
        .join(Account, Account.id == ConcernProcedure.made_by_id)
        .where(ConcernProcedure.employer_id == employer_id)
        .order_by(ConcernProcedure.number.desc())
    )
    return [(row[0], row[1]) for row in rows]


def employers_of(viewer: Viewer) -> list[Employer]:
    """Employers whose procedure the viewer may read."""
    query = sa.select(Employer).where(Employer.id.in_(viewer.employer_ids))
    return list(db.session.scalars(query.order_by(Employer.name, Employer.id)))


def next_people(employer_id: int, day: date) -> list[tuple[int, str, str]]:
    """Whom a late concern can go to, as id, reference and name: who reads concerns for the whole employer."""
    ids = {
        each
        for role in (Role.HR_PARTNER, Role.PROGRAMME_DIRECTOR)
        for each in holders(role, day, employer_id=employer_id)
    }
    rows = db.session.execute(
        sa.select(Account.id, Account.reference, Account.name)
        .where(Account.id.in_(ids))
        .order_by(Account.name, Account.id)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def spans_of(concern_id: int) -> list[Span]:
    """Agreed pauses, as first and last day."""
    rows = db.session.execute(
        sa.select(ConcernPause.first_day, ConcernPause.last_day)
        .where(ConcernPause.concern_id == concern_id, ConcernPause.agreed.is_(True))
        .order_by(ConcernPause.first_day, ConcernPause.id)
    )
    return [(row.first_day, row.last_day) for row in rows]


@dataclass(frozen=True)
class PauseRow:
    """One pause as both sides read it; the proposer is named as their side alone."""

    reference: str
    version: int
    from_union: bool
    reason: str
    first_day: date
    last_day: date
    agreed: bool | None


def pauses_of(concern: Concern) -> list[PauseRow]:
    """Every pause that was proposed, the newest first."""
    rows = db.session.scalars(
        sa.select(ConcernPause).where(ConcernPause.concern_id == concern.id).order_by(ConcernPause.id.desc())
    )
    return [
        PauseRow(
            row.reference, row.version, row.from_union, row.reason, row.first_day, row.last_day, row.agreed
        )
        for row in rows
    ]


def get_pause(concern: Concern, reference: str) -> ConcernPause:
    """One of the concern's pauses; raises ``NoResultFound``."""
    return db.session.scalars(
        sa.select(ConcernPause).where(
            ConcernPause.concern_id == concern.id, ConcernPause.reference == reference
        )
    ).one()


@dataclass(frozen=True)
class Clock:
    """The clock of the stage: the same figures for both sides. ``left`` is below nought once late."""

    due_on: date | None
    left: int | None
    late: bool
    paused_until: date | None
    status_quo: str
    escalated_to: str


def clock_of(concern: Concern, day: date) -> Clock:
    """What the clock shows on the day."""
    spans = spans_of(concern.id)
    running = waiting_on(concern.state) is not Side.NOBODY and concern.due_on is not None
    left = days_to(day, concern.due_on, spans, nation_of(concern)) if running and concern.due_on else None
    procedure = procedure_of(concern.change.programme.employer_id)
    name = db.session.scalar(sa.select(Account.name).where(Account.id == concern.escalated_to_id))
    return Clock(
        concern.due_on if running else None,
        left,
        running and is_late(day, concern.due_on),
        max((last for first, last in spans if running and first <= day <= last), default=None),
        procedure.status_quo if procedure else STATUS_QUO,
        name or "",
    )


@dataclass(frozen=True)
class StageRow:
    """One stage the concern came to, and when it was over: None while it lasts."""

    state: ConcernState
    act: ConcernAct | None
    by_clock: bool
    began_at: datetime
    due_on: date | None
    ended_at: datetime | None

    @property
    def late(self) -> bool:
        """Whether it was over after the day it was due."""
        return self.ended_at is not None and is_late(london(self.ended_at).date(), self.due_on)


def stages_of(concern: Concern) -> list[StageRow]:
    """Every stage in order."""
    rows = db.session.scalars(
        sa.select(ConcernStage).where(ConcernStage.concern_id == concern.id).order_by(ConcernStage.id)
    ).all()
    return [
        StageRow(
            row.state,
            row.act,
            row.by_id is None,
            row.began_at,
            row.due_on,
            None if row is rows[-1] else rows[place + 1].began_at,
        )
        for place, row in enumerate(rows)
    ]


def is_spoken_for(concern: Concern, viewer: Viewer, day: date) -> bool:
    """Whether the viewer speaks for the raiser: is who leads on it, or that person has stood down."""
    if viewer.role is not Role.UNION_REPRESENTATIVE or concern.union_id not in viewer.union_ids:
        return False
    if concern.speaker_id == viewer.account_id:
        return True
    return concern.speaker_id not in holders(Role.UNION_REPRESENTATIVE, day, union_ids=[concern.union_id])


def late_concerns(day: date) -> list[int]:
    """Ids of the concerns that the clock takes to the next person on the day."""
    return list(
        db.session.scalars(
            sa.select(Concern.id)
            .where(Concern.state.in_(CLOCK_ESCALATES), Concern.due_on < day)
            .order_by(Concern.id)
        )
    )


def concerns_without_clock() -> list[int]:
    """Ids of open concerns that came to their stage before there were clocks."""
    return list(
        db.session.scalars(
            sa.select(Concern.id)
            .where(
                Concern.state.in_(TARGET_OF),
                Concern.due_on.is_(None),
                ~sa.exists().where(ConcernStage.concern_id == Concern.id),
            )
            .order_by(Concern.id)
        )
    )
