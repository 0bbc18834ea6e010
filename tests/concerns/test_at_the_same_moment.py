"""What many presses at the same moment make: one concern, one answer, and a word to each."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.browser import Browser, current_values
from tests.concerns.arrange import world
from tests.pages import PageSeen
from tracker.audit.models import AuditEntry
from tracker.concerns.models import Concern, ConcernMessage, ConcernVersion
from tracker.concerns.rules import ConcernState
from tracker.database import release
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer

SignIn = Callable[..., tuple[Browser, Viewer]]
Filled = dict[str, object]
PRESSES = 50


def form_of(page: PageSeen, **typed: object) -> tuple[str, Filled]:
    """Where the page's form goes to and what it is sent with."""
    form = page.form()
    return str(form.get("action") or page.url), {**current_values(form), **typed}


def copy_of(app: Flask, browser: Browser) -> FlaskClient:
    """A further client of the same person, so that each thread has its own."""
    client = app.test_client()
    name = app.config["SESSION_COOKIE_NAME"]
    cookie = browser.client.get_cookie(name)
    assert cookie is not None
    client.set_cookie(name, cookie.value)
    return client


def send_together(sent: list[tuple[FlaskClient, str, Filled]]) -> list[tuple[int, str, str]]:
    """Send each from a thread of its own, all at once; status, where it leads, and the page of each."""
    gate = threading.Barrier(len(sent))
    release()

    def press(one: tuple[FlaskClient, str, Filled]) -> tuple[int, str, str]:
        client, address, filled = one
        gate.wait(timeout=30)
        answer = client.post(address, data=filled)
        return answer.status_code, answer.headers.get("Location", ""), answer.get_data(as_text=True)

    with ThreadPoolExecutor(len(sent)) as threads:
        return list(threads.map(press, sent))


def count(database: SQLAlchemy, what: type, *where: sa.ColumnElement[bool]) -> int:
    return database.session.scalar(sa.select(sa.func.count()).select_from(what).where(*where)) or 0


def test_fifty_presses_at_once_raise_one_concern(
    app: Flask, database: SQLAlchemy, sign_in_as: SignIn
) -> None:
    here = world()
    union, _ = sign_in_as(Role.UNION_REPRESENTATIVE, union=here.union)
    address, filled = form_of(
        union.get(f"/concerns/raise?change={here.change.reference}"), summary="Travel time doubles"
    )
    entries = count(database, AuditEntry)

    answers = send_together([(copy_of(app, union), address, filled) for _ in range(PRESSES)])

    concern = database.session.scalars(sa.select(Concern)).one()
    assert {answer[:2] for answer in answers} == {(302, f"/concerns/{concern.reference}/receipt")}
    assert count(database, ConcernVersion) == 1
    assert count(database, AuditEntry) == entries + 1


def test_two_answers_at_once_are_one_answer_and_a_word_to_the_other(
    app: Flask, database: SQLAlchemy, sign_in_as: SignIn
) -> None:
    here = world()
    concern = factories.concern(here.change, here.union, state=ConcernState.ACKNOWLEDGED)
    page = f"/concerns/{concern.reference}/answer"
    first, _ = sign_in_as(Role.HR_PARTNER)
    second, _ = sign_in_as(Role.HR_PARTNER)
    typed = {"There is a bus at seven": first, "Home working is offered": second}
    forms = [(browser, form_of(browser.get(page), text=text)) for text, browser in typed.items()]

    answers = send_together([(copy_of(app, browser), *form) for browser, form in forms])

    message = database.session.scalars(sa.select(ConcernMessage)).one()
    assert sorted(answer[0] for answer in answers) == [302, 409]
    [word] = [text for status, _, text in answers if status == 409]
    [lost] = set(typed) - {message.text}
    assert lost in word, "nothing typed is lost"
    assert message.text in word, "the other answer is there to be read"
    assert "It cannot be answered: the concern is answered now" in word or "while you were typing" in word
