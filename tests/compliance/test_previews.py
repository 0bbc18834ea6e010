"""What something typed would do to the counter, before it is saved: the same as after it was."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.browser import Browser
from tests.queries import Queries
from tracker.affected_staff.models import AffectedPerson, Impact
from tracker.affected_staff.rules import AffectedStatus, ImpactKind, ImpactState
from tracker.changes.models import Change
from tracker.changes.unsaved import Duty, Effect, Unsaved, effects_of
from tracker.database import db
from tracker.organisation.models import Establishment, Person, Unit
from tracker.organisation.rules import Contract, StaffKind
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.clock import today

SignIn = Callable[..., tuple[Browser, Viewer]]


def staff(number: int, unit: Unit, site: Establishment, **given: Any) -> list[Person]:
    values: dict[str, Any] = {"kind": StaffKind.POLICE_STAFF, "establishment_id": site.id, **given}
    return [factories.person(unit=unit, **values) for _ in range(number)]


def planned(title: str, **given: Any) -> Change:
    day = today()
    dates = {"announced": day - timedelta(days=3), "transition_start": day + timedelta(days=80)}
    return factories.change(title=title, **{**dates, **given})


def people_of(*people: Person) -> Any:
    return sa.select(Person.id).where(Person.id.in_([person.id for person in people]))


def looked_at(unsaved: Unsaved) -> list[Effect] | None:
    loaded = replace(unsaved, change=with_programme(unsaved.change))
    return effects_of(loaded, factories.viewer(Role.HR_PARTNER), today())


def with_programme(change: Change) -> Change:
    """The change as pages read it."""
    query = sa.select(Change).options(sa.orm.joinedload(Change.programme)).where(Change.id == change.id)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def first_moved() -> int:
    return db.session.scalars(sa.select(AffectedPerson.id).order_by(AffectedPerson.id)).all()[0]


def test_attaching_people_shows_the_count_it_will_give(database: SQLAlchemy) -> None:
    site, unit = factories.establishment(name="Lloyd House"), factories.unit()
    first = planned("First")
    factories.affected(first, *staff(18, unit, site))
    more = [
        *staff(4, unit, site),
        *staff(3, unit, site, kind=StaffKind.POLICE_OFFICER),
        *staff(2, unit, site, contract=Contract.AGENCY),
    ]
    unsaved = Unsaved(change=first, people=people_of(*more), kind="job_loss")

    [before] = looked_at(unsaved) or []
    factories.affected(first, *more)
    after = looked_at(Unsaved(change=first, moved=[first_moved()], status="slotted in")) or []

    assert (before.site, before.before, before.after) == ("Lloyd House", Duty(18, 18, None), Duty(22, 22, 30))
    assert before.is_heavier
    assert [effect.before for effect in after] == [before.after]


@pytest.mark.parametrize(
    ("kind", "counted"),
    [
        pytest.param(ImpactKind.JOB_LOSS, 2, id="job loss"),
        pytest.param(ImpactKind.TECHNOLOGY, 0, id="new tools"),
        pytest.param(ImpactKind.EMPLOYER_TRANSFER, 0, id="transfer"),
    ],
)
def test_people_already_in_the_change_count_once_their_job_is_at_risk(
    database: SQLAlchemy, kind: ImpactKind, counted: int
) -> None:
    site, unit = factories.establishment(name="Lloyd House"), factories.unit()
    change = planned("One desk")
    people = staff(2, unit, site)
    factories.affected(change, *people, kind=ImpactKind.TECHNOLOGY)
    rows = db.session.scalars(sa.select(AffectedPerson)).all()
    for row in rows:
        row.status = AffectedStatus.POTENTIALLY_AFFECTED
    factories.save(*rows)

    found = looked_at(Unsaved(change=change, people=people_of(*people), kind=kind.value)) or []

    assert [effect.after for effect in found] == ([Duty(counted, counted, None)] if counted else [])


def test_moving_people_on_takes_them_off_the_count(database: SQLAlchemy) -> None:
    site, unit = factories.establishment(name="Lloyd House"), factories.unit()
    change = planned("One desk")
    factories.affected(change, *staff(21, unit, site))
    moved = [row.id for row in db.session.scalars(sa.select(AffectedPerson)).all()[:2]]

    [slotted] = looked_at(Unsaved(change=change, moved=moved, status="slotted in")) or []

    assert (slotted.before, slotted.after) == (Duty(21, 21, 30), Duty(19, 19, None))
    assert looked_at(Unsaved(change=change, moved=moved, status="selected")) == []


def test_a_later_date_takes_a_batch_out_of_the_window(database: SQLAlchemy) -> None:
    site, unit = factories.establishment(name="Lloyd House"), factories.unit()
    one, two = planned("One"), planned("Two")
    factories.affected(one, *staff(12, unit, site))
    factories.affected(two, *staff(12, unit, site))
    later = {"announced": two.announced, "transition_start": today() + timedelta(days=300)}

    [effect] = looked_at(Unsaved(change=two, dates=later)) or []

    assert (effect.before, effect.after) == (Duty(24, 24, 30), Duty(12, 12, None))


@pytest.mark.parametrize("role", [Role.UNION_REPRESENTATIVE, Role.MANAGER, Role.PROGRAMME_DIRECTOR])
def test_nobody_but_hr_is_told_small_numbers(database: SQLAlchemy, role: Role) -> None:
    site, unit = factories.establishment(), factories.unit()
    change = planned("One desk")
    unsaved = Unsaved(change=change, people=people_of(*staff(2, unit, site)), kind="job_loss")

    assert effects_of(unsaved, factories.viewer(role), today()) is None


def test_two_people_cost_as_many_statements_as_two_hundred(
    database: SQLAlchemy, count_queries: Callable[[], AbstractContextManager[Queries]]
) -> None:
    site, unit = factories.establishment(), factories.unit()
    change, viewer = planned("One desk"), factories.viewer(Role.HR_PARTNER)
    counts = []
    for number in (2, 20):
        people = people_of(*staff(number, unit, site))
        unsaved = Unsaved(change=with_programme(change), people=people, kind="job_loss")
        with count_queries() as queries:
            effects_of(unsaved, viewer, today())
        counts.append(queries.count)

    assert counts[0] == counts[1]


def test_the_pages_say_so_before_anything_is_saved(sign_in_as: SignIn) -> None:
    site, unit = factories.establishment(name="Lloyd House"), factories.unit("Custody")
    staff(21, unit, site)
    change = planned("One desk", units=(unit,))
    browser, _ = sign_in_as(Role.HR_PARTNER)
    factories.affected(
        change,
        state=ImpactState.DRAFT,
        derived_on=None,
        kind=ImpactKind.JOB_LOSS,
        rule={"units": [unit.reference]},
    )
    draft = db.session.scalars(sa.select(Impact)).one()

    page = browser.get(f"/impacts/{draft.reference}/preview")

    assert page.table("Redundancy counter before and after") == [
        ["Lloyd House", "0 → 21", "0 → 21", "79 short of 100"]
    ]
    assert "at least 30 days of consultation before the first dismissal" in page.text
    assert db.session.scalar(sa.select(sa.func.count(AffectedPerson.id))) == 0


def test_dates_of_a_change_are_tried_without_being_saved(sign_in_as: SignIn) -> None:
    site, unit = factories.establishment(name="Lloyd House"), factories.unit("Custody")
    one, two = planned("One"), planned("Two")
    for each in (one, two):
        factories.affected(each, *staff(12, unit, site))
    browser, _ = sign_in_as(Role.HR_PARTNER)
    browser.get(f"/changes/{two.reference}/edit")
    later = today() + timedelta(days=300)

    page = browser.submit(
        {
            "transition_start-day": str(later.day),
            "transition_start-month": str(later.month),
            "transition_start-year": str(later.year),
        },
        button="Try these dates",
    )

    [row] = page.table("Redundancy counter before and after")
    assert row[:3] == ["Lloyd House", "24 → 12", "24 → 12"]
    db.session.expire_all()
    assert db.session.get_one(Change, two.id).transition_start == today() + timedelta(days=80)
