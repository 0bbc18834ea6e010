"""The live counter: proposed dismissals by employer and establishment, from the affected people."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import sqlalchemy as sa

from tracker.affected_staff.rules import AffectedStatus
from tracker.changes.models import Change, Programme
from tracker.changes.rules import ChangeState
from tracker.changes.unsaved import Unsaved
from tracker.compliance.models import StatutoryDates
from tracker.compliance.queries_standings import standings
from tracker.compliance.rules import Standing, kind_of, leaves_on, route_of
from tracker.database import db
from tracker.policy.calendar.nations import Nation
from tracker.policy.law.batches import Batch, Counter, count_batches
from tracker.policy.law.counting import CountingRule, Judged, Route
from tracker.policy.law.findings import Finding, Grade, MissingFactError
from tracker.policy.law.parameters import NotHeldError, RuleBook
from tracker.policy.law.regimes import regime_of

OVER = (ChangeState.WITHDRAWN, ChangeState.SUPERSEDED)
"""Such a change proposes nobody any longer."""
FINISHED = (ChangeState.EMBEDDED, ChangeState.CLOSED)
"""Whoever has no leaving date in such a change is not going to leave by it."""

LOOK_BACK = 90
"""Days for which those who left by a finished change are still shown: the longest window of any law here."""

STRAGGLERS = 365
"""Days after its end in which somebody may still leave by a finished change, as with long notice."""


@dataclass(frozen=True)
class ChangeDays:
    """A change as the counter reads it. ``first_dismissal`` is the planned day; ``idea``: no proposal yet.

    ``label`` is its title, told apart from others of the same; ``reference`` is None when the reader may not
    read the change, whose title is then not told either.
    """

    id: int
    reference: str | None
    label: str
    programme: str
    idea: bool
    finished: bool
    proposed_on: date | None
    consultation_began: date | None
    first_dismissal: date | None
    over_on: date | None
    reengaged: bool


@dataclass(frozen=True)
class People:
    """So many affected people of one change who stand alike, and how the law reads them."""

    change: ChangeDays
    status: AffectedStatus
    route: Route
    judged: Judged
    leaves: date | None
    number: int

    @property
    def counts(self) -> bool:
        """Whether they are proposed for dismissal: an idea proposes nothing yet, a finished one no more."""
        over = self.change.finished and self.leaves is None
        return self.judged.counts and not self.change.idea and not over


@dataclass(frozen=True)
class Site:
    """One establishment of one employer, with everyone affected there and the numbers."""

    employer: str
    reference: str | None
    name: str
    nation: Nation | None
    people: tuple[People, ...]
    finding: Finding[Counter]

    @property
    def counted(self) -> int:
        """How many count, whenever they leave and whether or not in consultation."""
        return sum(group.number for group in self.people if group.counts)

    @property
    def left_out(self) -> int:
        """How many do not."""
        return sum(group.number for group in self.people if not group.counts)


@dataclass(frozen=True, kw_only=True)
class WhatIf:
    """Something not saved: statutory dates as typed, more people at a site, or an edit of a change."""

    days: Mapping[int, Mapping[str, Any]] = field(default_factory=dict)
    more: Mapping[str, Batch] = field(default_factory=dict)
    unsaved: Unsaved | None = None


NOTHING = WhatIf()


def sites(
    law: RuleBook,
    employer_ids: Collection[int],
    day: date,
    what_if: WhatIf = NOTHING,
    site: str | None = None,
    change_id: int | None = None,
    readable: Collection[int] | None = None,
) -> list[Site]:
    """Every establishment with affected people, or those asked for. Two statements, however many people."""
    if not employer_ids:
        return []
    changes = {each.id: each for each in _changes(employer_ids, what_if, readable) if _matters(each, day)}
    found: dict[tuple[int, int | None], list[Any]] = {}
    for row in db.session.execute(standings(list(changes), day, what_if.unsaved)):
        found.setdefault((row.employer_id, row.establishment_id), []).append(row)
    wanted = [
        rows
        for rows in found.values()
        if (site is None or rows[0].site_reference == site)
        and (change_id is None or any(row.change_id == change_id for row in rows))
    ]
    made = [_site(law, rows, changes, day, what_if) for rows in wanted]
    return sorted(made, key=lambda each: (each.employer, each.name))


def _matters(change: "ChangeDays", day: date) -> bool:
    """Whether anybody may still leave, or have left of late, by the change."""
    if not change.finished:
        return True
    return change.over_on is not None and (day - change.over_on).days < LOOK_BACK + STRAGGLERS


def _changes(
    employer_ids: Collection[int], what_if: WhatIf, readable: Collection[int] | None
) -> Iterable[ChangeDays]:
    rows = db.session.execute(
        sa.select(
            Change.id,
            Change.reference,
            Change.title,
            Change.state,
            Change.announced,
            Change.consult_start,
            Change.transition_start,
            Change.transition_end,
            Programme.name.label("programme"),
            StatutoryDates.proposed_on,
            StatutoryDates.information_given_on,
            StatutoryDates.first_dismissal_on,
            StatutoryDates.last_dismissal_on,
            StatutoryDates.reengagement,
        )
        .join(Programme, Programme.id == Change.programme_id)
        .outerjoin(StatutoryDates, StatutoryDates.change_id == Change.id)
        .where(Programme.employer_id.in_(employer_ids), Change.state.not_in(OVER))
        .order_by(Change.id)
    )
    labels: set[str] = set()
    for row in rows:
        may = readable is None or row.id in readable
        label = row.title if may else "A change outside your programmes"
        if label in labels:
            label = f"{label} ({row.reference if may else len(labels)})"
        labels.add(label)
        typed = what_if.days.get(row.id)
        told = typed if typed is not None else row._asdict()
        dates = {**row._asdict(), **_dates_typed(row.id, what_if.unsaved)}
        yield ChangeDays(
            id=row.id,
            reference=row.reference if may else None,
            label=label,
            programme=row.programme,
            idea=row.state is ChangeState.IDEA,
            finished=row.state in FINISHED,
            proposed_on=told["proposed_on"] or dates["announced"],
            consultation_began=told["information_given_on"] or dates["consult_start"],
            first_dismissal=told["first_dismissal_on"] or dates["transition_start"],
            over_on=row.last_dismissal_on or dates["transition_end"] or dates["transition_start"],
            reengaged=bool(told["reengagement"]),
        )


def _dates_typed(change_id: int, unsaved: Unsaved | None) -> Mapping[str, date | None]:
    return unsaved.dates if unsaved is not None and unsaved.change.id == change_id else {}


def _site(
    law: RuleBook, rows: list[Any], changes: Mapping[int, ChangeDays], day: date, what_if: WhatIf
) -> Site:
    first = rows[0]
    nation: Nation | None = first.nation
    people = _people(law, nation, rows, changes, day)
    finding = _counted(law, nation, people, day, what_if.more.get(first.site_reference or ""))
    return Site(
        first.employer,
        first.site_reference,
        first.site or "Establishment not known",
        nation,
        tuple(people),
        finding,
    )


UNJUDGED = Judged(True, "the law of the place is not known, so they are counted")


def _people(
    law: RuleBook, nation: Nation | None, rows: list[Any], changes: Mapping[int, ChangeDays], day: date
) -> list[People]:
    rules: dict[int, CountingRule | None] = {}
    found: dict[tuple[int, AffectedStatus, Route, Judged, date | None], int] = {}
    for row in rows:
        change = changes[row.change_id]
        if change.id not in rules:
            rules[change.id] = _rule(law, nation, change.proposed_on or day)
        standing = Standing(
            row.status, row.kind, row.contract, bool(row.job_loss), bool(row.employer_transfer),
            bool(row.pay_terms), row.service_end,
        )  # fmt: skip
        route = route_of(standing, change.first_dismissal, reengaged=change.reengaged)
        rule = rules[change.id]
        judged = rule.judge(kind_of(standing), route) if rule else UNJUDGED
        leaves = leaves_on(standing, change.first_dismissal)
        if change.finished and (leaves is None or (day - leaves).days >= LOOK_BACK):
            continue
        key = (change.id, row.status, route, judged, leaves)
        found[key] = found.get(key, 0) + row.number
    return [
        People(changes[change_id], status, route, judged, leaves, number)
        for (change_id, status, route, judged, leaves), number in found.items()
    ]


def _rule(law: RuleBook, nation: Nation | None, proposed_on: date) -> CountingRule | None:
    try:
        return CountingRule.on(law, regime_of(nation), proposed_on)
    except (KeyError, MissingFactError, NotHeldError):
        return None


def _counted(
    law: RuleBook, nation: Nation | None, people: Iterable[People], day: date, more: Batch | None
) -> Finding[Counter]:
    counted: dict[int, dict[date | None, int]] = {}
    changes: dict[int, ChangeDays] = {}
    for group in people:
        if group.counts:
            changes[group.change.id] = group.change
            leaving = counted.setdefault(group.change.id, {})
            leaving[group.leaves] = leaving.get(group.leaves, 0) + group.number
    batches = [
        Batch(each.label, each.proposed_on, each.consultation_began, counted[each.id], each.programme)
        for each in changes.values()
    ]
    if more is not None:
        batches.append(more)
    try:
        regime = regime_of(nation)
    except MissingFactError as error:
        fact = str(error)
        return Finding("CR-01", Grade.UNKNOWN, f"Not known: {fact}", code="missing_fact", missing=(fact,))
    return count_batches(law, regime, batches, day)
