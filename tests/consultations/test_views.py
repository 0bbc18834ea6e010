from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from tests import factories
from tests.consultations.arrange import World, answered, consultation, design, over, staff, world
from tracker.accounts.models import Account
from tracker.audit import services as audit
from tracker.consultations.models import Consultation, Response
from tracker.consultations.rules import ConsultationState, Position
from tracker.database import db, unit_of_work
from tracker.policy.access.roles import Role
from tracker.web.clock import today

SignIn = Callable[..., Any]
DAY = today()
ONE = timedelta(days=1)


def test_staff_answer_with_their_name_and_change_it(sign_in_as: SignIn) -> None:
    here = world()
    row = consultation(here, questions=2)
    browser, viewer = sign_in_as(Role.STAFF, person=here.people[0])
    page = browser.get(f"/consultations/{row.reference}")
    page = browser.get(page.links["Answer"])
    assert "Your answer carries your name. It is read by HR partners of this programme" in page.text

    page = browser.submit({"position": "oppose", "answer_1": "Two hours each way"})

    response = db.session.scalars(sa.select(Response)).one()
    assert (response.person_id, response.sent_by_id) == (here.people[0].id, viewer.account_id)
    assert page.h1 == f"Receipt for answer {response.reference}"
    assert page.facts["Changed"] == "Never"
    assert "Two hours each way" in page.text
    page = browser.get(f"/consultations/{row.reference}/respond")
    assert page.soup.select_one("#answer_1").get_text().strip() == "Two hours each way"
    page = browser.submit({"answer_2": "A bus"})
    assert page.facts["Changed"] == "1 time"
    file = browser.get(f"/consultations/{row.reference}/receipt.txt")
    text = file.body.decode().partition("=== text ===\nresponse\n")[2]
    assert text == "Position: oppose\n\n1. Question 1?\nTwo hours each way\n\n2. Question 2?\nA bus"


def test_an_answer_with_gaps_is_refused_by_the_field_and_nothing_is_lost(sign_in_as: SignIn) -> None:
    here = world()
    hr, _hr = sign_in_as(Role.HR_PARTNER)
    row = consultation(here, state=ConsultationState.DRAFT, questions=1)
    hr.post(f"/consultations/{row.reference}/edit", design())
    hr.post(f"/consultations/{row.reference}/open")
    browser, _viewer = sign_in_as(Role.STAFF, person=here.people[0])

    page = browser.post(f"/consultations/{row.reference}/respond", {"answer_1": "  "}, status=400)

    assert page.field_errors == {"position": "Choose where you stand", "answer_1": "Answer question 1"}
    page = browser.post(f"/consultations/{row.reference}/respond", {"answer_1": "Kept"}, status=400)
    assert page.soup.select_one("#answer_1").get_text().strip() == "Kept"


def test_a_union_answers_as_a_body_and_two_representatives_see_each_other(sign_in_as: SignIn) -> None:
    here = world()
    row = consultation(here)
    first, one = sign_in_as(Role.UNION_REPRESENTATIVE, union=here.union)
    second, _two = sign_in_as(Role.UNION_REPRESENTATIVE, union=here.union)
    second.get(f"/consultations/{row.reference}/respond")

    first.post(f"/consultations/{row.reference}/respond", {"position": "oppose", "answer_1": "Ours"})
    page = second.submit({"position": "support", "answer_1": "Mine"}, status=409)

    assert page.table("What differs") == [["Position", "oppose", "support"], ["Question 1", "Ours", "Mine"]]
    assert f"{one.name} saved this" in page.text
    page = second.submit({})
    assert "Mine" in page.text
    response = db.session.scalars(sa.select(Response)).one()
    assert (response.union_id, response.person_id, response.version) == (here.union.id, None, 2)


def test_a_representative_of_two_invited_unions_answers_for_each(sign_in_as: SignIn) -> None:
    here, there = world(), world()
    row = factories.consultation(
        here.change, here.union, there.union, state=ConsultationState.OPEN, opens=DAY, closes=DAY
    )
    browser, viewer = sign_in_as(Role.UNION_REPRESENTATIVE, union=here.union)
    holder = db.session.get_one(Account, viewer.account_id)
    factories.give_role(holder, Role.UNION_REPRESENTATIVE, union=there.union)

    for union in (here.union, there.union):
        browser.get(f"/consultations/{row.reference}/respond?union={union.reference}")
        page = browser.submit({"position": "oppose", "answer_1": union.name})
        assert page.facts["In the name of"] == union.name

    assert db.session.scalar(sa.select(sa.func.count(Response.id))) == 2
    browser.get(f"/consultations/{row.reference}/respond?union={factories.union().reference}", status=404)


