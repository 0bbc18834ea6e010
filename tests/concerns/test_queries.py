from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.exc import NoResultFound

from tests import factories
from tests.concerns.arrange import world
from tracker.concerns import services
from tracker.concerns.lists import concerns_of_change, concerns_page, waiting_for
from tracker.concerns.models import Concern
from tracker.concerns.queries import get_concern, text_of, thread_of, visible_concerns
from tracker.concerns.rules import ConcernAct, ConcernState
from tracker.concerns.services import acknowledge, close_concern
from tracker.database import db, unit_of_work
from tracker.policy.access.roles import Role
from tracker.policy.access.viewer import Viewer
from tracker.web.listing import Listing

DAY = date(2012, 3, 9)


def seen_by(viewer: Viewer) -> set[str]:
    return {row.reference for row in db.session.scalars(visible_concerns(viewer, DAY))}


def listing(**arguments: str) -> Listing:
    return Listing(
        "/concerns", arguments.get("q", ""), "raised", False, 1, 50, {k: [v] for k, v in arguments.items()}
    )


def test_only_the_union_and_hr_and_director_of_the_programme_know_of_a_concern(database: SQLAlchemy) -> None:
    here = world()
    concern = factories.concern(here.change, here.union)
    elsewhere = factories.programme(employer_id=factories.employer().id)
    other_union = factories.union()
    factories.bargaining_group(other_union)
    unit = factories.unit()
    person = factories.person(unit=unit)
    factories.affected(here.change, person)

    for viewer in (
        factories.viewer(Role.UNION_REPRESENTATIVE, union=here.union),
        factories.viewer(Role.HR_PARTNER, programme=here.programme),
        factories.viewer(Role.PROGRAMME_DIRECTOR, programme=here.programme),
        factories.viewer(Role.HR_PARTNER),
    ):
        assert seen_by(viewer) == {concern.reference}, viewer.role
    for viewer in (
        factories.viewer(Role.UNION_REPRESENTATIVE, union=other_union),
        factories.viewer(Role.HR_PARTNER, programme=elsewhere),
        factories.viewer(Role.PROGRAMME_DIRECTOR, programme=elsewhere),
        factories.viewer(Role.MANAGER, unit=unit),
        factories.viewer(Role.STAFF, person=person),
        factories.viewer(Role.ADMINISTRATOR),
        factories.viewer(Role.AUDITOR),
    ):
        assert seen_by(viewer) == set(), viewer.role
        with pytest.raises(NoResultFound):
            get_concern(concern.reference, viewer, DAY)


def withdrawn() -> tuple[Any, Concern, Viewer]:
    here = world()
    rep = factories.viewer(Role.UNION_REPRESENTATIVE, union=here.union)
    concern = factories.concern(
        here.change, here.union, raised_by_id=rep.account_id, summary="Zebra crossing", detail="Stripes"
    )
    with unit_of_work():
        acknowledge(concern, text="Thank you", by=factories.viewer(Role.HR_PARTNER), moment=factories.MOMENT)
    with unit_of_work():
        close_concern(concern, ConcernAct.WITHDRAW, text="Our own reason", by=rep, moment=factories.MOMENT)
    return here, concern, rep


def test_a_withdrawn_text_stays_with_the_union_and_with_hr_who_had_received_it(database: SQLAlchemy) -> None:
    _here, concern, rep = withdrawn()
    hr, director = factories.viewer(Role.HR_PARTNER), factories.viewer(Role.PROGRAMME_DIRECTOR)

    def read(viewer: Viewer) -> tuple[str | None, list[str]]:
        row = get_concern(concern.reference, viewer, DAY)
        text = text_of(row, viewer)
        return (text.summary if text else None), [message.text for message in thread_of(row, viewer)]

    assert read(rep) == ("Zebra crossing", ["Thank you", "Our own reason"])
    assert read(hr) == ("Zebra crossing", ["Thank you", ""])
    assert read(director) == (None, [])


@pytest.mark.parametrize("words", ["zebra", "stripes"])
def test_a_withdrawn_text_is_not_found_by_searching_but_by_its_union(
    database: SQLAlchemy, words: str
) -> None:
    _here, concern, rep = withdrawn()

    def found(viewer: Viewer) -> list[tuple[str, str | None]]:
        page = concerns_page(viewer, DAY, listing(q=words))
        return [(row.reference, row.summary) for row in page.rows]

    assert found(rep) == [(concern.reference, "Zebra crossing")]
    for role in (Role.HR_PARTNER, Role.PROGRAMME_DIRECTOR):
        viewer = factories.viewer(role)
        assert found(viewer) == []
        everything = concerns_page(viewer, DAY, listing())
        assert [(row.reference, row.summary) for row in everything.rows] == [(concern.reference, None)]


