"""Access handed on after a reorganisation: HR proposes, an administrator gives."""

from collections.abc import Callable
from datetime import timedelta

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.browser import Browser
from tests.organisation.test_operations import draft, effects
from tracker.accounts.models import AccessGrant
from tracker.audit import services as audit
from tracker.database import unit_of_work
from tracker.organisation import services_operations
from tracker.organisation.models import Unit
from tracker.organisation.models_operations import GrantProposal
from tracker.organisation.rules_operations import OperationKind
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.clock import today

SignIn = Callable[..., tuple[Browser, Viewer]]


def merged(grant: AccessGrant, one: Unit, two: Unit) -> None:
    """One unit merged into the other from tomorrow, with access proposed to follow."""
    hr = factories.viewer(Role.HR_PARTNER, employer=factories.the_employer())
    on = today() + timedelta(days=1)
    row = draft(OperationKind.MERGE, hr, on, units=[one.reference, two.reference], into=two.reference)
    with unit_of_work():
        services_operations.do_operation(
            row, effects(row).digest(), [(grant.id, two.id)], seen=1, by=hr, at=factories.MOMENT
        )


def test_an_administrator_gives_access_for_as_long_as_the_one_it_follows(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    one, two = factories.unit("Payroll"), factories.unit("Pensions")
    holder = factories.account(name="Mo Manager")
    last = today() + timedelta(days=100)
    grant = factories.grant(holder, Role.MANAGER, unit_id=one.id, employer_id=one.employer_id, valid_to=last)
    merged(grant, one, two)
    browser, _ = sign_in_as(Role.ADMINISTRATOR)

    assert "1 access waits to be handed on" in browser.get("/accounts").text
    page = browser.get("/access-proposals")
    [line] = page.table("Access to hand on")
    browser.submit({}, button="Give Mo Manager access to Pensions")

    assert line[:3] == ["Mo Manager", "Payroll", "Pensions"]
    assert browser.page is not None
    assert browser.page.flash == ["Access given. To take it back, end it on the account"]
    [given] = database.session.scalars(sa.select(AccessGrant).where(AccessGrant.unit_id == two.id)).all()
    assert (given.account_id, given.valid_from, given.valid_to) == (
        holder.id,
        today() + timedelta(days=1),
        last,
    )
    assert "No access waits" in browser.get("/access-proposals").text


def test_declined_access_is_not_given(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    one, two = factories.unit("Payroll"), factories.unit("Pensions")
    merged(factories.give_role(factories.account(name="Mo"), Role.MANAGER, unit=one), one, two)
    browser, _ = sign_in_as(Role.ADMINISTRATOR)

    browser.get("/access-proposals")
    browser.submit({}, button="Decline for Mo")

    assert database.session.scalars(sa.select(GrantProposal.state)).all() == ["declined"]
    assert database.session.scalars(sa.select(AccessGrant).where(AccessGrant.unit_id == two.id)).all() == []


def test_access_that_ended_meanwhile_is_not_given_on(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    one, two = factories.unit("Payroll"), factories.unit("Pensions")
    grant = factories.give_role(factories.account(name="Mo"), Role.MANAGER, unit=one)
    merged(grant, one, two)
    browser, admin = sign_in_as(Role.ADMINISTRATOR)
    with unit_of_work():
        grant.revoked_at = factories.MOMENT
        audit.record(admin, "test:arrange", "test", "-")

    browser.get("/access-proposals")
    browser.submit({}, button="Give Mo access to Pensions")

    assert browser.page is not None
    assert browser.page.flash == ["Mo no longer has the access that was to go on: decline this"]
    assert database.session.scalars(sa.select(GrantProposal.state)).all() == ["asked"]
