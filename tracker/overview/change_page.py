"""Everything about one change, for one viewer, in a fixed number of statements."""

from dataclasses import dataclass, replace
from datetime import date, datetime

import sqlalchemy as sa

from tracker.accounts.models import Account
from tracker.affected_staff.clocks import clocks
from tracker.affected_staff.models import AffectedPerson, Exposure, Impact
from tracker.affected_staff.queries import visible_affected
from tracker.affected_staff.rules import (
    IMPACT_LABELS,
    SETTLED,
    AffectedStatus,
    ImpactKind,
    ImpactState,
    Reach,
    Severity,
)
from tracker.affected_staff.standing import stand_of, touches_for
from tracker.briefings.queries import is_briefed
from tracker.changes.models import Change, ChangeSite, ChangeStep, ChangeUnit, ChangeVersion
from tracker.changes.pauses import PauseRow, pauses_of
from tracker.changes.rules import ENDED, ChangeState, VersionState
from tracker.commitments.models import Commitment
from tracker.commitments.queries import CommitmentRow, rows_of
from tracker.compliance.queries import clocks_of
from tracker.concerns.lists import ConcernRow, concerns_of_change
from tracker.consultations.lists import ConsultationRow, consultations_of_change
from tracker.database import db
from tracker.information_requests.queries import RequestRow, requests_of_change
from tracker.meetings.queries_minutes import Spoken, spoken_of
from tracker.organisation.models import Establishment, Posting, Unit, UnitPeriod
from tracker.organisation.queries import valid_on
from tracker.organisation.queries_sites import site_name
from tracker.overview.assessed_units import unassessed_units
from tracker.overview.rules import Timeline, timeline
from tracker.policy.access.permissions import Permission
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.policy.disclosure.figures import publishable_count
from tracker.policy.disruption.method import load_method
from tracker.policy.disruption.records import Milestones
from tracker.policy.law.parameters import rule_book
from tracker.policy.uncertainty.waits import Waits, put_together
from tracker.selection.lists import PoolRow, pools_of_change


@dataclass(frozen=True)
class VersionRow:
    """One numbered text of the proposal."""

    number: int
    state: VersionState
    title: str
    reason: str
    proposal: str
    written_at: datetime
    published_at: datetime | None
    commitment: str
    sent_back: str


@dataclass(frozen=True)
class StepRow:
    """A move of the change from one state to the next."""

    to_state: ChangeState
    from_state: ChangeState | None
    on: date
    reason: str
    by: str


@dataclass(frozen=True)
class ImpactRow:
    """A group of people touched in one way."""

    reference: str
    kind: ImpactKind
    severity: Severity
    reach: Reach
    state: ImpactState
    description: str
    people: int | None


@dataclass(frozen=True)
class StatusCount:
    """How many of the people the viewer may see stand where.

    ``fte``: full-time equivalents of the posts they hold on the day; None where FTE may not be read.
    """

    status: AffectedStatus
    people: int
    settled: bool
    fte: float | None


def versions_of(change: Change, viewer: Viewer) -> list[VersionRow]:
    """The texts the viewer may read, newest first: drafts only where drafts may be read."""
    query = sa.select(
        ChangeVersion.number,
        ChangeVersion.state,
        ChangeVersion.title,
        ChangeVersion.reason,
        ChangeVersion.proposal,
        ChangeVersion.written_at,
        ChangeVersion.published_at,
        ChangeVersion.commitment,
        ChangeVersion.sent_back,
    ).where(ChangeVersion.change_id == change.id)
    if not viewer.may(Permission.CHANGE_DRAFT_READ):
        query = query.where(ChangeVersion.state.in_((VersionState.PUBLISHED, VersionState.REPLACED)))
    rows = db.session.execute(query.order_by(ChangeVersion.number.desc()))
    return [VersionRow(*row) for row in rows]


def steps_of(change: Change) -> list[StepRow]:
    """The states the change has been in, newest first."""
    rows = db.session.execute(
        sa.select(ChangeStep.to_state, ChangeStep.from_state, ChangeStep.on, ChangeStep.reason, Account.name)
        .join(Account, Account.id == ChangeStep.recorded_by_id)
        .where(ChangeStep.change_id == change.id)
        .order_by(ChangeStep.on.desc(), ChangeStep.id.desc())
    )
    return [StepRow(*row) for row in rows]


