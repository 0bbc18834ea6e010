"""What is done about signing in: sessions, acting roles, one-time links, passwords."""

import secrets
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from tracker.accounts import throttle
from tracker.accounts.models import Account, LinkPurpose, OneTimeLink, SignedInSession
from tracker.accounts.queries import live_roles, token_hash
from tracker.accounts.rules import INVITATION_LIFE, RESET_LIFE
from tracker.accounts.throttle import Tries
from tracker.audit import services as audit
from tracker.audit.services import NOBODY, Outcome
from tracker.database import db, new_reference
from tracker.policy.access.permissions import Permission
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer


class SignInRefusedError(Exception):
    """Address and password do not belong together, or nothing may be done with the account today."""


class LinkError(Exception):
    """A one-time link that is unknown, used or past its time."""


class RoleNotHeldError(Exception):
    """A role that the account does not hold today."""


def refuse_sign_in(tries: Tries, moment: datetime) -> None:
    """Count a wrong password and record that a sign-in was refused, without saying for whom."""
    throttle.count_failure(tries, moment)
    audit.record(NOBODY, "account:sign in", "account", "-", outcome=Outcome.REFUSED)


def start_session(
    account: Account, moment: datetime, today: date, hours: int, tries: Tries | None = None
) -> str:
    """Begin a session in the role last acted in, else the first held. Gives its secret: not stored."""
    roles = live_roles(account.id, today)
    if not roles:
        raise SignInRefusedError
    before = db.session.scalar(
        sa.select(SignedInSession.role)
        .where(SignedInSession.account_id == account.id)
        .order_by(SignedInSession.id.desc())
        .limit(1)
    )
    token = secrets.token_urlsafe(32)
    db.session.add(
        SignedInSession(
            token_hash=token_hash(token),
            reference=new_reference(),
            account_id=account.id,
            role=before if before in roles else roles[0],
            started_at=moment,
            ends_at=moment + timedelta(hours=hours),
        )
    )
    if tries is not None:
        throttle.forget_failures(tries)
    audit.record(account.reference, "account:sign in", "account", account.reference)
    return token


def end_session(token: str, moment: datetime, by: Viewer) -> None:
    """End this session on the server; the cookie is worth nothing from now on."""
    _end(SignedInSession.token_hash == token_hash(token), moment)
    audit.record(by, "account:sign out", "account", by.account_reference)


def end_one_session(session: SignedInSession, moment: datetime, by: Viewer) -> None:
    """End a session that may be another browser's, or another person's."""
    _end(SignedInSession.id == session.id, moment)
    audit.record(by, "account:end session", "session", session.reference)


def end_sessions_of(account: Account, moment: datetime, by: Viewer) -> None:
    """End every session of the account, at the wish of an administrator."""
    end_all_sessions(account, moment)
    audit.record(by, "account:end session", "account", account.reference)


def end_all_sessions(account: Account, moment: datetime) -> None:
    """End every session of the account: after a new password, and when the account is turned off."""
    _end(SignedInSession.account_id == account.id, moment)


def _end(which: sa.ColumnElement[bool], moment: datetime) -> None:
    db.session.execute(
        sa.update(SignedInSession)
        .where(which, SignedInSession.ended_at.is_(None))
        .values(ended_at=moment)
        .execution_options(synchronize_session=False)
    )


def act_as(token: str, role: Role, by: Viewer) -> None:
    """Go on in another role that the account holds."""
    if role not in by.roles_held:
        raise RoleNotHeldError
    db.session.execute(
        sa.update(SignedInSession).where(SignedInSession.token_hash == token_hash(token)).values(role=role)
    )
    audit.record(by, "account:act as", "account", by.account_reference, facts={"role": role.value})


def make_link(account: Account, *, by: Viewer | None, moment: datetime) -> str:
    """The secret of a link with which the person sets a password; links made before stop working.

    ``by`` is None for the first administrator's, which a command makes.
    """
    new = account.password_hash is None
    _spend_links(OneTimeLink.account_id == account.id, moment)
    secret = secrets.token_urlsafe(32)
    db.session.add(
        OneTimeLink(
            account_id=account.id,
            purpose=LinkPurpose.INVITATION if new else LinkPurpose.RESET,
            token_hash=token_hash(secret),
            expires_at=moment + (INVITATION_LIFE if new else RESET_LIFE),
            made_by_id=by.account_id if by else None,
        )
    )
    audit.record(
        by or NOBODY, Permission.ACCOUNT_MANAGE, "account", account.reference, facts={"step": "link made"}
    )
    return secret


def account_of_link(secret: str, moment: datetime) -> Account:
    """The account a one-time link is for. Raises ``LinkError`` when it is unknown, used or past its time."""
    account = db.session.scalar(
        sa.select(Account)
        .join(OneTimeLink, OneTimeLink.account_id == Account.id)
        .where(_usable(secret, moment), Account.active)
    )
    if account is None:
        raise LinkError
    return account


def use_link(secret: str, password_hash: str, moment: datetime) -> Account:
    """Set the password with a one-time link, spend the link and end every session of the account."""
    account = account_of_link(secret, moment)
    if not _spend_links(_usable(secret, moment), moment):
        raise LinkError  # another request spent it first
    set_password(account, password_hash, moment)
    audit.record(account.reference, "account:use link", "account", account.reference)
    return account


def _usable(secret: str, moment: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(
        OneTimeLink.token_hash == token_hash(secret),
        OneTimeLink.used_at.is_(None),
        OneTimeLink.expires_at > moment,
    )


def _spend_links(which: sa.ColumnElement[bool], moment: datetime) -> int:
    result: Any = db.session.execute(
        sa.update(OneTimeLink)
        .where(which, OneTimeLink.used_at.is_(None))
        .values(used_at=moment)
        .execution_options(synchronize_session=False)
    )
    return int(result.rowcount)


def change_password(account: Account, password_hash: str, *, by: Viewer, moment: datetime) -> None:
    """Set a new password, whose owner has just typed the present one, and end every session."""
    set_password(account, password_hash, moment)
    audit.record(by, "account:change password", "account", account.reference)


def refuse_change_of_password(tries: Tries, by: Viewer, moment: datetime) -> None:
    """Count a wrong present password: the screen may have been left to somebody else."""
    throttle.count_failure(tries, moment)
    audit.record(by, "account:change password", "account", by.account_reference, outcome=Outcome.REFUSED)


def set_password(account: Account, password_hash: str, moment: datetime) -> None:
    """Store the hash of a password that was checked; links made before stop working, sessions end."""
    account.password_hash = password_hash
    _spend_links(OneTimeLink.account_id == account.id, moment)
    end_all_sessions(account, moment)
