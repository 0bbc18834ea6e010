import json
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy

from tests import factories
from tests.concerns.arrange import World, world
from tracker.audit.models import AuditEntry
from tracker.audit.rules import commitment
from tracker.concerns import services
from tracker.concerns.models import Concern, ConcernMessage, ConcernVersion
from tracker.concerns.rules import ConcernAct, ConcernMoveError, ConcernSeverity, ConcernState
from tracker.concerns.services import NotRecognisedError
from tracker.database import EditConflictError, db, unit_of_work
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer

MOMENT = factories.MOMENT


def raised(here: World, rep: Viewer) -> Concern:
    with unit_of_work():
        return services.raise_concern(
            here.change,
            here.union,
            summary="Travel doubles",
            detail="Two hours\r\neach way",
            severity=ConcernSeverity.HIGH,
            by=rep,
            moment=MOMENT,
        )


def last_entry() -> dict[str, object]:
    body = db.session.scalar(sa.select(AuditEntry.body).order_by(AuditEntry.id.desc()).limit(1))
    found: dict[str, object] = json.loads(body or "{}")
    return found


def test_raising_keeps_the_text_and_commits_to_it_in_the_record(database: SQLAlchemy) -> None:
    here = world()
    rep = factories.viewer(Role.UNION_REPRESENTATIVE, union=here.union)

    concern = raised(here, rep)

    version = db.session.scalars(sa.select(ConcernVersion)).one()
    assert (version.summary, version.detail) == ("Travel doubles", "Two hours\neach way")
    expected = commitment("concern", "Travel doubles\n\nTwo hours\neach way", version.salt)[1]
    assert version.commitment == expected
    entry = last_entry()
    assert entry["object"] == concern.reference
    assert entry["commitments"] == {"concern": expected}
    assert entry["facts"] == {
        "severity": "high",
        "kind": "collective",
        "category": "not sorted",
        "change": here.change.reference,
    }
    assert "Travel" not in json.dumps(entry)


def test_a_draft_cannot_have_a_concern(database: SQLAlchemy) -> None:
    here = world()
    here.change = factories.change(programme_id=here.programme.id, published=False)
    rep = factories.viewer(Role.UNION_REPRESENTATIVE, union=here.union)

    with pytest.raises(ConcernMoveError, match="published"):
        raised(here, rep)

    assert db.session.scalars(sa.select(Concern)).all() == []


def test_a_union_speaks_only_where_it_is_recognised_and_only_through_its_own(database: SQLAlchemy) -> None:
    here = world()
    stranger = factories.union()
    factories.bargaining_group(stranger, employer_id=factories.employer().id)

    with pytest.raises(NotRecognisedError):
        raised(
            World(stranger, here.programme, here.change),
            factories.viewer(Role.UNION_REPRESENTATIVE, union=stranger),
        )
    with pytest.raises(NotRecognisedError):
        raised(here, factories.viewer(Role.UNION_REPRESENTATIVE, union=stranger))


def test_a_concern_goes_back_and_forth_until_the_union_settles_it(database: SQLAlchemy) -> None:
    here = world()
    rep = factories.viewer(Role.UNION_REPRESENTATIVE, union=here.union)
    hr = factories.viewer(Role.HR_PARTNER)
    concern = raised(here, rep)
    states: list[ConcernState] = []
    acts: list[Callable[[], None]] = [
        lambda: services.acknowledge(concern, by=hr, moment=MOMENT),
        lambda: services.answer(concern, text="There will be a bus", by=hr, moment=MOMENT),
        lambda: services.reply(concern, text="At what hour?", by=rep, moment=MOMENT),
        lambda: services.answer(concern, text="At seven", by=hr, moment=MOMENT),
        lambda: services.close_concern(concern, ConcernAct.DISAGREE, text="Too early", by=rep, moment=MOMENT),
    ]

    for act in acts:
        with unit_of_work():
            act()
        states.append(concern.state)

    assert states == [
        ConcernState.ACKNOWLEDGED,
        ConcernState.ANSWERED,
        ConcernState.DISCUSSED,
        ConcernState.ANSWERED,
        ConcernState.CLOSED_NOT_AGREED,
    ]
    assert concern.closed_at == MOMENT
    messages = db.session.scalars(sa.select(ConcernMessage).order_by(ConcernMessage.id)).all()
    assert [(message.kind.value, message.from_union) for message in messages] == [
        ("acknowledgement", False),
        ("answer", False),
        ("reply", True),
        ("answer", False),
        ("closing", True),
    ]
    for message in messages:
        assert commitment(message.kind.value, message.text, message.salt)[1] == message.commitment
    entry = last_entry()
    assert entry["commitments"] == {"closing": messages[-1].commitment}
    assert entry["object_version"] == concern.version


def test_hr_cannot_close_and_the_union_cannot_answer(database: SQLAlchemy) -> None:
    here = world()
    rep = factories.viewer(Role.UNION_REPRESENTATIVE, union=here.union)
    hr = factories.viewer(Role.HR_PARTNER)
    concern = factories.concern(here.change, here.union, state=ConcernState.ANSWERED)

    with pytest.raises(ConcernMoveError):
        services.close_concern(concern, ConcernAct.AGREE, by=hr, moment=MOMENT)
    concern.state = ConcernState.RAISED
    with pytest.raises(ConcernMoveError):
        services.answer(concern, text="Yes", by=rep, moment=MOMENT)
    db.session.rollback()


def test_not_agreed_needs_a_reason_and_an_answer_needs_words(database: SQLAlchemy) -> None:
    here = world()
    rep = factories.viewer(Role.UNION_REPRESENTATIVE, union=here.union)
    answered = factories.concern(here.change, here.union, state=ConcernState.ANSWERED)
    fresh = factories.concern(here.change, here.union)

    with pytest.raises(ConcernMoveError, match="Words"):
        services.close_concern(answered, ConcernAct.DISAGREE, by=rep, moment=MOMENT)
    with pytest.raises(ConcernMoveError, match="Words"):
        services.answer(fresh, text="", by=factories.viewer(Role.HR_PARTNER), moment=MOMENT)


def test_an_answer_typed_over_an_older_state_of_things_is_refused(database: SQLAlchemy) -> None:
    here = world()
    hr = factories.viewer(Role.HR_PARTNER)
    concern = factories.concern(here.change, here.union)
    with unit_of_work():
        services.acknowledge(concern, by=hr, moment=MOMENT, seen=1)

    with pytest.raises(EditConflictError):
        services.answer(concern, text="Yes", by=hr, moment=MOMENT, seen=1)
