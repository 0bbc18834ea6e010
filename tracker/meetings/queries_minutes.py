"""Reads of agendas, minutes and actions of meetings the viewer may see."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from tracker.accounts.models import Account
from tracker.changes.models import Change
from tracker.changes.queries import visible_changes
from tracker.concerns.models import Concern, ConcernVersion
from tracker.concerns.queries import shown_summary, visible_concerns
from tracker.concerns.rules import OPEN
from tracker.consultations.models import Consultation
from tracker.consultations.queries import visible_consultations
from tracker.consultations.rules import ConsultationState
from tracker.database import db
from tracker.meetings.models import (
    Action,
    ActionStep,
    AgendaItem,
    Forum,
    Meeting,
    Paragraph,
    ParagraphMark,
    ParagraphText,
)
from tracker.meetings.queries import visible_meetings
from tracker.meetings.rules import ActionState, Mark
from tracker.organisation.models import RecognisedUnion
from tracker.policy.access.viewer import Viewer

MOST_DRAFTED = 40
"""Concerns that an agenda drafts itself from; more than that no meeting gets through."""


@dataclass(frozen=True)
class ItemLine:
    """An item as this viewer may read it. ``endpoint`` is empty where there is nothing to open."""

    reference: str
    words: str
    by: str
    endpoint: str
    target: str


def agenda_of(meeting: Meeting, viewer: Viewer, day: date) -> list[ItemLine]:
    """The agenda in the order it was drawn up. A concern of another union is named as that and no more."""
    concerns = visible_concerns(viewer, day).with_only_columns(Concern.id).order_by(None)
    consultations = visible_consultations(viewer, day).with_only_columns(Consultation.id).order_by(None)
    rows = db.session.execute(
        sa.select(
            AgendaItem,
            RecognisedUnion.short_name,
            Concern.reference,
            shown_summary(viewer),
            Consultation.reference,
            Consultation.title,
        )
        .outerjoin(RecognisedUnion, RecognisedUnion.id == AgendaItem.union_id)
        .outerjoin(Concern, sa.and_(Concern.id == AgendaItem.concern_id, Concern.id.in_(concerns)))
        .outerjoin(
            ConcernVersion, sa.and_(ConcernVersion.concern_id == Concern.id, ConcernVersion.number == 1)
        )
        .outerjoin(
            Consultation,
            sa.and_(Consultation.id == AgendaItem.consultation_id, Consultation.id.in_(consultations)),
        )
        .where(AgendaItem.meeting_id == meeting.id, AgendaItem.struck_at.is_(None))
        .order_by(AgendaItem.id)
    )
    found = []
    for item, union, concern, summary, consultation, title in rows:
        by = union or "Employer"
        if item.concern_id is not None:
            words = (summary or "A concern that was withdrawn") if concern else f"A concern of {by}"
            endpoint, target = ("concerns.show_concern", concern) if concern else ("", "")
        elif item.consultation_id is not None:
            words = title or "A consultation"
            endpoint, target = ("consultations.show_consultation", consultation) if consultation else ("", "")
        else:
            words, endpoint, target = item.title, "", ""
        found.append(ItemLine(item.reference, words, by, endpoint, target))
    return found


def concerns_to_discuss(forum: Forum, union_ids: list[int], viewer: Viewer, day: date) -> list[Concern]:
    """Open concerns of the forum's unions on changes of its employer, oldest first.

    A joint one where both unions sit there.
    """
    query = (
        visible_concerns(viewer, day)
        .where(Concern.union_id.in_(union_ids), Concern.state.in_(OPEN))
        .where(sa.or_(Concern.partner_id.is_(None), Concern.partner_id.in_(union_ids)))
        .where(Change.programme.has(employer_id=forum.employer_id))
        .order_by(None)
        .order_by(Concern.raised_at, Concern.id)
        .limit(MOST_DRAFTED)
    )
    return list(db.session.scalars(query))


def consultations_to_discuss(
    forum: Forum, viewer: Viewer, day: date, meets_on: date, soon: int
) -> list[Consultation]:
    """Open consultations of the employer that close between the day and so many days after the meeting."""
    query = (
        visible_consultations(viewer, day)
        .where(
            Consultation.state == ConsultationState.OPEN,
            Consultation.closes.between(day, meets_on + timedelta(days=soon)),
            Consultation.change.has(Change.programme.has(employer_id=forum.employer_id)),
        )
        .order_by(None)
        .order_by(Consultation.closes, Consultation.id)
    )
    return list(db.session.scalars(query))


@dataclass(frozen=True)
class MarkLine:
    """What a union says of a paragraph as it now reads; ``mark`` is None while it has not said."""

    union_id: int
    union: str
    mark: Mark | None
    note: str


@dataclass(frozen=True)
class ParagraphLine:
    """A paragraph as it now reads."""

    id: int
    reference: str
    number: int
    version: int
    text: str
    written_at: datetime
    change: tuple[str, str] | None
    marks: list[MarkLine]


def minutes_of(meeting: Meeting, sides: dict[int, str], viewer: Viewer, day: date) -> list[ParagraphLine]:
    """The minutes by paragraph, with the latest mark of each union that was there (``sides``)."""
    changes = visible_changes(viewer, day).with_only_columns(Change.id).order_by(None)
    rows = db.session.execute(
        sa.select(Paragraph, ParagraphText, Change.reference, Change.title)
        .join(
            ParagraphText,
            sa.and_(ParagraphText.paragraph_id == Paragraph.id, ParagraphText.number == Paragraph.version),
        )
        .outerjoin(Change, sa.and_(Change.id == Paragraph.change_id, Change.id.in_(changes)))
        .where(Paragraph.meeting_id == meeting.id)
        .order_by(Paragraph.number, Paragraph.id)
    ).all()
    latest: dict[tuple[int, int, int], ParagraphMark] = {}
    for mark in db.session.scalars(
        sa.select(ParagraphMark)
        .where(ParagraphMark.paragraph_id.in_([row[0].id for row in rows]))
        .order_by(ParagraphMark.id)
    ):
        latest[mark.paragraph_id, mark.number, mark.union_id] = mark
    found = []
    for row, text, reference, title in rows:
        marks = []
        for union_id, union in sides.items():
            said = latest.get((row.id, row.version, union_id))
            marks.append(MarkLine(union_id, union, said.mark if said else None, said.note if said else ""))
        change = (reference, title) if reference else None
        found.append(
            ParagraphLine(
                row.id, row.reference, row.number, row.version, text.text, text.written_at, change, marks
            )
        )
    return found


def get_paragraph(meeting: Meeting, reference: str) -> Paragraph:
    """One paragraph of the meeting. Raises ``NoResultFound``."""
    return db.session.scalars(
        sa.select(Paragraph).where(Paragraph.meeting_id == meeting.id, Paragraph.reference == reference)
    ).one()


@dataclass(frozen=True)
class VersionLine:
    """One version of a paragraph, and what each union said of it then."""

    number: int
    text: str
    written_by: str
    written_at: datetime
    said: list[tuple[str, Mark, str]]


def versions_of(paragraph: Paragraph) -> list[VersionLine]:
    """Every version, newest first, with every mark that was made on it."""
    texts = db.session.execute(
        sa.select(ParagraphText, Account.name)
        .join(Account, Account.id == ParagraphText.written_by_id)
        .where(ParagraphText.paragraph_id == paragraph.id)
        .order_by(ParagraphText.number.desc())
    ).all()
    marks = db.session.execute(
        sa.select(ParagraphMark, RecognisedUnion.short_name)
        .join(RecognisedUnion, RecognisedUnion.id == ParagraphMark.union_id)
        .where(ParagraphMark.paragraph_id == paragraph.id)
        .order_by(ParagraphMark.id)
    ).all()
    return [
        VersionLine(
            text.number,
            text.text,
            writer,
            text.written_at,
            [(union, mark.mark, mark.note) for mark, union in marks if mark.number == text.number],
        )
        for text, writer in texts
    ]


@dataclass(frozen=True)
class ActionLine:
    """An action on a page. ``side`` is the employer or a union's short name."""

    reference: str
    text: str
    owner: str
    side: str
    due_on: date
    state: ActionState
    meeting: str
    asked_on: date


