"""What a status or a refresh does to the load that people carry, and what it must leave alone."""

from collections.abc import Sequence
from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.factories import viewer
from tracker.affected_staff import services
from tracker.affected_staff.models import AffectedPerson, Exposure, Impact
from tracker.affected_staff.queries import visible_affected
from tracker.affected_staff.rules import SETTLED, AffectedStatus
from tracker.affected_staff.services_statuses import StepGiven, move_statuses
from tracker.database import EditConflictError, now, unit_of_work
from tracker.organisation.models import Person, Unit
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.clock import today

S = AffectedStatus


def move(database: SQLAlchemy, by: Viewer, people: Sequence[Person], to: AffectedStatus, on: date) -> None:
    rows = database.session.scalars(
        visible_affected(by, today()).where(AffectedPerson.person_id.in_([one.id for one in people]))
    ).all()
    with unit_of_work():
        given = StepGiven(status=to, on=on, reason="As agreed")
        move_statuses(rows, given, employer_id=people[0].employer_id, by=by, moment=now())


def refresh(impact: Impact, by: Viewer, unit: Unit) -> tuple[int, int]:
    with unit_of_work():
        return services.refresh_impact(
            impact, unit.employer_id, seen=impact.version, by=by, day=today(), moment=now()
        )


def last_day(database: SQLAlchemy, impact: Impact, person: Person) -> date | None:
    return database.session.scalars(
        sa.select(Exposure.last_day).where(Exposure.impact_id == impact.id, Exposure.person_id == person.id)
    ).one()


def status(database: SQLAlchemy, person: Person) -> AffectedStatus:
    return database.session.scalars(
        sa.select(AffectedPerson.status).where(AffectedPerson.person_id == person.id)
    ).one()


def test_taking_somebody_up_again_leaves_the_group_they_had_left(database: SQLAlchemy) -> None:
    hr, someone, change = viewer(Role.HR_PARTNER), factories.person(unit=factories.unit()), factories.change()
    left, kept = factories.affected(change, someone), factories.affected(change, someone)
    ended = database.session.scalars(sa.select(Exposure).where(Exposure.impact_id == left.id)).one()
    ended.last_day = date(2012, 5, 1)
    factories.save(ended)

    move(database, hr, [someone], S.RING_FENCED, date(2012, 6, 1))
    assert last_day(database, left, someone) == date(2012, 5, 1)

    move(database, hr, [someone], S.NO_LONGER_AFFECTED, date(2012, 7, 1))
    assert last_day(database, kept, someone) == date(2012, 7, 1)
    move(database, hr, [someone], S.AFFECTED, date(2012, 8, 1))
    assert last_day(database, left, someone) == date(2012, 5, 1)
    assert last_day(database, kept, someone) is None


def test_a_refresh_does_not_bring_back_whom_hr_took_out(database: SQLAlchemy) -> None:
    hr, unit = viewer(Role.HR_PARTNER), factories.unit()
    out, stays = factories.person(unit=unit), factories.person(unit=unit)
    impact = factories.affected(factories.change(), out, stays, rule={"units": [unit.reference]})
    move(database, hr, [out], S.NO_LONGER_AFFECTED, today())
    factories.person(unit=unit)

    assert refresh(impact, hr, unit) == (1, 0)
    assert status(database, out) is S.NO_LONGER_AFFECTED


def test_somebody_who_left_the_group_and_came_back_joins_again(database: SQLAlchemy) -> None:
    hr, unit = viewer(Role.HR_PARTNER), factories.unit()
    someone = factories.person(unit=unit)
    impact = factories.affected(factories.change(), someone, rule={"units": ["not this one"]})
    assert refresh(impact, hr, unit) == (0, 1)
    assert last_day(database, impact, someone) == today() - timedelta(days=1)

    impact.rule = {"units": [unit.reference]}
    factories.save(impact)

    assert refresh(impact, hr, unit) == (1, 0)
    assert (last_day(database, impact, someone), status(database, someone)) == (None, S.POTENTIALLY_AFFECTED)


@pytest.mark.parametrize("outcome", sorted(SETTLED - {S.NO_LONGER_AFFECTED}))
def test_an_outcome_outlives_the_move_that_it_was(database: SQLAlchemy, outcome: AffectedStatus) -> None:
    hr, unit, someone = viewer(Role.HR_PARTNER), factories.unit(), factories.person(unit=factories.unit())
    impact = factories.affected(factories.change(), someone, rule={"units": [unit.reference]})
    row = database.session.scalars(sa.select(AffectedPerson)).one()
    row.status = outcome
    factories.save(row)

    assert refresh(impact, hr, unit) == (0, 0)
    with unit_of_work():
        services.supersede_impact(
            impact,
            unit.employer_id,
            on=today(),
            reason="Over",
            seen=impact.version,
            by=hr,
            moment=now(),
        )
    assert status(database, someone) is outcome


def test_a_refresh_of_an_older_version_is_refused(database: SQLAlchemy) -> None:
    hr, unit = viewer(Role.HR_PARTNER), factories.unit()
    impact = factories.affected(factories.change(), rule={"units": [unit.reference]})
    seen = impact.version
    refresh(impact, hr, unit)

    with pytest.raises(EditConflictError), unit_of_work():
        services.refresh_impact(impact, unit.employer_id, seen=seen - 1, by=hr, day=today(), moment=now())
