"""Support offered, or a letter issued, to many: exactly who, once each, one entry for all."""

import io
from typing import Any

import docx
import pytest
import sqlalchemy as sa
from docx.oxml.ns import qn
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.affected_staff.arrange import Here, letter, support
from tests.browser import Browser
from tracker.affected_staff import letter_word
from tracker.affected_staff.models_rounds import Round
from tracker.affected_staff.models_support import Letter, SupportOffer
from tracker.affected_staff.rules_support import LetterChannel, LetterKind
from tracker.audit import services as audit
from tracker.audit.models import AuditEntry
from tracker.database import db, unit_of_work
from tracker.policy.access.permissions import Permission
from tracker.policy.access.roles import Role
from tracker.web.clock import today

TEXT = "Dear {name}\r\n\r\nYour post of {post} in {unit} is at risk because of {change}."
AT_RISK = {"kind": "at risk", "channel": "by post", "text": TEXT}


@pytest.fixture
def here(database: SQLAlchemy) -> Here:
    return Here(database)


@pytest.fixture
def hr(sign_in_as: Any) -> Browser:
    signed_in: tuple[Browser, object] = sign_in_as(Role.HR_PARTNER)
    return signed_in[0]


def begin(hr: Browser, here: Here, what: str, query: str = "", **chosen: Any) -> Any:
    """Choose everyone on the list as narrowed, or those named."""
    address = f"/changes/{here.change.reference}/affected-staff"
    hr.get(f"{address}?{query}")
    data = {"csrf_token": hr.token, "what": what, **(chosen or {"everyone": "1"})}
    return hr.open(f"{address}/move?{query}", "POST", 200, data=data, follow=True)


def describe(hr: Browser, typed: dict[str, str], status: int = 200) -> Any:
    """Say what everybody gets, on the page last seen."""
    assert hr.page is not None
    return hr.submit(typed, action=hr.page.url, status=status)


def give(hr: Browser, page: Any, status: int = 200) -> Any:
    """Press the button under the list of exactly who."""
    return hr.submit({}, action=page.url + "/give", status=status)


def issue(hr: Browser, here: Here, query: str = "") -> Any:
    begin(hr, here, "letter", query)
    return give(hr, describe(hr, AT_RISK))


def entries(permission: Permission) -> int:
    query = sa.select(sa.func.count()).where(
        AuditEntry.object_type == "round", AuditEntry.action == permission
    )
    return db.session.scalar(query) or 0


def words(content: bytes) -> list[str]:
    return [line.text for line in docx.Document(io.BytesIO(content)).paragraphs]


def test_support_is_offered_to_everybody_once_after_a_page_that_says_who(hr: Browser, here: Here) -> None:
    support(here.rows[0])

    page = begin(hr, here, "support")
    assert page.h1 == "Offer support to 2 people"
    page = describe(hr, {"kind": "something else"}, status=400)
    assert page.field_errors["description"] == "Enter what was offered"
    page = describe(hr, {"kind": "career help"})
    assert page.h1 == "Exactly who gets the offer"
    assert [row[0] for row in page.table("1 person gets it")] == ["Bo"]
    [left] = page.table("1 person has it already and will be left out")
    assert (left[0], left[4]) == ("Ana", "2 Mar 2012")
    before = entries(Permission.SUPPORT_OFFER)
    page = give(hr, page)

    assert page.flash == ["Recorded for 1 person. 1 had it already"]
    assert entries(Permission.SUPPORT_OFFER) == before + 1
    offers = db.session.scalars(sa.select(SupportOffer).order_by(SupportOffer.id)).all()
    assert [(row.affected_person_id, row.offered_on) for row in offers[1:]] == [(here.rows[1].id, today())]
    assert [row[4] for row in page.table("Who got it")] == ["No answer yet"]


def test_a_letter_has_each_persons_own_words_and_leaves_as_one_file(hr: Browser, here: Here) -> None:
    begin(hr, here, "letter")
    page = describe(hr, {**AT_RISK, "text": "Dear {grade}"}, status=400)
    assert page.field_errors["text"].startswith("“{grade}” cannot be filled in")
    page = describe(hr, AT_RISK)
    assert "Your post of Clerk in Payroll is at risk because of One desk." in page.text
    page = give(hr, page)
    assert page.flash == ["Recorded for 2 people"]

    found = hr.open(f"{page.url}/letters", "POST", 200, data={"csrf_token": hr.token})

    assert found.headers["content-disposition"].startswith("attachment")
    lines = words(found.body)
    assert lines.index("Dear Ana") < lines.index("Dear Bo")
    body = docx.Document(io.BytesIO(found.body)).element.body
    assert len(body.findall(f".//{qn('w:pageBreakBefore')}")) == 1
    assert entries(Permission.LETTER_RECORD) == 4, "chosen, described, recorded, taken"


