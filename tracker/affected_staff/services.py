"""What is done with impacts. Everything here is one step of a unit of work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from tracker.affected_staff import deriving
from tracker.affected_staff.models import Impact, ImpactListed
from tracker.affected_staff.rules import ImpactKind, ImpactState, Reach, Severity
from tracker.affected_staff.services_attaching import CHUNK, attach, bump, end_exposures, release
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
