"""What is done with minutes and actions: written, amended, marked, asked for and told of."""

from datetime import date, datetime

import sqlalchemy as sa

from tracker.audit import services as audit
from tracker.database import check_version, db
from tracker.meetings.models import Action, ActionStep, Meeting, Paragraph, ParagraphMark, ParagraphText
from tracker.meetings.rules import WRITABLE, ActionState, Mark, Stage, StageError
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer


def write_paragraph(
    meeting: Meeting,
    text: str,
    change_id: int | None,
    *,
    reference: str,
    by: Viewer,
    moment: datetime,
) -> Paragraph:
    """Add a paragraph at the end of the minutes. Raises ``StageError`` outside their writing."""
    _check_writable(meeting)
    db.session.execute(sa.select(Meeting.id).where(Meeting.id == meeting.id).with_for_update())
    last = sa.select(sa.func.max(Paragraph.number)).where(Paragraph.meeting_id == meeting.id)
    number = (db.session.scalar(last) or 0) + 1
    row = Paragraph(reference=reference, meeting_id=meeting.id, change_id=change_id, number=number)
    db.session.add(row)
    db.session.flush()
    _keep_text(row, text, by, moment)
    _note(by, row, "written")
    return row


def amend_paragraph(
    meeting: Meeting,
    row: Paragraph,
    text: str,
    change_id: int | None,
    *,
    by: Viewer,
    moment: datetime,
    seen: int | None,
) -> None:
    """A new version of a paragraph: marks on the old one count no more.

    Raises ``EditConflictError``, and ``StageError`` outside the writing of minutes.
    """
    check_version(row, seen)
    _check_writable(meeting)
    row.change_id, row.amended_at = change_id, moment
    db.session.flush()
    _keep_text(row, text, by, moment)
    _note(by, row, "amended")


def mark_paragraph(
    meeting: Meeting,
    row: Paragraph,
    union_id: int,
    mark: Mark,
    note: str,
    *,
    by: Viewer,
    moment: datetime,
    seen: int | None,
) -> None:
    """Say what a union holds of a paragraph. A note or dispute needs words: the form sees to that.

    Raises ``EditConflictError`` when it was amended meanwhile, ``StageError`` unless both sides have it.
    """
    check_version(row, seen)
    if meeting.stage is not Stage.WITH_BOTH:
        raise StageError("Paragraphs are marked while the minutes are with both sides")
    db.session.add(
        ParagraphMark(
            paragraph_id=row.id,
            number=row.version,
            union_id=union_id,
            mark=mark,
            note=note,
            marked_by_id=by.account_id,
            marked_at=moment,
        )
    )
    db.session.flush()
    _note(by, row, mark.value, Permission.MINUTES_MARK)


def ask(
    meeting: Meeting,
    text: str,
    owner: str,
    union_id: int | None,
    due_on: date,
    *,
    reference: str,
    by: Viewer,
    moment: datetime,
) -> Action:
    """Record an action that the meeting asked of a side."""
    row = Action(
        reference=reference, meeting_id=meeting.id, text=text, owner=owner, union_id=union_id, due_on=due_on
    )
    db.session.add(row)
    db.session.flush()
    _keep_step(row, "", by, moment)
    _note_action(by, row, "asked", Permission.MEETING_RECORD)
    return row


def tell_of_action(
    row: Action,
    state: ActionState,
    due_on: date,
    note: str,
    *,
    by: Viewer,
    moment: datetime,
    seen: int | None,
) -> None:
    """Say how an action goes: done, dropped, or still open with another day. Raises ``EditConflictError``."""
    check_version(row, seen)
    if row.state is not ActionState.OPEN:
        raise StageError("The action is closed")
    row.state, row.due_on, row.told_at = state, due_on, moment
    db.session.flush()
    _keep_step(row, note, by, moment)
    _note_action(by, row, state.value, Permission.MEETING_SPEAK)


def _check_writable(meeting: Meeting) -> None:
    if meeting.stage not in WRITABLE:
        raise StageError(
            "Record who was there first" if meeting.stage is Stage.PLANNED else "The minutes are locked"
        )


def _keep_text(row: Paragraph, text: str, by: Viewer, moment: datetime) -> None:
    db.session.add(
        ParagraphText(
            paragraph_id=row.id,
            number=row.version,
            text=text,
            written_by_id=by.account_id,
            written_at=moment,
        )
    )
    db.session.flush()


def _keep_step(row: Action, note: str, by: Viewer, moment: datetime) -> None:
    db.session.add(
        ActionStep(
            action_id=row.id,
            state=row.state,
            due_on=row.due_on,
            note=note,
            made_by_id=by.account_id,
            made_at=moment,
        )
    )
    db.session.flush()


def _note(by: Viewer, row: Paragraph, step: str, permission: Permission = Permission.MEETING_RECORD) -> None:
    audit.record(by, permission, "minute paragraph", row.reference, version=row.version, facts={"step": step})


def _note_action(by: Viewer, row: Action, step: str, permission: Permission) -> None:
    audit.record(by, permission, "meeting action", row.reference, version=row.version, facts={"step": step})
