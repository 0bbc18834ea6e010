"""Briefing cards: written by HR, published by a director, read by managers as far as they are out."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories, factories_changes
from tests.browser import Browser
from tracker.audit.models import AuditEntry
from tracker.briefings import queries
from tracker.briefings.models import BriefingCard, BriefingLine
from tracker.briefings.rules import CardState, LineKind
from tracker.changes.models import Change
from tracker.organisation.models import Unit
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.clock import today

SignIn = Callable[..., tuple[Browser, Viewer]]
NINE = datetime(2031, 7, 2, 8, tzinfo=UTC)
SECRET = "Nine posts are deleted."


def world() -> tuple[Unit, Change]:
    unit = factories.unit("Payroll")
    return unit, factories.change(title="One payroll", units=(unit,))


def at(monkeypatch: pytest.MonkeyPatch, moment: datetime) -> None:
    """Let the pages of cards believe that it is then; sessions and grants go on by the real clock."""
    monkeypatch.setattr("tracker.briefings.views.now", lambda: moment)


def url(change: Change, what: str = "") -> str:
    return f"/changes/{change.reference}/briefing{what}"


FILLED = {
    "questions_to": "HR, hr@tracker.example",
    "lines-0-kind": "may be said",
    "lines-0-text": "Two teams may become one.",
    "lines-1-kind": "question and answer",
    "lines-1-text": "Is my job safe?",
    "lines-1-answer": "We do not know yet.",
    "lines-2-kind": "may be said",
    "lines-2-text": SECRET,
    "lines-2-embargo-day": "2",
    "lines-2-embargo-month": "7",
    "lines-2-embargo-year": "2031",
    "lines-2-embargo_time": "9:00",
}


def test_hr_writes_a_director_publishes_and_a_manager_reads(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    unit, change = world()
    hr, _ = sign_in_as(Role.HR_PARTNER)
    director, _ = sign_in_as(Role.PROGRAMME_DIRECTOR)
    manager, _ = sign_in_as(Role.MANAGER, unit=unit)

    hr.get(url(change, "/write"))
    page = hr.submit(FILLED, button="Save draft")
    assert page.flash == ["The draft is saved. Managers read it once a programme director has published it"]
    assert "No briefing card has been published" in manager.get(url(change)).text
    page = hr.submit({}, button="Send to be published")
    assert page.flash == ["The card is sent to the programme director to publish"]
    assert "One payroll" in director.get("/").text
    page = director.get(url(change, "/publish"))
    assert SECRET in page.text
    page = director.submit({}, button="Publish the card")
    assert page.flash == ["The card is published"]

    read = manager.get(url(change))
    assert "Two teams may become one." in read.text
    assert "Is my job safe? We do not know yet." in read.text
    assert "Send them to HR, hr@tracker.example." in read.text
    assert SECRET not in read.text
    assert [
        entry.action
        for entry in database.session.scalars(
            sa.select(AuditEntry).where(AuditEntry.object_type == "briefing card").order_by(AuditEntry.id)
        )
    ] == ["briefing:write", "briefing:write", "briefing:approve"]


@pytest.mark.parametrize(
    ("after", "out"),
    [
        pytest.param(timedelta(microseconds=-1), False, id="a moment before"),
        pytest.param(timedelta(0), True, id="the moment itself"),
        pytest.param(timedelta(microseconds=1), True, id="a moment after"),
    ],
)
@pytest.mark.parametrize("view", ["", "?view=print", "?version=1"])
def test_an_embargo_is_kept_to_the_moment_on_page_and_paper(
    sign_in_as: SignIn, monkeypatch: pytest.MonkeyPatch, after: timedelta, out: bool, view: str
) -> None:
    unit, change = world()
    factories_changes.briefing_card(
        change,
        BriefingLine(kind=LineKind.SAY, text="Two teams may become one.", answer=""),
        BriefingLine(kind=LineKind.SAY, text=SECRET, answer="", embargo=NINE),
        BriefingLine(kind=LineKind.NOT_YET, text="Who is in which pool", answer="", embargo=NINE),
        BriefingLine(kind=LineKind.QUESTION, text="How many?", answer="Nine.", embargo=NINE),
    )
    manager, _ = sign_in_as(Role.MANAGER, unit=unit)
    at(monkeypatch, NINE + after)

    page = manager.get(url(change, view))

    assert "Two teams may become one." in page.text
    assert [words in page.text for words in (SECRET, "Who is in which pool", "How many?", "Nine.")] == [
        out
    ] * 4


@pytest.mark.parametrize("after", [timedelta(microseconds=-1), timedelta(0)])
def test_the_statement_itself_leaves_out_what_is_under_embargo(
    database: SQLAlchemy, after: timedelta
) -> None:
    unit, change = world()
    factories_changes.briefing_card(
        change, BriefingLine(kind=LineKind.SAY, text=SECRET, answer="", embargo=NINE)
    )
    manager = factories.viewer(Role.MANAGER, unit=unit)

    lines = database.session.scalars(queries.visible_lines(manager, today(), NINE + after)).all()

    assert [line.text for line in lines] == ([] if after else [SECRET])


def test_those_who_write_and_approve_read_it_marked(sign_in_as: SignIn) -> None:
    _, change = world()
    factories_changes.briefing_card(change)

    for role in (Role.HR_PARTNER, Role.PROGRAMME_DIRECTOR):
        browser, _ = sign_in_as(role)
        page = browser.get(url(change))
        assert SECRET in page.text
        assert "Embargo until 1 January 2100 at 12:00am" in page.text


def test_a_manager_reads_no_draft_and_no_replaced_card(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    unit, change = world()
    factories_changes.briefing_card(change, state=CardState.REPLACED)
    factories_changes.briefing_card(change, number=2, state=CardState.DRAFT)
    manager, _ = sign_in_as(Role.MANAGER, unit=unit)

    assert "No briefing card has been published" in manager.get(url(change)).text
    manager.get(url(change, "?version=1"), status=404)
    manager.get(url(change, "?version=2"), status=404)


def test_a_manager_whose_units_the_change_does_not_touch_finds_nothing(sign_in_as: SignIn) -> None:
    _, change = world()
    factories_changes.briefing_card(change)
    other, _ = sign_in_as(Role.MANAGER, unit=factories.unit("Elsewhere"))

    other.get(url(change), status=404)


@pytest.mark.parametrize("role", [Role.STAFF, Role.UNION_REPRESENTATIVE])
def test_staff_and_unions_read_no_card(sign_in_as: SignIn, role: Role) -> None:
    unit, change = world()
    factories_changes.briefing_card(change)
    scope: dict[str, Any] = {}
    if role is Role.STAFF:
        person = factories.person(unit=unit)
        factories.affected(change, person)
        scope = {"person": person}
    browser, _ = sign_in_as(role, **scope)

    browser.get(url(change), status=403)


def test_a_new_card_replaces_the_one_before(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    _, change = world()
    factories_changes.briefing_card(change)
    factories_changes.briefing_card(
        change,
        BriefingLine(kind=LineKind.SAY, text="It is decided.", answer=""),
        number=2,
        state=CardState.AWAITING_APPROVAL,
    )
    director, _ = sign_in_as(Role.PROGRAMME_DIRECTOR)

    director.get(url(change, "/publish"))
    page = director.submit({}, button="Publish the card")

    assert "It is decided." in page.text
    states = database.session.scalars(sa.select(BriefingCard.state).order_by(BriefingCard.number)).all()
    assert states == [CardState.REPLACED, CardState.PUBLISHED]


def test_nobody_publishes_what_they_wrote(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    _, change = world()
    director, viewer = sign_in_as(Role.PROGRAMME_DIRECTOR)
    factories_changes.briefing_card(
        change, state=CardState.AWAITING_APPROVAL, written_by_id=viewer.account_id
    )

    director.get(url(change, "/publish"))
    page = director.submit({}, button="Publish the card", status=409)

    assert page.errors == ["You wrote this card: another person must publish it"]
    assert database.session.scalars(sa.select(BriefingCard.state)).all() == [CardState.AWAITING_APPROVAL]


def test_a_card_sent_back_can_be_written_again(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    _, change = world()
    factories_changes.briefing_card(change, state=CardState.AWAITING_APPROVAL)
    director, _ = sign_in_as(Role.PROGRAMME_DIRECTOR)
    hr, _ = sign_in_as(Role.HR_PARTNER)

    director.get(url(change, "/publish"))
    page = director.submit({}, button="Send it back to HR")

    assert page.flash == ["The card is back with HR as a draft"]
    form = hr.get(url(change, "/write"))
    assert SECRET in form.text
    assert 'value="0:00"' in str(form.soup)


def test_a_card_changed_after_the_director_read_it_is_not_published(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    _, change = world()
    factories_changes.briefing_card(change, state=CardState.AWAITING_APPROVAL)
    director, _ = sign_in_as(Role.PROGRAMME_DIRECTOR)
    hr, _ = sign_in_as(Role.HR_PARTNER)

    director.get(url(change, "/publish"))
    hr.get(url(change, "/write"))
    hr.submit({"lines-0-text": "Everybody stays."}, button="Save draft")
    hr.submit({}, button="Send to be published")
    page = director.submit({}, button="Publish the card", status=409)

    assert "Everybody stays." in page.text
    assert page.errors == ["Somebody else saved this card meanwhile: read it again below, then go on"]


def test_the_second_of_two_who_begin_a_card_is_told(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    _, change = world()
    first, _ = sign_in_as(Role.HR_PARTNER)
    second, _ = sign_in_as(Role.HR_PARTNER)

    first.get(url(change, "/write"))
    second.get(url(change, "/write"))
    first.submit(FILLED, button="Save draft")
    page = second.submit({**FILLED, "lines-0-text": "Nothing changes."}, button="Save draft", status=409)

    assert "Nothing changes." in page.text
    page = second.submit({}, button="Save draft")
    assert "Nothing changes." in second.get(url(change, "?version=1")).text


def test_what_is_wrong_is_said_by_the_line_and_kept(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    _, change = world()
    hr, _ = sign_in_as(Role.HR_PARTNER)
    bad = {
        **FILLED,
        "questions_to": "",
        "lines-0-answer": "An answer to nothing",
        "lines-1-answer": "",
        "lines-2-embargo_time": "25:00",
    }

    hr.get(url(change, "/write"))
    page = hr.submit(bad, button="Save draft", status=400)

    assert page.field_errors == {
        "questions_to": "Enter who to send questions to",
        "lines-0-answer": "Only a question has an answer: choose “Question and answer” or empty it",
        "lines-1-answer": "Enter the answer, or say that the question cannot be answered yet",
        "lines-2-embargo_time": "Enter a time from 0:00 to 23:59",
    }
    assert SECRET in page.text
    assert database.session.scalars(sa.select(BriefingCard)).all() == []


def test_a_card_needs_one_line(sign_in_as: SignIn) -> None:
    _, change = world()
    hr, _ = sign_in_as(Role.HR_PARTNER)

    hr.get(url(change, "/write"))
    page = hr.submit({"questions_to": "HR"}, button="Save draft", status=400)

    assert page.field_errors == {"lines-0-text": "Write one line at least"}


def test_more_lines_are_added_with_nothing_lost(sign_in_as: SignIn) -> None:
    _, change = world()
    hr, _ = sign_in_as(Role.HR_PARTNER)

    hr.get(url(change, "/write"))
    page = hr.submit(FILLED, button="Add more lines")

    assert SECRET in page.text
    assert "Line 6" in page.text


def test_the_report_leads_to_the_card(sign_in_as: SignIn) -> None:
    unit, change = world()
    factories_changes.briefing_card(change)
    factories.affected(change, factories.person(unit=unit))
    manager, _ = sign_in_as(Role.MANAGER, unit=unit)

    page = manager.get("/reports/affected-staff")

    assert f"/changes/{change.reference}/briefing" in page.hrefs
    assert SECRET not in page.text
    assert SECRET not in manager.get(f"/changes/{change.reference}").text
