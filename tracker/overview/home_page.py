"""What waits for each role on its home page. Short lists, oldest first, a statement each."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from tracker.accounts.models import Account, SignedInSession
from tracker.affected_staff.models import AffectedPerson
from tracker.affected_staff.queries import visible_affected
from tracker.affected_staff.rules import MANAGER_ACTION, SETTLED, AffectedStatus
from tracker.audit import queries as audit_queries
from tracker.changes.models import Change, ChangeVersion, Programme, SavingsTarget
from tracker.changes.queries import visible_changes, visible_programmes
from tracker.changes.rules import LIVE, ChangeState, VersionState
from tracker.concerns.models import Concern, ConcernVersion
from tracker.concerns.queries import visible_concerns
from tracker.concerns.rules import CLOSING, ConcernState
from tracker.consultations.models import Consultation, Response
from tracker.consultations.queries import visible_consultations
from tracker.consultations.rules import ConsultationState
from tracker.database import db
from tracker.organisation.models import RecognisedUnion, RegisterImport
from tracker.organisation.rules import ImportState
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer

SHORT = 6
"""Rows of a list on the home page; the rest is one link away."""


@dataclass(frozen=True)
class WaitingConcern:
    """A concern with the days it has been open."""

    reference: str
    summary: str
    state: ConcernState
    union: str
    change: str
    raised_at: datetime


@dataclass(frozen=True)
class WaitingConsultation:
    """A consultation that is open, or that waits for its outcome."""

    reference: str
    title: str
    change: str
    state: ConsultationState
    closes: date
    answered: bool


@dataclass(frozen=True)
class WaitingText:
    """A proposal text that waits for a programme director."""

    reference: str
    title: str
    number: int
    written_at: datetime


@dataclass(frozen=True)
class MyChange:
    """A change that affects the member of staff reading."""

    reference: str
    title: str
    state: ChangeState
    status: AffectedStatus
    next_step_on: date | None
    settled: bool


@dataclass(frozen=True)
class ToDo:
    """People of one change and status in a manager's units, and what the manager must do."""

    change_reference: str
    change: str
    status: AffectedStatus
    people: int
    action: str
    next_on: date | None


@dataclass(frozen=True)
class ProgrammeRow:
    """A programme with what it must save and how many of its changes are live."""

    reference: str
    name: str
    target: int | None
    live: int
    total: int


@dataclass(frozen=True)
class Home:
    """Whatever of these the role has; templates show what is not None."""

    management_owes: list[WaitingConcern] | None = None
    union_owes: list[WaitingConcern] | None = None
    management_owes_total: int = 0
    union_owes_total: int = 0
    open_consultations: list[WaitingConsultation] | None = None
    outcomes_due: list[WaitingConsultation] | None = None
    texts: list[WaitingText] | None = None
    mine: list[MyChange] | None = None
    to_do: list[ToDo] | None = None
    programmes: list[ProgrammeRow] | None = None
    record: tuple[int, str] | None = None
    accounts: dict[str, int] = field(default_factory=dict)
    imports: int | None = None


def home(viewer: Viewer, day: date, moment: datetime) -> Home:
    """Bring together what waits for the viewer in the acting role."""
    if viewer.role is Role.HR_PARTNER:
        owed, total = _concerns(viewer, day, waiting_for_management=True)
        return Home(
            management_owes=owed,
            management_owes_total=total,
            open_consultations=_consultations(viewer, day, (ConsultationState.OPEN,)),
            outcomes_due=_consultations(viewer, day, (ConsultationState.CLOSED,)),
            programmes=_programmes(viewer, day),
        )
    if viewer.role is Role.UNION_REPRESENTATIVE:
        them, them_total = _concerns(viewer, day, waiting_for_management=True)
        us, us_total = _concerns(viewer, day, waiting_for_management=False)
        return Home(
            management_owes=them,
            management_owes_total=them_total,
            union_owes=us,
            union_owes_total=us_total,
            open_consultations=_consultations(viewer, day, (ConsultationState.OPEN,)),
        )
    if viewer.role is Role.MANAGER:
        return Home(
            to_do=_to_do(viewer, day),
            open_consultations=_consultations(viewer, day, (ConsultationState.OPEN,)),
        )
    if viewer.role is Role.PROGRAMME_DIRECTOR:
        owed, total = _concerns(viewer, day, waiting_for_management=True)
        return Home(
            programmes=_programmes(viewer, day),
            texts=_texts(viewer, day),
            management_owes=owed,
            management_owes_total=total,
            outcomes_due=_consultations(viewer, day, (ConsultationState.CLOSED,)),
        )
    if viewer.role is Role.STAFF:
        return Home(
            mine=_mine(viewer, day),
            open_consultations=_consultations(viewer, day, (ConsultationState.OPEN,)),
        )
    if viewer.role is Role.ADMINISTRATOR:
        return Home(record=audit_queries.head(), accounts=_accounts(moment), imports=_imports())
    return Home(record=audit_queries.head(), accounts=_accounts(moment))


MANAGEMENT_OWES = (ConcernState.RAISED, ConcernState.ACKNOWLEDGED)
UNION_OWES = tuple(state for state in ConcernState if state not in CLOSING and state not in MANAGEMENT_OWES)


