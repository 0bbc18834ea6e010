"""From a concern that is not agreed to a promise that is kept: every step of both sides, at two windows."""

from datetime import timedelta

import pytest

from tests import factories
from tests.journeys.steps import PageAs, Visitor, between_pages
from tests.journeys.test_concern import ANSWER, SENTENCE, two_unions
from tests.meetings import arrange
from tracker.policy.access.roles import Role
from tracker.web.clock import today

PROMISE = "No post is given up at the front counters before June."


@pytest.mark.parametrize("javascript", [True])
def test_a_concern_is_raised_disputed_escalated_minuted_and_the_promise_kept(
    page_as: PageAs, *, javascript: bool
) -> None:
    change, ours, _ = two_unions()
    rep = Visitor(page_as(Role.UNION_REPRESENTATIVE, javascript=javascript, union=ours))
    hr = Visitor(page_as(Role.HR_PARTNER, javascript=javascript))

    # raise, discuss, answer, not agree, escalate
    rep.open(f"/concerns/raise?change={change.reference}")
    rep.type("Concern in one sentence", SENTENCE).press("Raise concern").follow("Go to the concern")
    concern = rep.path
    rep.follow("Union room of ALPHA (0)").type("Note to your own side", "Hold out for three").press(
        "Write note"
    )
    rep.is_told("Note written").sees("Hold out for three")
    hr.open(concern).sees_not("Hold out for three").follow("Say that it is under discussion")
    hr.type("Where and when it is discussed", "At the joint committee").press("Send")
    hr.is_told("Taken into discussion").type("Answer", ANSWER).press("Send answer").is_told("Answer sent")
    rep.open(concern).follow("Record a failure to agree")
    rep.type("What is not agreed", "Three is not enough").press("Record failure to agree")
    rep.is_told("Failure to agree recorded").follow("Escalate it to the next person")
    rep.type("Why it is escalated", "It is about safety").press("Escalate").is_told("Concern escalated")

    # meet, minute
    with between_pages():
        arrange.forum(factories.viewer(Role.HR_PARTNER), ours, name="Joint committee")
    hr.open("/meetings/plan").choose("Forum", "Joint committee").type_day("Day", today())
    hr.press("Plan the meeting").sees(SENTENCE)
    meeting = hr.path
    hr.press("Record who was there").type("For the employer", "HR director").type(
        f"For {ours.name}", "Branch secretary"
    )
    hr.press("Save who was there").press("Write a paragraph")
    hr.type("Paragraph", PROMISE).press("Save the paragraph").press("Give the minutes to both sides")
    rep.open(meeting).press("Agree with paragraph 1").is_told("Paragraph 1 is marked: agree")
    hr.open(meeting).press("Lock the minutes").press("Lock the minutes").is_told("The minutes are locked")

    # promise, keep
    rep.open(meeting).follow("Record a commitment given in paragraph 1").sees(PROMISE)
    rep.choose("Change", change.title).choose("Given to", ours.name)
    rep.type("Given by, by name or office", "HR director").type_day("Due", today() + timedelta(days=30))
    rep.press("Record the commitment").is_told("The commitment is recorded").sees(PROMISE)
    commitment = rep.path
    for side in (hr, rep):
        side.open(commitment).press("Say what became of it").tick("Kept").type_day("Day it was kept", today())
        side.press("Save").is_told("What became of it is recorded for your side")
    rep.sees("Paragraph 1 of the minutes it was given in")

    # settle
    hr.open(concern).type("Answer", PROMISE).press("Send answer").is_told("Answer sent")
    rep.open(concern).follow("Close it: agreed or not agreed").tick("Agreed").press("Close concern")
    rep.is_told("Concern closed: agreed").sees("Closed, agreed")
