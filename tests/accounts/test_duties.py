"""Roles kept apart, and what a grant must name."""

from datetime import date

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tracker import database as base
from tracker.accounts import access_services
from tracker.accounts.access_services import GrantError, Reach
from tracker.accounts.models import AccessGrant, Account
from tracker.database import unit_of_work
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.clock import today


def grants(account: Account) -> list[AccessGrant]:
    query = sa.select(AccessGrant).where(AccessGrant.account_id == account.id).order_by(AccessGrant.id)
    return list(base.db.session.scalars(query))


def give(
    account: Account,
    role: Role,
    by: Viewer,
    first: date | None = None,
    last: date | None = None,
    reach: Reach | None = None,
) -> None:
    with unit_of_work():
        access_services.grant_access(
            account,
            role,
            reach or Reach(),
            valid_from=first or today(),
            valid_to=last,
            by=by,
            moment=base.now(),
        )


@pytest.mark.parametrize(
    ("held", "wanted"),
    [
        (Role.ADMINISTRATOR, Role.AUDITOR),
        (Role.AUDITOR, Role.ADMINISTRATOR),
        (Role.MANAGER, Role.ADMINISTRATOR),
        (Role.MANAGER, Role.AUDITOR),
    ],
)
def test_roles_kept_apart_are_never_held_together(database: SQLAlchemy, held: Role, wanted: Role) -> None:
    by = factories.viewer(Role.ADMINISTRATOR)
    holder = factories.account()
    factories.give_role(holder, held)

    with pytest.raises(GrantError, match="kept apart"):
        give(holder, wanted, by)

    assert [grant.role for grant in grants(holder)] == [held]


def test_roles_kept_apart_may_follow_each_other_but_share_no_day(database: SQLAlchemy) -> None:
    by = factories.viewer(Role.ADMINISTRATOR)
    holder = factories.account()
    give(holder, Role.AUDITOR, by, date(2031, 1, 1), date(2031, 6, 30))

    for first, last in (
        (date(2031, 6, 30), date(2031, 12, 31)),
        (date(2030, 1, 1), date(2031, 1, 1)),
        (date(2030, 1, 1), None),
    ):
        with pytest.raises(GrantError, match="kept apart"):
            give(holder, Role.ADMINISTRATOR, by, first, last)
    give(holder, Role.ADMINISTRATOR, by, date(2031, 7, 1), date(2031, 12, 31))
    give(holder, Role.ADMINISTRATOR, by, date(2030, 1, 1), date(2030, 12, 31))

    assert len(grants(holder)) == 3


def test_a_revoked_grant_keeps_nothing_apart(database: SQLAlchemy) -> None:
    by = factories.viewer(Role.ADMINISTRATOR)
    holder = factories.account()
    factories.give_role(holder, Role.AUDITOR)
    with unit_of_work():
        access_services.revoke_access(grants(holder)[0], by=by, moment=base.now())

    give(holder, Role.ADMINISTRATOR, by)

    assert len(grants(holder)) == 2


def test_the_same_access_is_not_given_twice(database: SQLAlchemy) -> None:
    by = factories.viewer(Role.ADMINISTRATOR)
    holder = factories.account()
    give(holder, Role.AUDITOR, by)

    with pytest.raises(GrantError, match="have this access already"):
        give(holder, Role.AUDITOR, by)


def test_two_units_are_two_grants(database: SQLAlchemy) -> None:
    by = factories.viewer(Role.ADMINISTRATOR)
    holder = factories.account()

    for unit in (factories.unit(), factories.unit()):
        give(holder, Role.MANAGER, by, reach=Reach(unit_id=unit.id, employer_id=unit.employer_id))

    assert len(grants(holder)) == 2


@pytest.mark.parametrize(
    ("role", "message"),
    [
        (Role.HR_PARTNER, "Choose the employer"),
        (Role.UNION_REPRESENTATIVE, "Choose the union"),
        (Role.MANAGER, "Enter the unit"),
        (Role.STAFF, "Enter the staff number"),
    ],
)
def test_no_access_without_what_it_reaches(database: SQLAlchemy, role: Role, message: str) -> None:
    with pytest.raises(GrantError, match=message):
        give(factories.account(), role, factories.viewer(Role.ADMINISTRATOR))
