"""The list of affected staff, one person's page, and moving statuses."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tracker.affected_staff.models import AffectedPerson
from tracker.policy.access.roles import Role


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


@pytest.mark.parametrize("people", [1, 3])
def test_the_list_takes_the_same_few_statements_however_long(
    sign_in_as: Callable[..., Any], count_queries: Callable[[], Any], people: int
) -> None:
    change = factories.change()
    factories.affected(change, *[factories.person(unit=factories.unit()) for _ in range(people)])
    browser, _ = sign_in_as(Role.HR_PARTNER)
    browser.get(f"/changes/{change.reference}/affected-staff")  # the first look of a day is noted

    with count_queries() as made:
        page = browser.get(f"/changes/{change.reference}/affected-staff")

    assert len(page.soup.select("#affected tbody tr")) == people
    assert made.count <= 5
