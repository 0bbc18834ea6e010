"""The columns that the measure reads hold what the tables say."""

from datetime import date

import pytest
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tracker.affected_staff.columns import every_unit, exposure_columns, exposure_version
from tracker.affected_staff.models import Exposure, ExposureVersion
from tracker.affected_staff.rules import ImpactKind, ImpactState, Reach, Severity
from tracker.changes.rules import Certainty
from tracker.organisation.models import Posting, UnitPeriod
from tracker.policy.disruption.columns import NO_DAY
from tracker.policy.disruption.method import Impact as MeasuredImpact

DAY = date(2012, 6, 1)


def test_an_employer_without_anything_gives_empty_columns(database: SQLAlchemy) -> None:
    found = exposure_columns(factories.employer().id, DAY)

    assert found.version == 0
    assert [len(found.units), len(found.person_ids), len(found.impact_ids)] == [0, 0, 0]
    assert len(found.columns.exposures.person) == 0


def test_people_places_and_exposures_come_as_day_numbers(database: SQLAlchemy) -> None:
    top = factories.unit("Top")
    team = factories.unit("Team", parent=top)
    factories.person(unit=factories.unit(employer_id=factories.employer().id))
    first = factories.person(unit=team, service_start=date(2010, 4, 1))
    second = factories.person(unit=top, service_start=date(1999, 12, 31), service_end=date(2012, 2, 29))
    parent = factories.change(title="Whole", certainty=Certainty.COMMITTED)
    change = factories.change(
        part_of_id=parent.id, published=False, announced=date(2011, 1, 1), consult_start=date(2011, 3, 1)
    )
    impact = factories.affected(
        change,
        second,
        first,
        kind=ImpactKind.RELOCATION,
        severity=Severity.LOW,
        reach=Reach.INDIRECT,
        consult_start=date(2011, 4, 1),
        clip_to=date(2012, 1, 31),
    )
    factories.affected(change, state=ImpactState.DRAFT, derived_on=None)

    found = exposure_columns(top.employer_id, DAY)
    world = found.columns

    assert [unit.name for unit in found.units] == ["Top", "Team"]
    assert found.person_ids.tolist() == [first.id, second.id]
    assert world.people.service_from.tolist() == [
        date(2010, 4, 1).toordinal(),
        date(1999, 12, 31).toordinal(),
    ]
    assert world.people.service_to.tolist() == [NO_DAY, date(2012, 2, 29).toordinal()]
    placed = zip(world.placements.person.tolist(), world.placements.unit.tolist(), strict=True)
    assert sorted(placed) == [(0, 1), (1, 0)]
    assert found.impact_ids.tolist() == [impact.id]
    assert (found.change_ids.tolist(), world.change_parent.tolist()) == ([parent.id, change.id], [-1, 0])
    assert (found.published.tolist(), found.committed.tolist()) == ([True, False], [True, False])
    assert world.impacts.change.tolist() == [1]
    assert list(MeasuredImpact)[int(world.impacts.impact[0])] == MeasuredImpact.RELOCATION
    assert (int(world.impacts.severity[0]), int(world.impacts.reach[0])) == (1, 1)
    assert world.impacts.announced.tolist() == [date(2011, 1, 1).toordinal()]
    assert world.impacts.consult_start.tolist() == [date(2011, 4, 1).toordinal()]
    assert world.impacts.consult_end.tolist() == [NO_DAY]
    assert world.impacts.clip_to.tolist() == [date(2012, 1, 31).toordinal()]
    exposed = zip(world.exposures.person.tolist(), world.exposures.impact.tolist(), strict=True)
    assert sorted(exposed) == [(0, 0), (1, 0)]


def test_part_of_an_impact_is_a_row_of_its_own(database: SQLAlchemy) -> None:
    unit = factories.unit()
    people = [factories.person(unit=unit) for _ in range(4)]
    clip = (date(2011, 5, 1), date(2012, 3, 31))
    impact = factories.affected(factories.change(), *people, clip_from=clip[0], clip_to=clip[1])
    part = (date(2011, 7, 1), date(2011, 8, 1))
    after = (date(2012, 4, 1), None)
    days = [(None, None), (date(2011, 1, 1), None), part, after]
    for someone, (first, last) in zip(people, days, strict=True):
        row = database.session.scalars(database.select(Exposure).filter_by(person_id=someone.id)).one()
        row.first_day, row.last_day = first, last
        factories.save(row)

    found = exposure_columns(unit.employer_id, DAY)
    impacts, exposures = found.columns.impacts, found.columns.exposures
    spells = {
        person: (date.fromordinal(impacts.clip_from[row]), date.fromordinal(impacts.clip_to[row]))
        for person, row in zip(exposures.person.tolist(), exposures.impact.tolist(), strict=True)
    }

    assert set(found.impact_ids.tolist()) == {impact.id}
    assert spells == {0: clip, 1: clip, 2: part}


def test_former_units_stand_where_they_last_stood(database: SQLAlchemy) -> None:
    top = factories.unit("Top")
    old = factories.unit("Old", parent=top)
    period = database.session.scalars(database.select(UnitPeriod).filter_by(unit_id=old.id)).one()
    period.valid_to = date(2011, 3, 31)
    factories.save(period)
    factories.person(unit=old)

    units = every_unit(top.employer_id, DAY)
    found = exposure_columns(top.employer_id, DAY)

    assert [(unit.name, unit.depth) for unit in units] == [("Top", 0), ("Old", 1)]
    assert found.columns.placements.unit.tolist() == [1]


def test_former_units_that_name_each_other_stand_alone(database: SQLAlchemy) -> None:
    top = factories.unit("Top")
    one = factories.unit("One", parent=top)
    two = factories.unit("Two", parent=one)
    factories.unit("Live", parent=top)
    ended = UnitPeriod.unit_id.in_([one.id, two.id])
    for row in database.session.scalars(database.select(UnitPeriod).where(ended)).all():
        row.valid_to = date(2011, 3, 31)
        factories.save(row)
    later = {"valid_from": date(2011, 4, 1), "valid_to": date(2011, 9, 30)}
    factories.save(UnitPeriod(unit_id=one.id, name="One", parent_id=two.id, **later))

    units = every_unit(top.employer_id, DAY)

    assert {(unit.name, unit.depth) for unit in units} == {("Top", 0), ("Live", 1), ("One", 0), ("Two", 0)}


@pytest.mark.parametrize("day", [date(1900, 1, 1), date(2000, 2, 29), date(2012, 12, 31), date(2100, 1, 1)])
def test_days_are_numbered_as_python_does(database: SQLAlchemy, day: date) -> None:
    someone = factories.person(unit=factories.unit(), service_start=day)
    stays = database.session.scalars(database.select(Posting)).all()

    found = exposure_columns(someone.employer_id, DAY)

    assert found.columns.people.service_from.tolist() == [day.toordinal()]
    assert found.columns.placements.first_day.tolist() == [stays[0].valid_from.toordinal()]


def test_the_version_is_the_employers_own(database: SQLAlchemy) -> None:
    employer = factories.employer()
    factories.save(ExposureVersion(employer_id=employer.id, number=7))

    assert exposure_version(employer.id) == 7
    assert exposure_version(factories.employer().id) == 0
