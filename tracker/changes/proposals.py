"""What people do to the text of a proposal: write it, send it for approval, publish it."""

from datetime import datetime

import sqlalchemy as sa

from tracker.audit import services as audit
from tracker.audit.rules import commitment
from tracker.changes import notices
from tracker.changes.models import Change, ChangeVersion
from tracker.changes.rules import ENDED, UNPUBLISHED, VersionState
from tracker.database import EditConflictError, check_version, db
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer

COMMITTED_FIELD = "proposal"


class PublicationError(Exception):
    """A text that this person may not publish now; the message says why."""


def open_version(change: Change) -> ChangeVersion | None:
    """The version being written or awaiting approval, if there is one."""
    return db.session.scalars(
        sa.select(ChangeVersion)
        .where(ChangeVersion.change_id == change.id, ChangeVersion.state.in_(UNPUBLISHED))
        .order_by(ChangeVersion.number.desc())
    ).first()


def evidence(title: str, reason: str, proposal: str) -> str:
    """The text whose commitment is kept: title, reason and proposal, an empty line between."""
    return f"{title}\n\n{reason}\n\n{proposal}"


def write_text(
    change: Change,
    *,
    title: str,
    reason: str,
    proposal: str,
    by: Viewer,
    at: datetime,
    seen: int | None = None,
    send: bool = False,
) -> ChangeVersion:
    """Save the open version, or begin the next one, and send it for approval when asked.

    ``seen`` is the version of the open text on the page, 0 when there was none.
    Raises ``EditConflictError`` when somebody saved, sent or published in between.
    """
    if change.state in ENDED:
        raise PublicationError(f"This change is {change.state}: its text stays as it is")
    version = open_version(change)
    if version is None:
        if seen:
            raise EditConflictError
        last = db.session.scalar(
            sa.select(sa.func.max(ChangeVersion.number)).where(ChangeVersion.change_id == change.id)
        )
        version = ChangeVersion(change_id=change.id, number=(last or 0) + 1)
        db.session.add(version)
    else:
        check_version(version, seen)
    version.title, version.reason, version.proposal = title, reason, proposal
    version.written_by_id, version.written_at = by.account_id, at
    version.state = VersionState.AWAITING_APPROVAL if send else VersionState.DRAFT
    if send:
        version.sent_back = ""
    if change.published_number is None:
        change.title = title
    db.session.flush()
    if send:
        notices.tell_directors(change, by, at)
    facts: dict[str, int | str] = {"number": version.number, "state": version.state.value}
    audit.record(
        by, Permission.CHANGE_EDIT, "proposal", version.reference, version=version.version, facts=facts
    )
    return version


def send_back(
    change: Change, version: ChangeVersion, *, why: str, by: Viewer, at: datetime, seen: int | None
) -> None:
    """Give a text that awaits approval back to its writer, saying what has to change."""
    check_version(version, seen)
    if version.state is not VersionState.AWAITING_APPROVAL:
        raise PublicationError("This text is not waiting for approval")
    version.state, version.sent_back = VersionState.DRAFT, why
    db.session.flush()
    notices.tell_writer(change, version.written_by_id, by, at)
    facts: dict[str, int | str] = {"number": version.number, "state": version.state.value}
    audit.record(
        by, Permission.CHANGE_PUBLISH, "proposal", version.reference, version=version.version, facts=facts
    )


def publish(change: Change, version: ChangeVersion, *, by: Viewer, at: datetime, seen: int | None) -> None:
    """Show the text to everyone in scope, for good. The version published before is replaced, and kept."""
    check_version(version, seen)
    if version.state is not VersionState.AWAITING_APPROVAL:
        raise PublicationError("Only a text that was sent for approval can be published")
    if version.written_by_id == by.account_id:
        raise PublicationError("You wrote this text: another programme director must publish it")
    earlier = db.session.scalars(
        sa.select(ChangeVersion).where(
            ChangeVersion.change_id == change.id, ChangeVersion.state == VersionState.PUBLISHED
        )
    ).all()
    for old in earlier:
        old.state = VersionState.REPLACED
    text = evidence(version.title, version.reason, version.proposal)
    version.salt, version.commitment = commitment(COMMITTED_FIELD, text)
    version.state, version.published_by_id, version.published_at = VersionState.PUBLISHED, by.account_id, at
    change.published_number, change.title = version.number, version.title
    db.session.flush()
    notices.tell_published(change, by, at)
    audit.record(
        by,
        Permission.CHANGE_PUBLISH,
        "proposal",
        version.reference,
        version=version.version,
        facts={"number": version.number, "replaced": len(earlier)},
        commitments={COMMITTED_FIELD: version.commitment},
    )
