"""Answers typed in several sittings: kept for their writer, sent when they say so."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from tests.consultations.arrange import consultation, world
from tracker.audit.models import AuditEntry
from tracker.consultations.forms import LONGEST
from tracker.consultations.models import Response, ResponseDraft
from tracker.database import db
from tracker.policy.access.roles import Role

SignIn = Callable[..., Any]


def test_a_draft_waits_for_its_writer_and_goes_when_it_is_sent(sign_in_as: SignIn) -> None:
    here = world()
    row = consultation(here, questions=2)
    browser, _viewer = sign_in_as(Role.STAFF, person=here.people[0])
    browser.get(f"/consultations/{row.reference}/respond")

    page = browser.submit({"answer_2": "Half a"}, button="Save and finish later")

    assert page.flash == ["Saved as a draft. Nothing has been sent yet"]
    assert page.soup.select_one("#answer_2").get_text().strip() == "Half a"
    assert db.session.scalars(sa.select(Response)).all() == []
    assert "Half a" not in "".join(db.session.scalars(sa.select(AuditEntry.body)))
    assert "has not been sent" in browser.get(f"/consultations/{row.reference}").text
    browser.get(f"/consultations/{row.reference}/respond")
    url = f"/consultations/{row.reference}/respond"
    page = browser.submit({"answer_2": "Half a bus", "position": "oppose"}, action=url, button="Send answer")
    assert "Half a bus" in page.text
    assert db.session.scalars(sa.select(ResponseDraft)).all() == []


def test_a_draft_can_be_discarded_and_what_was_sent_comes_back(sign_in_as: SignIn) -> None:
    here = world()
    row = consultation(here)
    browser, _viewer = sign_in_as(Role.STAFF, person=here.people[0])
    url = f"/consultations/{row.reference}/respond"
    browser.post(url, {"position": "oppose", "answer_1": "Sent"})
    browser.get(url)
    page = browser.submit({"answer_1": "Thought again"}, button="Save and finish later")
    assert page.soup.select_one("#answer_1").get_text().strip() == "Thought again"

    page = browser.submit({}, action=f"/consultations/{row.reference}/draft/discard")

    assert page.flash == ["Draft discarded"]
    assert page.soup.select_one("#answer_1").get_text().strip() == "Sent"
    page = browser.submit({"answer_1": "Changed"}, button="Send changed answer")
    assert "Version 1, sent" in page.text
    assert "Sent" in page.text


def test_two_representatives_keep_their_own_drafts(sign_in_as: SignIn) -> None:
    here = world()
    row = consultation(here)
    first, _one = sign_in_as(Role.UNION_REPRESENTATIVE, union=here.union)
    second, _two = sign_in_as(Role.UNION_REPRESENTATIVE, union=here.union)
    url = f"/consultations/{row.reference}/respond"
    first.get(url)
    first.submit({"answer_1": "Only mine"}, button="Save and finish later")

    assert "Only mine" not in second.get(url).text
    second.submit({"position": "oppose", "answer_1": "Ours"}, button="Send answer")
    first.get(url)
    page = first.submit({"position": "support"}, status=409, button="Send changed answer", action=url)
    assert page.table("What differs") == [
        ["Position", "oppose", "support"],
        ["Question 1", "Ours", "Only mine"],
    ]


@pytest.mark.parametrize("button", ["Save and finish later", "Send answer"])
def test_a_text_that_is_too_long_is_refused_by_its_field_and_not_lost(
    sign_in_as: SignIn, button: str
) -> None:
    here = world()
    row = consultation(here)
    browser, _viewer = sign_in_as(Role.STAFF, person=here.people[0])
    browser.get(f"/consultations/{row.reference}/respond")

    page = browser.submit({"position": "oppose", "answer_1": "x" * (LONGEST + 1)}, status=400, button=button)

    assert page.field_errors == {"answer_1": "Use 20,000 characters or fewer"}
    assert len(page.soup.select_one("#answer_1").get_text().strip()) == LONGEST + 1


def test_rubbish_of_any_kind_is_kept_as_words(sign_in_as: SignIn) -> None:
    here = world()
    row = consultation(here)
    browser, _viewer = sign_in_as(Role.STAFF, person=here.people[0])
    browser.get(f"/consultations/{row.reference}/respond")
    typed = (
        "<!--[if gte mso 9]><xml></xml><![endif]--><b onclick=x>\u202eabc\u202c \U0001f642 " + "w" * 10_000
    )

    page = browser.submit({"position": "oppose", "answer_1": f"{typed}\x00"}, button="Send answer")

    assert typed in page.soup.select_one("div.words").get_text()
