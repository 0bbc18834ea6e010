"""Individual meetings: planned, moved, held, missed, held for many, on the grid, and who reads of them."""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.affected_staff import arrange
from tests.affected_staff.arrange import Here, on
from tests.browser import Browser
from tracker.affected_staff.models_support import IndividualMeeting, MeetingStep
from tracker.affected_staff.rules import AffectedStatus
from tracker.affected_staff.rules_support import Companion, MeetingState, is_overdue, why_not_number
from tracker.policy.access.roles import Role
from tracker.web.clock import today

SignInAs = Callable[..., Any]
M = MeetingState
TOMORROW = today() + timedelta(days=1)
YESTERDAY = today() - timedelta(days=1)


def meeting(database: SQLAlchemy) -> IndividualMeeting:
    return database.session.scalars(sa.select(IndividualMeeting).order_by(IndividualMeeting.id)).all()[-1]


def plan(browser: Browser, here: Here, data: dict[str, str] | None = None, status: int = 200) -> Any:
    browser.get(f"{here.page}/meetings/new")
    return browser.submit({**on("on", TOMORROW), "at": "14:30", **(data or {})}, status)


@pytest.mark.parametrize(
    ("number", "live", "why"),
    [
        pytest.param(1, set(), "", id="the first"),
        pytest.param(2, {1}, "", id="the second"),
        pytest.param(2, set(), "Plan or record meeting 1 first", id="the second too early"),
        pytest.param(3, {1}, "Plan or record meeting 2 first", id="the third too early"),
        pytest.param(1, {1}, "Meeting 1 is planned or held already", id="twice"),
    ],
)
def test_meetings_come_in_order_and_once(number: int, live: set[int], why: str) -> None:
    assert why_not_number(number, frozenset(live)) == why


def test_a_planned_meeting_is_overdue_from_the_day_after() -> None:
    assert not is_overdue(M.PLANNED, today(), today())
    assert is_overdue(M.PLANNED, YESTERDAY, today())
    assert not is_overdue(M.HELD, YESTERDAY, today())


@pytest.mark.parametrize("role", [Role.HR_PARTNER, Role.MANAGER])
def test_hr_and_the_manager_plan_a_meeting(
    sign_in_as: SignInAs, database: SQLAlchemy, here: Here, role: Role
) -> None:
    browser, viewer = sign_in_as(role, **({"unit": here.unit} if role is Role.MANAGER else {}))

    page = plan(browser, here)

    row = meeting(database)
    assert page.flash == ["Meeting 1 with Ana planned"]
    assert (row.number, row.state, row.on, row.at, row.held_by, row.held_by_id) == (
        1,
        M.PLANNED,
        TOMORROW,
        time(14, 30),
        viewer.name,
        viewer.account_id,
    )
    assert "at 14:30" in page.text


@pytest.mark.parametrize(
    ("data", "field"),
    [
        pytest.param(on("on", YESTERDAY), "on", id="planned for the past"),
        pytest.param({**on("on", TOMORROW), "state": "held"}, "on", id="held in the future"),
        pytest.param({"at": "25:00"}, "at", id="no such time"),
        pytest.param({"held_by": ""}, "held_by", id="nobody holds it"),
        pytest.param({"number": "2"}, "number", id="second before the first"),
        pytest.param({"companion_name": "Jo"}, "companion", id="a name without who they are"),
    ],
)
def test_a_meeting_that_cannot_be_is_refused_by_the_box(
    sign_in_as: SignInAs, database: SQLAlchemy, here: Here, data: dict[str, str], field: str
) -> None:
    hr, _ = sign_in_as(Role.HR_PARTNER)

    page = plan(hr, here, {"note": "We spoke of shifts", **data}, 400)

    assert list(page.field_errors) == [field]
    assert page.soup.select("#note")[0].get_text(strip=True) == "We spoke of shifts"
    assert database.session.scalar(sa.select(sa.func.count(IndividualMeeting.id))) == 0


def test_a_planned_meeting_moves_and_the_reason_is_kept(
    sign_in_as: SignInAs, database: SQLAlchemy, here: Here
) -> None:
    hr, _ = sign_in_as(Role.HR_PARTNER)
    plan(hr, here)

    hr.get(f"/individual-meetings/{meeting(database).reference}/move")
    page = hr.submit({**on("on", TOMORROW + timedelta(7)), "at": "", "reason": "Ana is on leave"})

    assert (meeting(database).on, meeting(database).at) == (TOMORROW + timedelta(7), None)
    assert "Ana is on leave" in page.text
    steps = database.session.scalars(sa.select(MeetingStep).order_by(MeetingStep.id)).all()
    assert [(step.on, step.reason) for step in steps] == [
        (TOMORROW, ""),
        (TOMORROW + timedelta(7), "Ana is on leave"),
    ]


