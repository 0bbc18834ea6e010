"""What each role reads on a change's page."""

from datetime import date

from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tracker.affected_staff.rules import AffectedStatus
from tracker.overview import change_page
from tracker.policy.access.roles import Role

TODAY = date(2012, 6, 1)


def test_people_are_counted_only_where_they_may_be_seen_one_by_one(database: SQLAlchemy) -> None:
    mine, theirs = factories.unit(), factories.unit()
    change = factories.change(units=(mine, theirs))
    factories.affected(
        change, *[factories.person(unit=mine) for _ in range(3)], factories.person(unit=theirs)
    )

    counts = {
        role: [(row.status, row.people) for row in change_page.status_counts(change, viewer, TODAY)]
        for role, viewer in (
            (Role.HR_PARTNER, factories.viewer(Role.HR_PARTNER)),
            (Role.MANAGER, factories.viewer(Role.MANAGER, unit=mine)),
            (Role.UNION_REPRESENTATIVE, factories.viewer(Role.UNION_REPRESENTATIVE)),
            (Role.PROGRAMME_DIRECTOR, factories.viewer(Role.PROGRAMME_DIRECTOR)),
        )
    }

    assert counts == {
        Role.HR_PARTNER: [(AffectedStatus.AT_RISK, 4)],
        Role.MANAGER: [(AffectedStatus.AT_RISK, 3)],
        Role.UNION_REPRESENTATIVE: [],
        Role.PROGRAMME_DIRECTOR: [],
    }
