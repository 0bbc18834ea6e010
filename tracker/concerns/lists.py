"""Lists of concerns: the page of all, those of one change, and those that wait on somebody."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from tracker.changes.models import Change, Programme
from tracker.changes.queries import visible_changes
from tracker.changes.rules import LIVE
from tracker.concerns.models import Concern, ConcernVersion
from tracker.concerns.procedure import is_late
from tracker.concerns.queries import shown_summary, shows_words, visible_concerns
from tracker.concerns.rules import (
    OPEN,
    ConcernSeverity,
    ConcernState,
    Side,
    days_waited,
    states_waiting_on,
    waiting_on,
)
from tracker.concerns.rules_kinds import ConcernCategory, ConcernKind
from tracker.database import UtcDateTime, db
from tracker.organisation.models import Employer, RecognisedUnion
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.policy.calendar.nations import Nation
from tracker.web.clock import london
from tracker.web.listing import Listing, Page, paginate

SHORT_LIST = 5
ONE = RecognisedUnion.short_name.expression
PARTNER = aliased(RecognisedUnion)
SEVERITY_ORDER = sa.case(
    {severity.value: place for place, severity in enumerate(ConcernSeverity)}, value=Concern.severity
)
STATE_ORDER = sa.case({state.value: place for place, state in enumerate(ConcernState)}, value=Concern.state)


@dataclass(frozen=True)
class ConcernRow:
    """One line of a list. ``summary`` is None where it may not be shown any more."""

    day: date
    reference: str
    summary: str | None
    state: ConcernState
    severity: ConcernSeverity
    raised_at: datetime
    closed_at: datetime | None
    union: str
    change: str
    change_reference: str
    nation: Nation
    waiting_since: datetime
    due_on: date | None

    @property
    def late(self) -> bool:
        """Whether the target of its stage has passed."""
        return self.waiting_on is not Side.NOBODY and is_late(self.day, self.due_on)

    @property
    def waiting_on(self) -> Side:
        """Whose turn it is."""
        return waiting_on(self.state)

    @property
    def waited(self) -> int | None:
        """Working days it has waited on the side whose turn it is, None once it is closed."""
        if self.waiting_on is Side.NOBODY:
            return None
        return age_of(self.waiting_since, None, self.day, self.nation)


def age_of(raised_at: datetime, closed_at: datetime | None, day: date, nation: Nation) -> int:
    """Working days by London's clock and the employer's bank holidays, the same for both sides."""
    return days_waited(london(raised_at).date(), london(closed_at).date() if closed_at else day, nation)


def _rows(viewer: Viewer, day: date) -> sa.Select[Any]:
    return (
        visible_concerns(viewer, day)
        .join(Employer, Employer.id == Programme.employer_id)
        .join(ConcernVersion, sa.and_(ConcernVersion.concern_id == Concern.id, ConcernVersion.number == 1))
        .outerjoin(PARTNER, PARTNER.id == Concern.partner_id)
        .with_only_columns(
            Concern.reference,
            shown_summary(viewer),
            Concern.state,
            Concern.severity,
            Concern.raised_at,
            Concern.closed_at,
            sa.case((PARTNER.id.is_(None), ONE), else_=ONE + " and " + PARTNER.short_name),
            Change.title,
            Change.reference,
            Employer.nation,
            Concern.turn_since,
            Concern.due_on,
        )
    )


LAST = datetime(9999, 12, 31, tzinfo=UTC)
NEVER = date(9999, 12, 31)
DUE = sa.case((Concern.state.in_(OPEN), sa.func.coalesce(Concern.due_on, NEVER)), else_=sa.literal(NEVER))
SORTS: dict[str, Any] = {
    "due": DUE,
    "waiting": sa.case((Concern.state.in_(OPEN), Concern.turn_since), else_=sa.literal(LAST, UtcDateTime())),
    "raised": Concern.raised_at,
    "severity": SEVERITY_ORDER,
    "state": STATE_ORDER,
    "change": Change.title,
}


def concerns_page(viewer: Viewer, day: date, listing: Listing) -> Page[ConcernRow]:
    """One page, first due on top unless asked, closed ones last; nonsense in a filter is no filter.

    Which concerns are on the page is found first, their columns afterwards: sorting carries numbers alone.
    """
    query = visible_concerns(viewer, day).with_only_columns(Concern.id)
    if state := _member(ConcernState, listing.value("state")):
        query = query.where(Concern.state == state)
    if severity := _member(ConcernSeverity, listing.value("severity")):
        query = query.where(Concern.severity == severity)
    if category := _member(ConcernCategory, listing.value("category")):
        query = query.where(Concern.category == category)
    if kind := _member(ConcernKind, listing.value("kind")):
        query = query.where(Concern.kind == kind)
    if side := _member(Side, listing.value("waiting")):
        query = query.where(Concern.state.in_(states_waiting_on(side)))
    if listing.value("clock") == "late":
        query = query.where(Concern.state.in_(OPEN), Concern.due_on < day)
    if change := listing.value("change"):
        query = query.where(Change.reference == change)
    if union := listing.value("union"):
        chosen = sa.select(PARTNER.id).where(PARTNER.reference == union)
        query = query.where(sa.or_(Concern.union_id.in_(chosen), Concern.partner_id.in_(chosen)))
    if listing.q:
        shown = shows_words(viewer)
        written = aliased(ConcernVersion)
        found = sa.select(written.concern_id).where(
            sa.or_(
                written.summary.icontains(listing.q, autoescape=True),
                written.detail.icontains(listing.q, autoescape=True),
                written.remedy.icontains(listing.q, autoescape=True),
                written.about.icontains(listing.q, autoescape=True),
            )
        )
        text = sa.and_(shown, Concern.id.in_(found))
        query = query.where(sa.or_(Concern.reference == listing.q.upper(), text))
    page = paginate(query, listing, SORTS, Concern.id, int)
    shown_rows = db.session.execute(
        _rows(viewer, day).add_columns(Concern.id).where(Concern.id.in_(page.rows)).order_by(None)
    )
    by_id = {row[-1]: ConcernRow(day, *row[:-1]) for row in shown_rows}
    return Page([by_id[number] for number in page.rows if number in by_id], page.total, listing)


def _member(kind: type[StrEnum], value: str) -> Any:
    return kind(value) if value in set(kind) else None


def changes_with_concerns(viewer: Viewer, day: date) -> list[tuple[str, str]]:
    """Changes the list may be narrowed to, as reference and title."""
    about = aliased(Change)
    own = visible_concerns(viewer, day).where(Concern.change_id == about.id)
    rows = db.session.execute(
        sa.select(about.reference, about.title)
        .where(own.with_only_columns(Concern.id).order_by(None).exists())
        .order_by(about.title, about.reference)
    )
    return [(row.reference, row.title) for row in rows]


@dataclass(frozen=True)
class ChangeChoice:
    """A published change that a concern can be raised on."""

    reference: str
    title: str
    programme: str
    live: bool


def changes_to_choose(viewer: Viewer, day: date) -> list[ChangeChoice]:
    """Published changes the viewer may read, those still under way first."""
    rows = db.session.execute(
        visible_changes(viewer, day)
        .where(Change.published_number.is_not(None))
        .with_only_columns(Change.reference, Change.title, Programme.name, Change.state)
        .order_by(None)
        .order_by(Programme.name, Change.title, Change.id)
    ).all()
    found = [ChangeChoice(reference, title, name, state in LIVE) for reference, title, name, state in rows]
    return sorted(found, key=lambda choice: not choice.live)


def concerns_named(references: list[str], viewer: Viewer, day: date) -> list[Concern]:
    """Those of the concerns that the viewer may know of, oldest first."""
    query = visible_concerns(viewer, day).where(Concern.reference.in_(references))
    return list(db.session.scalars(query.order_by(None).order_by(Concern.raised_at, Concern.id)))


def summaries_of(concerns: list[Concern], viewer: Viewer) -> dict[int, str]:
    """The sentence of each, as a list may show it, by the concern's number."""
    rows = db.session.execute(
        sa.select(Concern.id, Concern.reference, shown_summary(viewer))
        .join(ConcernVersion, sa.and_(ConcernVersion.concern_id == Concern.id, ConcernVersion.number == 1))
        .where(Concern.id.in_([concern.id for concern in concerns]))
    )
    return {number: said or f"Withdrawn concern {reference}" for number, reference, said in rows}


