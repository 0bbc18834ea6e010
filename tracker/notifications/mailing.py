"""From notices to mail: digests are made when they are due, then sent one by one to the mail server.

Each step is a short transaction of its own. While the server is away nothing is taken out of the outbox, so a
day without it loses nothing and sends nothing twice. A worker that dies between the server's yes and our
writing it down leaves a mail that is tried again with the same message number, by which mail programs
recognise it.
"""

import logging
import secrets
import smtplib
import ssl
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from email.message import EmailMessage
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from tracker.accounts.models import AccessGrant, Account
from tracker.accounts.queries import live_grant
from tracker.database import new_reference, short_transaction, table_of
from tracker.notifications.digest import Told, body_of, subject_of
from tracker.notifications.kinds import kinds
from tracker.notifications.models import MutedMatter, Notice, NoticeWishes, OutgoingMail
from tracker.notifications.rules import (
    CLAIM_LASTS,
    OLDEST,
    Frequency,
    Mailing,
    MailState,
    given_up,
    last_digest,
    next_try,
)
from tracker.policy.access.roles import Role

ACCOUNTS_AT_ONCE = 500
SECONDS = 30
"""For the mail server to answer."""
notices, mails = table_of(Notice), table_of(OutgoingMail)
logger = logging.getLogger(__name__)

Links = Callable[[str, str], str]
"""The address of a matter, by its kind and reference."""


@dataclass(frozen=True, kw_only=True)
class Server:
    """The mail server: ``security`` is ``starttls``, ``tls`` or ``none``."""

    host: str
    port: int
    security: str
    user: str
    password: str
    sender: str

    def connect(self) -> smtplib.SMTP:
        """A connection that is ready to send. Raises ``OSError`` or ``smtplib.SMTPException``."""
        context = ssl.create_default_context()
        if self.security == "tls":
            connection: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=SECONDS, context=context
            )
        else:
            connection = smtplib.SMTP(self.host, self.port, timeout=SECONDS)
        try:
            if self.security == "starttls":
                connection.starttls(context=context)
            if self.user:
                connection.login(self.user, self.password)
        except BaseException:
            connection.close()
            raise
        return connection


def make_digests(moment: datetime, day: date, domain: str, links: Links, wishes_url: str) -> int:
    """Make a mail for everyone whose digest is due; how many that was.

    A notice that was read, is muted, is older than ``OLDEST`` or belongs to a role that its holder has lost
    goes into none.
    """
    made = 0
    while accounts := _accounts_due(moment):
        with short_transaction() as connection:
            made += _digests_of(connection, accounts, moment, day, domain, links, wishes_url)
    return made


def _accounts_due(moment: datetime) -> dict[int, datetime]:
    """Some accounts with pending notices that belong in a digest by now, each with that digest's moment."""
    wishes = table_of(NoticeWishes)
    frequency = sa.func.coalesce(wishes.c.frequency, Frequency.DAILY.value)
    due = sa.or_(
        frequency == Frequency.NEVER.value,
        *(
            sa.and_(frequency == each.value, notices.c.at <= last)
            for each in Frequency
            if (last := last_digest(each, moment)) is not None
        ),
    )
    with short_transaction() as connection:
        found = connection.execute(
            sa.select(notices.c.account_id, wishes.c.frequency)
            .select_from(notices)
            .outerjoin(wishes, wishes.c.account_id == notices.c.account_id)
            .where(notices.c.mailing == Mailing.PENDING, due)
            .distinct()
            .order_by(notices.c.account_id)
            .limit(ACCOUNTS_AT_ONCE)
        ).all()
    return {
        account_id: last_digest(chosen or Frequency.DAILY, moment) or moment for account_id, chosen in found
    }


def _digests_of(
    connection: Connection,
    due: Mapping[int, datetime],
    moment: datetime,
    day: date,
    domain: str,
    links: Links,
    wishes_url: str,
) -> int:
    pending = connection.execute(
        sa.select(
            notices.c.id,
            notices.c.account_id,
            notices.c.role,
            notices.c.kind,
            notices.c.matter,
            notices.c.matter_reference,
            notices.c.at,
            notices.c.due_on,
        )
        .where(notices.c.mailing == Mailing.PENDING, notices.c.account_id.in_(due))
        .order_by(notices.c.at.desc(), notices.c.id.desc())
        .with_for_update()
    ).all()
    pending = [row for row in pending if row.at <= due[row.account_id]]
    roles, muted, silent = _facts(connection, list(due), day)
    going: defaultdict[int, list[Any]] = defaultdict(list)
    for row in pending:
        told = row.kind in kinds and kinds[row.kind].always
        quiet = (row.account_id, row.matter, row.matter_reference) in muted and not told
        held = (row.account_id, row.role) in roles
        if held and not quiet and row.account_id not in silent and moment - row.at <= OLDEST:
            going[row.account_id].append(row)
    ids = _insert(connection, going, moment, domain, links, wishes_url)
    connection.execute(
        sa.update(notices)
        .where(notices.c.id.in_([row.id for row in pending]))
        .values(mailing=Mailing.LEFT_OUT)
    )
    for account_id, rows in going.items():
        connection.execute(
            sa.update(notices)
            .where(notices.c.id.in_([row.id for row in rows]))
            .values(mailing=Mailing.MAILED, mail_id=ids[account_id])
        )
    return len(going)


