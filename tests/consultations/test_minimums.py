from datetime import date

import pytest

from tracker.consultations.minimums import Tier, minimum_beside
from tracker.consultations.rules import ConsultationKind
from tracker.policy.calendar.nations import Nation
from tracker.policy.law.parameters import rule_book

COLLECTIVE = ConsultationKind.COLLECTIVE


def test_the_thresholds_of_the_opening_day_stand_beside_collective_dates() -> None:
    found = minimum_beside(rule_book(), Nation.ENGLAND, COLLECTIVE, date(2026, 3, 2), date(2026, 4, 15))

    assert found.tiers == [Tier(20, 30, date(2026, 4, 2)), Tier(100, 45, date(2026, 4, 17))]
    assert (found.days_open, found.short, found.words) == (45, "", "")
    assert "TULRCA 1992" in found.source


def test_the_law_of_the_day_counts_not_that_of_today() -> None:
    found = minimum_beside(rule_book(), Nation.WALES, COLLECTIVE, date(2012, 3, 5), date(2012, 6, 5))

    assert [tier.days for tier in found.tiers] == [30, 90]


def test_a_short_consultation_is_flagged() -> None:
    found = minimum_beside(rule_book(), Nation.ENGLAND, COLLECTIVE, date(2026, 3, 2), date(2026, 3, 6))

    assert found.short.startswith("Open for 5 days")


@pytest.mark.parametrize("kind", [kind for kind in ConsultationKind if kind is not COLLECTIVE])
def test_where_the_law_has_no_number_that_is_said(kind: ConsultationKind) -> None:
    found = minimum_beside(rule_book(), Nation.ENGLAND, kind, date(2026, 3, 2), date(2026, 4, 15))

    assert found.tiers == ()
    assert "no number of days" in found.words


@pytest.mark.parametrize("nation", [None, Nation.IRELAND])
def test_a_law_that_is_not_held_is_said_to_be_unknown(nation: Nation | None) -> None:
    found = minimum_beside(rule_book(), nation, COLLECTIVE, date(2026, 3, 2), date(2026, 4, 15))

    assert found.tiers == ()
    assert found.words.startswith("Not known")
