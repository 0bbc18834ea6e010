"""Thresholds, who counts, and the day the law changed, with the boundary on both sides."""

from datetime import date, timedelta

import pytest

from tracker.policy.law.collective import (
    Stage,
    collective_duty,
    count_people,
    duty_by_site,
    organisation_duty,
)
from tracker.policy.law.counting import Kind, Proposed, Route
from tracker.policy.law.findings import Grade
from tracker.policy.law.parameters import Regime, rule_book

LAW = rule_book()
GB, NI = Regime.GREAT_BRITAIN, Regime.NORTHERN_IRELAND
NOW = date(2026, 10, 5)
LEAVES = date(2027, 1, 4)


def employees(number: int, route: Route = Route.COMPULSORY, leaves: date | None = LEAVES) -> Proposed:
    return Proposed(Kind.EMPLOYEE, route, number, leaves)


@pytest.mark.parametrize(
    ("regime", "proposed", "number", "days", "distance"),
    [
        (GB, NOW, 0, None, 20),
        (GB, NOW, 19, None, 1),
        (GB, NOW, 20, 30, 80),
        (GB, NOW, 99, 30, 1),
        (GB, NOW, 100, 45, None),
        (GB, date(2013, 4, 5), 100, 90, None),
        (GB, date(2013, 4, 6), 100, 45, None),
        (GB, date(1995, 10, 25), 10, 30, 90),
        (GB, date(1995, 10, 26), 10, None, 10),
        (NI, NOW, 19, None, 1),
        (NI, NOW, 99, 30, 1),
        (NI, NOW, 100, 90, None),
    ],
)
def test_the_threshold_of_the_day(
    regime: Regime, proposed: date, number: int, days: int | None, distance: int | None
) -> None:
    finding = collective_duty(LAW, regime, proposed, number)

    assert (finding.known.days, finding.known.distance) == (days, distance)
    assert finding.sources[0].name == "collective_tiers"


@pytest.mark.parametrize("number", [-1, None, 20_000_000])
def test_an_absurd_or_missing_number_is_unknown(number: int | None) -> None:
    assert collective_duty(LAW, GB, NOW, number).grade is Grade.UNKNOWN


def test_a_missing_day_of_proposal_is_unknown_and_named() -> None:
    finding = collective_duty(LAW, GB, None, 5)

    assert (finding.grade, finding.missing) == (Grade.UNKNOWN, ("the day of the proposal",))


def test_a_day_before_the_book_is_unknown_not_clear() -> None:
    finding = collective_duty(LAW, GB, date(1992, 10, 15), 500)

    assert (finding.grade, finding.code, finding.value) == (Grade.UNKNOWN, "law_not_held", None)


def test_a_regime_with_other_thresholds_is_refused() -> None:
    assert collective_duty(LAW, Regime.IRELAND, NOW, 500).grade is Grade.UNKNOWN


@pytest.mark.parametrize(
    ("kind", "route", "counts"),
    [
        *[(Kind.EMPLOYEE, route, True) for route in (
            Route.COMPULSORY, Route.VOLUNTARY, Route.OFFERED_OTHER_WORK, Route.REENGAGED,
            Route.FIXED_TERM_CUT, Route.POST_LOSS, Route.UNKNOWN,
        )],
        *[(Kind.EMPLOYEE, route, False) for route in (
            Route.PERSONAL, Route.TRANSFER, Route.SLOTTED_IN, Route.STAYS, Route.FIXED_TERM_ENDS,
        )],
        *[(kind, route, False) for kind in (
            Kind.POLICE_OFFICER, Kind.AGENCY_WORKER, Kind.SELF_EMPLOYED, Kind.CROWN_SERVANT,
        ) for route in Route],
        (Kind.UNKNOWN, Route.COMPULSORY, True),
        (Kind.UNKNOWN, Route.UNKNOWN, True),
    ],
)  # fmt: skip
def test_who_counts(kind: Kind, route: Route, counts: bool) -> None:
    found = count_people(LAW, GB, NOW, [Proposed(kind, route, 20, LEAVES)]).known

    assert found.number == (20 if counts else 0)
    assert sum(found.people.left_out.values()) == (0 if counts else 20)


