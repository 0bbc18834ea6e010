"""What is done to units on a date, and what it leaves as it was."""

import itertools
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.organisation.registers import units
from tracker.audit import services as audit
from tracker.database import EditConflictError, db, unit_of_work
from tracker.organisation import services_operations as services
from tracker.organisation.models import Person, Post, Posting, PostPeriod, Unit, UnitPeriod
from tracker.organisation.models_operations import Operation
from tracker.organisation.operation_effects import Effects
from tracker.organisation.operation_plans import effects_of
from tracker.organisation.queries import valid_on
from tracker.organisation.queries_structure import (
    predecessors_of,
    structure_of,
    successors_of,
    units_become,
)
from tracker.organisation.rules import PostState
from tracker.organisation.rules_operations import OperationError, OperationKind, OperationState
from tracker.organisation.services_operations import StructureMovedError
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer

DAY = date(2012, 4, 1)
BEFORE = DAY - timedelta(days=1)


@pytest.fixture
def hr(database: SQLAlchemy) -> Viewer:
    return factories.viewer(Role.HR_PARTNER, employer=factories.the_employer())


def draft(kind: OperationKind, by: Viewer, on: date = DAY, **plan: Any) -> Operation:
    with unit_of_work():
        return services.draft_operation(
            factories.the_employer().id, kind, on, "", plan, by=by, at=factories.MOMENT
        )


def effects(row: Operation) -> Effects:
    return effects_of(row.kind, row.plan, structure_of(row.employer_id, row.on))


def do(kind: OperationKind, by: Viewer, on: date = DAY, **plan: Any) -> Operation:
    row = draft(kind, by, on, **plan)
    with unit_of_work():
        services.do_operation(row, effects(row).digest(), (), seen=row.version, by=by, at=factories.MOMENT)
    return row


def post(unit: Unit, number: str, state: PostState = PostState.LIVE) -> Post:
    return factories.post(unit, number, state=state)


def where(person: Person, day: date) -> str | None:
    return db.session.scalar(
        sa.select(Unit.code)
        .join(Posting, Posting.unit_id == Unit.id)
        .where(Posting.person_id == person.id, valid_on(Posting, day))
    )


def overlapping() -> list[tuple[str, int]]:
    """Units, people and posts that have two periods on one day."""
    found = []
    for model, owner in ((UnitPeriod, "unit_id"), (Posting, "person_id"), (PostPeriod, "post_id")):
        columns = (getattr(model, owner), model.valid_from, model.valid_to)
        rows = db.session.execute(sa.select(*columns).order_by(*columns[:2])).all()
        for before, after in itertools.pairwise(rows):
            if before[0] == after[0] and (before[2] is None or before[2] >= after[1]):
                found.append((model.__tablename__, before[0]))
    return found


def test_periods_of_a_unit_a_person_and_a_post_never_overlap(hr: Viewer) -> None:
    one, two = factories.unit("Payroll"), factories.unit("Pensions")
    team = factories.unit("Helpdesk", parent=one)
    factories.person(unit=one)
    post(one, "P1")

    do(OperationKind.RENAME, hr, unit=one.reference, name="Pay")
    do(OperationKind.MOVE, hr, unit=team.reference, parent="")
    do(OperationKind.MERGE, hr, DAY, units=[one.reference, two.reference], into=two.reference)
    later = DAY + timedelta(days=30)
    do(OperationKind.SPLIT, hr, later, unit=two.reference, stays="", parts=["North", "South"])

    assert overlapping() == []
    counts = [db.session.scalar(sa.select(sa.func.count()).select_from(t)) for t in (Posting, PostPeriod)]
    assert counts == [3, 3]


def test_a_rename_holds_from_the_day_and_keeps_the_unit(hr: Viewer) -> None:
    unit = factories.unit("Payroll", code="P")

    do(OperationKind.RENAME, hr, unit=unit.reference, name="Pay and rewards")

    assert units(BEFORE) == {"P": ("Payroll", None)}
    assert units(DAY) == {"P": ("Pay and rewards", None)}


