"""What pages read of information packs, and what the register can say in a draft."""

from datetime import date

import sqlalchemy as sa

from tracker.affected_staff.models import AffectedPerson, Exposure, Impact
from tracker.affected_staff.queries import visible_affected
from tracker.affected_staff.rules import AffectedStatus, ImpactKind, ImpactState, Reach
from tracker.changes.models import Change, ChangeVersion
from tracker.compliance.models import InformationPack, PackReceipt
from tracker.database import db
from tracker.organisation.models import Person, Posting
from tracker.organisation.queries import valid_on
from tracker.organisation.rules import Contract, StaffKind
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer

NOT_DISMISSED = (AffectedStatus.SLOTTED_IN, AffectedStatus.NO_LONGER_AFFECTED, AffectedStatus.TRANSFERRED)


def packs_of(change: Change, viewer: Viewer, day: date) -> list[InformationPack]:
    """Versions of the pack of a change that the viewer may read, newest first; drafts only for HR.

    A representative reads those of changes that affect somebody in a group they are recognised for.
    """
    query = sa.select(InformationPack).where(InformationPack.change_id == change.id)
    if not viewer.may(Permission.COMPLIANCE_RECORD):
        represented = visible_affected(viewer, day).where(AffectedPerson.change_id == change.id)
        anybody = represented.with_only_columns(AffectedPerson.id).order_by(None).exists()
        query = query.where(InformationPack.issued_on.is_not(None), anybody)
    return list(db.session.scalars(query.order_by(InformationPack.number.desc())))


def receipts_of(pack: InformationPack) -> list[PackReceipt]:
    """Who has the pack, in the order in which it came."""
    query = sa.select(PackReceipt).where(PackReceipt.pack_id == pack.id)
    return list(db.session.scalars(query.order_by(PackReceipt.received_on, PackReceipt.id)))


def drafted_from_register(change: Change, day: date) -> dict[str, str]:
    """What the register says of some items, for HR to correct; the rest stays blank."""
    titles = _titles(change)
    employed = _employed([title for title, _ in titles], change.programme.employer_id, day)
    agency = db.session.scalar(
        sa.select(sa.func.count())
        .select_from(Person)
        .join(Posting, Posting.person_id == Person.id)
        .where(
            Person.employer_id == change.programme.employer_id,
            Person.contract == Contract.AGENCY,
            valid_on(Posting, day),
        )
    )
    return {
        "reasons": _reason(change),
        "numbers_and_descriptions": "\n".join(f"{number} {title}" for title, number in titles),
        "total_employed_of_description_at_establishment": "\n".join(
            f"{employed.get(title, 0)} {title}" for title, _ in titles
        ),
        "agency_number": str(agency or 0),
    }


def _titles(change: Change) -> list[tuple[str, int]]:
    """Employees whose own job is at risk by job title, officers and agency workers left out."""
    at_risk = (
        sa.select(Exposure.affected_person_id)
        .join(Impact, Impact.id == Exposure.impact_id)
        .where(
            Impact.change_id == change.id,
            Impact.kind == ImpactKind.JOB_LOSS,
            Impact.state == ImpactState.ASSESSED,
            Impact.reach == Reach.DIRECT,
        )
    )
    rows = db.session.execute(
        sa.select(AffectedPerson.title, sa.func.count().label("number"))
        .join(Person, Person.id == AffectedPerson.person_id)
        .where(
            AffectedPerson.id.in_(at_risk),
            AffectedPerson.status.not_in(NOT_DISMISSED),
            Person.kind != StaffKind.POLICE_OFFICER,
            Person.contract != Contract.AGENCY,
        )
        .group_by(AffectedPerson.title)
        .order_by(AffectedPerson.title)
    )
    return [(row.title or "title not recorded", row.number) for row in rows]


def _employed(titles: list[str], employer_id: int, day: date) -> dict[str, int]:
    rows = db.session.execute(
        sa.select(Posting.title, sa.func.count())
        .join(Person, Person.id == Posting.person_id)
        .where(Person.employer_id == employer_id, Posting.title.in_(titles), valid_on(Posting, day))
        .group_by(Posting.title)
    )
    return {row[0]: row[1] for row in rows}


def _reason(change: Change) -> str:
    reason = db.session.scalar(
        sa.select(ChangeVersion.reason).where(
            ChangeVersion.change_id == change.id, ChangeVersion.number == change.published_number
        )
    )
    return reason or ""
