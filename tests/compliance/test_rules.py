"""How the register's words read in law."""

from datetime import date
from typing import Any, TypeAlias

import pytest

from tracker.affected_staff.rules import AffectedStatus
from tracker.compliance.rules import Standing, kind_of, leaves_on, route_of
from tracker.organisation.rules import Contract, StaffKind
from tracker.policy.law.counting import Kind, Route

S: TypeAlias = AffectedStatus
C: TypeAlias = Contract
K: TypeAlias = StaffKind
FIRST = date(2026, 12, 1)


def standing(status: S = S.AT_RISK, **given: Any) -> Standing:
    values: dict[str, Any] = {
        "kind": K.POLICE_STAFF,
        "contract": C.PERMANENT,
        "job_at_risk": True,
        "moves_employer": False,
        "terms_change": False,
        "service_end": None,
        **given,
    }
    return Standing(status=status, **values)


@pytest.mark.parametrize(
    ("kind", "contract", "expected"),
    [
        (K.POLICE_OFFICER, C.PERMANENT, Kind.POLICE_OFFICER),
        (K.PCSO, C.PERMANENT, Kind.EMPLOYEE),
        (K.POLICE_STAFF, C.UNKNOWN, Kind.EMPLOYEE),
        (K.OTHER, C.FIXED_TERM, Kind.EMPLOYEE),
        (K.POLICE_STAFF, C.AGENCY, Kind.AGENCY_WORKER),
    ],
)
def test_what_someone_is_in_law(kind: K, contract: C, expected: Kind) -> None:
    assert kind_of(standing(kind=kind, contract=contract)) is expected


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (S.POTENTIALLY_AFFECTED, Route.POST_LOSS),
        (S.AFFECTED, Route.POST_LOSS),
        (S.AT_RISK, Route.POST_LOSS),
        (S.RING_FENCED, Route.POST_LOSS),
        (S.IN_POOL, Route.POST_LOSS),
        (S.SELECTED, Route.POST_LOSS),
        (S.SLOTTED_IN, Route.SLOTTED_IN),
        (S.OFFERED_ALTERNATIVE, Route.OFFERED_OTHER_WORK),
        (S.IN_TRIAL, Route.OFFERED_OTHER_WORK),
        (S.REDEPLOYED, Route.OFFERED_OTHER_WORK),
        (S.LEAVING_VOLUNTARY, Route.VOLUNTARY),
        (S.LEAVING_COMPULSORY, Route.COMPULSORY),
        (S.TRANSFERRED, Route.TRANSFER),
        (S.NO_LONGER_AFFECTED, Route.STAYS),
    ],
)
def test_the_route_of_each_status(status: S, expected: Route) -> None:
    assert route_of(standing(status), FIRST) is expected


def test_every_status_has_a_route() -> None:
    assert [status for status in S if route_of(standing(status), FIRST) is Route.UNKNOWN] == []


@pytest.mark.parametrize(
    ("job", "moves", "terms", "reengaged", "expected"),
    [
        (False, False, False, False, Route.STAYS),
        (False, True, False, False, Route.TRANSFER),
        (True, True, False, False, Route.POST_LOSS),
        (False, False, True, False, Route.STAYS),
        (False, False, True, True, Route.REENGAGED),
    ],
)
def test_the_impact_decides_for_the_affected(
    job: bool, moves: bool, terms: bool, reengaged: bool, expected: Route
) -> None:
    person = standing(S.AFFECTED, job_at_risk=job, moves_employer=moves, terms_change=terms)

    assert route_of(person, FIRST, reengaged=reengaged) is expected


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        pytest.param(date(2026, 12, 2), Route.FIXED_TERM_CUT, id="cut short by a day"),
        pytest.param(date(2026, 12, 1), Route.FIXED_TERM_ENDS, id="ends on its day"),
        pytest.param(None, Route.POST_LOSS, id="end not known: counted"),
    ],
)
def test_fixed_terms(ends: date | None, expected: Route) -> None:
    assert route_of(standing(contract=C.FIXED_TERM, service_end=ends), FIRST) is expected


def test_who_is_leaving_leaves_on_their_own_day() -> None:
    own = date(2026, 11, 1)

    assert leaves_on(standing(S.LEAVING_VOLUNTARY, service_end=own), FIRST) == own
    assert leaves_on(standing(S.LEAVING_VOLUNTARY), FIRST) == FIRST
    assert leaves_on(standing(S.AT_RISK, service_end=own), FIRST) == FIRST
