"""What is behind one cell of the heat map: the changes, their shares, and one person's sum under each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from tracker.affected_staff.models import Impact
from tracker.affected_staff.rules import IMPACT_LABELS
from tracker.changes.models import Change
from tracker.changes.queries import visible_changes
from tracker.database import db
from tracker.disruption.queries import Computed
from tracker.disruption.rules import Working, share_words, working
from tracker.organisation.rules import TreeUnit
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.policy.disclosure.standards import ORDINARY
from tracker.policy.disruption.columns import root_changes
from tracker.policy.disruption.drivers import Driver, drivers, people_by_impact
from tracker.policy.disruption.method import Impact as ImpactKind
from tracker.policy.disruption.method import Reach, Severity, load_method
from tracker.policy.disruption.months import first_day
from tracker.policy.disruption.records import Milestones

MILESTONES = ("announced", "consult_start", "consult_end", "transition_start", "transition_end")


@dataclass(frozen=True)
class ImpactWorking:
    """One impact of a change: its words and the sum for one person there all month."""

    label: str
    severity: str
    reach: str
    lines: list[Working]


@dataclass(frozen=True)
class Behind:
    """One change behind the cell. ``exact`` is None for whoever reads no single figures."""

    reference: str
    title: str
    share: str
    exact: str | None
    people: int | None
    impacts: list[ImpactWorking]


@dataclass(frozen=True)
class CellPage:
    """Everything the page shows. ``mean`` is None when the cell is withheld or empty."""

    unit: TreeUnit
    path: list[TreeUnit]
    month: date
    text: str
    band: str
    mean: float | None
    behind: list[Behind]
    others: bool
    withheld: bool


def cell_page(found: Computed, row: int, month: int, viewer: Viewer, day: date) -> CellPage:
    """What the viewer may read behind the cell of a unit and month."""
    column = month - found.figures.first_month
    text, band = found.cells(row)[column]
    mean = found.shown_mean(row, column)
    parts = drivers(found.calculation, row, month) if mean else []
    shown = [part for part in parts if part.people >= ORDINARY.threshold]
    whole = sum(part.upheaval_days for part in parts)
    change_of = {part.row: int(found.world.change_ids[part.row]) for part in shown}
    known = titles(viewer, day, list(change_of.values()))
    named = [part for part in shown if change_of[part.row] in known]
    workings = _workings(found, [part.row for part in named], row, month)
    return CellPage(
        unit=found.world.units[row],
        path=_path(found.world.units, row),
        month=date.fromordinal(first_day(month)),
        text=text,
        band=band,
        mean=mean,
        behind=[
            _behind(part, whole, known[change_of[part.row]], workings.get(part.row, []), viewer)
            for part in named
        ],
        others=len(named) < len(parts),
        withheld=mean is None and text == "c",
    )


def _behind(
    part: Driver, whole: float, title: tuple[str, str], impacts: list[ImpactWorking], viewer: Viewer
) -> Behind:
    sees_rows = viewer.role is Role.HR_PARTNER
    return Behind(
        reference=title[0],
        title=title[1],
        share=share_words(part.upheaval_days, whole),
        exact=f"{part.upheaval_days:,.1f}" if sees_rows else None,
        people=part.people if sees_rows else None,
        impacts=impacts,
    )


def titles(viewer: Viewer, day: date, change_ids: list[int]) -> dict[int, tuple[str, str]]:
    """Reference and title of those of the changes that the viewer may read."""
    query = (
        visible_changes(viewer, day)
        .where(Change.id.in_(change_ids))
        .with_only_columns(Change.id, Change.reference, Change.title)
        .order_by(None)
    )
    return {row[0]: (row[1], row[2]) for row in db.session.execute(query)}


def _workings(found: Computed, roots: list[int], unit: int, month: int) -> dict[int, list[ImpactWorking]]:
    """For each root change the different sums that its own and its parts' impacts give in the month.

    An impact that too few people of the unit are under is left out: it is not what the unit carries.
    """
    impacts = found.world.columns.impacts
    root_of = root_changes(found.world.columns.change_parent)[impacts.change]
    people = people_by_impact(found.world.columns, unit, month)
    wanted = {
        int(impact): int(root)
        for impact, root, under in zip(found.world.impact_ids, root_of, people, strict=True)
        if int(root) in set(roots) and under >= ORDINARY.threshold
    }
    columns = [sa.func.coalesce(getattr(Impact, name), getattr(Change, name)) for name in MILESTONES]
    rows: Sequence[Any] = db.session.execute(
        sa.select(
            Impact.id,
            Impact.kind,
            Impact.severity,
            Impact.reach,
            Impact.clip_from,
            Impact.clip_to,
            *columns,
            Change.withdrawn,
        )
        .join(Change, Change.id == Impact.change_id)
        .where(Impact.id.in_(list(wanted)))
        .order_by(Impact.id)
    ).all()
    method = load_method()
    sums: dict[int, list[ImpactWorking]] = {}
    for row in rows:
        lines = working(
            Milestones(*row[6:12]),
            ImpactKind(row.kind.value),
            Severity(row.severity.value),
            Reach(row.reach.value),
            method,
            month,
            (row.clip_from, row.clip_to),
        )
        one = ImpactWorking(IMPACT_LABELS[row.kind], row.severity.value, row.reach.value, lines)
        if lines and one not in sums.setdefault(wanted[row.id], []):
            sums[wanted[row.id]].append(one)
    return sums


def _path(units: Sequence[TreeUnit], row: int) -> list[TreeUnit]:
    """The units above, from the top."""
    above = {unit.id: unit for unit in units}
    path: list[TreeUnit] = []
    unit = units[row]
    while unit.parent_id is not None and unit.parent_id in above:
        unit = above[unit.parent_id]
        path.append(unit)
    return path[::-1]
