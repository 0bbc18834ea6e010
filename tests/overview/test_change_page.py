"""What each role reads on a change's page."""

from datetime import date, timedelta

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tracker.affected_staff.rules import AffectedStatus
from tracker.database import db
from tracker.organisation.models import Posting
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


def test_full_time_equivalents_stand_beside_people_for_those_who_read_them(database: SQLAlchemy) -> None:
    unit, union = factories.unit(), factories.union()
    group = factories.bargaining_group(union)
    change = factories.change(units=(unit,))
    people = [factories.person(unit=unit, group=group, fte=share) for share in (1.0, 0.5)]
    left = factories.person(unit=unit, group=group, fte=1.0)
    factories.affected(change, *people, left)
    posting = db.session.scalars(sa.select(Posting).where(Posting.person_id == left.id)).one()
    posting.valid_to = TODAY - timedelta(days=1)
    factories.save(posting)

    fte = {
        role: [(row.people, row.fte) for row in change_page.status_counts(change, viewer, TODAY)]
        for role, viewer in (
            (Role.HR_PARTNER, factories.viewer(Role.HR_PARTNER)),
            (Role.MANAGER, factories.viewer(Role.MANAGER, unit=unit)),
            (Role.UNION_REPRESENTATIVE, factories.viewer(Role.UNION_REPRESENTATIVE, union=union)),
        )
    }

    assert fte == {
        Role.HR_PARTNER: [(3, 1.5)],
        Role.MANAGER: [(3, 1.5)],
        Role.UNION_REPRESENTATIVE: [(3, None)],
    }
