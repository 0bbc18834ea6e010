from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from tests import factories
from tests.concerns.arrange import World, world
from tracker.concerns.models import Concern
from tracker.concerns.rules import ConcernState
from tracker.database import db, new_reference
from tracker.notifications.models import Notice
from tracker.organisation.models import Unit
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.questions.models import ManagerQuestion
from tracker.questions.notices import due_questions
from tracker.questions.queries import askable_managers, heads_in
from tracker.questions.rules import QuestionState
from tracker.web.clock import today

SignIn = Callable[..., Any]
SUMMARY = "Travel doubles for the night shift of the north office"


def arranged(people: int) -> tuple[World, Concern, Unit]:
    here, unit = world(), factories.unit()
    for _ in range(people):
        factories.person(unit=unit)
    return here, factories.concern(here.change, here.union, summary=SUMMARY), unit


def asked_of(hr: Any, concern: Concern, manager: Viewer, text: str, **sent: Any) -> Any:
    address = f"/questions/about/{concern.reference}"
    hr.get(address)
    return hr.submit({"manager": manager.grant_references[0], "text": text, **sent}, action=address)


def told() -> list[tuple[int, str]]:
    rows = db.session.execute(sa.select(Notice.account_id, Notice.kind).order_by(Notice.id))
    return [(account, kind) for account, kind in rows]


def test_a_question_goes_to_the_manager_without_the_concern_and_comes_back(sign_in_as: SignIn) -> None:
    here, concern, unit = arranged(10)
    team, manager = sign_in_as(Role.MANAGER, unit=unit)
    hr, partner = sign_in_as(Role.HR_PARTNER)
    hr.get(f"/questions/about/{concern.reference}")
    refused = hr.submit({"manager": manager.grant_references[0], "text": f"Is it so: {SUMMARY}?"}, status=400)
    assert "is what the union wrote" in refused.text
    assert db.session.scalar(sa.select(sa.func.count(ManagerQuestion.id))) == 0
    sent = {"made": new_reference()}
    assert asked_of(hr, concern, manager, "Which shifts begin before six?", **sent).flash == ["Question sent"]
    asked_of(hr, concern, manager, "Which shifts begin before six?", **sent)
    question = db.session.scalars(sa.select(ManagerQuestion)).one()
    assert told() == [(manager.account_id, "question.asked")]
    assert [(d.reference, d.mine) for d in due_questions(manager, today(), question.due_on)] == [
        (question.reference, True)
    ]

    assert "1 question of HR to answer" in team.get("/").text
    page = team.get("/questions")
    assert "Which shifts begin before six?" in page.text
    page = team.get(f"/questions/{question.reference}")
    for gives_away in (SUMMARY, concern.reference, here.union.short_name, "oncern"):
        assert gives_away not in page.soup.main.text
    assert "Enter the answer" in team.submit({"text": ""}, status=400).text
    team.get(f"/questions/{question.reference}")
    assert team.submit({"text": "Two of them"}).flash == ["Answer sent to HR"]

    assert "Two of them" in hr.get(f"/questions/about/{concern.reference}").text
    assert told()[1:] == [(partner.account_id, "question.answered")]
    assert not list(due_questions(manager, today(), question.due_on))
    late = team.post(f"/questions/{question.reference}", {"text": "Three"}, status=409)
    assert "The question is answered now: nothing was sent" in late.text
    assert "Three" in late.text


def test_where_few_people_work_a_second_person_lets_the_question_out(sign_in_as: SignIn) -> None:
    _here, concern, unit = arranged(9)
    team, manager = sign_in_as(Role.MANAGER, unit=unit)
    hr, _partner = sign_in_as(Role.HR_PARTNER)
    director, account = sign_in_as(Role.PROGRAMME_DIRECTOR)
    assert heads_in(unit.id, today()) == 9

    page = asked_of(hr, concern, manager, "Which shifts begin before six?")

    assert page.flash == [
        "Fewer than 10 people work there: the question goes out once a second person agrees"
    ]
    assert told() == [(account.account_id, "question.waiting")]
    question = db.session.scalars(sa.select(ManagerQuestion)).one()
    team.get(f"/questions/{question.reference}", status=404)
    assert hr.post(f"/questions/{question.reference}/decide", {"verdict": "send"}).flash == [
        "Somebody other than its writer decides whether it goes out"
    ]
    director.get(f"/questions/about/{concern.reference}")
    assert director.submit({"verdict": "send"}).flash == ["Question sent"]
    team.get(f"/questions/{question.reference}")
    concern.state = ConcernState.WITHDRAWN
    factories.save(concern)
    team.get(f"/questions/{question.reference}", status=404)


def test_a_question_is_withdrawn_and_the_manager_told_once_it_was_read(sign_in_as: SignIn) -> None:
    _here, concern, unit = arranged(10)
    team, manager = sign_in_as(Role.MANAGER, unit=unit)
    hr, _partner = sign_in_as(Role.HR_PARTNER)
    asked_of(hr, concern, manager, "Which shifts begin before six?")
    question = db.session.scalars(sa.select(ManagerQuestion)).one()

    assert hr.post(f"/questions/{question.reference}/withdraw", {}).flash == ["Question withdrawn"]

    assert db.session.scalars(sa.select(ManagerQuestion.state)).one() is QuestionState.WITHDRAWN
    assert told()[1:] == [(manager.account_id, "question.withdrawn")]
    assert team.get(f"/questions/{question.reference}").soup.select_one("main textarea") is None


def test_only_the_manager_asked_reads_it_and_nobody_who_speaks_for_the_union_is_asked(
    sign_in_as: SignIn,
) -> None:
    here, concern, unit = arranged(10)
    _team, manager = sign_in_as(Role.MANAGER, unit=unit)
    other, colleague = sign_in_as(Role.MANAGER, unit=unit)
    hr, _partner = sign_in_as(Role.HR_PARTNER)
    asked_of(hr, concern, manager, "Which shifts begin before six?")
    question = db.session.scalars(sa.select(ManagerQuestion)).one()
    other.get(f"/questions/{question.reference}", status=404)
    elsewhere, _viewer = sign_in_as(Role.HR_PARTNER, employer=factories.employer())
    elsewhere.get(f"/questions/about/{concern.reference}", status=404)
    elsewhere.post(f"/questions/{question.reference}/withdraw", {}, status=404)
    found = {each.account_id for each in askable_managers(concern, today())}
    assert found == {manager.account_id, colleague.account_id}
    holder = db.session.get_one(type(factories.account()), colleague.account_id)
    factories.give_role(holder, Role.UNION_REPRESENTATIVE, union=here.union)
    assert {each.account_id for each in askable_managers(concern, today())} == {manager.account_id}


@pytest.mark.parametrize("role", [Role.UNION_REPRESENTATIVE, Role.STAFF, Role.ADMINISTRATOR])
def test_nobody_else_has_a_page_of_questions(sign_in_as: SignIn, role: Role) -> None:
    _here, concern, _unit = arranged(1)
    browser, _viewer = sign_in_as(role)
    browser.get(f"/questions/about/{concern.reference}", status=403)
    browser.get("/questions", status=403)
