"""Loads worked out by hand."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from tests.policy.disruption.worlds import exposed, in_unit, march
from tracker.policy.disruption.areas import area_month, roster
from tracker.policy.disruption.explanation import explain
from tracker.policy.disruption.load import daily_load, month_load
from tracker.policy.disruption.method import Impact, Phase, Severity, load_method
from tracker.policy.disruption.people import gaps, month_mean, month_peak, person_state, respite
from tracker.policy.disruption.records import Change, Exposure, Milestones, Person, Stay, World
from tracker.policy.disruption.sensitivity import severity_bounds

METHOD = load_method()
MARCH, APRIL = 2026 * 12 + 2, 2026 * 12 + 3


def test_a_month_in_transition_with_the_own_post_at_risk_is_the_unit_of_the_measure() -> None:
    world = World([in_unit("p1")], [march()], [exposed("e1", "p1")])

    assert month_load(world, METHOD, "p1", MARCH) == 31
    assert month_mean(world, METHOD, "p1", MARCH) == 1
    assert month_peak(world, METHOD, "p1", MARCH) == 1
    assert month_load(world, METHOD, "p1", APRIL) == 15  # settling: 30 days at a half


def test_the_same_burden_recorded_under_two_projects_of_a_programme_counts_once() -> None:
    programme, project = Change("programme"), replace(march("project"), part_of="programme")
    exposures = [exposed("e1", "p1", "project"), exposed("e2", "p1", "programme")]
    exposures[1] = replace(exposures[1], dates=(("transition_start", date(2026, 3, 1)),))

    world = World([in_unit("p1")], [programme, project], exposures)

    assert daily_load(world, METHOD, "p1", date(2026, 3, 10)) == 1


def test_overlapping_records_of_one_burden_count_the_heavier_on_each_day() -> None:
    heavy = replace(exposed("e1", "p1"), first=date(2026, 3, 1), last=date(2026, 3, 10))
    light = replace(
        exposed("e2", "p1"), severity=Severity.MEDIUM, first=date(2026, 3, 6), last=date(2026, 3, 20)
    )

    world = World([in_unit("p1")], [march()], [light, heavy])

    assert month_load(world, METHOD, "p1", MARCH) == 10 + 5


def test_a_move_shares_the_load_by_place_day_by_day() -> None:
    mover = Person("p1", (Stay("U1", None, date(2026, 3, 11)), Stay("U2", date(2026, 3, 12), None)))
    world = World([mover], [march()], [exposed("e1", "p1")])

    assert area_month(world, METHOD, ["U1"], MARCH).upheaval_days == 11
    assert area_month(world, METHOD, ["U2"], MARCH).upheaval_days == 20
    assert (roster(world, ["U1"], MARCH), roster(world, ["U2"], MARCH)) == ([], ["p1"])


def test_who_is_not_employed_has_no_mean_and_no_state() -> None:
    """P11: not employed is not the same as unaffected."""
    late = Person("p1", (Stay("U1"),), start=date(2026, 4, 1))
    world = World([late, in_unit("p2")], [march()], [exposed("e1", "p1")])

    assert month_mean(world, METHOD, "p1", MARCH) is None
    assert month_peak(world, METHOD, "p1", MARCH) is None
    assert person_state(world, METHOD, "p1", MARCH) is None
    assert month_mean(world, METHOD, "p2", MARCH) == 0


def test_part_time_staff_carry_the_whole_change() -> None:
    """P13."""
    half = replace(in_unit("p1"), fte=0.5)
    world = World([half, in_unit("p2")], [march()], [exposed("e1", "p1")])

    area = area_month(world, METHOD, ["U1"], MARCH)

    assert (area.upheaval_days, area.mean_daily_load) == (Fraction(31), Fraction(1, 2))
    assert area.fte_person_weeks == pytest.approx(15.5 / 7)


def test_an_unknown_severity_is_shown_with_both_ends() -> None:
    unknown = replace(exposed("e1", "p1"), severity=Severity.UNKNOWN)
    world = World([in_unit("p1")], [march()], [unknown])

    bounds = severity_bounds(world, METHOD, "p1", MARCH)

    assert (bounds.low, bounds.central, bounds.high) == (Fraction(31, 4), Fraction(31, 2), Fraction(31))


def test_respite_is_counted_from_the_last_active_day() -> None:
    world = World([in_unit("p1"), in_unit("p2")], [march()], [exposed("e1", "p1")])
    record_start = date(2026, 1, 1)

    assert respite(world, METHOD, "p1", date(2026, 3, 31), record_start) == (0, True)
    assert respite(world, METHOD, "p1", date(2026, 4, 10), record_start) == (10, True)
    assert respite(world, METHOD, "p2", date(2026, 4, 10), record_start) == (100, False)


def test_gaps_are_the_quiet_days_between_active_spells() -> None:
    may = Change("c2", Milestones(transition_start=date(2026, 5, 1), transition_end=date(2026, 5, 2)))
    world = World([in_unit("p1")], [march(), may], [exposed("e1", "p1"), exposed("e2", "p1", "c2")])

    assert gaps(world, METHOD, "p1", date(2026, 1, 1), date(2026, 12, 31)) == [30]


def test_an_explanation_names_days_phase_base_and_what_was_assumed() -> None:
    change = Change("c1", Milestones(announced=date(2026, 3, 1), transition_start=date(2026, 3, 21)))
    exposure = Exposure("e1", "p1", "c1", Impact.RELOCATION)
    world = World([in_unit("p1")], [change], [exposure])

    terms = explain(world, METHOD, ["p1"], MARCH)

    assert [(t.phase, t.days, t.base, t.phase_weight, t.upheaval_days) for t in terms] == [
        (Phase.ANNOUNCED, 20, Fraction(1, 4), Fraction(1, 2), Fraction(5, 2)),
        (Phase.TRANSITION, 11, Fraction(1, 4), 1, Fraction(11, 4)),
    ]
    assert all(term.is_severity_unknown and term.is_end_assumed for term in terms)
