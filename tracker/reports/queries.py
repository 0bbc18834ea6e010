"""Reads of the affected-staff report: who is affected, by what, when next, what their manager does."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import aliased
from sqlalchemy.sql.functions import GenericFunction

from tracker.affected_staff.clocks import ClockFacts, read_clocks
from tracker.affected_staff.models import AffectedPerson, Exposure, Impact
from tracker.affected_staff.queries import visible_affected
from tracker.affected_staff.queries_tasks import FAR, due_on, facts_of, knows, task_columns
from tracker.affected_staff.rules import (
    IMPACT_LABELS,
    SETTLED,
    AffectedStatus,
    ImpactKind,
    ImpactState,
    Severity,
)
from tracker.affected_staff.task_rules import Task, task_for
from tracker.audit.looks import is_noted
from tracker.briefings.queries import has_card
from tracker.changes.models import Change
from tracker.changes.rules import ENDED, MILESTONE_LABELS, ChangeState
from tracker.database import AnySelect, db
from tracker.organisation.models import Person, Posting, Unit, UnitPeriod
from tracker.organisation.queries import subtree_ids, valid_on, visible_units
from tracker.policy.access.viewer import Viewer
from tracker.policy.uncertainty.clock import Clock
from tracker.reports.rules import MOST_ROWS, Milestone, how_counted, next_milestone
from tracker.web.listing import Listing, Page
from tracker.web.templating import days

Under = tuple[ImpactKind, Severity, tuple[date | None, ...]]
"""An impact somebody is under: what it alters, how heavy it is, its own dates."""

DATES = ("announced", "consult_start", "consult_end", "transition_start", "transition_end")
NOTHING_NOW = "Nothing now"
OPEN = "not settled"
"""The filter the report opens with: not settled or not told of it yet, in changes that go on."""


class Earliest(GenericFunction[date]):
    """The earliest of several days, none of them null."""

    type = sa.Date()
    inherit_cache = True
    name = "least"


@compiles(Earliest, "sqlite")
def _earliest_on_sqlite(element: Any, compiler: Any, **options: Any) -> str:
    return f"min({compiler.process(element.clauses, **options)})"


@dataclass(frozen=True)
class ReportRow:
    """One person in one change."""

    id: int
    reference: str
    name: str
    staff_number: str
    job: str
    grade: str
    unit: str
    change_reference: str
    change_title: str
    change_state: ChangeState
    status: AffectedStatus
    next_step_on: date | None
    briefed: bool
    person_id: int
    looked_at: bool
    since: date
    version: int
    clock_facts: ClockFacts
    task_facts: tuple[Any, ...]
    dates: tuple[date | None, ...]
    impacts: tuple[str, ...] = ()
    next: Milestone | None = None
    clock: Clock | None = None

    @property
    def task(self) -> Task | None:
        """What the line manager does now, None when the row asks for nothing."""
        return task_for(facts_of(self.status, self.since, self.next_step_on, self.task_facts))

    @property
    def action(self) -> str:
        """The same in words."""
        return self.task.words if self.task else NOTHING_NOW

    @property
    def waited(self) -> str:
        """Days of uncertainty and how they are counted, in words."""
        if self.clock is None or self.clock.days is None:
            return f"No clock: {how_counted(self.clock)}" if self.clock else ""
        return f"{days(self.clock.days)} {how_counted(self.clock)}"


@dataclass(frozen=True)
class Choice:
    """A filter's option."""

    value: str
    label: str
    id: int


@dataclass(frozen=True)
class Choices:
    """What the report can be narrowed to, as far as the viewer may see."""

    changes: list[Choice] = field(default_factory=list)
    units: list[Choice] = field(default_factory=list)
    tops: str = ""


def report_choices(viewer: Viewer, listing: Listing, day: date) -> Choices:
    """Changes in the report and units that have others below, with the one asked for. One statement."""
    seen = visible_affected(viewer, day).with_only_columns(Change.id).order_by(None)
    changes = sa.select(
        sa.literal("change").label("kind"), Change.reference, Change.title.label("label"), Change.id
    ).where(Change.id.in_(seen))
    parents = sa.select(UnitPeriod.parent_id).where(
        UnitPeriod.parent_id.is_not(None), valid_on(UnitPeriod, day)
    )
    units = (
        sa.select(sa.literal("unit").label("kind"), Unit.reference, UnitPeriod.name.label("label"), Unit.id)
        .join(UnitPeriod, UnitPeriod.unit_id == Unit.id)
        .where(
            valid_on(UnitPeriod, day),
            Unit.id.in_(visible_units(viewer, day).with_only_columns(Unit.id)),
            sa.or_(
                Unit.id.in_(parents),
                Unit.id.in_(viewer.unit_ids),
                Unit.reference == listing.value("unit"),
            ),
        )
    )
    rows = sorted(
        db.session.execute(sa.union_all(changes, units)), key=lambda row: (row.label.casefold(), row.id)
    )
    found: dict[str, list[Choice]] = {"change": [], "unit": []}
    for kind, reference, label, id_ in rows:
        found[kind].append(Choice(reference, label, id_))
    tops = [unit.label for unit in found["unit"] if unit.id in viewer.unit_ids]
    return Choices(found["change"], found["unit"], " and ".join(tops))


