"""The list of affected staff, one person's page, and moving statuses."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tracker.affected_staff.models import AffectedPerson, AffectedStep, Exposure
from tracker.affected_staff.rules import AffectedStatus
from tracker.audit import services as audit
from tracker.database import unit_of_work
from tracker.policy.access.roles import Role

MOVE = {"status": "redeployed", "on-day": "2", "on-month": "4", "on-year": "2012", "reason": "Found a post"}


def rows(database: SQLAlchemy) -> list[AffectedPerson]:
    return list(database.session.scalars(sa.select(AffectedPerson).order_by(AffectedPerson.id)))


def test_each_role_sees_its_own_people(sign_in_as: Callable[..., Any]) -> None:
    ours, theirs = factories.union(), factories.union()
    group, other = factories.bargaining_group(ours), factories.bargaining_group(theirs)
    mine, beside = factories.unit(), factories.unit()
    change = factories.change(units=(mine,))
    factories.affected(
        change,
        factories.person(unit=mine, group=group, name="Ana", staff_number="00123456"),
        factories.person(unit=beside, group=other, name="Bo", staff_number="00777777"),
    )
    url = f"/changes/{change.reference}/affected-staff"

    seen = {}
    for role, scope in (
        (Role.HR_PARTNER, {}),
        (Role.UNION_REPRESENTATIVE, {"union": ours}),
        (Role.MANAGER, {"unit": mine}),
    ):
        text = sign_in_as(role, **scope)[0].get(url).text
        seen[role] = [word for word in ("Ana", "Bo", "00123456", "…456") if word in text]

    assert seen == {
        Role.HR_PARTNER: ["Ana", "Bo", "00123456"],
        Role.UNION_REPRESENTATIVE: ["Ana", "…456"],
        Role.MANAGER: ["Ana", "00123456"],
    }
    sign_in_as(Role.PROGRAMME_DIRECTOR)[0].get(url, 403)


def test_a_person_hidden_and_a_person_missing_look_alike(
    sign_in_as: Callable[..., Any], database: SQLAlchemy
) -> None:
    change = factories.change(units=(factories.unit(),))
    factories.affected(change, factories.person(unit=factories.unit(), name="Bo"))
    browser, _ = sign_in_as(Role.MANAGER, unit=factories.unit())
    [hidden] = rows(database)

    assert (
        browser.get(f"/affected/{hidden.reference}", 404).text
        == browser.get("/affected/NOSUCHONE0", 404).text
    )


def test_a_status_moves_with_its_reason_and_stays_in_the_history(
    sign_in_as: Callable[..., Any], database: SQLAlchemy
) -> None:
    change = factories.change()
    factories.affected(change, factories.person(unit=factories.unit()))
    browser, viewer = sign_in_as(Role.HR_PARTNER)
    [row] = rows(database)

    browser.get(f"/changes/{change.reference}/affected-staff/status?who={row.reference}")
    page = browser.submit(MOVE, action=f"/changes/{change.reference}/affected-staff/status")

    [row] = rows(database)
    assert (row.status, row.status_on) == (AffectedStatus.REDEPLOYED, date(2012, 4, 2))
    assert page.flash == ["1 person is now redeployed"]
    step = database.session.scalars(sa.select(AffectedStep).order_by(AffectedStep.id.desc())).first()
    assert step is not None
    assert (step.reason, step.recorded_by_id) == ("Found a post", viewer.account_id)


def test_a_move_that_one_person_may_not_make_moves_nobody(
    sign_in_as: Callable[..., Any], database: SQLAlchemy
) -> None:
    change = factories.change()
    unit = factories.unit()
    factories.affected(
        change, factories.person(unit=unit, name="Ana"), factories.person(unit=unit, name="Bo")
    )
    first, second = rows(database)
    with unit_of_work():
        second.status = AffectedStatus.TRANSFERRED
        audit.record(audit.NOBODY, "test:arrange", "test", "-")
    browser, _ = sign_in_as(Role.HR_PARTNER)
    url = f"/changes/{change.reference}/affected-staff/status"

    browser.get(f"{url}?who={first.reference}&who={second.reference}")
    page = browser.submit(MOVE, 400, action=url)

    assert page.errors[0].startswith("Bo: Someone who is transferred can become")
    assert [row.status for row in rows(database)] == [AffectedStatus.AT_RISK, AffectedStatus.TRANSFERRED]
    assert page.soup.select("#reason")[0].get_text(strip=True) == "Found a post"


def test_two_people_moving_somebody_at_once(sign_in_as: Callable[..., Any], database: SQLAlchemy) -> None:
    change = factories.change()
    factories.affected(change, factories.person(unit=factories.unit(), name="Ana"))
    [row] = rows(database)
    first, _ = sign_in_as(Role.HR_PARTNER)
    second, _ = sign_in_as(Role.HR_PARTNER)
    url = f"/changes/{change.reference}/affected-staff/status"
    for browser in (first, second):
        browser.get(f"{url}?who={row.reference}")
    second.submit({**MOVE, "status": "slotted in"}, action=url)

    page = first.submit({**MOVE, "status": "ring-fenced"}, 400, action=url)

    assert page.errors == ["Somebody else moved Ana meanwhile: look at the list below, then move them again"]
    assert "Slotted in" in page.table("Exactly who")[0]
    assert page.soup.select("#reason")[0].get_text(strip=True) == "Found a post"
    assert [row.status for row in rows(database)] == [AffectedStatus.SLOTTED_IN]
    first.submit({"status": "at risk"}, action=url)
    assert [row.status for row in rows(database)] == [AffectedStatus.AT_RISK]


def test_whoever_is_no_longer_affected_carries_no_load_after_that_day(
    sign_in_as: Callable[..., Any], database: SQLAlchemy
) -> None:
    change = factories.change()
    factories.affected(change, factories.person(unit=factories.unit()))
    [row] = rows(database)
    browser, _ = sign_in_as(Role.HR_PARTNER)
    url = f"/changes/{change.reference}/affected-staff/status"

    browser.get(f"{url}?who={row.reference}")
    browser.submit({**MOVE, "status": "no longer affected"}, action=url)

    assert database.session.scalars(sa.select(Exposure.last_day)).all() == [date(2012, 4, 2)]


@pytest.mark.parametrize("people", [1, 3])
def test_the_list_takes_the_same_few_statements_however_long(
    sign_in_as: Callable[..., Any], count_queries: Callable[[], Any], people: int
) -> None:
    change = factories.change()
    factories.affected(change, *[factories.person(unit=factories.unit()) for _ in range(people)])
    browser, _ = sign_in_as(Role.HR_PARTNER)

    with count_queries() as made:
        page = browser.get(f"/changes/{change.reference}/affected-staff")

    assert len(page.soup.select("#affected tbody tr")) == people
    assert made.count <= 5
