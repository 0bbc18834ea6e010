"""Who may sit in a forum, and two people editing at once."""

from collections.abc import Callable
from io import BytesIO

import sqlalchemy as sa
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.browser import Browser, sign_in
from tests.meetings import arrange
from tests.meetings.test_views import DAY, union
from tracker.meetings.models import AgendaItem, Forum, ForumUnion
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.clock import today

SignIn = Callable[..., tuple[Browser, Viewer]]


def test_only_unions_that_the_employer_recognises_can_sit(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    alpha, stranger = union("Alpha"), factories.union(name="Stranger", short_name="STRANGER")
    hr, _ = sign_in_as(Role.HR_PARTNER)

    page = hr.get("/meetings/forums/new")
    assert "Stranger" not in page.text
    hr.submit({"name": "Joint", "unions": [stranger.reference]}, 400, button="Save the forum")
    assert database.session.scalars(sa.select(Forum)).all() == []
    hr.get("/meetings/forums/new")
    hr.submit({"name": "Joint", "unions": [alpha.reference]}, button="Save the forum")
    assert len(database.session.scalars(sa.select(Forum)).all()) == 1


def test_a_union_of_the_wrong_employer_is_said_by_its_field(app: Flask, database: SQLAlchemy) -> None:
    ours, theirs = factories.the_employer(), factories.employer(name="Other")
    alpha, beta = union("Alpha"), factories.union(name="Beta", short_name="BETA")
    factories.bargaining_group(beta, employer_id=theirs.id)
    both = factories.account()
    for employer in (ours, theirs):
        factories.give_role(both, Role.HR_PARTNER, employer=employer)
    hr = Browser(app, sign_in(app, both))

    hr.get("/meetings/forums/new")
    sent = {"employer": ours.reference, "name": "Joint", "unions": [alpha.reference, beta.reference]}
    page = hr.submit(sent, 400, button="Save the forum")

    assert "does not recognise 1 of these unions: untick them" in page.text


def test_two_people_changing_who_sits_lose_nothing(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    alpha, beta = union("Alpha"), union("Beta")
    first, by = sign_in_as(Role.HR_PARTNER)
    second, _ = sign_in_as(Role.HR_PARTNER)
    forum = arrange.forum(by, alpha)
    url = f"/meetings/forums/{forum.reference}"
    for browser in (first, second):
        browser.get(url)

    first.submit({"unions": [alpha.reference, beta.reference]}, button="Save the forum")
    second.submit({"unions": [beta.reference]}, 409, button="Save the forum")

    assert len(database.session.scalars(sa.select(ForumUnion)).all()) == 2


def test_two_people_recording_who_was_there_lose_nothing(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    alpha = union("Alpha")
    first, by = sign_in_as(Role.HR_PARTNER)
    second, _ = sign_in_as(Role.HR_PARTNER)
    meeting = arrange.meeting(arrange.forum(by, alpha), by, today())
    arrange.held(meeting, by, alpha)
    url = f"/meetings/{meeting.reference}/attendance"
    for browser in (first, second):
        browser.get(url)

    first.submit({"employer": "HR director\nA note taker"}, button="Save who was there")
    page = second.submit({"employer": "Somebody else"}, 409, button="Save who was there")

    assert "A note taker" in page.text
    assert "A note taker" in first.get(f"/meetings/{meeting.reference}").text


def test_an_item_stays_on_the_agenda_of_a_meeting_that_was_held(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    alpha = union("Alpha")
    factories.concern(factories.change(), alpha)
    hr, by = sign_in_as(Role.HR_PARTNER)
    meeting = arrange.meeting(arrange.forum(by, alpha), by, today())
    [item] = database.session.scalars(sa.select(AgendaItem)).all()
    arrange.held(meeting, by, alpha)

    hr.get(f"/meetings/{meeting.reference}")
    strike = f"/meetings/{meeting.reference}/agenda/{item.reference}/strike"
    page = hr.open(strike, "POST", 200, follow=True, data={"csrf_token": hr.token})

    assert "The meeting was held: its agenda stays" in page.flash
    database.session.expire_all()
    assert item.struck_at is None


def test_only_whoever_added_a_paper_is_offered_its_removal(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    alpha = union("Alpha")
    hr, by = sign_in_as(Role.HR_PARTNER)
    rep, _ = sign_in_as(Role.UNION_REPRESENTATIVE, union=alpha)
    url = f"/meetings/{arrange.meeting(arrange.forum(by, alpha), by, today() + DAY).reference}"
    rep.get(url)
    page = rep.submit(
        {"files": (BytesIO(b"x"), "plan.txt")},
        button="Attach",
        content_type="multipart/form-data",
        buffered=True,
    )
    [remove] = [str(each["action"]) for each in page.soup.select(".files form")]

    assert hr.get(url).soup.select(".files form") == []
    hr.open(remove, "POST", 404, data={"csrf_token": hr.token})
    rep.get(url)
    assert "The paper is removed" in rep.submit({}, action=remove).flash