def _kept(viewer: Viewer, listing: Listing, choices: Choices, day: date) -> sa.Select[AffectedPerson]:
    """The viewer's affected people, narrowed as the address asks. An unknown change or unit finds nobody."""
    query = visible_affected(viewer, day)
    if listing.q:
        query = query.where(
            sa.or_(
                Person.name.icontains(listing.q, autoescape=True),
                Person.staff_number.istartswith(listing.q, autoescape=True),
                Change.title.icontains(listing.q, autoescape=True),
            )
        )
    status, change, unit = status_asked(listing), listing.value("change"), listing.value("unit")
    if status == OPEN:
        waits = sa.or_(AffectedPerson.status.not_in(SETTLED), sa.not_(knows()))
        query = query.where(waits, Change.state.not_in(ENDED))
    elif status in set(AffectedStatus):
        query = query.where(AffectedPerson.status == AffectedStatus(status))
    if change:
        query = query.where(Change.reference == change)
    if unit:
        top = [one.id for one in choices.units if one.value == unit]
        below = sa.select(subtree_ids(top, day).c.id)
        here = sa.select(Posting.person_id).where(Posting.unit_id.in_(below), valid_on(Posting, day))
        query = query.where(sa.or_(AffectedPerson.unit_id.in_(below), AffectedPerson.person_id.in_(here)))
    return query


def _with_columns(
    kept: sa.Select[AffectedPerson], viewer: Viewer, day: date
) -> tuple[AnySelect, dict[str, Any]]:
    """The report's columns, and what it can be sorted by."""
    named = aliased(UnitPeriod)
    coming = _coming(kept, day)
    own = sa.case((AffectedPerson.next_step_on >= day, AffectedPerson.next_step_on), else_=FAR)
    next_on = Earliest(*(sa.func.coalesce(coming.c[name], FAR) for name in DATES), own)
    unit_name = sa.func.coalesce(named.name, Unit.code)
    query = (
        kept.with_only_columns(
            AffectedPerson.id,
            AffectedPerson.reference,
            Person.name,
            Person.staff_number,
            AffectedPerson.title,
            AffectedPerson.grade,
            unit_name,
            Change.reference,
            Change.title,
            Change.state,
            AffectedPerson.status,
            AffectedPerson.next_step_on,
            has_card(Change.id),
            AffectedPerson.person_id,
            is_noted(viewer, AffectedPerson.person_id, day),
            AffectedPerson.status_on,
            AffectedPerson.version,
            Change.id,
            AffectedPerson.first_told_on,
            AffectedPerson.status,
            AffectedPerson.status_on,
            Change.withdrawn,
            *task_columns(),
            *(getattr(Change, name) for name in DATES),
        )
        .join(Unit, Unit.id == AffectedPerson.unit_id)
        .outerjoin(named, sa.and_(named.unit_id == Unit.id, valid_on(named, day)))
        .outerjoin(coming, coming.c.id == AffectedPerson.id)
    )
    sorts = {
        "due": due_on(),
        "when": next_on,
        "name": sa.func.lower(Person.name),
        "change": sa.func.lower(Change.title),
        "unit": sa.func.lower(unit_name),
        "status": AffectedPerson.status,
    }
    return query, sorts


def _coming(kept: sa.Select[AffectedPerson], day: date) -> sa.Subquery:
    """For each affected person the first day to come of each kind, over the impacts they are under."""

    def first(name: str) -> sa.ColumnElement[date]:
        on: sa.ColumnElement[date] = sa.func.coalesce(getattr(Impact, name), getattr(Change, name))
        return sa.func.min(sa.case((on >= day, on))).label(name)

    people = kept.with_only_columns(AffectedPerson.id).order_by(None)
    return (
        sa.select(Exposure.affected_person_id.label("id"), *(first(name) for name in DATES))
        .join(Impact, Impact.id == Exposure.impact_id)
        .join(Change, Change.id == Impact.change_id)
        .where(*_counts(day), Exposure.affected_person_id.in_(people))
        .group_by(Exposure.affected_person_id)
        .subquery("coming")
    )


def _counts(day: date) -> tuple[sa.ColumnElement[bool], ...]:
    """Impacts in force for people who have not left them, in changes that go on."""
    return (
        Impact.state == ImpactState.ASSESSED,
        sa.or_(Exposure.last_day.is_(None), Exposure.last_day >= day),
        Change.state.not_in(ENDED),
    )


