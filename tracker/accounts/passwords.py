"""Passwords made into Argon2id hashes and compared with them: slow on purpose, never in a transaction."""

import secrets
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from tracker.accounts.rules import password_problem

hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
"""Argon2id at the strength OWASP names: 19 MiB, two passes."""


class PasswordError(Exception):
    """A password that will not do; the message says what to do."""


@cache
def _of_nobody() -> str:
    """Compared with when there is no such account, so that both answers take as long."""
    return hasher.hash(secrets.token_hex(16))


def _normal(password: str) -> str:
    """The same letters from every keyboard: an accent typed apart equals the accented letter."""
    return unicodedata.normalize("NFKC", password)


def matches(stored: str | None, password: str) -> bool:
    """Whether the password is the one stored. Takes as long when nothing is stored, and is then False."""
    try:
        hasher.verify(stored or _of_nobody(), _normal(password))
    except (VerificationError, InvalidHashError):
        return False
    return stored is not None


def checked_hash(password: str, about: tuple[str, ...]) -> str:
    """The hash of a new password. Raises ``PasswordError``; ``about`` holds words that must not carry it."""
    plain = _normal(password)
    problem = password_problem(plain, about)
    if problem:
        raise PasswordError(problem)
    return hasher.hash(plain)
