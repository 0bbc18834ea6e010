"""Consultations as what people are told about, and the days on which they close."""

from collections.abc import Collection, Iterator
from datetime import date, datetime

import sqlalchemy as sa

from tracker.accounts.models import Account
from tracker.affected_staff.models import AffectedPerson
from tracker.affected_staff.rules import AffectedStatus
from tracker.consultations.models import Consultation, Response
from tracker.consultations.queries import invited_unions, visible_consultations
from tracker.consultations.rules import AnswerMode, ConsultationState
from tracker.database import db
from tracker.notifications.deadlines import Deadline
from tracker.notifications.kinds import Kind, declare, declare_matter
from tracker.notifications.queries import holders
from tracker.notifications.services import tell
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.clock import today


def titles(viewer: Viewer, references: Collection[str]) -> dict[str, str]:
    """Titles of the consultations among these that the viewer may read. One statement."""
    found = (
        visible_consultations(viewer, today())
        .where(Consultation.reference.in_(references))
        .with_only_columns(Consultation.reference, Consultation.title, maintain_column_froms=True)
        .order_by(None)
    )
    return {row.reference: row.title for row in db.session.execute(found)}


CONSULTATION = declare_matter("consultation", "Consultation", "consultations.show_consultation", titles)


OPENED = declare("consultation.opened", "A consultation asks for your answer")
EXTENDED = declare("consultation.extended", "The last day of a consultation was moved", always=True)
ANSWERED = declare("consultation.answered", "The outcome of a consultation was published")


REMINDED = declare("consultation.reminded", "A consultation waits for your answer")
ALL_REMINDED = declare(
    "consultation.all reminded", "A consultation goes on. If you have answered, nothing more is needed"
)


ENQUIRY = declare("consultation.enquiry", "A question about a consultation waits for an answer")
ENQUIRY_ANSWERED = declare("consultation.enquiry answered", "A question about a consultation was answered")


def tell_designers(consultation: Consultation, by: Viewer, at: datetime) -> None:
    """HR partners of the programme: a question waits. Its change and programme are loaded."""
    of = consultation.change.programme
    people = holders(Role.HR_PARTNER, at.date(), employer_id=of.employer_id, programme_id=of.id)
    who = (by.account_id,)
    tell(people, Role.HR_PARTNER, ENQUIRY, CONSULTATION, consultation.reference, at=at, but_not=who)


def remind_asked(consultation: Consultation, by: Viewer, at: datetime, day: date) -> None:
    """Those who have not answered; where answers are anonymous everyone, since nobody knows who has.

    Reminded again on the same day, nobody hears it twice.
    """
    anonymous = consultation.mode is AnswerMode.ANONYMOUS
    kind = ALL_REMINDED if anonymous else REMINDED
    tell_asked(consultation, kind, by, at, key=day.isoformat(), unanswered=not anonymous)


def tell_asked(
    consultation: Consultation,
    kind: Kind,
    by: Viewer,
    at: datetime,
    *,
    key: str = "",
    unanswered: bool = False,
) -> None:
    """Everyone who is asked: affected staff who were told so by a person, and invited representatives.

    Whether somebody has answered makes no difference unless only the ``unanswered`` are wanted.
    """
    day, who = today(), (by.account_id,)
    affected = sa.select(AffectedPerson.person_id).where(
        AffectedPerson.change_id == consultation.change_id,
        AffectedPerson.status != AffectedStatus.NO_LONGER_AFFECTED,
        AffectedPerson.first_told_on <= day,
    )
    unions = [union.id for union in invited_unions(consultation)]
    if unanswered:
        mine = Response.consultation_id == consultation.id
        sent = sa.select(Response.person_id).where(mine, Response.person_id.is_not(None))
        affected = affected.where(AffectedPerson.person_id.not_in(sent))
        have = db.session.scalars(sa.select(Response.union_id).where(mine)).all()
        unions = [union for union in unions if union not in have]
    staff = sa.select(Account.id).where(Account.person_id.in_(affected), Account.active)
    speakers = holders(Role.UNION_REPRESENTATIVE, day, union_ids=unions) if unions else []
    people = {
        Role.STAFF: db.session.scalars(staff.order_by(Account.id)).all(),
        Role.UNION_REPRESENTATIVE: speakers,
    }
    for role, accounts in people.items():
        tell(accounts, role, kind, CONSULTATION, consultation.reference, at=at, key=key, but_not=who)


def closing_days(viewer: Viewer, first: date, last: date) -> Iterator[Deadline]:
    """When the consultations that are open to the viewer close. One statement."""
    found = (
        visible_consultations(viewer, today())
        .where(Consultation.state == ConsultationState.OPEN, Consultation.closes.between(first, last))
        .with_only_columns(Consultation.reference, Consultation.closes, maintain_column_froms=True)
        .order_by(None)
    )
    for reference, closes in db.session.execute(found):
        yield Deadline(CONSULTATION.name, reference, "Consultation closes", closes)
