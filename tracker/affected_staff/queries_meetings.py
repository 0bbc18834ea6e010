"""The grid of individual meetings: people by first, second and third meeting."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from tracker.accounts.models import AccessGrant, Account
from tracker.accounts.queries import live_grant
from tracker.affected_staff.lists import unit_name_column, with_unit
from tracker.affected_staff.models import AffectedPerson
from tracker.affected_staff.models_support import IndividualMeeting
from tracker.affected_staff.queries import visible_affected
from tracker.affected_staff.queries_support import MeetingRow, meetings_for, visible_meetings
from tracker.affected_staff.rules import IN_QUESTION, SETTLED, AffectedStatus
from tracker.affected_staff.rules_support import LIVE_MEETINGS, MEETING_NUMBERS, MeetingState
from tracker.audit.looks import is_noted
from tracker.changes.models import Change
from tracker.database import AnySelect, db
from tracker.organisation.models import Person, Recognition, UnitPeriod
from tracker.organisation.queries import valid_on
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.listing import Listing, Page, paginate

OPEN = "not settled"
MEETING_FILTER = {
    "none": "Nothing planned or held",
    "overdue": "Overdue",
    "planned": "Planned",
    "1": "First held",
    "2": "Second held",
    "3": "Third held",
}
MOST_PRINTED = 2_000


@dataclass(frozen=True)
class GridRow:
    """One person in one change. ``meetings`` has for each number the last one, None where there was none."""

    id: int
    reference: str
    name: str
    staff_number: str
    unit: str
    change_reference: str
    change: str
    status: AffectedStatus
    person_id: int
    looked_at: bool
    meetings: tuple[MeetingRow | None, ...] = ()

    @property
    def next_number(self) -> int | None:
        """The number of the meeting that can be planned next; None when all three are planned or held."""
        for number, meeting in zip(MEETING_NUMBERS, self.meetings, strict=True):
            if meeting is None or meeting.state not in LIVE_MEETINGS:
                return number
        return None


def grid_of(viewer: Viewer, listing: Listing, day: date) -> AnySelect:
    """The people that the address asks for, with the columns of a row."""
    query: AnySelect = with_unit(visible_affected(viewer, day), day).with_only_columns(
        AffectedPerson.id,
        AffectedPerson.reference,
        Person.name,
        Person.staff_number,
        unit_name_column(),
        Change.reference,
        Change.title,
        AffectedPerson.status,
        AffectedPerson.person_id,
        is_noted(viewer, AffectedPerson.person_id, day),
    )
    status = listing.value("status") if "status" in listing.arguments else OPEN
    if status == OPEN:
        query = query.where(AffectedPerson.status.not_in(SETTLED))
    elif status in set(AffectedStatus):
        query = query.where(AffectedPerson.status == AffectedStatus(status))
    if change := listing.value("change"):
        query = query.where(Change.reference == change)
    if listing.q:
        query = query.where(
            sa.or_(
                Person.name.icontains(listing.q, autoescape=True),
                Person.staff_number.istartswith(listing.q, autoescape=True),
                UnitPeriod.name.icontains(listing.q, autoescape=True),
            )
        )
    return _with_meetings(query, listing.value("meetings"), day).order_by(None)


def _with_meetings(query: AnySelect, asked: str, day: date) -> AnySelect:
    own = IndividualMeeting.affected_person_id == AffectedPerson.id
    planned = IndividualMeeting.state == MeetingState.PLANNED
    if asked == "none":
        return query.where(~sa.exists().where(own, IndividualMeeting.state.in_(LIVE_MEETINGS)))
    if asked == "overdue":
        return query.where(sa.exists().where(own, planned, IndividualMeeting.on < day))
    if asked == "planned":
        return query.where(sa.exists().where(own, planned, IndividualMeeting.on >= day))
    if asked in MEETING_FILTER:
        held = (IndividualMeeting.state == MeetingState.HELD, IndividualMeeting.number == int(asked))
        return query.where(sa.exists().where(own, *held))
    return query


IN_QUESTION_FIRST, LAST = date(9999, 12, 30), date(9999, 12, 31)
_PLANNED_ON = (
    sa.select(sa.func.min(IndividualMeeting.on))
    .where(
        IndividualMeeting.affected_person_id == AffectedPerson.id,
        IndividualMeeting.state == MeetingState.PLANNED,
    )
    .correlate(AffectedPerson)
    .scalar_subquery()
)
SORTS = {
    "name": Person.name,
    "unit": UnitPeriod.name,
    "change": Change.title,
    "status": AffectedPerson.status,
    "planned": sa.func.coalesce(
        _PLANNED_ON, sa.case((AffectedPerson.status.in_(IN_QUESTION), IN_QUESTION_FIRST), else_=LAST)
    ),
}
"""By the next planned day, which puts what is overdue first; then whoever waits for one."""


def grid_page(viewer: Viewer, listing: Listing, day: date) -> Page[GridRow]:
    """One page of the grid. Three statements."""
    page = paginate(grid_of(viewer, listing, day), listing, SORTS, AffectedPerson.id, GridRow)
    last: dict[tuple[int, int], MeetingRow] = {}
    for meeting in meetings_for([row.id for row in page.rows], viewer, day, with_steps=False):
        last[meeting.affected_id, meeting.number] = meeting
    rows = [
        GridRow(**{**vars(row), "meetings": tuple(last.get((row.id, n)) for n in MEETING_NUMBERS)})
        for row in page.rows
    ]
    return Page(rows, page.total, listing)


def references_on_grid(viewer: Viewer, listing: Listing, day: date, most: int) -> list[str]:
    """References of everyone on the narrowed grid, by name; one more than ``most`` when there are more."""
    query = grid_of(viewer, listing, day).order_by(Person.name, AffectedPerson.id).limit(most + 1)
    return [row[1] for row in db.session.execute(query)]


def people_named(references: Sequence[str], viewer: Viewer, day: date) -> list[AffectedPerson]:
    """The people with these references whom the viewer may see, by name. A statement for each 500."""
    found: list[AffectedPerson] = []
    for start in range(0, len(references), 500):
        here = AffectedPerson.reference.in_(references[start : start + 500])
        found.extend(db.session.scalars(visible_affected(viewer, day).where(here)))
    return found


def changes_on_grid(viewer: Viewer, day: date) -> list[tuple[str, str]]:
    """Changes with affected people whom the viewer may see, by title. One statement."""
    seen = visible_affected(viewer, day).with_only_columns(Change.id).order_by(None)
    rows = db.session.execute(
        sa.select(Change.reference, Change.title).where(Change.id.in_(seen)).order_by(Change.title, Change.id)
    )
    return [(row.reference, row.title) for row in rows]


def get_meeting(reference: str, viewer: Viewer, day: date) -> IndividualMeeting:
    """The meeting with that reference; raises ``NoResultFound`` when the viewer may not read it."""
    return db.session.scalars(
        visible_meetings(viewer, day).where(IndividualMeeting.reference == reference)
    ).one()


def person_of(affected_id: int, viewer: Viewer, day: date) -> AffectedPerson:
    """The affected person with that number; raises ``NoResultFound`` when the viewer may not read it."""
    return db.session.scalars(visible_affected(viewer, day).where(AffectedPerson.id == affected_id)).one()


def representatives_for(row: AffectedPerson, day: date) -> dict[str, tuple[int, str]]:
    """Representatives of the unions recognised for the person's post, by reference: number and name.

    Representation follows the post, so being offered here says nothing about whether the person is a member.
    """
    unions = sa.select(Recognition.union_id).where(
        Recognition.bargaining_group_id == (row.bargaining_group_id or 0), valid_on(Recognition, day)
    )
    rows = db.session.execute(
        sa.select(Account.reference, Account.id, Account.name)
        .join(AccessGrant, AccessGrant.account_id == Account.id)
        .where(
            AccessGrant.role == Role.UNION_REPRESENTATIVE,
            AccessGrant.union_id.in_(unions),
            Account.active,
            *live_grant(day),
        )
        .distinct()
        .order_by(Account.name, Account.id)
    )
    return {row.reference: (row.id, row.name) for row in rows}
