from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from tests.concerns.arrange import world
from tracker.audit.models import AuditEntry
from tracker.concerns.models import Concern
from tracker.concerns.models_drafts import ConcernDraft
from tracker.database import db
from tracker.policy.access.roles import Role

SignIn = Callable[..., Any]


def drafts() -> list[str]:
    return list(db.session.scalars(sa.select(ConcernDraft.summary).order_by(ConcernDraft.id)))


def test_a_draft_is_kept_opened_shared_and_gone_once_raised(sign_in_as: SignIn) -> None:
    here = world()
    author, _rep = sign_in_as(Role.UNION_REPRESENTATIVE, union=here.union)
    colleague, _other = sign_in_as(Role.UNION_REPRESENTATIVE, union=here.union)
    stranger, _third = sign_in_as(Role.UNION_REPRESENTATIVE, union=world().union)
    author.get("/concerns/raise")
    refused = author.submit({}, status=400, button="Save as a draft")
    assert "There is nothing to save yet" in refused.text

    page = author.submit({"detail": "Fulmar: ask Dee first"}, button="Save as a draft")

    assert page.flash == ["Draft saved. Nobody but you reads it"]
    draft = db.session.scalars(sa.select(ConcernDraft)).one()
    address = f"/concerns/raise?draft={draft.reference}"
    colleague.get(address, status=404)
    assert "No words yet" not in colleague.get("/concerns/drafts").text
    author.get("/concerns/drafts")
    assert author.submit({}).flash == ["Colleagues of your union can read the draft"]
    assert "Fulmar: ask Dee first" in colleague.get(address).body.decode()
    stranger.get(address, status=404)
    stranger.get(f"/concerns/drafts/{draft.reference}/delete", status=404)
    colleague.get(f"/concerns/drafts/{draft.reference}/delete", status=404)
    author.get(address)
    author.submit({"summary": "Travel doubles"}, button="Save as a draft")
    assert drafts() == ["Travel doubles"]
    author.get(address)
    page = author.submit({"change": here.change.reference, "remedy": "Buses"}, button="Raise concern")
    assert "Travel doubles" in page.text
    assert "Wanted: Buses" in page.text
    assert drafts() == []
    assert db.session.scalar(sa.select(sa.func.count(Concern.id))) == 1
    assert all("Fulmar" not in body for body in db.session.scalars(sa.select(AuditEntry.body)))


def test_a_draft_saved_in_two_windows_is_kept_twice(sign_in_as: SignIn) -> None:
    here = world()
    author, _rep = sign_in_as(Role.UNION_REPRESENTATIVE, union=here.union)
    author.get("/concerns/raise")
    author.submit({"summary": "First"}, button="Save as a draft")
    reference = db.session.scalars(sa.select(ConcernDraft.reference)).one()
    author.get(f"/concerns/raise?draft={reference}")
    opened = author.page
    author.submit({"summary": "Second"}, button="Save as a draft")
    author.page = opened

    page = author.submit({"summary": "Third"}, button="Save as a draft")

    assert page.flash == ["The draft was saved elsewhere as well: yours is kept beside it"]
    assert drafts() == ["Second", "Third"]


def test_a_draft_is_deleted_after_a_question(sign_in_as: SignIn) -> None:
    here = world()
    author, _rep = sign_in_as(Role.UNION_REPRESENTATIVE, union=here.union)
    author.get("/concerns/raise")
    author.submit({"summary": "First"}, button="Save as a draft")
    reference = db.session.scalars(sa.select(ConcernDraft.reference)).one()
    assert "It cannot be brought back" in author.get(f"/concerns/drafts/{reference}/delete").text
    assert author.submit({}).flash == ["Draft deleted"]
    assert drafts() == []
    hr, _partner = sign_in_as(Role.HR_PARTNER)
    hr.get("/concerns/drafts", status=403)