def affected_page(viewer: Viewer, listing: Listing, choices: Choices, day: date) -> Page[ReportRow]:
    """One page of the report: statements to count, for the rows, their impacts and the pauses of clocks."""
    kept = _kept(viewer, listing, choices, day)
    ids = kept.with_only_columns(AffectedPerson.id).order_by(None)
    total = db.session.scalar(sa.select(sa.func.count()).select_from(ids.subquery())) or 0
    pages = max(1, -(-total // listing.per_page))
    query, order = _ordered(kept, viewer, listing, day)
    offset = (min(listing.number, pages) - 1) * listing.per_page
    rows = [
        _row(row) for row in db.session.execute(query.order_by(*order).limit(listing.per_page).offset(offset))
    ]
    return Page(_with_impacts(rows, [row.id for row in rows], day), total, listing)


def heads_and_fte(viewer: Viewer, listing: Listing, choices: Choices, day: date) -> tuple[int, float]:
    """People in the report, each once, and the full-time equivalents of the posts they hold on the day."""
    people = _kept(viewer, listing, choices, day).with_only_columns(AffectedPerson.person_id).order_by(None)
    heads = sa.select(sa.func.count(sa.distinct(people.subquery().c.person_id))).scalar_subquery()
    fte = (
        sa.select(sa.func.coalesce(sa.func.sum(Posting.fte), 0))
        .where(Posting.person_id.in_(people), valid_on(Posting, day))
        .scalar_subquery()
    )
    row = db.session.execute(sa.select(heads.label("heads"), fte.label("fte"))).one()
    return row.heads, float(row.fte)


def affected_rows(viewer: Viewer, listing: Listing, choices: Choices, day: date) -> list[ReportRow]:
    """All rows as filtered and sorted, at most one more than ``MOST_ROWS``: for paper and for files."""
    kept = _kept(viewer, listing, choices, day)
    query, order = _ordered(kept, viewer, listing, day)
    rows = [_row(row) for row in db.session.execute(query.order_by(*order).limit(MOST_ROWS + 1))]
    return _with_impacts(rows, kept.with_only_columns(AffectedPerson.id).order_by(None), day)


def _ordered(
    kept: sa.Select[AffectedPerson], viewer: Viewer, listing: Listing, day: date
) -> tuple[AnySelect, list[Any]]:
    query, sorts = _with_columns(kept, viewer, day)
    column = sorts.get(listing.sort, sorts["when"])
    soonest = (sorts["when"],) if column is sorts["due"] else ()
    columns = (column, *soonest, sa.func.lower(Person.name), AffectedPerson.id)
    return query.order_by(None), [one.desc() if listing.descending else one.asc() for one in columns]


def _row(row: Any) -> ReportRow:
    return ReportRow(*(*row[:17], ClockFacts(*row[17:22]), tuple(row[22:26]), tuple(row[26:])))


def _with_impacts(rows: list[ReportRow], ids: Any, day: date) -> list[ReportRow]:
    """The rows with what alters for each person, what comes next for them and how long they have waited."""
    found = db.session.execute(
        sa.select(
            Exposure.affected_person_id,
            Impact.kind,
            Impact.severity,
            *(getattr(Impact, name) for name in DATES),
        )
        .join(Impact, Impact.id == Exposure.impact_id)
        .join(Change, Change.id == Impact.change_id)
        .where(
            Impact.state == ImpactState.ASSESSED,
            sa.or_(Exposure.last_day.is_(None), Exposure.last_day >= day),
            Exposure.affected_person_id.in_(ids),
        )
    )
    under: dict[int, list[Under]] = {}
    for affected_id, kind, severity, *dates in found:
        under.setdefault(affected_id, []).append((kind, severity, tuple(dates)))
    clocks = read_clocks([row.clock_facts for row in rows], day)
    return [
        _complete(row, under.get(row.id, []), clock, day) for row, clock in zip(rows, clocks, strict=True)
    ]


def _complete(row: ReportRow, impacts: list[Under], clock: Clock, day: date) -> ReportRow:
    kinds = {kind for kind, _, _ in impacts}
    unknown = {kind for kind, severity, _ in impacts if severity is Severity.UNKNOWN}
    dated = [(row.next_step_on, "Next step")]
    if row.change_state not in ENDED:
        for _, _, own in impacts:
            dated += [
                (mine or theirs, MILESTONE_LABELS[name])
                for name, mine, theirs in zip(DATES, own, row.dates, strict=True)
            ]
    return ReportRow(
        **{
            **vars(row),
            "impacts": tuple(
                IMPACT_LABELS[kind] + (" (severity not assessed)" if kind in unknown else "")
                for kind in ImpactKind
                if kind in kinds
            ),
            "next": next_milestone(dated, day),
            "clock": clock,
        }
    )


def status_asked(listing: Listing) -> str:
    """The status that the address asks for: what is open until it says otherwise, empty for everyone."""
    return listing.value("status") if "status" in listing.arguments else OPEN


def statuses() -> list[str]:
    """What the status filter offers."""
    return [OPEN, *AffectedStatus]


def is_of_a_team(viewer: Viewer) -> bool:
    """Whether the report is of the viewer's own units rather than of all in their programmes."""
    return bool(viewer.unit_ids)
