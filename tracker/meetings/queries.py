"""Reads of joint meetings; every one starts from ``visible_forums`` or ``visible_meetings``."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from tracker.attachments.models import Attachment
from tracker.attachments.queries import FileLine, files_by_owner, get_attachment
from tracker.database import db
from tracker.meetings.models import Attendance, Forum, ForumUnion, Meeting, MeetingPaper
from tracker.meetings.rules import Stage
from tracker.organisation.models import Employer, RecognisedUnion
from tracker.organisation.queries import visible_employers
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.listing import Listing, Page, paginate


def visible_forums(viewer: Viewer) -> sa.Select[Forum]:
    """Forums of the viewer's employers for HR and programme directors; a union's own for its representatives.

    Nobody else knows of any, administrators included.
    """
    query = sa.select(Forum).order_by(Forum.name, Forum.id)
    if viewer.role is Role.UNION_REPRESENTATIVE:
        own = sa.select(ForumUnion.forum_id).where(ForumUnion.union_id.in_(viewer.union_ids))
        return query.where(Forum.id.in_(own))
    if viewer.role in (Role.HR_PARTNER, Role.PROGRAMME_DIRECTOR):
        employers = visible_employers(viewer).with_only_columns(Employer.id).order_by(None)
        return query.where(Forum.employer_id.in_(employers))
    return query.where(sa.false())


def get_forum(reference: str, viewer: Viewer) -> Forum:
    """The forum with that reference. Raises ``NoResultFound``."""
    return db.session.scalars(visible_forums(viewer).where(Forum.reference == reference)).one()


def visible_meetings(viewer: Viewer) -> sa.Select[Meeting]:
    """Meetings of the forums the viewer may know of, newest first."""
    forums = visible_forums(viewer).with_only_columns(Forum.id).order_by(None)
    return (
        sa.select(Meeting)
        .join(Meeting.forum)
        .options(contains_eager(Meeting.forum))
        .where(Meeting.forum_id.in_(forums))
        .order_by(Meeting.on.desc(), Meeting.id.desc())
    )


def get_meeting(reference: str, viewer: Viewer) -> Meeting:
    """The meeting with that reference. Raises ``NoResultFound``."""
    return db.session.scalars(visible_meetings(viewer).where(Meeting.reference == reference)).one()


def meeting_made(reference: str, viewer: Viewer) -> Meeting | None:
    """The meeting that an earlier press of the same button planned."""
    return db.session.scalars(visible_meetings(viewer).where(Meeting.reference == reference)).one_or_none()


def next_meeting(viewer: Viewer, day: date) -> Meeting | None:
    """The meeting that comes first from the day on."""
    query = visible_meetings(viewer).where(Meeting.on >= day, Meeting.stage == Stage.PLANNED)
    return db.session.scalars(query.order_by(None).order_by(Meeting.on, Meeting.id).limit(1)).first()


@dataclass(frozen=True)
class ForumUnionRow:
    """A union of a forum."""

    id: int
    reference: str
    name: str
    short_name: str


def unions_of(forum: Forum) -> list[ForumUnionRow]:
    """Unions that sit in the forum, by name."""
    query = (
        sa.select(
            RecognisedUnion.id, RecognisedUnion.reference, RecognisedUnion.name, RecognisedUnion.short_name
        )
        .join(ForumUnion, ForumUnion.union_id == RecognisedUnion.id)
        .where(ForumUnion.forum_id == forum.id)
        .order_by(RecognisedUnion.name, RecognisedUnion.id)
    )
    return [ForumUnionRow(*row) for row in db.session.execute(query)]


@dataclass(frozen=True)
class MeetingRow:
    """A meeting on a list."""

    reference: str
    forum: str
    on: date
    at: str
    place: str
    stage: Stage


SORTS = {"on": Meeting.on, "forum": Forum.name, "stage": Meeting.stage}


def meetings_page(viewer: Viewer, listing: Listing) -> Page[MeetingRow]:
    """Meetings that match, a page of them. Two statements."""
    query = (
        visible_meetings(viewer)
        .order_by(None)
        .with_only_columns(
            Meeting.reference, Forum.name, Meeting.on, Meeting.at, Meeting.place, Meeting.stage
        )
    )
    if listing.q:
        query = query.where(Forum.name.icontains(listing.q, autoescape=True))
    if stage := next((each for each in Stage if each.value == listing.value("stage")), None):
        query = query.where(Meeting.stage == stage)
    return paginate(query, listing, SORTS, Meeting.id, MeetingRow, default="on")


@dataclass(frozen=True)
class ForumRow:
    """A forum on the list of forums."""

    reference: str
    name: str
    unions: str
    meetings: int


def forums(viewer: Viewer) -> list[ForumRow]:
    """The viewer's forums with who sits in them. Two statements."""
    counted = sa.select(sa.func.count()).where(Meeting.forum_id == Forum.id).scalar_subquery()
    rows = db.session.execute(
        visible_forums(viewer).with_only_columns(Forum.id, Forum.reference, Forum.name, counted)
    ).all()
    seats = db.session.execute(
        sa.select(ForumUnion.forum_id, RecognisedUnion.short_name)
        .join(RecognisedUnion, RecognisedUnion.id == ForumUnion.union_id)
        .where(ForumUnion.forum_id.in_([row[0] for row in rows]))
        .order_by(RecognisedUnion.short_name)
    ).all()
    return [
        ForumRow(row[1], row[2], ", ".join(name for forum, name in seats if forum == row[0]), row[3])
        for row in rows
    ]


@dataclass(frozen=True)
class Side:
    """Who was there for a side; ``union_id`` is None for the employer's."""

    union_id: int | None
    name: str
    people: list[str]


def attendance_of(meeting: Meeting) -> list[Side]:
    """Sides with the people who were there, the employer's first."""
    rows = db.session.execute(
        sa.select(Attendance.union_id, RecognisedUnion.name, Attendance.names)
        .outerjoin(RecognisedUnion, RecognisedUnion.id == Attendance.union_id)
        .where(Attendance.meeting_id == meeting.id)
        .order_by(RecognisedUnion.name)
    ).all()
    told = [Side(union, name or "Employer", names.splitlines()) for union, name, names in rows]
    return sorted(told, key=lambda side: (side.union_id is not None, side.name))


def papers_of(meeting: Meeting) -> list[FileLine]:
    """The papers of the meeting in the order they came."""
    return files_by_owner(MeetingPaper, MeetingPaper.meeting_id, [meeting.id])[meeting.id]


def papers_beside(meeting: Meeting) -> sa.Select[int]:
    """Numbers of the files the meeting has."""
    return sa.select(MeetingPaper.attachment_id).where(MeetingPaper.meeting_id == meeting.id)


def get_paper(meeting: Meeting, reference: str, *, with_content: bool = False) -> Attachment:
    """One paper of the meeting. Raises ``NoResultFound``."""
    return get_attachment(papers_beside(meeting), reference, with_content=with_content)
