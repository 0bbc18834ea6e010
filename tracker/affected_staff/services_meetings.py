"""Individual meetings: planned, moved, held, cancelled, missed. Everything here is part of a unit of work."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

import sqlalchemy as sa

from tracker.affected_staff.models import AffectedPerson
from tracker.affected_staff.models_support import IndividualMeeting, MeetingStep
from tracker.affected_staff.rules_support import LIVE_MEETINGS, Companion, MeetingState, why_not_number
from tracker.audit import services as audit
from tracker.database import check_version, db
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer


class MeetingError(Exception):
    """Something that may not be done with a meeting now; the message is in words for the page."""


@dataclass(frozen=True, kw_only=True)
class MeetingGiven:
    """A meeting as somebody records it, planned or held already."""

    number: int
    state: MeetingState
    on: date
    at: time | None
    held_by: str
    held_by_id: int | None
    companion: Companion | None = None
    companion_name: str = ""
    note: str = ""
    invited_id: int | None = None


def add_meeting(
    row: AffectedPerson, given: MeetingGiven, *, by: Viewer, moment: datetime
) -> IndividualMeeting:
    """Plan a meeting or record one held. Raises ``MeetingError`` when the number is taken or early."""
    live = live_numbers([row.id]).get(row.id, frozenset())
    if why := why_not_number(given.number, live):
        raise MeetingError(why)
    meeting = IndividualMeeting(
        affected_person_id=row.id,
        number=given.number,
        state=given.state,
        on=given.on,
        at=given.at,
        held_by=given.held_by,
        held_by_id=given.held_by_id,
        companion=given.companion,
        companion_name=given.companion_name,
        note=given.note,
        invited_id=given.invited_id,
    )
    db.session.add(meeting)
    db.session.flush()
    _note(meeting, "", by=by, moment=moment)
    return meeting


def add_session(
    rows: Sequence[AffectedPerson], given: MeetingGiven, *, by: Viewer, moment: datetime
) -> tuple[int, list[tuple[str, str]]]:
    """The same meeting for each: how many were recorded, and the names of those it could not be with why."""
    live = live_numbers([row.id for row in rows])
    left = []
    for row in rows:
        if why := why_not_number(given.number, live.get(row.id, frozenset())):
            left.append((row.person.name, why))
        else:
            add_meeting(row, given, by=by, moment=moment)
    return len(rows) - len(left), left


def live_numbers(affected_ids: Sequence[int]) -> dict[int, frozenset[int]]:
    """The numbers of the meetings each has planned or had."""
    found: dict[int, frozenset[int]] = {}
    for affected_id, number in db.session.execute(
        sa.select(IndividualMeeting.affected_person_id, IndividualMeeting.number).where(
            IndividualMeeting.affected_person_id.in_(affected_ids),
            IndividualMeeting.state.in_(LIVE_MEETINGS),
        )
    ):
        found[affected_id] = found.get(affected_id, frozenset()) | {number}
    return found


def move_meeting(
    meeting: IndividualMeeting,
    *,
    on: date,
    at: time | None,
    reason: str,
    seen: int | None,
    by: Viewer,
    moment: datetime,
) -> None:
    """Put a planned meeting on another day; the reason is kept."""
    check_version(meeting, seen)
    if meeting.state is not MeetingState.PLANNED:
        raise MeetingError(f"This meeting was {meeting.state}: plan another")
    meeting.on, meeting.at = on, at
    _note(meeting, reason, by=by, moment=moment)


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What became of a meeting."""

    state: MeetingState
    on: date
    reason: str
    held_by: str
    held_by_id: int | None
    companion: Companion | None
    companion_name: str
    note: str
    invited_id: int | None


def record_outcome(
    meeting: IndividualMeeting, outcome: Outcome, *, seen: int | None, by: Viewer, moment: datetime
) -> None:
    """Say what became of a planned meeting, or set right what was said of one that was held."""
    check_version(meeting, seen)
    if meeting.state not in LIVE_MEETINGS:
        raise MeetingError(f"This meeting was {meeting.state}: plan another")
    held = outcome.state is MeetingState.HELD
    meeting.state = outcome.state
    meeting.on = outcome.on
    meeting.held_by, meeting.held_by_id = outcome.held_by, outcome.held_by_id
    meeting.companion = outcome.companion if held else None
    meeting.companion_name = outcome.companion_name if held else ""
    meeting.note = outcome.note if held else ""
    meeting.invited_id = outcome.invited_id
    _note(meeting, outcome.reason, by=by, moment=moment)


def _note(meeting: IndividualMeeting, reason: str, *, by: Viewer, moment: datetime) -> None:
    db.session.add(
        MeetingStep(
            meeting_id=meeting.id,
            state=meeting.state,
            on=meeting.on,
            at=meeting.at,
            reason=reason,
            recorded_at=moment,
            recorded_by_id=by.account_id,
        )
    )
    db.session.flush()
    audit.record(
        by,
        Permission.INDIVIDUAL_MEETING_RECORD,
        "individual meeting",
        meeting.reference,
        version=meeting.version,
        facts={"number": meeting.number, "state": meeting.state.value},
    )
