"""Pages of a proposal's text: write, send, publish, compare."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.browser import Browser
from tests.queries import Queries
from tracker.changes.models import Change, ChangeVersion
from tracker.changes.rules import VersionState
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer

SignIn = Callable[..., tuple[Browser, Viewer]]
CountQueries = Callable[[], AbstractContextManager[Queries]]


def day(name: str, value: date) -> dict[str, str]:
    return {f"{name}-day": str(value.day), f"{name}-month": str(value.month), f"{name}-year": str(value.year)}


def open_edit(browser: Browser, change: Change, **changed: Any) -> None:
    browser.get(f"/changes/{change.reference}/edit")
    browser.submit(changed, button="Save", follow=False, status=302)


def test_text_is_written_sent_published_and_shown(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    union = factories.union()
    factories.bargaining_group(union)
    hr, _ = sign_in_as(Role.HR_PARTNER)
    director, _ = sign_in_as(Role.PROGRAMME_DIRECTOR)
    rep, _ = sign_in_as(Role.UNION_REPRESENTATIVE, union=union)
    change = factories.change(title="Desks", published=False)
    text, version = f"/changes/{change.reference}/proposal", f"/changes/{change.reference}/versions/1"

    hr.get(text)
    empty = hr.submit({"proposal": ""}, button="Save and send for approval", status=400)
    assert empty.field_errors == {"proposal": "Enter the proposal before sending it for approval"}
    hr.submit({"proposal": "Close one desk."}, button="Save draft", follow=False, status=302)
    nothing = director.get(f"/changes/{change.reference}/publish")
    assert "No text is waiting for approval" in nothing.text
    hr.get(text)
    hr.submit(button="Save and send for approval", follow=False, status=302)
    rep.get(version, status=404)
    director.get(f"/changes/{change.reference}/publish")
    director.submit(button="Publish version 1", follow=False, status=302)

    stored = database.session.scalars(sa.select(ChangeVersion)).one()
    assert stored.state is VersionState.PUBLISHED
    page = rep.get(version)
    assert "Close one desk." in page.text
    assert page.facts["Fingerprint"] == stored.commitment


def test_a_director_sends_a_text_back(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    hr, _ = sign_in_as(Role.HR_PARTNER)
    director, _ = sign_in_as(Role.PROGRAMME_DIRECTOR)
    change = factories.change(published=False)
    hr.get(f"/changes/{change.reference}/proposal")
    hr.submit(button="Save and send for approval", follow=False, status=302)

    director.get(f"/changes/{change.reference}/publish")
    silent = director.submit(button="Send it back to the writer", status=400)
    director.submit({"why": "Say by when"}, button="Send it back to the writer", follow=False, status=302)

    assert silent.field_errors == {"why": "Enter what has to change before you send it back"}
    assert database.session.scalars(sa.select(ChangeVersion.state)).all() == [VersionState.DRAFT]
    assert "Proposals sent back to you" in hr.get("/").text
    assert "sent this text back: Say by when" in hr.get(f"/changes/{change.reference}/proposal").text
    hr.submit(button="Save and send for approval", follow=False, status=302)
    assert "sent back" not in hr.get("/").text


def test_the_second_of_two_directors_reads_that_nothing_waits_any_more(sign_in_as: SignIn) -> None:
    hr, _ = sign_in_as(Role.HR_PARTNER)
    first, _ = sign_in_as(Role.PROGRAMME_DIRECTOR)
    second, _ = sign_in_as(Role.PROGRAMME_DIRECTOR)
    change = factories.change(published=False)
    hr.get(f"/changes/{change.reference}/proposal")
    hr.submit({"proposal": "Close one desk."}, button="Save and send for approval", follow=False, status=302)
    first.get(f"/changes/{change.reference}/publish")
    second.get(f"/changes/{change.reference}/publish")
    first.submit(button="Publish version 1", follow=False, status=302)

    page = second.submit(button="Publish version 1", status=409)

    assert "somebody else published this text, or sent it back" in page.text


def test_a_text_changed_while_the_director_read_it_is_not_published(
    sign_in_as: SignIn, database: SQLAlchemy
) -> None:
    hr, _ = sign_in_as(Role.HR_PARTNER)
    director, _ = sign_in_as(Role.PROGRAMME_DIRECTOR)
    change = factories.change(published=False)
    text = f"/changes/{change.reference}/proposal"
    hr.get(text)
    hr.submit(button="Save and send for approval", follow=False, status=302)
    director.get(f"/changes/{change.reference}/publish")
    hr.get(text)
    hr.submit(
        {"proposal": "Quite another plan"}, button="Save and send for approval", follow=False, status=302
    )

    page = director.submit(button="Publish version 1", status=409)

    assert "Quite another plan" in page.text
    assert database.session.scalars(sa.select(Change.published_number)).all() == [None]
    director.submit(button="Publish version 1", follow=False, status=302)
    assert database.session.scalars(sa.select(Change.published_number)).all() == [1]


def test_two_writers_see_each_others_words(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    first, _ = sign_in_as(Role.HR_PARTNER)
    second, _ = sign_in_as(Role.HR_PARTNER)
    change = factories.change()
    text = f"/changes/{change.reference}/proposal"
    for browser in (first, second):
        browser.get(text)
    second.submit({"proposal": "Theirs"}, button="Save draft", follow=False, status=302)

    page = first.submit({"proposal": "Mine"}, button="Save draft", status=409)

    assert page.table("What differs") == [["Proposal", "Theirs", "Mine"]]
    first.submit(button="Save draft", follow=False, status=302)
    assert database.session.scalars(
        sa.select(ChangeVersion.proposal).order_by(ChangeVersion.number)
    ).all() == [
        "Two teams become one.",
        "Mine",
    ]


def test_a_version_stands_beside_the_one_before(sign_in_as: SignIn, database: SQLAlchemy) -> None:
    browser, hr = sign_in_as(Role.HR_PARTNER)
    change = factories.change()
    factories.save(
        ChangeVersion(
            change_id=change.id,
            number=2,
            title=change.title,
            reason="Fewer layers cost less.",
            proposal="Three teams become one.",
            written_by_id=hr.account_id,
            written_at=factories.MOMENT,
        )
    )

    page = browser.get(f"/changes/{change.reference}/versions/2")

    assert [str(tag) for tag in page.soup.select("del, ins")] == ["<del>Two</del>", "<ins>Three</ins>"]
    browser.get(f"/changes/{change.reference}/versions/3", status=404)
