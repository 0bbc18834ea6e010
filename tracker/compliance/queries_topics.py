"""Where the topics of consultation were covered: answers to concerns and consultations, and notes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from tracker.changes.models import Change
from tracker.compliance.models_records import TopicEntry
from tracker.concerns.models import Concern, ConcernVersion
from tracker.concerns.queries import shown_summary, visible_concerns
from tracker.consultations.models import Consultation
from tracker.consultations.queries import visible_consultations
from tracker.database import db
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
    reference: str


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
    where: dict[Topic, list[Covered]] = {topic: [] for topic in Topic}
    for entry, concern, summary, consultation, title in rows:
        if concern is not None:
            words, endpoint, reference = summary or "A concern", "concerns.show_concern", concern
        elif consultation is not None:
            words, endpoint, reference = title, "consultations.show_consultation", consultation
        else:
            words, endpoint, reference = entry.note or "An answer", "", entry.reference
        where[entry.topic].append(Covered(entry.topic, entry.on, words, endpoint, reference))
    found = topics(law, day, [topic.value for topic, places in where.items() if places])
    return Coverage(found, where)


@dataclass(frozen=True)
class Answered:
    """An answer given to a union or to everybody asked, with the topics it covers."""

    kind: str
    reference: str
    words: str
    on: date
    topics: tuple[Topic, ...]


def answers_of(change: Change, viewer: Viewer, day: date) -> list[Answered]:
    """Concerns and consultations of the change that were answered, newest first, as far as visible."""
    tagged: dict[tuple[str, int], list[Topic]] = {}
    for entry in db.session.scalars(sa.select(TopicEntry).where(TopicEntry.change_id == change.id)):
        key = (
            ("concern", entry.concern_id or 0)
            if entry.concern_id
            else ("consultation", entry.consultation_id or 0)
        )
        tagged.setdefault(key, []).append(entry.topic)
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
                covers = tuple(tagged.get((kind, number), ()))
                found.append(Answered(kind, reference, words or "Withdrawn", london(moment).date(), covers))
    return sorted(found, key=lambda each: (each.on, each.reference), reverse=True)


def get_answer(
    change: Change, kind: str, reference: str, viewer: Viewer, day: date
) -> Concern | Consultation:
    """An answered concern or consultation of the change. Raises ``NoResultFound``."""
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


def entries_of(answer: Concern | Consultation) -> list[TopicEntry]:
    """What is recorded of an answer."""
    column = TopicEntry.concern_id if isinstance(answer, Concern) else TopicEntry.consultation_id
    return list(db.session.scalars(sa.select(TopicEntry).where(column == answer.id)))
