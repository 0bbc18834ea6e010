"""What pages read of information packs, and what the register can say in a draft."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from tracker.affected_staff.models import AffectedPerson, Exposure, Impact
from tracker.affected_staff.queries import visible_affected
from tracker.affected_staff.rules import AffectedStatus, ImpactKind, ImpactState, Reach
from tracker.changes.models import Change, ChangeVersion
from tracker.compliance.models import InformationPack, PackReceipt
from tracker.consultations.queries import unions_to_invite
from tracker.database import db
from tracker.organisation.models import Establishment, Person, Posting
from tracker.organisation.queries import valid_on
from tracker.organisation.queries_sites import site_name
from tracker.organisation.rules import Contract, StaffKind
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.policy.law.information import all_items, items_asked
from tracker.policy.law.parameters import Period, Regime, RuleBook
from tracker.policy.law.regimes import REGIME_LABELS, REGIME_OF

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


@dataclass(frozen=True)
class UnionHas:
    """A union recognised for affected people, and the day its first representative had the pack."""

    union_id: int
    reference: str
    name: str
    short_name: str
    received_on: date | None


def unions_that_must_have(change: Change, pack: InformationPack | None, day: date) -> list[UnionHas]:
    """Unions recognised for somebody affected, each with when it had the pack, None while it has not."""
    had: dict[int, date] = {}
    for row in receipts_of(pack) if pack is not None else []:
        if row.union_id is not None:
            had[row.union_id] = min(row.received_on, had.get(row.union_id, row.received_on))
    return [
        UnionHas(union.id, union.reference, union.name, union.short_name, had.get(union.id))
        for union in unions_to_invite(change, day)
        if union.represented
    ]


@dataclass(frozen=True)
class Laws:
    """The bodies of law that a change's establishments are under, and what each asks to be told.

    ``silent`` names those without a list; ``unplaced`` people have no establishment on the register.
    """

    regimes: tuple[Regime, ...]
    asked: tuple[Period, ...]
    silent: tuple[str, ...]
    unplaced: int

    @property
    def items(self) -> tuple[str, ...]:
        """Every item that any of them asks for."""
        return all_items(self.asked)


def laws_of(law: RuleBook, change: Change, day: date, on: date | None = None) -> Laws:
    """Whose lists of items hold for a change on the day of the information; Great Britain's where none is."""
    rows = described(change, day)
    nations = db.session.scalars(
        sa.select(Establishment.nation)
        .where(Establishment.id.in_({row.site_id for row in rows}))
        .order_by(Establishment.name, Establishment.id)
    ).all()
    known = dict.fromkeys(REGIME_OF[nation] for nation in nations if nation in REGIME_OF)
    regimes = tuple(known) or (Regime.GREAT_BRITAIN,)
    foreign = ("a nation that is none of those known here",) if set(nations) - set(REGIME_OF) else ()
    asked = items_asked(law, regimes, on or day)
    held = {period.regime for period in asked}
    return Laws(
        regimes,
        tuple(asked or items_asked(law, (Regime.GREAT_BRITAIN,), on or day)),
        (*(REGIME_LABELS[regime] for regime in regimes if regime not in held), *foreign),
        sum(row.number for row in rows if row.site_id is None),
    )


def receipts_of(pack: InformationPack) -> list[PackReceipt]:
    """Who has the pack, in the order in which it came."""
    query = sa.select(PackReceipt).where(PackReceipt.pack_id == pack.id)
    return list(db.session.scalars(query.order_by(PackReceipt.received_on, PackReceipt.id)))


def drafted_from_register(change: Change, day: date) -> dict[str, str]:
    """What the register says of some items, for HR to correct; the rest stays blank."""
    rows = described(change, day)
    places = {row.site for row in rows}

    def told(count: int, row: Described) -> str:
        return f"{count} {row.title}" + (f" at {row.site}" if len(places) > 1 else "")

    employed = "\n".join(told(row.employed, row) for row in rows)
    return {
        "reasons": _reason(change),
        "numbers_and_descriptions": "\n".join(told(row.number, row) for row in rows),
        "total_employed_of_description_at_establishment": employed,
        "number_normally_employed": employed,
        "agency_number": str(agency_workers(change.programme.employer_id, day)),
    }


def agency_workers(employer_id: int, day: date) -> int:
    """How many agency workers the register has at the employer on the day."""
    query = (
        sa.select(sa.func.count())
        .select_from(Person)
        .join(Posting, Posting.person_id == Person.id)
        .where(Person.employer_id == employer_id, Person.contract == Contract.AGENCY, valid_on(Posting, day))
    )
    return db.session.scalar(query) or 0


@dataclass(frozen=True)
class Described:
    """Employees of one job title at one establishment: those whose job is at risk, and all of them."""

    site_id: int | None
    site: str
    title: str
    number: int
    employed: int


def described(change: Change, day: date) -> list[Described]:
    """Employees whose own job is at risk by establishment and title; officers and agency workers left out."""
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
        sa.select(Posting.establishment_id, site_name(day), AffectedPerson.title, sa.func.count())
        .join(Person, Person.id == AffectedPerson.person_id)
        .outerjoin(Posting, sa.and_(Posting.person_id == Person.id, valid_on(Posting, day)))
        .outerjoin(Establishment, Establishment.id == Posting.establishment_id)
        .where(
            AffectedPerson.id.in_(at_risk),
            AffectedPerson.status.not_in(NOT_DISMISSED),
            Person.kind != StaffKind.POLICE_OFFICER,
            Person.contract != Contract.AGENCY,
        )
        .group_by(Posting.establishment_id, Establishment.id, Establishment.name, AffectedPerson.title)
        .order_by(site_name(day), AffectedPerson.title)
    ).all()
    employed = _employed([row[2] for row in rows], change.programme.employer_id, day)
    return [
        Described(
            row[0],
            row[1] or "an establishment that is not recorded",
            row[2] or "title not recorded",
            row[3],
            employed.get((row[0], row[2]), 0),
        )
        for row in rows
    ]


def _employed(titles: list[str], employer_id: int, day: date) -> dict[tuple[int | None, str], int]:
    rows = db.session.execute(
        sa.select(Posting.establishment_id, Posting.title, sa.func.count())
        .join(Person, Person.id == Posting.person_id)
        .where(
            Person.employer_id == employer_id,
            Posting.title.in_(titles),
            Person.kind != StaffKind.POLICE_OFFICER,
            Person.contract != Contract.AGENCY,
            valid_on(Posting, day),
        )
        .group_by(Posting.establishment_id, Posting.title)
    )
    return {(row[0], row[1]): row[2] for row in rows}


def _reason(change: Change) -> str:
    reason = db.session.scalar(
        sa.select(ChangeVersion.reason).where(
            ChangeVersion.change_id == change.id, ChangeVersion.number == change.published_number
        )
    )
    return reason or ""
