"""A change that people are told about, and what was told."""

from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa

from tests import factories
from tracker.audit import services as audit
from tracker.changes.models import Change
from tracker.changes.notices import CHANGE, PUBLISHED
from tracker.database import db, unit_of_work
from tracker.notifications import mailing
from tracker.notifications.kinds import Kind
from tracker.notifications.models import Notice
from tracker.notifications.services import tell
from tracker.policy.access.viewer import Viewer

MOMENT = datetime(2026, 11, 26, 9, tzinfo=UTC)
DAY = date(2026, 11, 26)
NEXT_MORNING = datetime(2026, 11, 27, 7, tzinfo=UTC)


def told(
    viewer: Viewer, change: Change, kind: Kind = PUBLISHED, at: datetime = MOMENT, key: str = ""
) -> None:
    """Tell one viewer of a change."""
    with unit_of_work():
        tell([viewer.account_id], viewer.role, kind, CHANGE, change.reference, at=at, key=key)
        audit.record(audit.NOBODY, "test:arrange", "test", "-")


def told_often(viewer: Viewer, number: int) -> list[Change]:
    """Tell one viewer of so many changes, a minute apart."""
    changes = [factories.change(title=f"Change of {n}") for n in range(number)]
    for n, change in enumerate(changes):
        told(viewer, change, at=MOMENT + timedelta(minutes=n))
    return changes


def notices() -> list[Notice]:
    """Everything anyone was told, in order."""
    db.session.rollback()
    return list(db.session.scalars(sa.select(Notice).order_by(Notice.id)))


def digests(moment: datetime = NEXT_MORNING) -> int:
    """Make what digests are due."""
    db.session.rollback()
    return mailing.make_digests(
        moment,
        moment.date(),
        "tracker.example",
        lambda matter, reference: f"https://tracker.example/{matter}/{reference}",
        "https://tracker.example/notices/mail",
    )
