"""The written form of an audit entry and how a chain of them is checked: plain text in, findings out.

The exact stored text is the evidence. Verifying reads that text and never writes it again from columns.
"""

import hashlib
import hmac
import json
import secrets
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

FORMAT = 1
FIRST = "0" * 64
"""What the first entry names as its predecessor."""

Facts = dict[str, int | str]


def canonical(entry: dict[str, object]) -> str:
    """UTF-8 JSON with sorted keys and no spaces; integers, strings and lists or maps of these only."""
    _check(entry)
    return json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _check(value: object) -> None:
    if isinstance(value, bool) or value is None or isinstance(value, float):
        raise ValueError(f"an audit entry holds no {type(value).__name__}")
    if isinstance(value, str) and unicodedata.normalize("NFC", value) != value:
        raise ValueError("an audit entry's text must be in normal form NFC")
    if isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise ValueError("an audit entry's keys are text")
            _check(key)
            _check(inner)
    elif isinstance(value, list):
        for inner in value:
            _check(inner)
    elif not isinstance(value, int | str):
        raise ValueError(f"an audit entry holds no {type(value).__name__}")


def fingerprint(body: str) -> str:
    """SHA-256 of the stored text, as 64 hexadecimal digits."""
    return hashlib.sha256(body.encode()).hexdigest()


def written(moment: datetime) -> str:
    """UTC with exactly six decimals and Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def in_words(body: str) -> list[tuple[str, str]]:
    """The parts of a stored text, in its own order, for reading; the whole text when it has no parts."""
    try:
        entry = json.loads(body)
    except ValueError:
        entry = None
    if not isinstance(entry, dict):
        return [("text", body)]
    return [(str(key), _in_words(value)) for key, value in entry.items()]


STEPS = ("act", "step", "state", "status")
"""Facts that say which of the things covered by one permission was done, the most telling first."""


def step_of(body: str) -> str:
    """What a stored text says was done, empty where it has no such fact."""
    try:
        facts = json.loads(body).get("facts", {})
    except (ValueError, AttributeError):
        return ""
    return next((str(facts[name]) for name in STEPS if name in facts), "")


def _in_words(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_in_words(inner)}" for key, inner in value.items()) or "none"
    return str(value) if value != "" else "none"


def commitment(field: str, text: str, salt: str | None = None) -> tuple[str, str]:
    """``(salt, commitment)``: HMAC-SHA-256 over field name and text, keyed by 32 random bytes.

    The log holds the commitment alone. Whoever holds text and salt can prove what was written;
    whoever erases the salt leaves a commitment that says nothing.
    """
    salt = salt or secrets.token_hex(32)
    plain = unicodedata.normalize("NFC", text)
    digest = hmac.new(bytes.fromhex(salt), f"{field}\n{plain}".encode(), hashlib.sha256).hexdigest()
    return salt, digest


@dataclass(frozen=True)
class StoredEntry:
    """An entry as a row: ``body`` is the evidence, the rest are copies that must agree with it."""

    seq: int
    prev: str
    body: str
    leaf: str
    at: datetime
    actor: str
    action: str
    object_type: str
    object_reference: str


@dataclass(frozen=True)
class Finding:
    """The first entry that does not hold, and why."""

    seq: int
    why: str


@dataclass(frozen=True)
class Verdict:
    """What checking a chain found: how many entries held, the last fingerprint that did, what was wrong.

    ``size`` is how many entries the head says there are.
    """

    entries: int
    last: str
    finding: Finding | None
    size: int

    @property
    def sound(self) -> bool:
        """True when every entry held."""
        return self.finding is None


def verify(entries: Iterable[StoredEntry], *, size: int, last: str) -> Verdict:
    """Check order, gaps, links, fingerprints and copied columns of a whole chain against its head."""
    expected, previous = 0, FIRST
    for entry in entries:
        if entry.seq > expected:
            return Verdict(expected, previous, Finding(expected, "it is missing"), size)
        why = _fault(entry, expected, previous)
        if why:
            return Verdict(expected, previous, Finding(entry.seq, why), size)
        expected, previous = expected + 1, entry.leaf
    if expected != size:
        why = f"the head says {size} entries; {expected} are stored"
        return Verdict(expected, previous, Finding(min(expected, size), why), size)
    if previous != last:
        return Verdict(expected, previous, Finding(expected - 1, "the head names another last entry"), size)
    return Verdict(expected, previous, None, size)


def _fault(entry: StoredEntry, expected: int, previous: str) -> str | None:
    if entry.seq != expected:
        return "it is outside the order"
    if fingerprint(entry.body) != entry.leaf:
        return "the stored text does not give the stored fingerprint"
    try:
        body = json.loads(entry.body)
    except ValueError:
        body = None
    if not isinstance(body, dict):
        return "the stored text cannot be read"
    if entry.prev != previous or body.get("prev") != previous:
        return "it does not name the entry before it"
    copies = {
        "seq": entry.seq,
        "time": written(entry.at),
        "actor": entry.actor,
        "action": entry.action,
        "object_type": entry.object_type,
        "object": entry.object_reference,
    }
    for key, value in copies.items():
        if body.get(key) != value:
            return f"its column for {key} does not agree with its text"
    return None
