"""Waiting after wrong passwords. Nobody is ever locked out: every wait ends, and a known browser waits alone.

A try from a browser that has signed in to the account before counts against that browser. Any other try
counts against the account as tried from its network address and, far more patiently, against the address.
So whoever types wrong passwords for a colleague, even at the next desk, does not make the colleague wait.
"""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.exc import IntegrityError

from tracker.accounts.models import SignInThrottle
from tracker.accounts.rules import (
    FOR_A_PERSON,
    FOR_AN_ADDRESS,
    FORGET_AFTER,
    Patience,
    seconds_to_wait,
)
from tracker.database import db


class TooManyTriesError(Exception):
    """Another try must wait ``seconds``."""

    def __init__(self, seconds: int) -> None:
        super().__init__(seconds)
        self.seconds = seconds


def _fingerprint(secret: str, text: str) -> str:
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True)
class Tries:
    """What one try counts against: keyed fingerprints, so that no address or account is stored in clear."""

    patience: Mapping[str, Patience]

    @property
    def own(self) -> str:
        """The key that is forgotten after a sign-in; the network address keeps its count."""
        return next(iter(self.patience))


def tries_to_sign_in(email: str, address: str, known_browser: str, secret: str) -> Tries:
    """For a try from a network address, with what the browser kept from an earlier sign-in, if anything."""
    account = email.strip().lower()
    browser = _browser_number(known_browser, account, secret)
    if browser:
        return Tries({_fingerprint(secret, f"browser:{account}:{browser}"): FOR_A_PERSON})
    return Tries(
        {
            _fingerprint(secret, f"account:{account}:{address}"): FOR_A_PERSON,
            _fingerprint(secret, f"address:{address}"): FOR_AN_ADDRESS,
        }
    )


def tries_to_change_password(account_reference: str, secret: str) -> Tries:
    """For the present password typed by somebody already signed in."""
    return Tries({_fingerprint(secret, f"change password:{account_reference}"): FOR_A_PERSON})


def browser_mark(email: str, secret: str) -> str:
    """What a browser keeps after a sign-in: signed, and naming the account by a fingerprint only."""
    account = email.strip().lower()
    kept: str = URLSafeSerializer(secret, salt="known browser").dumps(
        [_fingerprint(secret, account), secrets.token_hex(8)]
    )
    return kept


def knows_browser(mark: str, email: str, secret: str) -> bool:
    """Whether the mark is one that this service gave to a browser that signed in to the account."""
    return bool(_browser_number(mark, email.strip().lower(), secret))


def _browser_number(mark: str, account: str, secret: str) -> str:
    try:
        named, number = URLSafeSerializer(secret, salt="known browser").loads(mark)
    except (BadSignature, TypeError, ValueError):
        return ""
    return str(number) if hmac.compare_digest(str(named), _fingerprint(secret, account)) else ""


def check_tries(tries: Tries, moment: datetime) -> None:
    """Raise ``TooManyTriesError`` while any of the keys must wait."""
    rows = db.session.execute(
        sa.select(SignInThrottle.key, SignInThrottle.failures, SignInThrottle.last_failure_at).where(
            SignInThrottle.key.in_(list(tries.patience)),
            SignInThrottle.last_failure_at > moment - FORGET_AFTER,
        )
    )
    wait = max(
        (seconds_to_wait(tries.patience[row.key], row.failures, row.last_failure_at, moment) for row in rows),
        default=0,
    )
    if wait > 0:
        raise TooManyTriesError(wait)


def count_failure(tries: Tries, moment: datetime) -> None:
    """Count a failed try against each key; what is older than a day is forgotten."""
    db.session.execute(
        sa.delete(SignInThrottle).where(SignInThrottle.last_failure_at <= moment - FORGET_AFTER)
    )
    for key in sorted(
        tries.patience
    ):  # in one order everywhere, so that two requests never wait for each other
        if not _count_again(key, moment):
            try:
                with db.session.begin_nested():
                    db.session.add(SignInThrottle(key=key, failures=1, last_failure_at=moment))
            except IntegrityError:  # another request made the row at this very moment
                _count_again(key, moment)


def _count_again(key: str, moment: datetime) -> bool:
    counted = db.session.execute(
        sa.update(SignInThrottle)
        .where(SignInThrottle.key == key)
        .values(failures=SignInThrottle.failures + 1, last_failure_at=moment)
        .execution_options(synchronize_session=False)
    )
    return bool(counted.rowcount)  # type: ignore[attr-defined]  # an update gives a cursor's result


def forget_failures(tries: Tries) -> None:
    """Forget the failures of who has now signed in."""
    db.session.execute(
        sa.delete(SignInThrottle)
        .where(SignInThrottle.key == tries.own)
        .execution_options(synchronize_session=False)
    )