def _actions(meetings: sa.Select[Any]) -> Any:
    return (
        sa.select(Action, RecognisedUnion.short_name, Meeting.reference, Meeting.on)
        .join(Meeting, Meeting.id == Action.meeting_id)
        .outerjoin(RecognisedUnion, RecognisedUnion.id == Action.union_id)
        .where(Action.meeting_id.in_(meetings))
        .order_by(Action.due_on, Action.id)
    )


def _lines(query: Any) -> list[ActionLine]:
    return [
        ActionLine(
            row.reference, row.text, row.owner, union or "Employer", row.due_on, row.state, meeting, on
        )
        for row, union, meeting, on in db.session.execute(query)
    ]


def actions_of(meeting: Meeting) -> list[ActionLine]:
    """Actions that this meeting asked for, the first due on top."""
    return _lines(_actions(sa.select(Meeting.id).where(Meeting.id == meeting.id)))


def carried_over(meeting: Meeting) -> list[ActionLine]:
    """Open actions of the forum's earlier meetings."""
    earlier = sa.select(Meeting.id).where(Meeting.forum_id == meeting.forum_id, Meeting.on < meeting.on)
    return _lines(_actions(earlier).where(Action.state == ActionState.OPEN))


def get_action(reference: str, viewer: Viewer) -> Action:
    """An action of a meeting the viewer may see, with its meeting. Raises ``NoResultFound``."""
    seen = visible_meetings(viewer).with_only_columns(Meeting.id).order_by(None)
    query = (
        sa.select(Action)
        .join(Action.meeting)
        .join(Meeting.forum)
        .options(contains_eager(Action.meeting).contains_eager(Meeting.forum))
        .where(Action.meeting_id.in_(seen), Action.reference == reference)
    )
    return db.session.scalars(query).one()