def places_of(change: Change, day: date) -> tuple[list[tuple[str, str]], list[str]]:
    """Units as ``(reference, name)``, and names of sites, that the change touches. One statement each."""
    units = db.session.execute(
        sa.select(Unit.reference, UnitPeriod.name)
        .join(ChangeUnit, ChangeUnit.unit_id == Unit.id)
        .join(UnitPeriod, UnitPeriod.unit_id == Unit.id)
        .where(ChangeUnit.change_id == change.id, valid_on(UnitPeriod, day))
        .order_by(UnitPeriod.name, Unit.id)
    )
    sites = db.session.scalars(
        sa.select(site_name(day))
        .join(ChangeSite, ChangeSite.establishment_id == Establishment.id)
        .where(ChangeSite.change_id == change.id)
        .order_by(site_name(day), Establishment.id)
    )
    return [(row.reference, row.name) for row in units], list(sites)


def impacts_of(change: Change) -> list[ImpactRow]:
    """Impacts with how many people each was derived for, for whoever may read impacts."""
    people = sa.select(sa.func.count()).where(Exposure.impact_id == Impact.id).scalar_subquery()
    rows = db.session.execute(
        sa.select(
            Impact.reference,
            Impact.kind,
            Impact.severity,
            Impact.reach,
            Impact.state,
            Impact.description,
            people,
        )
        .where(Impact.change_id == change.id)
        .order_by(Impact.id)
    )
    return [ImpactRow(*row) for row in rows]


def status_counts(change: Change, viewer: Viewer, day: date) -> list[StatusCount]:
    """People the viewer may see one by one, counted by status. They can count the list themselves."""
    held = (
        sa.select(Posting.person_id, sa.func.sum(Posting.fte).label("fte"))
        .where(valid_on(Posting, day))
        .group_by(Posting.person_id)
        .subquery()
    )
    query = (
        visible_affected(viewer, day)
        .outerjoin(held, held.c.person_id == AffectedPerson.person_id)
        .where(AffectedPerson.change_id == change.id)
        .with_only_columns(
            AffectedPerson.status, sa.func.count(), sa.func.coalesce(sa.func.sum(held.c.fte), 0)
        )
        .order_by(None)
        .group_by(AffectedPerson.status)
    )
    found = {row[0]: (row[1], float(row[2])) for row in db.session.execute(query)}
    reads = viewer.may(Permission.PERSON_READ)
    return [
        StatusCount(status, found[status][0], status in SETTLED, found[status][1] if reads else None)
        for status in AffectedStatus
        if status in found
    ]


def owner_of(change: Change) -> str:
    """Name of the HR partner who owns the change."""
    return db.session.scalar(sa.select(Account.name).where(Account.id == change.owner_id)) or ""


def own_standing(change: Change, viewer: Viewer, day: date) -> tuple[str, list[tuple[str, str]]]:
    """What staff read about themselves: the reference of their page, and what they were told."""
    row = db.session.scalars(
        visible_affected(viewer, day).where(AffectedPerson.change_id == change.id)
    ).one_or_none()
    if row is None:
        return "", []
    stand = stand_of(row, viewer)
    kinds = dict.fromkeys(IMPACT_LABELS[touch.kind] for touch in touches_for(row, viewer))
    return row.reference, [
        ("What it changes for you", ", ".join(kinds) or "Not recorded"),
        ("Where you stand", stand.status[0].upper() + stand.status[1:]),
        ("Since", words(stand.since)),
        ("You were first told", words(stand.first_told_on)),
        ("Next step", words(stand.next_step_on, "No date has been set yet")),
    ]


def words(day: date | None, nothing: str = "Not recorded") -> str:
    """A day in full."""
    return f"{day.day} {day:%B %Y}" if day else nothing


@dataclass(frozen=True)
class ChangePage:
    """All that the page shows, ready to show."""

    title: str
    version: VersionRow | None
    versions: list[VersionRow]
    draft: VersionRow | None
    facts: list[tuple[str, str]]
    timeline: Timeline | None
    own: list[tuple[str, str]]
    own_reference: str
    people: list[StatusCount]
    people_total: int
    people_words: str
    may_meet: bool
    nobody: str
    impacts: list[ImpactRow]
    consultations: list[ConsultationRow]
    minutes: list[Spoken]
    commitments: list[CommitmentRow]
    pools: list[PoolRow] | None
    concerns: list[ConcernRow] | None
    requests: list[RequestRow]
    history: list[tuple[str, str | None, str, str | None]]
    impact_labels: dict[ImpactKind, str]
    pauses: list[PauseRow]
    briefed: bool
    uncertainty: "Uncertainty | None"


@dataclass(frozen=True)
class Uncertainty:
    """Clocks of the people whom the viewer reads one by one, and how many have not started."""

    waits: Waits
    not_started: int


