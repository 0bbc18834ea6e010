"""Uncertainty clocks of affected people, read as columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from tracker.affected_staff.clock_rules import outcome_on
from tracker.affected_staff.models import AffectedPerson
from tracker.affected_staff.rules import AffectedStatus
from tracker.changes.models import Change
from tracker.changes.pauses import pauses_by_change
from tracker.database import AnySelect, db
from tracker.policy.uncertainty.clock import Clock, read_clock


@dataclass(frozen=True)
class ClockRow:
    """The clock of one person in one change; the unit is the one they were derived in."""

    person_id: int
    unit_id: int
    change_id: int
    clock: Clock


@dataclass(frozen=True)
class ClockFacts:
    """What a clock is read from, besides the pauses of its change."""

    change_id: int
    first_told_on: date | None
    status: AffectedStatus
    status_on: date
    withdrawn: date | None


def clock_of(affected: AffectedPerson, change: Change, day: date) -> Clock:
    """The clock of one affected person. One statement."""
    pauses = pauses_by_change([change.id]).get(change.id, [])
    outcome = outcome_on(affected.status, affected.status_on, change.withdrawn)
    return read_clock(affected.first_told_on, outcome, day, pauses)


def clocks(affected: sa.Select[AffectedPerson], day: date) -> list[ClockRow]:
    """The clocks of those whom a select of affected people, joined to their change, finds. Two statements."""
    query: AnySelect = affected.with_only_columns(
        AffectedPerson.person_id,
        AffectedPerson.unit_id,
        AffectedPerson.change_id,
        AffectedPerson.first_told_on,
        AffectedPerson.status,
        AffectedPerson.status_on,
        Change.withdrawn,
    ).order_by(None)
    found = db.session.execute(query).all()
    read = read_clocks([ClockFacts(*row[2:]) for row in found], day)
    return [ClockRow(row[0], row[1], row[2], clock) for row, clock in zip(found, read, strict=True)]


def read_clocks(facts: Sequence[ClockFacts], day: date) -> list[Clock]:
    """The clock of each, in the same order. One statement, none when there is nobody."""
    pauses = pauses_by_change({each.change_id for each in facts}) if facts else {}
    known: dict[tuple[int, date | None, date | None], Clock] = {}
    read = []
    for each in facts:
        outcome = outcome_on(each.status, each.status_on, each.withdrawn)
        key = (each.change_id, each.first_told_on, outcome)
        clock = known.get(key)
        if clock is None:  # most of a change are told on one of a few days
            clock = known[key] = read_clock(each.first_told_on, outcome, day, pauses.get(each.change_id, ()))
        read.append(clock)
    return read
