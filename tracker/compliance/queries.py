"""What pages read of statutory dates, counters and clocks; every read starts from what the viewer may see."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import sqlalchemy as sa

from tracker.changes.models import Change, ChangeStep, Programme
from tracker.changes.queries import visible_changes, visible_programmes
from tracker.changes.rules import ChangeState
from tracker.compliance.clocks import Clock, Conflict, Dates, clocks, conflicts
from tracker.compliance.counting import FINISHED, NOTHING, Site, WhatIf, sites
from tracker.compliance.models import InformationPack, PackReceipt, StatutoryDates, date_columns
from tracker.compliance.models_notices import RedundancyNotice
from tracker.compliance.models_records import EqualityAssessment
from tracker.database import db
from tracker.organisation.models import Employer, Establishment
from tracker.organisation.queries_sites import site_name, visible_sites
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.policy.calendar.nations import Nation
from tracker.policy.disclosure.figures import publishable_count
from tracker.policy.law.batches import BatchCount
from tracker.policy.law.findings import Finding, Grade
from tracker.policy.law.parameters import Regime, RuleBook
from tracker.policy.law.regimes import REGIME_LABELS, REGIME_OF


def employers_in_scope(viewer: Viewer, day: date) -> list[int]:
    """Employers of the programmes the viewer may read: the law counts all changes of an employer together."""
    query = visible_programmes(viewer, day).with_only_columns(Programme.employer_id).order_by(None).distinct()
    return list(db.session.scalars(query))


@dataclass(frozen=True)
class Place:
    """An establishment as the law sees it: where it lies decides which law applies."""

    reference: str
    name: str
    employer: str
    nation: Nation


def places(viewer: Viewer, day: date) -> list[Place]:
    """Establishments of the viewer's employers by employer and name, as they are called on the day."""
    query = (
        visible_sites(viewer)
        .join(Employer, Employer.id == Establishment.employer_id)
        .with_only_columns(
            Establishment.reference,
            site_name(day).label("name"),
            Employer.name.label("employer"),
            Establishment.nation,
        )
        .order_by("employer", "name", Establishment.reference)
    )
    return [Place(*row) for row in db.session.execute(query)]


@dataclass(frozen=True)
class Line:
    """An establishment on the list. A number is None where the viewer may not have it."""

    employer: str
    reference: str | None
    name: str
    law: str
    statutory: int | None
    consulting: int | None
    prudent: int | None
    distance: int | None
    next_threshold: int | None
    days: int | None
    grade: Grade
    missing: tuple[str, ...]
    warnings: tuple[str, ...]

    @property
    def quiet(self) -> bool:
        """Whether nobody is counted here and nothing is amiss."""
        return self.prudent == 0 and self.grade is Grade.INFO


def lines(law: RuleBook, viewer: Viewer, day: date) -> list[Line]:
    """The counter of every establishment with affected people in the viewer's scope."""
    found = sites(law, employers_in_scope(viewer, day), day, readable=readable(viewer, day))
    return [_line(site, viewer) for site in found]


def readable(viewer: Viewer, day: date) -> set[int]:
    """Ids of the changes the viewer may read; others count without being named."""
    query = visible_changes(viewer, day).with_only_columns(Change.id).order_by(None)
    return set(db.session.scalars(query))


def _line(site: Site, viewer: Viewer) -> Line:
    regime = REGIME_OF.get(site.nation) if site.nation else None
    counter = site.finding.value
    statutory = counter.statutory.number if counter else site.counted
    prudent = counter.prudent.number if counter else site.counted
    entitled = viewer.may(Permission.COMPLIANCE_COUNT)
    shown = statutory if entitled else publishable_count(statutory)
    shown_prudent = prudent if entitled else publishable_count(prudent)
    consulting = counter.consulting if counter else 0
    shown_consulting = consulting if entitled else publishable_count(consulting)
    hidden = None in (shown, shown_prudent, shown_consulting)
    return Line(
        site.employer,
        site.reference if entitled else None,
        site.name,
        REGIME_LABELS[regime] if regime else "Not known",
        None if hidden else shown,
        None if hidden else shown_consulting,
        None if hidden else shown_prudent,
        counter.statutory.distance if counter and not hidden else None,
        counter.statutory.next_threshold if counter else None,
        counter.days if counter else None,
        site.finding.grade,
        site.finding.missing if entitled else (),
        counter.warnings if counter and entitled else (),
    )


def get_site(
    law: RuleBook, reference: str, viewer: Viewer, day: date, what_if: WhatIf = NOTHING
) -> Site | None:
    """One establishment; None when it has nobody affected, or is not in the viewer's scope."""
    scope = employers_in_scope(viewer, day)
    found = sites(law, scope, day, what_if, reference, readable=readable(viewer, day))
    return found[0] if found else None


def dates_of(change: Change) -> StatutoryDates | None:
    """The statutory dates of a change that the viewer may read, None while nobody has recorded any."""
    return db.session.scalars(
        sa.select(StatutoryDates).where(StatutoryDates.change_id == change.id)
    ).one_or_none()


