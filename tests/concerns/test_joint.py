"""A concern of two unions: nothing is shared before both have said so, and then one record is both's."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from tests import factories
from tests.concerns.arrange import World, world
from tests.pages import PageSeen
from tracker.concerns.models import Concern
from tracker.concerns.models_drafts import ConcernDraft, JointProposal
from tracker.concerns.queries_rooms import room_of
from tracker.concerns.rules import Room
from tracker.concerns.rules_kinds import ConcernKind, ProposalState
from tracker.database import db
from tracker.notifications.models import Notice
from tracker.organisation.models import RecognisedUnion
from tracker.policy.access.roles import Role
from tracker.web.clock import today

SignIn = Callable[..., Any]


@pytest.fixture
def here(database: Any) -> World:
    return world()


@pytest.fixture
def other(database: Any) -> RecognisedUnion:
    found = factories.union(short_name=f"Unite {factories.number()}", name="Unite the other")
    factories.bargaining_group(found)
    return found


def proposed(author: Any, here: World, other: RecognisedUnion) -> str:
    author.get("/concerns/raise")
    author.submit(
        {"change": here.change.reference, "summary": "Cormorant: travel doubles"}, button="Save as a draft"
    )
    draft = db.session.scalars(sa.select(ConcernDraft.reference)).one()
    author.get(f"/concerns/drafts/{draft}/propose")
    page: PageSeen = author.submit({"partner": other.reference})
    assert page.flash == ["Proposed. It is raised once the other union agrees"]
    return db.session.scalars(sa.select(JointProposal.reference)).one()


def test_both_unions_raise_it_once_the_other_agrees(
    here: World, other: RecognisedUnion, sign_in_as: SignIn
) -> None:
    author, _ = sign_in_as(Role.UNION_REPRESENTATIVE, union=here.union)
    asked, asked_viewer = sign_in_as(Role.UNION_REPRESENTATIVE, union=other)
    partner, _ = sign_in_as(Role.HR_PARTNER)
    stranger, _ = sign_in_as(Role.UNION_REPRESENTATIVE, union=world().union)
    own = factories.concern(here.change, here.union)
    address = f"/concerns/joint/{proposed(author, here, other)}"
    stranger.get(address, status=404)
    assert "Cormorant" not in partner.get("/concerns").text
    assert "1 joint concern proposed" in asked.get("/").text
    for own_side in (author, sign_in_as(Role.UNION_REPRESENTATIVE, union=here.union)[0]):
        own_side.get(address)
        refused = own_side.submit({"step": "agree"}, status=409)
        assert "That is for the other union to say" in refused.text

    asked.get(address)
    page = asked.submit({}, button="Agree and raise it")

    assert page.flash == ["Raised by both unions"]
    concern = db.session.scalars(sa.select(Concern).where(Concern.partner_id.is_not(None))).one()
    assert db.session.scalars(sa.select(ConcernDraft)).all() == []
    both = f"{here.union.short_name} and {other.short_name}"
    shared, room = f"/concerns/{concern.reference}", f"/concerns/{concern.reference}/union-room"
    assert f"Concern of {both}" in partner.get(shared).text
    assert both in partner.get("/concerns").text
    author.get(room)
    author.submit({"text": "Plover: hold out for parking"})
    assert "Plover" in asked.get(room).text
    for browser in (partner, stranger):
        assert "Plover" not in browser.get(room, status=403 if browser is partner else 404).text
    two_hats = factories.account()
    factories.give_role(two_hats, Role.HR_PARTNER)
    viewer = factories.viewer_of(two_hats, Role.HR_PARTNER)
    assert room_of(concern, viewer, today()) is Room.MANAGEMENT
    factories.give_role(two_hats, Role.UNION_REPRESENTATIVE, union=other)
    assert room_of(concern, viewer, today()) is None
    told = db.session.scalars(sa.select(Notice.account_id).where(Notice.kind == "concern.noted")).all()
    assert asked_viewer.account_id in told
    board = asked.get("/information-requests/fairness").soup.select("#concerns tbody tr")
    assert [row.get_text(" ", strip=True).split(" 1 ")[0] for row in board] == [other.short_name]
    asked.get(f"/concerns/{own.reference}", status=404)  # nothing else of the first union's came along
    again = asked.open(address, "POST", 409, data={"csrf_token": asked.token, "step": "agree"})
    assert "The proposal is agreed already" in again.text
    choices = {"kind": ConcernKind.INDIVIDUAL.value}
    author.get(f"{shared}/where")
    assert "A joint concern names no member" in author.submit(choices, status=409).text


def test_declined_or_taken_back_it_stays_a_draft_and_nobody_else_reads_a_word(
    here: World, other: RecognisedUnion, sign_in_as: SignIn
) -> None:
    author, _ = sign_in_as(Role.UNION_REPRESENTATIVE, union=here.union)
    asked, _ = sign_in_as(Role.UNION_REPRESENTATIVE, union=other)
    address = f"/concerns/joint/{proposed(author, here, other)}"
    draft = db.session.scalars(sa.select(ConcernDraft.reference)).one()
    again = author.get(f"/concerns/drafts/{draft}/propose")
    assert "It is proposed to another union already" in again.text
    asked.get(address)
    assert asked.submit({}, button="Decline").flash == ["Declined"]
    assert db.session.scalars(sa.select(JointProposal.state)).one() is ProposalState.DECLINED
    assert len(db.session.scalars(sa.select(ConcernDraft)).all()) == 1
    assert db.session.scalars(sa.select(Concern)).all() == []
    late = author.open(address, "POST", 409, data={"csrf_token": author.token, "step": "take back"})
    assert "The proposal is declined already" in late.text


def test_an_individual_concern_is_not_put_to_another_union(
    here: World, other: RecognisedUnion, sign_in_as: SignIn
) -> None:
    author, _ = sign_in_as(Role.UNION_REPRESENTATIVE, union=here.union)
    author.get("/concerns/raise")
    author.submit(
        {"change": here.change.reference, "summary": "Mine", "kind": ConcernKind.INDIVIDUAL.value},
        button="Save as a draft",
    )
    draft = db.session.scalars(sa.select(ConcernDraft.reference)).one()
    address = f"/concerns/drafts/{draft}/propose"
    assert "An individual concern stays with the member’s own union" in author.get(address).text
    author.open(address, "POST", 200, data={"csrf_token": author.token, "partner": other.reference})
    assert db.session.scalars(sa.select(JointProposal)).all() == []