def test_a_meeting_held_keeps_who_came_along_and_the_shared_note(
    sign_in_as: SignInAs, database: SQLAlchemy, here: Here
) -> None:
    manager, _ = sign_in_as(Role.MANAGER, unit=here.unit)
    arrange.meeting(here.rows[0], on=today())

    manager.get(f"/individual-meetings/{meeting(database).reference}/record")
    manager.submit({"companion": "union official", "companion_name": "Jo Hart", "note": "Shifts stay."})

    row = meeting(database)
    assert (row.state, row.companion, row.companion_name, row.note) == (
        M.HELD,
        Companion.UNION_OFFICIAL,
        "Jo Hart",
        "Shifts stay.",
    )
    self, _ = sign_in_as(Role.STAFF, person=here.ana)
    assert "Shifts stay." in self.get(here.page).text


@pytest.mark.parametrize("state", ["cancelled", "did not attend"])
def test_a_meeting_not_held_needs_a_reason_and_can_be_planned_again(
    sign_in_as: SignInAs, database: SQLAlchemy, here: Here, state: str
) -> None:
    hr, _ = sign_in_as(Role.HR_PARTNER)
    arrange.meeting(here.rows[0], on=today())
    url = f"/individual-meetings/{meeting(database).reference}/record"

    hr.get(url)
    page = hr.submit({"state": state}, 400)
    assert page.field_errors == {"reason": "Enter why it was not held"}
    hr.submit({"state": state, "reason": "Off sick"})

    assert meeting(database).state == state
    plan(hr, here)
    assert (meeting(database).number, meeting(database).state) == (1, M.PLANNED)


def test_two_people_recording_one_meeting(sign_in_as: SignInAs, database: SQLAlchemy, here: Here) -> None:
    first, _ = sign_in_as(Role.HR_PARTNER)
    second, _ = sign_in_as(Role.HR_PARTNER)
    arrange.meeting(here.rows[0], on=today())
    url = f"/individual-meetings/{meeting(database).reference}/record"
    for browser in (first, second):
        browser.get(url)
    second.submit({"note": "Theirs"})

    page = first.submit({"note": "Mine"}, 409)

    assert ["Shared note", "Theirs", "Mine"] in page.table("What differs")
    first.submit({})
    assert meeting(database).note == "Mine"


def test_the_same_meeting_for_many_leaves_out_and_names_whoever_cannot(
    sign_in_as: SignInAs, database: SQLAlchemy, here: Here
) -> None:
    hr, _ = sign_in_as(Role.HR_PARTNER)
    arrange.meeting(here.rows[0], on=TOMORROW)

    hr.get(f"/individual-meetings/session?{'&'.join(f'who={row.reference}' for row in here.rows)}")
    page = hr.submit({"state": "held", **on("on", today()), "note": "What is proposed was explained"})

    assert page.flash == ["Meeting 1 recorded for 1. Not for Ana (meeting 1 is planned or held already)"]
    assert [row.state for row in database.session.scalars(sa.select(IndividualMeeting))] == [
        M.PLANNED,
        M.HELD,
    ]


def test_a_session_that_nobody_can_have_is_refused_with_the_names(
    sign_in_as: SignInAs, database: SQLAlchemy, here: Here
) -> None:
    hr, _ = sign_in_as(Role.HR_PARTNER)

    hr.get(f"/individual-meetings/session?who={here.rows[0].reference}")
    page = hr.submit({"number": "2"}, 400)

    assert page.field_errors == {"number": "Ana: Plan or record meeting 1 first"}


def test_everyone_on_a_narrowed_grid_is_taken_into_a_session(sign_in_as: SignInAs, here: Here) -> None:
    hr, _ = sign_in_as(Role.HR_PARTNER)

    page = hr.get(f"/individual-meetings/session?everyone=1&q=Bo&change={here.change.reference}")

    assert page.h1 == "The same meeting for 1 person"
    assert hr.get("/individual-meetings/session?q=Bo", follow=True).flash == ["Tick at least one person"]


