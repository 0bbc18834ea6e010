"""Anonymous answers: codes are given out and used up, answers taken in, all of them released at once."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from tracker.audit import services as audit
from tracker.audit.receipts import as_evidence
from tracker.audit.rules import commitment
from tracker.consultations.codes import code_hash, plain, receipt_code, receipt_hash
from tracker.consultations.mixing import put_among, take_all, write_mixed
from tracker.consultations.models import Consultation
from tracker.consultations.models_anonymous import AnonymousAnswer, AnonymousCode, CodeHolder
from tracker.consultations.queries import questions_of
from tracker.consultations.queries_anonymous import was_given_a_code
from tracker.consultations.rules import (
    FEWEST,
    AnswerMode,
    ConsultationError,
    ConsultationState,
    Phase,
    Position,
    TooLateError,
    phase,
    response_text,
    takes_responses,
    why_no_answers,
)
from tracker.database import check_version, db
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer


class UnknownCodeError(ConsultationError):
    """A code that nobody was given, or that was used."""


@dataclass(frozen=True)
class AnonymousReceipt:
    """What the writer takes away. It is shown once: afterwards nobody can say which answer was theirs."""

    consultation: str
    text: str
    salt: str
    commitment: str

    @property
    def code(self) -> str:
        """The code that shows, to anyone who has it, that the answer is held."""
        return receipt_code(self.salt)


def give_code(consultation: Consultation, person_id: int, code: str, *, day: date) -> None:
    """Give the person their one code, drawn by the page; the same code again changes nothing.

    That they were given one is kept until the release; which one, or when, is not, nor is it recorded.
    """
    _lock(consultation)
    if consultation.mode is not AnswerMode.ANONYMOUS:
        raise ConsultationError("This consultation is not answered with a code")
    _check_open(consultation, day)
    if not plain(code):
        raise ConsultationError("This page had become too old: ask for your code again")
    fingerprint = code_hash(plain(code))
    if was_given_a_code(consultation, person_id):
        unused = sa.select(AnonymousCode.id).where(AnonymousCode.code_hash == fingerprint)
        if db.session.scalar(unused) is None:
            raise ConsultationError("You have been given your code; it cannot be shown again")
        return
    audit.leave_unrecorded()
    put_among(CodeHolder, consultation.id, {"person_id": person_id})
    put_among(AnonymousCode, consultation.id, {"code_hash": fingerprint})


def answer_with_code(
    code: str, *, position: Position, answers: Mapping[int, str], salt: str, day: date
) -> AnonymousReceipt:
    """Take in an answer and delete the code. The same answer sent twice gives the same receipt.

    ``salt`` is drawn by the page: 64 hexadecimal digits. Nothing is recorded, so that nothing has a time.
    """
    fingerprint = code_hash(plain(code))
    consultation = db.session.scalar(
        sa.select(Consultation)
        .join(AnonymousCode, AnonymousCode.consultation_id == Consultation.id)
        .where(AnonymousCode.code_hash == fingerprint)
    )
    if consultation is None:
        return _sent_before(position, answers, salt)
    _lock(consultation)
    _check_open(consultation, day)
    used = sa.delete(AnonymousCode).where(AnonymousCode.code_hash == fingerprint).returning(AnonymousCode.id)
    if db.session.scalar(used) is None:
        return _sent_before(position, answers, salt)
    kept = {q.number: as_evidence(answers.get(q.number, "")) for q in questions_of(consultation)}
    receipt = _receipt(consultation, position, kept, salt)
    audit.leave_unrecorded()
    put_among(
        AnonymousAnswer,
        consultation.id,
        {
            "position": position,
            "answers": {str(number): text for number, text in kept.items() if text},
            "words": "\n\n".join(text for text in kept.values() if text),
            "salt": receipt.salt,
            "commitment": receipt.commitment,
            "receipt_hash": receipt_hash(receipt.code),
        },
    )
    return receipt


def _receipt(
    consultation: Consultation, position: Position, kept: Mapping[int, str], salt: str
) -> AnonymousReceipt:
    text = response_text(position, [(q, kept[q.number]) for q in questions_of(consultation)])
    return AnonymousReceipt(consultation.title, text, *commitment("response", text, salt))


def _sent_before(position: Position, answers: Mapping[int, str], salt: str) -> AnonymousReceipt:
    """The receipt of the answer sent from the same page a moment ago, else the code is not known."""
    held = db.session.execute(
        sa.select(AnonymousAnswer.commitment, Consultation)
        .join(Consultation, Consultation.id == AnonymousAnswer.consultation_id)
        .where(AnonymousAnswer.receipt_hash == receipt_hash(receipt_code(salt)))
    ).one_or_none()
    if held is not None:
        consultation: Consultation = held[1]
        kept = {q.number: as_evidence(answers.get(q.number, "")) for q in questions_of(consultation)}
        receipt = _receipt(consultation, position, kept, salt)
        if receipt.commitment == held[0]:
            return receipt
    raise UnknownCodeError("This code is not known, or an answer was sent with it already")


def _lock(consultation: Consultation) -> None:
    """One at a time, so that no two rewrite the same rows."""
    db.session.execute(sa.select(Consultation.id).where(Consultation.id == consultation.id).with_for_update())


def _check_open(consultation: Consultation, day: date) -> None:
    if not takes_responses(consultation.state, consultation.opens, consultation.closes, day):
        raise TooLateError(why_no_answers(consultation.opens, consultation.closes, day))


def why_not_released(consultation: Consultation, held: int, day: date) -> str:
    """Why the anonymous answers stay unread, in words for the page; empty when they can be released."""
    if consultation.mode is not AnswerMode.ANONYMOUS:
        return "This consultation has no anonymous answers"
    if consultation.released_at is not None:
        return "The anonymous answers are released"
    begun = consultation.state in (ConsultationState.CLOSED, ConsultationState.OUTCOME_PUBLISHED)
    over = phase(consultation.state, consultation.opens, consultation.closes, day)
    if not begun or over not in (Phase.CLOSED, Phase.OUTCOME_PUBLISHED):
        return "Anonymous answers are released once the consultation is closed and its last day is over"
    if held < FEWEST:
        return (
            f"Fewer than {FEWEST} people answered, too few to hide who wrote what: the answers stay unread. "
            "Ask an invited union to put their points in its name"
        )
    return ""


def release_answers(
    consultation: Consultation, *, by: Viewer, moment: datetime, day: date, seen: int | None = None
) -> int:
    """Write all answers anew in mixed order and let them be read; codes and their holders are forgotten.

    Returns how many there are. One entry in the record holds that and a fingerprint over all commitments.
    """
    check_version(consultation, seen)
    _lock(consultation)
    rows = take_all(AnonymousAnswer, consultation.id)
    if why := why_not_released(consultation, len(rows), day):
        raise ConsultationError(why)
    write_mixed(AnonymousAnswer, rows)
    for left in (AnonymousCode, CodeHolder):
        db.session.execute(sa.delete(left).where(left.consultation_id == consultation.id))
    consultation.released_root = root(row["commitment"] for row in rows)
    consultation.released_at = moment
    db.session.flush()
    audit.record(
        by,
        Permission.CONSULTATION_DESIGN,
        "consultation",
        consultation.reference,
        version=consultation.version,
        facts={"step": "anonymous answers released", "answers": len(rows)},
        commitments={"anonymous answers": consultation.released_root},
    )
    return len(rows)


def root(commitments: Iterable[str]) -> str:
    """SHA-256 over the commitments in alphabetical order, one a line: the same whatever their order was."""
    return hashlib.sha256("\n".join(sorted(commitments)).encode()).hexdigest()
