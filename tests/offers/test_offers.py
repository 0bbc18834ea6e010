from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from tests import factories
from tests.concerns.arrange import world
from tracker.audit.models import AuditEntry
from tracker.database import db, new_reference, unit_of_work
from tracker.notifications.models import Notice
from tracker.offers import services
from tracker.offers.models import Clause, ClauseMove
from tracker.offers.rules import ClauseState, Move
from tracker.policy.access.roles import Role

SignIn = Callable[..., Any]


def state() -> ClauseState:
    return db.session.scalars(sa.select(Clause.state)).one()


def test_offer_counter_offer_and_acceptance_are_kept_by_clause(sign_in_as: SignIn) -> None:
    here = world()
    union, rep = sign_in_as(Role.UNION_REPRESENTATIVE, union=here.union)
    hr, partner = sign_in_as(Role.HR_PARTNER)
    union.get(f"/clauses/new?change={here.change.reference}")
    refused = union.submit({}, status=400)
    assert {"Enter the clause", "Enter the offer"} <= set(refused.errors)
    sent = {"title": "Notice", "text": "Kittiwake: eight weeks", "made": new_reference()}
    union.get(f"/clauses/new?change={here.change.reference}")
    page = union.submit(sent)
    assert page.flash == ["Offer put on the table"]
    union.get(f"/clauses/new?change={here.change.reference}")
    union.submit(sent)
    url = page.url

    read = hr.get(url)
    assert rep.name not in read.text
    assert "Enter the offer" in hr.submit({"text": ""}, status=400, button="Make an offer").text
    assert hr.submit({"text": "Four weeks"}, button="Make an offer").flash == ["Offer put on the table"]
    assert state() is ClauseState.MANAGEMENT_OFFERED
    row = hr.get("/clauses").table("Offers")[0]
    assert row[2:4] == ["Kittiwake: eight weeks", "Four weeks"]
    union.get(url)
    assert union.submit({}, button="Accept the other side’s offer").flash == [
        "Offer accepted: the clause is agreed"
    ]
    assert state() is ClauseState.AGREED
    assert union.get(url).soup.select_one("main textarea") is None
    assert [move.move for move in db.session.scalars(sa.select(ClauseMove).order_by(ClauseMove.id))] == [
        Move.OFFER,
        Move.OFFER,
        Move.ACCEPT,
    ]
    told = list(db.session.scalars(sa.select(Notice.account_id).order_by(Notice.id)))
    assert told == [partner.account_id, rep.account_id, partner.account_id]
    assert all("Kittiwake" not in body for body in db.session.scalars(sa.select(AuditEntry.body)))


def test_who_moves_over_a_newer_move_is_told_and_keeps_the_words(sign_in_as: SignIn) -> None:
    here = world()
    rep = factories.viewer(Role.UNION_REPRESENTATIVE, union=here.union)
    hr, partner = sign_in_as(Role.HR_PARTNER)
    with unit_of_work():
        clause = services.open_clause(
            here.change,
            here.union,
            title="Notice",
            text="Eight weeks",
            reference=new_reference(),
            by=partner,
            moment=factories.MOMENT,
        )
    url = f"/clauses/{clause.reference}"
    hr.get(url)
    with unit_of_work():
        services.move(clause, Move.OFFER, text="Ten weeks", by=rep, moment=factories.MOMENT)

    page = hr.submit({"text": "Nine weeks"}, status=409, button="Make an offer")

    assert "The other side moved while you were typing" in page.text
    assert "Nine weeks" in page.form().text
    stranger, _other = sign_in_as(Role.UNION_REPRESENTATIVE, union=world().union)
    stranger.get(url, status=404)


@pytest.mark.parametrize("role", [Role.MANAGER, Role.STAFF, Role.ADMINISTRATOR])
def test_nobody_else_reads_offers(sign_in_as: SignIn, role: Role) -> None:
    browser, _viewer = sign_in_as(role)
    browser.get("/clauses", status=403)
