import json
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from tests import factories
from tests.concerns.arrange import world
from tracker.audit.models import AuditEntry
from tracker.concerns import services
from tracker.concerns.models import Concern, ConcernVersion
from tracker.concerns.rules import ConcernMoveError, ConcernState
from tracker.database import db, unit_of_work
from tracker.policy.access.roles import Role

SignIn = Callable[..., Any]


def words() -> list[tuple[int, str]]:
    query = sa.select(ConcernVersion.number, ConcernVersion.summary).order_by(ConcernVersion.number)
    return [(number, summary) for number, summary in db.session.execute(query)]


def test_a_correction_stands_below_the_words_as_raised_and_both_are_found(sign_in_as: SignIn) -> None:
    here = world()
    concern = factories.concern(here.change, here.union, summary="Travel doubles")
    seen = concern.version
    browser, _rep = sign_in_as(Role.UNION_REPRESENTATIVE, union=here.union)
    browser.get(f"/concerns/{concern.reference}/correct")

    page = browser.submit({"summary": "Zebra travel trebles"})

    assert page.flash == ["Correction added below the words as raised"]
    assert page.text.index("Travel doubles") < page.text.index("Zebra travel trebles")
    assert words() == [(1, "Travel doubles"), (2, "Zebra travel trebles")]
    assert db.session.scalars(sa.select(Concern.version)).one() == seen + 1
    body = db.session.scalars(sa.select(AuditEntry.body).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert json.loads(body)["facts"] == {"correction": 2}
    assert "Zebra" not in body
    for found in ("zebra", "doubles"):
        assert "Travel doubles" in browser.get(f"/concerns?q={found}").text
    browser.get(f"/concerns/{concern.reference}/correct")
    assert browser.submit({}).flash == ["The words are as they were last written: nothing was added"]
    assert len(words()) == 2
    salt = db.session.scalars(sa.select(ConcernVersion.salt).where(ConcernVersion.number == 2)).one()
    assert salt in browser.get(f"/concerns/{concern.reference}").text
    hr, _partner = sign_in_as(Role.HR_PARTNER)
    read = hr.get(f"/concerns/{concern.reference}").text
    assert "Zebra travel trebles" in read
    assert salt not in read


def test_the_corrections_of_a_withdrawn_concern_are_not_searched_by_management(sign_in_as: SignIn) -> None:
    here = world()
    concern = factories.concern(here.change, here.union, state=ConcernState.RAISED)
    rep = factories.viewer(Role.UNION_REPRESENTATIVE, union=here.union)
    with unit_of_work():
        services.correct_concern(concern, summary="Zebra", by=rep, moment=factories.MOMENT)
    hr, _partner = sign_in_as(Role.HR_PARTNER)
    assert "1 to 1 of 1" in hr.get("/concerns?q=zebra").text
    concern.state, concern.closed_at = ConcernState.WITHDRAWN, factories.MOMENT
    db.session.commit()
    assert "1 to 1 of 1" not in hr.get("/concerns?q=zebra").text


def test_a_correction_over_newer_words_keeps_what_was_typed(sign_in_as: SignIn) -> None:
    here = world()
    concern = factories.concern(here.change, here.union, summary="Travel doubles")
    browser, _rep = sign_in_as(Role.UNION_REPRESENTATIVE, union=here.union)
    browser.get(f"/concerns/{concern.reference}/correct")

    page = browser.submit({"summary": "Travel trebles", "seen_version": "0"}, status=409)

    assert "The concern has moved on" in page.text
    assert page.form().select_one("[name=summary]")["value"] == "Travel trebles"
    assert words() == [(1, "Travel doubles")]


def test_another_union_finds_no_page_to_correct(sign_in_as: SignIn) -> None:
    concern = factories.concern(world().change, world().union)
    browser, _rep = sign_in_as(Role.UNION_REPRESENTATIVE, union=world().union)
    browser.get(f"/concerns/{concern.reference}/correct", status=404)


@pytest.mark.parametrize(
    ("role", "state"),
    [
        (Role.HR_PARTNER, ConcernState.RAISED),
        (Role.UNION_REPRESENTATIVE, ConcernState.CLOSED_AGREED),
        (Role.UNION_REPRESENTATIVE, ConcernState.WITHDRAWN),
    ],
)
def test_management_and_a_closed_concern_are_refused_a_correction(
    database: Any, role: Role, state: ConcernState
) -> None:
    here = world()
    concern = factories.concern(here.change, here.union)
    concern.state = state
    with pytest.raises(ConcernMoveError):
        services.correct_concern(
            concern,
            summary="Other",
            by=factories.viewer(role, union=here.union),
            moment=factories.MOMENT,
        )
