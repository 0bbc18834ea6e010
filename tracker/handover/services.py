"""Handing matters over: whoever leads on them changes, both sides are told, and the record has each."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from tracker.accounts.models import Account
from tracker.audit import services as audit
from tracker.audit.receipts import as_evidence
from tracker.audit.rules import commitment
from tracker.changes.models import Change
from tracker.concerns.models import Concern
from tracker.concerns.models_drafts import ConcernDraft
from tracker.concerns.notices import HANDED_ON, tell_other_side
from tracker.concerns.rules import OPEN
from tracker.consultations.models import Consultation
from tracker.database import db
from tracker.handover import notices
from tracker.handover.models import Handover, HandoverItem
from tracker.handover.queries import DRAFT, Led
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer


def hand_over(
    items: Sequence[Led],
    giver: Account,
    taker: Account,
    note: str,
    *,
    reference: str,
    by: Viewer,
    moment: datetime,
) -> None:
    """Make the taker lead on each of the matters, tell the taker, and tell the other side of each."""
    note = as_evidence(note)
    salt, digest = commitment("handover", note)
    row = Handover(
        reference=reference,
        role=by.role,
        from_id=giver.id,
        to_id=taker.id,
        by_id=by.account_id,
        note=note,
        salt=salt,
        commitment=digest,
        made_at=moment,
    )
    db.session.add(row)
    db.session.flush()
    for item in items:
        db.session.add(HandoverItem(handover_id=row.id, matter=item.matter, reference=item.reference))
        _move(item, taker, by, moment)
    db.session.flush()
    audit.record(
        by,
        Permission.HANDOVER_MAKE,
        "handover",
        row.reference,
        facts={"from": giver.reference, "to": taker.reference, "matters": len(items)},
        commitments={"handover": digest},
    )
    notices.tell_taker(row, moment)


def _move(item: Led, taker: Account, by: Viewer, moment: datetime) -> None:
    """Put the taker in the giver's place, and tell the other side where it meets the giver."""
    if item.matter == "concern":
        _concern(item.reference, taker, by, moment)
    elif item.matter == DRAFT:
        draft = db.session.scalars(
            sa.select(ConcernDraft).where(ConcernDraft.reference == item.reference)
        ).one()
        draft.author_id = taker.id
    elif item.matter == "change":
        change = db.session.scalars(sa.select(Change).where(Change.reference == item.reference)).one()
        change.owner_id = taker.id
        concerns = db.session.scalars(
            sa.select(Concern)
            .options(joinedload(Concern.change).joinedload(Change.programme))
            .where(Concern.change_id == change.id, Concern.state.in_(OPEN))
            .order_by(Concern.id)
        )
        for concern in concerns:
            tell_other_side(concern, HANDED_ON, by, moment)
    else:
        consultation = db.session.scalars(
            sa.select(Consultation).where(Consultation.reference == item.reference)
        ).one()
        consultation.lead_id = taker.id
    db.session.flush()
    audit.record(
        by,
        Permission.HANDOVER_MAKE,
        item.noun.lower(),
        item.reference,
        facts={"now led by": taker.reference},
    )


def _concern(reference: str, taker: Account, by: Viewer, moment: datetime) -> None:
    concern = db.session.scalars(
        sa.select(Concern)
        .options(joinedload(Concern.change).joinedload(Change.programme))
        .where(Concern.reference == reference)
    ).one()
    concern.speaker_id = taker.id
    tell_other_side(concern, HANDED_ON, by, moment)