@pytest.mark.parametrize(("proposed", "number"), [(date(2013, 4, 5), 2), (date(2013, 4, 6), 0)])
def test_fixed_terms_that_end_stopped_counting(proposed: date, number: int) -> None:
    people = [employees(2, Route.FIXED_TERM_ENDS, proposed + timedelta(days=60))]

    assert count_people(LAW, GB, proposed, people).known.number == number


def test_ninety_two_officers_and_thirteen_staff_count_as_thirteen() -> None:
    people = [
        Proposed(Kind.POLICE_OFFICER, Route.UNKNOWN, 92, LEAVES),
        employees(12),
        employees(1, Route.POST_LOSS),
    ]

    found = count_people(LAW, GB, date(2012, 9, 25), people).known

    assert (found.number, found.people.officers, found.duty.begins) == (13, 92, False)


@pytest.mark.parametrize(("apart", "number"), [(89, 20), (90, 10)])
def test_people_ninety_days_apart_do_not_add(apart: int, number: int) -> None:
    people = [employees(10), employees(10, leaves=LEAVES + timedelta(days=apart))]

    assert count_people(LAW, GB, NOW, people).known.number == number


def test_missing_leaving_dates_that_decide_make_it_unknown() -> None:
    finding = count_people(LAW, GB, NOW, [employees(15), employees(5, leaves=None)])

    assert finding.grade is Grade.UNKNOWN
    assert finding.missing == ("the leaving dates of 5 people",)
    assert finding.known.number == 20


def test_missing_leaving_dates_that_do_not_decide_are_counted_in() -> None:
    finding = count_people(LAW, GB, NOW, [employees(25), employees(5, leaves=None)])

    assert (finding.grade, finding.known.number, finding.known.dated) == (Grade.WARN, 30, 25)


def test_a_scenario_brings_no_duty_and_a_warning() -> None:
    finding = count_people(LAW, GB, NOW, [employees(100)], Stage.SCENARIO)

    assert (finding.known.duty.begins, finding.grade) == (False, Grade.WARN)


def test_sites_are_counted_apart_and_the_sum_warns() -> None:
    apart = duty_by_site(LAW, GB, NOW, {"Lloyd House": 19, "Tally Ho": 19})
    low = duty_by_site(LAW, GB, NOW, {"Lloyd House": 9, "Tally Ho": 9})

    assert (apart.grade, apart.known.only_together, apart.known.together.number) == (Grade.WARN, True, 38)
    assert (low.grade, low.known.only_together) == (Grade.INFO, False)


@pytest.mark.parametrize(
    ("proposed", "told"),
    [
        (date(2013, 5, 29), False),
        (date(2013, 5, 30), True),
        (date(2015, 4, 29), True),
        (date(2015, 4, 30), False),
    ],
)
def test_the_overruled_reading_is_told_and_changes_nothing(proposed: date, told: bool) -> None:
    finding = duty_by_site(LAW, GB, proposed, {"A": 15, "B": 15})

    assert any("overruled" in step for step in finding.steps) is told
    assert not any(duty.begins for duty in finding.known.by_site.values())


def test_a_number_missing_at_one_site_is_unknown() -> None:
    assert duty_by_site(LAW, GB, NOW, {"A": 25, "B": None}).grade is Grade.UNKNOWN


@pytest.mark.parametrize(("threshold", "days"), [(None, None), (250, 45), (381, None), (19, "unknown")])
def test_the_organisation_limb_is_supposed_only(threshold: int | None, days: int | str | None) -> None:
    finding = organisation_duty(LAW, NOW, [19] * 20, threshold)

    if days == "unknown":
        assert finding.grade is Grade.UNKNOWN
    else:
        assert finding.known.days == days
        assert "not law yet" in finding.message
