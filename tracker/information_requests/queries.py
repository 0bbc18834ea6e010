"""Reads of information requests; every list and lookup starts from ``visible_requests``."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from tracker.accounts.models import Account
from tracker.attachments.models import Attachment
from tracker.attachments.queries import FileLine, files_by_owner, get_attachment
from tracker.changes.models import Change, Programme
from tracker.changes.queries import visible_programmes
from tracker.concerns.models import Concern
from tracker.concerns.queries import visible_concerns
from tracker.concerns.rules import days_waited
from tracker.database import db
from tracker.information_requests.models import InformationRequest, RequestFile, RequestStep
from tracker.information_requests.rules import (
    ON_MANAGEMENT,
    ON_UNION,
    OPEN,
    Ground,
    Party,
    RequestAct,
    RequestState,
    waiting_on,
)
from tracker.organisation.models import Employer, RecognisedUnion
from tracker.policy.access.permissions import Permission
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.policy.calendar.nations import Nation
from tracker.web.clock import london
from tracker.web.listing import Listing, Page, paginate

SHORT_LIST = 5
NEVER = date(9999, 12, 31)


def visible_requests(viewer: Viewer, day: date) -> sa.Select[InformationRequest]:
    """Requests the viewer may know of, newest first, with change, programme and union.

    A representative those of their own union; HR partners and programme directors those of their programmes;
    nobody else any.
    """
    query = (
        sa.select(InformationRequest)
        .join(InformationRequest.change)
        .join(Change.programme)
        .join(InformationRequest.union)
        .options(
            contains_eager(InformationRequest.change).contains_eager(Change.programme),
            contains_eager(InformationRequest.union),
        )
        .order_by(InformationRequest.asked_at.desc(), InformationRequest.id.desc())
    )
    if viewer.role is Role.UNION_REPRESENTATIVE:
        return query.where(InformationRequest.union_id.in_(viewer.union_ids))
    if viewer.role in (Role.HR_PARTNER, Role.PROGRAMME_DIRECTOR):
        seen = visible_programmes(viewer, day).with_only_columns(Programme.id).order_by(None)
        return query.where(Change.programme_id.in_(seen))
    return query.where(sa.false())


def get_request(reference: str, viewer: Viewer, day: date) -> InformationRequest:
    """The request with that reference; raises ``NoResultFound`` when the viewer may not know of it."""
    query = visible_requests(viewer, day).where(InformationRequest.reference == reference)
    return db.session.scalars(query).one()


def party_of(viewer: Viewer) -> Party:
    """Which of the two sides the viewer writes for; programme directors read only."""
    if viewer.may(Permission.INFORMATION_REQUEST_ASK):
        return Party.UNION
    return Party.MANAGEMENT if viewer.may(Permission.INFORMATION_REQUEST_ANSWER) else Party.NOBODY


@dataclass(frozen=True)
class RequestRow:
    """One line of a list."""

    day: date
    reference: str
    asked: str
    state: RequestState
    union: str
    change: str
    change_reference: str
    asked_at: datetime
    turn_since: datetime
    turn_due_on: date | None
    nation: Nation

    @property
    def party(self) -> Party:
        """Whose turn it is."""
        return waiting_on(self.state)

    @property
    def late(self) -> bool:
        """Whether the side whose turn it is has let its day pass."""
        return self.state in OPEN and self.turn_due_on is not None and self.day > self.turn_due_on

    @property
    def waited(self) -> int:
        """Working days since the turn began."""
        return days_waited(london(self.turn_since).date(), self.day, self.nation)


DUE = sa.case(
    (InformationRequest.state.in_(OPEN), sa.func.coalesce(InformationRequest.turn_due_on, NEVER)),
    else_=sa.literal(NEVER, sa.Date()),
)
SORTS: dict[str, Any] = {
    "due": DUE,
    "asked": InformationRequest.asked_at,
    "union": RecognisedUnion.short_name,
    "change": Change.title,
    "state": InformationRequest.state,
}
WAITING = {Party.MANAGEMENT: ON_MANAGEMENT, Party.UNION: ON_UNION}


def _rows(viewer: Viewer, day: date) -> Any:
    return (
        visible_requests(viewer, day)
        .join(Employer, Employer.id == Programme.employer_id)
        .with_only_columns(
            InformationRequest.reference,
            InformationRequest.asked,
            InformationRequest.state,
            RecognisedUnion.short_name,
            Change.title,
            Change.reference,
            InformationRequest.asked_at,
            InformationRequest.turn_since,
            InformationRequest.turn_due_on,
            Employer.nation,
        )
    )


def requests_page(viewer: Viewer, day: date, listing: Listing) -> Page[RequestRow]:
    """One page, first due on top unless asked, settled ones last; nonsense in a filter is no filter."""
    query = _rows(viewer, day)
    if state := _member(RequestState, listing.value("state")):
        query = query.where(InformationRequest.state == state)
    if (party := _member(Party, listing.value("waiting"))) in WAITING:
        query = query.where(InformationRequest.state.in_(WAITING[party]))
    if listing.value("clock") == "late":
        query = query.where(InformationRequest.state.in_(OPEN), InformationRequest.turn_due_on < day)
    if union := listing.value("union"):
        query = query.where(RecognisedUnion.reference == union)
    if change := listing.value("change"):
        query = query.where(Change.reference == change)
    if concern := listing.value("concern"):
        behind = sa.select(Concern.id).where(Concern.reference == concern)
        query = query.where(InformationRequest.concern_id.in_(behind))
    if listing.q:
        query = query.where(
            sa.or_(
                InformationRequest.reference == listing.q.upper(),
                InformationRequest.asked.icontains(listing.q, autoescape=True),
                InformationRequest.why.icontains(listing.q, autoescape=True),
            )
        )
    return paginate(query, listing, SORTS, InformationRequest.id, lambda *row: RequestRow(day, *row))


def _member(kind: type[StrEnum], value: str) -> Any:
    return kind(value) if value in set(kind) else None


def waiting_on_us(viewer: Viewer, day: date) -> tuple[int, date | None]:
    """How many open requests wait on the viewer's side, and the first day due. One statement."""
    states = WAITING.get(party_of(viewer))
    if states is None:
        return 0, None
    row = db.session.execute(
        visible_requests(viewer, day)
        .where(InformationRequest.state.in_(states))
        .with_only_columns(sa.func.count(), sa.func.min(InformationRequest.turn_due_on))
        .order_by(None)
    ).one()
    return row[0], row[1]


