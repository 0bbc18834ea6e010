"""What is done with joint meetings. Services never commit; each writes its audit entry."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm.attributes import flag_modified

from tracker.attachments.rules import Upload
from tracker.attachments.services import keep_uploads
from tracker.audit import services as audit
from tracker.concerns.models import Concern
from tracker.consultations.models import Consultation
from tracker.database import check_version, db
from tracker.meetings.models import AgendaItem, Attendance, Forum, ForumUnion, Meeting, MeetingPaper
from tracker.meetings.queries import papers_beside
from tracker.meetings.rules import (
    MarkMissing,
    Stage,
    StageError,
    check_circulation,
    check_lock,
    check_step,
)
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer


def save_forum(
    forum: Forum, name: str, union_ids: Collection[int], *, by: Viewer, seen: int | None = None
) -> Forum:
    """Make a forum, or rename it and say who sits in it. Raises ``EditConflictError``."""
    check_version(forum, seen)
    db.session.add(forum)
    forum.name = name
    flag_modified(forum, "name")  # who sits in it is part of what was seen: the version rises with that alone
    db.session.flush()
    there = {
        row.union_id: row
        for row in db.session.scalars(sa.select(ForumUnion).where(ForumUnion.forum_id == forum.id))
    }
    for union_id, row in there.items():
        if union_id not in union_ids:
            db.session.delete(row)
    for union_id in union_ids:
        if union_id not in there:
            db.session.add(ForumUnion(forum_id=forum.id, union_id=union_id))
    db.session.flush()
    _note(by, "forum", forum.reference, "saved", forum.version, {"unions": len(union_ids)})
    return forum


def plan(
    forum: Forum,
    *,
    reference: str,
    on: date,
    at: str,
    place: str,
    concerns: Iterable[Concern],
    consultations: Iterable[Consultation],
    by: Viewer,
    moment: datetime,
) -> Meeting:
    """Plan a meeting, its agenda drafted from open concerns and consultations that close soon."""
    meeting = Meeting(
        reference=reference,
        forum_id=forum.id,
        on=on,
        at=at,
        place=place,
        planned_by_id=by.account_id,
        planned_at=moment,
    )
    db.session.add(meeting)
    db.session.flush()
    told = {"meeting_id": meeting.id, "added_by_id": by.account_id, "added_at": moment}
    for concern in concerns:
        db.session.add(AgendaItem(concern_id=concern.id, union_id=concern.union_id, **told))
        db.session.flush()
    for consultation in consultations:
        db.session.add(AgendaItem(consultation_id=consultation.id, **told))
        db.session.flush()
    _note(by, "meeting", reference, "planned", meeting.version, {"on": on.isoformat()})
    return meeting


def move(meeting: Meeting, on: date, at: str, place: str, *, by: Viewer, seen: int | None) -> None:
    """Another day, time or place. Raises ``EditConflictError``, and ``StageError`` once it was held."""
    check_version(meeting, seen)
    if meeting.stage is not Stage.PLANNED:
        raise StageError("The meeting was held: its day stays")
    meeting.on, meeting.at, meeting.place = on, at, place
    db.session.flush()
    _note(by, "meeting", meeting.reference, "moved", meeting.version, {"on": on.isoformat()})


def put_down(
    meeting: Meeting, title: str, union_id: int | None, *, reference: str, by: Viewer, moment: datetime
) -> None:
    """Put an item on the agenda for a side. Raises ``StageError`` once the meeting was held."""
    if meeting.stage is not Stage.PLANNED:
        raise StageError("The meeting was held: put it on the agenda of the next")
    db.session.add(
        AgendaItem(
            reference=reference,
            meeting_id=meeting.id,
            title=title,
            union_id=union_id,
            added_by_id=by.account_id,
            added_at=moment,
        )
    )
    db.session.flush()
    permission = Permission.MEETING_SPEAK
    _note(by, "meeting", meeting.reference, "item added", meeting.version, permission=permission)


def strike(meeting: Meeting, item: AgendaItem, *, by: Viewer, moment: datetime) -> None:
    """Take an item off the agenda, twice as once. Raises ``StageError`` once the meeting was held."""
    if meeting.stage is not Stage.PLANNED:
        raise StageError("The meeting was held: its agenda stays")
    if item.struck_at is None:
        item.struck_at = moment
    db.session.flush()
    _note(by, "meeting", meeting.reference, "item struck", meeting.version)


def add_papers(meeting: Meeting, uploads: Iterable[Upload], *, by: Viewer, moment: datetime) -> int:
    """Keep papers of the meeting; how many were new to it."""
    kept = keep_uploads(
        uploads,
        lambda number: MeetingPaper(meeting_id=meeting.id, attachment_id=number),
        beside=papers_beside(meeting),
        by=by,
        moment=moment,
    )
    facts = {"files": len(kept)}
    permission = Permission.MEETING_SPEAK
    _note(by, "meeting", meeting.reference, "papers", meeting.version, facts, permission)
    return len(kept)


def record_attendance(
    meeting: Meeting, names: Mapping[int | None, str], *, by: Viewer, day: date, seen: int | None
) -> None:
    """Say who was there for each side; the first time, the meeting counts as held.

    Raises ``EditConflictError``, and ``StageError`` before the day or once the minutes are with both sides.
    """
    check_version(meeting, seen)
    if meeting.on > day:
        raise StageError("The meeting is still to come: record who was there on the day")
    if meeting.stage not in (Stage.PLANNED, Stage.DRAFT):
        raise StageError("The minutes are with both sides: who was there stays as it is")
    db.session.execute(sa.delete(Attendance).where(Attendance.meeting_id == meeting.id))
    for union_id, text in names.items():
        if text:
            db.session.add(Attendance(meeting_id=meeting.id, union_id=union_id, names=text))
    meeting.stage = Stage.DRAFT
    flag_modified(meeting, "stage")  # the version rises though only the names changed
    db.session.flush()
    sides = {"sides": sum(bool(text) for text in names.values())}
    _note(by, "meeting", meeting.reference, "attendance", meeting.version, sides)


def circulate(meeting: Meeting, paragraphs: int, *, by: Viewer, seen: int | None) -> None:
    """Give the minutes to both sides. Raises ``EditConflictError`` or ``StageError``."""
    check_version(meeting, seen)
    check_step(meeting.stage, Stage.WITH_BOTH)
    check_circulation(paragraphs)
    meeting.stage = Stage.WITH_BOTH
    db.session.flush()
    _note(by, "meeting", meeting.reference, "circulated", meeting.version, {"paragraphs": paragraphs})


def lock(
    meeting: Meeting, missing: list[MarkMissing], fingerprint: str, *, by: Viewer, seen: int | None
) -> None:
    """Close the minutes for good, disputes and all. Raises ``EditConflictError`` or ``StageError``."""
    check_version(meeting, seen)
    check_step(meeting.stage, Stage.LOCKED)
    check_lock(missing)
    meeting.stage = Stage.LOCKED
    db.session.flush()
    _note(by, "meeting", meeting.reference, "locked", meeting.version, {"sha256": fingerprint})


def _note(
    by: Viewer,
    what: str,
    reference: str,
    step: str,
    version: int,
    facts: Mapping[str, int | str] | None = None,
    permission: Permission = Permission.MEETING_RECORD,
) -> None:
    audit.record(by, permission, what, reference, version=version, facts={"step": step, **(facts or {})})