def test_the_grid_shows_each_meeting_marks_what_is_overdue_and_narrows(
    sign_in_as: SignInAs, here: Here
) -> None:
    ana, _bo = here.rows
    arrange.meeting(ana, number=1, on=date(2012, 3, 8), state=M.HELD, companion=Companion.COLLEAGUE)
    arrange.meeting(ana, number=2, on=YESTERDAY)
    manager, _ = sign_in_as(Role.MANAGER, unit=here.unit)

    page = manager.get("/individual-meetings?sort=name")
    [first, second] = page.table("Individual meetings")
    assert first[5].startswith("8 Mar 2012 meeting 1 with Ana")
    assert first[5].endswith("Held with colleague")
    assert first[6].endswith("Overdue")
    assert (first[7], second[5]) == ("Plan meeting 3 with Ana", "Plan meeting 1 with Bo")

    def found(asked: str) -> list[str]:
        rows = manager.get(f"/individual-meetings?meetings={asked}").soup.select("#grid tbody th a")
        return [link.get_text() for link in rows]

    assert [found(each) for each in ("none", "overdue", "planned", "1", "2")] == [
        ["Bo"],
        ["Ana"],
        [],
        ["Ana"],
        [],
    ]
    printed = manager.get("/individual-meetings?view=print")
    assert "As at" in printed.text
    assert printed.soup.select("main input") == []


def test_the_grid_begins_with_what_is_overdue_then_with_whoever_waits(
    sign_in_as: SignInAs, here: Here
) -> None:
    cy = factories.person(unit=here.unit, name="Cy")
    factories.affected(here.change, cy)
    ana, bo = here.rows
    ana.status = AffectedStatus.AFFECTED
    factories.save(ana)
    arrange.meeting(bo, on=YESTERDAY)
    hr, _ = sign_in_as(Role.HR_PARTNER)

    links = hr.get("/individual-meetings").soup.select("#grid tbody th a")

    assert [link.get_text() for link in links] == ["Bo", "Cy", "Ana"]


@pytest.mark.parametrize("people", [1, 30])
def test_the_grid_takes_the_same_few_statements_however_long(
    sign_in_as: SignInAs, count_queries: Callable[[], Any], people: int
) -> None:
    change, unit = factories.change(), factories.unit()
    factories.affected(change, *[factories.person(unit=unit) for _ in range(people)])
    hr, _ = sign_in_as(Role.HR_PARTNER)
    hr.get("/individual-meetings")

    with count_queries() as made:
        page = hr.get("/individual-meetings")

    assert len(page.soup.select("#grid tbody tr")) == people
    assert made.count <= 5


def test_a_representative_reads_a_note_only_when_invited(
    sign_in_as: SignInAs, database: SQLAlchemy, here: Here
) -> None:
    rep, viewer = sign_in_as(Role.UNION_REPRESENTATIVE, union=here.union)
    colleague, _ = sign_in_as(Role.UNION_REPRESENTATIVE, union=here.union)
    hr, _ = sign_in_as(Role.HR_PARTNER)
    arrange.meeting(here.rows[0], on=today(), state=M.HELD, note="Shifts stay.")
    assert "Shifts stay." not in rep.get(here.page).text

    page = hr.get(f"/individual-meetings/{meeting(database).reference}/record")
    offered = [option.get_text() for option in page.soup.select("#invited option")]
    assert viewer.name in offered
    account = page.soup.find("option", string=viewer.name)
    hr.submit({"invited": str(account["value"])})

    assert "Shifts stay." in rep.get(here.page).text
    assert "Shifts stay." not in colleague.get(here.page).text


def test_only_representatives_of_the_post_s_unions_can_be_invited(sign_in_as: SignInAs, here: Here) -> None:
    _, outside = sign_in_as(Role.UNION_REPRESENTATIVE, union=factories.union(name="Beta"))
    hr, _ = sign_in_as(Role.HR_PARTNER)

    page = hr.get(f"{here.page}/meetings/new")

    assert outside.name not in page.text


def test_meetings_of_others_are_out_of_reach(sign_in_as: SignInAs, here: Here) -> None:
    row = arrange.meeting(here.rows[0], on=today())
    urls = [f"/individual-meetings/{row.reference}/{what}" for what in ("move", "record")]
    urls.append(f"{here.page}/meetings/new")

    for role, scope in (
        (Role.MANAGER, {"unit": factories.unit()}),
        (Role.HR_PARTNER, {"programme": factories.programme()}),
    ):
        browser, _ = sign_in_as(role, **scope)
        for url in urls:
            browser.get(url, 404)
        assert "Ana" not in browser.get("/individual-meetings").text
        assert browser.get(
            f"/individual-meetings/session?who={here.rows[0].reference}", follow=True
        ).flash == ["Tick at least one person"]
