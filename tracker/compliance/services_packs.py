"""What people do to information packs: write a draft, issue it, record who has it."""

from datetime import date, datetime

from tracker.audit import services as audit
from tracker.changes.models import Change
from tracker.compliance.models import InformationPack, PackReceipt
from tracker.compliance.queries_packs import packs_of
from tracker.database import EditConflictError, check_version, db
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.policy.law.information import information_pack
from tracker.policy.law.parameters import Regime, RuleBook


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
    law: RuleBook,
    regime: Regime,
    by: Viewer,
    seen: int | None,
) -> None:
    """Issue the draft for good. Raises ``IncompleteError`` (an item is blank) or ``EditConflictError``."""
    check_version(pack, seen)
    if pack.issued_on is not None:
        raise EditConflictError
    finding = information_pack(law, regime, on, pack.items)
    if finding.value is None or finding.value.missing:
        raise IncompleteError(finding.value.missing if finding.value else finding.missing)
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
) -> PackReceipt:
    """Record that a representative has the pack."""
    row = PackReceipt(
        pack_id=pack.id,
        recipient=recipient,
        channel=channel,
        received_on=received_on,
        proof=proof,
        recorded_by_id=by.account_id,
        recorded_at=moment,
    )
    db.session.add(row)
    db.session.flush()
    _note(change, pack, "received", by)
    return row


def _note(change: Change, pack: InformationPack, step: str, by: Viewer) -> None:
    audit.record(
        by,
        Permission.COMPLIANCE_RECORD,
        "information pack",
        change.reference,
        version=pack.version,
        facts={"number": pack.number, "step": step},
    )
