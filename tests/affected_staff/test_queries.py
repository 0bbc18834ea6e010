"""Who may read which affected people and impacts."""

from datetime import date

from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.factories import viewer
from tracker.affected_staff.models import AffectedPerson
from tracker.affected_staff.queries import visible_affected, visible_impacts
from tracker.organisation.models import Person, Posting
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.clock import today

TODAY = today()


def names(seen_by: Viewer, database: SQLAlchemy) -> list[str]:
    query = visible_affected(seen_by, TODAY).with_only_columns(Person.name)
    return sorted(database.session.scalars(query))


def test_hr_reads_all_of_their_programmes_drafts_too(database: SQLAlchemy) -> None:
    unit = factories.unit()
    mine, other = factories.programme(), factories.programme()
    for name, programme in (("Ann", mine), ("Bob", other)):
        draft = factories.change(programme_id=programme.id, published=False)
        factories.affected(draft, factories.person(unit=unit, name=name))

    assert names(viewer(Role.HR_PARTNER), database) == ["Ann", "Bob"]
    assert names(viewer(Role.HR_PARTNER, programme=mine), database) == ["Ann"]
    assert names(viewer(Role.HR_PARTNER, employer=factories.employer()), database) == []


def test_representative_reads_represented_groups_of_published_changes(database: SQLAlchemy) -> None:
    unit, union = factories.unit(), factories.union()
    group, other = factories.bargaining_group(union), factories.bargaining_group(factories.union())
    published, draft = factories.change(), factories.change(published=False)
    factories.affected(
        published,
        factories.person(unit=unit, group=group, name="Ann"),
        factories.person(unit=unit, group=other, name="Bob"),
        factories.person(unit=unit, name="Cat"),
    )
    factories.affected(draft, factories.person(unit=unit, group=group, name="Dee"))

    assert names(viewer(Role.UNION_REPRESENTATIVE, union=union), database) == ["Ann"]


def test_manager_reads_those_who_work_there_or_did_when_derived(database: SQLAlchemy) -> None:
    top = factories.unit()
    team, elsewhere = factories.unit(parent=top), factories.unit()
    moved, arrived = (
        factories.person(unit=team, name="Moved"),
        factories.person(unit=elsewhere, name="Arrived"),
    )
    away = factories.person(unit=elsewhere, name="Away")
    factories.affected(factories.change(), moved, arrived, away)
    factories.affected(factories.change(published=False), factories.person(unit=team, name="Draft"))
    for someone, to in ((moved, elsewhere), (arrived, team)):
        old = database.session.scalars(database.select(Posting).filter_by(person_id=someone.id)).one()
        old.valid_to = date(2024, 3, 31)
        factories.save(Posting(person_id=someone.id, unit_id=to.id, valid_from=date(2024, 4, 1)))

    assert names(viewer(Role.MANAGER, unit=top), database) == ["Arrived", "Moved"]
    assert names(viewer(Role.MANAGER, unit=elsewhere), database) == ["Arrived", "Away", "Moved"]
    assert names(viewer(Role.MANAGER, unit=factories.unit()), database) == []


def test_staff_read_themselves_in_published_changes(database: SQLAlchemy) -> None:
    unit = factories.unit()
    me, other = factories.person(unit=unit, name="Me"), factories.person(unit=unit)
    published, draft = factories.change(), factories.change(published=False)
    factories.affected(published, me, other)
    factories.affected(draft, me)
    seen = database.session.scalars(visible_affected(viewer(Role.STAFF, person=me), TODAY)).all()

    assert [(row.person.name, row.change_id) for row in seen] == [("Me", published.id)]


def test_other_roles_read_nobody(database: SQLAlchemy) -> None:
    factories.affected(factories.change(), factories.person(unit=factories.unit(), name="Ann"))

    assert names(viewer(Role.HR_PARTNER), database) == ["Ann"]
    for role in (Role.PROGRAMME_DIRECTOR, Role.ADMINISTRATOR, Role.AUDITOR):
        assert names(viewer(role), database) == []


def test_rows_bring_person_change_and_programme_along(database: SQLAlchemy) -> None:
    factories.affected(factories.change(), factories.person(unit=factories.unit(), name="Ann"))
    row = database.session.scalars(visible_affected(viewer(Role.HR_PARTNER), TODAY)).one()

    assert isinstance(row, AffectedPerson)
    assert (row.person.name, row.change.programme.name[:9]) == ("Ann", "Programme")


def test_only_hr_and_director_of_the_programme_read_impacts(database: SQLAlchemy) -> None:
    mine, other, unit = factories.programme(), factories.programme(), factories.unit()
    kept = factories.affected(factories.change(programme_id=mine.id), factories.person(unit=unit))
    factories.affected(factories.change(programme_id=other.id), factories.person(unit=unit))

    for role in (Role.HR_PARTNER, Role.PROGRAMME_DIRECTOR):
        seen = database.session.scalars(visible_impacts(viewer(role, programme=mine), TODAY)).all()
        assert [impact.id for impact in seen] == [kept.id]
    for role in (Role.MANAGER, Role.UNION_REPRESENTATIVE, Role.STAFF, Role.AUDITOR):
        assert database.session.scalars(visible_impacts(viewer(role), TODAY)).all() == []