def requests_of_change(change_id: int, viewer: Viewer, day: date) -> list[RequestRow]:
    """The latest requests about one change: a short list. One statement; none for who reads no requests."""
    if not viewer.may(Permission.INFORMATION_REQUEST_READ):
        return []
    rows = db.session.execute(
        _rows(viewer, day).where(InformationRequest.change_id == change_id).limit(SHORT_LIST)
    )
    return [RequestRow(day, *row) for row in rows]


@dataclass(frozen=True)
class StepRow:
    """One step, its writer named as far as this viewer may know, with its files."""

    reference: str
    act: RequestAct
    state: RequestState
    ground: Ground | None
    text: str
    from_union: bool
    author: str
    at: datetime
    was_due_on: date | None
    commitment: str
    files: list[FileLine]

    @property
    def late(self) -> bool:
        """Whether the step came after its day."""
        return self.was_due_on is not None and london(self.at).date() > self.was_due_on


def steps_of(row: InformationRequest, viewer: Viewer) -> list[StepRow]:
    """Everything that followed, oldest first. Two statements."""
    found = db.session.execute(
        sa.select(RequestStep, Account.name)
        .join(Account, Account.id == RequestStep.by_id)
        .where(RequestStep.request_id == row.id)
        .order_by(RequestStep.id)
    ).all()
    files = files_by_owner(RequestFile, RequestFile.step_id, [step.id for step, _ in found])
    own = party_of(viewer) is Party.UNION
    steps = []
    for step, name in found:
        author = f"{name}, HR partner"
        if step.from_union:
            author = f"{name}, {row.union.short_name}" if own else row.union.short_name
        named = [
            replace(each, added_by=row.union.short_name) if step.from_union and not own else each
            for each in files[step.id]
        ]
        steps.append(
            StepRow(
                reference=step.reference,
                act=step.act,
                state=step.state,
                ground=step.ground,
                text=step.text,
                from_union=step.from_union,
                author=author,
                at=step.at,
                was_due_on=step.was_due_on,
                commitment=step.commitment,
                files=named,
            )
        )
    return steps


def asker_of(row: InformationRequest, viewer: Viewer) -> str:
    """Who asked: the representative's name to the own union, the union to everybody else."""
    if party_of(viewer) is not Party.UNION:
        return row.union.short_name
    name = db.session.scalars(sa.select(Account.name).where(Account.id == row.asked_by_id)).one()
    return f"{name}, {row.union.short_name}"


def concern_behind(row: InformationRequest, viewer: Viewer, day: date) -> str | None:
    """The reference of the concern it arises from, where the viewer may know of that."""
    if row.concern_id is None:
        return None
    query = visible_concerns(viewer, day).where(Concern.id == row.concern_id)
    return db.session.scalar(query.with_only_columns(Concern.reference))


def get_file(row: InformationRequest, reference: str) -> Attachment:
    """A file of one of its steps with its content. Raises ``NoResultFound``."""
    among = (
        sa.select(RequestFile.attachment_id)
        .join(RequestStep, RequestStep.id == RequestFile.step_id)
        .where(RequestStep.request_id == row.id)
    )
    return get_attachment(among, reference, with_content=True)


def nation_of(change: Change) -> Nation:
    """Whose bank holidays count: those of the change's employer."""
    employer_id = change.programme.employer_id
    return db.session.scalars(sa.select(Employer.nation).where(Employer.id == employer_id)).one()


def unions_with_requests(viewer: Viewer, day: date) -> list[tuple[str, str]]:
    """Unions the list may be narrowed to, as reference and short name."""
    rows = db.session.execute(
        visible_requests(viewer, day)
        .with_only_columns(RecognisedUnion.reference, RecognisedUnion.short_name)
        .order_by(None)
        .distinct()
        .order_by(RecognisedUnion.short_name)
    )
    return [(row.reference, row.short_name) for row in rows]
