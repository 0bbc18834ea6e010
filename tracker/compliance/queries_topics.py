"""Where the topics of consultation were covered: answers to concerns and consultations, minutes, notes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from tracker.changes.models import Change
from tracker.compliance.models_records import TopicEntry
from tracker.concerns.models import Concern, ConcernVersion
from tracker.concerns.queries import shown_summary, visible_concerns
from tracker.consultations.models import Consultation
from tracker.consultations.queries import visible_consultations
from tracker.database import db
from tracker.meetings.models import Paragraph
from tracker.meetings.queries_minutes import spoken_of
from tracker.policy.access.viewer import Viewer
from tracker.policy.law.findings import Finding
from tracker.policy.law.information import Checklist, Topic, topics
from tracker.policy.law.parameters import RuleBook
from tracker.web.templating import london


@dataclass(frozen=True)
class Covered:
    """A place where a topic was covered. ``endpoint`` is empty for a note, else the page of the answer."""

    topic: Topic
    on: date
    words: str
    endpoint: str
    about: Mapping[str, str]


@dataclass(frozen=True)
class Coverage:
    """Which topics have been covered, where, and what the law says of the rest."""

    finding: Finding[Checklist]
    where: Mapping[Topic, list[Covered]]


def coverage_of(law: RuleBook, change: Change, viewer: Viewer, day: date) -> Coverage:
    """The topics of a change, each with where it was covered; a hidden answer is not named."""
    seen_concerns = visible_concerns(viewer, day).with_only_columns(Concern.id).order_by(None)
    seen_consultations = visible_consultations(viewer, day).with_only_columns(Consultation.id).order_by(None)
    rows = db.session.execute(
        sa.select(
            TopicEntry,
            Concern.reference,
            shown_summary(viewer),
            Consultation.reference,
            Consultation.title,
        )
        .select_from(TopicEntry)
        .outerjoin(Concern, sa.and_(Concern.id == TopicEntry.concern_id, Concern.id.in_(seen_concerns)))
        .outerjoin(
            ConcernVersion, sa.and_(ConcernVersion.concern_id == Concern.id, ConcernVersion.number == 1)
        )
        .outerjoin(
            Consultation,
            sa.and_(Consultation.id == TopicEntry.consultation_id, Consultation.id.in_(seen_consultations)),
        )
        .where(TopicEntry.change_id == change.id)
        .order_by(TopicEntry.on, TopicEntry.id)
    )
    spoken = {each.id: each for each in spoken_of(change, viewer)}
    where: dict[Topic, list[Covered]] = {topic: [] for topic in Topic}
    for entry, concern, summary, consultation, title in rows:
        minutes = spoken.get(entry.paragraph_id)
        if concern is not None:
            words, endpoint, about = summary or "A concern", "concerns.show_concern", {"reference": concern}
        elif consultation is not None:
            words, endpoint = title, "consultations.show_consultation"
            about = {"reference": consultation}
        elif minutes is not None:
            words, endpoint, about = minutes.words, "meetings.show_paragraph", minutes.about
        else:
            words, endpoint, about = entry.note or "An answer", "", {}
        where[entry.topic].append(Covered(entry.topic, entry.on, words, endpoint, about))
    found = topics(law, day, [topic.value for topic, places in where.items() if places])
    return Coverage(found, where)


PAGES = {
    "concern": "concerns.show_concern",
    "consultation": "consultations.show_consultation",
    "minutes": "meetings.show_paragraph",
}
"""The page of each kind of answer."""


@dataclass(frozen=True)
class Answered:
    """An answer given to a union or to everybody asked, or minutes, with the topics it covers."""

    kind: str
    reference: str
    words: str
    on: date
    topics: tuple[Topic, ...]
    endpoint: str
    about: Mapping[str, str]


def answers_of(change: Change, viewer: Viewer, day: date) -> list[Answered]:
    """Answered concerns and consultations of the change and minutes about it, newest first, if visible."""
    tagged: dict[tuple[str, int], list[Topic]] = {}
    for entry in db.session.scalars(sa.select(TopicEntry).where(TopicEntry.change_id == change.id)):
        numbers = {"concern": entry.concern_id, "consultation": entry.consultation_id}
        for kind, number in {**numbers, "minutes": entry.paragraph_id}.items():
            if number is not None:
                tagged.setdefault((kind, number), []).append(entry.topic)
    concerns = db.session.execute(
        visible_concerns(viewer, day)
        .where(Concern.change_id == change.id, Concern.answered_at.is_not(None))
        .join(ConcernVersion, sa.and_(ConcernVersion.concern_id == Concern.id, ConcernVersion.number == 1))
        .with_only_columns(Concern.id, Concern.reference, shown_summary(viewer), Concern.answered_at)
    )
    consultations = db.session.execute(
        visible_consultations(viewer, day)
        .where(Consultation.change_id == change.id, Consultation.outcome_published_at.is_not(None))
        .with_only_columns(
            Consultation.id, Consultation.reference, Consultation.title, Consultation.outcome_published_at
        )
    )
    found = []
    for kind, rows in (("concern", concerns), ("consultation", consultations)):
        for number, reference, words, moment in rows:
            if moment is not None:
                covers, on = tuple(tagged.get((kind, number), ())), london(moment).date()
                endpoint, about = PAGES[kind], {"reference": reference}
                found.append(Answered(kind, reference, words or "Withdrawn", on, covers, endpoint, about))
    for each in spoken_of(change, viewer):
        covers = tuple(tagged.get(("minutes", each.id), ()))
        found.append(
            Answered("minutes", each.reference, each.words, each.on, covers, PAGES["minutes"], each.about)
        )
    return sorted(found, key=lambda each: (each.on, each.reference), reverse=True)


Answer = Concern | Consultation | Paragraph


def get_answer(change: Change, kind: str, reference: str, viewer: Viewer, day: date) -> Answer:
    """An answered concern or consultation of the change, or minutes about it. Raises ``NoResultFound``."""
    if kind == "minutes":
        seen = [each.id for each in spoken_of(change, viewer)]
        return db.session.scalars(
            sa.select(Paragraph).where(Paragraph.id.in_(seen), Paragraph.reference == reference)
        ).one()
    if kind == "concern":
        return db.session.scalars(
            visible_concerns(viewer, day).where(
                Concern.change_id == change.id,
                Concern.reference == reference,
                Concern.answered_at.is_not(None),
            )
        ).one()
    return db.session.scalars(
        visible_consultations(viewer, day).where(
            Consultation.change_id == change.id,
            Consultation.reference == reference,
            Consultation.outcome_published_at.is_not(None),
        )
    ).one()


def entries_of(answer: Answer) -> list[TopicEntry]:
    """What is recorded of an answer."""
    [(name, number)] = place_of(answer).items()
    column: Any = getattr(TopicEntry, name)
    return list(db.session.scalars(sa.select(TopicEntry).where(column == number)))


def place_of(answer: Answer) -> dict[str, int]:
    """The column of a topic entry that names the answer, with its number."""
    if isinstance(answer, Concern):
        return {"concern_id": answer.id}
    return {"consultation_id" if isinstance(answer, Consultation) else "paragraph_id": answer.id}
