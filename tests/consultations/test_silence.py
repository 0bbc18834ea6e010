"""Units that have hardly answered, for HR to go and talk to."""

from collections.abc import Callable
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.consultations.arrange import answered, consultation, staff, world
from tracker.consultations.rules import AnswerMode
from tracker.consultations.silence import silence_page
from tracker.policy.access.roles import Role
from tracker.web.clock import today
from tracker.web.listing import Listing

SignIn = Callable[..., Any]
DAY = today()


def test_units_with_most_people_who_have_not_answered_come_first(sign_in_as: SignIn) -> None:
    here = world(people=3)
    quiet = factories.unit()
    others = [factories.person(unit=quiet) for _ in range(4)]
    factories.affected(here.change, *others)
    row = consultation(here)
    elsewhere = consultation(here)
    for person in (here.people[0], here.people[1]):
        answered(row, staff(person), day=DAY)
    answered(elsewhere, staff(others[0]), day=DAY)
    hr, _viewer = sign_in_as(Role.HR_PARTNER)

    page = hr.get(f"/consultations/{row.reference}")
    page = hr.get(page.links["Units that have hardly answered"])

    assert [cells[1:] for cells in page.table("Units")] == [["4", "0", "4"], ["3", "2", "1"]]
    page = hr.get(f"/consultations/{row.reference}/silence?sort=asked&order=up")
    assert [cells[1] for cells in page.table("Units")] == ["3", "4"]
    assert all(person.name not in page.text for person in [*here.people, *others])


@pytest.mark.parametrize("mode", [AnswerMode.CONFIDENTIAL, AnswerMode.ANONYMOUS])
def test_answers_without_names_do_not_tell(sign_in_as: SignIn, mode: AnswerMode) -> None:
    here = world(people=12)
    row = consultation(here, mode=mode)
    hr, _viewer = sign_in_as(Role.HR_PARTNER)

    assert "Units that have hardly answered" not in hr.get(f"/consultations/{row.reference}").links
    page = hr.get(f"/consultations/{row.reference}/silence")

    assert page.soup.select("table") == []
    assert "nothing tells which units are silent" in page.text


def test_nobody_else_reads_it(database: SQLAlchemy) -> None:
    here = world(people=2)
    row = consultation(here)
    listing = Listing("/", "", "silent", True, 1, 50, {})

    found = silence_page(row, factories.viewer(Role.PROGRAMME_DIRECTOR), DAY, listing)

    assert found.rows == []
