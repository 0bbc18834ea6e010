"""The gaps of an employer's live changes: which unit or group has not been assessed, and where to mend it."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from tracker.affected_staff.models import AffectedPerson, Exposure, Impact
from tracker.affected_staff.rules import IMPACT_LABELS, ImpactState, Severity
from tracker.changes.models import Change, ChangeUnit, Programme
from tracker.changes.queries import visible_changes
from tracker.changes.rules import LIVE, ChangeState
from tracker.database import db
from tracker.organisation.models import Posting, Unit
from tracker.organisation.queries import unit_tree, valid_on
from tracker.organisation.rules import TreeUnit
from tracker.policy.access.permissions import Permission
from tracker.policy.access.viewer import Viewer
from tracker.reports.coverage_rules import Gap, ImpactSeen, Missing, Span, missing_of


@dataclass(frozen=True)
class GapRow:
    """One gap. ``people`` is None for whoever does not read the people, and where it means nothing."""

    gap: Gap
    change_reference: str
    change: str
    state: ChangeState
    unit_reference: str
    unit: str
    impact_reference: str
    impact: str
    derived_on: date | None
    people: int | None
    of: int | None


@dataclass(frozen=True)
class Coverage:
    """All gaps, the gravest first, and how many live changes were looked at."""

    rows: list[GapRow]
    changes: int

    @property
    def counts(self) -> dict[Gap, int]:
        """How many gaps of each kind there are."""
        found = Counter(row.gap for row in self.rows)
        return {gap: found[gap] for gap in Gap if found[gap]}


def coverage(employer_id: int, viewer: Viewer, day: date) -> Coverage:
    """The gaps of the live changes that the viewer may read. Six statements."""
    changes = db.session.execute(
        visible_changes(viewer, day)
        .where(Programme.employer_id == employer_id, Change.state.in_(LIVE))
        .with_only_columns(Change.id, Change.reference, Change.title, Change.state)
    ).all()
    ids = [change.id for change in changes]
    units = unit_tree(employer_id, day)
    place = {unit.id: unit.preorder for unit in units}
    named, assessed, impacts = _named(ids), _assessed(ids, place), _impacts(ids, viewer)
    working = _working(employer_id, place, day)
    by_id = {unit.id: unit for unit in units}
    exact = viewer.may(Permission.AFFECTED_STAFF_READ)
    rows: list[GapRow] = []
    for change in changes:
        spans = _spans([by_id[each] for each in named.get(change.id, ()) if each in by_id], units, viewer)
        seen = impacts.get(change.id, [])
        rows += [
            _row(change, missing, by_id, exact=exact)
            for missing in missing_of(spans, assessed.get(change.id, {}), working, seen, day)
            if missing.gap is not Gap.NOBODY or not viewer.unit_ids
        ]
    order = list(Gap)
    rows.sort(key=lambda row: (order.index(row.gap), row.change.casefold(), row.unit.casefold()))
    return Coverage(rows, len(changes))


def _row(
    change: Any,
    missing: Missing,
    by_id: dict[int, TreeUnit],
    *,
    exact: bool,
) -> GapRow:
    unit = by_id.get(missing.unit_id or 0)
    impact = missing.impact
    return GapRow(
        gap=missing.gap,
        change_reference=change.reference,
        change=change.title,
        state=change.state,
        unit_reference=unit.reference if unit else "",
        unit=unit.name if unit else "",
        impact_reference=impact.reference if impact else "",
        impact=impact.label if impact else "",
        derived_on=impact.derived_on if impact else None,
        people=missing.people if exact else None,
        of=missing.of if exact else None,
    )


def _spans(named: list[TreeUnit], units: list[TreeUnit], viewer: Viewer) -> list[Span]:
    """The units named; for a manager what of them lies in their own units."""
    if viewer.unit_ids:
        tops = [unit for unit in units if unit.id in viewer.unit_ids]
        inside = {
            each.id: each
            for top in tops
            for each in [
                *(unit for unit in named if top.preorder <= unit.preorder < top.subtree_end),
                *([top] if any(u.preorder <= top.preorder < u.subtree_end for u in named) else []),
            ]
        }
        named = list(inside.values())
    return [Span(unit.id, unit.preorder, unit.subtree_end) for unit in named]


def _named(ids: list[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for change_id, unit_id in db.session.execute(
        sa.select(ChangeUnit.change_id, ChangeUnit.unit_id).where(ChangeUnit.change_id.in_(ids))
    ):
        found.setdefault(change_id, []).append(unit_id)
    return found


def _assessed(ids: list[int], place: dict[int, int]) -> dict[int, dict[int, int]]:
    """People under an assessed impact of each change, by place of the unit they were derived in."""
    found: dict[int, dict[int, int]] = {}
    for change_id, unit_id, people in db.session.execute(
        sa.select(
            AffectedPerson.change_id,
            AffectedPerson.unit_id,
            sa.func.count(AffectedPerson.person_id.distinct()),
        )
        .join(Exposure, Exposure.affected_person_id == AffectedPerson.id)
        .join(Impact, Impact.id == Exposure.impact_id)
        .where(AffectedPerson.change_id.in_(ids), Impact.state == ImpactState.ASSESSED)
        .group_by(AffectedPerson.change_id, AffectedPerson.unit_id)
    ):
        if unit_id in place:
            found.setdefault(change_id, {})[place[unit_id]] = people
    return found


def _working(employer_id: int, place: dict[int, int], day: date) -> dict[int, int]:
    """People posted today, by place of their unit."""
    rows = db.session.execute(
        sa.select(Posting.unit_id, sa.func.count(Posting.person_id.distinct()))
        .join(Unit, Unit.id == Posting.unit_id)
        .where(Unit.employer_id == employer_id, valid_on(Posting, day))
        .group_by(Posting.unit_id)
    )
    return {place[unit_id]: people for unit_id, people in rows if unit_id in place}


def _impacts(ids: list[int], viewer: Viewer) -> dict[int, list[ImpactSeen]]:
    """Live impacts of each change with the people under each; none for whoever reads no impacts."""
    if not viewer.may(Permission.IMPACT_READ):
        return {}
    people = (
        sa.select(sa.func.count())
        .where(Exposure.impact_id == Impact.id, Exposure.last_day.is_(None))
        .scalar_subquery()
    )
    found: dict[int, list[ImpactSeen]] = {}
    for row in db.session.execute(
        sa.select(
            Impact.change_id,
            Impact.reference,
            Impact.kind,
            Impact.description,
            Impact.state,
            Impact.severity,
            Impact.derived_on,
            people,
        )
        .where(Impact.change_id.in_(ids), Impact.state != ImpactState.SUPERSEDED)
        .order_by(Impact.id)
    ):
        label = IMPACT_LABELS[row.kind] + (f": {row.description}" if row.description else "")
        found.setdefault(row.change_id, []).append(
            ImpactSeen(
                row.reference,
                label,
                row.state is ImpactState.ASSESSED,
                row.severity is not Severity.UNKNOWN,
                row.derived_on,
                row[7],
            )
        )
    return found
