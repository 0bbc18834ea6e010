"""Questions asked while a consultation runs: once, answered for all, without who asked."""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from tests.consultations.arrange import consultation, over, world
from tracker.audit import services as audit
from tracker.audit.models import AuditEntry
from tracker.consultations.models import Consultation
from tracker.consultations.models_enquiries import Enquiry
from tracker.database import db, unit_of_work
from tracker.notifications.models import Notice
from tracker.policy.access.roles import Role

SignIn = Callable[..., Any]


def test_a_question_is_asked_once_and_answered_for_all(sign_in_as: SignIn) -> None:
    here = world(people=2)
    row = consultation(here)
    ann, asker = sign_in_as(Role.STAFF, person=here.people[0])
    bob, other = sign_in_as(Role.STAFF, person=here.people[1])
    hr, designer = sign_in_as(Role.HR_PARTNER)
    url = f"/consultations/{row.reference}/enquiries"
    page = ann.get(f"/consultations/{row.reference}")
    page = ann.get(page.links["Questions and answers"])
    page = ann.get(page.links["Ask a question"])
    page = ann.submit({"text": "My boss Jo says no bus. Is there one?"})
    assert page.flash == ["Question sent. The answer goes to everyone asked"]
    ann.post(f"{url}/new", {"text": "My boss Jo says no bus. Is there one?"})
    assert db.session.scalar(sa.select(sa.func.count(Enquiry.id))) == 1
    assert "It waits for an answer" in ann.get(url).text
    assert "Jo" not in bob.get(url).text

    page = hr.get(url)
    assert asker.name not in page.body.decode()
    link = next(href for words, href in page.links.items() if words.startswith("Answer"))
    page = hr.get(link)
    assert asker.name not in page.body.decode()
    page = hr.submit({"published_text": "Is there a bus?", "answer": "Every ten minutes."})
    assert page.flash == ["Answered. Everyone asked can read it"]

    page = bob.get(url)
    assert "Is there a bus?" in page.text
    assert "Every ten minutes." in page.text
    assert "Jo" not in page.text
    assert "1 question answered for all" in bob.get(f"/consultations/{row.reference}").text
    told = {(n.kind, n.account_id) for n in db.session.scalars(sa.select(Notice))}
    assert told == {
        ("consultation.enquiry", designer.account_id),
        ("consultation.enquiry answered", asker.account_id),
        ("consultation.enquiry answered", other.account_id),
    }
    bodies = "".join(db.session.scalars(sa.select(AuditEntry.body)))
    assert db.session.scalars(sa.select(Enquiry.reference)).one() not in bodies


def test_an_answer_that_was_given_is_not_changed(sign_in_as: SignIn) -> None:
    here = world()
    row = consultation(here)
    ann, _asker = sign_in_as(Role.STAFF, person=here.people[0])
    first, _one = sign_in_as(Role.HR_PARTNER)
    second, _two = sign_in_as(Role.HR_PARTNER)
    ann.post(f"/consultations/{row.reference}/enquiries/new", {"text": "A bus?"})
    url = f"/enquiries/{db.session.scalars(sa.select(Enquiry.reference)).one()}/answer"
    second.get(url)
    first.post(url, {"published_text": "A bus?", "answer": "Yes"})

    page = second.submit({"answer": "No"}, status=409)

    assert page.table("What differs")[-1][1:] == ["Yes", "No"]
    page = second.submit({}, status=409)
    assert page.errors == ["It is answered already; an answer that was given is not changed"]
    assert db.session.scalars(sa.select(Enquiry.answer)).one() == "Yes"


def test_gaps_are_told_by_their_fields_and_nothing_is_lost(sign_in_as: SignIn) -> None:
    here = world()
    row = consultation(here)
    ann, _asker = sign_in_as(Role.STAFF, person=here.people[0])
    hr, _viewer = sign_in_as(Role.HR_PARTNER)
    url = f"/consultations/{row.reference}/enquiries/new"

    assert ann.post(url, {"text": " "}, status=400).field_errors == {"text": "Enter your question"}
    page = ann.post(url, {"text": "x" * 2_001}, status=400)
    assert page.field_errors == {"text": "Use 2,000 characters or fewer"}
    assert len(page.soup.select_one("#text").get_text().strip()) == 2_001
    ann.post(url, {"text": "A bus?"})
    answer = f"/enquiries/{db.session.scalars(sa.select(Enquiry.reference)).one()}/answer"
    page = hr.post(answer, {"published_text": "A bus?", "answer": ""}, status=400)
    assert page.field_errors == {"answer": "Enter the answer"}


def test_nobody_asks_after_the_last_day_or_from_outside(sign_in_as: SignIn) -> None:
    here, there = world(), world()
    row, running = over(here), consultation(here)
    ann, _one = sign_in_as(Role.STAFF, person=here.people[0])
    eve, _two = sign_in_as(Role.STAFF, person=there.people[0])
    ann.get(f"/consultations/{row.reference}/enquiries/new", status=404)
    ann.get(f"/consultations/{running.reference}/enquiries/new")
    with unit_of_work():
        stored = db.session.get_one(Consultation, running.id)
        stored.opens, stored.closes = row.opens, row.closes
        audit.record(audit.NOBODY, "test:arrange", "test", "-")

    page = ann.submit({"text": "A bus?"}, status=400)

    assert page.field_errors["text"].startswith("This consultation closed at the end of")
    assert page.soup.select_one("#text").get_text().strip() == "A bus?"
    eve.get(f"/consultations/{running.reference}/enquiries", status=404)
    eve.get(f"/consultations/{running.reference}/enquiries/new", status=404)


def test_what_waits_comes_first_and_then_the_latest(sign_in_as: SignIn) -> None:
    here = world()
    row = consultation(here)
    ann, _asker = sign_in_as(Role.STAFF, person=here.people[0])
    hr, _viewer = sign_in_as(Role.HR_PARTNER)
    for words in ("First?", "Second?", "Third?"):
        ann.post(f"/consultations/{row.reference}/enquiries/new", {"text": words})
    for words in ("First?", "Second?"):
        found = db.session.scalars(sa.select(Enquiry.reference).where(Enquiry.text == words)).one()
        hr.post(f"/enquiries/{found}/answer", {"published_text": words, "answer": f"To {words}"})

    page = hr.get(f"/consultations/{row.reference}/enquiries")

    assert [heading.get_text().strip() for heading in page.soup.select("main h2.words")] == [
        "Third?",
        "Second?",
        "First?",
    ]
    assert "Second?" not in hr.get(f"/consultations/{row.reference}/enquiries?q=To+First").text
