"""Support offered and taken, letters sent and acknowledged, and who may read what of both."""

import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.affected_staff import arrange
from tests.affected_staff.arrange import Here, on
from tests.browser import Browser
from tracker.affected_staff import letter_files
from tracker.affected_staff.models_support import Letter, SupportOffer
from tracker.affected_staff.rules_support import LetterChannel, SupportAnswer, SupportKind
from tracker.audit.models import AuditEntry
from tracker.policy.access.roles import Role
from tracker.web.clock import today

SignInAs = Callable[..., Any]
TOO_LATE = on("offered_on", today() + timedelta(days=1))
PDF = b"%PDF-1.7 invented"


def offer(database: SQLAlchemy) -> SupportOffer:
    return database.session.scalars(sa.select(SupportOffer)).one()


def letter(database: SQLAlchemy) -> Letter:
    return database.session.scalars(sa.select(Letter)).one()


def test_a_manager_offers_support_and_the_person_takes_it_up(
    sign_in_as: SignInAs,
    database: SQLAlchemy,
    here: Here,
) -> None:
    manager, _ = sign_in_as(Role.MANAGER, unit=here.unit)
    self, _ = sign_in_as(Role.STAFF, person=here.ana)

    manager.get(f"{here.page}/support/new")
    page = manager.submit({"kind": "career help"})
    assert page.flash == ["Career help offered to Ana"]
    self.get(here.page)
    self.get(f"/support/{offer(database).reference}/answer")
    self.submit({"answer": "taken up"})

    assert (offer(database).answer, offer(database).answered_on) == (SupportAnswer.TAKEN, today())
    assert "Taken up" in manager.get(here.page).tags


@pytest.mark.parametrize("kind", [SupportKind.WELLBEING, SupportKind.FINANCIAL_ADVICE])
@pytest.mark.parametrize("answer", [SupportAnswer.TAKEN, SupportAnswer.DECLINED])
def test_whether_sensitive_support_was_taken_is_hr_s_and_the_person_s_alone(
    sign_in_as: SignInAs,
    database: SQLAlchemy,
    here: Here,
    kind: SupportKind,
    answer: SupportAnswer,
) -> None:
    row = arrange.support(here.rows[0], kind=kind, answer=answer, answered_on=date(2012, 3, 4))
    manager, _ = sign_in_as(Role.MANAGER, unit=here.unit)
    hr, _ = sign_in_as(Role.HR_PARTNER)
    self, _ = sign_in_as(Role.STAFF, person=here.ana)

    page = manager.get(here.page)
    assert kind.value.capitalize() in page.text
    assert answer.value.capitalize() not in page.tags
    assert "4 March 2012" not in page.text
    manager.get(f"/support/{row.reference}/answer", 403)
    for browser in (hr, self):
        assert answer.value.capitalize() in browser.get(here.page).tags
    hr.get(f"/support/{row.reference}/answer")
    hr.submit({"answer": "taken up"})
    entries = database.session.scalars(sa.select(AuditEntry.body)).all()
    assert [body for body in entries if "taken" in body or "declined" in body] == []


@pytest.mark.parametrize(
    ("data", "field"),
    [
        pytest.param({"kind": ""}, "kind", id="no kind"),
        pytest.param({"kind": "something else"}, "description", id="something else unsaid"),
        pytest.param(
            {"kind": "training", **on("offered_on", today() + timedelta(1))}, "offered_on", id="future"
        ),
        pytest.param({"kind": "training", "offered_by": ""}, "offered_by", id="by nobody"),
    ],
)
def test_an_offer_that_cannot_be_is_refused_by_the_box(
    sign_in_as: SignInAs,
    here: Here,
    data: dict[str, str],
    field: str,
) -> None:
    hr, _ = sign_in_as(Role.HR_PARTNER)

    hr.get(f"{here.page}/support/new")

    assert list(hr.submit(data, 400).field_errors) == [field]


def test_an_answer_comes_on_or_after_the_offer(
    sign_in_as: SignInAs,
    database: SQLAlchemy,
    here: Here,
) -> None:
    row = arrange.support(here.rows[0])
    hr, _ = sign_in_as(Role.HR_PARTNER)
    hr.get(f"/support/{row.reference}/answer")

    page = hr.submit({"answer": "declined", **on("answered_on", date(2012, 3, 1))}, 400)
    assert list(page.field_errors) == ["answered_on"]
    hr.submit({"answer": "declined", **on("answered_on", date(2012, 3, 2))})

    assert offer(database).answer is SupportAnswer.DECLINED


