"""What is done with impacts and affected people. Everything here is one step of a unit of work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from tracker.affected_staff import deriving
from tracker.affected_staff.models import (
    AffectedPerson,
    Exposure,
    Impact,
    ImpactListed,
)
from tracker.affected_staff.rules import (
    AffectedStatus,
    ImpactKind,
    ImpactState,
    Reach,
    Severity,
    StatusMoveError,
    check_status_move,
)
from tracker.affected_staff.services_attaching import (
    CHUNK,
    attach,
    bump,
    end_exposures,
    note_steps,
    release,
)
from tracker.audit import services as audit
from tracker.audit.rules import Facts
from tracker.changes.models import Change
from tracker.database import check_version, db
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer


class ImpactError(Exception):
    """Something that may not be done with an impact now; the message is in words for the page."""


@dataclass(frozen=True)
class ImpactGiven:
    """What HR says of an impact. ``person_ids`` is None when the rule, not a list, says who."""

    kind: ImpactKind
    severity: Severity
    reach: Reach
    description: str
    rule: dict[str, Any]
    person_ids: Sequence[int] | None
    dates: Mapping[str, date | None]


def draft_impact(change: Change, given: ImpactGiven, *, by: Viewer, moment: datetime) -> Impact:
    """Record an impact that has no people yet."""
    impact = Impact(change_id=change.id, assessed_by_id=by.account_id, assessed_at=moment)
    _fill(impact, given)
    db.session.add(impact)
    db.session.flush()
    _list_people(impact, given.person_ids)
    audit.record(by, Permission.IMPACT_ASSESS, "impact", impact.reference, facts={"step": "drafted"})
    return impact


def edit_impact(impact: Impact, given: ImpactGiven, *, seen: int | None, by: Viewer) -> None:
    """Change a draft."""
    check_version(impact, seen)
    _only(impact, ImpactState.DRAFT, "Only a draft can be changed: supersede this impact and add another")
    _fill(impact, given)
    db.session.flush()
    _list_people(impact, given.person_ids)
    _record(by, impact, {"step": "edited"})


def discard_impact(impact: Impact, *, by: Viewer) -> None:
    """Delete a draft, which has no people."""
    _only(impact, ImpactState.DRAFT, "Only a draft can be discarded")
    db.session.execute(sa.delete(ImpactListed).where(ImpactListed.impact_id == impact.id))
    _record(by, impact, {"step": "discarded"})
    db.session.delete(impact)


def assess_impact(
    impact: Impact, employer_id: int, *, seen: int | None, by: Viewer, day: date, moment: datetime
) -> int:
    """Derive the people that the rule means on the day and keep them. Gives back how many."""
    check_version(impact, seen)
    _only(
        impact, ImpactState.DRAFT, "The people of this impact have been derived already: refresh it instead"
    )
    people = _people(deriving.meant(impact, employer_id, day))
    if not people:
        raise ImpactError("The rule means nobody on the register today: change it before you confirm")
    impact.state = ImpactState.ASSESSED
    impact.derived_on = day
    impact.assessed_by_id = by.account_id
    impact.assessed_at = moment
    attach(impact, people, first_day=None, by=by, day=day, moment=moment)
    bump(employer_id)
    _record(by, impact, {"step": "derived", "people": len(people)})
    return len(people)


def refresh_impact(
    impact: Impact, employer_id: int, *, seen: int | None, by: Viewer, day: date, moment: datetime
) -> tuple[int, int]:
    """Take in who has joined the group and end who has left it, from the day on. Gives back both counts."""
    check_version(impact, seen)
    _only(impact, ImpactState.ASSESSED, "Only an impact with derived people can be refreshed")
    joined = _people(deriving.joins(impact, employer_id, day))
    left = _people(deriving.leavers(impact, employer_id, day))
    impact.derived_on = day
    attach(impact, joined, first_day=day, by=by, day=day, moment=moment)
    end_exposures(impact, left, last_day=day - timedelta(days=1))
    release(impact.change_id, left, "Left the group that the change touches", by=by, day=day, moment=moment)
    bump(employer_id)
    _record(by, impact, {"step": "refreshed", "joined": len(joined), "left": len(left)})
    return len(joined), len(left)


def supersede_impact(
    impact: Impact,
    employer_id: int,
    *,
    on: date,
    reason: str,
    seen: int | None,
    by: Viewer,
    moment: datetime,
) -> int:
    """End an impact on a day. Who has no other live impact of the change is no longer affected."""
    check_version(impact, seen)
    _only(impact, ImpactState.ASSESSED, "Only an impact with derived people can be superseded")
    if impact.clip_from is not None and on < impact.clip_from:
        raise ImpactError("The last day must be on or after the first day of the impact")
    people = list(db.session.scalars(deriving.under_now(impact)))
    impact.state = ImpactState.SUPERSEDED
    impact.clip_to = on
    db.session.flush()
    released = release(impact.change_id, people, reason, by=by, day=on, moment=moment)
    bump(employer_id)
    _record(by, impact, {"step": "superseded", "people": len(people), "released": released})
    return released


def move_statuses(
    rows: Sequence[AffectedPerson],
    status: AffectedStatus,
    *,
    on: date,
    reason: str,
    told_on: date | None,
    next_step_on: date | None,
    employer_id: int,
    by: Viewer,
    moment: datetime,
) -> None:
    """Move people of one change to a status. Raises ``StatusMoveError`` when any may not; nobody moves."""
    wrong = []
    for row in rows:
        try:
            if row.status is not status:
                check_status_move(row.status, status)
        except StatusMoveError as error:
            wrong.append(f"{row.person.name}: {error}")
    if wrong:
        more = f"; and {len(wrong) - 3} more" if len(wrong) > 3 else ""
        raise StatusMoveError("; ".join(wrong[:3]) + more)
    _follow(rows, status, on)
    for row in rows:
        row.status = status
        row.status_on = on
        row.next_step_on = next_step_on
        row.first_told_on = row.first_told_on or told_on
    db.session.flush()
    note_steps([row.id for row in rows], status, reason, on=on, by=by, moment=moment)
    bump(employer_id)
    for row in rows[:1] if len(rows) == 1 else ():
        audit.record(
            by,
            Permission.AFFECTED_STAFF_UPDATE,
            "affected person",
            row.reference,
            version=row.version,
            facts={"status": status.value},
        )
    if len(rows) != 1:
        facts: Facts = {"status": status.value, "people": len(rows)}
        audit.record(by, Permission.AFFECTED_STAFF_UPDATE, "change", rows[0].change.reference, facts=facts)


def _follow(rows: Sequence[AffectedPerson], status: AffectedStatus, on: date) -> None:
    """Who is no longer affected carries no load after that day; who is again, carries it again.

    Called while ``rows`` still have their former status: only exposures that it ended are taken up again,
    not those of a group that the person had left before.
    """
    if status is AffectedStatus.NO_LONGER_AFFECTED:
        here = Exposure.affected_person_id.in_([row.id for row in rows])
        update = sa.update(Exposure).where(here, Exposure.last_day.is_(None)).values(last_day=on)
        db.session.execute(update.execution_options(synchronize_session=False))
        return
    out = [row for row in rows if row.status is AffectedStatus.NO_LONGER_AFFECTED]
    for day in {row.status_on for row in out}:
        here = Exposure.affected_person_id.in_([row.id for row in out if row.status_on == day])
        update = sa.update(Exposure).where(here, Exposure.last_day == day).values(last_day=None)
        db.session.execute(update.execution_options(synchronize_session=False))


def _fill(impact: Impact, given: ImpactGiven) -> None:
    impact.kind = given.kind
    impact.severity = given.severity
    impact.reach = given.reach
    impact.description = given.description
    impact.rule = given.rule
    for name, day in given.dates.items():
        setattr(impact, name, day)


def _list_people(impact: Impact, person_ids: Sequence[int] | None) -> None:
    db.session.execute(sa.delete(ImpactListed).where(ImpactListed.impact_id == impact.id))
    rows = [{"impact_id": impact.id, "person_id": person_id} for person_id in person_ids or ()]
    for start in range(0, len(rows), CHUNK):
        db.session.execute(sa.insert(ImpactListed), rows[start : start + CHUNK])


def _only(impact: Impact, state: ImpactState, why: str) -> None:
    if impact.state is not state:
        raise ImpactError(why)


def _record(by: Viewer, impact: Impact, facts: Facts) -> None:
    audit.record(
        by, Permission.IMPACT_ASSESS, "impact", impact.reference, version=impact.version, facts=facts
    )


def _people(query: Any) -> list[int]:
    return list(db.session.scalars(query.order_by(None)))
