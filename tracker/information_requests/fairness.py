"""The fairness board: by union, how long each side lets the other wait, and how each kept its days."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from tracker.changes.models import Programme
from tracker.concerns.models import Concern, ConcernStage
from tracker.concerns.queries import visible_concerns
from tracker.concerns.rules import OPEN as CONCERN_OPEN
from tracker.concerns.rules import Side, days_waited
from tracker.concerns.rules import waiting_on as concern_waits_on
from tracker.database import db
from tracker.information_requests.models import InformationRequest, RequestStep
from tracker.information_requests.queries import visible_requests
from tracker.information_requests.rules import (
    OPEN,
    Ages,
    Ended,
    Kept,
    Party,
    RequestState,
    Wait,
    ages_of,
    kept_of,
    waiting_on,
)
from tracker.organisation.models import Employer, RecognisedUnion
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.policy.calendar.nations import Nation
from tracker.web.clock import london_day

PARTIES = (Party.MANAGEMENT, Party.UNION)
OF_SIDE = {Side.MANAGEMENT: Party.MANAGEMENT, Side.UNION: Party.UNION, Side.NOBODY: Party.NOBODY}


@dataclass(frozen=True)
class Line:
    """One union's matters of one kind: ages of what waits, days kept, by side; and what was said no to."""

    union: str
    union_reference: str
    matters: int
    ages: dict[Party, Ages]
    kept: dict[Party, Kept]
    refused: int = 0
    disputed: int = 0


class DaysWaited:
    """Working days waited until a day, each beginning worked out once."""

    def __init__(self, day: date) -> None:
        self._day = day
        self._known: dict[tuple[date, Nation], int] = {}

    def __call__(self, since: datetime, nation: Nation) -> int:
        """Working days since the moment, by the calendar of the nation."""
        key = (london_day(since), nation)
        if key not in self._known:
            self._known[key] = days_waited(key[0], self._day, nation)
        return self._known[key]


def request_lines(viewer: Viewer, day: date) -> list[Line]:
    """Requests by union, as far as the viewer may know of them. Two statements."""
    seen = visible_requests(viewer, day).join(Employer, Employer.id == Programme.employer_id)
    rows = db.session.execute(
        seen.with_only_columns(
            RecognisedUnion.short_name,
            RecognisedUnion.reference,
            InformationRequest.state,
            InformationRequest.turn_since,
            Employer.nation,
        ).order_by(None)
    )
    names: dict[str, str] = {}
    waits, states, days = defaultdict(list), defaultdict(list), DaysWaited(day)
    for name, reference, state, since, nation in rows:
        names[reference] = name
        states[reference].append(state)
        if state in OPEN:
            waits[reference].append(Wait(waiting_on(state), days(since, nation)))
    turns = defaultdict(list)
    refused, disputed = Counter[str](), Counter[str]()
    for reference, from_union, due_on, at, state in db.session.execute(
        seen.join(RequestStep, RequestStep.request_id == InformationRequest.id)
        .with_only_columns(
            RecognisedUnion.reference,
            RequestStep.from_union,
            RequestStep.was_due_on,
            RequestStep.at,
            RequestStep.state,
        )
        .order_by(None)
    ):
        if due_on is not None:
            party = Party.UNION if from_union else Party.MANAGEMENT
            turns[reference].append(Ended(party, due_on, london_day(at)))
        refused[reference] += state is RequestState.REFUSED
        disputed[reference] += state is RequestState.DISPUTED
    return [
        Line(
            union=name,
            union_reference=reference,
            matters=len(states[reference]),
            ages={party: ages_of(waits[reference], party) for party in PARTIES},
            kept={party: kept_of(turns[reference], party) for party in PARTIES},
            refused=refused[reference],
            disputed=disputed[reference],
        )
        for reference, name in sorted(names.items(), key=lambda each: each[1])
    ]


def concern_lines(viewer: Viewer, day: date) -> list[Line]:
    """Concerns by union, joint ones under both, as far as the viewer may know of them. Three statements."""
    union = aliased(RecognisedUnion)
    seen = (
        visible_concerns(viewer, day)
        .join(Employer, Employer.id == Programme.employer_id)
        .join(union, union.id.in_((Concern.union_id, Concern.partner_id)))
    )
    if viewer.role is Role.UNION_REPRESENTATIVE:
        seen = seen.where(union.id.in_(viewer.union_ids))
    names, matters = dict[str, str](), Counter[str]()
    for name, reference, number in db.session.execute(
        seen.with_only_columns(union.short_name, union.reference, sa.func.count())
        .group_by(union.short_name, union.reference)
        .order_by(None)
    ):
        names[reference], matters[reference] = name, number
    waits, days = defaultdict(list), DaysWaited(day)
    for reference, state, since, nation in db.session.execute(
        seen.where(Concern.state.in_(CONCERN_OPEN))
        .with_only_columns(union.reference, Concern.state, Concern.turn_since, Employer.nation)
        .order_by(None)
    ):
        waits[reference].append(Wait(OF_SIDE[concern_waits_on(state)], days(since, nation)))
    in_time = sa.case((ConcernStage.over_on <= ConcernStage.due_on, 1), else_=0)
    kept: dict[str, dict[Party, Kept]] = defaultdict(lambda: dict.fromkeys(PARTIES, Kept()))
    for reference, state, kept_days, over in db.session.execute(
        seen.join(ConcernStage, ConcernStage.concern_id == Concern.id)
        .where(ConcernStage.due_on.is_not(None), ConcernStage.over_on.is_not(None))
        .with_only_columns(union.reference, ConcernStage.state, sa.func.sum(in_time), sa.func.count())
        .group_by(union.reference, ConcernStage.state)
        .order_by(None)
    ):
        party = OF_SIDE[concern_waits_on(state)]
        if party is not Party.NOBODY:
            kept[reference][party] += Kept(kept_days, over)
    return [
        Line(
            union=name,
            union_reference=reference,
            matters=matters[reference],
            ages={party: ages_of(waits[reference], party) for party in PARTIES},
            kept=kept[reference],
        )
        for reference, name in sorted(names.items(), key=lambda each: each[1])
    ]
