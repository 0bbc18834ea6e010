"""Refreshing an impact whose units were merged or split since it was assessed."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tracker.affected_staff import deriving
from tracker.affected_staff.models import Impact
from tracker.organisation.models import Person, Posting, Unit, UnitPeriod
from tracker.organisation.models_operations import UnitSuccession
from tracker.organisation.rules_operations import SuccessionKind

ASSESSED = factories.MOMENT.date()
MERGED = ASSESSED + timedelta(days=31)
LATER = MERGED + timedelta(days=60)


def became(old: Unit, new: Unit, kind: SuccessionKind, *people: Person, session: SQLAlchemy) -> None:
    """The old unit ended, and the people went on in the new one."""
    last = MERGED - timedelta(days=1)
    for model in (UnitPeriod, Posting):
        here = sa.and_(model.unit_id == old.id, model.valid_to.is_(None))
        session.session.execute(sa.update(model).where(here).values(valid_to=last))
    session.session.commit()
    factories.save(UnitSuccession(from_id=old.id, to_id=new.id, kind=kind, on=MERGED))
    for person in people:
        factories.save(
            Posting(person_id=person.id, unit_id=new.id, valid_from=MERGED, title="Clerk", grade="C")
        )


def impact_on(*units: Unit, people: tuple[Person, ...]) -> Impact:
    rule = {"units": [unit.reference for unit in units]}
    return factories.affected(factories.change(), *people, rule=rule)


def names(query: sa.Select[int], database: SQLAlchemy) -> list[str]:
    ids = database.session.scalars(query.order_by(None)).all()
    return sorted(database.session.scalars(sa.select(Person.name).where(Person.id.in_(ids))))


def differences(impact: Impact, database: SQLAlchemy, day: date = LATER) -> tuple[list[str], list[str]]:
    employer_id = factories.the_employer().id
    joins, leavers = deriving.joins(impact, employer_id, day), deriving.leavers(impact, employer_id, day)
    return names(joins, database), names(leavers, database)


def test_nobody_leaves_because_the_unit_was_merged_into_another(database: SQLAlchemy) -> None:
    desk, office = factories.unit(), factories.unit()
    ann = factories.person(unit=desk, name="Ann")
    factories.person(unit=office, name="Bob of the office")
    impact = impact_on(desk, people=(ann,))
    became(desk, office, SuccessionKind.MERGED, ann, session=database)

    assert differences(impact, database) == ([], [])


@pytest.mark.parametrize(
    ("both", "joins"),
    [
        pytest.param(True, ["Cal"], id="of named units only"),
        pytest.param(False, [], id="of another unit too"),
    ],
)
def test_who_comes_to_a_unit_made_of_named_ones_joins(
    database: SQLAlchemy, both: bool, joins: list[str]
) -> None:
    desk, counter = factories.unit(), factories.unit()
    made = factories.unit(valid_from=MERGED)
    ann, ben = factories.person(unit=desk, name="Ann"), factories.person(unit=counter, name="Ben")
    people = (ann, ben) if both else (ann,)
    impact = impact_on(*((desk, counter) if both else (desk,)), people=people)
    became(desk, made, SuccessionKind.MERGED, ann, session=database)
    became(counter, made, SuccessionKind.MERGED, ben, session=database)
    factories.person(unit=made, name="Cal", service_start=MERGED)

    assert differences(impact, database) == (joins, [])


def test_who_moves_out_of_what_became_of_the_unit_leaves(database: SQLAlchemy) -> None:
    desk, elsewhere, made = factories.unit(), factories.unit(), factories.unit(valid_from=MERGED)
    ann, dan = factories.person(unit=desk, name="Ann"), factories.person(unit=desk, name="Dan")
    impact = impact_on(desk, people=(ann, dan))
    became(desk, made, SuccessionKind.SPLIT, ann, session=database)
    factories.save(
        Posting(person_id=dan.id, unit_id=elsewhere.id, valid_from=MERGED, title="Clerk", grade="C")
    )

    assert differences(impact, database) == ([], ["Dan"])
