from collections.abc import Callable
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask

from tests import factories
from tests.browser import Browser, sign_in
from tests.concerns.arrange import world
from tracker.accounts.models import AccessGrant, Account
from tracker.audit.models import AuditEntry
from tracker.changes.models import Change
from tracker.concerns.models import Concern
from tracker.database import db, new_reference
from tracker.handover.models import Handover
from tracker.notifications.models import Notice
from tracker.policy.access.roles import Role
from tracker.web.clock import today

SignIn = Callable[..., Any]


def account_of(account_id: int) -> Account:
    return db.session.get_one(Account, account_id)


def told() -> set[tuple[int, str]]:
    rows = db.session.execute(sa.select(Notice.account_id, Notice.kind))
    return {(account, kind) for account, kind in rows}


def test_a_representative_hands_over_and_both_sides_are_told(sign_in_as: SignIn) -> None:
    here = world()
    union, giver = sign_in_as(Role.UNION_REPRESENTATIVE, union=here.union)
    other, taker = sign_in_as(Role.UNION_REPRESENTATIVE, union=here.union)
    _hr, partner = sign_in_as(Role.HR_PARTNER)
    mine = factories.concern(here.change, here.union, raised_by_id=giver.account_id, summary="Travel doubles")
    kept = factories.concern(here.change, here.union, raised_by_id=giver.account_id)
    union.get("/handover")
    refused = union.submit({"items": [], "to": ""}, status=400)
    assert {"Tick the matters to hand over", "Choose a colleague from the list"} <= set(refused.errors)
    sent = {
        "items": [f"concern:{mine.reference}"],
        "to": account_of(taker.account_id).reference,
        "note": "Kittiwake: ask Dee first",
        "made": new_reference(),
    }
    union.get("/handover")

    page = union.submit(sent)

    assert page.flash == [f"Handed over to {taker.name}"]
    assert "Kittiwake: ask Dee first" in other.get(page.url).text
    speakers = dict(db.session.execute(sa.select(Concern.id, Concern.speaker_id)).all())
    assert speakers == {mine.id: taker.account_id, kept.id: giver.account_id}
    assert (taker.account_id, "handover.taken") in told()
    assert (partner.account_id, "concern.handed on") in told()
    union.get("/handover")
    union.submit({**sent, "items": [f"concern:{kept.reference}"]})
    assert db.session.scalar(sa.select(sa.func.count(Handover.id))) == 1
    assert all("Kittiwake" not in body for body in db.session.scalars(sa.select(AuditEntry.body)))
    stranger, _third = sign_in_as(Role.UNION_REPRESENTATIVE, union=here.union)
    stranger.get(page.url, status=404)


def test_the_matters_of_who_has_left_go_to_a_colleague(sign_in_as: SignIn) -> None:
    here = world()
    left = factories.viewer(Role.HR_PARTNER)
    hr, partner = sign_in_as(Role.HR_PARTNER)
    here.change.owner_id = left.account_id
    factories.save(here.change)
    gone = account_of(left.account_id)
    assert "has left" not in hr.get("/handover").text
    hr.get(f"/handover?from={gone.reference}", status=404)
    grant = db.session.scalars(sa.select(AccessGrant).where(AccessGrant.account_id == left.account_id)).one()
    grant.valid_to = today() - timedelta(days=1)
    factories.save(grant)

    page = hr.get("/handover")
    assert f"{gone.name} has left and still leads on matters of your side" in page.text
    hr.get(f"/handover?from={gone.reference}")
    hr.submit({"to": account_of(partner.account_id).reference})

    assert db.session.scalars(sa.select(Change.owner_id)).one() == partner.account_id


def test_a_matter_goes_to_nobody_of_another_union(app: Flask, database: Any) -> None:
    here, other = world(), world()
    giver = factories.account()
    factories.give_role(giver, Role.UNION_REPRESENTATIVE, union=here.union)
    factories.give_role(giver, Role.UNION_REPRESENTATIVE, union=other.union)
    viewer = factories.viewer(Role.UNION_REPRESENTATIVE, union=other.union)
    concern = factories.concern(here.change, here.union, raised_by_id=giver.id)
    browser = Browser(app, sign_in(app, giver))
    browser.get("/handover")

    page = browser.submit({"to": account_of(viewer.account_id).reference}, status=400)

    assert "may not lead on" in page.text
    assert db.session.scalars(sa.select(Concern.speaker_id)).one() == giver.id == concern.speaker_id


def test_managers_and_directors_hand_over_nothing_here(sign_in_as: SignIn) -> None:
    browser, _viewer = sign_in_as(Role.MANAGER)
    browser.get("/handover", status=403)


def test_a_partner_of_one_programme_has_not_left_and_takes_only_its_matters(sign_in_as: SignIn) -> None:
    here, other = world(), world()
    hr, partner = sign_in_as(Role.HR_PARTNER)
    limited = factories.viewer(Role.HR_PARTNER, programme=other.programme)
    other.change.owner_id, here.change.owner_id = limited.account_id, partner.account_id
    factories.save(other.change, here.change)
    page = hr.get("/handover")
    assert "has left" not in page.text

    refused = hr.submit({"to": account_of(limited.account_id).reference}, status=400)

    assert "may not lead on" in refused.text
    assert db.session.get_one(Change, here.change.id).owner_id == partner.account_id