def test_an_answer_after_the_last_day_is_kept_as_a_draft_and_does_not_count(sign_in_as: SignIn) -> None:
    here = world()
    row = consultation(here)
    browser, _viewer = sign_in_as(Role.STAFF, person=here.people[0])
    hr, _hr = sign_in_as(Role.HR_PARTNER)
    browser.get(f"/consultations/{row.reference}/respond")
    with unit_of_work():
        stored = db.session.get_one(Consultation, row.id)
        stored.opens, stored.closes = DAY - 9 * ONE, DAY - ONE
        audit.record(audit.NOBODY, "test:arrange", "test", "-")

    page = browser.submit({"position": "oppose", "answer_1": "My long answer"}, status=409)

    assert page.h1 == "This consultation has closed"
    assert "was not sent and does not count. It is kept as your draft" in page.text
    assert "My long answer" in page.text
    assert db.session.scalars(sa.select(Response)).all() == []
    assert "My long answer" in browser.get(f"/consultations/{row.reference}/respond").text
    assert "My long answer" not in hr.get(f"/consultations/{row.reference}/responses").text
    assert hr.get(f"/consultations/{row.reference}").tags == ["Ended"]


def test_hr_reads_the_answers_one_by_one(sign_in_as: SignIn) -> None:
    here = world(people=2)
    row = over(here)
    ann, bob = here.people
    for person, text in ((ann, "Zebra"), (bob, "Giraffe")):
        answered(row, staff(person), text=text, day=DAY - 5 * ONE)
    hr, _viewer = sign_in_as(Role.HR_PARTNER)

    page = hr.get(f"/consultations/{row.reference}/responses")
    assert [cells[0] for cells in page.table("Answers")] == [ann.name, bob.name]
    page = hr.get(page.links[ann.name])
    assert "Zebra" in page.text
    page = hr.get(page.links["Next answer"])
    assert "Giraffe" in page.text
    page = hr.get(f"/consultations/{row.reference}/responses?q=zebra")
    assert "Next answer" not in hr.get(page.links[ann.name]).links


def test_while_answers_come_in_the_list_has_no_positions(sign_in_as: SignIn) -> None:
    here = world()
    row = consultation(here)
    answered(row, staff(here.people[0]), day=DAY)
    hr, _viewer = sign_in_as(Role.HR_PARTNER)

    page = hr.get(f"/consultations/{row.reference}/responses?position=oppose")

    assert [cells[:2] for cells in page.table("Answers")] == [[here.people[0].name, "Clerk"]]
    assert "Oppose" not in page.text
    assert "1 member of staff of 1 asked has answered" in hr.get(f"/consultations/{row.reference}").text


def test_the_outcome_is_written_by_one_and_published_by_another(sign_in_as: SignIn) -> None:
    here = world()
    row = over(here)
    answered(row, staff(here.people[0]), day=DAY - 5 * ONE)
    hr, _viewer = sign_in_as(Role.HR_PARTNER)
    director, _director = sign_in_as(Role.PROGRAMME_DIRECTOR)
    rep, _rep = sign_in_as(Role.UNION_REPRESENTATIVE, union=here.union)
    address = f"/consultations/{row.reference}/outcome"
    hr.post(f"/consultations/{row.reference}/close")

    page = hr.post(address, {"management_answer": "Kept"}, status=400)
    assert list(page.field_errors) == ["changes_made"]
    hr.post(address, {"said": "Too far", "management_answer": "We hear you", "changes_made": "A bus"})
    assert "We hear you" not in rep.get(f"/consultations/{row.reference}").text
    assert "Somebody who did not write the answer has to publish it" in hr.get(f"{address}/publish").text
    hr.post(f"{address}/publish", status=409)
    assert "This cannot be undone" in director.get(f"{address}/publish").text
    director.submit({})

    page = rep.get(f"/consultations/{row.reference}")
    headings = [heading.get_text() for heading in page.soup.select("main h2")]
    assert headings[:4] == ["We asked", "You said", "Our answer", "We did"]
    for words in ("Too far", "We hear you", "A bus"):
        assert words in page.text
    assert "How staff stand is not shown" in page.text


def test_two_people_writing_the_outcome_see_each_other(sign_in_as: SignIn) -> None:
    here = world()
    row = over(here, state=ConsultationState.CLOSED)
    first, _one = sign_in_as(Role.HR_PARTNER)
    second, _two = sign_in_as(Role.HR_PARTNER)
    first.get(f"/consultations/{row.reference}/outcome")
    second.get(f"/consultations/{row.reference}/outcome")
    first.submit({"management_answer": "Theirs", "changes_made": "A bus"})

    page = second.submit({"management_answer": "Mine", "changes_made": "A bus"}, status=409)

    assert page.table("What differs") == [["Management's answer", "Theirs", "Mine"]]


