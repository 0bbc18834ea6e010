"""Telling people, and what they do with it. ``tell`` is called inside the unit of work of what it tells."""

import secrets
from collections.abc import Collection, Iterable
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from tracker.accounts.queries import token_hash
from tracker.audit import services as audit
from tracker.database import check_version, db, new_reference, table_of
from tracker.notifications.kinds import Kind, Matter
from tracker.notifications.models import CalendarFeed, MutedMatter, Notice, NoticeWishes, OutgoingMail
from tracker.notifications.rules import Frequency, Mailing, MailState
from tracker.policy.access.permissions import Permission
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer

CHUNK = 2_000


def tell(
    accounts: Iterable[int],
    role: Role,
    kind: Kind,
    matter: Matter,
    reference: str,
    *,
    at: datetime,
    key: str = "",
    due_on: date | None = None,
    but_not: Collection[int] = (),
) -> None:
    """Put a notice into the outbox of each account, to be read and mailed in the role.

    Nobody is told of what they did themselves: name them in ``but_not``. ``key`` tells apart two notices
    of one kind and matter; without one each moment is another notice. Told twice under one key is told once.
    """
    table = table_of(Notice)
    rows = [
        {
            "reference": new_reference(),
            "account_id": account_id,
            "role": role,
            "kind": kind.name,
            "matter": matter.name,
            "matter_reference": reference,
            "key": f"{kind.name}:{reference}:{key or at.isoformat()}",
            "at": at,
            "due_on": due_on,
            "read_at": None,
            "mailing": Mailing.PENDING,
            "mail_id": None,
        }
        for account_id in dict.fromkeys(accounts)
        if account_id not in but_not
    ]
    connection = db.session.connection()
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    db.session.flush()
    for start in range(0, len(rows), CHUNK):
        connection.execute(
            insert(table).on_conflict_do_nothing(index_elements=["account_id", "role", "key"]),
            rows[start : start + CHUNK],
        )


def mark_read(viewer: Viewer, moment: datetime, *, matter: str = "", reference: str = "") -> int:
    """Mark the viewer's notices of one matter, or all, as read; how many that was. No mail has them then."""
    table = table_of(Notice)
    about = (table.c.matter == matter, table.c.matter_reference == reference) if matter else ()
    own = (table.c.account_id == viewer.account_id, table.c.role == viewer.role, table.c.read_at.is_(None))
    connection = db.session.connection()
    connection.execute(
        sa.update(table)
        .where(*own, *about, table.c.mailing == Mailing.PENDING)
        .values(mailing=Mailing.LEFT_OUT)
    )
    marked = connection.execute(sa.update(table).where(*own, *about).values(read_at=moment)).rowcount
    audit.record(
        viewer,
        Permission.NOTICE_OWN,
        "account",
        viewer.account_reference,
        facts={"step": "mark read", "notices": marked},
    )
    return int(marked)


def mute(viewer: Viewer, matter: Matter, reference: str, moment: datetime) -> None:
    """No mail about the matter from now on; muting twice is muting once."""
    connection = db.session.connection()
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    connection.execute(
        insert(table_of(MutedMatter)).on_conflict_do_nothing(),
        {
            "account_id": viewer.account_id,
            "matter": matter.name,
            "matter_reference": reference,
            "since": moment,
        },
    )
    audit.record(viewer, Permission.NOTICE_OWN, matter.name, reference, facts={"step": "mute"})


def unmute(viewer: Viewer, matter: Matter, reference: str) -> None:
    """Mail about the matter again."""
    table = table_of(MutedMatter)
    db.session.connection().execute(
        sa.delete(table).where(
            table.c.account_id == viewer.account_id,
            table.c.matter == matter.name,
            table.c.matter_reference == reference,
        )
    )
    audit.record(viewer, Permission.NOTICE_OWN, matter.name, reference, facts={"step": "unmute"})


def wish(viewer: Viewer, wishes: NoticeWishes | None, frequency: Frequency, seen: int | None) -> None:
    """Keep how often the viewer wants mail."""
    if wishes is None:
        wishes = NoticeWishes(account_id=viewer.account_id, frequency=frequency)
        db.session.add(wishes)
    else:
        check_version(wishes, seen)
        wishes.frequency = frequency
    audit.record(
        viewer,
        Permission.NOTICE_OWN,
        "account",
        viewer.account_reference,
        facts={"step": "choose", "frequency": frequency.value},
    )


def make_feed(viewer: Viewer, moment: datetime) -> str:
    """A new calendar feed of the viewer's deadlines in this role; the secret of its address, shown once.

    The one before it, in the same role, ends.
    """
    for old in db.session.scalars(
        sa.select(CalendarFeed).where(
            CalendarFeed.account_id == viewer.account_id,
            CalendarFeed.role == viewer.role,
            CalendarFeed.ended_at.is_(None),
        )
    ):
        old.ended_at = moment
    secret = secrets.token_urlsafe(32)
    feed = CalendarFeed(
        reference=new_reference(),
        account_id=viewer.account_id,
        role=viewer.role,
        token_hash=token_hash(secret),
        made_at=moment,
    )
    db.session.add(feed)
    audit.record(viewer, Permission.NOTICE_OWN, "calendar feed", feed.reference, facts={"step": "make feed"})
    return secret


def end_feed(viewer: Viewer, feed: CalendarFeed, moment: datetime) -> None:
    """The feed's address stops working at once."""
    feed.ended_at = moment
    audit.record(viewer, Permission.NOTICE_OWN, "calendar feed", feed.reference, facts={"step": "end feed"})


def send_again(mail: OutgoingMail, by: Viewer, moment: datetime) -> None:
    """Put a mail that was given up back into the outbox."""
    mail.state, mail.made_at, mail.next_try_at, mail.attempts = MailState.WAITING, moment, moment, 0
    audit.record(by, Permission.OUTBOX_RETRY, "mail", mail.reference)