def open_actions(viewer: Viewer, first: date, last: date) -> list[ActionLine]:
    """Open actions of the viewer's own side that are due between two days, the first due on top."""
    seen = visible_meetings(viewer).with_only_columns(Meeting.id).order_by(None)
    ours = Action.union_id.in_(viewer.union_ids) if viewer.union_ids else Action.union_id.is_(None)
    due = Action.due_on.between(first, last)
    return _lines(_actions(seen).where(Action.state == ActionState.OPEN, ours, due))


@dataclass(frozen=True)
class StepLine:
    """What was said of an action."""

    state: ActionState
    due_on: date
    note: str
    by: str
    at: datetime


def steps_of(action: Action) -> list[StepLine]:
    """The history of an action, newest first."""
    rows = db.session.execute(
        sa.select(ActionStep.state, ActionStep.due_on, ActionStep.note, Account.name, ActionStep.made_at)
        .join(Account, Account.id == ActionStep.made_by_id)
        .where(ActionStep.action_id == action.id)
        .order_by(ActionStep.id.desc())
    )
    return [StepLine(*row) for row in rows]


@dataclass(frozen=True)
class Spoken:
    """A paragraph of minutes about a change."""

    id: int
    reference: str
    meeting: str
    words: str
    on: date

    @property
    def about(self) -> dict[str, str]:
        """What the address of its page needs."""
        return {"reference": self.meeting, "paragraph": self.reference}


def spoken_of(change: Change, viewer: Viewer) -> list[Spoken]:
    """Paragraphs about the change in meetings the viewer may see, newest first."""
    seen = visible_meetings(viewer).with_only_columns(Meeting.id).order_by(None)
    rows = db.session.execute(
        sa.select(
            Paragraph.id, Paragraph.reference, Meeting.reference, Forum.name, Paragraph.number, Meeting.on
        )
        .join(Meeting, Meeting.id == Paragraph.meeting_id)
        .join(Forum, Forum.id == Meeting.forum_id)
        .where(Paragraph.change_id == change.id, Meeting.id.in_(seen))
        .order_by(Meeting.on.desc(), Paragraph.number)
    )
    return [Spoken(row[0], row[1], row[2], f"{row[3]}, paragraph {row[4]}", row[5]) for row in rows]
