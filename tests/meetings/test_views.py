"""Joint meetings from plan to lock, and who may read what of them."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.browser import Browser
from tests.meetings import arrange
from tracker.audit.models import AuditEntry
from tracker.meetings.models import ActionStep, Meeting, ParagraphMark, ParagraphText
from tracker.meetings.rules import Stage
from tracker.notifications.deadlines import deadlines_of
from tracker.notifications.models import Notice
from tracker.organisation.models import RecognisedUnion
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.clock import today

SignIn = Callable[..., tuple[Browser, Viewer]]
DAY = timedelta(days=1)


def typed(name: str, day: date) -> dict[str, str]:
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


def union(name: str) -> RecognisedUnion:
    row = factories.union(name=name, short_name=name.upper())
    factories.bargaining_group(row)
    return row


def test_a_meeting_from_its_plan_to_locked_minutes(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    alpha = union("Alpha")
    change = factories.change(title="One front desk")
    factories.concern(change, alpha, summary="Nobody was asked")
    hr, _ = sign_in_as(Role.HR_PARTNER)
    rep, _ = sign_in_as(Role.UNION_REPRESENTATIVE, union=alpha)

    hr.get("/meetings/forums/new")
    hr.submit({"name": "Joint committee", "unions": [alpha.reference]}, button="Save the forum")
    hr.get("/meetings/plan")
    page = hr.submit(typed("on", today()) | {"at": "10am", "place": "Room 1"}, button="Plan the meeting")
    assert "Nobody was asked" in page.text
    url = page.url.partition("#")[0]

    rep.get(f"{url}/agenda/new")
    assert "Parking" in rep.submit({"title": "Parking"}, button="Put it down").text
    hr.get(f"{url}/attendance")
    hr.submit({"employer": "HR director", alpha.reference: "Branch secretary"}, button="Save who was there")
    hr.get(f"{url}/minutes/new")
    page = hr.submit(
        {"text": "Nobody moves before June.", "change": change.reference}, button="Save the paragraph"
    )
    assert "Nobody moves before June." in page.text
    assert "Agree with paragraph 1" not in rep.get(url).text

    hr.get(url)
    assert "The minutes are with both sides" in hr.submit({}, action=f"{url}/circulate").flash
    assert (
        "ALPHA: 1 to mark" in hr.get(f"{url}/lock").text or "Alpha: 1 to mark" in hr.get(f"{url}/lock").text
    )
    [agree] = [form["action"] for form in rep.get(url).soup.select(".minute form")]
    assert "Paragraph 1 is marked: agree" in rep.submit({}, action=str(agree)).flash

    hr.get(f"{url}/lock")
    page = hr.submit({}, button="Lock the minutes")
    assert "The minutes are locked" in page.flash
    assert "Fingerprint of the locked minutes" in page.text
    reference = url.rsplit("/", 1)[1]
    row = database.session.scalars(sa.select(Meeting).where(Meeting.reference == reference)).one()
    assert row.stage is Stage.LOCKED
    bodies = database.session.scalars(sa.select(AuditEntry.body)).all()
    assert any("sha256" in str(each) for each in bodies)


def test_an_amended_paragraph_asks_for_its_marks_again(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    alpha = union("Alpha")
    hr, by = sign_in_as(Role.HR_PARTNER)
    rep, _ = sign_in_as(Role.UNION_REPRESENTATIVE, union=alpha)
    meeting = arrange.meeting(arrange.forum(by, alpha), by, today())
    arrange.held(meeting, by, alpha)
    row = arrange.paragraph(meeting, by, "All agreed.")
    arrange.circulated(meeting, by)
    url = f"/meetings/{meeting.reference}"

    rep.get(f"{url}/minutes/{row.reference}/mark")
    page = rep.submit({"mark": "dispute"}, 400, button="Save the mark")
    assert "Write what you note or dispute" in page.text
    page = rep.submit({"mark": "dispute", "note": "We did not agree"}, button="Save the mark")
    assert "We did not agree" in page.text

    hr.get(f"{url}/minutes/{row.reference}/amend")
    page = hr.submit({"text": "Management proposed it."}, button="Save the paragraph")
    assert "Still to be marked: Alpha" in page.text
    assert "We did not agree" not in page.text
    kept = hr.get(f"{url}/minutes/{row.reference}").text
    assert "All agreed." in kept
    assert "We did not agree" in kept
    assert len(database.session.scalars(sa.select(ParagraphText)).all()) == 2


def test_who_marks_an_old_version_is_shown_the_new_one(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    alpha = union("Alpha")
    hr, by = sign_in_as(Role.HR_PARTNER)
    rep, _ = sign_in_as(Role.UNION_REPRESENTATIVE, union=alpha)
    meeting = arrange.meeting(arrange.forum(by, alpha), by, today())
    arrange.held(meeting, by, alpha)
    row = arrange.paragraph(meeting, by, "All agreed.")
    arrange.circulated(meeting, by)
    url = f"/meetings/{meeting.reference}/minutes/{row.reference}"

    rep.get(f"{url}/mark")
    hr.get(f"{url}/amend")
    hr.submit({"text": "Management proposed it."}, button="Save the paragraph")
    page = rep.submit({"mark": "agree"}, 409, button="Save the mark")

    assert "Management proposed it." in page.text
    assert database.session.scalars(sa.select(ParagraphMark)).all() == []


def test_only_those_who_sit_in_the_forum_know_of_it(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    alpha, beta = union("Alpha"), union("Beta")
    _, by = sign_in_as(Role.HR_PARTNER)
    meeting = arrange.meeting(arrange.forum(by, alpha, name="Alpha committee"), by, today())
    url = f"/meetings/{meeting.reference}"
    inside, _ = sign_in_as(Role.UNION_REPRESENTATIVE, union=alpha)
    outside, _ = sign_in_as(Role.UNION_REPRESENTATIVE, union=beta)
    other_hr, _ = sign_in_as(Role.HR_PARTNER, employer=factories.employer(name="Other"))

    inside.get(url)
    for browser in (outside, other_hr):
        browser.get(url, 404)
        assert "Alpha committee" not in browser.get("/meetings").text
        assert "Alpha committee" not in browser.get("/meetings/forums").text
    administrator, _ = sign_in_as(Role.ADMINISTRATOR)
    administrator.get(url, 403)


def test_a_concern_of_another_union_is_not_told(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    alpha, beta = union("Alpha"), union("Beta")
    change = factories.change()
    factories.concern(change, alpha, summary="Alpha alone knows this")
    _, by = sign_in_as(Role.HR_PARTNER)
    meeting = arrange.meeting(arrange.forum(by, alpha, beta), by, today() + DAY)
    ours, _ = sign_in_as(Role.UNION_REPRESENTATIVE, union=alpha)
    theirs, _ = sign_in_as(Role.UNION_REPRESENTATIVE, union=beta)

    assert "Alpha alone knows this" in ours.get(f"/meetings/{meeting.reference}").text
    page = theirs.get(f"/meetings/{meeting.reference}")
    assert "Alpha alone knows this" not in page.text
    assert "A concern of ALPHA" in page.text


def test_open_actions_are_carried_over(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    alpha = union("Alpha")
    hr, by = sign_in_as(Role.HR_PARTNER)
    rep, viewer = sign_in_as(Role.UNION_REPRESENTATIVE, union=alpha)
    forum = arrange.forum(by, alpha)
    first = arrange.meeting(forum, by, today() - 7 * DAY)
    arrange.held(first, by, alpha)
    ours = arrange.action(first, by, "Send the patterns", due_on=today() - DAY)
    theirs = arrange.action(first, by, "Ask the branch", alpha, due_on=today() + DAY)
    second = arrange.meeting(forum, by, today() + 7 * DAY)

    page = hr.get(f"/meetings/{second.reference}")
    assert "Carried over: actions still open" in page.text
    assert "Late" in page.text
    assert [each.due_on for each in deadlines_of(viewer, today(), today() + 9 * DAY)] == [today() + DAY]
    rep.get(f"/meetings/actions/{ours.reference}/tell", 404)
    rep.get(f"/meetings/actions/{theirs.reference}/tell")
    page = rep.submit({"state": "done", "note": "The branch agrees"}, button="Save")
    assert "The branch agrees" in page.text
    assert "Ask the branch" not in hr.get(f"/meetings/{second.reference}").text
    steps = database.session.scalars(sa.select(ActionStep).where(ActionStep.action_id == theirs.id)).all()
    assert [step.state.value for step in steps] == ["open", "done"]


def test_a_meeting_that_is_to_come_has_no_attendance(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    alpha = union("Alpha")
    hr, by = sign_in_as(Role.HR_PARTNER)
    meeting = arrange.meeting(arrange.forum(by, alpha), by, today() + DAY)

    hr.get(f"/meetings/{meeting.reference}/attendance")
    page = hr.submit({"employer": "HR director"}, 400, button="Save who was there")

    assert "The meeting is still to come: record who was there on the day" in page.text
    assert "HR director" in page.text or "HR director" in page.body.decode()


def test_the_same_plan_sent_twice_is_one_meeting(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    alpha = union("Alpha")
    hr, by = sign_in_as(Role.HR_PARTNER)
    forum = arrange.forum(by, alpha)
    sent = {"made": "ABCDEFGH23", "forum": forum.reference, **typed("on", today() + DAY)}

    hr.post("/meetings/plan", sent)
    hr.post("/meetings/plan", sent)

    assert len(database.session.scalars(sa.select(Meeting)).all()) == 1


def test_papers_come_down_as_they_went_up(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    alpha = union("Alpha")
    hr, by = sign_in_as(Role.HR_PARTNER)
    rep, _ = sign_in_as(Role.UNION_REPRESENTATIVE, union=alpha)
    meeting = arrange.meeting(arrange.forum(by, alpha), by, today() + DAY)
    url = f"/meetings/{meeting.reference}"

    rep.get(url)
    page = rep.submit(
        {"files": (BytesIO(b"<svg onload=alert(1)>"), "plan.svg")},
        button="Attach",
        content_type="multipart/form-data",
        buffered=True,
    )
    [link] = [str(each["href"]) for each in page.soup.select(".files a[download]")]
    sent = hr.get(link)

    assert sent.body == b"<svg onload=alert(1)>"
    assert "attachment" in sent.headers["content-disposition"]


def test_unions_are_told_and_nothing_that_was_written_is(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    alpha = union("Alpha")
    hr, by = sign_in_as(Role.HR_PARTNER)
    _, viewer = sign_in_as(Role.UNION_REPRESENTATIVE, union=alpha)
    forum = arrange.forum(by, alpha)
    hr.get("/meetings/plan")
    hr.submit({"forum": forum.reference, **typed("on", today() + DAY)}, button="Plan the meeting")

    [notice] = database.session.scalars(sa.select(Notice)).all()
    assert (notice.account_id, notice.kind) == (viewer.account_id, "meeting.planned")


def test_topics_are_tagged_on_minutes(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    alpha = union("Alpha")
    change = factories.change(title="One front desk")
    hr, by = sign_in_as(Role.HR_PARTNER)
    meeting = arrange.meeting(arrange.forum(by, alpha), by, today())
    arrange.held(meeting, by, alpha)
    row = arrange.paragraph(meeting, by, "Volunteers are asked first.", change)
    topics = f"/compliance/changes/{change.reference}/topics"
    assert "Joint committee, paragraph 1" in hr.get(topics).text

    hr.get(f"{topics}/minutes/{row.reference}")
    page = hr.submit({"covered": ["avoiding"]}, button="Save")

    assert "Not discussed yet: ways to reduce their number, ways to soften their effects" in page.text
    hr.get(f"{topics}/minutes/{row.reference}")
    page = hr.submit({"covered": []}, button="Save")
    assert "ways to avoid dismissals" in page.text


@pytest.mark.parametrize("number", [1, 12])
def test_a_meeting_takes_the_same_few_statements_however_long(
    sign_in_as: SignIn, database: SQLAlchemy, count_queries: Any, number: int
) -> None:
    alpha = union("Alpha")
    change = factories.change()
    for _ in range(number):
        factories.concern(change, alpha)
    hr, by = sign_in_as(Role.HR_PARTNER)
    meeting = arrange.meeting(arrange.forum(by, alpha), by, today())
    arrange.held(meeting, by, alpha)
    for _ in range(number):
        arrange.paragraph(meeting, by, "Something was said.", change)
        arrange.action(meeting, by, "Something is to be done.")

    with count_queries() as queries:
        hr.get(f"/meetings/{meeting.reference}")

    assert queries.count <= 11
