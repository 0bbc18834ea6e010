"""The affected-staff report on screen and on paper."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.browser import Browser
from tests.reports.conftest import World
from tracker.affected_staff.models import AffectedPerson
from tracker.affected_staff.rules import MANAGER_ACTION, AffectedStatus, ImpactKind, ImpactState
from tracker.audit import services as audit
from tracker.changes.rules import ChangeState
from tracker.database import unit_of_work
from tracker.organisation.models import Person, Posting
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.reports import queries
from tracker.web.clock import today
from tracker.web.listing import Listing
from tracker.web.templating import days

SignInAs = Callable[..., tuple[Browser, Viewer]]
URL = "/reports/affected-staff"


def names(browser: Browser, query: str = "") -> list[str]:
    """Who is on the report, in order."""
    page = browser.get(f"{URL}?{query}")
    return [" ".join(row[0].split()[:2]) for row in page.table("Affected staff")] if page.soup.table else []


def set_status(database: SQLAlchemy, name: str, **columns: Any) -> None:
    with unit_of_work():
        rows = database.session.query(AffectedPerson).all()
        for row in rows:
            if database.session.get_one(Person, row.person_id).name == name:
                for column, value in columns.items():
                    setattr(row, column, value)
                row.told_status, row.told_status_on = row.status, row.status_on
        audit.record(audit.NOBODY, "test:arrange", "test", "-")


def test_it_opens_on_the_managers_own_people_with_what_to_do(world: World) -> None:
    page = world.manager.get(URL)

    assert page.h1 == "Affected staff in North"
    rows = {row[0].split(" 0001")[0]: row for row in page.table("Affected staff")}
    assert sorted(rows) == ["Annie Easley", "Grace Hopper"]
    assert rows["Annie Easley"] == [
        "Annie Easley 000102, Gaoler, B",
        MANAGER_ACTION[AffectedStatus.AT_RISK] + " Held today : Annie Easley, One front desk",
        "Custody",
        "One front desk Proposed",
        "Job at risk",
        "10 Jan 2031 Consultation starts",
        f"At risk {days((today() - date(2012, 3, 1)).days)} so far",
    ]


def test_it_is_the_first_thing_in_a_managers_menu(world: World) -> None:
    page = world.manager.get(URL)

    menu = page.soup.select(".govuk-service-navigation__link")
    assert (menu[1].get_text(strip=True), menu[1]["href"]) == ("My team", URL)


def test_people_of_other_units_are_not_there(world: World, sign_in_as: SignInAs) -> None:
    south, _ = sign_in_as(Role.MANAGER, unit=world.south)

    assert names(south) == ["Sally Ride"]
    assert "Sally" not in world.manager.get(URL).text
    assert names(world.manager, f"change={world.elsewhere.reference}") == []
    assert names(world.manager, f"unit={world.south.reference}") == []
    assert names(world.manager, "q=Sally") == []


def test_somebody_who_moved_in_since_is_there_and_who_moved_out_stays(
    world: World, database: SQLAlchemy, sign_in_as: SignInAs
) -> None:
    """The people of a change are kept as they were; both managers have something to do."""
    with unit_of_work():
        posting = database.session.query(Posting).filter_by(person_id=world.stranger.id).one()
        posting.valid_to = today() - timedelta(days=1)
        database.session.add(
            Posting(person_id=world.stranger.id, unit_id=world.custody.id, valid_from=today(), grade="C")
        )
        audit.record(audit.NOBODY, "test:arrange", "test", "-")
    south, _ = sign_in_as(Role.MANAGER, unit=world.south)

    assert "Sally Ride" in names(world.manager)
    assert "Sally Ride" in names(world.manager, f"unit={world.custody.reference}")
    assert names(south) == ["Sally Ride"]


def test_an_unpublished_change_is_not_there_for_a_manager(world: World, sign_in_as: SignInAs) -> None:
    draft = factories.change(title="Secret draft", published=False)
    factories.affected(draft, world.grace)
    hr, _ = sign_in_as(Role.HR_PARTNER)

    assert names(world.manager, "q=Secret") == []
    assert "Secret draft" not in world.manager.get(URL).text
    assert names(hr, "q=Secret") == ["Grace Hopper"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        pytest.param("status=&q=hopper", ["Grace Hopper"], id="part of a name"),
        pytest.param("q=000102", ["Annie Easley"], id="staff number"),
        pytest.param("status=&q=front+desk", ["Annie Easley", "Grace Hopper"], id="change"),
        pytest.param("q=%25", [], id="a wildcard is a letter"),
        pytest.param("status=redeployed", ["Grace Hopper"], id="one status"),
        pytest.param("status=not+settled", ["Annie Easley"], id="not settled"),
        pytest.param("", ["Annie Easley"], id="opens on those not settled"),
        pytest.param("sort=name", ["Annie Easley"], id="sorting keeps to those not settled"),
        pytest.param("status=", ["Annie Easley", "Grace Hopper"], id="everyone"),
        pytest.param("status=nonsense", ["Annie Easley", "Grace Hopper"], id="no such status"),
        pytest.param("change=ZZZZZZZZZZ", [], id="no such change"),
        pytest.param("unit=ZZZZZZZZZZ", [], id="no such unit"),
        pytest.param(
            "status=&sort=name&order=down", ["Grace Hopper", "Annie Easley"], id="by name downwards"
        ),
        pytest.param("status=&sort=unit", ["Annie Easley", "Grace Hopper"], id="by unit"),
        pytest.param("status=&sort=status", ["Annie Easley", "Grace Hopper"], id="by status"),
        pytest.param("status=&sort=nonsense&page=99", ["Annie Easley", "Grace Hopper"], id="nonsense"),
    ],
)
def test_it_is_searched_filtered_and_sorted(
    world: World, database: SQLAlchemy, query: str, found: list[str]
) -> None:
    set_status(database, "Grace Hopper", status=AffectedStatus.REDEPLOYED)

    assert names(world.manager, query) == found


def test_it_is_narrowed_to_a_unit_below(world: World) -> None:
    assert names(world.manager, f"unit={world.custody.reference}") == ["Annie Easley"]
    assert names(world.manager, f"unit={world.north.reference}") == ["Annie Easley", "Grace Hopper"]


def test_hr_reads_any_unit_of_their_employer(world: World, sign_in_as: SignInAs) -> None:
    hr, _ = sign_in_as(Role.HR_PARTNER)

    page = hr.get(URL)

    assert page.h1 == "Affected staff in your programmes"
    assert names(hr) == ["Annie Easley", "Grace Hopper", "Sally Ride"]
    assert names(hr, f"unit={world.custody.reference}") == ["Annie Easley"]
    assert "What their manager does now" in page.text


def test_hr_of_another_employer_finds_nobody(world: World, sign_in_as: SignInAs) -> None:
    hr, _ = sign_in_as(Role.HR_PARTNER, employer=factories.employer())

    assert names(hr) == []
    assert "Nobody is affected yet" in hr.get(URL).text
    assert "One front desk" not in hr.get(URL).text


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.MANAGER, Role.HR_PARTNER}))
def test_nobody_else_reads_it(sign_in_as: SignInAs, role: Role) -> None:
    browser, _ = sign_in_as(role)

    browser.get(URL, 403)
    browser.post(f"{URL}.csv", status=403)
    browser.post(f"{URL}.xlsx", status=403)


def test_a_manager_with_nobody_affected_is_told_so(sign_in_as: SignInAs) -> None:
    manager, _ = sign_in_as(Role.MANAGER)

    assert "Nobody in your units waits for anything" in manager.get(URL).text


def test_the_cost_is_seven_statements_for_one_person_and_for_three(
    sign_in_as: SignInAs, count_queries: Callable[[], Any]
) -> None:
    top = factories.unit("Top")
    manager, _ = sign_in_as(Role.MANAGER, unit=top)
    counts = []
    for more in (1, 2):
        for _ in range(more):
            programme = factories.programme()
            change = factories.change(programme_id=programme.id)
            factories.affected(change, factories.person(unit=factories.unit(parent=top)))
        manager.get(URL)  # the first look of a day is noted; from then on nothing is written
        with count_queries() as queries:
            assert len(manager.get(URL).table("Affected staff")) == (1 if more == 1 else 3)
        counts.append(queries.count)

    assert counts == [7, 7]


# ---- what comes next


def coming(world: World) -> str:
    [row] = world.manager.get(f"{URL}?status=&q=Grace").table("Affected staff")
    return row[5]


def test_a_groups_own_date_goes_before_the_changes(world: World) -> None:
    factories.affected(world.change, world.grace, kind=ImpactKind.RELOCATION, consult_start=date(2030, 12, 1))

    assert coming(world) == "1 Dec 2030 Consultation starts"


def test_a_persons_own_next_step_goes_before_both_when_it_is_earlier(
    world: World, database: SQLAlchemy
) -> None:
    set_status(database, "Grace Hopper", next_step_on=date(2030, 1, 5))
    assert coming(world) == "5 Jan 2030 Next step"

    set_status(database, "Grace Hopper", next_step_on=date(2012, 1, 5))

    assert coming(world) == "10 Jan 2031 Consultation starts"


def test_today_still_counts_and_yesterday_does_not(world: World, database: SQLAlchemy) -> None:
    set_status(database, "Grace Hopper", next_step_on=today())
    assert coming(world).endswith("Next step")

    set_status(database, "Grace Hopper", next_step_on=today() - timedelta(days=1))

    assert coming(world).endswith("Consultation starts")


def test_a_change_that_ended_brings_nothing_more(world: World) -> None:
    world.change.state = ChangeState.WITHDRAWN
    factories.save(world.change)

    assert coming(world) == "None to come"


def test_an_impact_replaced_by_another_counts_no_more(world: World) -> None:
    factories.affected(
        world.change,
        world.grace,
        kind=ImpactKind.RELOCATION,
        state=ImpactState.SUPERSEDED,
        consult_start=date(2030, 12, 1),
    )

    [row] = world.manager.get(f"{URL}?status=&q=Grace").table("Affected staff")
    assert (row[4], row[5]) == ("Job at risk", "10 Jan 2031 Consultation starts")


def test_all_that_changes_for_somebody_is_listed_once(world: World) -> None:
    for kind in (ImpactKind.WORKLOAD, ImpactKind.RELOCATION, ImpactKind.RELOCATION):
        factories.affected(world.change, world.grace, kind=kind)

    [row] = world.manager.get(f"{URL}?status=&q=Grace").table("Affected staff")

    assert row[4] == "Job at risk, place of work, workload"


def test_whoever_has_the_next_date_soonest_comes_first(sign_in_as: SignInAs, database: SQLAlchemy) -> None:
    """The order is the database's, the date shown is worked out again: both must agree."""
    top = factories.unit("Top")
    manager, _ = sign_in_as(Role.MANAGER, unit=top)
    for number in range(12):
        change = factories.change(
            announced=date(2030, 1, 1 + number),
            consult_start=None if number % 3 else date(2031, 1, 28 - number),
            transition_start=date(2033, 1 + number, 1),
            state=ChangeState.CLOSED if number == 5 else ChangeState.PROPOSED,
        )
        factories.affected(
            change,
            factories.person(unit=top),
            announced=None if number % 2 else date(2012, 1, 1),
            transition_start=None if number % 4 else date(2032, 1, 28 - number),
        )
    shown = [row[5] for row in manager.get(f"{URL}?status=").table("Affected staff")]

    def day(text: str) -> tuple[bool, date]:
        from datetime import datetime

        found = " ".join(text.split()[:3])
        if text == "None to come":
            return True, date.max
        return False, datetime.strptime(found, "%d %b %Y").date()  # noqa: DTZ007  a day, not a moment

    assert shown == sorted(shown, key=day)
    assert shown[-1] == "None to come"
    assert len(set(shown)) > 8


