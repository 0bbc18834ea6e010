"""The live counter over real rows."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.queries import Queries
from tracker.affected_staff.models import AffectedPerson
from tracker.affected_staff.rules import AffectedStatus, ImpactKind, Reach
from tracker.changes.models import Change
from tracker.changes.rules import ChangeState
from tracker.compliance.counting import Site, sites
from tracker.compliance.models import StatutoryDates
from tracker.database import db
from tracker.organisation.models import Establishment, Person, Unit
from tracker.organisation.rules import Contract, StaffKind
from tracker.policy.calendar.nations import Nation
from tracker.policy.law.findings import Grade
from tracker.policy.law.parameters import rule_book

LAW = rule_book()
TODAY = date(2026, 10, 5)
Count = Callable[[], AbstractContextManager[Queries]]
PROPOSED = date(2026, 9, 7)
LEAVES = date(2026, 12, 1)


def staff(number: int, unit: Unit, site: Establishment | None, **given: Any) -> list[Person]:
    values: dict[str, Any] = {
        "kind": StaffKind.POLICE_STAFF,
        "establishment_id": site.id if site else None,
        **given,
    }
    return [factories.person(unit=unit, **values) for _ in range(number)]


def change(**given: Any) -> Change:
    return factories.change(**{"announced": PROPOSED, "transition_start": LEAVES, **given})


def count(reference: str | None = None) -> list[Site]:
    return sites(LAW, [factories.the_employer().id], TODAY, site=reference)


def numbers(found: Site) -> tuple[int, int]:
    counter = found.finding.known
    return counter.statutory.number, counter.prudent.number


def set_status(moved: Change, status: AffectedStatus, number: int) -> None:
    rows = db.session.scalars(sa.select(AffectedPerson).where(AffectedPerson.change_id == moved.id)).all()
    waiting = [row for row in rows if row.status is AffectedStatus.AT_RISK]
    for row in waiting[:number]:
        row.status = status
    factories.save(*waiting)


def test_officers_and_agency_workers_do_not_count(database: SQLAlchemy) -> None:
    site, unit = factories.establishment(name="Lloyd House"), factories.unit()
    people = [
        *staff(13, unit, site),
        *staff(5, unit, site, kind=StaffKind.POLICE_OFFICER),
        *staff(2, unit, site, contract=Contract.AGENCY),
    ]
    factories.affected(change(), *people)

    [found] = count()

    assert (found.name, *numbers(found), found.left_out) == ("Lloyd House", 13, 13, 7)
    assert found.finding.known.statutory.distance == 7


def test_each_establishment_is_counted_by_itself(database: SQLAlchemy) -> None:
    one, two = factories.establishment(name="A"), factories.establishment(name="B")
    unit = factories.unit()
    factories.affected(change(), *staff(3, unit, one), *staff(2, unit, two))

    assert [(found.name, *numbers(found)) for found in count()] == [("A", 3, 3), ("B", 2, 2)]


def test_volunteers_and_redeployed_people_go_on_counting(database: SQLAlchemy) -> None:
    site, unit, told = factories.establishment(), factories.unit(), change()
    factories.affected(told, *staff(4, unit, site))
    set_status(told, AffectedStatus.LEAVING_VOLUNTARY, 1)
    set_status(told, AffectedStatus.REDEPLOYED, 2)

    assert numbers(count()[0]) == (4, 4)


def test_people_slotted_in_and_no_longer_affected_do_not_count(database: SQLAlchemy) -> None:
    site, unit, told = factories.establishment(), factories.unit(), change()
    factories.affected(told, *staff(4, unit, site))
    set_status(told, AffectedStatus.SLOTTED_IN, 1)

    assert numbers(count()[0]) == (3, 3)


@pytest.mark.parametrize("reach", Reach)
def test_only_a_job_at_risk_counts_while_nothing_has_happened(database: SQLAlchemy, reach: Reach) -> None:
    site, unit, told = factories.establishment(), factories.unit(), change()
    people = staff(2, unit, site)
    factories.affected(told, people[0], kind=ImpactKind.RELOCATION)
    factories.affected(told, people[1], kind=ImpactKind.JOB_LOSS, reach=reach)
    set_status(told, AffectedStatus.AFFECTED, 2)

    assert numbers(count()[0])[0] == (1 if reach is Reach.DIRECT else 0)


def test_two_changes_not_yet_in_consultation_add(database: SQLAlchemy) -> None:
    site, unit = factories.establishment(), factories.unit()
    for _ in range(2):
        factories.affected(change(title="Same title"), *staff(3, unit, site))

    [found] = count()

    assert numbers(found) == (6, 6)
    assert len(found.finding.known.batches) == 2


def test_a_change_in_consultation_is_left_out_of_the_statutory_count(database: SQLAlchemy) -> None:
    site, unit = factories.establishment(), factories.unit()
    factories.affected(change(consult_start=date(2026, 10, 4)), *staff(3, unit, site))
    factories.affected(change(announced=date(2026, 10, 5)), *staff(2, unit, site))

    assert numbers(count()[0]) == (2, 5)


@pytest.mark.parametrize("state", [ChangeState.WITHDRAWN, ChangeState.SUPERSEDED, ChangeState.IDEA])
def test_what_is_no_proposal_does_not_count(database: SQLAlchemy, state: ChangeState) -> None:
    site, unit = factories.establishment(), factories.unit()
    factories.affected(change(state=state), *staff(3, unit, site))
    factories.affected(change(), *staff(2, unit, site))

    assert numbers(count()[0]) == (2, 2)


def test_the_recorded_leaving_date_decides_over_the_transition(database: SQLAlchemy) -> None:
    site, unit, told = factories.establishment(), factories.unit(), change()
    factories.affected(told, *staff(2, unit, site))
    factories.affected(change(transition_start=date(2027, 3, 1)), *staff(2, unit, site))
    assert numbers(count()[0]) == (2, 2)

    factories.save(
        StatutoryDates(
            change_id=told.id,
            first_dismissal_on=date(2027, 2, 1),
            recorded_by_id=told.owner_id,
            recorded_at=factories.MOMENT,
        )
    )

    assert numbers(count()[0]) == (4, 4)


def test_an_establishment_that_is_not_known_is_said_to_be(database: SQLAlchemy) -> None:
    factories.affected(change(), *staff(2, factories.unit(), None))

    [found] = count()

    assert (found.name, found.reference, found.finding.grade) == (
        "Establishment not known",
        None,
        Grade.UNKNOWN,
    )
    assert found.finding.missing == ("the nation in which the establishment is",)


def test_the_unit_tells_the_establishment_where_the_posting_does_not(database: SQLAlchemy) -> None:
    site = factories.establishment(name="Tally Ho")
    factories.affected(change(), *staff(2, factories.unit(establishment_id=site.id), None))

    assert [found.name for found in count()] == ["Tally Ho"]


def test_a_place_in_ireland_names_what_its_law_needs(database: SQLAlchemy) -> None:
    site = factories.establishment(nation=Nation.IRELAND)
    factories.affected(change(), *staff(2, factories.unit(), site))

    assert count()[0].finding.grade is Grade.UNKNOWN


def test_people_of_the_change_are_counted_once_with_two_impacts(database: SQLAlchemy) -> None:
    site, unit, told = factories.establishment(), factories.unit(), change()
    people = staff(3, unit, site)
    factories.affected(told, *people)
    factories.affected(told, *people, kind=ImpactKind.RELOCATION)

    assert numbers(count()[0]) == (3, 3)


def test_the_number_of_statements_does_not_grow(database: SQLAlchemy, count_queries: Count) -> None:
    unit = factories.unit()
    for _ in range(3):
        factories.affected(change(), *staff(2, unit, factories.establishment()))

    with count_queries() as seen:
        assert len(sites(LAW, [factories.the_employer().id], TODAY)) == 3

    assert seen.count <= 3