def test_a_second_operation_on_the_same_day_alters_the_period_that_began_then(hr: Viewer) -> None:
    top = factories.unit("Corporate", code="C")
    unit = factories.unit("Payroll", code="P")

    do(OperationKind.RENAME, hr, unit=unit.reference, name="Pay and rewards")
    do(OperationKind.MOVE, hr, unit=unit.reference, parent=top.reference)

    assert units(BEFORE)["P"] == ("Payroll", None)
    assert units(DAY)["P"] == ("Pay and rewards", "C")
    periods = sa.select(sa.func.count()).where(UnitPeriod.unit_id == unit.id)
    assert db.session.scalar(periods) == 2


def test_moving_to_a_site_takes_along_who_worked_at_the_old_one(hr: Viewer) -> None:
    old, new, home = (factories.establishment(name=name) for name in ("Old", "New", "Home"))
    unit = factories.unit("Payroll", establishment_id=old.id)
    there = factories.person(unit=unit, establishment_id=old.id)
    elsewhere = factories.person(unit=unit, establishment_id=home.id)

    do(OperationKind.MOVE, hr, unit=unit.reference, site=new.reference)

    def site(person: Person, day: date) -> int | None:
        query = sa.select(Posting.establishment_id)
        return db.session.scalar(query.where(Posting.person_id == person.id, valid_on(Posting, day)))

    assert [site(there, BEFORE), site(there, DAY)] == [old.id, new.id]
    assert [site(elsewhere, BEFORE), site(elsewhere, DAY)] == [home.id, home.id]


def test_merged_units_end_and_everything_of_theirs_goes_on_in_the_new_one(hr: Viewer) -> None:
    top = factories.unit("Corporate", code="C")
    one, two = (factories.unit(name, code=name, parent=top) for name in ("Payroll", "Pensions"))
    team = factories.unit("Helpdesk", code="H", parent=one)
    ada, bo = factories.person(unit=one), factories.person(unit=two)
    vacant = post(two, "P1", PostState.VACANT)

    row = do(
        OperationKind.MERGE,
        hr,
        units=[one.reference, two.reference],
        into="",
        name="Pay",
        parent=top.reference,
    )

    assert set(units(BEFORE)) == {"C", "Payroll", "Pensions", "H"}
    assert units(DAY) == {"C": ("Corporate", None), "Pay": ("Pay", "C"), "H": ("Helpdesk", "Pay")}
    assert [where(person, BEFORE) for person in (ada, bo)] == ["Payroll", "Pensions"]
    assert [where(person, DAY) for person in (ada, bo)] == ["Pay", "Pay"]
    standing = sa.select(Unit.code).join(PostPeriod, PostPeriod.unit_id == Unit.id)
    standing = standing.where(PostPeriod.post_id == vacant.id)
    assert db.session.scalar(standing.where(valid_on(PostPeriod, DAY))) == "Pay"
    assert (row.outcome["people"], row.outcome["posts"]) == (2, 1)
    new = db.session.scalars(sa.select(Unit).where(Unit.code == "Pay")).one()
    assert [each.name for each in predecessors_of(new.id)] == ["Payroll", "Pensions"]
    assert [each.name for each in successors_of(one.id)] == ["Pay"]
    assert team.id not in {each.id for each in (one, two)}


def test_merging_into_a_unit_that_stays_moves_only_the_others(hr: Viewer) -> None:
    stays, goes = factories.unit("Payroll", code="S"), factories.unit("Pensions", code="G")
    ada, bo = factories.person(unit=stays), factories.person(unit=goes)

    row = do(OperationKind.MERGE, hr, units=[stays.reference, goes.reference], into=stays.reference)

    assert set(units(DAY)) == {"S"}
    assert [where(person, DAY) for person in (ada, bo)] == ["S", "S"]
    assert row.outcome["people"] == 1