# ---- on paper


def test_the_printed_page_has_every_row_its_day_and_its_reader(sign_in_as: SignInAs) -> None:
    top = factories.unit("Top")
    manager, viewer = sign_in_as(Role.MANAGER, unit=top)
    change = factories.change(title="One front desk")
    factories.affected(change, *(factories.person(unit=top) for _ in range(53)))
    assert len(manager.get(URL).table("Affected staff")) == 50

    link = manager.get(f"{URL}?q=One").links["All 53 on one page, to print"]
    page = manager.get(link)

    assert len(page.table("Affected staff")) == 53
    assert "As at " in page.text
    assert f"Printed by {viewer.name}, manager." in page.text
    assert "Narrowed to Status: not settled; Search: One." in page.text


def test_somebody_affected_twice_is_one_head_with_their_own_share_of_a_post(database: SQLAlchemy) -> None:
    unit = factories.unit()
    person = factories.person(unit=unit, fte=0.5)
    for _ in range(2):
        factories.affected(factories.change(units=(unit,)), person)
    viewer = factories.viewer(Role.MANAGER, unit=unit)
    listing = Listing(path="/", q="", sort="due", descending=False, number=1, per_page=50)
    choices = queries.report_choices(viewer, listing, today())

    assert queries.heads_and_fte(viewer, listing, choices, today()) == (1, 0.5)