def concerns_of_change(change_id: int, viewer: Viewer, day: date) -> list[ConcernRow]:
    """The latest concerns about one change, newest first: a short list."""
    if not viewer.may(Permission.CONCERN_READ):
        return []
    rows = db.session.execute(_rows(viewer, day).where(Concern.change_id == change_id).limit(SHORT_LIST))
    return [ConcernRow(day, *row) for row in rows]


@dataclass(frozen=True)
class Waiting:
    """How many wait on one side, and those that are due first."""

    count: int = 0
    longest: list[ConcernRow] = field(default_factory=list)


@dataclass(frozen=True)
class WaitingConcerns:
    """Open concerns by whose turn it is."""

    on_management: Waiting = Waiting()
    on_union: Waiting = Waiting()


def waiting_for(viewer: Viewer, day: date) -> WaitingConcerns:
    """For home pages: open concerns by whose turn it is. Two statements; none for who reads no concerns."""
    if not viewer.may(Permission.CONCERN_READ):
        return WaitingConcerns()
    return WaitingConcerns(_waiting(viewer, day, Side.MANAGEMENT), _waiting(viewer, day, Side.UNION))


def _waiting(viewer: Viewer, day: date, side: Side) -> Waiting:
    rows = db.session.execute(
        _rows(viewer, day)
        .where(Concern.state.in_(states_waiting_on(side)))
        .add_columns(sa.func.count().over())
        .order_by(None)
        .order_by(DUE, Concern.turn_since, Concern.id)
        .limit(SHORT_LIST)
    ).all()
    return Waiting(rows[0][-1] if rows else 0, [ConcernRow(day, *row[:-1]) for row in rows])