def _concerns(viewer: Viewer, day: date, *, waiting_for_management: bool) -> tuple[list[WaitingConcern], int]:
    """The oldest concerns that wait for one side, and how many there are: one statement."""
    seen = visible_concerns(viewer, day).with_only_columns(Concern.id).order_by(None)
    rows = db.session.execute(
        sa.select(
            Concern.reference,
            ConcernVersion.summary,
            Concern.state,
            RecognisedUnion.short_name,
            Change.title,
            Concern.raised_at,
            sa.func.count().over(),
        )
        .join(ConcernVersion, sa.and_(ConcernVersion.concern_id == Concern.id, ConcernVersion.number == 1))
        .join(RecognisedUnion, RecognisedUnion.id == Concern.union_id)
        .join(Change, Change.id == Concern.change_id)
        .where(
            Concern.id.in_(seen),
            Concern.state.in_(MANAGEMENT_OWES if waiting_for_management else UNION_OWES),
        )
        .order_by(Concern.raised_at, Concern.id)
        .limit(SHORT)
    ).all()
    return [WaitingConcern(*row[:6]) for row in rows], rows[0][6] if rows else 0


def _consultations(
    viewer: Viewer, day: date, states: tuple[ConsultationState, ...]
) -> list[WaitingConsultation]:
    """Consultations in these states, first to close on top; has the viewer answered?."""
    seen = visible_consultations(viewer, day).with_only_columns(Consultation.id).order_by(None)
    mine = (
        sa.exists()
        .where(
            Response.consultation_id == Consultation.id,
            sa.or_(
                Response.person_id == (viewer.person_id or 0), Response.union_id.in_(viewer.union_ids or (0,))
            ),
        )
        .correlate(Consultation)
    )
    rows = db.session.execute(
        sa.select(
            Consultation.reference,
            Consultation.title,
            Change.title,
            Consultation.state,
            Consultation.closes,
            mine,
        )
        .join(Change, Change.id == Consultation.change_id)
        .where(Consultation.id.in_(seen), Consultation.state.in_(states))
        .order_by(Consultation.closes, Consultation.id)
        .limit(SHORT)
    )
    return [WaitingConsultation(*row) for row in rows]


def _texts(viewer: Viewer, day: date) -> list[WaitingText]:
    seen = visible_changes(viewer, day).with_only_columns(Change.id).order_by(None)
    rows = db.session.execute(
        sa.select(Change.reference, ChangeVersion.title, ChangeVersion.number, ChangeVersion.written_at)
        .join(ChangeVersion, ChangeVersion.change_id == Change.id)
        .where(Change.id.in_(seen), ChangeVersion.state == VersionState.AWAITING_APPROVAL)
        .order_by(ChangeVersion.written_at, ChangeVersion.id)
        .limit(SHORT)
    )
    return [WaitingText(*row) for row in rows]


def _mine(viewer: Viewer, day: date) -> list[MyChange]:
    query = (
        visible_affected(viewer, day)
        .with_only_columns(
            Change.reference,
            Change.title,
            Change.state,
            AffectedPerson.status,
            AffectedPerson.next_step_on,
        )
        .order_by(None)
        .order_by(Change.created_at.desc(), Change.id.desc())
    )
    return [MyChange(*row, settled=row[3] in SETTLED) for row in db.session.execute(query)]


def _to_do(viewer: Viewer, day: date) -> list[ToDo]:
    query = (
        visible_affected(viewer, day)
        .where(AffectedPerson.status.not_in(SETTLED), Change.state.in_(LIVE))
        .with_only_columns(
            Change.reference,
            Change.title,
            AffectedPerson.status,
            sa.func.count(),
            sa.func.min(AffectedPerson.next_step_on),
        )
        .order_by(None)
        .group_by(Change.id, Change.reference, Change.title, AffectedPerson.status)
        .order_by(sa.func.min(AffectedPerson.next_step_on), Change.title, AffectedPerson.status)
    )
    return [
        ToDo(row[0], row[1], row[2], row[3], MANAGER_ACTION[row[2]], row[4])
        for row in db.session.execute(query)
    ]


def _programmes(viewer: Viewer, day: date) -> list[ProgrammeRow]:
    seen = visible_programmes(viewer, day).with_only_columns(Programme.id).order_by(None)
    target = (
        sa.select(sa.func.sum(SavingsTarget.pounds))
        .where(SavingsTarget.programme_id == Programme.id)
        .scalar_subquery()
    )
    live = (
        sa.select(sa.func.count())
        .where(Change.programme_id == Programme.id, Change.state.in_(LIVE))
        .scalar_subquery()
    )
    total = sa.select(sa.func.count()).where(Change.programme_id == Programme.id).scalar_subquery()
    rows = db.session.execute(
        sa.select(Programme.reference, Programme.name, target, live, total)
        .where(Programme.id.in_(seen))
        .order_by(Programme.starts.desc(), Programme.id.desc())
        .limit(SHORT)
    )
    return [ProgrammeRow(r[0], r[1], int(r[2]) if r[2] is not None else None, r[3], r[4]) for r in rows]


def _accounts(moment: datetime) -> dict[str, int]:
    """Accounts in use, invitations not taken up, and people signed in during the last hour."""
    row = db.session.execute(
        sa.select(
            sa.func.count(Account.id),
            sa.func.count(Account.id).filter(Account.password_hash.is_(None)),
            sa.select(sa.func.count(sa.distinct(SignedInSession.account_id)))
            .where(
                SignedInSession.started_at > moment - timedelta(hours=1), SignedInSession.ended_at.is_(None)
            )
            .scalar_subquery(),
        ).where(Account.active)
    ).one()
    return {"in use": row[0], "invitations not taken up": row[1], "signed in during the last hour": row[2]}


def _imports() -> int:
    waiting = (ImportState.UPLOADED, ImportState.CHECKED, ImportState.AWAITING_APPROVAL)
    return (
        db.session.scalar(
            sa.select(sa.func.count(RegisterImport.id)).where(RegisterImport.state.in_(waiting))
        )
        or 0
    )
