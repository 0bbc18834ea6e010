from collections.abc import Callable
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from tests import factories
from tests.consultations.arrange import consultation, day_boxes, design, world
from tracker.affected_staff.models import AffectedPerson
from tracker.consultations.models import Consultation, Question
from tracker.consultations.rules import ConsultationState
from tracker.database import db
from tracker.policy.access.roles import Role
from tracker.web.clock import today

SignIn = Callable[..., Any]
DAY = today()
ONE = timedelta(days=1)


def test_hr_designs_and_opens_a_consultation(sign_in_as: SignIn) -> None:
    here = world(people=2)
    hr, _viewer = sign_in_as(Role.HR_PARTNER)
    page = hr.get(f"/changes/{here.change.reference}/consultations/new")
    ticked = page.soup.select("[name=unions][checked]")
    assert [box["value"] for box in ticked] == [here.union.reference]
    assert "Recognised for 2 of the affected staff" in page.text

    page = hr.submit({**design(), "unions": here.union.reference})

    row = db.session.scalars(sa.select(Consultation)).one()
    assert page.h1 == "Moving north"
    assert [item.get_text(strip=True) for item in page.soup.select("li[id^=paragraph-]")] == ["One", "Two"]
    page = hr.get(f"/consultations/{row.reference}/open")
    assert page.facts["Affected staff"].startswith("2 people affected today")
    assert page.facts["Unions"] == here.union.name
    assert "This cannot be undone" in page.text
    page = hr.submit({})
    assert page.flash == ["Consultation opened"]
    assert page.tags == ["Open"]


def test_rows_of_questions_come_and_go_without_scripts_and_without_saving(sign_in_as: SignIn) -> None:
    here = world()
    hr, _viewer = sign_in_as(Role.HR_PARTNER)
    address = f"/changes/{here.change.reference}/consultations/new"
    hr.get(address)

    page = hr.submit(design(), button="Add another question")
    assert len(page.soup.select("[id^=questions-][id$=-text]")) == 2
    page = hr.submit({"questions-1-text": "When?"}, button="Add another question")
    page = hr.submit({}, button="Remove question 1")

    boxes = page.soup.select("[id^=questions-][id$=-text]")
    assert [box.get_text().strip() for box in boxes] == ["When?", ""]
    assert page.soup.select_one("#title")["value"] == "Moving north"
    assert db.session.scalars(sa.select(Consultation)).all() == []
    hr.submit({})
    assert [row.text for row in db.session.scalars(sa.select(Question))] == ["When?"]


def test_what_is_wrong_with_a_draft_is_said_by_the_field_and_nothing_is_lost(sign_in_as: SignIn) -> None:
    here = world()
    hr, _viewer = sign_in_as(Role.HR_PARTNER)
    address = f"/changes/{here.change.reference}/consultations/new"

    page = hr.post(address, {**design(title=""), "opens-day": "31", "opens-month": "2"}, status=400)
    assert page.field_errors["title"] == "Enter the title"
    assert page.field_errors["opens"].startswith("First day must be a real date")
    assert page.soup.select_one("#document").get_text().strip() == "One\n\nTwo"
    assert page.soup.select_one("#questions-0-text").get_text().strip() == "Why?"
    page = hr.post(address, {**design(), **day_boxes("closes", DAY - ONE)}, status=400)
    assert list(page.field_errors) == ["closes"]


def test_two_people_editing_a_draft_are_shown_each_other_s_text(sign_in_as: SignIn) -> None:
    here = world()
    row = consultation(here, state=ConsultationState.DRAFT, document="As it was")
    first, _one = sign_in_as(Role.HR_PARTNER)
    second, _two = sign_in_as(Role.HR_PARTNER)
    address = f"/consultations/{row.reference}/edit"
    first.get(address)
    second.get(address)
    first.submit({"document": "Theirs", "questions-0-text": "Their question?"})

    page = second.submit({"document": "Mine"}, status=409)

    assert ["Document", "Theirs", "Mine"] in page.table("What differs")
    assert ["Questions", "1. Their question?", "1. Question 1?"] in page.table("What differs")
    assert page.soup.select_one("#document").get_text().strip() == "Mine"
    assert second.submit({}).flash == ["Draft saved"]
    assert db.session.scalars(sa.select(Consultation.document)).one() == "Mine"


