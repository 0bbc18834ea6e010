"""Reads of handovers: what somebody leads on, to whom it can go, and what went over."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from tracker.accounts.models import AccessGrant, Account
from tracker.accounts.queries import live_grant
from tracker.changes.models import Change, Programme
from tracker.changes.queries import visible_changes
from tracker.changes.rules import LIVE
from tracker.concerns.models import Concern
from tracker.concerns.models_drafts import ConcernDraft
from tracker.concerns.queries import visible_concerns
from tracker.concerns.queries_drafts import visible_drafts
from tracker.concerns.rules import OPEN
from tracker.consultations.models import Consultation
from tracker.consultations.queries import visible_consultations
from tracker.consultations.rules import ConsultationState
from tracker.database import db
from tracker.handover.models import Handover, HandoverItem
from tracker.notifications.kinds import matters
from tracker.notifications.queries import holders
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer

DRAFT = "draft"
"""Drafts of concerns are not what notices are about; here they have a name of their own."""


Scope = tuple[int | None, int | None, int | None]
"""Union; employer and programme."""


@dataclass(frozen=True)
class Led:
    """One matter somebody leads on, titled as this viewer may read it.

    ``scope``: union of a union's matter, or employer and programme of HR's: who may lead on it.
    """

    matter: str
    reference: str
    title: str
    noun: str
    endpoint: str
    scope: Scope = (None, None, None)

    @property
    def key(self) -> str:
        """What a form sends for it."""
        return f"{self.matter}:{self.reference}"


def led_by(account_id: int, viewer: Viewer, day: date) -> list[Led]:
    """Open matters that the account leads on, as far as the viewer may know of them. At most four statements.

    A representative: concerns they speak for, and drafts (a colleague's only where shared). An HR partner:
    changes under way and consultations without a published outcome.
    """
    if viewer.role is Role.UNION_REPRESENTATIVE:
        concerns = db.session.execute(
            visible_concerns(viewer, day)
            .where(Concern.speaker_id == account_id, Concern.state.in_(OPEN))
            .with_only_columns(Concern.reference, Concern.union_id)
        )
        drafts = db.session.execute(
            visible_drafts(viewer)
            .where(ConcernDraft.author_id == account_id)
            .with_only_columns(ConcernDraft.reference, ConcernDraft.summary, ConcernDraft.union_id)
        )
        return [
            *_titled("concern", {row.reference: (row.union_id, None, None) for row in concerns}, viewer),
            *(
                Led(
                    DRAFT,
                    reference,
                    summary or "No words yet",
                    "Draft of a concern",
                    "",
                    (union_id, None, None),
                )
                for reference, summary, union_id in drafts
            ),
        ]
    changes = db.session.execute(
        visible_changes(viewer, day)
        .where(Change.owner_id == account_id, Change.state.in_(LIVE))
        .with_only_columns(Change.reference, Programme.employer_id, Programme.id)
    )
    consultations = db.session.execute(
        visible_consultations(viewer, day)
        .where(Consultation.lead_id == account_id, Consultation.state != ConsultationState.OUTCOME_PUBLISHED)
        .with_only_columns(Consultation.reference, Programme.employer_id, Programme.id)
    )
    return [
        *_titled("change", {row[0]: (None, row[1], row[2]) for row in changes}, viewer),
        *_titled("consultation", {row[0]: (None, row[1], row[2]) for row in consultations}, viewer),
    ]


def _titled(name: str, references: Mapping[str, Scope], viewer: Viewer) -> list[Led]:
    matter = matters[name]
    titles = matter.titles(viewer, list(references))
    return [
        Led(name, each, titles.get(each, each), matter.noun, matter.endpoint, scope)
        for each, scope in references.items()
    ]


def strangers_to(items: Sequence[Led], account_id: int, role: Role, day: date) -> list[Led]:
    """Those of the matters on which the account may not lead: another union's, another programme's."""
    able = set()
    for scope in {item.scope for item in items}:
        union, employer, programme = scope
        unions = [union] if union is not None else []
        if account_id in holders(role, day, employer_id=employer, programme_id=programme, union_ids=unions):
            able.add(scope)
    return [item for item in items if item.scope not in able]


def _acting(viewer: Viewer, day: date) -> set[int]:
    """Accounts that act for the viewer's side now, in whichever programme."""
    if viewer.role is Role.UNION_REPRESENTATIVE:
        scope = AccessGrant.union_id.in_(viewer.union_ids)
    else:
        scope = AccessGrant.employer_id.in_(viewer.employer_ids)
    query = (
        sa.select(AccessGrant.account_id)
        .join(Account, Account.id == AccessGrant.account_id)
        .where(AccessGrant.role == viewer.role, Account.active, scope, *live_grant(day))
    )
    return set(db.session.scalars(query))


def colleagues(viewer: Viewer, day: date) -> list[Account]:
    """Who else acts for the viewer's side now, by name."""
    return _accounts(_acting(viewer, day) - {viewer.account_id})


def gone(viewer: Viewer, day: date) -> list[Account]:
    """Who leads on matters of the viewer's side without acting for it any more, by name."""
    if viewer.role is Role.UNION_REPRESENTATIVE:
        concerns = visible_concerns(viewer, day).where(Concern.state.in_(OPEN)).order_by(None)
        leads = set(db.session.scalars(concerns.with_only_columns(Concern.speaker_id).distinct()))
    else:
        changes = visible_changes(viewer, day).where(Change.state.in_(LIVE)).order_by(None)
        open_ones = visible_consultations(viewer, day).order_by(None)
        open_ones = open_ones.where(Consultation.state != ConsultationState.OUTCOME_PUBLISHED)
        leads = set(db.session.scalars(changes.with_only_columns(Change.owner_id).distinct()))
        leads |= set(db.session.scalars(open_ones.with_only_columns(Consultation.lead_id).distinct()))
    return _accounts(leads - _acting(viewer, day) - {viewer.account_id})


def _accounts(ids: set[int]) -> list[Account]:
    return list(
        db.session.scalars(sa.select(Account).where(Account.id.in_(ids)).order_by(Account.name, Account.id))
    )


@dataclass(frozen=True)
class HandoverRow:
    """A handover in words, with its matters as the viewer may read them now."""

    reference: str
    giver: str
    taker: str
    by: str
    note: str
    made_at: datetime
    commitment: str
    went_over: list[Led]


def visible_handovers(viewer: Viewer) -> sa.Select[Handover]:
    """Handovers that the viewer gave, took or made, latest first."""
    return (
        sa.select(Handover)
        .where(
            sa.or_(
                Handover.from_id == viewer.account_id,
                Handover.to_id == viewer.account_id,
                Handover.by_id == viewer.account_id,
            ),
            Handover.role == viewer.role,
        )
        .order_by(Handover.made_at.desc(), Handover.id.desc())
    )


def handovers_of(viewer: Viewer, *where: sa.ColumnElement[bool]) -> list[HandoverRow]:
    """The viewer's handovers with what went over."""
    giver, taker, maker = aliased(Account), aliased(Account), aliased(Account)
    rows = db.session.execute(
        visible_handovers(viewer)
        .where(*where)
        .join(giver, giver.id == Handover.from_id)
        .join(taker, taker.id == Handover.to_id)
        .join(maker, maker.id == Handover.by_id)
        .add_columns(giver.name, taker.name, maker.name)
    ).all()
    items: dict[int, list[tuple[str, str]]] = defaultdict(list)
    found = db.session.execute(
        sa.select(HandoverItem.handover_id, HandoverItem.matter, HandoverItem.reference)
        .where(HandoverItem.handover_id.in_([row[0].id for row in rows]))
        .order_by(HandoverItem.id)
    )
    named: dict[str, set[str]] = defaultdict(set)
    for handover_id, matter, reference in found:
        items[handover_id].append((matter, reference))
        named[matter].add(reference)
    titles = {
        name: matters[name].titles(viewer, references)
        for name, references in named.items()
        if name in matters
    }
    return [
        HandoverRow(
            reference=row[0].reference,
            giver=row[1],
            taker=row[2],
            by=row[3],
            note=row[0].note,
            made_at=row[0].made_at,
            commitment=row[0].commitment,
            went_over=[_item(matter, reference, titles) for matter, reference in items[row[0].id]],
        )
        for row in rows
    ]


def _item(name: str, reference: str, titles: Mapping[str, Mapping[str, str]]) -> Led:
    if name not in matters:
        return Led(name, reference, reference, "Draft of a concern", "")
    title, matter = titles[name].get(reference), matters[name]
    return Led(name, reference, title or reference, matter.noun, matter.endpoint if title else "")
