"""What waits for each role on its home page. Short lists, oldest first, a statement each."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from tracker.accounts.models import Account, SignedInSession
from tracker.affected_staff.models import AffectedPerson
from tracker.affected_staff.queries import visible_affected
from tracker.affected_staff.queries_tasks import facts_of, task_columns
from tracker.affected_staff.rules import SETTLED, AffectedStatus
from tracker.affected_staff.task_rules import task_for
from tracker.audit import queries as audit_queries
from tracker.briefings.queries import WaitingCard, cards_to_approve
from tracker.changes.models import Change, ChangeVersion, Programme, SavingsTarget
from tracker.changes.queries import visible_changes, visible_programmes
from tracker.changes.rules import LIVE, VersionState
from tracker.concerns.lists import WaitingConcerns
from tracker.concerns.lists import waiting_for as concerns_waiting
from tracker.concerns.queries_joint import proposals_to_us
from tracker.consultations.lists import ConsultationRow, WaitingConsultations, consultations_open
from tracker.consultations.lists import waiting_for as consultations_waiting
from tracker.database import db
from tracker.information_requests.queries import waiting_on_us
from tracker.meetings.models import Meeting
from tracker.meetings.queries import next_meeting
from tracker.meetings.queries_minutes import ActionLine, open_actions
from tracker.organisation.models import Employer, RegisterImport
from tracker.organisation.queries import visible_employers
from tracker.organisation.rules import ImportState
from tracker.overview.passport import Passport, passport
from tracker.overview.people_tasks import PeopleTask, people_tasks
from tracker.policy.access.permissions import Permission
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.questions.queries import to_answer

SHORT = 6
"""Rows of a list on the home page; the rest is one link away."""

SOON = timedelta(days=14)
"""How far ahead an action of a joint meeting is called to mind."""


@dataclass(frozen=True)
class WaitingText:
    """A proposal text that waits for a programme director."""

    reference: str
    title: str
    number: int
    written_at: datetime


@dataclass(frozen=True)
class ToDo:
    """One thing a manager must do for people of one change and status. ``first`` is the earliest day due."""

    change_reference: str
    change: str
    status: AffectedStatus
    action: str
    people: int
    overdue: int
    first: date | None


@dataclass(frozen=True)
class ToDos:
    """Everything a manager must do, what is due first on top, and for how many different people."""

    rows: list[ToDo]
    people: int

    @property
    def first(self) -> date | None:
        """The earliest day due."""
        return min((row.first for row in self.rows if row.first), default=None)


@dataclass(frozen=True)
class ProgrammeRow:
    """A programme with what it must save and how many of its changes are live."""

    reference: str
    name: str
    target: int | None
    live: int
    total: int


@dataclass(frozen=True)
class WaitingImport:
    """A register file that has been sent and not been taken in. ``mine``: the viewer sent it."""

    reference: str
    file_name: str
    state: ImportState
    uploaded_at: datetime
    mine: bool


@dataclass(frozen=True)
class Home:
    """Whatever of these the role has; templates show what is not None."""

    concerns: WaitingConcerns | None = None
    consultations: WaitingConsultations | None = None
    open_consultations: list[ConsultationRow] | None = None
    texts: list[WaitingText] | None = None
    sent_back: list[WaitingText] | None = None
    cards: list[WaitingCard] | None = None
    mine: Passport | None = None
    to_do: ToDos | None = None
    programmes: list[ProgrammeRow] | None = None
    record: tuple[int, str] | None = None
    accounts: dict[str, int] = field(default_factory=dict)
    imports: list[WaitingImport] | None = None
    people_tasks: list[PeopleTask] = field(default_factory=list)
    meeting: Meeting | None = None
    actions: list[ActionLine] = field(default_factory=list)
    requests: tuple[int, date | None] = (0, None)
    questions: tuple[int, date | None] = (0, None)
    proposals: int = 0


def home(viewer: Viewer, day: date, moment: datetime) -> Home:
    """Bring together what waits for the viewer in the acting role."""
    role = viewer.role
    return Home(
        concerns=concerns_waiting(viewer, day) if viewer.may(Permission.CONCERN_READ) else None,
        consultations=consultations_waiting(viewer, day) if role in ASKED_OR_ASKING else None,
        open_consultations=consultations_open(viewer, day) if role in SEES_OPEN else None,
        texts=_texts(viewer, day) if viewer.may(Permission.CHANGE_PUBLISH) else None,
        sent_back=_sent_back(viewer, day) if viewer.may(Permission.CHANGE_EDIT) else None,
        cards=cards_to_approve(viewer, day) if viewer.may(Permission.BRIEFING_APPROVE) else None,
        mine=passport(viewer, day) if viewer.may(Permission.PASSPORT_READ) else None,
        to_do=_to_do(viewer, day) if role is Role.MANAGER else None,
        programmes=_programmes(viewer, day) if role in (Role.HR_PARTNER, Role.PROGRAMME_DIRECTOR) else None,
        record=audit_queries.head() if viewer.may(Permission.AUDIT_VERIFY) else None,
        accounts=_accounts(moment) if viewer.may(Permission.ACCOUNT_READ) else {},
        imports=_imports(viewer) if viewer.may(Permission.ORGANISATION_IMPORT) else None,
        people_tasks=people_tasks(viewer, day),
        meeting=next_meeting(viewer, day) if viewer.may(Permission.MEETING_READ) else None,
        actions=open_actions(viewer, date.min, day + SOON) if viewer.may(Permission.MEETING_SPEAK) else [],
        requests=waiting_on_us(viewer, day) if viewer.may(Permission.INFORMATION_REQUEST_READ) else (0, None),
        questions=to_answer(viewer, day) if viewer.may(Permission.QUESTION_ANSWER) else (0, None),
        proposals=proposals_to_us(viewer) if viewer.may(Permission.CONCERN_RAISE) else 0,
    )


SEES_OPEN = frozenset({Role.HR_PARTNER, Role.MANAGER, Role.PROGRAMME_DIRECTOR})
ASKED_OR_ASKING = frozenset({Role.HR_PARTNER, Role.UNION_REPRESENTATIVE, Role.PROGRAMME_DIRECTOR, Role.STAFF})


def _texts(viewer: Viewer, day: date) -> list[WaitingText]:
    """Texts sent for approval."""
    return _versions(viewer, day, ChangeVersion.state == VersionState.AWAITING_APPROVAL)


def _sent_back(viewer: Viewer, day: date) -> list[WaitingText]:
    """Texts that a programme director wants changed."""
    return _versions(viewer, day, ChangeVersion.state == VersionState.DRAFT, ChangeVersion.sent_back != "")


def _versions(viewer: Viewer, day: date, *conditions: sa.ColumnElement[bool]) -> list[WaitingText]:
    seen = visible_changes(viewer, day).with_only_columns(Change.id).order_by(None)
    rows = db.session.execute(
        sa.select(Change.reference, ChangeVersion.title, ChangeVersion.number, ChangeVersion.written_at)
        .join(ChangeVersion, ChangeVersion.change_id == Change.id)
        .where(Change.id.in_(seen), *conditions)
        .order_by(ChangeVersion.written_at, ChangeVersion.id)
        .limit(SHORT)
    )
    return [WaitingText(*row) for row in rows]


def _to_do(viewer: Viewer, day: date) -> ToDos:
    """The same tasks as the report of affected staff, put together. One statement."""
    rows = db.session.execute(
        visible_affected(viewer, day)
        .where(AffectedPerson.status.not_in(SETTLED), Change.state.in_(LIVE))
        .with_only_columns(
            Change.reference,
            Change.title,
            AffectedPerson.person_id,
            AffectedPerson.status,
            AffectedPerson.status_on,
            AffectedPerson.next_step_on,
            *task_columns(),
        )
        .order_by(None)
    )
    found: dict[tuple[str, str, AffectedStatus, str], list[date | None]] = {}
    people: set[int] = set()
    for reference, title, person_id, status, since, next_step_on, *columns in rows:
        task = task_for(facts_of(status, since, next_step_on, tuple(columns)))
        if task is not None:
            people.add(person_id)
            found.setdefault((reference, title, status, task.words), []).append(task.due)
    tasks = [
        ToDo(
            *key,
            people=len(due),
            overdue=sum(1 for each in due if each and each < day),
            first=min((each for each in due if each), default=None),
        )
        for key, due in found.items()
    ]
    return ToDos(sorted(tasks, key=lambda row: (row.first or date.max, row.change, row.action)), len(people))


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


def _imports(viewer: Viewer) -> list[WaitingImport]:
    """Imports that have not been finished, those that wait for a second person on top."""
    employers = visible_employers(viewer).with_only_columns(Employer.id).order_by(None)
    awaits = RegisterImport.state == ImportState.AWAITING_APPROVAL
    waiting = (ImportState.UPLOADED, ImportState.CHECKED, ImportState.AWAITING_APPROVAL)
    rows = db.session.execute(
        sa.select(
            RegisterImport.reference,
            RegisterImport.file_name,
            RegisterImport.state,
            RegisterImport.uploaded_at,
            RegisterImport.uploaded_by_id == viewer.account_id,
        )
        .where(RegisterImport.state.in_(waiting), RegisterImport.employer_id.in_(employers))
        .order_by(sa.case((awaits, 0), else_=1), RegisterImport.uploaded_at, RegisterImport.id)
        .limit(SHORT)
    )
    return [WaitingImport(*row) for row in rows]