def test_whoever_opens_a_consultation_is_told_how_many_cannot_read_it_yet(sign_in_as: SignIn) -> None:
    here = world(people=3)
    row = consultation(here, state=ConsultationState.DRAFT, opens=DAY)
    hr, _ = sign_in_as(Role.HR_PARTNER)
    assert "have not been told" not in hr.get(f"/consultations/{row.reference}/open").text
    untold = db.session.scalars(sa.select(AffectedPerson)).first()
    assert untold is not None
    untold.first_told_on = None
    factories.save(untold)

    page = hr.get(f"/consultations/{row.reference}/open")

    assert "1 of these people has not been told that the change affects them" in page.text
    assert "told=not" in page.links["Tell them, then record it"]


def test_a_draft_opened_meanwhile_keeps_what_was_typed_and_is_not_edited(sign_in_as: SignIn) -> None:
    here = world()
    row = consultation(here, state=ConsultationState.DRAFT)
    first, _one = sign_in_as(Role.HR_PARTNER)
    second, _two = sign_in_as(Role.HR_PARTNER)
    second.get(f"/consultations/{row.reference}/edit")
    first.post(f"/consultations/{row.reference}/open")

    page = second.submit({"document": "My long text"}, status=409)

    assert page.errors == ["The consultation is open: it cannot be edited any more"]
    assert page.soup.select_one("#document").get_text().strip() == "My long text"
    assert second.get(f"/consultations/{row.reference}/edit", 302).headers["location"].endswith(row.reference)


def test_a_draft_that_is_not_ready_says_why_and_does_not_open(sign_in_as: SignIn) -> None:
    here = world()
    row = consultation(here, state=ConsultationState.DRAFT, document="", opens=DAY - ONE)
    hr, _viewer = sign_in_as(Role.HR_PARTNER)

    page = hr.get(f"/consultations/{row.reference}/open")
    assert "The document is empty" in page.text
    assert "has passed: change it to today or later" in page.text
    hr.post(f"/consultations/{row.reference}/open", status=409)

    assert db.session.scalars(sa.select(Consultation.state)).one() is ConsultationState.DRAFT


def test_the_last_day_moves_only_later_and_everyone_reads_why(sign_in_as: SignIn) -> None:
    here = world()
    row = consultation(here, closes=DAY + 5 * ONE)
    hr, _viewer = sign_in_as(Role.HR_PARTNER)
    address = f"/consultations/{row.reference}/extend"

    page = hr.post(address, {**day_boxes("closes", DAY + 4 * ONE), "reason": "Kept"}, status=400)
    assert "never shortened" in page.field_errors["closes"]
    assert page.soup.select_one("#reason").get_text().strip() == "Kept"
    page = hr.post(address, {"reason": ""}, status=400)
    assert page.field_errors == {
        "closes": "Enter the new last day",
        "reason": "Enter the reason for the later last day",
    }
    hr.post(address, {**day_boxes("closes", DAY + 9 * ONE), "reason": "A late paper"})

    me, _me = sign_in_as(Role.STAFF, person=here.people[0])
    assert "A late paper" in me.get(f"/consultations/{row.reference}").text


def test_two_people_moving_the_last_day_see_each_other(sign_in_as: SignIn) -> None:
    here = world()
    row = consultation(here, closes=DAY)
    first, _one = sign_in_as(Role.HR_PARTNER)
    second, _two = sign_in_as(Role.HR_PARTNER)
    first.get(f"/consultations/{row.reference}/extend")
    second.get(f"/consultations/{row.reference}/extend")
    first.submit({**day_boxes("closes", DAY + ONE), "reason": "One"})

    page = second.submit({**day_boxes("closes", DAY + 2 * ONE), "reason": "Two"}, status=409)

    assert [cells[0] for cells in page.table("What differs")] == ["New last day"]
    second.submit({})
    assert db.session.scalars(sa.select(Consultation.closes)).one() == DAY + 2 * ONE


def test_closing_early_is_impossible(sign_in_as: SignIn) -> None:
    here = world()
    row = consultation(here, closes=DAY + ONE)
    hr, _viewer = sign_in_as(Role.HR_PARTNER)

    assert "cannot be closed before its closing day" in hr.get(f"/consultations/{row.reference}/close").text
    hr.post(f"/consultations/{row.reference}/close", status=409)
    last_day = consultation(here, closes=DAY)
    assert "until midnight still count" in hr.get(f"/consultations/{last_day.reference}/close").text
    assert hr.submit({}).flash == ["Consultation closed"]