def _facts(
    connection: Connection, accounts: Sequence[int], day: date
) -> tuple[set[tuple[int, Role]], set[tuple[int, str, str]], set[int]]:
    """Roles held today by active accounts, what is muted, and who wants no mail."""
    account, grant = table_of(Account), table_of(AccessGrant)
    muted, wishes = table_of(MutedMatter), table_of(NoticeWishes)
    held = connection.execute(
        sa.select(grant.c.account_id, grant.c.role)
        .join(account, account.c.id == grant.c.account_id)
        .where(account.c.active, grant.c.account_id.in_(accounts), *live_grant(day))
    )
    quiet = connection.execute(
        sa.select(muted.c.account_id, muted.c.matter, muted.c.matter_reference).where(
            muted.c.account_id.in_(accounts)
        )
    )
    silent = connection.execute(
        sa.select(wishes.c.account_id).where(
            wishes.c.account_id.in_(accounts), wishes.c.frequency == Frequency.NEVER
        )
    )
    return (
        {(row[0], row[1]) for row in held},
        {(row[0], row[1], row[2]) for row in quiet},
        set(silent.scalars()),
    )


def _insert(
    connection: Connection,
    going: Mapping[int, Sequence[Any]],
    moment: datetime,
    domain: str,
    links: Links,
    wishes_url: str,
) -> dict[int, int]:
    if not going:
        return {}
    rows = []
    for account_id, about in going.items():
        told = [
            Told(row.role, row.kind, row.matter, row.matter_reference, row.at, row.due_on) for row in about
        ]
        reference = new_reference()
        rows.append(
            {
                "reference": reference,
                "account_id": account_id,
                "message_id": f"<{reference}.{secrets.token_hex(8)}@{domain}>",
                "subject": subject_of(told),
                "body": body_of(told, moment, links, wishes_url),
                "state": MailState.WAITING,
                "attempts": 0,
                "made_at": moment,
                "next_try_at": moment,
                "claim": "",
            }
        )
    connection.execute(sa.insert(mails), rows)
    found = connection.execute(
        sa.select(mails.c.account_id, mails.c.id).where(
            mails.c.reference.in_([row["reference"] for row in rows])
        )
    )
    return {row[0]: row[1] for row in found}


@dataclass(frozen=True)
class Taken:
    """A mail that this worker sends now."""

    id: int
    to: str
    message_id: str
    subject: str
    body: str
    attempts: int
    made_at: datetime
    claim: str


def take(moment: datetime) -> Taken | None:
    """The mail whose turn it is, marked as being sent; None when there is none."""
    account = table_of(Account)
    with short_transaction() as connection:
        row = connection.execute(
            sa.select(mails, account.c.email)
            .join(account, account.c.id == mails.c.account_id)
            .where(
                sa.or_(
                    sa.and_(mails.c.state == MailState.WAITING, mails.c.next_try_at <= moment),
                    sa.and_(mails.c.state == MailState.SENDING, mails.c.claimed_at <= moment - CLAIM_LASTS),
                )
            )
            .order_by(mails.c.next_try_at, mails.c.id)
            .limit(1)
            .with_for_update(of=mails, skip_locked=True)
        ).first()
        if row is None:
            return None
        claim = secrets.token_hex(16)
        connection.execute(
            sa.update(mails)
            .where(mails.c.id == row.id)
            .values(state=MailState.SENDING, claim=claim, claimed_at=moment, attempts=mails.c.attempts + 1)
        )
    return Taken(
        row.id, row.email, row.message_id, row.subject, row.body, row.attempts + 1, row.made_at, claim
    )


def _end(mail: Taken, **values: Any) -> None:
    with short_transaction() as connection:
        connection.execute(
            sa.update(mails)
            .where(mails.c.id == mail.id, mails.c.claim == mail.claim)
            .values(claim="", **values)
        )


def _put_back(mail: Taken, moment: datetime, answer: int | None) -> None:
    if given_up(mail.made_at, moment):
        _end(mail, state=MailState.FAILED, answer=answer)
    else:
        _end(mail, state=MailState.WAITING, next_try_at=next_try(mail.attempts, moment), answer=answer)


def send_waiting(server: Server, moment: datetime, stop: Callable[[], bool] = lambda: False) -> int:
    """Send what is waiting, over one connection; how many were accepted.

    Raises ``OSError`` or ``smtplib.SMTPException`` when the server cannot be reached; nothing was taken then.
    """
    sent = 0
    connection = server.connect()
    try:
        while not stop() and (mail := take(moment)) is not None:
            try:
                connection.send_message(as_message(mail, server.sender, moment))
            except smtplib.SMTPRecipientsRefused as refused:
                _refused(mail, moment, next(iter(refused.recipients.values()))[0])
            except smtplib.SMTPSenderRefused:
                _put_back(mail, moment, None)
                raise
            except smtplib.SMTPResponseException as refused:
                _refused(mail, moment, refused.smtp_code)
                connection.close()
                connection = server.connect()
            except (OSError, smtplib.SMTPException):
                _put_back(mail, moment, None)
                raise
            else:
                _end(mail, state=MailState.SENT, sent_at=moment, answer=250)
                sent += 1
    finally:
        with suppress(OSError, smtplib.SMTPException):
            connection.quit()
    return sent


def _refused(mail: Taken, moment: datetime, code: int) -> None:
    if 500 <= code < 600:
        _end(mail, state=MailState.FAILED, answer=code)
    else:
        _put_back(mail, moment, code)


def as_message(mail: Taken, sender: str, moment: datetime) -> EmailMessage:
    """The mail as it goes out: plain text, marked as written by a machine."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, mail.to, mail.subject
    message["Date"], message["Message-ID"] = moment, mail.message_id
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.body)
    return message
