"""Reminders of deadlines, once each London day: 10, 5 and 1 working days before, and once late."""

from datetime import date, datetime, timedelta

import sqlalchemy as sa

from tracker.accounts.models import AccessGrant, Account
from tracker.accounts.queries import live_grant, viewer_acting
from tracker.audit import services as audit
from tracker.database import db, read_only, release, unit_of_work
from tracker.notifications.deadlines import Deadline, daily, deadlines_of
from tracker.notifications.kinds import LATE, REMINDERS, matters
from tracker.notifications.models import ReminderRun
from tracker.notifications.rules import LATE as IS_LATE
from tracker.notifications.rules import reminder_reached
from tracker.notifications.services import tell
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer

REMINDED = (
    Role.HR_PARTNER,
    Role.UNION_REPRESENTATIVE,
    Role.MANAGER,
    Role.PROGRAMME_DIRECTOR,
)
"""Who keeps deadlines. Staff are reminded by whoever asks them for something."""
AHEAD = timedelta(days=21)
"""More than ten working days in every week of the year."""
BEHIND = timedelta(days=30)


def remind(day: date, moment: datetime) -> int:
    """Tell everyone whose deadlines have come near or passed; how many reminders there were.

    Safe to run again: a reminder is told once. Each person's are saved by themselves.
    """
    if db.session.scalar(sa.select(ReminderRun.id).where(ReminderRun.day == day)):
        return 0
    for work in daily:
        work(day, moment)
    holders = db.session.execute(
        sa.select(AccessGrant.account_id, AccessGrant.role)
        .join(Account, Account.id == AccessGrant.account_id)
        .where(AccessGrant.role.in_(REMINDED), Account.active, *live_grant(day))
        .distinct()
        .order_by(AccessGrant.account_id, AccessGrant.role)
    ).all()
    release()
    reminders = sum(_remind_one(account_id, role, day, moment) for account_id, role in holders)
    with unit_of_work():
        db.session.add(ReminderRun(day=day, ended_at=moment))
        audit.record(audit.NOBODY, "reminder:run", "reminders", f"{day}", facts={"reminders": reminders})
    return reminders


def _remind_one(account_id: int, role: Role, day: date, moment: datetime) -> int:
    reading = read_only.set(True)
    try:
        viewer = viewer_acting(account_id, role, day)
        due = _reached(viewer, day) if viewer else []
    finally:
        release()
        read_only.reset(reading)
    if not due or viewer is None:
        return 0
    with unit_of_work():
        for one, step in due:
            kind = LATE if step == IS_LATE else REMINDERS[step]
            tell(
                [account_id],
                role,
                kind,
                matters[one.matter],
                one.reference,
                at=moment,
                key=one.key,
                due_on=one.due_on,
            )
    return len(due)


def _reached(viewer: Viewer, day: date) -> list[tuple[Deadline, int]]:
    found = deadlines_of(viewer, day - BEHIND, day + AHEAD)
    return [
        (one, step)
        for one in found
        if one.matter in matters and (step := reminder_reached(one.due_on, day, one.nation)) is not None
    ]
