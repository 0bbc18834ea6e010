"""The demonstration's one password, made for each installation, and who signs in with it to see what."""

import secrets
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from tracker.accounts.models import Account
from tracker.audit import services as audit
from tracker.database import ALPHABET, db
from tracker.demonstration.accounts import DOMAIN, STAFF_ADDRESS, STAFF_SEES
from tracker.demonstration.reading import tables
from tracker.policy.access.permissions import Permission


@dataclass(frozen=True)
class SignIn:
    """One line of the table."""

    role: str
    email: str
    sees: str


def password_file(instance: Path) -> Path:
    """Where this installation keeps the password: beside its database, readable by its owner alone."""
    return instance / "demonstration-password"


def kept_password(instance: Path) -> str | None:
    """The password, None when this installation has none."""
    path = password_file(instance)
    return path.read_text(encoding="utf-8").strip() if path.exists() else None


def new_password(instance: Path) -> str:
    """Make a password nobody can guess and keep it."""
    groups = ("".join(secrets.choice(ALPHABET) for _ in range(4)) for _ in range(4))
    password = "-".join(groups)
    path = password_file(instance)
    instance.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    path.chmod(0o600)
    path.write_text(password + "\n", encoding="utf-8")
    return password


def set_password(password_hash: str) -> int:
    """Give every account of the demonstration another password; gives back how many there are."""
    ours = sa.update(Account).where(Account.email.endswith(f"@{DOMAIN}"))
    changed = db.session.execute(ours.values(password_hash=password_hash))
    audit.record(audit.NOBODY, Permission.ACCOUNT_MANAGE, "account", "-", facts={"step": "new password"})
    return int(changed.rowcount)  # type: ignore[attr-defined]  # an update's result has it


def sign_ins() -> list[SignIn]:
    """The accounts worth signing in with, in the order of the story's cast."""
    lines = []
    for part in tables("cast.toml")["account"]:
        if "signs_in" in part:
            roles = " and ".join(grant["role"] for grant in part["grants"])
            lines.append(SignIn(roles[0].upper() + roles[1:], part["email"], part["signs_in"]))
    staff = SignIn("Staff", STAFF_ADDRESS, STAFF_SEES)
    return sorted([*lines, staff], key=lambda line: _SHOWN.index(line.role))


_SHOWN = (
    "HR partner",
    "Union representative",
    "Manager",
    "Union representative and manager",
    "Programme director",
    "Staff",
    "Administrator",
    "Auditor",
)


def table(lines: list[SignIn], password: str) -> str:
    """The lines as columns of text, with the password beside each address so that it can be copied."""
    rows = [("Role", "Email", "Password", "Sees")]
    rows += [(line.role, line.email, password, line.sees) for line in lines]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    text = []
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=False)]
        text.append("  ".join([*cells, row[3]]))
    text.insert(1, "  ".join(["-" * width for width in widths] + ["-" * 4]))
    return "\n".join(text)
