"""A small employer with two sides, a change in each, and the manager of one side."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest

from tests import factories
from tests.browser import Browser
from tracker.changes.models import Change
from tracker.organisation.models import Person, Unit
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer

SignInAs = Callable[..., tuple[Browser, Viewer]]


@dataclass
class World:
    """Custody lies below North; South is beside North."""

    north: Unit
    custody: Unit
    south: Unit
    grace: Person
    annie: Person
    stranger: Person
    change: Change
    elsewhere: Change
    manager: Browser
    viewer: Viewer


@pytest.fixture
def world(sign_in_as: SignInAs) -> World:
    top = factories.unit("Force")
    north = factories.unit("North", parent=top, code="N")
    custody = factories.unit("Custody", parent=north, code="NC")
    south = factories.unit("South", parent=top, code="S")
    grace = factories.person(unit=north, name="Grace Hopper", staff_number="000101", title="Clerk", grade="C")
    annie = factories.person(
        unit=custody, name="Annie Easley", staff_number="000102", title="Gaoler", grade="B"
    )
    stranger = factories.person(unit=south, name="Sally Ride", staff_number="000103")
    change = factories.change(title="One front desk", consult_start=date(2031, 1, 10))
    elsewhere = factories.change(title="Southern move")
    factories.affected(change, grace, annie)
    factories.affected(elsewhere, stranger)
    manager, viewer = sign_in_as(Role.MANAGER, unit=north)
    return World(north, custody, south, grace, annie, stranger, change, elsewhere, manager, viewer)
