"""Reads of notices, wishes, feeds and the outbox."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from flask import abort

from tracker.accounts.models import AccessGrant, Account
from tracker.accounts.queries import live_grant, token_hash, viewer_acting
from tracker.database import AnySelect, db
from tracker.notifications.kinds import Matter, matters, words_of
from tracker.notifications.models import CalendarFeed, MutedMatter, Notice, NoticeWishes, OutgoingMail
from tracker.notifications.rules import Frequency, MailState
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.listing import Listing, Page, count

NEWEST_OF_EACH = 5
"""Notices shown of one matter; the rest are counted."""


@dataclass(frozen=True)
class NoticeRow:
    """One notice as shown."""

    kind: str
    at: datetime
    due_on: date | None
    read: bool

    @property
    def words(self) -> str:
        """What happened."""
        return words_of(self.kind)


@dataclass
class MatterRow:
    """What a viewer was told of one matter, newest first. No ``title``: it is closed to the viewer now."""

    matter: Matter | None
    reference: str
    newest: datetime
    total: int
    unread: int
    muted: bool
    notices: list[NoticeRow]
    title: str | None = None

    @property
    def noun(self) -> str:
        """What kind of thing it is."""
        return self.matter.noun if self.matter else "Matter"

    @property
    def name(self) -> str:
        """What the address calls its kind."""
        return self.matter.name if self.matter else ""


def own_notices(viewer: Viewer) -> sa.Select[Any]:
    """The notices of the viewer in the role they act in, and no others."""
    return sa.select(Notice).where(Notice.account_id == viewer.account_id, Notice.role == viewer.role)


def unread_count(viewer: Viewer) -> int:
    """How many notices the viewer has not marked as read. One statement."""
    return count(own_notices(viewer).where(Notice.read_at.is_(None)).with_only_columns(Notice.id))


def matters_page(viewer: Viewer, listing: Listing) -> Page[MatterRow]:
    """Notices by matter, the newest first. Four statements, and those of each kind's titles."""
    own = own_notices(viewer)
    if listing.value("show") == "unread":
        own = own.where(Notice.read_at.is_(None))
    grouped = own.with_only_columns(
        Notice.matter,
        Notice.matter_reference,
        sa.func.max(Notice.at).label("newest"),
        sa.func.count().label("total"),
        sa.func.sum(sa.case((Notice.read_at.is_(None), 1), else_=0)).label("unread"),
    ).group_by(Notice.matter, Notice.matter_reference)
    total = count(grouped)
    number = min(listing.number, max(1, -(-total // listing.per_page)))
    found = db.session.execute(
        grouped.order_by(sa.desc("newest"), Notice.matter_reference)
        .limit(listing.per_page)
        .offset((number - 1) * listing.per_page)
    ).all()
    muted = muted_matters(viewer.account_id)
    rows = [
        MatterRow(
            matters.get(name), reference, newest, total_of, unread, (name, reference) in muted, notices=[]
        )
        for name, reference, newest, total_of, unread in found
    ]
    _add_notices(own, [(row.name, row.reference) for row in rows], rows)
    _add_titles(viewer, rows)
    return Page(rows, total, listing)


def _add_notices(own: AnySelect, pairs: Sequence[tuple[str, str]], rows: list[MatterRow]) -> None:
    if not rows:
        return
    place = (
        sa.func.row_number()
        .over(
            partition_by=(Notice.matter, Notice.matter_reference),
            order_by=(Notice.at.desc(), Notice.id.desc()),
        )
        .label("place")
    )
    inner = own.where(sa.tuple_(Notice.matter, Notice.matter_reference).in_(pairs)).with_only_columns(
        Notice.matter, Notice.matter_reference, Notice.kind, Notice.at, Notice.due_on, Notice.read_at, place
    )
    newest = inner.subquery()
    of: defaultdict[tuple[str, str], list[NoticeRow]] = defaultdict(list)
    for name, reference, kind, at, due_on, read_at, _place in db.session.execute(
        sa.select(newest).where(newest.c.place <= NEWEST_OF_EACH).order_by(newest.c.place)
    ):
        of[name, reference].append(NoticeRow(kind, at, due_on, read_at is not None))
    for row in rows:
        row.notices = of[row.name, row.reference]


def _add_titles(viewer: Viewer, rows: list[MatterRow]) -> None:
    asked: defaultdict[str, list[str]] = defaultdict(list)
    for row in rows:
        asked[row.name].append(row.reference)
    titles = {
        name: matters[name].titles(viewer, references)
        for name, references in asked.items()
        if name in matters
    }
    for row in rows:
        row.title = titles.get(row.name, {}).get(row.reference)


def muted_matters(account_id: int) -> set[tuple[str, str]]:
    """Kind and reference of each matter that the account muted."""
    return {
        (name, reference)
        for name, reference in db.session.execute(
            sa.select(MutedMatter.matter, MutedMatter.matter_reference).where(
                MutedMatter.account_id == account_id
            )
        )
    }


def get_own_matter(viewer: Viewer, name: str, reference: str) -> Matter:
    """The kind of a matter that the viewer was told of; 404 for any other."""
    told = db.session.scalar(
        own_notices(viewer)
        .where(Notice.matter == name, Notice.matter_reference == reference)
        .with_only_columns(Notice.id)
        .limit(1)
    )
    if told is None or name not in matters:
        abort(404)
    return matters[name]


def wishes_of(viewer: Viewer) -> NoticeWishes | None:
    """What the viewer asked for; None where nothing was ever chosen."""
    return db.session.scalar(sa.select(NoticeWishes).where(NoticeWishes.account_id == viewer.account_id))


def muted_rows(viewer: Viewer) -> list[MatterRow]:
    """The matters that the viewer muted and was told of in this role, by title."""
    told = own_notices(viewer).with_only_columns(Notice.matter, Notice.matter_reference).subquery()
    found = db.session.execute(
        sa.select(MutedMatter.matter, MutedMatter.matter_reference, MutedMatter.since)
        .where(
            MutedMatter.account_id == viewer.account_id,
            sa.tuple_(MutedMatter.matter, MutedMatter.matter_reference).in_(
                sa.select(told.c.matter, told.c.matter_reference)
            ),
        )
        .order_by(MutedMatter.since.desc(), MutedMatter.id.desc())
    )
    rows = [
        MatterRow(matters.get(name), reference, since, 0, 0, muted=True, notices=[])
        for name, reference, since in found
    ]
    _add_titles(viewer, rows)
    return rows


def live_feeds(viewer: Viewer) -> list[CalendarFeed]:
    """The calendar feeds of the viewer's own account that still work, in whatever role."""
    return list(
        db.session.scalars(
            sa.select(CalendarFeed)
            .where(CalendarFeed.account_id == viewer.account_id, CalendarFeed.ended_at.is_(None))
            .order_by(CalendarFeed.id)
        )
    )


def get_own_feed(viewer: Viewer, reference: str) -> CalendarFeed:
    """One of them; 404 for any other."""
    found = next((feed for feed in live_feeds(viewer) if feed.reference == reference), None)
    if found is None:
        abort(404)
    return found


def viewer_of_feed(secret: str, day: date) -> Viewer | None:
    """Whose feed it is, as their grants stand today; None once it was ended or the role was."""
    found = db.session.execute(
        sa.select(CalendarFeed.account_id, CalendarFeed.role).where(
            CalendarFeed.token_hash == token_hash(secret), CalendarFeed.ended_at.is_(None)
        )
    ).one_or_none()
    return None if found is None else viewer_acting(found.account_id, found.role, day)


@dataclass(frozen=True)
class MailRow:
    """One line of the outbox: to whom as a fingerprint, never the address, the subject or the text."""

    reference: str
    to: str
    state: MailState
    attempts: int
    made_at: datetime
    next_try_at: datetime
    sent_at: datetime | None
    answer: int | None


def outbox_page(listing: Listing) -> Page[MailRow]:
    """The mails that are waiting, sent or given up, newest first. Two statements."""
    query = sa.select(
        OutgoingMail.reference,
        Account.email,
        OutgoingMail.state,
        OutgoingMail.attempts,
        OutgoingMail.made_at,
        OutgoingMail.next_try_at,
        OutgoingMail.sent_at,
        OutgoingMail.answer,
    ).join(Account, Account.id == OutgoingMail.account_id)
    if listing.value("state") in set(MailState):
        query = query.where(OutgoingMail.state == MailState(listing.value("state")))
    total = count(query)
    number = min(listing.number, max(1, -(-total // listing.per_page)))
    rows = db.session.execute(
        query.order_by(OutgoingMail.id.desc()).limit(listing.per_page).offset((number - 1) * listing.per_page)
    )
    return Page([MailRow(row[0], fingerprint_of(row[1]), *row[2:]) for row in rows], total, listing)


def outbox_counts() -> dict[MailState, int]:
    """How many mails are in each state. One statement."""
    rows = db.session.execute(sa.select(OutgoingMail.state, sa.func.count()).group_by(OutgoingMail.state))
    found = {row[0]: row[1] for row in rows}
    return {state: found.get(state, 0) for state in MailState}


def get_failed_mail(reference: str) -> OutgoingMail:
    """A mail that was given up; 404 for any other."""
    mail = db.session.scalar(
        sa.select(OutgoingMail).where(
            OutgoingMail.reference == reference, OutgoingMail.state == MailState.FAILED
        )
    )
    if mail is None:
        abort(404)
    return mail


def fingerprint_of(address: str) -> str:
    """A few letters by which two lines to the same address can be told, and not the address."""
    return hashlib.sha256(address.strip().lower().encode()).hexdigest()[:12]


def frequency_or_default(wishes: NoticeWishes | None) -> Frequency:
    """How often mail goes out to whoever wished this, once a day where nothing was chosen."""
    return wishes.frequency if wishes else Frequency.DAILY


def holders(
    role: Role,
    day: date,
    *,
    employer_id: int | None = None,
    programme_id: int | None = None,
    union_ids: Collection[int] = (),
) -> list[int]:
    """Active accounts with a live grant of the role, smallest id first.

    For one of the unions, or for the employer. A grant for other programmes than the one named is left out.
    """
    scope = AccessGrant.union_id.in_(union_ids) if union_ids else AccessGrant.employer_id == employer_id
    within = sa.or_(AccessGrant.programme_id.is_(None), AccessGrant.programme_id == programme_id)
    return list(
        db.session.scalars(
            sa.select(AccessGrant.account_id)
            .join(Account, Account.id == AccessGrant.account_id)
            .where(AccessGrant.role == role, Account.active, scope, within, *live_grant(day))
            .distinct()
            .order_by(AccessGrant.account_id)
        )
    )