def test_the_person_reads_their_letter_by_the_rule_of_letters_and_acknowledges_it(
    hr: Browser, here: Here, sign_in_as: Any
) -> None:
    page = issue(hr, here)
    ana, _ = sign_in_as(Role.STAFF, person=here.ana)
    mine = db.session.scalars(sa.select(Letter).where(Letter.affected_person_id == here.rows[0].id)).one()
    reference = mine.reference
    ana.get(here.page)
    ana.open(f"/letters/{reference}/file", "POST", 404, data={"csrf_token": ana.token})

    with unit_of_work():
        letter_ = db.session.scalars(sa.select(Letter).where(Letter.reference == reference)).one()
        letter_.received_on = today()
        db.session.flush()
        audit.record(audit.NOBODY, "test:arrange", "test", "-")
    ana.get(here.page)
    file = ana.open(f"/letters/{reference}/file", "POST", 200, data={"csrf_token": ana.token})
    assert "Dear Ana" in words(file.body)
    assert "Dear Bo" not in words(file.body)
    ana.get(here.page)
    ana.submit({}, action=f"/letters/{reference}/acknowledge")

    states = {row[0]: row[4].split()[0] for row in hr.get(page.url).table("Who got it")}
    assert states == {"Ana": "Acknowledged", "Bo": "Sent"}


def test_all_that_match_is_what_the_list_was_narrowed_to(hr: Browser, here: Here) -> None:
    page = issue(hr, here, query="q=Bo")

    assert page.h1 == "Letter to 1 person: at risk"
    assert [row.affected_person_id for row in db.session.scalars(sa.select(Letter))] == [here.rows[1].id]


def test_a_second_press_gives_nothing_twice(hr: Browser, here: Here) -> None:
    begin(hr, here, "letter")
    page = describe(hr, AT_RISK)
    seal = page.soup.select_one("input[name=seal]")["value"]
    data = {"csrf_token": hr.token, "seal": seal}

    hr.open(f"{page.url}/give", "POST", 302, data=data)
    hr.open(f"{page.url}/give", "POST", 302, data=data)

    assert len(db.session.scalars(sa.select(Letter)).all()) == 2


def test_who_changes_between_looking_and_pressing_is_shown_again(hr: Browser, here: Here) -> None:
    begin(hr, here, "letter")
    page = describe(hr, AT_RISK)
    letter(here.rows[0], kind=LetterKind.AT_RISK, sent_on=today(), channel=LetterChannel.POST)

    again = give(hr, page, status=409)

    assert "Nothing has been recorded" in again.text
    assert len(db.session.scalars(sa.select(Letter)).all()) == 1
    give(hr, page)
    assert len(db.session.scalars(sa.select(Letter)).all()) == 2


def test_a_draft_is_its_makers_and_a_round_is_read_by_hr_of_the_programme(
    hr: Browser, here: Here, sign_in_as: Any
) -> None:
    begun = begin(hr, here, "support").url
    colleague, _ = sign_in_as(Role.HR_PARTNER)
    colleague.get(begun, 404)
    page = issue(hr, here)
    assert colleague.get(page.url).table("Who got it")
    outside, _ = sign_in_as(Role.HR_PARTNER, programme=factories.programme())
    outside.get(page.url, 404)

    hr.get(begun)
    hr.submit({}, action=begun.replace("edit", "discard"))
    hr.get(begun, 404)


def test_nobody_ticked_is_said_and_nothing_begun(hr: Browser, here: Here) -> None:
    page = begin(hr, here, "letter", who=[])

    assert page.flash == ["Tick at least one person"]
    assert db.session.scalars(sa.select(Round)).all() == []


def test_a_letter_to_many_costs_the_same_statements_however_many(
    hr: Browser, here: Here, count_queries: Any
) -> None:
    counts = []
    for kind in ("at risk", "outcome"):
        begin(hr, here, "letter")
        page = describe(hr, {**AT_RISK, "kind": kind})
        with count_queries() as queries:
            hr.submit({}, action=f"{page.url}/give", follow=False, status=302)
        counts.append(queries.count)
        factories.affected(here.change, *(factories.person(unit=here.unit) for _ in range(5)))

    assert counts[0] == counts[1]
    assert db.session.scalar(sa.select(sa.func.count(Letter.id))) == 2 + 7


def test_signs_that_a_word_file_cannot_hold_are_left_out() -> None:
    content = letter_word.as_word(["Dear A\x07\n<w:p/> & =1+1"], "Letter")

    assert words(content) == ["Dear A", "<w:p/> & =1+1"]
