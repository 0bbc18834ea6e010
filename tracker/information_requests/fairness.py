"""The fairness board: by union, how long each side lets the other wait, and how each kept its days."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from tracker.changes.models import Programme
from tracker.concerns.models import Concern, ConcernStage
from tracker.concerns.queries import visible_concerns
from tracker.concerns.rules import OPEN as CONCERN_OPEN
from tracker.concerns.rules import Side, days_waited
from tracker.concerns.rules import waiting_on as concern_waits_on
from tracker.database import UtcDateTime, db
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
from tracker.policy.access.viewer import Viewer
from tracker.web.clock import london

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
    waits, states = defaultdict(list), defaultdict(list)
    for name, reference, state, since, nation in rows:
        names[reference] = name
        states[reference].append(state)
        if state in OPEN:
            days = days_waited(london(since).date(), day, nation)
            waits[reference].append(Wait(waiting_on(state), days))
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
            turns[reference].append(Ended(party, due_on, london(at).date()))
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
    """Concerns by union, as far as the viewer may know of them. Two statements."""
    seen = visible_concerns(viewer, day).join(Employer, Employer.id == Programme.employer_id)
    names: dict[str, str] = {}
    waits, matters = defaultdict(list), Counter[str]()
    for name, reference, state, since, nation in db.session.execute(
        seen.with_only_columns(
            RecognisedUnion.short_name,
            RecognisedUnion.reference,
            Concern.state,
            Concern.turn_since,
            Employer.nation,
        ).order_by(None)
    ):
        names[reference] = name
        matters[reference] += 1
        if state in CONCERN_OPEN:
            days = days_waited(london(since).date(), day, nation)
            waits[reference].append(Wait(OF_SIDE[concern_waits_on(state)], days))
    turns = defaultdict(list)
    ended_at = sa.func.lead(ConcernStage.began_at, type_=UtcDateTime()).over(
        partition_by=ConcernStage.concern_id, order_by=(ConcernStage.began_at, ConcernStage.id)
    )
    for reference, state, due_on, ended in db.session.execute(
        seen.join(ConcernStage, ConcernStage.concern_id == Concern.id)
        .with_only_columns(RecognisedUnion.reference, ConcernStage.state, ConcernStage.due_on, ended_at)
        .order_by(None)
    ):
        if due_on is not None and ended is not None:
            party = OF_SIDE[concern_waits_on(state)]
            turns[reference].append(Ended(party, due_on, london(ended).date()))
    return [
        Line(
            union=name,
            union_reference=reference,
            matters=matters[reference],
            ages={party: ages_of(waits[reference], party) for party in PARTIES},
            kept={party: kept_of(turns[reference], party) for party in PARTIES},
        )
        for reference, name in sorted(names.items(), key=lambda each: each[1])
    ]
