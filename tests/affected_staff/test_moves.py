"""Moving people together: exactly who, who cannot, who changed meanwhile, and taking it back."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.affected_staff.arrange import on
from tests.affected_staff.test_statuses import record, step
from tests.browser import Browser
from tracker.affected_staff import lists
from tracker.affected_staff.models import AffectedPerson, AffectedStep, ChosenForMove, Exposure, StatusMove
from tracker.affected_staff.rules import AffectedStatus
from tracker.changes.models import Change
from tracker.organisation.models import Unit
from tracker.policy.access.roles import Role
from tracker.web.clock import today

SignInAs = Callable[..., Any]
S = AffectedStatus
MOVE = {"status": "ring-fenced", **on("on", date(2012, 4, 2)), "reason": "Four posts for them"}


def people(database: SQLAlchemy) -> list[AffectedPerson]:
    return list(database.session.scalars(sa.select(AffectedPerson).order_by(AffectedPerson.id)))


def statuses(database: SQLAlchemy) -> list[AffectedStatus]:
    return [row.status for row in people(database)]


def a_change(*names: str) -> Change:
    unit = factories.unit("Payroll")
    change = factories.change(units=(unit,))
    factories.affected(change, *(factories.person(unit=unit, name=name) for name in names))
    return change


def choosing(change: Change) -> str:
    return f"/changes/{change.reference}/affected-staff/move"


def listed(browser: Browser, change: Change, told: str) -> int:
    """How many people the list has that were told where they stand, or were not."""
    page = browser.get(f"/changes/{change.reference}/affected-staff?told={told}")
    return len(page.soup.select("tbody tr"))


def begin(browser: Browser, change: Change, rows: Sequence[AffectedPerson], **more: str) -> Any:
    """Tick these on the list and go on to the page that asks what happens to them."""
    browser.get(f"/changes/{change.reference}/affected-staff")
    references = [row.reference for row in rows]
    return browser.submit(
        {"who": references, **more}, action=f"/changes/{change.reference}/affected-staff/move"
    )


def describe(browser: Browser, data: dict[str, str] | None = None, status: int = 200) -> Any:
    assert browser.page is not None
    return browser.submit({**MOVE, **(data or {})}, status, action=browser.page.url)


def press(browser: Browser, what: str, status: int = 200) -> Any:
    """Press the button of the form that goes to that part of the move."""
    assert browser.page is not None
    reference = browser.page.url.split("/")[2]
    return browser.submit({}, status, action=f"/moves/{reference}/{what}")


def test_the_confirm_page_lists_exactly_who_from_what_to_what(
    sign_in_as: SignInAs, database: SQLAlchemy
) -> None:
    change = a_change("Ana", "Bo", "Cy")
    hr, viewer = sign_in_as(Role.HR_PARTNER)
    rows = people(database)

    begin(hr, change, rows[:2])
    page = describe(hr)

    assert page.h1 == "Exactly who moves"
    numbers = list(database.session.scalars(sa.text("select staff_number from person order by id")))
    assert page.table("2 people") == [
        ["Ana", numbers[0], "Payroll", "At risk", "Ring-fenced"],
        ["Bo", numbers[1], "Payroll", "At risk", "Ring-fenced"],
    ]
    assert statuses(database) == [S.AT_RISK] * 3
    page = press(hr, "make")
    assert page.flash == ["2 people are now ring-fenced"]
    assert statuses(database) == [S.RING_FENCED, S.RING_FENCED, S.AT_RISK]
    steps = database.session.scalars(sa.select(AffectedStep).where(AffectedStep.move_id.is_not(None))).all()
    assert {(each.reason, each.on, each.recorded_by_id) for each in steps} == {
        ("Four posts for them", date(2012, 4, 2), viewer.account_id)
    }


def test_whoever_cannot_move_is_named_with_the_reason_and_the_rest_go_on(
    sign_in_as: SignInAs, database: SQLAlchemy
) -> None:
    change = a_change("Ana", "Bo", "Cy")
    hr, _ = sign_in_as(Role.HR_PARTNER)
    rows = people(database)
    record(hr, rows[1], step("redeployed", date(2012, 4, 1)))
    record(hr, rows[2], step("ring-fenced", date(2012, 4, 1)))

    begin(hr, change, rows)
    page = describe(hr)

    assert [(row[0], row[4]) for row in page.table("2 people cannot")] == [
        ("Bo", "Someone who is redeployed can become: no longer affected"),
        ("Cy", "Is ring-fenced already"),
    ]
    page = press(hr, "make")
    assert page.flash == ["1 person is now ring-fenced. 2 stay as they were"]
    assert statuses(database) == [S.RING_FENCED, S.REDEPLOYED, S.RING_FENCED]


def test_when_nobody_can_move_nothing_is_offered(sign_in_as: SignInAs, database: SQLAlchemy) -> None:
    change = a_change("Ana")
    hr, _ = sign_in_as(Role.HR_PARTNER)

    begin(hr, change, people(database))
    page = describe(hr, {"status": "in trial period"})

    assert "Nobody chosen can take this step." in page.text
    assert "Move" not in [button.get_text() for button in page.soup.select("main button")]


def test_somebody_who_changed_since_is_named_left_out_and_can_be_taken_in_again(
    sign_in_as: SignInAs, database: SQLAlchemy
) -> None:
    change = a_change("Ana", "Bo")
    hr, _ = sign_in_as(Role.HR_PARTNER)
    other, _ = sign_in_as(Role.HR_PARTNER)
    ana, bo = people(database)
    begin(hr, change, [ana, bo])
    describe(hr)
    record(other, ana, step("in selection pool", date(2012, 4, 1)))

    page = press(hr, "make", 409)

    assert page.text.count("Nobody has been moved") == 1
    assert [row[0] for row in page.table("1 person has changed")] == ["Ana"]
    assert statuses(database) == [S.IN_POOL, S.AT_RISK]
    page = press(hr, "look-again")
    assert [row[0] for row in page.table("1 person cannot")] == ["Ana"]
    press(hr, "make")
    assert statuses(database) == [S.IN_POOL, S.RING_FENCED]


def test_everyone_on_a_narrowed_list_is_chosen_across_its_pages(
    sign_in_as: SignInAs, database: SQLAlchemy, monkeypatch: pytest.MonkeyPatch
) -> None:
    change = a_change(*[f"Match {n:02}" for n in range(60)], "Another")
    hr, _ = sign_in_as(Role.HR_PARTNER)

    page = hr.get(f"/changes/{change.reference}/affected-staff?q=Match")
    assert len(page.soup.select("#affected tbody tr")) == 50
    target = page.form(f"/changes/{change.reference}/affected-staff/move")
    page = hr.open(
        str(target["action"]), "POST", 200, follow=True, data={"everyone": "1", "csrf_token": hr.token}
    )

    assert page.h1 == "Move or tell 60 people"
    monkeypatch.setattr(lists, "MOST_AT_ONCE", 59)
    page = hr.open(
        str(target["action"]), "POST", 200, follow=True, data={"everyone": "1", "csrf_token": hr.token}
    )
    assert page.flash == ["Narrow the list first: at most 59 people at once"]
    assert page.url.endswith("q=Match")


def test_more_people_are_added_to_a_move_that_was_begun(sign_in_as: SignInAs, database: SQLAlchemy) -> None:
    change = a_change("Ana", "Bo", "Cy")
    hr, _ = sign_in_as(Role.HR_PARTNER)
    ana, bo, _cy = people(database)
    page = begin(hr, change, [ana])
    again = page.links["Choose more people"]

    hr.get(again)
    page = hr.submit(
        {"who": [ana.reference, bo.reference]}, action=f"/changes/{change.reference}/affected-staff/move"
    )

    assert page.h1 == "Move or tell 2 people"
    assert database.session.scalar(sa.select(sa.func.count(ChosenForMove.id))) == 2


def test_nobody_ticked_is_said(sign_in_as: SignInAs, database: SQLAlchemy) -> None:
    change = a_change("Ana")
    hr, _ = sign_in_as(Role.HR_PARTNER)

    hr.get(f"/changes/{change.reference}/affected-staff")
    page = hr.submit({}, action=f"/changes/{change.reference}/affected-staff/move")

    assert page.flash == ["Tick at least one person"]


def test_many_are_told_where_they_stand_without_being_moved(
    sign_in_as: SignInAs, database: SQLAlchemy
) -> None:
    change = a_change("Ana", "Bo")
    hr, viewer = sign_in_as(Role.HR_PARTNER)
    begin(hr, change, people(database))
    describe(hr)
    press(hr, "make")
    assert listed(hr, change, "not+told") == 2

    begin(hr, change, people(database))
    telling = {**on("told_on", today()), "told_how": "in a group meeting", "told_by": viewer.name}
    page = describe(hr, {"status": "stays", **on("on", today()), **telling})
    assert page.h1 == "Exactly who was told"
    page = press(hr, "make")

    assert page.flash == ["Recorded for 2 people"]
    assert {(row.status_on, row.told_status, row.last_told_on) for row in people(database)} == {
        (date(2012, 4, 2), S.RING_FENCED, today())
    }
    assert listed(hr, change, "told") == 2


def test_a_move_taken_back_puts_everyone_where_they_stood(sign_in_as: SignInAs, database: SQLAlchemy) -> None:
    change = a_change("Ana", "Bo", "Cy")
    hr, _ = sign_in_as(Role.HR_PARTNER)
    rows = people(database)
    record(hr, rows[2], step("in selection pool", date(2012, 3, 20)))
    begin(hr, change, rows)
    describe(hr, {"status": "no longer affected"})
    page = press(hr, "make")
    assert set(database.session.scalars(sa.select(Exposure.last_day))) == {date(2012, 4, 2)}

    hr.get(page.links["Take this back"])
    page = hr.submit({"reason": "The wrong list"})

    assert page.flash == ["3 people are as before"]
    assert [(row.status, row.status_on) for row in people(database)] == [
        (S.AT_RISK, date(2012, 3, 1)),
        (S.AT_RISK, date(2012, 3, 1)),
        (S.IN_POOL, date(2012, 3, 20)),
    ]
    assert set(database.session.scalars(sa.select(Exposure.last_day))) == {None}
    corrections = database.session.scalars(
        sa.select(AffectedStep).where(AffectedStep.corrects_id.is_not(None))
    ).all()
    assert {each.reason for each in corrections} == {"The wrong list"}
    assert sorted(database.session.scalars(sa.select(StatusMove.state))) == ["done", "undone"]
    assert "Take this back" not in page.links


def test_whoever_was_moved_on_since_stays_when_a_move_is_taken_back(
    sign_in_as: SignInAs, database: SQLAlchemy
) -> None:
    change = a_change("Ana", "Bo")
    hr, _ = sign_in_as(Role.HR_PARTNER)
    ana, bo = people(database)
    begin(hr, change, [ana, bo])
    describe(hr)
    page = press(hr, "make")
    undo = page.links["Take this back"]
    record(hr, bo, step("slotted in", today()))

    page = hr.get(undo)

    assert [row[0] for row in page.table("1 person stays")] == ["Bo"]
    assert [row[0] for row in page.table("1 person goes")] == ["Ana"]
    hr.submit({"reason": "The wrong list"})
    assert statuses(database) == [S.AT_RISK, S.SLOTTED_IN]


def test_a_move_cannot_be_taken_back_once_everyone_has_moved_on(
    sign_in_as: SignInAs, database: SQLAlchemy
) -> None:
    change = a_change("Ana")
    hr, _ = sign_in_as(Role.HR_PARTNER)
    begin(hr, change, people(database))
    describe(hr)
    page = press(hr, "make")
    undo = page.links["Take this back"]
    record(hr, people(database)[0], step("slotted in", today()))

    page = hr.get(undo, follow=True)

    assert "This cannot be taken back" in page.text
    assert "Take this back" not in page.links


def test_a_move_is_made_once(sign_in_as: SignInAs, database: SQLAlchemy) -> None:
    change = a_change("Ana")
    hr, _ = sign_in_as(Role.HR_PARTNER)
    begin(hr, change, people(database))
    page = describe(hr)
    data = {"seal": page.soup.select_one("input[name=seal]")["value"], "csrf_token": hr.token}
    press(hr, "make")

    target = f"{page.url}/make"
    page = hr.open(target, "POST", 200, follow=True, data=data)

    assert page.flash == ["This move has been made already"]
    assert database.session.scalar(sa.select(sa.func.count(AffectedStep.id))) == 2


def test_a_draft_moves_nobody_and_is_its_makers_alone(sign_in_as: SignInAs, database: SQLAlchemy) -> None:
    change = a_change("Ana")
    hr, _ = sign_in_as(Role.HR_PARTNER)
    other, _ = sign_in_as(Role.HR_PARTNER)
    begin(hr, change, people(database))
    page = describe(hr)

    other.get(page.url, 404)
    listed = hr.get(f"/changes/{change.reference}/affected-staff/moves")
    assert [row[1:2] + row[4:] for row in listed.table()] == [["1", "Draft"]]
    hr.get(page.url)
    assert press(hr, "discard").flash == ["Nobody has been moved"]
    assert database.session.scalar(sa.select(sa.func.count(StatusMove.id))) == 0
    assert statuses(database) == [S.AT_RISK]


def test_a_move_in_another_programme_is_hidden(sign_in_as: SignInAs, database: SQLAlchemy) -> None:
    change = a_change("Ana")
    hr, _ = sign_in_as(Role.HR_PARTNER)
    begin(hr, change, people(database))
    describe(hr)
    url = press(hr, "make").url
    outside, _ = sign_in_as(Role.HR_PARTNER, programme=factories.programme())
    inside, _ = sign_in_as(Role.HR_PARTNER)

    outside.get(url, 404)
    assert inside.get(url).h1 == "Moved to ring-fenced: 1 person"


@pytest.mark.parametrize("size", [1, 30])
def test_the_pages_of_a_move_take_the_same_few_statements_however_many(
    sign_in_as: SignInAs, database: SQLAlchemy, count_queries: Callable[[], Any], size: int
) -> None:
    unit: Unit = factories.unit()
    change = factories.change()
    factories.affected(change, *[factories.person(unit=unit) for _ in range(size)])
    hr, _ = sign_in_as(Role.HR_PARTNER)
    begin(hr, change, people(database))
    url = describe(hr).url

    with count_queries() as confirming:
        hr.get(url)
    press(hr, "make")
    with count_queries() as made:
        hr.get(url)

    # Confirming previews the redundancy counter too: twice two statements, as it is and as it would be.
    assert confirming.count <= 9
    assert made.count <= 5
