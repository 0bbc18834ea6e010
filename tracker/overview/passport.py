"""A person's change passport: for each change what is proposed, settled and open, and what was done for them.

Nobody learns anything here that they have not been told: rows, statuses, impacts and letters come from reads
that show staff themselves only that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from tracker.affected_staff.clock_rules import outcome_on
from tracker.affected_staff.models import AffectedPerson
from tracker.affected_staff.queries import visible_affected
from tracker.affected_staff.queries_support import (
    LetterRow,
    MeetingRow,
    SupportRow,
    letters_for,
    meetings_for,
    support_for,
)
from tracker.affected_staff.rules import IMPACT_LABELS, AffectedStatus
from tracker.affected_staff.standing import stand_of, touches_for
from tracker.audit.looks import LookRow, looks_at_self
from tracker.changes.models import Change
from tracker.changes.pauses import pauses_by_change
from tracker.changes.rules import STATE_MEANINGS, ChangeState
from tracker.database import db
from tracker.organisation.models import BargainingGroup, RecognisedUnion, Recognition
from tracker.organisation.queries import valid_on
from tracker.overview.passport_rules import (
    NextDate,
    Open,
    Told,
    is_over,
    next_date,
    not_yet_known,
    settled,
)
from tracker.policy.access.viewer import Viewer
from tracker.policy.uncertainty.clock import Clock, read_clock
from tracker.redeployment.lists import OfferRow, offers_where


@dataclass(frozen=True)
class Touch:
    """What a change alters for the person."""

    label: str
    description: str


@dataclass(frozen=True)
class Stamp:
    """One change in the passport."""

    change_reference: str
    title: str
    state: ChangeState
    state_means: str
    status: AffectedStatus
    since: date
    first_told_on: date | None
    last_told_on: date | None
    proposed: list[Touch]
    settled: list[str]
    open: list[Open]
    next: NextDate | None
    clock: Clock
    group: str
    unions: list[str]
    meetings: list[MeetingRow]
    letters: list[LetterRow]
    support: list[SupportRow]
    over: bool


@dataclass(frozen=True)
class Passport:
    """All that the page shows; ``next`` is the soonest of all dates to come."""

    going_on: list[Stamp]
    over: list[Stamp]
    looks: list[LookRow]
    offers: list[OfferRow]

    @property
    def represented(self) -> list[tuple[str, list[str]]]:
        """Each bargaining group the person's posts stand in, with the unions recognised for it, once."""
        stamps = self.going_on or self.over
        groups = {stamp.group: stamp.unions for stamp in stamps}
        return list(groups.items())

    @property
    def soonest(self) -> Stamp | None:
        """The change with the next date."""
        dated = [(stamp.next.on, number) for number, stamp in enumerate(self.going_on) if stamp.next]
        return self.going_on[min(dated)[1]] if dated else None


def passport(viewer: Viewer, day: date) -> Passport:
    """What the person may read of themself."""
    rows = db.session.scalars(
        visible_affected(viewer, day).order_by(None).order_by(Change.created_at.desc(), Change.id.desc())
    ).all()
    ids = [row.id for row in rows]
    meetings = meetings_for(ids, viewer, day) if ids else []
    letters = letters_for(ids, viewer, day) if ids else []
    support = support_for(ids, viewer, day) if ids else []
    unions = _represented(rows, day)
    pauses = pauses_by_change({row.change_id for row in rows}) if rows else {}
    stamps = []
    for row in rows:
        stand, change = stand_of(row, viewer), row.change
        told = Told(
            stand.status, stand.since, stand.next_step_on, change.state, change.certainty, change.milestones
        )
        outcome = outcome_on(stand.status, stand.since, change.withdrawn)
        group, names = unions.get(row.bargaining_group_id or 0, ("", []))
        stamps.append(
            Stamp(
                change_reference=change.reference,
                title=change.title,
                state=change.state,
                state_means=STATE_MEANINGS[change.state],
                status=stand.status,
                since=stand.since,
                first_told_on=stand.first_told_on,
                last_told_on=stand.last_told_on,
                proposed=[
                    Touch(IMPACT_LABELS[touch.kind], touch.description) for touch in touches_for(row, viewer)
                ],
                settled=settled(told),
                open=not_yet_known(told, day),
                next=next_date(told, day),
                clock=read_clock(stand.first_told_on, outcome, day, pauses.get(change.id, ())),
                group=group,
                unions=names,
                meetings=[each for each in meetings if each.affected_id == row.id],
                letters=[each for each in letters if each.affected_id == row.id],
                support=[each for each in support if each.affected_id == row.id],
                over=is_over(told),
            )
        )
    return Passport(
        [stamp for stamp in stamps if not stamp.over],
        [stamp for stamp in stamps if stamp.over],
        looks_at_self(viewer),
        offers_where(viewer, day),
    )


def _represented(rows: Sequence[AffectedPerson], day: date) -> dict[int, tuple[str, list[str]]]:
    """Each bargaining group with its name and the unions recognised for it on the day. One statement."""
    ids = {row.bargaining_group_id for row in rows if row.bargaining_group_id}
    if not ids:
        return {}
    found: dict[int, tuple[str, list[str]]] = {}
    for group_id, name, union in db.session.execute(
        sa.select(BargainingGroup.id, BargainingGroup.name, RecognisedUnion.name)
        .outerjoin(
            Recognition,
            sa.and_(Recognition.bargaining_group_id == BargainingGroup.id, valid_on(Recognition, day)),
        )
        .outerjoin(RecognisedUnion, RecognisedUnion.id == Recognition.union_id)
        .where(BargainingGroup.id.in_(ids))
        .order_by(BargainingGroup.id, RecognisedUnion.name)
    ):
        names = found.setdefault(group_id, (name, []))[1]
        if union:
            names.append(union)
    return found
