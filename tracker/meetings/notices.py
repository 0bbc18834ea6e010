"""Meetings as what people are told about, and the days on which their actions are due."""

from collections.abc import Collection, Iterator
from datetime import date, datetime

from tracker.database import db
from tracker.meetings.models import Forum, Meeting
from tracker.meetings.queries import unions_of, visible_meetings
from tracker.meetings.queries_minutes import open_actions
from tracker.notifications.deadlines import Deadline
from tracker.notifications.kinds import Kind, declare, declare_matter
from tracker.notifications.queries import holders
from tracker.notifications.services import tell
from tracker.policy.access.permissions import Permission
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer


def titles(viewer: Viewer, references: Collection[str]) -> dict[str, str]:
    """What the meetings among these that the viewer may read are called. One statement."""
    rows = db.session.scalars(visible_meetings(viewer).where(Meeting.reference.in_(references)))
    return {row.reference: f"{row.forum.name}, {row.on.day} {row.on:%B %Y}" for row in rows}


MEETING = declare_matter("meeting", "Meeting", "meetings.show_meeting", titles)
PLANNED = declare("meeting.planned", "A joint meeting is planned")
MOVED = declare("meeting.moved", "A joint meeting was moved")
CIRCULATED = declare("meeting.circulated", "Minutes wait to be marked")
MARKED = declare("meeting.marked", "A paragraph of minutes was marked")
LOCKED = declare("meeting.locked", "Minutes were locked")
ASKED = declare("meeting.asked", "A meeting asked for an action")


def tell_unions(meeting: Meeting, forum: Forum, kind: Kind, by: Viewer, at: datetime) -> None:
    """The representatives of the unions that sit in the forum."""
    unions = [union.id for union in unions_of(forum)]
    if unions:
        people = holders(Role.UNION_REPRESENTATIVE, at.date(), union_ids=unions)
        _tell(people, Role.UNION_REPRESENTATIVE, kind, meeting, by, at)


def tell_employer(meeting: Meeting, forum: Forum, kind: Kind, by: Viewer, at: datetime) -> None:
    """The employer's HR partners."""
    people = holders(Role.HR_PARTNER, at.date(), employer_id=forum.employer_id)
    _tell(people, Role.HR_PARTNER, kind, meeting, by, at)


def _tell(people: list[int], role: Role, kind: Kind, meeting: Meeting, by: Viewer, at: datetime) -> None:
    tell(people, role, kind, MEETING, meeting.reference, at=at, but_not=(by.account_id,))


def due_actions(viewer: Viewer, first: date, last: date) -> Iterator[Deadline]:
    """Open actions of the viewer's own side. One statement."""
    if not viewer.may(Permission.MEETING_SPEAK):
        return
    for action in open_actions(viewer, first, last):
        yield Deadline(MEETING.name, action.meeting, "Action of a meeting due", action.due_on)
