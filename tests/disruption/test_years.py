"""The last twelve months and the next: worked out from what the map prints, and no more."""

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.disruption.test_views import team
from tracker.affected_staff.rules import ImpactKind, Severity
from tracker.disruption import queries, views_method
from tracker.disruption.rules import Trend, trend_of
from tracker.policy.access.roles import Role
from tracker.policy.disruption.months import month_number
from tracker.web.clock import today


@pytest.fixture(autouse=True)
def forget() -> None:
    """Each test starts with nothing computed."""
    queries._kept.clear()
    queries._worlds.clear()
    views_method._kept.clear()


def months_from_now(months: int) -> date:
    month = month_number(today()) + months
    return date(month // 12, month % 12 + 1, 1)


def coming(people: int, name: str, starts: int = 2, length: int = 1) -> Any:
    """A unit whose posts go some months from now."""
    first, after = months_from_now(starts), months_from_now(starts + length)
    return team(people, name=name, transition_start=first, transition_end=after - timedelta(days=1))


def line(page: Any, unit: str) -> list[str]:
    [found] = [row for row in page.table("Upheaval-days a person, ") if row[0] == unit]
    return list(found)


def test_next_year_is_the_sum_of_the_months_of_the_map(sign_in_as: Callable[..., Any]) -> None:
    coming(6, "Payroll")
    browser, _ = sign_in_as(Role.HR_PARTNER)

    page = browser.get("/upheaval/years")

    days = (months_from_now(3) - months_from_now(2)).days
    expected = days + 90 * 0.5 + 90 * 0.25  # the month itself, then settling in two parts
    rank, back, ahead, trend = line(page, "Payroll")[1:5]
    assert (rank, back, trend) == ("1", "0", "Rising")
    assert abs(float(ahead) - expected) < 2  # the map prints two decimals
    assert "Close Payroll : most of it" in page.text
    assert "Heaviest ahead: Payroll" in page.text


def test_one_withheld_month_withholds_the_year(sign_in_as: Callable[..., Any]) -> None:
    coming(6, "Payroll")
    coming(4, "Archive")
    browser, _ = sign_in_as(Role.HR_PARTNER)

    page = browser.get("/upheaval/years")

    assert line(page, "Archive")[1:5] == ["–", "c", "c", "Not known"]
    assert "Close Archive" not in page.text


def test_units_with_one_figure_share_a_rank(sign_in_as: Callable[..., Any]) -> None:
    for name in ("Alpha", "Beta"):
        coming(6, name)
    coming(6, "Gamma", starts=3, length=2)
    browser, _ = sign_in_as(Role.HR_PARTNER)

    page = browser.get("/upheaval/years")

    assert [line(page, name)[1] for name in ("Gamma", "Alpha", "Beta")] == ["1", "2", "2"]
    assert [row[0] for row in page.table("Upheaval-days a person, ")] == ["Gamma", "Alpha", "Beta"]
    page = browser.get("/upheaval/years?sort=unit&order=up")
    assert [row[0] for row in page.table("Upheaval-days a person, ")] == ["Alpha", "Beta", "Gamma"]
    assert [row[0] for row in browser.get("/upheaval/years?q=bet").table("Upheaval-days a person, ")] == [
        "Beta"
    ]


def test_who_was_never_assessed_is_not_called_nought(sign_in_as: Callable[..., Any]) -> None:
    coming(6, "Payroll")
    factories.person(unit=factories.unit("Untouched"))
    browser, _ = sign_in_as(Role.HR_PARTNER)

    page = browser.get("/upheaval/years")

    assert "Untouched" not in page.text
    assert "Units where nobody has been are not listed: that is not nought." in page.text


def test_a_manager_sees_their_own_units_alone(sign_in_as: Callable[..., Any]) -> None:
    mine = coming(6, "Payroll")
    coming(6, "Pensions")
    browser, _ = sign_in_as(Role.MANAGER, unit=mine)

    page = browser.get("/upheaval/years")
    browser.get("/upheaval/years")
    sent = browser.submit({}, button="Download every unit (CSV)")

    assert "Payroll" in page.text
    assert "Pensions" not in page.text
    rows = list(csv.reader(io.StringIO(sent.body.decode("utf-8-sig"))))
    assert [row[1] for row in rows[1:-2]] == ["Payroll"]


@pytest.mark.parametrize(
    ("back", "ahead", "trend"),
    [
        (100, 110, Trend.STEADY),
        (100, 110.1, Trend.RISING),
        (100, 90, Trend.STEADY),
        (100, 89.9, Trend.FALLING),
        (0, 0.1, Trend.RISING),
        (0, 0, Trend.NONE),
    ],
)
def test_within_a_tenth_is_steady(back: float, ahead: float, trend: Trend) -> None:
    assert trend_of(back, ahead) is trend


def test_the_method_tells_its_weights_its_example_and_its_limits(sign_in_as: Callable[..., Any]) -> None:
    browser, _ = sign_in_as(Role.UNION_REPRESENTATIVE)

    page = browser.get("/upheaval/method")

    assert ["Job at risk", "1", "Fixed"] in page.table("What changes")
    example = page.table("The whole of one change for one person")
    parts = [float(row[-1]) for row in example[:-1]]
    assert abs(sum(parts) - float(example[-1][-1])) < 0.03
    # 5 January to 1 February announced, 45 days of consultation, 43 awaiting, 61 of transition, then settling
    assert [row[1] for row in example] == ["28", "45", "43", "61", "90", "90", "357"]
    assert "must never be used to select people for redundancy" in page.text


def test_a_weight_that_carries_everything_moves_everything(sign_in_as: Callable[..., Any]) -> None:
    parent = factories.unit("Whole")
    unit = factories.unit("Payroll", parent=parent)
    first = months_from_now(2)
    change = factories.change(
        units=(unit,), transition_start=first, transition_end=first + timedelta(days=27)
    )
    people = [factories.person(unit=unit) for _ in range(6)]
    factories.affected(change, *people, severity=Severity.MEDIUM)
    browser, _ = sign_in_as(Role.HR_PARTNER)

    rows = {
        row[0]: row for row in browser.get("/upheaval/sensitivity").table("The load of the next 12 months")
    }

    assert rows["How much: medium"][1:] == ["0.5", "0.4", "-20%", "0.65", "+30%"]
    assert rows["How much: low"][3] == "+0%"


def test_a_weight_that_few_people_are_under_is_withheld(sign_in_as: Callable[..., Any]) -> None:
    unit = factories.unit("Payroll")
    first = months_from_now(2)
    change = factories.change(
        units=(unit,), transition_start=first, transition_end=first + timedelta(days=27)
    )
    people = [factories.person(unit=unit) for _ in range(20)]
    factories.affected(change, *people)
    factories.affected(change, *people[:4], kind=ImpactKind.RELOCATION)
    factories.affected(change, *people[:5], kind=ImpactKind.TECHNOLOGY)
    browser, _ = sign_in_as(Role.PROGRAMME_DIRECTOR)

    rows = {
        row[0]: row for row in browser.get("/upheaval/sensitivity").table("The load of the next 12 months")
    }

    assert (rows["What changes: place of work"][3], rows["What changes: place of work"][5]) == ("c", "c")
    assert rows["What changes: systems and tools"][5] != "c"


def test_where_the_whole_is_withheld_nothing_is_said(
    sign_in_as: Callable[..., Any], database: SQLAlchemy
) -> None:
    coming(4, "Archive")
    browser, _ = sign_in_as(Role.HR_PARTNER)

    assert "There is no load ahead that may be shown to you." in browser.get("/upheaval/sensitivity").text
