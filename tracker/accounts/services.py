"""What is done with accounts: signing in and out, acting roles, invitations, passwords, grants."""

import hashlib
import hmac
import secrets
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from tracker.accounts.models import (
    AccessGrant,
    Account,
    LinkPurpose,
    OneTimeLink,
    SignedInSession,
    SignInThrottle,
)
from tracker.accounts.queries import live_roles, token_hash
from tracker.accounts.rules import (
    FORGET_AFTER,
    INVITATION_LIFE,
    RESET_LIFE,
    password_problem,
    seconds_to_wait,
)
from tracker.audit import services as audit
from tracker.audit.services import NOBODY, Outcome
from tracker.database import db, new_reference
from tracker.policy.access.permissions import Permission
from tracker.policy.access.roles import SCOPE_OF, Role, Scope, clash
from tracker.policy.access.viewer import Viewer

hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""Argon2id at the strength OWASP names: 19 MiB, two passes."""

UNKNOWN_ACCOUNT_HASH = hasher.hash(secrets.token_hex(16))
"""Checked when there is no such account, so that both answers take as long."""


class SignInRefusedError(Exception):
    """Address and password do not belong together, or nothing may be done with the account today."""


class TooManyTriesError(Exception):
    """Another try must wait ``seconds``."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class LinkError(Exception):
    """A one-time link that is unknown, used or past its time."""


class PasswordError(Exception):
    """A password that will not do; the message says what to do."""


class GrantError(Exception):
    """A grant that may not be given; the message says why."""


def throttle_keys(email: str, address: str, secret: str) -> list[str]:
    """Keyed fingerprints of the account and of the network address; neither is stored in clear."""
    key = secret.encode()
    texts = (f"account:{email.strip().lower()}", f"address:{address}")
    return [hmac.new(key, text.encode(), hashlib.sha256).hexdigest() for text in texts]


def check_throttle(keys: list[str], moment: datetime) -> None:
    """Raise ``TooManyTriesError`` while any of the keys must wait."""
    waits = [
        seconds_to_wait(row.failures, row.last_failure_at, moment)
        for row in db.session.scalars(sa.select(SignInThrottle).where(SignInThrottle.key.in_(keys)))
    ]
    if waits and max(waits) > 0:
        raise TooManyTriesError(max(waits))


def note_failure(keys: list[str], moment: datetime) -> None:
    """Count a failed try against each key; failures older than a day are forgotten."""
    db.session.execute(
        sa.delete(SignInThrottle).where(SignInThrottle.last_failure_at < moment - FORGET_AFTER)
    )
    known = {
        row.key: row
        for row in db.session.scalars(sa.select(SignInThrottle).where(SignInThrottle.key.in_(keys)))
    }
    for key in keys:
        row = known.get(key)
        if row is None:
            db.session.add(SignInThrottle(key=key, failures=1, last_failure_at=moment))
        else:
            row.failures += 1
            row.last_failure_at = moment
    audit.record(NOBODY, "account:sign in", "account", "-", outcome=Outcome.REFUSED)


def password_matches(account: Account | None, password: str) -> bool:
    """Whether the password is the account's. Takes as long when there is no account."""
    stored = account.password_hash if account and account.password_hash else UNKNOWN_ACCOUNT_HASH
    try:
        hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False
    return account is not None and account.password_hash is not None


def start_session(account: Account, moment: datetime, today: date, hours: int) -> str:
    """Begin a session in the first role held and give back its secret, which is not stored."""
    roles = live_roles(account.id, today)
    if not roles:
        raise SignInRefusedError
    token = secrets.token_urlsafe(32)
    db.session.add(
        SignedInSession(
            token_hash=token_hash(token),
            reference=new_reference(),
            account_id=account.id,
            role=roles[0],
            started_at=moment,
            ends_at=moment + timedelta(hours=hours),
        )
    )
    audit.record(account.reference, "account:sign in", "account", account.reference)
    return token


def clear_throttle(keys: list[str]) -> None:
    """Forget failures of the account after it signed in; the address keeps its count."""
    db.session.execute(sa.delete(SignInThrottle).where(SignInThrottle.key == keys[0]))


def end_session(token: str, moment: datetime, by: Viewer) -> None:
    """End this session on the server; the cookie is worth nothing from now on."""
    db.session.execute(
        sa.update(SignedInSession)
        .where(SignedInSession.token_hash == token_hash(token), SignedInSession.ended_at.is_(None))
        .values(ended_at=moment)
    )
    audit.record(by, "account:sign out", "account", by.account_reference)


def end_all_sessions(account: Account, moment: datetime) -> None:
    """End every session of the account: after a new password, a new grant or a revoked one."""
    db.session.execute(
        sa.update(SignedInSession)
        .where(SignedInSession.account_id == account.id, SignedInSession.ended_at.is_(None))
        .values(ended_at=moment)
    )


def act_as(token: str, role: Role, by: Viewer) -> None:
    """Go on in another role that the account holds."""
    if role not in by.roles_held:
        raise GrantError("You do not hold that role today")
    db.session.execute(
        sa.update(SignedInSession).where(SignedInSession.token_hash == token_hash(token)).values(role=role)
    )
    audit.record(by, "account:act as", "account", by.account_reference, facts={"role": role.value})


