"""Transfers, topics, elections, special circumstances and equality assessments, from form to page."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.browser import Browser
from tests.compliance.test_pages import typed, world
from tests.pages import PageSeen
from tracker.changes.models import Change, ChangeStep
from tracker.changes.rules import ChangeState
from tracker.compliance.models import StatutoryDates
from tracker.compliance.models_records import Election, EqualityAssessment, TopicEntry, TransferParty
from tracker.concerns.rules import ConcernState
from tracker.database import now
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.clock import today

SignIn = Callable[..., tuple[Browser, Viewer]]
DAY = timedelta(days=1)


def at(told: Change, page: str) -> str:
    return f"/compliance/changes/{told.reference}/{page}"


def send(
    browser: Browser, told: Change, page: str, button: str, status: int = 200, /, **sent: Any
) -> PageSeen:
    browser.get(at(told, page))
    return browser.submit(sent, status, button=button)


def transferring(on: date | None, **days: date) -> Change:
    told, _ = world(number=3)
    account = factories.account()
    factories.save(
        StatutoryDates(
            change_id=told.id, transfer_on=on, recorded_by_id=account.id, recorded_at=now(), **days
        )
    )
    return told


def cell(page: PageSeen, duty: str, column: int) -> str:
    [row] = [row for row in page.table("What each employer has to do") if row[0] == duty]
    return row[column]


def test_both_employers_stand_side_by_side(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    told = transferring(today() + 60 * DAY)
    browser, _ = sign_in_as(Role.HR_PARTNER)

    send(browser, told, "transfer/outgoing", "Save", name="The force", measures="none")
    page = send(
        browser,
        told,
        "transfer/incoming",
        "Save",
        name="Partner Ltd",
        measures="envisaged",
        measures_text="One shift pattern",
        **typed("measures_told_on", today()),
        **typed("consulted_from", today()),
    )

    assert cell(page, "Measures envisaged", 1).startswith("None")
    assert "One shift pattern" in cell(page, "Measures envisaged", 2)
    assert cell(page, "Measures letter", 1).startswith("Received")
    assert cell(page, "Consultation on measures", 1).startswith("Not needed")
    assert cell(page, "Consultation on measures", 2).startswith("Started")
    assert cell(page, "Employee liability information", 1).startswith("Due")


def test_an_unsaid_measure_is_not_taken_for_none(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    told = transferring(today() + 60 * DAY)
    browser, _ = sign_in_as(Role.HR_PARTNER)

    page = send(browser, told, "transfer/incoming", "Save", name="Partner Ltd")

    assert "an empty list must be affirmed" in cell(page, "Measures envisaged", 2)
    assert cell(page, "Consultation on measures", 2).startswith("Unknown")


def test_without_a_day_of_transfer_the_fact_is_named(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    told = transferring(None)
    browser, _ = sign_in_as(Role.HR_PARTNER)

    page = browser.get(at(told, "transfer"))

    assert "Not known: the day of the transfer" in page.text
    assert "Not known: the day of the transfer" in cell(page, "Employee liability information", 1)


def test_what_cannot_be_of_a_party_is_said_at_its_field(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    told = transferring(today() + 60 * DAY)
    browser, _ = sign_in_as(Role.HR_PARTNER)

    page = send(
        browser,
        told,
        "transfer/incoming",
        "Save",
        400,
        name="",
        measures="envisaged",
        **typed("consulted_to", today()),
        **typed("informed_on", today() + DAY),
    )

    for words in (
        "Enter the employer's name",
        "Enter the measures",
        "Enter the day it began",
        "this day is still to come",
    ):
        assert words in page.text
    assert database.session.scalars(sa.select(TransferParty)).all() == []
    browser.get(at(told, "transfer/third"), 404)


def test_an_answer_is_tagged_and_the_card_shows_where_each_topic_is_covered(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    told, _ = world(number=20)
    union = factories.union(name="Alpha", short_name="ALPHA")
    concern = factories.concern(
        told, union, summary="Fewer posts", state=ConcernState.ANSWERED, answered_at=now()
    )
    browser, _ = sign_in_as(Role.HR_PARTNER)
    page = browser.get(at(told, "topics"))
    assert "Not discussed yet: ways to avoid dismissals, ways to reduce their number" in page.text

    url = f"topics/concern/{concern.reference}"
    page = send(browser, told, url, "Save", covered=["avoiding", "reducing_numbers"])
    assert "Not discussed yet: ways to soften their effects" in page.text
    sent = {"topic": "mitigating", "note": "Joint forum, item 4", **typed("on", today())}
    page = send(browser, told, "topics/new", "Save", **sent)
    assert "All three topics are on record" in page.text
    assert "Joint forum, item 4" in browser.get(at(told, "steps")).text

    page = send(browser, told, url, "Save", covered=["avoiding"])
    assert "Not discussed yet: ways to reduce their number" in page.text


def test_completion_warns_while_a_topic_has_no_entry(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    told, _ = world(number=20)
    browser, _ = sign_in_as(Role.HR_PARTNER)

    assert "Not discussed yet" in browser.get(at(told, "steps/completed")).text
    assert "Not discussed yet" not in browser.get(at(told, "steps/hr1")).text


def test_only_an_answer_of_this_change_can_be_tagged(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    told, _ = world()
    other = factories.change(title="Another")
    union = factories.union(name="Alpha", short_name="ALPHA")
    foreign = factories.concern(other, union, state=ConcernState.ANSWERED, answered_at=now())
    waiting = factories.concern(told, union)
    browser, _ = sign_in_as(Role.HR_PARTNER)

    browser.get(at(other, f"topics/concern/{foreign.reference}"))
    browser.get(at(told, f"topics/concern/{foreign.reference}"), 404)
    browser.get(at(told, f"topics/concern/{waiting.reference}"), 404)
    browser.get(at(told, f"topics/letter/{waiting.reference}"), 404)


def test_a_note_sent_twice_is_kept_once(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    told, _ = world()
    browser, _ = sign_in_as(Role.HR_PARTNER)
    sent = {"made": "ABCDEFGH23", "topic": "mitigating", "note": "Forum", **typed("on", today())}

    browser.post(at(told, "topics/new"), sent)
    browser.post(at(told, "topics/new"), sent)

    assert len(database.session.scalars(sa.select(TopicEntry)).all()) == 1


def test_an_election_shows_its_result_and_what_is_not_judged(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    told, _ = world(number=20)
    browser, _ = sign_in_as(Role.HR_PARTNER)

    page = send(
        browser,
        told,
        "elections/new",
        "Save the election",
        constituency="Operators",
        seats="1",
        voters="40",
        candidates="A. Khan, 12\nB. Lee, 9",
        fair="yes",
        **typed("invited_on", today() - 20 * DAY),
        **typed("ballot_on", today() - 2 * DAY),
    )
    assert page.table("Candidates") == [["A. Khan", "12", "Elected"], ["B. Lee", "9", "Not elected"]]
    assert "Not known: 6 of 7 conditions" in page.text
    assert "Consult the elected representatives" in page.text

    [row] = database.session.scalars(sa.select(Election)).all()
    page = send(browser, told, f"elections/{row.reference}", "Save the election", secret="no")
    assert "1 of 7 conditions are not met" in page.text


def test_what_cannot_be_of_an_election_is_said_at_its_field(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    told, _ = world()
    browser, _ = sign_in_as(Role.HR_PARTNER)
    sound = {"constituency": "Operators", "seats": "1"}

    def wrong(words: str, **sent: str) -> None:
        page = send(browser, told, "elections/new", "Save the election", 400, **{**sound, **sent})
        assert words in page.text

    wrong("Enter a number of seats from 1 to 100", seats="-3")
    wrong("Line 2: enter votes as a whole number", candidates="A, 1\nB, many")
    wrong("Line 2: A is listed twice", candidates="A, 1\nA, 2")
    wrong("One candidate has 12 votes, and only 5 people may vote", voters="5", candidates="A, 12")
    wrong(
        "It must be on or after: day they were invited to elect",
        **typed("invited_on", today()),
        **typed("ballot_on", today() - DAY),
    )
    assert database.session.scalars(sa.select(Election)).all() == []


def test_special_circumstances_defend_a_step_once_somebody_else_agrees_and_while_they_hold(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    told, _ = world(number=20)
    browser, _ = sign_in_as(Role.HR_PARTNER)
    director, _ = sign_in_as(Role.PROGRAMME_DIRECTOR)
    page = send(browser, told, "circumstances/new", "Save", 400, facts="", why="", taken="")
    assert "Enter what the special circumstances are" in page.text

    sent = {"kind": "hr1", "facts": "A flood", "why": "No power", "taken": "A call"}
    page = send(browser, told, "circumstances/new", "Save", **sent, **typed("since", today()))
    assert "Awaiting approval" in page.text
    [link] = director.get(at(told, "circumstances")).soup.select("a[href$='/approve']")
    url = str(link["href"])
    assert "Defended" not in browser.get(at(told, "steps")).text
    browser.get(url)
    assert "somebody else must agree" in browser.submit({}, 400, button="Agree").text

    director.get(url)
    director.submit({}, button="Agree")
    assert "Defended" in browser.get(at(told, "steps")).text
    assert "4 required steps are open" in browser.get(at(told, "steps")).text

    browser.get(url.removesuffix("/approve"))
    page = browser.submit(typed("until", today()), button="Save")
    assert "it waits for a second person" in page.text
    assert "Defended" not in browser.get(at(told, "steps")).text


def assess(browser: Browser, told: Change, status: int = 200, /, **sent: Any) -> PageSeen:
    browser.get(at(told, "equality/new"))
    given: dict[str, Any] = {
        "moment": "proposal",
        "author": "Equality adviser",
        "finding": "Part-time staff are hit more",
        "action": "None",
        **typed("on", today()),
    }
    return browser.submit(
        {**given, **sent},
        status,
        button="Save the assessment",
        content_type="multipart/form-data",
        buffered=True,
    )


def test_an_assessment_at_the_proposal_does_the_step_and_a_later_one_refreshes_it(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    told, _ = world()
    browser, _ = sign_in_as(Role.HR_PARTNER)

    page = assess(browser, told, files=(BytesIO(b"bytes"), "eia.pdf"), **typed("on", today() - DAY))
    page = assess(browser, told, finding="Nobody is hit more")

    assert "eia.pdf" in page.text
    assert f"Earlier: {(today() - DAY).day}" in page.text
    board = browser.get(at(told, "steps"))
    assert f"Equality assessment Done on {(today() - DAY).day}" in board.text


@pytest.mark.parametrize(
    ("days_before", "words"), [(0, "Assessed before the decision"), (-1, ", after the decision of ")]
)
def test_a_decision_is_held_against_the_assessments_on_record(
    sign_in_as: SignIn, database: SQLAlchemy, days_before: int, words: str
) -> None:
    told, _ = world()
    browser, _ = sign_in_as(Role.HR_PARTNER)
    decided = today() - timedelta(days=5)
    factories.save(
        ChangeStep(
            change_id=told.id,
            from_state=ChangeState.IN_CONSULTATION,
            to_state=ChangeState.DECIDED,
            on=decided,
            recorded_by_id=factories.account().id,
            recorded_at=now(),
        )
    )
    clocks = f"/compliance/changes/{told.reference}"
    assert "No equality assessment is recorded" in browser.get(clocks).text

    assess(browser, told, **typed("on", decided - timedelta(days=days_before)))

    assert words in browser.get(clocks).text


def test_files_are_asked_for_again_when_something_else_is_wrong(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    told, _ = world()
    browser, _ = sign_in_as(Role.HR_PARTNER)

    page = assess(browser, told, 400, files=(BytesIO(b"bytes"), "eia.pdf"), action="")

    assert "Enter what is done about it, or none" in page.text
    assert "Choose again, as browsers do not keep files: eia.pdf" in page.text
    assert "Part-time staff are hit more" in page.text
    assert database.session.scalars(sa.select(EqualityAssessment)).all() == []


def test_a_file_of_an_assessment_answers_only_there(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    told, _ = world()
    browser, _ = sign_in_as(Role.HR_PARTNER)
    page = assess(browser, told, files=(BytesIO(b"<script>"), "eia.html"))
    [link] = page.soup.select("a[download]")
    url = str(link["href"])

    assert browser.get(url).headers["content-type"] == "application/octet-stream"
    other = assess(browser, told, moment="pool")
    elsewhere = next(
        str(each["href"]) for each in other.soup.select("a[download]") if str(each["href"]) == url
    )
    [_, second] = database.session.scalars(sa.select(EqualityAssessment).order_by(EqualityAssessment.id))
    first = elsewhere.split("/equality/")[1].split("/")[0]
    browser.get(url.replace(first, second.reference), 404)
    browser.get(at(told, "equality"))
    browser.submit({}, action=f"{url}/remove")
    browser.get(url, 404)
    assert isinstance(second.recorded_at, datetime)
