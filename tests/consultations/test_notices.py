from collections.abc import Callable
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.consultations.arrange import answered, consultation, over, staff, world
from tracker.affected_staff.models import AffectedPerson
from tracker.audit import services as audit
from tracker.consultations import services
from tracker.consultations.codes import new_code
from tracker.consultations.models import Consultation
from tracker.consultations.notices import titles
from tracker.consultations.queries import get_consultation
from tracker.consultations.rules import AnswerMode, ConsultationState
from tracker.consultations.services_anonymous import give_code
from tracker.consultations.services_reminding import remind
from tracker.database import db, unit_of_work
from tracker.notifications.models import Notice
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.clock import today

SignIn = Callable[..., Any]
DAY = today()
ONE = timedelta(days=1)


def told() -> set[tuple[str, int]]:
    rows = db.session.execute(sa.select(Notice.kind, Notice.account_id))
    return {(row[0], row[1]) for row in rows}


def extend(row: Consultation, by: Viewer) -> None:
    values: dict[str, Any] = {"closes": row.closes + ONE, "reason": "A late paper"}
    with unit_of_work():
        services.extend_consultation(
            get_consultation(row.reference, by, DAY), **values, by=by, moment=factories.MOMENT, day=DAY
        )


def testeveryone_asked_is_told_of_a_later_last_day_whether_or_not_they_answered(
    database: SQLAlchemy,
) -> None:
    here, there = world(people=3), world()
    row = consultation(here)
    hr = factories.viewer(Role.HR_PARTNER)
    ann, bob = staff(here.people[0]), staff(here.people[1])
    not_told = staff(here.people[2])
    with unit_of_work():
        found = sa.select(AffectedPerson).where(AffectedPerson.person_id == here.people[2].id)
        db.session.scalars(found).one().first_told_on = None
        audit.record("-", "test:arrange", "test", "-")
    mine = factories.viewer(Role.UNION_REPRESENTATIVE, union=here.union)
    factories.viewer(Role.UNION_REPRESENTATIVE, union=there.union)
    answered(row, ann, day=DAY)

    extend(row, hr)

    assert told() == {("consultation.extended", each.account_id) for each in (ann, bob, mine)}
    assert not_told.account_id not in {account for _, account in told()}
    assert titles(ann, [row.reference]) == {row.reference: row.title}


def testeveryone_asked_is_told_of_the_outcome(database: SQLAlchemy) -> None:
    here = world()
    row = over(here, state=ConsultationState.CLOSED, management_answer="We heard", changes_made="Lifts home")
    ann, director = staff(here.people[0]), factories.viewer(Role.PROGRAMME_DIRECTOR)

    with unit_of_work():
        services.publish_outcome(
            get_consultation(row.reference, director, DAY), by=director, moment=factories.MOMENT, day=DAY
        )

    assert told() == {("consultation.answered", ann.account_id)}


def test_only_those_who_have_not_answered_are_reminded_and_nobody_sees_who(sign_in_as: SignIn) -> None:
    here, there = world(people=3), world()
    row = factories.consultation(
        here.change, here.union, there.union, state=ConsultationState.OPEN, opens=DAY, closes=DAY + ONE
    )
    ann, bob, eve = (staff(person) for person in here.people)
    silent = factories.viewer(Role.UNION_REPRESENTATIVE, union=there.union)
    spoke = factories.viewer(Role.UNION_REPRESENTATIVE, union=here.union)
    for viewer in (ann, spoke):
        answered(row, viewer, day=DAY)
    hr, _viewer = sign_in_as(Role.HR_PARTNER)

    for _twice in range(2):
        page = hr.get(f"/consultations/{row.reference}")
        page = hr.get(page.links["Send a reminder"])
        assert here.people[1].name not in page.text
        page = hr.submit({}, button="Send the reminder")
        assert page.flash == ["Reminder sent"]

    rows = db.session.scalars(
        sa.select(Notice.account_id).where(Notice.kind == "consultation.reminded")
    ).all()
    assert sorted(rows) == sorted([bob.account_id, eve.account_id, silent.account_id])


def test_where_answers_are_anonymouseveryone_is_reminded(database: SQLAlchemy) -> None:
    here = world(people=2)
    row = consultation(here, mode=AnswerMode.ANONYMOUS)
    accounts = {staff(person).account_id for person in here.people}
    with unit_of_work():
        give_code(row, here.people[0].id, new_code(), day=DAY)

    with unit_of_work():
        remind(row, by=factories.viewer(Role.HR_PARTNER), moment=factories.MOMENT, day=DAY)

    assert told() == {("consultation.all reminded", account) for account in accounts}


def test_nobody_is_reminded_when_answers_no_longer_count(sign_in_as: SignIn) -> None:
    here = world()
    row = over(here)
    staff(here.people[0])
    hr, _viewer = sign_in_as(Role.HR_PARTNER)

    assert "Send a reminder" not in hr.get(f"/consultations/{row.reference}").links
    page = hr.post(f"/consultations/{row.reference}/remind", status=409)

    assert "closed at the end of" in page.errors[0]
    assert told() == set()


def test_nobody_is_told_before_the_first_day(database: SQLAlchemy) -> None:
    here = world()
    row = consultation(here, opens=DAY + ONE)
    staff(here.people[0])

    extend(row, factories.viewer(Role.HR_PARTNER))

    assert told() == set()