def change_page(change: Change, viewer: Viewer, day: date) -> ChangePage:
    """Bring together what the viewer may read about the change."""
    versions = versions_of(change, viewer)
    published = next((row for row in versions if row.number == change.published_number), None)
    version = published or (versions[0] if versions else None)
    draft = versions[0] if versions and versions[0].state in DRAFTS and published else None
    people = status_counts(change, viewer, day) if viewer.may(Permission.AFFECTED_STAFF_READ) else []
    own_reference, own = own_standing(change, viewer, day) if viewer.role is Role.STAFF else ("", [])
    return ChangePage(
        title=version.title if version else change.title,
        version=version,
        versions=versions,
        draft=draft,
        facts=_facts(change, viewer, day),
        timeline=timeline(policy_milestones(change), load_method(), day, _due_by_law(change, viewer, day)),
        own=own,
        own_reference=own_reference,
        people=people,
        people_total=sum(row.people for row in people),
        may_meet=viewer.may(Permission.INDIVIDUAL_MEETING_RECORD),
        people_words=WHOSE.get(viewer.role, "people are affected"),
        nobody=NOBODY.get(viewer.role, "Nobody has been attached to this change yet."),
        impacts=_impacts(change, viewer),
        consultations=consultations_of_change(change.id, viewer, day),
        commitments=rows_of(viewer, day, Commitment.change_id == change.id)
        if viewer.may(Permission.COMMITMENT_READ)
        else [],
        minutes=spoken_of(change, viewer) if viewer.may(Permission.MEETING_READ) else [],
        pools=pools_of_change(change.id, viewer, day),
        concerns=concerns_of_change(change.id, viewer, day) if viewer.may(Permission.CONCERN_READ) else None,
        requests=requests_of_change(change.id, viewer, day),
        history=[
            (
                f"Became {row.to_state}" if row.from_state else f"Logged as {row.to_state}",
                row.by if viewer.may(Permission.CHANGE_DRAFT_READ) else None,
                words(row.on),
                row.reason or None,
            )
            for row in steps_of(change)
        ],
        impact_labels=IMPACT_LABELS,
        pauses=pauses_of(change),
        briefed=is_briefed(change) if viewer.may(Permission.BRIEFING_READ) else False,
        uncertainty=(
            _uncertainty(change, viewer, day) if people and viewer.may(Permission.PERSON_READ) else None
        ),
    )


def _due_by_law(change: Change, viewer: Viewer, day: date) -> list[tuple[str, date]]:
    """Days of the statutory clocks that nobody has met yet, for whoever may read them."""
    if not viewer.may(Permission.COMPLIANCE_READ) or change.state in ENDED:
        return []
    found = clocks_of(rule_book(), change, day).clocks
    return [(clock.name, clock.on) for clock in found if clock.on is not None]


def _uncertainty(change: Change, viewer: Viewer, day: date) -> Uncertainty:
    affected = visible_affected(viewer, day).where(AffectedPerson.change_id == change.id)
    days = [row.clock.days for row in clocks(affected, day)]
    started = [each for each in days if each is not None]
    return Uncertainty(put_together(started), len(days) - len(started))


DRAFTS = frozenset({VersionState.DRAFT, VersionState.AWAITING_APPROVAL})
WHOSE: dict[Role, str] = {
    Role.MANAGER: "people in your units are affected",
    Role.UNION_REPRESENTATIVE: "people in the groups you represent are affected",
}
NOBODY: dict[Role, str] = {
    Role.MANAGER: "Nobody in your units is recorded as affected.",
    Role.UNION_REPRESENTATIVE: "Nobody in the groups you represent is recorded as affected.",
    Role.PROGRAMME_DIRECTOR: "Names of affected staff are read by HR partners, managers and representatives.",
}


def _facts(change: Change, viewer: Viewer, day: date) -> list[tuple[str, str]]:
    units, sites = places_of(change, day)
    missing = unassessed_units(change, day) if viewer.may(Permission.IMPACT_READ) else []
    return [
        ("Owner", owner_of(change)),
        ("Units", ", ".join(name for _, name in units) or "None chosen yet"),
        *([("Not assessed", ", ".join(missing))] if missing else []),
        ("Sites", ", ".join(sites) or "None chosen"),
    ]


def _impacts(change: Change, viewer: Viewer) -> list[ImpactRow]:
    """Impacts, their counts withheld from whoever may not see the people themselves."""
    if not viewer.may(Permission.IMPACT_READ):
        return []
    rows = impacts_of(change)
    if viewer.may(Permission.AFFECTED_STAFF_READ):
        return rows
    return [replace(row, people=publishable_count(row.people or 0)) for row in rows]


def policy_milestones(change: Change) -> Milestones:
    """The change's dates as the measure reads them."""
    return Milestones(**{name: getattr(change, name) for name in Milestones.__dataclass_fields__})
