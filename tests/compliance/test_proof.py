"""Who was given what a step asks for, and the list of all evidence."""

import csv
import io
from collections.abc import Callable
from datetime import timedelta

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.browser import Browser
from tests.compliance.test_pages import typed, world
from tests.pages import PageSeen
from tracker.changes.models import Change
from tracker.compliance.models_proof import StepRecipient
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.clock import today

SignIn = Callable[..., tuple[Browser, Viewer]]
DAY = timedelta(days=1)
GIVEN = {"recipient": "Branch secretary, UNISON", "channel": "Handed over", **typed("sent_on", today() - DAY)}


def add(browser: Browser, told: Change, status: int = 200, /, **sent: str) -> PageSeen:
    browser.get(f"/compliance/changes/{told.reference}/steps/information/recipients/new")
    return browser.submit({**GIVEN, **sent}, status, button="Save the recipient")


def recipients(database: SQLAlchemy) -> list[StepRecipient]:
    return list(database.session.scalars(sa.select(StepRecipient).order_by(StepRecipient.id)))


def test_a_recipient_is_shown_without_a_receipt_until_there_is_one(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    told, _ = world(number=20)
    browser, _ = sign_in_as(Role.HR_PARTNER)

    page = add(browser, told)
    assert page.table("Who was given it")[0][3].startswith("None yet")

    [row] = recipients(database)
    browser.get(f"/compliance/changes/{told.reference}/steps/information/recipients/{row.reference}")
    page = browser.submit(
        {**typed("received_on", today()), "receipt": "Signed for"}, button="Save the receipt"
    )
    assert page.table("Who was given it")[0][3].endswith(": Signed for")
    board = browser.get(f"/compliance/changes/{told.reference}/steps")
    assert "acknowledged by 1 of 1 recipient" in board.text


def test_a_form_sent_twice_makes_one_recipient(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    told, _ = world()
    browser, _ = sign_in_as(Role.HR_PARTNER)
    url = f"/compliance/changes/{told.reference}/steps/information/recipients/new"
    sent = {**GIVEN, "made": "ABCDEFGH23"}

    browser.post(url, sent)
    browser.post(url, sent)

    assert len(recipients(database)) == 1


def test_days_of_a_receipt_that_cannot_be_are_said_at_their_fields(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    told, _ = world()
    browser, _ = sign_in_as(Role.HR_PARTNER)

    page = add(browser, told, 400, **typed("sent_on", today() + DAY))
    assert "this day is still to come" in page.text
    page = add(browser, told, 400, **typed("received_on", today() - 2 * DAY))
    assert "It cannot be acknowledged before it was sent" in page.text
    page = add(browser, told, 400, receipt="Signed for")
    assert "Enter the day it was acknowledged" in page.text
    page = add(browser, told, 400, recipient="", channel="")
    assert "Enter who was given it, by office" in page.text
    assert "Enter how it was given" in page.text
    assert recipients(database) == []


def test_a_receipt_is_never_replaced(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    told, _ = world()
    browser, _ = sign_in_as(Role.HR_PARTNER)
    add(browser, told, 200, **typed("received_on", today()), receipt="Signed for")
    [row] = recipients(database)

    browser.get(f"/compliance/changes/{told.reference}/steps/information/recipients/{row.reference}")
    page = browser.submit(
        {**typed("received_on", today()), "receipt": "By e-mail"}, button="Save the receipt"
    )

    assert "it stays as it is" in page.text
    assert [each.receipt for each in recipients(database)] == ["Signed for"]


def test_the_list_of_evidence_and_its_file_hold_the_same_and_no_formula(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    told, _ = world(number=20)
    browser, _ = sign_in_as(Role.HR_PARTNER)
    add(browser, told, recipient="=cmd()")
    director, _ = sign_in_as(Role.PROGRAMME_DIRECTOR)

    page = director.get(f"/compliance/changes/{told.reference}/evidence")
    answer = director.get(f"/compliance/changes/{told.reference}/evidence.csv")

    assert page.table("Who was given it")[0][0] == "=cmd()"
    rows = list(csv.DictReader(io.StringIO(answer.body.decode("utf-8-sig"))))
    given = [row for row in rows if row["What"] == "recipient"]
    assert [(row["Step"], row["Who or name"]) for row in given] == [
        ("section 188 information to each representative", "'=cmd()")
    ]


def test_a_recipient_of_another_employer_s_change_is_not_there(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    told, _ = world()
    browser, _ = sign_in_as(Role.HR_PARTNER)
    add(browser, told)
    [row] = recipients(database)
    url = f"/compliance/changes/{told.reference}/steps/information/recipients/{row.reference}"

    browser.get(url)
    elsewhere, _ = sign_in_as(Role.HR_PARTNER, employer=factories.employer(name="Elsewhere"))
    elsewhere.get(url, 404)
    browser.get(url.replace("information", "hr1"), 404)
