"""What people do to transfers, topics, elections, special circumstances and equality assessments."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from tracker.attachments import services as attachments
from tracker.attachments.rules import Upload
from tracker.audit import services as audit
from tracker.changes.models import Change
from tracker.compliance.models_records import (
    Election,
    EqualityAssessment,
    EqualityFile,
    SpecialCircumstances,
    TopicEntry,
    TransferParty,
)
from tracker.compliance.queries_records import visible_equality_files
from tracker.compliance.queries_topics import Answer, entries_of, place_of
from tracker.compliance.services_steps import SamePersonError
from tracker.database import EditConflictError, check_version, db
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.policy.law.information import Topic
from tracker.web.once import made_before

Edited = TransferParty | Election | SpecialCircumstances
_NAMES: Mapping[type, str] = {
    TransferParty: "transfer party",
    Election: "election",
    SpecialCircumstances: "special circumstances",
}


def save_record(
    row: Edited, values: Mapping[str, Any], *, by: Viewer, moment: datetime, seen: int | None
) -> None:
    """Save a record, new or edited, all its columns each time. Raises ``EditConflictError``.

    Saving special circumstances again takes the agreement to them away.
    """
    if row.id is not None:
        if seen is None:
            raise EditConflictError
        check_version(row, seen)
    for name, value in values.items():
        setattr(row, name, value)
    row.recorded_by_id, row.recorded_at = by.account_id, moment
    if isinstance(row, SpecialCircumstances):
        row.approved_by_id = row.approved_at = None
    db.session.add(row)
    db.session.flush()
    _note(by, row, "saved")


def approve_circumstances(
    row: SpecialCircumstances, *, by: Viewer, moment: datetime, seen: int | None
) -> None:
    """Agree as the second person. Raises ``SamePersonError`` or ``EditConflictError``."""
    check_version(row, seen)
    if row.approved_by_id is not None:
        raise EditConflictError
    if row.recorded_by_id == by.account_id:
        raise SamePersonError
    row.approved_by_id, row.approved_at = by.account_id, moment
    db.session.flush()
    _note(by, row, "approved", Permission.COMPLIANCE_APPROVE)


def _note(by: Viewer, row: Edited, step: str, permission: Permission = Permission.COMPLIANCE_RECORD) -> None:
    audit.record(by, permission, _NAMES[type(row)], row.reference, version=row.version, facts={"step": step})


def tag_answer(
    change: Change,
    answer: Answer,
    wanted: Collection[Topic],
    on: date,
    *,
    by: Viewer,
    moment: datetime,
) -> None:
    """Say which topics an answer covers, all of them each time; ``on`` is the day of the answer."""
    there = {entry.topic: entry for entry in entries_of(answer)}
    for topic, entry in there.items():
        if topic not in wanted:
            db.session.delete(entry)
    place = place_of(answer)
    for topic in wanted:
        if topic not in there:
            db.session.add(
                TopicEntry(
                    change_id=change.id,
                    topic=topic,
                    on=on,
                    **place,
                    recorded_by_id=by.account_id,
                    recorded_at=moment,
                )
            )
    db.session.flush()
    audit.record(
        by,
        Permission.COMPLIANCE_RECORD,
        "consultation topics",
        answer.reference,
        facts={"topics": " ".join(sorted(topic.value for topic in wanted))},
    )


def note_topic(
    change: Change, topic: Topic, on: date, note: str, *, reference: str, by: Viewer, moment: datetime
) -> TopicEntry:
    """Record where else a topic was covered; the same form sent twice makes one."""
    before = made_before(TopicEntry, reference, TopicEntry.change_id == change.id)
    if before is not None:
        return before
    row = TopicEntry(
        reference=reference,
        change_id=change.id,
        topic=topic,
        on=on,
        note=note,
        recorded_by_id=by.account_id,
        recorded_at=moment,
    )
    db.session.add(row)
    db.session.flush()
    audit.record(
        by, Permission.COMPLIANCE_RECORD, "consultation topics", reference, facts={"topics": topic.value}
    )
    return row


def add_assessment(
    change: Change,
    values: Mapping[str, Any],
    uploads: Iterable[Upload],
    *,
    reference: str,
    by: Viewer,
    moment: datetime,
) -> EqualityAssessment:
    """Keep an equality assessment with its files; the same form sent twice makes one."""
    before = made_before(EqualityAssessment, reference, EqualityAssessment.change_id == change.id)
    if before is not None:
        return before
    row = EqualityAssessment(
        reference=reference,
        change_id=change.id,
        recorded_by_id=by.account_id,
        recorded_at=moment,
        **values,
    )
    db.session.add(row)
    db.session.flush()
    attachments.keep_uploads(
        uploads,
        lambda number: EqualityFile(attachment_id=number, assessment_id=row.id),
        beside=visible_equality_files(row),
        by=by,
        moment=moment,
    )
    audit.record(
        by,
        Permission.COMPLIANCE_RECORD,
        "equality assessment",
        row.reference,
        facts={"moment": row.moment.value, "on": row.on.isoformat()},
    )
    return row