@dataclass(frozen=True)
class ChangeClocks:
    """The clocks of a change with what they were worked out from."""

    regime: Regime
    number: int | None
    at: str
    places: tuple[tuple[Site, BatchCount], ...]
    clocks: tuple[Clock, ...]
    conflicts: tuple[Conflict, ...]
    dates: Dates


def clocks_of(law: RuleBook, change: Change, day: date, typed: dict[str, Any] | None = None) -> ChangeClocks:
    """Clocks by the establishment with the heaviest duty. ``typed``: dates that are not saved yet.

    A change that is over is judged as it stood when its consultation began.
    """
    row = dates_of(change)
    told = typed if typed is not None else date_columns(row) if row else {}
    what_if = WhatIf(days={change.id: _complete(told)}) if typed is not None else NOTHING
    judged_on = _judged_on(change, told, day)
    found = sites(law, [change.programme.employer_id], judged_on, what_if, change_id=change.id)
    places = []
    for site in found:
        label = next((group.change.label for group in site.people if group.change.id == change.id), None)
        if site.finding.value and label and label in site.finding.value.batches:
            places.append((site, site.finding.value.batches[label]))
    places.sort(key=lambda place: (place[1].duty.days or 0, place[1].statutory), reverse=True)
    dates = replace(
        Dates(**{name: told.get(name) for name in Dates.__dataclass_fields__ if name in told}),
        decided_on=_decided_on(change),
    )
    dates = replace(
        dates,
        proposed_on=dates.proposed_on or change.announced,
        information_given_on=dates.information_given_on or _last_receipt(change) or change.consult_start,
        first_dismissal_on=dates.first_dismissal_on or change.transition_start,
        equality_assessed_on=dates.equality_assessed_on
        or (_first_assessment(change) if dates.decided_on else None),
    )
    heaviest = places[0] if places else None
    nation = heaviest[0].nation if heaviest else None
    regime = REGIME_OF.get(nation, Regime.GREAT_BRITAIN) if nation else Regime.GREAT_BRITAIN
    number = heaviest[1].statutory if heaviest else 0
    made = clocks(law, regime, number, dates)
    return ChangeClocks(
        regime,
        number,
        heaviest[0].name if heaviest else "",
        tuple(places),
        tuple(made),
        tuple(conflicts(made, dates, day)),
        dates,
    )


def _last_receipt(change: Change) -> date | None:
    """The day the last representative received the pack that is in force; the clock starts then."""
    issued = sa.select(sa.func.max(InformationPack.number)).where(
        InformationPack.change_id == change.id, InformationPack.issued_on.is_not(None)
    )
    return db.session.scalar(
        sa.select(sa.func.max(PackReceipt.received_on))
        .join(InformationPack, InformationPack.id == PackReceipt.pack_id)
        .where(InformationPack.change_id == change.id, InformationPack.number == issued.scalar_subquery())
    )


def _first_assessment(change: Change) -> date | None:
    """The day of the first equality assessment on record: what matters is one before the decision."""
    return db.session.scalar(
        sa.select(sa.func.min(EqualityAssessment.on)).where(EqualityAssessment.change_id == change.id)
    )


def notice_sent_on(change: Change) -> date | None:
    """The last day on which form HR1 was sent for a site of the change; its receipt is another day."""
    return db.session.scalar(
        sa.select(sa.func.max(RedundancyNotice.sent_on)).where(RedundancyNotice.change_id == change.id)
    )


def _judged_on(change: Change, told: dict[str, Any], day: date) -> date:
    """Today; for a change that is over, the day its consultation began, or it was proposed."""
    if change.state not in FINISHED:
        return day
    begun = told.get("information_given_on") or change.consult_start
    return min(begun or told.get("proposed_on") or change.announced or day, day)


def _complete(typed: dict[str, Any]) -> dict[str, Any]:
    names = ("proposed_on", "information_given_on", "first_dismissal_on", "reengagement")
    return {name: typed.get(name) for name in names}


def _decided_on(change: Change) -> date | None:
    return db.session.scalar(
        sa.select(sa.func.min(ChangeStep.on)).where(
            ChangeStep.change_id == change.id, ChangeStep.to_state == ChangeState.DECIDED
        )
    )


def shown_to(found: ChangeClocks, viewer: Viewer) -> ChangeClocks:
    """The clocks as the viewer may have them: small numbers are withheld from all but HR."""
    if viewer.may(Permission.COMPLIANCE_COUNT):
        return found
    masked = found.number is None or publishable_count(found.number) is None
    shown = [_masked(clock) if masked else clock for clock in found.clocks]
    return replace(found, places=(), number=None if masked else found.number, clocks=tuple(shown))


def _masked(clock: Clock) -> Clock:
    if clock.finding.rule != "CR-01":
        return clock
    words = "Too few people are counted for the number to be shown"
    hidden: Finding[Any] = Finding("CR-01", clock.finding.grade, words, sources=clock.finding.sources)
    return replace(clock, finding=hidden)
