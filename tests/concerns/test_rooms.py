from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import NoResultFound

from tests import factories
from tests.concerns.arrange import world
from tracker.audit.models import AuditEntry
from tracker.concerns.models import Concern
from tracker.concerns.models_rooms import ManagementRoomNote, UnionRoomNote
from tracker.concerns.queries_rooms import concern_of_room, room_of
from tracker.concerns.rules import ConcernState, Room
from tracker.database import db, new_reference
from tracker.notifications.models import Notice
from tracker.policy.access.roles import Role
from tracker.web.clock import today

SignIn = Callable[..., Any]
DAY = today()


def test_a_note_stays_in_its_room_once_and_moves_no_version(sign_in_as: SignIn) -> None:
    here = world()
    concern = factories.concern(here.change, here.union, summary="Travel doubles")
    seen = concern.version
    union, _rep = sign_in_as(Role.UNION_REPRESENTATIVE, union=here.union)
    _other, colleague = sign_in_as(Role.UNION_REPRESENTATIVE, union=here.union)
    hr, _partner = sign_in_as(Role.HR_PARTNER)
    address = f"/concerns/{concern.reference}/union-room"
    union.get(address)
    assert "Enter the note" in union.submit({"text": " "}, status=400).text
    note = {"text": "Kittiwake: hold out for ten miles", "made": new_reference()}

    page = union.submit(note)

    assert page.flash == ["Note written"]
    assert "Kittiwake" in page.text
    union.submit(note)
    assert [note.text for note in db.session.scalars(sa.select(UnionRoomNote))] == [
        "Kittiwake: hold out for ten miles"
    ]
    assert db.session.scalars(sa.select(Concern.version)).one() == seen
    told = db.session.execute(sa.select(Notice.account_id, Notice.kind)).all()
    assert told == [(colleague.account_id, "concern.noted")]
    assert all("Kittiwake" not in body for body in db.session.scalars(sa.select(AuditEntry.body)))
    hr.get(address, status=403)
    assert "Kittiwake" not in hr.get(f"/concerns/{concern.reference}").text
    hr.get(f"/concerns/{concern.reference}/management-room")
    assert "Guillemot" in hr.submit({"text": "Guillemot: five is what we have"}).text
    assert db.session.scalar(sa.select(sa.func.count(ManagementRoomNote.id))) == 1
    assert "Guillemot" not in union.get(address).text
    director, _account = sign_in_as(Role.PROGRAMME_DIRECTOR)
    read = director.get(f"/concerns/{concern.reference}/management-room")
    assert "Guillemot" in read.text
    assert read.soup.select_one("main textarea") is None


def test_another_union_and_a_withdrawn_concern_open_no_door(database: Any) -> None:
    here, other = world(), world()
    concern = factories.concern(here.change, here.union)
    stranger = factories.viewer(Role.UNION_REPRESENTATIVE, union=other.union)
    director = factories.viewer(Role.PROGRAMME_DIRECTOR)
    with pytest.raises(NoResultFound):
        concern_of_room(concern.reference, Room.UNION, stranger, DAY)
    assert room_of(concern, director, DAY) is Room.MANAGEMENT
    concern.state = ConcernState.WITHDRAWN
    assert room_of(concern, director, DAY) is None
    assert room_of(concern, factories.viewer(Role.HR_PARTNER), DAY) is Room.MANAGEMENT


def test_an_hr_partner_who_also_speaks_for_the_union_is_kept_out_of_management_room(database: Any) -> None:
    here = world()
    concern = factories.concern(here.change, here.union)
    account = factories.account()
    factories.give_role(account, Role.HR_PARTNER)
    partner = factories.viewer_of(account, Role.HR_PARTNER)
    assert room_of(concern, partner, DAY) is Room.MANAGEMENT
    factories.give_role(account, Role.UNION_REPRESENTATIVE, union=here.union)
    assert room_of(concern, partner, DAY) is None
