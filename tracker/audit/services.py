"""Writing to the record. ``record`` hands in an entry; the unit of work appends it last, the head locked."""

import secrets
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from tracker import database
from tracker.audit.models import AuditEntry, AuditHead
from tracker.audit.rules import FORMAT, Facts, canonical, fingerprint, written
from tracker.database import UnauditedWriteError, db
from tracker.policy.access.viewer import Viewer

request_id: ContextVar[str] = ContextVar("request_id", default="command")
NOBODY = "-"
"""Actor of what happens before anyone has signed in, and of commands."""


class Outcome(StrEnum):
    """Whether the thing was done."""

    DONE = "done"
    REFUSED = "refused"


def record(
    by: Viewer | str,
    action: str,
    object_type: str,
    object_reference: str,
    *,
    version: int = 0,
    facts: Facts | None = None,
    commitments: Mapping[str, str] | None = None,
    outcome: Outcome = Outcome.DONE,
) -> None:
    """Hand in one entry. ``by`` is the viewer, or an account's reference, or ``NOBODY``.

    ``action`` is a permission's value or another short lower-case name. ``facts`` holds counts and words from
    closed lists only: never a name, an address or anything somebody typed. What was typed goes in as
    ``commitments``: field name to the commitment from ``rules.commitment``.
    """
    actor = by if isinstance(by, str) else by.account_reference
    entry: dict[str, object] = {
        "v": FORMAT,
        "log": "record",
        "nonce": secrets.token_hex(16),
        "actor": actor,
        "role": "" if isinstance(by, str) else by.role.value,
        "grant": "" if isinstance(by, str) else " ".join(by.grant_references),
        "action": str(action),
        "object_type": object_type,
        "object": object_reference,
        "object_version": version,
        "outcome": outcome.value,
        "facts": dict(facts or {}),
        "commitments": dict(commitments or {}),
        "request": request_id.get(),
    }
    db.session().info.setdefault("audit", []).append(entry)


def leave_unrecorded() -> None:
    """Append nothing for this unit of work: an entry would tell when somebody answered anonymously."""
    db.session().info["unrecorded"] = True


def _append(session: Session) -> None:
    entries: list[dict[str, object]] = session.info.get("audit", [])
    if not entries:
        if session.info.get("wrote") and not session.info.get("unrecorded"):
            raise UnauditedWriteError("rows were written and nothing was recorded in the audit log")
        return
    head = session.execute(sa.select(AuditHead.id, AuditHead.size, AuditHead.last).with_for_update()).one()
    size, last, rows = head.size, head.last, []
    moment: datetime = database.now()
    for handed_in in entries:
        entry = {**handed_in, "seq": size, "time": written(moment), "prev": last}
        body = canonical(entry)
        leaf = fingerprint(body)
        rows.append(
            {
                "seq": size,
                "prev": last,
                "body": body,
                "leaf": leaf,
                "at": moment,
                "actor": entry["actor"],
                "action": entry["action"],
                "object_type": entry["object_type"],
                "object_reference": entry["object"],
            }
        )
        size, last = size + 1, leaf
    connection = session.connection()
    connection.execute(sa.insert(database.table_of(AuditEntry)), rows)
    connection.execute(
        sa.update(database.table_of(AuditHead)).where(database.table_of(AuditHead).c.id == head.id),
        {"size": size, "last": last},
    )


database.last_steps.append(_append)