def test_the_list_is_narrowed_by_turn_state_severity_change_and_words(database: SQLAlchemy) -> None:
    here = world()
    rep = factories.viewer(Role.UNION_REPRESENTATIVE, union=here.union)
    other = factories.change(programme_id=here.programme.id)
    raised = factories.concern(here.change, here.union, summary="Travel doubles", severity="high")
    answered = factories.concern(other, here.union, state=ConcernState.ANSWERED, detail="100% of the shifts")
    agreed = factories.concern(here.change, here.union, state=ConcernState.CLOSED_AGREED)

    def found(**arguments: str) -> list[str]:
        return [row.reference for row in concerns_page(rep, DAY, listing(**arguments)).rows]

    assert found() == [raised.reference, answered.reference, agreed.reference]
    assert found(waiting="management") == [raised.reference]
    assert found(waiting="union") == [answered.reference]
    assert found(waiting="nobody") == [agreed.reference]
    assert found(state="closed, agreed") == [agreed.reference]
    assert found(severity="high") == [raised.reference]
    assert found(change=other.reference) == [answered.reference]
    assert found(q="TRAVEL") == [raised.reference]
    assert found(q="100%") == [answered.reference]
    assert found(q="%") == [answered.reference]
    assert found(q=agreed.reference.lower()) == [agreed.reference]
    assert found(state="nonsense") == found()


def test_a_concern_waits_until_it_closes(database: SQLAlchemy) -> None:
    here = world()
    rep = factories.viewer(Role.UNION_REPRESENTATIVE, union=here.union)
    factories.concern(here.change, here.union)
    factories.concern(
        here.change,
        here.union,
        state=ConcernState.CLOSED_AGREED,
        closed_at=factories.MOMENT + timedelta(days=1),
    )

    assert [row.waited for row in concerns_page(rep, DAY, listing()).rows] == [6, None]


def test_a_concern_waits_since_it_became_that_sides_turn(database: SQLAlchemy) -> None:
    here = world()
    rep = factories.viewer(Role.UNION_REPRESENTATIVE, union=here.union)
    hr = factories.viewer(Role.HR_PARTNER)
    with unit_of_work():
        concern = services.raise_concern(
            here.change, here.union, summary="Travel doubles", by=rep, moment=factories.MOMENT
        )

    def waited(act: Callable[..., None], by: Viewer, days: int) -> int | None:
        with unit_of_work():
            act(concern, text="Words", by=by, moment=factories.MOMENT + timedelta(days=days))
        return concerns_page(rep, DAY, listing()).rows[0].waited

    assert waited(services.acknowledge, hr, 6) == 6, "still since it was raised"
    assert waited(services.answer, hr, 6) == 2, "on the union since the answer"
    assert waited(services.reply, rep, 7) == 1, "on management since the reply"


def test_home_is_told_who_waits_for_whom_and_how_long(database: SQLAlchemy) -> None:
    here = world()
    rep = factories.viewer(Role.UNION_REPRESENTATIVE, union=here.union)
    later = factories.concern(here.change, here.union, raised_at=factories.MOMENT + timedelta(days=1))
    first = factories.concern(here.change, here.union)
    answered = factories.concern(here.change, here.union, state=ConcernState.ANSWERED)
    factories.concern(here.change, here.union, state=ConcernState.CLOSED_NOT_AGREED)

    waiting = waiting_for(rep, DAY)

    assert waiting.on_management.count == 2
    assert [row.reference for row in waiting.on_management.longest] == [first.reference, later.reference]
    assert [(row.reference, row.waited) for row in waiting.on_union.longest] == [(answered.reference, 6)]
    assert waiting.on_union.count == 1
    assert waiting_for(factories.viewer(Role.STAFF), DAY).on_management.count == 0


def test_a_change_shows_its_latest_concerns(database: SQLAlchemy, count_queries: Callable[[], Any]) -> None:
    here = world()
    rep = factories.viewer(Role.UNION_REPRESENTATIVE, union=here.union)
    rows = [
        factories.concern(here.change, here.union, raised_at=factories.MOMENT + timedelta(hours=n))
        for n in range(7)
    ]
    factories.concern(factories.change(programme_id=here.programme.id), here.union)

    with count_queries() as queries:
        found = concerns_of_change(here.change.id, rep, DAY)

    assert [row.reference for row in found] == [row.reference for row in rows[:1:-1]]
    assert queries.count == 1
    assert concerns_of_change(here.change.id, factories.viewer(Role.MANAGER), DAY) == []


def test_what_waits_longest_comes_first_and_closed_ones_last(database: SQLAlchemy) -> None:
    here = world()
    rep = factories.viewer(Role.UNION_REPRESENTATIVE, union=here.union)
    closed = factories.concern(here.change, here.union, state=ConcernState.CLOSED_AGREED)
    later = factories.concern(here.change, here.union, raised_at=factories.MOMENT + timedelta(days=2))
    first = factories.concern(
        here.change, here.union, raised_at=factories.MOMENT + timedelta(days=1), state=ConcernState.ANSWERED
    )

    page = concerns_page(rep, DAY, replace(listing(), sort="waiting"))

    assert [row.reference for row in page.rows] == [first.reference, later.reference, closed.reference]
