"""What people do to information packs: write a draft, issue it, record who has it."""

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa

from tracker.audit import services as audit
from tracker.changes.models import Change
from tracker.compliance.models import InformationPack, PackReceipt
from tracker.compliance.queries_packs import packs_of
from tracker.compliance.rules import IN_PRODUCT
from tracker.database import EditConflictError, check_version, db
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.policy.law.information import answered


class IncompleteError(Exception):
    """A pack with blank items cannot be issued; ``missing`` names them."""

    def __init__(self, missing: tuple[str, ...]) -> None:
        super().__init__(", ".join(missing))
        self.missing = missing


def save_draft(
    change: Change, items: dict[str, str], *, by: Viewer, moment: datetime, seen: int | None
) -> InformationPack:
    """Save the draft; a new version begins when the last one is issued. Raises ``EditConflictError``."""
    latest = next(iter(packs_of(change, by, moment.date())), None)
    if latest is None or latest.issued_on is not None:
        number = latest.number + 1 if latest else 1
        pack = InformationPack(change_id=change.id, number=number)
        db.session.add(pack)
    elif seen is None:
        raise EditConflictError
    else:
        pack = latest
        check_version(pack, seen)
    pack.items, pack.written_by_id, pack.written_at = items, by.account_id, moment
    db.session.flush()
    _note(change, pack, "drafted", by)
    return pack


def issue(
    change: Change,
    pack: InformationPack,
    on: date,
    *,
    items: Sequence[str],
    by: Viewer,
    seen: int | None,
) -> None:
    """Issue the draft for good, once each of ``items`` is answered.

    Raises ``IncompleteError`` (an item is blank) or ``EditConflictError``.
    """
    check_version(pack, seen)
    if pack.issued_on is not None:
        raise EditConflictError
    missing = tuple(item for item in items if not answered(pack.items.get(item)))
    if missing:
        raise IncompleteError(missing)
    pack.issued_on, pack.issued_by_id = on, by.account_id
    db.session.flush()
    _note(change, pack, "issued", by)


def record_receipt(
    change: Change,
    pack: InformationPack,
    *,
    recipient: str,
    channel: str,
    received_on: date,
    proof: str,
    by: Viewer,
    moment: datetime,
    union_id: int | None = None,
) -> PackReceipt:
    """Record that a representative has the pack; ``union_id`` where they act for a union."""
    row = PackReceipt(
        pack_id=pack.id,
        recipient=recipient,
        channel=channel,
        received_on=received_on,
        proof=proof,
        union_id=union_id,
        recorded_by_id=by.account_id,
        recorded_at=moment,
    )
    db.session.add(row)
    db.session.flush()
    _note(change, pack, "received", by)
    return row


def acknowledge(
    change: Change,
    pack: InformationPack,
    union: str,
    union_id: int,
    *,
    by: Viewer,
    moment: datetime,
    day: date,
) -> PackReceipt | None:
    """A representative says that they have an issued pack; None when they said so before."""
    before = sa.select(PackReceipt.id).where(
        PackReceipt.pack_id == pack.id, PackReceipt.acknowledged_by_id == by.account_id
    )
    if db.session.scalar(before) is not None:
        return None
    row = PackReceipt(
        pack_id=pack.id,
        recipient=f"Representative of {union}",
        channel=IN_PRODUCT,
        received_on=day,
        proof="Said so here, from their own account",
        union_id=union_id,
        acknowledged_by_id=by.account_id,
        recorded_by_id=by.account_id,
        recorded_at=moment,
    )
    db.session.add(row)
    db.session.flush()
    _note(change, pack, "acknowledged", by, Permission.INFORMATION_ACKNOWLEDGE)
    return row


def _note(
    change: Change,
    pack: InformationPack,
    step: str,
    by: Viewer,
    permission: Permission = Permission.COMPLIANCE_RECORD,
) -> None:
    audit.record(
        by,
        permission,
        "information pack",
        change.reference,
        version=pack.version,
        facts={"number": pack.number, "step": step},
    )