def test_a_split_sends_people_by_number_then_by_job_and_grade_then_with_the_rest(hr: Viewer) -> None:
    unit = factories.unit("Finance", code="F")
    team = factories.unit("Helpdesk", code="H", parent=unit)
    clerk = factories.person(unit=unit, title="Clerk", grade="C")
    listed = factories.person(unit=unit, title="Clerk", grade="C")
    head = factories.person(unit=unit, title="Head", grade="E")

    do(
        OperationKind.SPLIT,
        hr,
        unit=unit.reference,
        stays="",
        parts=["Payroll", "Pensions"],
        rest=1,
        groups={"Clerk | C": 2},
        children={team.reference: 2},
        people={"1": [listed.staff_number]},
    )

    assert [where(each, DAY) for each in (clerk, listed, head)] == ["Pensions", "Payroll", "Payroll"]
    assert [where(each, BEFORE) for each in (clerk, listed, head)] == ["F", "F", "F"]
    assert units(DAY) == {
        "Payroll": ("Payroll", None),
        "Pensions": ("Pensions", None),
        "H": ("Helpdesk", "Pensions"),
    }
    assert {each.name for each in successors_of(unit.id)} == {"Payroll", "Pensions"}


def test_a_unit_that_stays_in_a_split_keeps_the_rest_and_a_post_goes_with_its_holder(hr: Viewer) -> None:
    unit = factories.unit("Finance", code="F")
    held, vacant = post(unit, "P1"), post(unit, "P2", PostState.VACANT)
    holder, other = factories.person(unit=unit, title="Head"), factories.person(unit=unit)
    with unit_of_work():
        db.session.execute(sa.update(Posting).where(Posting.person_id == holder.id).values(post_id=held.id))
        audit.record(audit.NOBODY, "test:arrange", "test", "-")

    row = do(
        OperationKind.SPLIT, hr, unit=unit.reference, stays="yes", parts=["Payroll"],
        people={"1": [holder.staff_number]},
    )  # fmt: skip

    assert [where(each, DAY) for each in (holder, other)] == ["Payroll", "F"]
    rows = db.session.execute(
        sa.select(PostPeriod.post_id, Unit.code)
        .join(Unit, Unit.id == PostPeriod.unit_id)
        .where(valid_on(PostPeriod, DAY))
    )
    codes = {row.post_id: row.code for row in rows}
    assert codes == {held.id: "Payroll", vacant.id: "F"}
    assert (row.outcome["people"], row.outcome["posts"]) == (1, 1)


def test_a_posting_that_begins_later_goes_too(hr: Viewer) -> None:
    unit, other = factories.unit("Finance", code="F"), factories.unit("Pay", code="P")
    person = factories.person(unit=factories.unit("Estates", code="E"), service_start=factories.BEGAN)
    with unit_of_work():
        [posting] = db.session.scalars(sa.select(Posting)).all()
        posting.valid_to = DAY + timedelta(days=9)
        audit.record(audit.NOBODY, "test:arrange", "test", "-")
    later = DAY + timedelta(days=10)
    factories.save(Posting(person_id=person.id, unit_id=unit.id, valid_from=later))

    do(OperationKind.MERGE, hr, units=[unit.reference, other.reference], into=other.reference)

    assert [where(person, DAY), where(person, later)] == ["E", "P"]


def test_closing_says_who_is_still_there(hr: Viewer) -> None:
    unit = factories.unit("Finance", code="F")
    team = factories.unit("Payroll", code="P", parent=unit)
    for name in ("Ada", "Bo", "Cy", "Di"):
        factories.person(unit=team, name=name)
    empty = factories.unit("Empty", code="E")
    post(empty, "P1", PostState.VACANT)
    bare = factories.unit("Bare", code="B")

    with pytest.raises(OperationError, match=r"^Payroll would still be below it"):
        draft(OperationKind.CLOSE, hr, unit=unit.reference)
    with pytest.raises(
        OperationError, match=r"^Ada, Bo, Cy and 1 more would still work there from 1 April 2012"
    ):
        draft(OperationKind.CLOSE, hr, unit=team.reference)
    with pytest.raises(OperationError, match=r"^Clerk \(P1\) would still be there"):
        draft(OperationKind.CLOSE, hr, unit=empty.reference)
    do(OperationKind.CLOSE, hr, unit=bare.reference)

    assert "B" in units(BEFORE)
    assert "B" not in units(DAY)


