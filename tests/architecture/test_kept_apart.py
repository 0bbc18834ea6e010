"""What is sealed is on no page of anybody else: every page and file, in every role.

Who is protected, away or seconded is for those who must act; what a side says in its own room of a concern,
for that side.
"""

from collections.abc import Iterator, Mapping
from contextvars import Context
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from tests.browser import drop_session, sign_in
from tests.journeys.entry import Entry
from tests.journeys.pages_listed import PAGES
from tests.journeys.whole_world import Named, fill
from tests.pages import PageSeen
from tracker.accounts.models import Account
from tracker.affected_staff.models import AffectedPerson
from tracker.concerns.queries import get_concern
from tracker.concerns.rules import Room
from tracker.concerns.services_rooms import write_note
from tracker.database import db, now, unit_of_work
from tracker.organisation.models import Person
from tracker.organisation.rules_absence import ContactArrangement, ProtectionSource
from tracker.organisation.services_absence import record_absence, record_protection, record_secondment
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.clock import today

HOST = "Harbour Lighthouse Board"
FILES = ("view=print", ".csv", "csv", ".docx", ".pdf", ".xlsx")
UNION_WORD, MANAGEMENT_WORD = "Kittiwake", "Guillemot"
MAY_SEE = {
    Role.HR_PARTNER: {"17 Aug", "13 Sep", HOST, MANAGEMENT_WORD},
    Role.PROGRAMME_DIRECTOR: {MANAGEMENT_WORD},
    Role.UNION_REPRESENTATIVE: {UNION_WORD},
    Role.MANAGER: {"13 Sep", HOST},
}
"""Who must act: HR for all of it; the manager of the team, that somebody works elsewhere and until when.
And each side what is said in its own room.
"""


def put_apart(named: Named, by: Viewer) -> None:
    """Protect one affected person, and record an absence and a secondment, each to a day like no other."""
    day = today()
    query = sa.select(Person).join(AffectedPerson).where(AffectedPerson.reference == named["affected moved"])
    until, last = date(day.year + 2, 8, 17), date(day.year + 2, 9, 13)
    with unit_of_work():
        person = db.session.scalars(query).one()
        record_protection(
            person, None, until=until, source=ProtectionSource.MAPLE_10, seen=None, by=by, day=day
        )
        contact = ContactArrangement.AT_HOME_BY_TELEPHONE
        record_absence(person, None, first=day, last=until, contact=contact, seen=None, by=by)
        record_secondment(person, None, first=day, last=last, host=HOST, seen=None, by=by)
        named["who is away"] = person.reference


def write_in_rooms(named: Named, viewers: Mapping[Role, Viewer]) -> None:
    """One note in each room of the same concern."""
    concern = get_concern(named["concern waiting"], viewers[Role.HR_PARTNER], today())
    with unit_of_work():
        for room, word, role in (
            (Room.UNION, UNION_WORD, Role.UNION_REPRESENTATIVE),
            (Room.MANAGEMENT, MANAGEMENT_WORD, Role.HR_PARTNER),
        ):
            write_note(concern, room, word, viewers[role], now())


def words() -> set[str]:
    """What gives it away, as pages and files write it."""
    year = today().year + 2
    return {
        *(UNION_WORD, MANAGEMENT_WORD),
        *("17 Aug", f"{year}-08-17", "13 Sep", f"{year}-09-13", HOST),
        *(ContactArrangement.AT_HOME_BY_TELEPHONE.value, ProtectionSource.MAPLE_10.value),
    }


def address(app: Flask, entry: Entry, about: dict[str, str]) -> str:
    """Where the page of those records is."""
    values: dict[str, Any] = {**about, **({"number": int(about["number"])} if "number" in about else {})}
    return app.url_for(entry.endpoint, **values) + entry.asks


def addresses(app: Flask, named: Named) -> list[str]:
    """Every page of every role, and everything that names the one who is away where it names somebody."""
    found: dict[str, None] = {}
    with app.test_request_context():
        for entry in PAGES:
            about = {part: named[name] for part, name in entry.about.items()}
            found[address(app, entry, about)] = None
            for had, wanted in (("person", "who is away"), ("affected", "affected moved")):
                if had in entry.about.values():
                    about = {
                        part: named[wanted if name == had else name] for part, name in entry.about.items()
                    }
                    found[address(app, entry, about)] = None
    return list(found)


def files_on(page: PageSeen) -> Iterator[str]:
    """Where the page offers itself in another form."""
    for link in page.hrefs:
        if urlsplit(link).path.startswith("/") and any(mark in link for mark in FILES):
            yield link


@pytest.mark.parametrize("role", list(Role), ids=str)
def test_it_is_shown_to_those_who_must_act_alone(app: Flask, database: SQLAlchemy, role: Role) -> None:
    named, viewers = fill()
    put_apart(named, viewers[Role.HR_PARTNER])
    write_in_rooms(named, viewers)
    client = sign_in(app, db.session.get_one(Account, viewers[role].account_id))
    waiting, asked, shown = addresses(app, named), set[str](), set[str]()
    if role is Role.HR_PARTNER:  # whose forms offer the same words: one page proves that they are looked for
        waiting = [a for a in waiting if a.endswith(named["who is away"]) or "/concerns" in a]

    while waiting:
        address = waiting.pop()
        if address in asked:
            continue
        asked.add(address)
        drop_session()
        answer = Context().run(client.get, address)
        if answer.status_code != 200:
            continue
        body = answer.get_data()
        shown |= {word for word in words() if word.encode() in body}
        if answer.mimetype == "text/html":
            waiting += files_on(PageSeen(address, 200, {}, body))

    if role is Role.HR_PARTNER:
        assert shown >= MAY_SEE[role]
        assert UNION_WORD not in shown
    else:
        assert shown == MAY_SEE.get(role, set())
