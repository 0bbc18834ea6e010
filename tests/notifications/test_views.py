"""Pages of notices, mail and calendar, and the outbox."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.browser import Browser
from tests.notifications.arrange import digests, notices, told, told_often
from tracker.accounts.models import AccessGrant, Account
from tracker.audit import services as audit
from tracker.database import db, now, unit_of_work
from tracker.notifications.models import MutedMatter, OutgoingMail
from tracker.notifications.rules import MailState
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.clock import today

SignIn = Callable[..., tuple[Browser, Viewer]]


def test_notices_are_grouped_by_matter_with_their_titles(sign_in_as: SignIn) -> None:
    browser, viewer = sign_in_as(Role.HR_PARTNER)
    first, _ = told_often(viewer, 2)
    told(viewer, first, at=datetime(2026, 11, 26, 12, tzinfo=UTC))

    page = browser.get("/notices")

    matters = [" ".join(one.get_text().split()) for one in page.soup.select(".notice__matter")]
    assert matters == ["Change Change of 0 2 not read", "Change Change of 1 1 not read"]


def test_somebody_else_and_another_role_see_nothing_of_it(sign_in_as: SignIn) -> None:
    _, viewer = sign_in_as(Role.HR_PARTNER)
    [change] = told_often(viewer, 1)
    other, _ = sign_in_as(Role.HR_PARTNER)

    page = other.get("/notices")
    other.post("/notices/read", {"matter": "change", "reference": change.reference}, status=404)
    other.post(f"/notices/change/{change.reference}/mute", status=404)

    assert "Nothing has been said to you yet" in page.text
    assert notices()[0].read_at is None


def test_a_matter_that_is_closed_to_the_viewer_shows_no_title(sign_in_as: SignIn) -> None:
    browser, viewer = sign_in_as(Role.UNION_REPRESENTATIVE)
    draft = factories.change(title="Close the front desk", published=False)
    told(viewer, draft)

    page = browser.get("/notices")

    assert "Close the front desk" not in page.text
    assert f"Change {draft.reference} not open to you any more" in page.text


def test_marked_as_read_one_by_one_and_all_at_once(sign_in_as: SignIn) -> None:
    browser, viewer = sign_in_as(Role.HR_PARTNER)
    first, *_ = told_often(viewer, 3)
    browser.get("/notices")

    page = browser.post("/notices/read", {"matter": "change", "reference": first.reference})
    assert page.flash == ["1 notice marked as read"]
    page = browser.post("/notices/read")

    assert page.flash == ["2 notices marked as read"]
    assert all(row.read_at for row in notices())
    assert "You have read everything" in browser.get("/notices?show=unread").text


def test_muting_says_so_and_can_be_taken_back(sign_in_as: SignIn) -> None:
    browser, viewer = sign_in_as(Role.HR_PARTNER)
    [change] = told_often(viewer, 1)
    for _ in range(2):
        page = browser.post(f"/notices/change/{change.reference}/mute")
    assert page.flash[0].startswith(f"No mail about change {change.reference} any more")
    assert "Change of 0" in browser.get("/notices/mail").text

    page = browser.post(f"/notices/change/{change.reference}/mute", {"again": "1"})

    assert page.flash == [f"You get mail about change {change.reference} again"]
    assert db.session.scalars(sa.select(MutedMatter)).all() == []


def test_how_often_mail_comes_is_chosen_once_for_two_windows(sign_in_as: SignIn) -> None:
    browser, _ = sign_in_as(Role.HR_PARTNER)
    browser.post("/notices/mail", {"frequency": "once a week"})
    seen = browser.get("/notices/mail").form("/notices/mail")
    stale = str(seen.select_one("input[name=seen_version]")["value"])  # type: ignore[index]
    browser.post("/notices/mail", {"frequency": "no mail"})

    page = browser.post("/notices/mail", {"frequency": "as things happen", "seen_version": stale}, status=409)

    assert "changed in another window" in page.text
    assert browser.post("/notices/mail", {"frequency": "hourly"}, status=400).status == 400


def test_a_calendar_program_reads_deadlines_without_names(sign_in_as: SignIn, browser: Browser) -> None:
    person = factories.person(unit=factories.unit("Custody"), name="Grace Hopper")
    change = factories.change(title="Close the front desk")
    factories.affected(change, person)
    day = today()
    row = factories.consultation(
        change, title="Front desk hours", state="open", closes=day + timedelta(days=9)
    )
    hr, _ = sign_in_as(Role.HR_PARTNER)
    page = hr.post("/notices/calendar")
    address = str(page.soup.select_one("#address")["value"])  # type: ignore[index]

    answer = browser.client.get(address.removeprefix("http://127.0.0.1:8000"))

    calendar = icalendar.Calendar.from_ical(answer.get_data())
    [event] = calendar.walk("VEVENT")
    assert answer.mimetype == "text/calendar"
    assert str(event["summary"]) == f"Consultation closes: consultation {row.reference}"
    assert event.decoded("dtstart") == row.closes
    assert b"Front desk" not in answer.get_data()


@pytest.mark.parametrize("why", ["ended", "replaced", "role lost", "left", "invented"])
def test_a_calendar_address_stops_working_when(sign_in_as: SignIn, browser: Browser, why: str) -> None:
    hr, viewer = sign_in_as(Role.HR_PARTNER)
    page = hr.post("/notices/calendar")
    path = str(page.soup.select_one("#address")["value"]).removeprefix("http://127.0.0.1:8000")  # type: ignore[index]
    assert browser.client.get(path).status_code == 200
    if why == "ended":
        hr.get("/notices/mail")
        [form] = [one for one in hr.page.soup.select("main form") if "/end" in str(one["action"])]  # type: ignore[union-attr]
        hr.post(str(form["action"]))
    elif why == "replaced":
        hr.post("/notices/calendar")
    elif why == "invented":
        path = path.replace(".ics", "x.ics")
    else:
        with unit_of_work():
            if why == "left":
                db.session.get_one(Account, viewer.account_id).active = False
            else:
                grants = db.session.scalars(
                    sa.select(AccessGrant).where(AccessGrant.account_id == viewer.account_id)
                )
                grants.one().revoked_at = now()
            audit.record(audit.NOBODY, "test:arrange", "test", "-")

    assert browser.client.get(path).status_code == 404


def test_nobody_ends_anothers_calendar_address(sign_in_as: SignIn) -> None:
    hr, _ = sign_in_as(Role.HR_PARTNER)
    hr.post("/notices/calendar")
    hr.get("/notices/mail")
    [form] = [one for one in hr.page.soup.select("main form") if "/end" in str(one["action"])]  # type: ignore[union-attr]
    other, _ = sign_in_as(Role.HR_PARTNER)

    other.get("/notices")
    other.post(str(form["action"]), status=404)


def test_the_outbox_shows_neither_addresses_nor_texts(sign_in_as: SignIn) -> None:
    _, viewer = sign_in_as(Role.HR_PARTNER)
    told_often(viewer, 1)
    digests()
    email = db.session.get_one(Account, viewer.account_id).email
    for role in (Role.ADMINISTRATOR, Role.AUDITOR):
        browser, _ = sign_in_as(role)

        page = browser.get("/outbox")

        assert len(page.table("Mails")) == 1
        assert email not in page.text
        assert "1 notice" not in page.text


def test_a_mail_that_was_given_up_is_tried_again_by_an_administrator(sign_in_as: SignIn) -> None:
    _, viewer = sign_in_as(Role.HR_PARTNER)
    told_often(viewer, 1)
    digests()
    mail = db.session.scalars(sa.select(OutgoingMail)).one()
    browser, _ = sign_in_as(Role.ADMINISTRATOR)
    browser.get("/outbox")
    browser.post(f"/outbox/{mail.reference}/again", status=404)
    with unit_of_work():
        db.session.scalars(sa.select(OutgoingMail)).one().state = MailState.FAILED
        audit.record(audit.NOBODY, "test:arrange", "test", "-")

    page = browser.post(f"/outbox/{mail.reference}/again")

    assert page.flash == ["The mail will be tried again"]
    assert db.session.scalars(sa.select(OutgoingMail.state)).one() is MailState.WAITING


def test_a_long_list_costs_what_a_short_one_does(
    sign_in_as: SignIn, count_queries: Callable[[], Any]
) -> None:
    browser, viewer = sign_in_as(Role.HR_PARTNER)
    counts = []
    for number in (1, 25):
        told_often(viewer, number)
        with count_queries() as queries:
            browser.get("/notices")
        counts.append(queries.count)

    assert counts[0] == counts[1]
    assert len(browser.get("/notices?page=2").soup.select(".notice")) == 6


def test_a_published_proposal_is_told_to_those_who_may_read_it_and_not_to_staff(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    programme = factories.programme()
    change = factories.change(programme_id=programme.id, published=False)
    writer, _ = sign_in_as(Role.HR_PARTNER)
    _, elsewhere = sign_in_as(Role.HR_PARTNER, programme=factories.programme())
    _, union = sign_in_as(Role.UNION_REPRESENTATIVE)
    sign_in_as(Role.STAFF)
    director, directing = sign_in_as(Role.PROGRAMME_DIRECTOR)
    writer.get(f"/changes/{change.reference}/proposal")
    writer.submit(
        {"title": "One desk", "reason": "Fewer", "proposal": "One desk for all"},
        button="Save and send for approval",
    )
    assert [row.account_id for row in notices()] == [directing.account_id]

    director.get(f"/changes/{change.reference}/publish")
    director.submit(button="Publish version 1")

    told_now = {row.account_id for row in notices() if row.kind == "change.published"}
    assert union.account_id in told_now
    assert elsewhere.account_id not in told_now
    assert len(told_now) == 2