def invite(
    *, email: str, name: str, person_id: int | None, by: Viewer, moment: datetime
) -> tuple[Account, str]:
    """Make an account and the secret of its one-time link. The account cannot sign in until the link is used."""
    account = Account(email=email.strip().lower(), name=name.strip(), person_id=person_id, created_at=moment)
    db.session.add(account)
    db.session.flush()
    secret = _make_link(account, LinkPurpose.INVITATION, INVITATION_LIFE, moment, by)
    audit.record(by, Permission.ACCOUNT_MANAGE, "account", account.reference, facts={"step": "invited"})
    return account, secret


def make_reset_link(account: Account, *, by: Viewer, moment: datetime) -> str:
    """A one-time link with which the person sets a new password; links made before stop working."""
    purpose = LinkPurpose.RESET if account.password_hash else LinkPurpose.INVITATION
    life = RESET_LIFE if account.password_hash else INVITATION_LIFE
    secret = _make_link(account, purpose, life, moment, by)
    audit.record(by, Permission.ACCOUNT_MANAGE, "account", account.reference, facts={"step": "link made"})
    return secret


def _make_link(account: Account, purpose: LinkPurpose, life: timedelta, moment: datetime, by: Viewer) -> str:
    db.session.execute(
        sa.update(OneTimeLink)
        .where(OneTimeLink.account_id == account.id, OneTimeLink.used_at.is_(None))
        .values(used_at=moment)
    )
    secret = secrets.token_urlsafe(32)
    db.session.add(
        OneTimeLink(
            account_id=account.id,
            purpose=purpose,
            token_hash=token_hash(secret),
            expires_at=moment + life,
            made_by_id=by.account_id,
        )
    )
    return secret


def account_of_link(secret: str, moment: datetime) -> Account:
    """The account a one-time link is for. Raises ``LinkError`` when it is unknown, used or past its time."""
    account = db.session.scalar(
        sa.select(Account)
        .join(OneTimeLink, OneTimeLink.account_id == Account.id)
        .where(
            OneTimeLink.token_hash == token_hash(secret),
            OneTimeLink.used_at.is_(None),
            OneTimeLink.expires_at > moment,
            Account.active,
        )
    )
    if account is None:
        raise LinkError
    return account


def use_link(secret: str, password: str, moment: datetime) -> Account:
    """Set the password with a one-time link, spend the link and end every session of the account."""
    account = account_of_link(secret, moment)
    set_password(account, password, moment)
    db.session.execute(
        sa.update(OneTimeLink)
        .where(OneTimeLink.account_id == account.id, OneTimeLink.used_at.is_(None))
        .values(used_at=moment)
    )
    audit.record(account.reference, "account:use link", "account", account.reference)
    return account


def change_password(account: Account, current: str, wanted: str, *, by: Viewer, moment: datetime) -> None:
    """Set a new password, knowing the present one, and end every session."""
    if not password_matches(account, current):
        raise SignInRefusedError
    set_password(account, wanted, moment)
    audit.record(by, "account:change password", "account", account.reference)


def set_password(account: Account, password: str, moment: datetime) -> None:
    """Check and store a password. Raises ``PasswordError`` in words for the page."""
    problem = password_problem(password, (account.email, account.name))
    if problem:
        raise PasswordError(problem)
    account.password_hash = hasher.hash(password)
    end_all_sessions(account, moment)


def grant_access(
    account: Account,
    role: Role,
    *,
    employer_id: int | None = None,
    programme_id: int | None = None,
    union_id: int | None = None,
    unit_id: int | None = None,
    valid_from: date,
    valid_to: date | None,
    by: Viewer | None,
    moment: datetime,
) -> AccessGrant:
    """Give a role over a scope from a date to a date. Nobody grants to their own account."""
    if by is not None and by.account_id == account.id:
        raise GrantError("You cannot give access to your own account: ask another administrator")
    if valid_to is not None and valid_to < valid_from:
        raise GrantError("The last day must be on or after the first day")
    other = clash(frozenset(live_roles(account.id, valid_from)), role)
    if other is not None:
        raise GrantError(f"Someone who is {other} cannot also be {role}: the two are kept apart")
    scope = SCOPE_OF[role]
    named = {
        Scope.PROGRAMME: employer_id,
        Scope.UNION: union_id,
        Scope.UNIT: unit_id,
        Scope.SELF: account.person_id,
    }
    if scope in named and named[scope] is None:
        raise GrantError(f"Choose what the access of a {role} reaches: {scope}")
    grant = AccessGrant(
        account_id=account.id,
        role=role,
        employer_id=employer_id,
        programme_id=programme_id if scope is Scope.PROGRAMME else None,
        union_id=union_id if scope is Scope.UNION else None,
        unit_id=unit_id if scope is Scope.UNIT else None,
        valid_from=valid_from,
        valid_to=valid_to,
        granted_by_id=by.account_id if by else None,
        granted_at=moment,
    )
    db.session.add(grant)
    db.session.flush()
    audit.record(
        by or NOBODY, Permission.ACCOUNT_MANAGE, "access grant", grant.reference, facts={"role": role.value}
    )
    return grant


def revoke_access(grant: AccessGrant, *, by: Viewer, moment: datetime) -> None:
    """End a grant now. The next request of its holder is judged without it."""
    if by.account_id == grant.account_id:
        raise GrantError("You cannot end your own access: ask another administrator")
    grant.revoked_at = moment
    audit.record(
        by,
        Permission.ACCOUNT_MANAGE,
        "access grant",
        grant.reference,
        facts={"role": grant.role.value, "step": "revoked"},
    )