def test_two_people_answering_at_once(
    sign_in_as: SignInAs,
    here: Here,
) -> None:
    row = arrange.support(here.rows[0])
    hr, _ = sign_in_as(Role.HR_PARTNER)
    self, _ = sign_in_as(Role.STAFF, person=here.ana)
    for browser in (hr, self):
        browser.get(f"/support/{row.reference}/answer")
    self.submit({"answer": "taken up"})

    page = hr.submit({"answer": "declined"}, 409)

    assert page.table("What differs")[0] == ["Answer", "taken up", "declined"]


def test_an_offer_by_mistake_is_taken_out_by_hr_after_a_warning(
    sign_in_as: SignInAs,
    database: SQLAlchemy,
    here: Here,
) -> None:
    row = arrange.support(here.rows[0])
    hr, _ = sign_in_as(Role.HR_PARTNER)
    manager, _ = sign_in_as(Role.MANAGER, unit=here.unit)
    manager.get(f"/support/{row.reference}/remove", 403)

    assert "This cannot be undone" in hr.get(f"/support/{row.reference}/remove").text
    hr.submit()

    assert database.session.scalar(sa.select(sa.func.count(SupportOffer.id))) == 0


def send(browser: Browser, here: Here, file: tuple[bytes, str] | None, status: int = 200, **more: str) -> Any:
    browser.get(f"{here.page}/letters/new")
    data: dict[str, Any] = {"kind": "at risk", "channel": "by post", **more}
    if file is not None:
        data["file"] = (io.BytesIO(file[0]), file[1])
    return browser.submit(data, status)


def test_a_letter_with_its_file_is_recorded_and_given_back_safely(
    sign_in_as: SignInAs,
    database: SQLAlchemy,
    here: Here,
) -> None:
    hr, _ = sign_in_as(Role.HR_PARTNER)

    page = send(hr, here, (PDF, "../At risk; two.PDF"))

    assert page.flash == ["Letter to Ana recorded"]
    url = f"/letters/{letter(database).reference}/file"
    answer = hr.open(url, "POST", 200, data={"csrf_token": hr.token})
    assert answer.body == PDF
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"] == (
        f'attachment; filename="letter-{letter(database).reference}.pdf"'
    )
    assert (answer.headers["x-content-type-options"], answer.headers["cache-control"]) == (
        "nosniff",
        "no-store",
    )
    last = database.session.scalars(sa.select(AuditEntry.action).order_by(AuditEntry.id.desc())).first()
    assert last == "letter:read"


@pytest.mark.parametrize(
    ("content", "name", "message"),
    [
        pytest.param(b"<html>", "letter.html", "Choose a PDF or a Word document (.docx)", id="kind"),
        pytest.param(
            b"<html>", "letter.pdf", "The file is not a PDF file: save it again as one", id="content"
        ),
        pytest.param(b"", "letter.pdf", "The file is empty: choose another", id="empty"),
    ],
)
def test_a_file_that_is_not_what_it_says_is_refused(
    sign_in_as: SignInAs,
    database: SQLAlchemy,
    here: Here,
    content: bytes,
    name: str,
    message: str,
) -> None:
    hr, _ = sign_in_as(Role.HR_PARTNER)

    page = send(hr, here, (content, name), 400, description="First letter")

    assert page.field_errors == {"file": message}
    assert page.soup.select_one("#description")["value"] == "First letter"
    assert database.session.scalar(sa.select(sa.func.count(Letter.id))) == 0


def test_a_file_of_exactly_five_megabytes_is_taken_and_no_larger_one() -> None:
    largest = PDF + b"x" * (letter_files.MOST_BYTES - len(PDF))

    assert letter_files.take("letter.pdf", io.BytesIO(largest)).content == largest
    with pytest.raises(letter_files.FileRefusedError, match="5 MB or less"):
        letter_files.take("letter.pdf", io.BytesIO(largest + b"x"))


def test_a_letter_on_its_way_is_not_shown_before_it_came_or_they_were_told(
    sign_in_as: SignInAs,
    database: SQLAlchemy,
    here: Here,
) -> None:
    row = arrange.letter(here.rows[0], channel=LetterChannel.POST, sent_on=date(2012, 3, 2))
    self, _ = sign_in_as(Role.STAFF, person=here.ana)
    hr, _ = sign_in_as(Role.HR_PARTNER)
    assert self.get(here.page).soup.select("#letters .queue__item") == []
    for what in ("acknowledge", "file"):
        self.open(f"/letters/{row.reference}/{what}", "POST", 404, data={"csrf_token": self.token})

    hr.get(f"/letters/{row.reference}/received")
    hr.submit(on("received_on", date(2012, 3, 4)))

    assert len(self.get(here.page).soup.select("#letters .queue__item")) == 1
    page = self.submit(action=f"/letters/{row.reference}/acknowledge")
    assert page.flash == ["You have acknowledged the letter"]
    assert letter(database).acknowledged_on == today()
    assert (
        self.open(f"/letters/{row.reference}/file", "POST", 200, data={"csrf_token": self.token}).body == PDF
    )


