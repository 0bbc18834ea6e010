"""Themes: answers are read for them, each is answered and approved, and whoever said it gets the reply."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from tests import factories
from tests.consultations.arrange import over, world
from tracker.consultations.models import Consultation, Response
from tracker.consultations.models_themes import AnswerReading, Theme, ThemeMark
from tracker.consultations.queries_themes import shown_count
from tracker.consultations.rules import ConsultationState, Position
from tracker.consultations.rules_themes import Verdict, makes_loop, missing_in_answer, why_not_approved
from tracker.database import db
from tracker.policy.access.roles import Role

SignIn = Callable[..., Any]


def sent(row: Consultation, person: Any) -> Response:
    found: Response = factories.save(
        Response(
            consultation_id=row.id,
            person_id=person.id,
            position=Position.OPPOSE,
            sent_at=factories.MOMENT,
            sent_by_id=factories.account().id,
        )
    )
    return found


def marks() -> int:
    return db.session.scalar(sa.select(sa.func.count(ThemeMark.id))) or 0


@pytest.mark.parametrize(
    ("verdict", "answer", "change", "missing"),
    [
        (Verdict.ACCEPTED, "Yes", "A bus", []),
        (Verdict.IN_PART, "Yes", "", ["change_made"]),
        (Verdict.NOT_ACCEPTED, "No", "", []),
        (Verdict.NOT_ACCEPTED, "No", "A bus", ["change_made"]),
        (Verdict.NOTED, "", "", ["answer"]),
    ],
)
def test_an_answer_gives_its_reason_and_what_changed(
    verdict: Verdict, answer: str, change: str, missing: list[str]
) -> None:
    assert list(missing_in_answer(verdict, answer, change)) == missing


def test_nobody_approves_their_own_answer_nor_one_that_is_not_there() -> None:
    assert why_not_approved(Verdict.NOTED, {1, 2}, 1)
    assert why_not_approved(None, set(), 1)
    assert why_not_approved(Verdict.NOTED, {1}, 2) == ""


@given(
    st.dictionaries(st.integers(1, 5), st.sets(st.integers(1, 5))),
    st.integers(1, 5),
    st.sets(st.integers(1, 5)),
)
def test_a_theme_stands_under_itself_where_it_can_be_reached_from_its_parents(
    parents: dict[int, set[int]], theme: int, wanted: set[int]
) -> None:
    reached, grown = set[int](), set(wanted)
    while grown != reached:
        reached = grown
        grown = reached | {up for each in reached for up in parents.get(each, ())}
    assert makes_loop(parents, theme, wanted) == (theme in reached)


@pytest.mark.parametrize(
    ("staff_count", "answered", "shown"),
    [
        (10, 20, 10),
        (9, 20, None),
        (11, 20, None),
        (10, 10, None),
        (0, 20, None),
        (20, 20, None),
        (12, None, None),
    ],
)
def test_a_count_is_shown_where_ten_said_it_and_ten_did_not(
    staff_count: int, answered: int | None, shown: int | None
) -> None:
    assert shown_count(staff_count, answered) == shown


def test_read_answered_approved_published_and_replied_to(sign_in_as: SignIn) -> None:
    here = world(people=3)
    row = over(here, state=ConsultationState.CLOSED, management_answer="We heard", changes_made="Buses")
    responses = [sent(row, person) for person in here.people]
    partner, _ = sign_in_as(Role.HR_PARTNER)
    second, _ = sign_in_as(Role.HR_PARTNER)
    director, _ = sign_in_as(Role.PROGRAMME_DIRECTOR)
    member, _ = sign_in_as(Role.STAFF, person=here.people[0])
    address = f"/consultations/{row.reference}"
    themes, responses_at = f"{address}/themes", f"{address}/responses"

    partner.get(themes)
    assert partner.submit({"name": "Buses", "description": "Cormorant"}).flash == ["Theme added"]
    again = partner.submit({"name": "BUSES"}, status=409)
    assert "There is a theme called “BUSES” already" in again.text
    theme = db.session.scalars(sa.select(Theme)).one()
    partner.get(f"{responses_at}/{responses[0].reference}")
    page = partner.submit({"themes": theme.reference})
    assert page.flash == ["Saved. This is the next answer that nobody has read"]
    assert "1 of 3 answers have been read" in partner.get(themes).text
    assert marks() == 1
    found = partner.get(f"{responses_at}?theme={theme.reference}").soup.select("#answers tbody tr")
    assert len(found) == 1
    assert len(partner.get(f"{responses_at}?theme=unread").soup.select("#answers tbody tr")) == 2
    stale = partner.open(
        f"{responses_at}/{responses[0].reference}/themes",
        "POST",
        200,
        follow=True,
        data={"csrf_token": partner.token, "seen_version": "0"},
    )
    assert "Somebody else has read this answer meanwhile" in " ".join(stale.flash)
    assert marks() == 1

    director.get(f"{address}/outcome/publish")
    assert "No approved answer yet to 1 of the themes: Buses" in director.page.text
    seen = director.get(themes)
    assert "been read for themes" not in seen.text  # how many answered is withheld from a director
    assert next(cell.get_text()[0] for cell in seen.soup.select("#themes td")) == "c"
    partner.get(f"{themes}/{theme.reference}/answer")
    refused = partner.submit({"verdict": "accepted", "answer": "You are right"}, status=400)
    assert "Enter what was changed because of it" in refused.text
    saved = partner.submit({"verdict": "accepted", "answer": "You are right", "change_made": "A bus at six"})
    assert "Somebody who wrote none of the answer has to approve it" in saved.text
    own = partner.open(f"{themes}/{theme.reference}/approve", "POST", 409, data={"csrf_token": partner.token})
    assert "Nothing was saved" in own.text
    second.get(f"{themes}/{theme.reference}/answer")
    second.submit({"answer": "You are right, as we see it"})
    both = second.open(f"{themes}/{theme.reference}/approve", "POST", 409, data={"csrf_token": second.token})
    assert "Somebody who wrote none of the answer has to approve it" in both.text
    third, _ = sign_in_as(Role.HR_PARTNER)
    third.get(f"{themes}/{theme.reference}")
    assert third.submit({}, action=f"{themes}/{theme.reference}/approve").flash == ["Answer approved"]

    member.get(f"{address}/reply", status=404)
    director.get(f"{address}/outcome/publish")
    director.submit({})
    shown = member.get(address)
    assert "1 of 1 point changed the proposal: Buses" in shown.text
    assert "Cormorant" not in shown.text
    reply = member.get(f"{address}/reply")
    assert "A bus at six" in reply.text
    other, _ = sign_in_as(Role.STAFF, person=here.people[1])
    assert "Your answer was not sorted into points" in other.get(f"{address}/reply").text
    partner.get(f"{themes}/{theme.reference}/answer")
    late = partner.submit({"answer": "Other words"}, status=409)
    assert "The outcome is published" in late.text


def test_merging_takes_the_answers_over_once_and_the_approval_away(sign_in_as: SignIn) -> None:
    here = world(people=2)
    row = over(here, state=ConsultationState.CLOSED)
    partner, viewer = sign_in_as(Role.HR_PARTNER)
    bus = factories.save(Theme(consultation_id=row.id, name="Bus"))
    approved = {"approved_by_id": viewer.account_id, "approved_at": factories.MOMENT}
    buses = factories.save(Theme(consultation_id=row.id, name="Buses", **approved))
    for number, person in enumerate(here.people):
        reading = factories.save(
            AnswerReading(
                consultation_id=row.id, response_id=sent(row, person).id, read_by_id=viewer.account_id
            )
        )
        factories.save(ThemeMark(reading_id=reading.id, theme_id=bus.id))
        if number:
            factories.save(ThemeMark(reading_id=reading.id, theme_id=buses.id))
    address = f"/consultations/{row.reference}/themes"
    partner.get(f"{address}/{bus.reference}")
    page = partner.submit({"into": buses.reference}, action=f"{address}/{bus.reference}/merge")
    assert page.flash == ["Merged into “Buses”, which has its 2 answers now"]
    assert marks() == 2
    assert db.session.scalars(sa.select(Theme.approved_by_id).where(Theme.name == "Buses")).one() is None
    partner.get(f"{address}/{bus.reference}", status=404)


def test_a_new_name_takes_the_approval_away_and_only_what_nobody_says_is_deleted(sign_in_as: SignIn) -> None:
    here = world(people=1)
    row = over(here, state=ConsultationState.CLOSED)
    partner, viewer = sign_in_as(Role.HR_PARTNER)
    approved = {"approved_by_id": viewer.account_id, "approved_at": factories.MOMENT}
    theme = factories.save(Theme(consultation_id=row.id, name="Bus", **approved))
    address = f"/consultations/{row.reference}/themes/{theme.reference}"
    partner.get(f"{address}/edit")
    partner.submit({"description": "Any bus"})
    assert db.session.scalars(sa.select(Theme.approved_by_id)).one() is not None
    partner.get(f"{address}/edit")
    partner.submit({"name": "Buses"})
    assert db.session.scalars(sa.select(Theme.approved_by_id)).one() is None
    reading = factories.save(
        AnswerReading(
            consultation_id=row.id,
            response_id=sent(row, here.people[0]).id,
            read_by_id=viewer.account_id,
        )
    )
    factories.save(ThemeMark(reading_id=reading.id, theme_id=theme.id))
    partner.get(address)
    refused = partner.open(f"{address}/delete", "POST", 409, data={"csrf_token": partner.token})
    assert "merge it into another one instead" in refused.text
    response = db.session.scalars(sa.select(Response.reference)).one()
    partner.get(f"/consultations/{row.reference}/responses/{response}")
    partner.submit({"themes": []})
    partner.get(address)
    assert partner.submit({}, action=f"{address}/delete").flash == ["Theme deleted"]
    assert db.session.scalars(sa.select(Theme)).all() == []
