from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.consultations.arrange import answered, consultation, over, staff, world
from tracker.affected_staff.models import AffectedPerson
from tracker.audit import services as audit
from tracker.consultations import services
from tracker.consultations.models import Consultation
from tracker.consultations.notices import titles
from tracker.consultations.queries import get_consultation
from tracker.consultations.rules import ConsultationState
from tracker.database import db, unit_of_work
from tracker.notifications.models import Notice
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.clock import today

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


def test_everyone_asked_is_told_of_a_later_last_day_whether_or_not_they_answered(
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


def test_everyone_asked_is_told_of_the_outcome(database: SQLAlchemy) -> None:
    here = world()
    row = over(here, state=ConsultationState.CLOSED, management_answer="We heard", changes_made="Lifts home")
    ann, director = staff(here.people[0]), factories.viewer(Role.PROGRAMME_DIRECTOR)

    with unit_of_work():
        services.publish_outcome(
            get_consultation(row.reference, director, DAY), by=director, moment=factories.MOMENT, day=DAY
        )

    assert told() == {("consultation.answered", ann.account_id)}


def test_nobody_is_told_before_the_first_day(database: SQLAlchemy) -> None:
    here = world()
    row = consultation(here, opens=DAY + ONE)
    staff(here.people[0])

    extend(row, factories.viewer(Role.HR_PARTNER))

    assert told() == set()
