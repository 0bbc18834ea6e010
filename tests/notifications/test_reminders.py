"""Reminders: at ten, five and one working days, once late, each told once and to nobody else."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.notifications.arrange import notices
from tracker.accounts.models import AccessGrant
from tracker.audit import services as audit
from tracker.changes.notices import CHANGE
from tracker.database import db, unit_of_work
from tracker.notifications import deadlines
from tracker.notifications.deadlines import Deadline
from tracker.notifications.reminders import remind
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer

DUE = date(2026, 12, 11)
FIRST = date(2026, 11, 20)


@pytest.fixture
def due(monkeypatch: pytest.MonkeyPatch) -> list[Deadline]:
    """Deadlines of every HR partner."""
    found = [Deadline(CHANGE.name, "AAAA", "Form HR1 due", DUE)]

    def source(viewer: Viewer, first: date, last: date) -> Iterator[Deadline]:
        if viewer.role is Role.HR_PARTNER:
            yield from (one for one in found if first <= one.due_on <= last)

    monkeypatch.setattr(deadlines, "sources", [source])
    return found


def every_day(first: date, last: date) -> list[str]:
    """What was told, when the reminders are looked for on each day at seven."""
    day = first
    while day <= last:
        remind(day, datetime(day.year, day.month, day.day, 7, tzinfo=UTC))
        day += timedelta(days=1)
    return [f"{row.kind} {row.at:%d %b}" for row in notices()]


def test_a_deadline_is_called_to_mind_three_times_and_once_when_it_is_late(
    database: SQLAlchemy, due: list[Deadline]
) -> None:
    factories.viewer(Role.HR_PARTNER)

    told = every_day(FIRST, DUE + timedelta(days=9))

    assert told == ["due.10 27 Nov", "due.5 04 Dec", "due.1 10 Dec", "due.late 12 Dec"]
    assert {row.due_on for row in notices()} == {DUE}


def test_looking_twice_a_day_tells_nothing_twice(database: SQLAlchemy, due: list[Deadline]) -> None:
    factories.viewer(Role.HR_PARTNER)
    moment = datetime(2026, 12, 4, 7, tzinfo=UTC)

    assert remind(moment.date(), moment) == 1
    assert remind(moment.date(), moment + timedelta(hours=1)) == 0
    assert len(notices()) == 1


def test_after_a_week_off_only_the_nearest_reminder_is_sent(
    database: SQLAlchemy, due: list[Deadline]
) -> None:
    factories.viewer(Role.HR_PARTNER)

    assert every_day(date(2026, 12, 10), date(2026, 12, 10)) == ["due.1 10 Dec"]


def test_a_deadline_that_moves_is_another_one(database: SQLAlchemy, due: list[Deadline]) -> None:
    factories.viewer(Role.HR_PARTNER)
    every_day(date(2026, 12, 4), date(2026, 12, 4))

    due[0] = Deadline(CHANGE.name, "AAAA", "Form HR1 due", DUE + timedelta(days=1))

    assert every_day(date(2026, 12, 5), date(2026, 12, 5)) == ["due.5 04 Dec", "due.5 05 Dec"]


def test_a_deadline_that_was_met_is_not_called_late(database: SQLAlchemy, due: list[Deadline]) -> None:
    factories.viewer(Role.HR_PARTNER)
    every_day(date(2026, 12, 10), date(2026, 12, 10))

    due.clear()

    assert every_day(date(2026, 12, 12), date(2026, 12, 14)) == ["due.1 10 Dec"]


def test_whoever_has_stood_down_is_not_reminded(database: SQLAlchemy, due: list[Deadline]) -> None:
    viewer = factories.viewer(Role.HR_PARTNER)
    with unit_of_work():
        grant = db.session.scalars(
            sa.select(AccessGrant).where(AccessGrant.account_id == viewer.account_id)
        ).one()
        grant.revoked_at = datetime(2026, 12, 3, tzinfo=UTC)
        audit.record(audit.NOBODY, "test:arrange", "test", "-")

    assert every_day(date(2026, 12, 4), date(2026, 12, 4)) == []
