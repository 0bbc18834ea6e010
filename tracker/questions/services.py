"""Asking a manager, letting a question go out, and answering it."""

from datetime import date, datetime

from tracker.audit import services as audit
from tracker.audit.receipts import as_evidence
from tracker.audit.rules import commitment
from tracker.concerns.models import Concern
from tracker.concerns.rules import CLOSED
from tracker.database import check_version, db
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.questions import notices
from tracker.questions.models import ManagerQuestion
from tracker.questions.queries import Askable, heads_in, words_of
from tracker.questions.rules import OPEN, QuestionMoveError, QuestionState, carried, is_small
from tracker.web.clock import london


def ask(
    concern: Concern,
    of: Askable,
    text: str,
    *,
    due_on: date,
    reference: str,
    by: Viewer,
    moment: datetime,
) -> QuestionState:
    """Put a question to a manager. Where few people work it waits until a second person agrees.

    Raises ``QuestionMoveError`` where the concern is closed, or the question repeats what the union wrote.
    """
    if concern.state in CLOSED:
        raise QuestionMoveError("The concern is closed: nothing is asked about it any more")
    text = as_evidence(text)
    if said := carried(text, words_of(concern)):
        raise QuestionMoveError(f"Ask in words of your own: “{said}” is what the union wrote")
    small = is_small(heads_in(of.unit_id, london(moment).date()))
    salt, digest = commitment("question", text)
    question = ManagerQuestion(
        reference=reference,
        concern_id=concern.id,
        unit_id=of.unit_id,
        asked_of_id=of.account_id,
        state=QuestionState.WAITING if small else QuestionState.SENT,
        small=small,
        text=text,
        salt=salt,
        commitment=digest,
        due_on=due_on,
        asked_by_id=by.account_id,
        asked_at=moment,
    )
    db.session.add(question)
    db.session.flush()
    audit.record(
        by,
        Permission.QUESTION_ASK,
        "question",
        reference,
        version=question.version,
        facts={"state": question.state.value},
        commitments={"question": digest},
    )
    if small:
        notices.tell_management(concern, notices.WAITING, moment, (by.account_id,))
    else:
        notices.tell_manager(question, notices.ASKED, moment)
    return question.state


def decide(
    question: ManagerQuestion, concern: Concern, *, send: bool, by: Viewer, moment: datetime, seen: int | None
) -> None:
    """A second person lets the question go out, or keeps it back."""
    if question.state is not QuestionState.WAITING:
        raise QuestionMoveError(f"The question is {question.state} now")
    if question.asked_by_id == by.account_id:
        raise QuestionMoveError("Somebody other than its writer decides whether it goes out")
    check_version(question, seen)
    question.decided_by_id, question.decided_at = by.account_id, moment
    _move(question, QuestionState.SENT if send else QuestionState.NOT_SENT, Permission.QUESTION_APPROVE, by)
    if send:
        notices.tell_manager(question, notices.ASKED, moment)
    else:
        notices.tell_management(concern, notices.NOT_SENT, moment, (by.account_id,))


def withdraw(question: ManagerQuestion, *, by: Viewer, moment: datetime, seen: int | None) -> None:
    """HR needs no answer any more. A manager who has read the question is told."""
    if question.state not in OPEN:
        raise QuestionMoveError(f"The question is {question.state} now")
    check_version(question, seen)
    was_sent = question.state is QuestionState.SENT
    then = QuestionState.WITHDRAWN if was_sent else QuestionState.NOT_SENT
    _move(question, then, Permission.QUESTION_ASK, by)
    if was_sent:
        notices.tell_manager(question, notices.WITHDRAWN, moment)


def answer(
    question: ManagerQuestion, concern: Concern, text: str, *, by: Viewer, moment: datetime, seen: int | None
) -> None:
    """The manager says what the facts are. Once: what is sent is not edited."""
    if question.state is not QuestionState.SENT:
        raise QuestionMoveError(f"The question is {question.state} now")
    check_version(question, seen)
    question.answer = as_evidence(text)
    question.answer_salt, question.answer_commitment = commitment("answer", question.answer)
    question.answered_at = moment
    commitments = {"answer": question.answer_commitment}
    _move(question, QuestionState.ANSWERED, Permission.QUESTION_ANSWER, by, commitments)
    notices.tell_management(concern, notices.ANSWERED, moment)


def _move(
    question: ManagerQuestion,
    to: QuestionState,
    permission: Permission,
    by: Viewer,
    commitments: dict[str, str] | None = None,
) -> None:
    question.state = to
    db.session.flush()
    audit.record(
        by,
        permission,
        "question",
        question.reference,
        version=question.version,
        facts={"state": to.value},
        commitments=commitments,
    )
