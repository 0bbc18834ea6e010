"""What has not been assessed: by rule, on its page, and never as nought elsewhere."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.browser import Browser
from tests.journeys.worlds import bump_measure
from tracker.affected_staff.rules import ImpactState, Severity
from tracker.changes.rules import ChangeState
from tracker.disruption import queries as disruption
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.reports.coverage_rules import Gap, ImpactSeen, Missing, Span, is_stale, missing_of
from tracker.web.clock import today

SignIn = Callable[..., tuple[Browser, Viewer]]
URL = "/reports/coverage"
DAY = date(2012, 6, 29)


def impact(**given: object) -> ImpactSeen:
    values = {
        "reference": "R",
        "label": "Job at risk",
        "assessed": True,
        "severity_known": True,
        "derived_on": DAY,
        "people": 7,
        **given,
    }
    return ImpactSeen(**values)  # type: ignore[arg-type]  # a test names only what it is about


def test_a_unit_that_no_impact_reaches_is_not_assessed() -> None:
    named = [Span(1, 0, 3), Span(2, 3, 4)]

    missing = missing_of(named, {1: 4}, {0: 1, 1: 4, 2: 2, 3: 9}, [impact()], DAY)

    assert missing == [
        Missing(Gap.PARTLY, 1, people=3, of=7),
        Missing(Gap.NOT_ASSESSED, 2, people=9, of=9),
    ]


@pytest.mark.parametrize(("assessed", "gaps"), [(6, [Gap.PARTLY]), (7, []), (8, [])])
def test_a_unit_is_whole_once_as_many_are_assessed_as_work_there(assessed: int, gaps: list[Gap]) -> None:
    missing = missing_of([Span(1, 0, 1)], {0: assessed}, {0: 7}, [impact()], DAY)

    assert [each.gap for each in missing] == gaps


def test_a_change_that_names_nothing_and_nobody_is_a_gap_of_its_own() -> None:
    assert missing_of([], {}, {0: 5}, [], DAY) == [Missing(Gap.NOBODY)]
    assert missing_of([], {}, {0: 5}, [impact()], DAY) == []


def test_drafts_unknown_severities_and_old_groups_are_gaps() -> None:
    found = missing_of(
        [],
        {},
        {},
        [
            impact(assessed=False, severity_known=False, derived_on=None),
            impact(severity_known=False),
            impact(derived_on=date(2012, 1, 1)),
        ],
        DAY,
    )

    assert [each.gap for each in found] == [Gap.DRAFTED, Gap.UNKNOWN, Gap.STALE]


@pytest.mark.parametrize(("days", "stale"), [(89, False), (90, False), (91, True)])
def test_a_group_is_old_after_ninety_days(days: int, stale: bool) -> None:
    assert is_stale(DAY - timedelta(days=days), DAY) is stale


def table(browser: Browser, query: str = "") -> list[list[str]]:
    page = browser.get(f"{URL}?{query}")
    return page.table("What has not been assessed") if page.soup.table else []


def test_hr_sees_each_gap_with_where_to_mend_it(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    top = factories.unit("Force")
    north, south = factories.unit("North", parent=top), factories.unit("South", parent=top)
    people = [factories.person(unit=north) for _ in range(3)]
    factories.person(unit=south)
    change = factories.change(title="One front desk", units=(north, south))
    factories.affected(change, *people[:2], severity=Severity.UNKNOWN, derived_on=today())
    factories.affected(change, state=ImpactState.DRAFT, derived_on=None, description="A draft")
    factories.change(title="Over", units=(south,), state=ChangeState.CLOSED)
    hr, _ = sign_in_as(Role.HR_PARTNER)

    assert table(hr) == [
        ["One front desk Proposed", "South", "Not assessed", "1", "Attach affected staff of South"],
        [
            "One front desk Proposed",
            "Job at risk: A draft",
            "Drafted, not confirmed",
            "–",
            "See exactly who , One front desk",
        ],
        ["One front desk Proposed", "Job at risk", "Severity not known", "2", "Look at it : Job at risk"],
        ["One front desk Proposed", "North", "Partly assessed", "1 of 3", "Attach affected staff of North"],
    ]
    assert [row[1] for row in table(hr, "gap=not+assessed")] == ["South"]


def test_a_director_reads_no_counts_and_a_manager_only_their_own_units(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    top = factories.unit("Force")
    north, south = factories.unit("North", parent=top), factories.unit("South", parent=top)
    factories.change(title="One front desk", units=(north, south))
    factories.change(title="Whole force", units=(top,))
    director, _ = sign_in_as(Role.PROGRAMME_DIRECTOR)
    manager, _ = sign_in_as(Role.MANAGER, unit=south)

    assert [len(row) for row in table(director)] == [3, 3, 3]
    assert [row[1] for row in table(manager)] == ["South", "South"]


def test_the_change_page_names_what_is_not_assessed(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    north, south = factories.unit("North"), factories.unit("South")
    change = factories.change(units=(north, south))
    factories.affected(change, factories.person(unit=north))
    hr, _ = sign_in_as(Role.HR_PARTNER)

    assert hr.get(f"/changes/{change.reference}").facts["Not assessed"] == "South"


def test_the_heat_map_reads_not_assessed_and_never_nought(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    disruption._kept.clear()
    disruption._worlds.clear()
    north, south = factories.unit("North"), factories.unit("South")
    crowds = {unit.id: [factories.person(unit=unit) for _ in range(6)] for unit in (north, south)}
    change = factories.change(transition_start=date(2012, 3, 1), transition_end=date(2012, 3, 31))
    factories.affected(change, *crowds[north.id], severity=Severity.NONE)
    bump_measure(north.employer_id)
    hr, _ = sign_in_as(Role.HR_PARTNER)

    page = hr.get("/upheaval/?from=2012-01&months=12")

    lines = [row.select("th, td") for row in page.soup.select(".heat tbody tr")]
    words = {line[0].get_text(" ", strip=True): line[1].get_text(strip=True) for line in lines}
    assert words == {"North": "0.00", "South": "n.a."}
    page = hr.submit({}, button="Download these figures (CSV)")
    assert "South,not assessed" in page.body.decode("utf-8-sig")


def test_the_report_says_that_a_severity_is_not_assessed(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    unit = factories.unit()
    factories.affected(factories.change(), factories.person(unit=unit), severity=Severity.UNKNOWN)
    manager, _ = sign_in_as(Role.MANAGER, unit=unit)

    assert "Job at risk (severity not assessed)" in manager.get("/reports/affected-staff").text
