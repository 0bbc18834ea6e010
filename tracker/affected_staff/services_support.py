"""Support offered and answered, letters sent and acknowledged. Everything here is part of a unit of work."""

from dataclasses import dataclass
from datetime import date, datetime

from tracker.affected_staff.letter_files import LetterFile
from tracker.affected_staff.models import AffectedPerson
from tracker.affected_staff.models_support import Letter, SupportOffer
from tracker.affected_staff.rules_support import (
    LetterChannel,
    LetterKind,
    SupportAnswer,
    SupportKind,
)
from tracker.audit import services as audit
from tracker.audit.rules import Facts
from tracker.database import check_version, db
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer


@dataclass(frozen=True, kw_only=True)
class SupportGiven:
    """Support as somebody offers it."""

    kind: SupportKind
    description: str
    offered_on: date
    offered_by: str


def offer_support(row: AffectedPerson, given: SupportGiven, *, by: Viewer, moment: datetime) -> SupportOffer:
    """Record that support was offered."""
    offer = SupportOffer(
        affected_person_id=row.id,
        kind=given.kind,
        description=given.description,
        offered_on=given.offered_on,
        offered_by=given.offered_by,
        recorded_at=moment,
        recorded_by_id=by.account_id,
    )
    db.session.add(offer)
    db.session.flush()
    _record(by, Permission.SUPPORT_OFFER, "support offer", offer, {"kind": given.kind.value})
    return offer


def answer_support(
    offer: SupportOffer, answer: SupportAnswer, *, on: date | None, seen: int | None, by: Viewer
) -> None:
    """Record what the person said. The log does not say which answer: it is nobody else's business."""
    check_version(offer, seen)
    offer.answer = answer
    offer.answered_on = on
    db.session.flush()
    _record(by, Permission.SUPPORT_ANSWER, "support offer", offer, {"step": "answered"})


def remove_support(offer: SupportOffer, *, by: Viewer) -> None:
    """Take out an offer that was recorded by mistake."""
    _record(by, Permission.AFFECTED_STAFF_UPDATE, "support offer", offer, {"step": "removed"})
    db.session.delete(offer)


@dataclass(frozen=True, kw_only=True)
class LetterGiven:
    """A letter as somebody records it."""

    kind: LetterKind
    description: str
    sent_on: date
    channel: LetterChannel
    received_on: date | None
    file: LetterFile | None


def record_letter(row: AffectedPerson, given: LetterGiven, *, by: Viewer, moment: datetime) -> Letter:
    """Record a letter, with its file where there is one."""
    letter = Letter(
        affected_person_id=row.id,
        kind=given.kind,
        description=given.description,
        sent_on=given.sent_on,
        channel=given.channel,
        received_on=given.received_on,
        recorded_at=moment,
        recorded_by_id=by.account_id,
    )
    if given.file is not None:
        letter.file_name = given.file.name
        letter.file_size = len(given.file.content)
        letter.file_sha256 = given.file.sha256
        letter.content = given.file.content
    db.session.add(letter)
    db.session.flush()
    facts: Facts = {"kind": given.kind.value, "bytes": letter.file_size}
    _record(by, Permission.LETTER_RECORD, "letter", letter, facts)
    return letter


def receive_letter(letter: Letter, *, on: date, seen: int | None, by: Viewer) -> None:
    """Record that a letter reached the person."""
    check_version(letter, seen)
    letter.received_on = on
    db.session.flush()
    _record(by, Permission.LETTER_RECORD, "letter", letter, {"step": "received"})


def acknowledge_letter(letter: Letter, *, on: date, by: Viewer) -> None:
    """The person's own word that a letter reached them; a second one changes nothing."""
    if letter.acknowledged_on is None:
        letter.acknowledged_on = on
        db.session.flush()
    _record(by, Permission.LETTER_ACKNOWLEDGE, "letter", letter, {"step": "acknowledged"})


def read_letter(letter: Letter, *, by: Viewer) -> None:
    """Record that the file of a letter was taken."""
    _record(by, Permission.LETTER_READ, "letter", letter, {"step": "read"})


def remove_letter(letter: Letter, *, by: Viewer) -> None:
    """Take out a letter that was recorded by mistake, its file with it."""
    _record(by, Permission.LETTER_RECORD, "letter", letter, {"step": "removed"})
    db.session.delete(letter)


def _record(by: Viewer, permission: Permission, what: str, row: SupportOffer | Letter, facts: Facts) -> None:
    audit.record(by, permission, what, row.reference, version=row.version, facts=facts)
