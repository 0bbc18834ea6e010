"""Questions as what managers are told about, and the days on which their answers are due."""

from collections.abc import Collection, Iterator
from datetime import date, datetime

import sqlalchemy as sa

from tracker.concerns.models import Concern
from tracker.concerns.notices import CONCERN
from tracker.database import db
from tracker.notifications.deadlines import Deadline
from tracker.notifications.kinds import Kind, declare, declare_matter
from tracker.notifications.queries import holders
from tracker.notifications.services import tell
from tracker.organisation.models import Employer, Unit
from tracker.policy.access.permissions import Permission
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.questions.models import ManagerQuestion
from tracker.questions.queries import visible_questions
from tracker.questions.rules import QuestionState
from tracker.web.clock import london, today


def titles(viewer: Viewer, references: Collection[str]) -> dict[str, str]:
    """The first words of the questions among these that were put to the viewer. One statement."""
    rows = db.session.execute(
        visible_questions(viewer, today())
        .where(ManagerQuestion.reference.in_(references))
        .with_only_columns(ManagerQuestion.reference, ManagerQuestion.text)
    )
    return {reference: text[:80] for reference, text in rows}


QUESTION = declare_matter("question", "Question", "questions.show_question", titles)
ASKED = declare("question.asked", "HR asked you a question")
WITHDRAWN = declare("question.withdrawn", "HR withdrew a question")
WAITING = declare("question.waiting", "A question to a manager waits for a second person")
ANSWERED = declare("question.answered", "A manager answered a question")
NOT_SENT = declare("question.not sent", "A question to a manager was not sent")


def tell_manager(question: ManagerQuestion, kind: Kind, at: datetime) -> None:
    """Whoever was asked."""
    tell([question.asked_of_id], Role.MANAGER, kind, QUESTION, question.reference, at=at)


def tell_management(concern: Concern, kind: Kind, at: datetime, but_not: Collection[int] = ()) -> None:
    """HR partners of the programme; its directors too where a second person is waited for."""
    day, programme = london(at).date(), concern.change.programme
    for role in (Role.HR_PARTNER, Role.PROGRAMME_DIRECTOR) if kind is WAITING else (Role.HR_PARTNER,):
        people = holders(role, day, employer_id=programme.employer_id, programme_id=programme.id)
        tell(people, role, kind, CONCERN, concern.reference, at=at, but_not=but_not)


def due_questions(viewer: Viewer, first: date, last: date) -> Iterator[Deadline]:
    """Questions the manager has to answer between the days. One statement."""
    if not viewer.may(Permission.QUESTION_ANSWER):
        return
    rows = db.session.execute(
        visible_questions(viewer, today())
        .join(Unit, Unit.id == ManagerQuestion.unit_id)
        .join(Employer, Employer.id == Unit.employer_id)
        .where(ManagerQuestion.state == QuestionState.SENT, ManagerQuestion.due_on.between(first, last))
        .with_only_columns(ManagerQuestion.reference, ManagerQuestion.due_on, Employer.nation)
        .order_by(sa.asc(ManagerQuestion.due_on), ManagerQuestion.id)
    )
    for reference, due_on, nation in rows:
        yield Deadline(QUESTION.name, reference, "Answer to a question of HR due", due_on, nation, mine=True)