PAGES = {
    Role.HR_PARTNER: [
        "",
        "/edit",
        "/open",
        "/extend",
        "/close",
        "/responses",
        "/outcome",
        "/outcome/publish",
    ],
    Role.UNION_REPRESENTATIVE: ["", "/respond", "/receipt", "/receipt.txt"],
    Role.STAFF: ["", "/respond", "/receipt", "/receipt.txt"],
    Role.PROGRAMME_DIRECTOR: ["", "/outcome/publish"],
    Role.MANAGER: [""],
}


def scope(role: Role, here: World, *, outside: bool) -> dict[str, Any]:
    if role is Role.UNION_REPRESENTATIVE:
        return {"union": here.union}
    if role is Role.STAFF:
        return {"person": here.people[0]}
    if role is Role.MANAGER:
        return {"unit": here.unit}
    elsewhere = factories.programme(employer_id=factories.employer().id)
    return {"programme": elsewhere if outside else here.programme}


@pytest.mark.parametrize("role", PAGES)
def test_people_outside_the_audience_or_programme_find_nothing(sign_in_as: SignIn, role: Role) -> None:
    here, there = world(), world()
    row = consultation(here)
    inside, viewer = sign_in_as(role, **scope(role, here, outside=False))
    outside, _other = sign_in_as(role, **scope(role, there, outside=True))
    if role in (Role.STAFF, Role.UNION_REPRESENTATIVE):
        answered(row, viewer, position=Position.OPPOSE, day=DAY)

    for page in PAGES[role]:
        inside.get(f"/consultations/{row.reference}{page}", 302 if page == "/edit" else 200)
        outside.get(f"/consultations/{row.reference}{page}", 404)
        outside.get(f"/consultations/ZZZZZZZZZZ{page}", 404)
    assert row.title in inside.get("/consultations").text
    assert row.title not in outside.get("/consultations").text


@pytest.mark.parametrize("role", [*PAGES, Role.ADMINISTRATOR, Role.AUDITOR])
def test_each_role_is_refused_the_pages_of_the_others(sign_in_as: SignIn, role: Role) -> None:
    here = world()
    row = over(here)
    response = answered(row, staff(here.people[0]), day=DAY - 5 * ONE)
    browser, _viewer = sign_in_as(role)
    mine = PAGES.get(role, [])
    others = {page for pages in PAGES.values() for page in pages} - set(mine)

    for page in others:
        browser.get(f"/consultations/{row.reference}{page}", 403)
    if role is not Role.HR_PARTNER:
        browser.get(f"/consultations/{row.reference}/responses/{response.reference}", 403)
        browser.get(f"/changes/{here.change.reference}/consultations/new", 403)


def test_hr_of_another_programme_cannot_design_here(sign_in_as: SignIn) -> None:
    here = world()
    other, _viewer = sign_in_as(Role.HR_PARTNER, **scope(Role.HR_PARTNER, here, outside=True))

    other.get(f"/changes/{here.change.reference}/consultations/new", 404)


@pytest.mark.parametrize("rows", [1, 3])
def test_lists_take_the_same_few_statements(
    sign_in_as: SignIn, count_queries: Callable[[], Any], rows: int
) -> None:
    made = [over(world()) for _ in range(rows)]
    for here in [world(people=rows)]:
        last = over(here)
        for person in here.people:
            answered(last, staff(person), day=DAY - 5 * ONE)
    browser, _viewer = sign_in_as(Role.HR_PARTNER)
    reference = last.reference

    with count_queries() as queries:
        page = browser.get("/consultations")
    assert len(page.table("Consultations")) == len(made) + 1
    assert queries.count == 3
    with count_queries() as queries:
        page = browser.get(f"/consultations/{reference}/responses")
    assert len(page.table("Answers")) == rows
    assert queries.count == 5


def test_empty_lists_say_so(sign_in_as: SignIn) -> None:
    here = world()
    me, _me = sign_in_as(Role.STAFF, person=here.people[0])
    hr, _hr = sign_in_as(Role.HR_PARTNER)
    assert "No consultation that concerns you yet" in me.get("/consultations").text
    assert "Design one from the page of a change" in hr.get("/consultations").text
    row = over(here)

    assert "No consultation matches" in me.get("/consultations?q=nothing").text
    assert "Nobody has answered yet" in hr.get(f"/consultations/{row.reference}/responses").text
