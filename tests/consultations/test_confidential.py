"""Confidential answers: read without name, job, time or order, and only when every answer is in."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from tests.consultations.arrange import answered, consultation, over, staff, world
from tracker.audit.models import AuditEntry
from tracker.consultations.rules import AnswerMode
from tracker.database import db
from tracker.policy.access.roles import Role
from tracker.web.clock import today

SignIn = Callable[..., Any]
DAY = today()


def test_hr_reads_words_without_names_times_or_order(sign_in_as: SignIn) -> None:
    here = world(people=6)
    row = over(here, mode=AnswerMode.CONFIDENTIAL)
    sent = [
        answered(row, staff(person), text=f"Words {n}", day=DAY - timedelta(days=5)).reference
        for n, person in enumerate(here.people)
    ]
    hr, _viewer = sign_in_as(Role.HR_PARTNER)

    page = hr.get(f"/consultations/{row.reference}/responses")

    table = page.table("Answers")
    assert [cells[0] for cells in table] == ["A member of staff"] * 6
    assert {(cells[1], cells[3], cells[4]) for cells in table} == {("–", "–", "–")}
    shown = [link["href"].rsplit("/", 1)[1] for link in page.soup.select("#answers a[href*='/responses/']")]
    assert shown == sorted(sent)
    page = hr.get(page.links["A member of staff"])
    assert page.facts["Sent"] == "During the consultation"
    assert "Changed" not in page.facts
    seen = [page.url.rsplit("/", 1)[1]]
    while "Next answer" in page.links:
        page = hr.get(page.links["Next answer"])
        seen.append(page.url.rsplit("/", 1)[1])
    assert seen == sorted(sent)
    page = hr.get(f"/consultations/{row.reference}/responses?q={here.people[0].name}")
    assert "No answer matches" in page.text


def test_nothing_is_read_while_answers_come_in(sign_in_as: SignIn) -> None:
    here = world(people=2)
    row = consultation(here, mode=AnswerMode.CONFIDENTIAL)
    response = answered(row, staff(here.people[0]), day=DAY)
    hr, _viewer = sign_in_as(Role.HR_PARTNER)

    page = hr.get(f"/consultations/{row.reference}/responses")

    assert "their answers can be read when the last day is over" in page.text
    assert page.soup.select("table") == []
    hr.get(f"/consultations/{row.reference}/responses/{response.reference}", status=404)


def test_the_record_does_not_join_a_name_to_the_words(sign_in_as: SignIn) -> None:
    here = world()
    row = consultation(here, mode=AnswerMode.CONFIDENTIAL)
    browser, _viewer = sign_in_as(Role.STAFF, person=here.people[0])
    page = browser.get(f"/consultations/{row.reference}/respond")
    assert "Your name is held apart from your words" in page.text

    page = browser.submit({"position": "oppose", "answer_1": "Words"})

    assert page.facts["Reference"] not in "".join(db.session.scalars(sa.select(AuditEntry.body)))