def test_the_person_acknowledges_and_answers_from_their_passport(
    sign_in_as: SignInAs,
    database: SQLAlchemy,
    here: Here,
) -> None:
    row, offered = arrange.letter(here.rows[0]), arrange.support(here.rows[0])
    self, _ = sign_in_as(Role.STAFF, person=here.ana)

    page = self.get("/")
    assert f"/support/{offered.reference}/answer" in page.hrefs
    self.submit(action=f"/letters/{row.reference}/acknowledge")

    assert letter(database).acknowledged_on == today()
    own = self.get(f"/changes/{here.change.reference}").links
    assert own["Your meetings, support and letters in this change"] == here.page


@pytest.mark.parametrize(
    ("sent_on", "shown"), [(date(2012, 3, 1), 1), (date(2012, 3, 2), 0)], ids=["told since", "told before"]
)
def test_a_posted_letter_is_shown_to_whoever_was_told_on_or_after_its_day(
    sign_in_as: SignInAs,
    here: Here,
    sent_on: date,
    shown: int,
) -> None:
    arrange.letter(here.rows[0], channel=LetterChannel.POST, sent_on=sent_on)
    self, _ = sign_in_as(Role.STAFF, person=here.ana)

    assert len(self.get(here.page).soup.select("#letters .queue__item")) == shown


def test_a_letter_by_mistake_is_taken_out_with_its_file(
    sign_in_as: SignInAs,
    database: SQLAlchemy,
    here: Here,
) -> None:
    row = arrange.letter(here.rows[0])
    hr, _ = sign_in_as(Role.HR_PARTNER)

    hr.get(f"/letters/{row.reference}/remove")
    hr.submit()

    assert database.session.scalar(sa.select(sa.func.count(Letter.id))) == 0


def test_each_role_reads_of_meetings_support_and_letters_what_is_theirs(
    sign_in_as: SignInAs,
    here: Here,
) -> None:
    arrange.meeting(here.rows[0], note="Shifts stay.")
    arrange.support(here.rows[0])
    arrange.letter(here.rows[0])
    seen = {}
    for role, scope in (
        (Role.HR_PARTNER, {}),
        (Role.MANAGER, {"unit": here.unit}),
        (Role.STAFF, {"person": here.ana}),
        (Role.UNION_REPRESENTATIVE, {"union": here.union}),
    ):
        text = sign_in_as(role, **scope)[0].get(here.page).text
        words = ("Shifts stay.", "Career help", "Sent by hand", "Download")
        seen[role] = [word for word in words if word in text]

    assert seen == {
        Role.HR_PARTNER: ["Shifts stay.", "Career help", "Sent by hand", "Download"],
        Role.MANAGER: ["Shifts stay.", "Career help", "Sent by hand"],
        Role.STAFF: ["Shifts stay.", "Career help", "Sent by hand", "Download"],
        Role.UNION_REPRESENTATIVE: [],
    }


def test_support_and_letters_of_others_are_out_of_reach(
    sign_in_as: SignInAs,
    here: Here,
) -> None:
    support, sent = arrange.support(here.rows[0]), arrange.letter(here.rows[0])
    hr, _ = sign_in_as(Role.HR_PARTNER, programme=factories.programme())
    bo, _ = sign_in_as(Role.STAFF, person=here.bo)
    manager, _ = sign_in_as(Role.MANAGER, unit=factories.unit())

    for url in (
        f"/support/{support.reference}/answer",
        f"/support/{support.reference}/remove",
        f"/letters/{sent.reference}/received",
        f"/letters/{sent.reference}/remove",
        f"{here.page}/letters/new",
        f"{here.page}/support/new",
    ):
        hr.get(url, 404)
    manager.get(f"{here.page}/support/new", 404)
    bo.get(f"/support/{support.reference}/answer", 404)
    for what in ("acknowledge", "file"):
        bo.open(f"/letters/{sent.reference}/{what}", "POST", 404, data={"csrf_token": bo.token})