@pytest.mark.parametrize(
    ("on", "message"),
    [
        pytest.param(
            factories.BEGAN - timedelta(days=1), "is not there on 31 March 2010", id="before it began"
        ),
        pytest.param(factories.BEGAN, "began on 1 April 2010", id="the day it began"),
        pytest.param(factories.BEGAN + timedelta(days=1), "", id="the day after"),
    ],
)
def test_a_unit_does_not_end_before_it_has_been(hr: Viewer, on: date, message: str) -> None:
    unit = factories.unit("Finance")

    if message:
        with pytest.raises(OperationError, match=message):
            draft(OperationKind.CLOSE, hr, on, unit=unit.reference)
    else:
        draft(OperationKind.CLOSE, hr, on, unit=unit.reference)


def test_nothing_is_done_before_a_change_that_is_recorded_already(hr: Viewer) -> None:
    unit = factories.unit("Finance")
    do(OperationKind.RENAME, hr, DAY, unit=unit.reference, name="Treasury")

    with pytest.raises(OperationError, match="Finance is changed on 1 April 2012 already") as caught:
        draft(OperationKind.RENAME, hr, BEFORE, unit=unit.reference, name="Money")

    assert caught.value.field == "on"


def test_a_unit_cannot_come_to_stand_below_itself(hr: Viewer) -> None:
    top = factories.unit("Corporate")
    middle = factories.unit("Finance", parent=top)
    low = factories.unit("Payroll", parent=middle)

    with pytest.raises(OperationError, match=r"^Payroll is below Corporate"):
        draft(OperationKind.MOVE, hr, unit=top.reference, parent=low.reference)
    with pytest.raises(OperationError, match=r"^Corporate cannot be part of itself"):
        draft(OperationKind.MOVE, hr, unit=top.reference, parent=top.reference)
    with pytest.raises(OperationError, match=r"^Payroll is below Corporate"):
        draft(OperationKind.MERGE, hr, units=[top.reference, low.reference], into=low.reference)


def test_what_was_seen_is_what_is_done_or_nothing(hr: Viewer) -> None:
    one, two = factories.unit("Payroll"), factories.unit("Pensions")
    row = draft(OperationKind.MERGE, hr, units=[one.reference, two.reference], into=one.reference)
    digest = effects(row).digest()
    factories.person(unit=two)

    with pytest.raises(StructureMovedError), unit_of_work():
        services.do_operation(row, digest, (), seen=1, by=hr, at=factories.MOMENT)

    assert len(units(DAY)) == 2
    digest = effects(row).digest()
    with unit_of_work():
        services.do_operation(row, digest, (), seen=1, by=hr, at=factories.MOMENT)
    with pytest.raises(EditConflictError), unit_of_work():
        services.do_operation(row, digest, (), seen=1, by=hr, at=factories.MOMENT)
    assert (row.state, len(units(DAY))) == (OperationState.DONE, 1)


def test_a_code_that_is_taken_is_refused(hr: Viewer) -> None:
    factories.unit("Finance", code="FIN")

    with pytest.raises(OperationError, match="a unit with the code fin already"):
        draft(OperationKind.OPEN, hr, name="Financial services", code="fin")
    do(OperationKind.OPEN, hr, name="Financial services", code="FS")

    assert "FS" in units(DAY)
    assert "FS" not in units(BEFORE)


def test_a_unit_is_followed_through_several_steps(hr: Viewer) -> None:
    first, other = factories.unit("A", code="A"), factories.unit("B", code="B")
    do(OperationKind.MERGE, hr, DAY, units=[first.reference, other.reference], into="", name="AB")
    merged = db.session.scalars(sa.select(Unit).where(Unit.code == "AB")).one()
    later = DAY + timedelta(days=30)
    do(OperationKind.SPLIT, hr, later, unit=merged.reference, stays="yes", parts=["C"])
    part = db.session.scalars(sa.select(Unit).where(Unit.code == "C")).one()

    assert units_become([first.id], BEFORE, BEFORE) == {first.id: {first.id}}
    assert units_become([first.id], BEFORE, DAY) == {first.id: {merged.id}}
    assert units_become([first.id, part.id], BEFORE, later) == {
        first.id: {merged.id, part.id},
        part.id: {part.id},
    }
